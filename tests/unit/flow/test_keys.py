"""`keys build`, `show` and `check` in a workspace, and a conversion that looks numbers up."""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from migrate.errors import MigrateError, NothingCheckedError
from migrate.flow import convert, keys, keys_check, reconcile, source
from migrate.flow import map as mapping
from migrate.flow.keys import BuildWish
from migrate.flow.outcome import Outcome
from migrate.keys import decisions, table
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from tests.leaks import find

ROOT = Path(__file__).resolve().parents[3]
FIXTURE = ROOT / "tests" / "cases" / "keys-build" / "town" / "in"
SESSION = Session(who="test", as_of=date(2026, 11, 26))
LATER = replace(SESSION, as_of=date(2026, 12, 1))
NONE = BuildWish()


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    """A scanned workspace: 住民, 住登外, and 課税 that refers to the latter."""
    shutil.copytree(FIXTURE, tmp_path / "machi")
    workspace = Workspace(tmp_path / "machi")
    source.scan(workspace, SESSION)
    return workspace


def codes(outcome: Outcome) -> list[str]:
    """The codes of all findings."""
    return [one.code for one in outcome.findings]


def numbers(workspace: Workspace, kind: str = "宛名番号") -> dict[tuple[str, str], str]:
    """System and old number → new number, by the CSV."""
    with workspace.path(table.CSV).open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["種類"] == kind]
    return {(row["システム"], row["旧番号"]): row["新番号"] for row in rows}


def digests(workspace: Workspace) -> dict[str, str]:
    """Sha256 of everything that the table left."""
    folders = (workspace.path("out/keys"), workspace.path(table.FOLDER))
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {workspace.relative(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def rescan(workspace: Workspace, name: str, old: str, new: str) -> None:
    """Change a source file, and scan again."""
    path = workspace.path("source", name)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8", newline="")
    source.scan(workspace, SESSION)


def test_the_same_inputs_give_the_same_bytes(town: Workspace) -> None:
    """On another day too: the run's number counts states of the inputs, not days."""
    keys.build(town, SESSION, NONE)
    before = digests(town)
    again = keys.build(town, LATER, NONE)

    assert digests(town) == before
    assert any("前回と同じ内容" in one for one in again.notices)


def test_numbers_stay_over_rehearsals(town: Workspace) -> None:
    """A row that goes keeps its number, a row that comes gets a new one."""
    keys.build(town, SESSION, NONE)
    before = numbers(town)
    rescan(town, "jutogai.csv", "00000203,", "00000150,")
    keys.build(town, LATER, NONE)
    after = numbers(town)

    assert {spot: after[spot] for spot in before} == before
    assert after[("税", "00000150")] > max(before.values())


def test_what_is_restricted_stays_there(town: Workspace) -> None:
    """Numbers and values are in out/restricted only, mode 0600; not in findings, summary, or ledger."""
    keys.build(town, SESSION, NONE)
    keys_check.check(town, SESSION)
    files = [path for path in town.path(table.FOLDER).rglob("*") if path.is_file()]

    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    planted = ["00000101", "00000202", "A0000105", "900000000000014", "000000000000102", "コミナト", "ｺﾐﾅﾄ"]
    assert find(town.root, planted, ["source", "out/restricted"]) == []


def test_a_table_that_was_changed_is_refused(town: Workspace) -> None:
    """MIG-CNV-064: written over or taken away; --start-over begins anew."""
    keys.build(town, SESSION, NONE)
    path = town.path(table.PARQUET)
    whole = path.read_bytes()
    found = []
    for damage in ((lambda: path.write_bytes(whole + b"x")), path.unlink):
        path.write_bytes(whole)
        damage()
        with pytest.raises(MigrateError) as caught:
            keys.build(town, SESSION, NONE)
        found.append((caught.value.code, caught.value.params["what"]))
    keys.build(town, SESSION, BuildWish(start_over=True))

    assert found == [
        ("MIG-CNV-064", "書きかえられています"),
        ("MIG-CNV-064", "なくなっています"),
    ]
    assert path.read_bytes() == whole


def test_a_table_of_another_workspace_is_refused(town: Workspace, tmp_path: Path) -> None:
    """A table that no run of this workspace made is not built upon."""
    shutil.copytree(town.root, tmp_path / "other")
    keys.build(Workspace(tmp_path / "other"), SESSION, NONE)
    shutil.copytree(tmp_path / "other" / table.FOLDER, town.path(table.FOLDER))
    with pytest.raises(MigrateError) as caught:
        keys.build(town, SESSION, NONE)

    assert caught.value.params["what"] == "この作業フォルダの台帳に記録のないものです"


_KILLED = """
import os, signal, sys
from migrate.files import atomic
from migrate.cli.frame import app
real, count, call = atomic.publish, 0, int(sys.argv[1])
def dying(*arguments):
    global count
    count += 1
    if count == call:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments)
atomic.publish = dying
app.main(["keys", "build", "-C", sys.argv[2], "--as-of", "2026-12-01"])
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows に SIGKILL はありません")
@pytest.mark.parametrize("call", [1, 3, 4, 5])
def test_a_killed_build_loses_no_number(town: Workspace, call: int) -> None:
    """Killed while its files are published, the next build goes on from a whole table: nothing is renumbered."""
    keys.build(town, SESSION, NONE)
    before = numbers(town)
    rescan(town, "jutogai.csv", "00000203,", "00000150,")
    calm = Workspace(Path(shutil.copytree(town.root, town.root.parent / "calm")))
    keys.build(calm, LATER, NONE)
    words = [sys.executable, "-c", _KILLED, str(call), str(town.root)]
    died = subprocess.run(words, capture_output=True, cwd=ROOT, timeout=120).returncode
    keys.build(town, LATER, NONE)

    assert died == -9
    assert not (town.root / ".migrate" / "keys.coming").exists()
    assert {spot: numbers(town)[spot] for spot in before} == before
    assert digests(town) == digests(calm)


@pytest.mark.skipif(os.name == "nt", reason="Windows に SIGKILL はありません")
def test_a_build_killed_twice_loses_no_number(town: Workspace) -> None:
    """Killed when its table stood there, then, with other inputs, before its table did: the first table is known."""
    coming = town.path(".migrate", "keys.coming")
    keys.build(town, SESSION, NONE)
    settled = coming.exists()
    for number, call in (("00000150", 5), ("00000160", 2)):
        rescan(town, "jutogai.csv", "00000203," if call == 5 else "00000150,", f"{number},")
        words = [sys.executable, "-c", _KILLED, str(call), str(town.root)]
        assert subprocess.run(words, capture_output=True, cwd=ROOT, timeout=120).returncode == -9
    noted = coming.read_text(encoding="utf-8").split()
    keys.build(town, LATER, NONE)

    assert (settled, len(noted), coming.exists()) == (False, 2, False)
    assert {"00000150", "00000160"} <= {old for _, old in numbers(town)}


def test_what_a_run_announced_and_never_published_is_forgotten(town: Workspace) -> None:
    """At the next start, where the table is the one that the ledger tells of; even where that start is refused."""
    keys.build(town, SESSION, NONE)
    coming = town.path(".migrate", "keys.coming")
    coming.write_text("0" * 64, encoding="utf-8")
    town.path("mapping/keys.yaml").unlink()
    with pytest.raises(NothingCheckedError):
        keys.build(town, SESSION, NONE)

    assert not coming.exists()


def edit(workspace: Workspace, statement: str) -> None:
    """Change the table behind the tool's back."""
    path = workspace.path(table.PARQUET)
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE t AS SELECT * FROM '{path}'")
        database.execute(statement)
        pq.write_table(database.sql("SELECT * FROM t").to_arrow_table(), path)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (
            "UPDATE t SET 新番号 = '000000000000101' WHERE システム = '税' AND 旧番号 = '00000202'",
            "MIG-CNV-067 MIG-CNV-073",
        ),
        (
            "INSERT INTO t SELECT * REPLACE ('000000000000999' AS 新番号) FROM t WHERE 旧番号 = '00000102'",
            "MIG-CNV-072",
        ),
        ("UPDATE t SET 新番号 = '900000000000015' WHERE 新番号 = '900000000000014'", "MIG-CNV-073"),
        ("UPDATE t SET 新番号 = '990' WHERE 新番号 = '900000000000014'", "MIG-CNV-073"),
        ("UPDATE t SET 新番号 = '950000000000000' WHERE 新番号 = '000000000000103'", "MIG-CNV-073"),
        ("UPDATE t SET 範囲 = '外' WHERE 新番号 = '000000000000103'", "MIG-CNV-073"),
        ("DELETE FROM t WHERE 旧番号 = '00000203'", "MIG-CNV-075"),
    ],
)
def test_check_finds_what_is_wrong_with_the_table(town: Workspace, statement: str, code: str) -> None:
    """Each fault beside those of the untouched town, and that the table was changed at all."""
    keys.build(town, SESSION, NONE)
    before = codes(keys_check.check(town, SESSION))
    edit(town, statement)
    after = codes(keys_check.check(town, SESSION))

    assert before == ["MIG-CNV-074", "MIG-CNV-075"]
    assert set(after) - {"MIG-CNV-064"} == {*before, *code.split()}
    assert "MIG-CNV-064" in after


def test_collisions_between_spaces_are_named(town: Workspace) -> None:
    """A number that 住民 and 住登外 share: the finding names both."""
    keys.build(town, SESSION, NONE)
    edit(town, "UPDATE t SET 新番号 = '000000000000101' WHERE システム = '税' AND 旧番号 = '00000202'")
    found = next(one for one in keys_check.check(town, SESSION).findings if one.code == "MIG-CNV-067")

    assert found.params == {"count": 2, "numbers": 1, "spaces": "住民、住登外"}


def test_references_without_a_number_are_counted_and_listed(town: Workspace) -> None:
    """課税 has a number nobody has, and one that lost its zeros; the list is restricted."""
    keys.build(town, SESSION, NONE)
    outcome = keys_check.check(town, SESSION)
    use = outcome.data.uses[0]  # type: ignore[attr-defined]
    listed = town.path(table.FOLDER, "番号のない参照.csv").read_text(encoding="utf-8")

    assert (use.rows, use.known, use.blank, use.missing, use.near) == (5, 2, 1, 2, 1)
    assert ('"00000999"' in listed, '"202"' in listed, '"00000101"' in listed) == (True, True, False)


def test_one_old_number_in_two_spaces_is_named(town: Workspace) -> None:
    """MIG-CNV-069: where 住民 and 住登外 share a space of old numbers, no number may be in both."""
    path = town.path("mapping/keys.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("system: 税", "system: 住基"), encoding="utf-8")
    text = path.read_text(encoding="utf-8").replace(
        "{system: 住基, table: T_KAZEI, columns: [NENDO", "{system: 税, table: T_KAZEI, columns: [NENDO"
    )
    path.write_text(text, encoding="utf-8")

    found = [one for one in keys.build(town, SESSION, NONE).findings if one.code == "MIG-CNV-069"]
    assert [one.params for one in found] == [{"system": "住基", "spaces": "住民、住登外", "count": 1}]


def test_the_list_of_candidates_becomes_the_decisions(town: Workspace) -> None:
    """People fill in the list and save it under the other name; --apply-decisions follows them."""
    keys.build(town, SESSION, NONE)
    listed = town.path(decisions.CANDIDATES).read_text(encoding="utf-8")
    said = listed.replace('"","","",""', '"同一","架空","2026-11-27","本人確認ずみ"')
    town.path(decisions.FILE).write_text(said, encoding="utf-8-sig")
    waits = codes(keys.build(town, LATER, NONE))
    keys.build(town, LATER, BuildWish(apply=True))

    assert waits == ["MIG-CNV-066", "MIG-CNV-070"]
    assert numbers(town)[("税", "00000202")] == numbers(town)[("住基", "00000101")] == "000000000000101"
    assert not town.path(decisions.CANDIDATES).exists()
    assert codes(keys_check.check(town, LATER)) == ["MIG-CNV-074", "MIG-CNV-075"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("table: T_JUMIN", "table: T_JUMINN", "MIG-CNV-063"),
        ("columns: [SETAI_NO]", "columns: [SETAI]", "MIG-CNV-063"),
        ("when: DEL", "when: DELL", "MIG-CNV-063"),
        ("zenkaku_kana(KANA)", "zenkaku_kana(KANNA)", "MIG-CNV-063"),
        ("keys: 1", "keys: 2", "MIG-CNV-060"),
    ],
)
def test_declarations_are_held_against_the_scan(town: Workspace, old: str, new: str, code: str) -> None:
    """A table or column that is not there is told with its line, before anything is read."""
    path = town.path("mapping/keys.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(MigrateError) as caught:
        keys.build(town, SESSION, NONE)

    assert (caught.value.code, caught.value.where.line is not None) == (code, True)


def test_nothing_to_number_is_no_success(town: Workspace) -> None:
    """No declaration, no table, no old number: exit 5 each."""
    found = []
    for act in (lambda: keys_check.show(town, SESSION), lambda: keys_check.check(town, SESSION)):
        with pytest.raises(NothingCheckedError) as caught:
            act()
        found.append(caught.value.code)
    path = town.path("mapping/keys.yaml")
    only = "keys: 1\nkinds:\n  宛名番号:\n    digits: 9\n    sources:\n"
    source_ = "      - {system: 住基, table: T_JUMIN, columns: [ATENA_NO], rule: 引継, when: SEX = 'X'}\n"
    path.write_text(only + source_, encoding="utf-8")
    with pytest.raises(NothingCheckedError) as caught:
        keys.build(town, SESSION, NONE)
    found.append(caught.value.code)
    path.unlink()
    with pytest.raises(NothingCheckedError) as caught:
        keys.build(town, SESSION, NONE)

    assert [*found, caught.value.code] == ["MIG-CNV-061", "MIG-CNV-061", "MIG-CNV-062", "MIG-CNV-061"]


MAPPING = """
mapping: 1
spec: "031@2023-09-29"
product: 架空
tables:
  住登外者宛名基本情報:
    - source: T_JUTOGAI
      join:
        - {table: 番号対応表/宛名番号/税, as: 番号, on: {ATENA_NO: 旧番号}, unmet: 拒否}
      rows:
        - {rule: 旧履歴, key: [ATENA_NO], latest_by: REV, fate: 統合, reason: 最新だけ}
      items:
        宛名番号: 番号.新番号
        業務ID: "'010'"
        代表宛名フラグ: "'0'"
        操作者ID: "'X'"
        操作年月日: "'2026-01-01'"
        操作時刻: "'00:00:00'"
drop:
  T_JUTOGAI: {KANA: 例のため, UMARE: 例のため, DEL: 例のため}
"""


@pytest.fixture
def mapped(town: Workspace) -> Workspace:
    """The town with a mapping that looks its 宛名番号 up."""
    town.path("mapping/031.yaml").write_text(MAPPING, encoding="utf-8")
    return town


def test_a_conversion_looks_numbers_up(mapped: Workspace) -> None:
    """The new numbers are written, a row without one has its fate, and reconciliation agrees."""
    keys.build(mapped, SESSION, NONE)
    checked = [one for one in mapping.check(mapped, SESSION).findings if one.severity == "error"]
    outcome = convert.run(mapped, SESSION, "031")
    line = outcome.data.conversions[0].lines[0]  # type: ignore[attr-defined]
    rows = pq.read_table(mapped.path("out/converted/031/住登外者宛名基本情報.parquet")).to_pydict()
    new = sorted(number for (system, _), number in numbers(mapped).items() if system == "税")

    assert (checked, sorted(rows["宛名番号"])) == ([], new)
    assert (line.written, dict(line.merged), sum(line.rejected.values())) == (3, {"旧履歴": 1}, 1)
    assert reconcile.run(mapped, SESSION, "031").data.reconciliations[0].open == 0  # type: ignore[attr-defined]


def test_a_conversion_without_the_table_is_refused(mapped: Workspace) -> None:
    """MIG-CNV-061 names the file that `keys build` makes."""
    with pytest.raises(NothingCheckedError) as caught:
        convert.run(mapped, SESSION, "031")

    assert (caught.value.code, caught.value.params["file"]) == (
        "MIG-CNV-061",
        "out/restricted/keys/宛名番号/税.parquet",
    )
