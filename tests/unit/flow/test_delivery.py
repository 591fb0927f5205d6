"""The files that a conversion hands on, in forms other than the default, and reconciliation over them."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from migrate.errors import UnreadableError
from migrate.flow import check, convert, reconcile, source
from migrate.flow.outcome import Outcome
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace

TOWN = Path(__file__).parents[2] / "cases" / "reconcile-run" / "clean" / "in"
OUT = "out/converted/031"
TABLE = "住登外者宛名基本情報"
AT = frozen_session(date(2026, 11, 23))


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden town of four rows."""
    root = tmp_path_factory.mktemp("town") / "w"
    shutil.copytree(TOWN, root)
    source.scan(Workspace(root), AT)
    return root


def converted(scanned: Path, tmp_path: Path, output: str, values: Mapping[str, str] | None = None) -> Workspace:
    """The town converted in a form, with ``values`` of the source replaced."""
    shutil.copytree(scanned, tmp_path / "w", dirs_exist_ok=True)
    town = Workspace(tmp_path / "w")
    data = town.path("source/zei_jutogai.csv")
    for old, new in (values or {}).items():
        data.write_text(data.read_text(encoding="utf-8").replace(old, new), encoding="utf-8", newline="")
    project = town.path("project.yaml")
    project.write_text(f"{project.read_text(encoding='utf-8')}\noutput: {{{output}}}\n", encoding="utf-8")
    convert.run(town, AT)
    return town


def manifest(town: Workspace) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(town.path(OUT, "manifest.json").read_bytes())
    return found


def codes(outcome: Outcome) -> list[tuple[str, str | None]]:
    return [(one.code, one.place.item) for one in outcome.findings]


FORMS = (
    "encoding: cp932",
    "encoding: utf-16le, bom: あり, newline: LF",
    "encoding: euc-jp, delimiter: タブ, quoting: 必要なとき",
    "quoting: なし, header: なし",
    'header: ローマ字, nothing: "NULL", delimiter: 縦棒',
    "rows: 3",
    'rows: 1, header: なし, bom: true, name: "{業務ID}_{グループID}_{連番}.txt"',
)


@pytest.mark.parametrize("output", FORMS)
def test_every_form_is_told_and_reconciled(scanned: Path, tmp_path: Path, output: str) -> None:
    """The manifest names each file with rows, bytes and sha256; four rows of each format are found equal."""
    town = converted(scanned, tmp_path, output)
    table = manifest(town)["tables"][0]
    for one in table["csv"]:
        data = town.path(one["path"]).read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert table["rows"] == sum(one["rows"] for one in table["csv"]) == 4
    outcome = reconcile.run(town, AT)
    assert codes(outcome) == []
    assert [one.equal for one in outcome.data.reconciliations[0].tables] == [4, 4]  # type: ignore[attr-defined]
    assert "MIG-DQ-020" not in [code for code, _ in codes(check.check(town, AT))]


def test_names_and_header_of_split_files(scanned: Path, tmp_path: Path) -> None:
    """Files are numbered in the order of the rows, each with the header line that the manifest states."""
    town = converted(scanned, tmp_path, "rows: 3, header: ローマ字, newline: LF")
    table = manifest(town)["tables"][0]
    assert [(one["path"], one["rows"]) for one in table["csv"]] == [
        (f"{OUT}/{TABLE}_001.csv", 3),
        (f"{OUT}/{TABLE}_002.csv", 1),
    ]
    first = [town.path(one["path"]).read_text(encoding="utf-8").split("\n")[0] for one in table["csv"]]
    assert first == [",".join(f'"{name}"' for name in table["header"])] * 2
    assert all(name.isascii() for name in table["header"])
    assert len(table["header"]) == len(pq.read_schema(town.path(OUT, f"{TABLE}.parquet")).names)


def test_files_of_another_form_do_not_stay(scanned: Path, tmp_path: Path) -> None:
    """Converted again in another form, the folder holds that form only."""
    town = converted(scanned, tmp_path, "rows: 1")
    shutil.copyfile(scanned / "project.yaml", town.path("project.yaml"))
    convert.run(Workspace(town.root), AT)
    assert sorted(path.name for path in town.path(OUT).iterdir()) == sorted(
        ("manifest.json", f"{TABLE}.parquet", f"{TABLE}.csv")
    )


def test_a_character_that_the_encoding_lacks(scanned: Path, tmp_path: Path) -> None:
    """An error for the item, its rows listed in restricted, no CSV; Parquet is there, reconciliation says so."""
    town = converted(scanned, tmp_path, "encoding: cp932", {"七瀬": "𠮷瀬"})
    listing = town.path(f"out/restricted/031/unwritable-{TABLE}.parquet")
    found = json.loads(town.path("out/convert/031.json").read_bytes())["findings"]
    refused = [one for one in found if one["code"] == "MIG-CNV-091"]
    lines = pq.read_table(listing).to_pylist()

    assert {one["params"]["characters"] for one in refused} == {"U+20BB7 1 回"}
    assert {(one["character"], one["item"]) for one in lines} == {("U+20BB7", one["place"]["item"]) for one in refused}
    assert stat.S_IMODE(listing.stat().st_mode) == 0o600
    assert (manifest(town)["tables"][0]["csv"], town.path(OUT, f"{TABLE}.csv").exists()) == ([], False)
    assert "𠮷" not in json.dumps(found, ensure_ascii=False)
    assert codes(reconcile.run(town, AT)) == [("MIG-CNV-094", None)]

    project = town.path("project.yaml")
    project.write_text(project.read_text(encoding="utf-8").replace("cp932}", "utf-8}"), encoding="utf-8")
    convert.run(Workspace(town.root), AT)
    assert (listing.exists(), codes(reconcile.run(Workspace(town.root), AT))) == (False, [])


def test_a_value_that_needs_quotes(scanned: Path, tmp_path: Path) -> None:
    """Without quotes a name with the delimiter in it is refused."""
    town = converted(scanned, tmp_path, "quoting: なし, delimiter: セミコロン", {"七瀬": "七;瀬"})
    found = json.loads(town.path("out/convert/031.json").read_bytes())["findings"]
    assert {one["params"]["characters"] for one in found if one["code"] == "MIG-CNV-092"} == {"U+003B 1 回"}


def test_a_value_like_the_mark_of_none(scanned: Path, tmp_path: Path) -> None:
    """A value that is the mark itself is refused."""
    town = converted(scanned, tmp_path, 'nothing: "010"')
    found = json.loads(town.path("out/convert/031.json").read_bytes())["findings"]
    assert {(one["code"], one["params"]["rows"]) for one in found if one["params"].get("nothing")} == {
        ("MIG-CNV-093", 4)
    }


def test_a_row_lost_from_a_split_file_is_found(scanned: Path, tmp_path: Path) -> None:
    """Reconciliation follows the manifest's files and form; a file that is gone stops it."""
    town = converted(scanned, tmp_path, "rows: 2, encoding: cp932, newline: LF")
    second = town.path(OUT, f"{TABLE}_002.csv")
    lines = second.read_bytes().split(b"\n")
    second.write_bytes(b"\n".join(lines[:2]) + b"\n")
    outcome = reconcile.run(town, AT)
    assert [one.place.row for one in outcome.findings if one.code == "MIG-REC-001"] == [6]
    second.unlink()
    with pytest.raises(UnreadableError) as caught:
        reconcile.run(town, AT)
    assert caught.value.code == "MIG-SYS-001"
