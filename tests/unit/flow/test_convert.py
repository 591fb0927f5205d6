"""`convert run` in a workspace: what it writes, what it refuses, and what a sudden death leaves behind."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import jsonschema
import pyarrow.parquet as pq
import pytest

from migrate.engine import target as engine_target
from migrate.errors import BalanceError, Exit, MigrateError, UnreadableError
from migrate.flow import convert, pipeline, source
from migrate.model.finding import Severity
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.ledger import Result

ROOT = Path(__file__).resolve().parents[3]
FIXTURE = ROOT / "tests" / "cases" / "convert-run" / "fates" / "in"
SESSION = Session(who="test", as_of=date(2026, 11, 23))
NAME = "住登外者宛名基本情報"


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    """A scanned workspace with 13 records, one of each fate and failure."""
    shutil.copytree(FIXTURE, tmp_path / "machi")
    return Workspace(tmp_path / "machi")


def digests(workspace: Workspace) -> dict[str, str]:
    """Sha256 of every output but the scan's."""
    files = [p for p in workspace.path("out").rglob("*") if p.is_file() and "source" not in p.parts[-2:]]
    return {workspace.relative(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(files)}


def test_a_balance_that_does_not_close_fails_the_run(town: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that gets lost on the way to the files is noticed in the files: exit 1, nothing published, 失敗 noted."""
    convert.run(town, SESSION)
    before = digests(town)
    whole = engine_target._merged_lineage
    monkeypatch.setattr(engine_target, "_merged_lineage", lambda run: f"SELECT * FROM ({whole(run)}) LIMIT 3")

    with pytest.raises(BalanceError) as caught:
        convert.run(town, SESSION)

    last = town.entries()[-1]
    assert (caught.value.code, caught.value.exit) == ("MIG-CNV-006", Exit.FINDINGS)
    assert (last.result, last.error) == (Result.FAILED, "MIG-CNV-006")
    assert digests(town) == before


def test_outputs_and_manifest(town: Workspace) -> None:
    """The manifest names every file with its rows and sha256, and the CSV holds what the Parquet file holds."""
    outcome = convert.run(town, SESSION)

    found = digests(town)
    manifest = json.loads(town.path("out/converted/031/manifest.json").read_bytes())
    table = manifest["tables"][0]
    named = {file["path"]: file["sha256"] for file in (table["parquet"], *table["csv"], table["lineage"])}
    assert {path: found[path] for path in named} == named
    rows = pq.read_table(town.path(f"out/converted/031/{NAME}.parquet")).to_pylist()
    text = town.path(f"out/converted/031/{NAME}.csv").read_bytes().decode("utf-8")
    assert table["rows"] == len(rows) == 8
    assert list(csv.DictReader(text.split("\r\n"))) == [{k: v or "" for k, v in row.items()} for row in rows]
    assert text.endswith('"\r\n') and text.count("\r\n") == 9 and "\ufeff" not in text
    assert {f.severity for f in outcome.findings} == {Severity.ERROR}
    assert outcome.data.conversions[0].unreported == {"MIG-CNV-001": 1}  # type: ignore[attr-defined]


def test_raw_values_stay_in_restricted(town: Workspace) -> None:
    """Raw bytes and texts are in out/restricted only, with mode 0600; findings and results hold none of them."""
    convert.run(town, SESSION)

    restricted = sorted(town.path("out/restricted/031").iterdir())
    rejects = pq.read_table(town.path("out/restricted/031/rejects.parquet")).to_pylist()
    lines = FIXTURE.joinpath("source/atena.csv").read_bytes().split(b"\r\n")
    names = ["rejects.parquet", "undecodable.parquet", "unwritten.parquet", "values.parquet"]
    assert [p.name for p in restricted] == names
    assert {stat.S_IMODE(p.stat().st_mode) for p in restricted} == {0o600}
    assert [(r["source_row"], r["raw"]) for r in rejects] == [(n, lines[n]) for n in (5, 9, 13)]
    result = town.path("out/convert/031.json").read_text(encoding="utf-8")
    assert not any(value in result for value in ("246000", "昭和64年", "梅田", "0000000005"))


def test_second_run_changes_one_ledger_line(town: Workspace) -> None:
    """The same input leaves the same bytes, and the ledger notes 「変更なし」."""
    convert.run(town, SESSION)
    before = digests(town)
    convert.run(town, SESSION)

    assert digests(town) == before
    assert [entry.result.value for entry in town.entries()] == ["所見あり", "変更なし"]


def test_the_ledger_has_both_sums_as_counts(town: Workspace) -> None:
    """Its line says what became of the rows of each file and how many rows there are; a rule's name is not in it."""
    convert.run(town, SESSION)
    convert.run(town, SESSION, dry_run=True)

    outcome = json.loads(town.path("out/convert/031.json").read_bytes())
    written, tried = (json.loads(line) for line in town.ledger.read_bytes().splitlines())
    [line], [target] = written["sums"]["lines"], written["sums"]["targets"]
    fates = {fate: sum(outcome["lines"][0][fate].values()) for fate in ("merged", "excluded", "rejected")}
    named = {key: outcome["lines"][0][key] for key in ("target", "source", "file", "read", "written")}
    assert line == named | fates
    assert line["read"] == 13 == line["written"] + sum(fates.values())
    assert all(fates.values())
    assert target == {"table": NAME, "rows": 8, "with_source": 8}
    assert tried["sums"] == written["sums"]
    schema = json.loads((ROOT / "reports" / "schemas" / "ledger-line.json").read_bytes())
    jsonschema.Draft202012Validator(schema).validate(written)


def test_a_changed_data_file_is_read_afresh(town: Workspace) -> None:
    """Data may change after the scan; only declarations may not."""
    convert.run(town, SESSION)
    path = town.path("source/atena.csv")
    path.write_bytes(path.read_bytes().replace(b"S450131", b"S450132", 1))
    outcome = convert.run(town, SESSION)

    new = [(f.code, f.place.row, f.place.item, f.params["reason"]) for f in outcome.findings if f.code == "MIG-CNV-001"]
    assert ("MIG-CNV-001", 6, "生年月日", "昭和の期間にない日付") in new
    assert len(new) == 2  # row 1 is merged into row 2: counted, not listed
    assert outcome.data.conversions[0].unreported == {"MIG-CNV-001": 2}  # type: ignore[attr-defined]


def test_a_table_of_an_earlier_mapping_does_not_stay(town: Workspace) -> None:
    """Files of tables that the mapping no longer fills are removed."""
    convert.run(town, SESSION)
    stale = town.path("out/converted/031/古い表.csv")
    stale.write_bytes(b"x")
    convert.run(town, SESSION)

    assert not stale.exists()


def test_two_files_for_one_table_are_refused(town: Workspace) -> None:
    """One of two files is never converted alone, nor are they joined in silence."""
    shutil.copy(town.path("source/atena.csv"), town.path("source/atena2.csv"))
    source.scan(town, SESSION)
    with pytest.raises(MigrateError) as caught:
        convert.run(town, SESSION)

    assert caught.value.code == "MIG-CNV-022"


def test_a_small_disk_is_refused_before_the_start(town: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk is sure to fill up, nothing is begun."""
    free = shutil.disk_usage(town.root)._replace(free=1 << 20)
    monkeypatch.setattr(pipeline.shutil, "disk_usage", lambda _: free)
    with pytest.raises(UnreadableError) as caught:
        convert.run(town, SESSION)

    assert (caught.value.code, caught.value.params["free"]) == ("MIG-CNV-020", 1)
    assert not town.path("out/convert").exists()


def test_long_work_is_told_before_it_begins(town: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a minute on, the size of the source and the minutes that it will take are said; a short run says nothing."""
    said: list[str] = []
    convert.run(town, SESSION, how=pipeline.How(tell=said.append))
    monkeypatch.setattr(pipeline, "_BYTES_A_SECOND", 10)
    convert.run(town, SESSION, how=pipeline.How(tell=said.append))

    size = town.path("source/atena.csv").stat().st_size
    minutes = round(size / 600)
    assert said == [f"031 の元データは 0 MB です。約 {minutes} 分かかります（2 コアの実測による目安）。"]
    assert minutes >= 1


_KILLED = """
import os, signal, sys
from migrate.engine import block, converting, csvout, found, parquet, target
from migrate.files import atomic
from migrate.flow import pipeline
from migrate.cli.frame import app
module, name, call = sys.argv[1], sys.argv[2], int(sys.argv[3])
owner = globals()[module]
real, count = getattr(owner, name), 0
def dying(*arguments, **named):
    global count
    count += 1
    if count == call:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments, **named)
setattr(owner, name, dying)
app.main(["convert", "run", "-C", sys.argv[4]])
"""
_POINTS = (
    ("pipeline", "stage", 1),
    ("block", "run", 1),
    ("found", "read", 1),
    ("target", "write", 1),
    ("parquet", "write", 2),
    ("converting", "write", 1),
    ("csvout", "write", 1),
    ("atomic", "publish", 1),
    ("atomic", "publish", 2),
    ("atomic", "publish", 4),
    ("atomic", "publish", 5),
)


_RECORD = b"9%09d,1,a,b,1,S450131,,0,op1,R01.05.01,093000,\r\n"


def _whole(found: Mapping[str, str], old: Mapping[str, str], new: Mapping[str, str]) -> None:
    assert {path: digest for path, digest in found.items() if digest not in (old[path], new[path])} == {}
    if "out/converted/031/manifest.json" in found:
        assert found in (old, new)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], dict[str, str]]:
    """A town converted before its source grew by 3,000 records; its outputs then, and those of a calm second run."""
    folder = tmp_path_factory.mktemp("grown")
    shutil.copytree(FIXTURE, folder / "machi")
    workspace = Workspace(folder / "machi")
    convert.run(workspace, SESSION)
    old = digests(workspace)
    path = workspace.path("source/atena.csv")
    path.write_bytes(path.read_bytes() + b"".join(_RECORD % n for n in range(3000)))
    shutil.copytree(workspace.root, folder / "calm")
    calm = Workspace(folder / "calm")
    convert.run(calm, SESSION)
    return workspace.root, old, digests(calm)


@pytest.mark.skipif(os.name == "nt", reason="Windows に SIGKILL はありません")
@pytest.mark.parametrize(("module", "name", "call"), _POINTS)
def test_a_kill_leaves_nothing_half_written(
    grown: tuple[Path, dict[str, str], dict[str, str]], tmp_path: Path, module: str, name: str, call: int
) -> None:
    """Killed at any of ten points: every file is whole, a mixed set has no manifest, and a re-run mends everything."""
    root, old, new = grown
    town = Workspace(Path(shutil.copytree(root, tmp_path / "machi")))
    words = [sys.executable, "-c", _KILLED, module, name, str(call), str(town.root)]
    died = subprocess.run(words, capture_output=True, cwd=ROOT, timeout=120).returncode

    assert died == -9
    _whole(digests(town), old, new)
    convert.run(town, SESSION)
    assert digests(town) == new
    assert not town.lock.exists() and not town.temp.exists()


def test_a_data_file_without_rows_is_told(tmp_path: Path) -> None:
    """An empty table beside full ones closes the balance at 0 = 0: it is told by name, and only it."""
    town = Workspace(Path(shutil.copytree(FIXTURE.parents[1] / "joins" / "in", tmp_path / "machi")))
    source.scan(town, SESSION, 0)
    whole = convert.run(town, SESSION)
    emptied = town.path("source/jusho.csv")
    emptied.write_bytes(emptied.read_bytes().splitlines(keepends=True)[0])

    outcome = convert.run(town, SESSION)

    told = [(one.severity, one.place.file) for one in outcome.findings if one.code == "MIG-CNV-095"]
    assert "MIG-CNV-095" not in {one.code for one in whole.findings}
    assert told == [(Severity.WARNING, "source/jusho.csv")]
