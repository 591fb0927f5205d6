"""`reconcile verify`: the rows of a delivered file are those that the conversion computed, or it says so."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.files import records
from migrate.flow import convert, reconcile, reconcile_verify, source
from migrate.flow.outcome import Outcome
from migrate.flow.reconcile_verify import Verified
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace

TOWN = Path(__file__).parents[2] / "cases" / "reconcile-run" / "clean" / "in"
TABLE = "out/converted/031/住登外者宛名基本情報"
AT = frozen_session(date(2026, 11, 23))


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden town, converted once."""
    root = tmp_path_factory.mktemp("town") / "w"
    shutil.copytree(TOWN, root)
    source.scan(Workspace(root), AT)
    convert.run(Workspace(root), AT)
    return root


@pytest.fixture
def town(converted: Path, tmp_path: Path) -> Workspace:
    """A copy to spoil."""
    shutil.copytree(converted, tmp_path / "w")
    return Workspace(tmp_path / "w")


def wrong(outcome: Outcome) -> list[tuple[str, str]]:
    return [(one.code, (one.place.file or "").rpartition(".")[2]) for one in outcome.findings]


def rewritten(town: Workspace, change: int, item: str, text: str | None) -> None:
    path = town.path(f"{TABLE}.parquet")
    table = pq.read_table(path)
    rows = table.to_pylist()
    assert rows[change][item] != text
    rows[change][item] = text
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)


def test_both_forms_of_a_clean_conversion_are_as_computed(town: Workspace) -> None:
    """Parquet and CSV, four rows each, and the result is kept apart from that of the full comparison."""
    found = reconcile_verify.run(town, AT)
    kept = records.load(Verified, town.path("out/reconcile/031.verify.json").read_bytes(), "031.verify.json")
    assert [(one.rows, one.computed, one.same) for one in kept.files] == [(4, 4, True), (4, 4, True)]
    assert (wrong(found), town.path("out/reconcile/031.json").exists()) == ([], False)


@pytest.mark.parametrize(("item", "text"), [("氏名", "町瀬　六月"), ("氏名_外国人漢字", ""), ("氏名", None)])
def test_one_changed_cell_of_the_parquet_is_a_finding(town: Workspace, item: str, text: str | None) -> None:
    """Whatever became of the cell: another value, an empty text, no value."""
    rewritten(town, 3, item, text)
    assert wrong(reconcile_verify.run(town, AT)) == [("MIG-REC-078", "parquet")]


def test_two_rows_that_changed_places_are_a_finding(town: Workspace) -> None:
    """The full comparison does not mind the order; here the file is no longer what was computed."""
    path = town.path(f"{TABLE}.parquet")
    table = pq.read_table(path)
    pq.write_table(table.take([1, 0, *range(2, len(table))]), path)
    assert wrong(reconcile_verify.run(town, AT)) == [("MIG-REC-078", "parquet")]
    assert not reconcile.run(town, AT).findings


def test_the_same_rows_written_by_another_tool_are_no_finding(town: Workspace) -> None:
    """What counts is the rows, not the bytes: other row groups, another compression."""
    path = town.path(f"{TABLE}.parquet")
    pq.write_table(pq.read_table(path), path, row_group_size=1, compression="none", use_dictionary=False)
    assert not wrong(reconcile_verify.run(town, AT))


def test_a_row_less_in_the_csv_is_a_finding(town: Workspace) -> None:
    """Its rows are counted beside those that were computed."""
    path = town.path(f"{TABLE}.csv")
    lines = path.read_bytes().split(b"\r\n")
    path.write_bytes(b"\r\n".join(lines[:2] + lines[3:]))
    found = reconcile_verify.run(town, AT)
    assert wrong(found) == [("MIG-REC-078", "csv")]
    assert dict(found.findings[0].params) == {"computed": 4, "rows": 3}


@pytest.mark.parametrize("name", ["mapping/031.yaml", "source/atena.csv", "out/convert/031.json"])
def test_what_the_conversion_rests_on_must_be_as_it_was(town: Workspace, name: str) -> None:
    """A changed mapping, source file or note: the digest speaks of another conversion, and nothing is verified."""
    path = town.path(*name.split("/"))
    if not path.exists():
        path = next(one for one in town.path("source").iterdir() if one.suffix == ".csv")
        name = f"source/{path.name}"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(MigrateError) as refused:
        reconcile_verify.run(town, AT)
    assert (refused.value.code, name in str(refused.value.params["files"])) == ("MIG-REC-076", True)


def test_a_rewritten_note_of_the_content_is_seen(town: Workspace) -> None:
    """Who changes file and manifest alike is refused: the ledger names the manifest as it was."""
    path = town.path("out/converted/031/manifest.json")
    path.write_bytes(path.read_bytes().replace(b'"exact": "', b'"exact": "0'))
    with pytest.raises(MigrateError) as refused:
        reconcile_verify.run(town, AT)
    assert refused.value.code == "MIG-REC-076"


def test_a_damaged_file_is_refused(town: Workspace) -> None:
    """A Parquet file that breaks off."""
    path = town.path(f"{TABLE}.parquet")
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(UnreadableError) as refused:
        reconcile_verify.run(town, AT)
    assert refused.value.code == "MIG-REC-010"


def test_without_a_conversion_nothing_is_verified(tmp_path: Path) -> None:
    """It says what to type first."""
    shutil.copytree(TOWN, tmp_path / "w")
    with pytest.raises(NothingCheckedError) as refused:
        reconcile_verify.run(Workspace(tmp_path / "w"), AT)
    assert refused.value.code == "MIG-REC-012"
