"""Bulk load, deltas, closing run: the chain, what is held, what is refused, and that nothing unproven is written."""

from __future__ import annotations

import csv
import json
import shutil
import stat
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.engine import delta as engine_delta
from migrate.errors import BalanceError, MigrateError, NothingCheckedError, UnreadableError
from migrate.flow import convert, convert_baseline, convert_closing, convert_delta, phase
from migrate.flow.outcome import Outcome
from migrate.model.delta import Change, Closing, Delta, DeltaTable, Pairing
from migrate.workspace.folder import Workspace
from migrate.workspace.ledger import Result
from tests.unit.flow.ledger_town import BUSINESS, MAPPING, SESSION, SETAI, SHIEN, TSUSHO, build, digests, edit, write


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    """Three tables, converted and taken as the bulk load."""
    town = build(tmp_path / "machi")
    convert.run(town, SESSION, BUSINESS)
    convert_baseline.take(town, SESSION)
    return town


def delta(town: Workspace) -> Outcome:
    """Convert the sources as they are and make the delta."""
    convert.run(town, SESSION, BUSINESS)
    return convert_delta.run(town, SESSION)


def made(outcome: Outcome, table: str = TSUSHO) -> DeltaTable:
    """One table of a delta."""
    run: Any = outcome.data
    found: Delta = run.deltas[0]
    return next(one for one in found.tables if one.table == table)


def rows(table: DeltaTable) -> dict[Change, int]:
    """Rows of each kind."""
    return {change: part.rows for change, part in table.changes.items()}


def closed(town: Workspace) -> Outcome:
    """The closing run."""
    return convert_closing.run(town, SESSION)


def open_rows(outcome: Outcome) -> int:
    """Rows that a closing run found open."""
    run: Any = outcome.data
    found: Closing = run.closings[0]
    return found.open


def test_bulk_deltas_and_closing(town: Workspace) -> None:
    """Two deltas, each applied to the baseline before, come to the last conversion; only then is there a proof."""
    edit(town, "tsusho", "2,松田,R010502,0\r\n", "")
    edit(town, "tsusho", "竹田,R010503", "竹村,R010503")
    write(town, "setai", "NO\r\n1\r\n2\r\n3\r\n")
    first = delta(town)
    early = closed(town)
    assert rows(made(first)) == {Change.ADDED: 0, Change.CHANGED: 1, Change.DELETED: 1}
    assert made(first).differing == {"通称": 1}
    assert rows(made(first, SETAI)) == {Change.ADDED: 1, Change.CHANGED: 0, Change.DELETED: 0}
    assert (open_rows(early), len(early.findings)) == (3, 2)
    assert not town.path("out/closing/001.json").exists()

    convert_baseline.advance(town, SESSION)
    edit(town, "tsusho", "菊田,R010505,0", "菊田,R010505,1")
    second = delta(town)
    convert_baseline.advance(town, SESSION)
    last = closed(town)

    run: Any = last.data
    assert [(one.gone.value, one.why, one.rows) for one in made(second).gone] == [("対象外", "転出済み", 1)]
    assert (open_rows(last), last.findings) == (0, ())
    assert [one.path for one in run.closings[0].deltas] == [f"out/delta/001/00{n}/manifest.json" for n in (1, 2)]
    proofs = [one.command for state in phase.progress_of(town, BUSINESS).steps for one in state.evidence]
    assert "convert closing" in proofs


def test_a_proof_does_not_outlive_what_it_proved(town: Workspace) -> None:
    """A later conversion that differs takes the proof away."""
    assert open_rows(closed(town)) == 0
    assert town.path("out/closing/001.json").is_file()
    write(town, "setai", "NO\r\n1\r\n")
    convert.run(town, SESSION, BUSINESS)

    assert open_rows(closed(town)) == 1
    assert not town.path("out/closing/001.json").exists()


def test_files_of_a_delta(town: Workspace) -> None:
    """Each kind of change is a folder of Parquet and CSV files in the form of deliveries; the baseline is 0600."""
    edit(town, "tsusho", "1,梅田", "9,梅田")
    found = made(delta(town))

    for change, part in found.changes.items():
        rows = pq.read_table(town.path(part.parquet.path)).to_pylist()
        (text,) = part.csv
        assert text.path == f"out/delta/001/001/{change.value}/{TSUSHO}.csv"
        read = csv.DictReader(town.path(text.path).read_bytes().decode("utf-8").split("\r\n"))
        assert list(read) == [{item: value or "" for item, value in row.items()} for row in rows]
        assert (len(rows), text.rows) == (part.rows, part.rows)
    assert rows_of(found, Change.ADDED, town) == ["000000000000009"]
    assert rows_of(found, Change.DELETED, town) == ["000000000000001"]
    kept = town.path(f"out/baseline/001/000/{TSUSHO}.parquet")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def rows_of(table: DeltaTable, change: Change, town: Workspace) -> list[str]:
    """The 宛名番号 of one kind of change."""
    return pq.read_table(town.path(table.changes[change].parquet.path)).column("宛名番号").to_pylist()


def test_a_rejected_row_is_no_deletion(town: Workspace) -> None:
    """It is held, said as an error, kept in the next baseline, and open in the closing run until it is mended."""
    edit(town, "tsusho", "竹田,R010503", "竹田,R010599")
    outcome = delta(town)
    convert_baseline.advance(town, SESSION)
    assert rows(made(outcome)) == dict.fromkeys(Change, 0)
    assert (made(outcome).held, made(outcome).after.rows) == (1, 5)
    assert [(f.code, f.params["rows"], f.params["code"]) for f in outcome.findings] == [
        ("MIG-CNV-042", 1, "MIG-CNV-001")
    ]
    listing = town.path(str(outcome.findings[0].params["listing"]))
    assert stat.S_IMODE(listing.stat().st_mode) == 0o600
    assert [row["source_row"] for row in pq.read_table(listing).to_pylist()] == [3]
    assert open_rows(closed(town)) == 1

    edit(town, "tsusho", "竹田,R010599", "竹田,R010503")
    assert rows(made(delta(town))) == dict.fromkeys(Change, 0)
    assert not town.path("out/restricted/001/delta/002").exists()
    assert open_rows(closed(town)) == 0


def test_an_empty_key_makes_deletions_doubtful(town: Workspace) -> None:
    """A rejected row without a key may be the one that is gone: a warning says so."""
    edit(town, "tsusho", "3,竹田", ",竹田")
    found = delta(town).findings

    assert [(f.code, f.severity.value, dict(f.params)) for f in found] == [
        ("MIG-CNV-043", "warning", {"rows": 1, "untold": 1})
    ]


def test_keys_that_stand_twice_are_said(town: Workspace) -> None:
    """Rows are then compared as a whole, and a changed row is one deleted and one added row."""
    write(town, "shien", "NO\r\n4\r\n4\r\n4\r\n")
    outcome = delta(town)

    assert made(outcome, SHIEN).pairing is Pairing.DUPLICATES
    assert rows(made(outcome, SHIEN)) == {Change.ADDED: 2, Change.CHANGED: 0, Change.DELETED: 0}
    assert [(f.code, f.place.table) for f in outcome.findings] == [("MIG-CNV-044", SHIEN)]


def test_a_changed_mapping_is_said(town: Workspace) -> None:
    """What changed may then come from the mapping; and another form of table cannot be compared."""
    town.path("mapping/001.yaml").write_text(MAPPING.replace("通称: trim(NAME)", "通称: concat(NAME, 'X')"), "utf-8")
    outcome = delta(town)

    assert rows(made(outcome))[Change.CHANGED] == 5
    assert [f.code for f in outcome.findings] == ["MIG-CNV-045"]


def test_a_table_that_is_not_converted_any_more_is_refused(town: Workspace) -> None:
    """Its rows are not deletions."""
    text = MAPPING[: MAPPING.index(f"  {SHIEN}:")]
    town.path("mapping/001.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(MigrateError) as caught:
        delta(town)

    assert (caught.value.code, caught.value.where.table) == ("MIG-CNV-039", SHIEN)


def test_an_unproven_delta_is_not_written(town: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the files do not lead to the new state nothing is published, and the ledger notes 失敗."""
    whole = engine_delta.Comparison._rows
    broken = {Change.CHANGED: " LIMIT 0"}
    monkeypatch.setattr(engine_delta.Comparison, "_rows", lambda self, one: whole(self, one) + broken.get(one, ""))
    edit(town, "tsusho", "竹田", "竹村")
    with pytest.raises(BalanceError) as caught:
        delta(town)

    assert (caught.value.code, town.entries()[-1].result) == ("MIG-CNV-034", Result.FAILED)
    assert not town.path("out/delta").exists()


def test_a_delta_of_another_baseline_is_not_applied(town: Workspace) -> None:
    """A baseline that starts over takes its deltas along; a delta that is put back does not fit."""
    edit(town, "tsusho", "竹田", "竹村")
    delta(town)
    shutil.copytree(town.path("out/delta"), town.root.parent / "delta")
    convert_baseline.take(town, SESSION, start_over=True)
    assert not town.path("out/delta/001/001/manifest.json").exists()
    with pytest.raises(NothingCheckedError) as none:
        convert_baseline.advance(town, SESSION)
    shutil.copytree(town.root.parent / "delta", town.path("out/delta"), dirs_exist_ok=True)
    with pytest.raises(MigrateError) as other:
        convert_baseline.advance(town, SESSION)

    assert (none.value.code, other.value.code) == ("MIG-CNV-040", "MIG-CNV-041")


@pytest.mark.parametrize("file", ["out/baseline/001/000", f"out/delta/001/001/{Change.CHANGED.value}"])
def test_a_touched_file_is_not_believed(town: Workspace, file: str) -> None:
    """A baseline or a delta that was written into proves nothing."""
    edit(town, "tsusho", "竹田", "竹村")
    delta(town)
    path = town.path(file, f"{TSUSHO}.parquet")
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(UnreadableError) as caught:
        convert_baseline.advance(town, SESSION)

    assert caught.value.code == "MIG-CNV-036"


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    """Without a conversion there is no baseline, without a baseline no delta; another one is not taken by accident."""
    town = build(tmp_path / "machi")
    codes = []
    for act in (convert_baseline.take, convert_baseline.advance, convert_delta.run, convert_closing.run):
        with pytest.raises(NothingCheckedError) as caught:
            act(town, SESSION)
        codes.append(caught.value.code)
    convert.run(town, SESSION, BUSINESS)
    convert_baseline.take(town, SESSION)
    convert_baseline.take(town, SESSION)
    write(town, "setai", "NO\r\n1\r\n")
    convert.run(town, SESSION, BUSINESS)
    with pytest.raises(MigrateError) as other:
        convert_baseline.take(town, SESSION)

    assert codes == ["MIG-CNV-035", "MIG-CNV-037", "MIG-CNV-037", "MIG-CNV-037"]
    assert other.value.code == "MIG-CNV-038"


def test_the_same_bytes_again(town: Workspace) -> None:
    """A delta that is made twice has the same bytes."""
    edit(town, "tsusho", "竹田", "竹村")
    edit(town, "tsusho", "5,菊田,R010505,0\r\n", "6,桃田,R010506,0\r\n")
    delta(town)
    before = digests(town, "out/delta", "out/restricted")
    delta(town)

    assert digests(town, "out/delta", "out/restricted") == before
    assert town.entries()[-1].result is Result.UNCHANGED


def test_no_value_in_what_is_told(town: Workspace) -> None:
    """Manifests, findings and the report hold no resident's value."""
    edit(town, "tsusho", "竹田,R010503", "竹田,R010599")
    edit(town, "tsusho", "2,松田,R010502,0\r\n", "")
    outcome = delta(town)
    convert_baseline.advance(town, SESSION)
    closing = closed(town)
    told = [
        path.read_text("utf-8")
        for name in ("baseline", "delta", "closing")
        for path in town.path("out", name).rglob("*.json")
    ]
    told += [str((one.document, one.findings, one.data)) for one in (outcome, closing)]

    assert not [
        name for name in ("梅田", "松田", "竹田", "000000000000002", "2019-05") for text in told if name in text
    ]
    assert json.loads(town.path("out/delta/001/001/manifest.json").read_bytes())["number"] == 1


_LINE = st.tuples(
    st.integers(1, 6),
    st.sampled_from(("梅田", "松田", "", "髙𠮷")),
    st.sampled_from(("R010501", "R010599")),
    st.sampled_from("01"),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(_LINE, max_size=6), min_size=1, max_size=2))
def test_the_chain_leads_to_the_last_conversion(town: Workspace, months: list[list[tuple[int, str, str, str]]]) -> None:
    """Whatever the extracts are: baseline and deltas come to the last conversion and the rows that are held."""
    convert.run(town, SESSION, BUSINESS)
    convert_baseline.take(town, SESSION, start_over=True)
    for lines in months:
        write(town, "tsusho", "NO,NAME,YMD,DEL\r\n" + "".join(",".join(map(str, one)) + "\r\n" for one in lines))
        outcome = delta(town)
        run: Any = convert_baseline.advance(town, SESSION).data
    table = next(one for one in run.baselines[0].tables if one.table == TSUSHO)
    loaded, new = (
        Counter(tuple(row.values()) for row in pq.read_table(town.path(path)).to_pylist())
        for path in (table.parquet.path, f"out/converted/001/{TSUSHO}.parquet")
    )

    assert new <= loaded and loaded.total() - new.total() == made(outcome).held
    assert open_rows(closed(town)) == made(outcome).held


def decide(town: Workspace, *lines: str) -> None:
    """Say what is written instead of a character."""
    text = "".join(f"{line}\n" for line in ("system,code,character,decision,to_code,to,by,date,note", *lines))
    town.path("mapping/characters.csv").write_text(text, encoding="utf-8")


REPLACE = ",U+6885,梅,対応する文字,U+6973,楳,市民課,2026-11-26,"


def refusal(town: Workspace, act: Callable[[Workspace], object]) -> tuple[str, str]:
    """Code and tables of what an act is refused with."""
    with pytest.raises(MigrateError) as caught:
        act(town)
    return caught.value.code, str(caught.value.params.get("tables", ""))


def test_decisions_about_characters_since_the_baseline_are_in_the_delta_and_said(town: Workspace) -> None:
    """The row whose character was decided is a changed one, MIG-CNV-052 names the sources, and the chain holds."""
    decide(town, REPLACE)
    outcome = delta(town)

    assert (rows(made(outcome))[Change.CHANGED], made(outcome).differing) == (1, {"通称": 1})
    assert [(one.code, one.severity.value, one.params["tables"]) for one in outcome.findings] == [
        ("MIG-CNV-052", "warning", "setai、shien、tsusho")
    ]
    convert_baseline.advance(town, SESSION)
    assert delta(town).findings == ()
    assert open_rows(closed(town)) == 0


def test_decisions_about_characters_since_the_conversion_are_refused(town: Workspace) -> None:
    """Neither a delta nor a proof is made of rows that were written by what was decided before; then it is made."""
    convert.run(town, SESSION, BUSINESS)
    decide(town, REPLACE)

    for act in (lambda town: convert_delta.run(town, SESSION), closed):
        assert refusal(town, act) == ("MIG-CNV-053", "setai、shien、tsusho")
    assert not town.path("out/delta").exists()
    assert town.entries()[-1].error == "MIG-CNV-053"
    assert rows(made(delta(town)))[Change.CHANGED] == 1


def test_what_is_written_beside_a_decision_does_not_count(town: Workspace) -> None:
    """Another note, another order, a character that is kept: the rows are the same, and nothing is said."""
    decide(town, REPLACE, ",U+677E,松,対応する文字,U+67D7,柗,市民課,2026-11-26,")
    convert.run(town, SESSION, BUSINESS)
    convert_baseline.take(town, SESSION, start_over=True)
    decide(
        town,
        ",U+677E,松,対応する文字,U+67D7,柗,市民課,2026-11-27,確かめた",
        REPLACE,
        ",U+83CA,菊,そのまま,,,市民課,2026-11-27,",
    )

    assert convert_delta.run(town, SESSION).findings == ()


def test_decisions_about_another_system_do_not_count(town: Workspace) -> None:
    """Only what is written in the tables of this business does."""
    convert.run(town, SESSION, BUSINESS)
    decide(town, f"税{REPLACE}")

    assert convert_delta.run(town, SESSION).findings == ()
