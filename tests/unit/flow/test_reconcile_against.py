"""`reconcile run --against`: the new system's own export, of the mapping's edition and of another one."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import records
from migrate.files.bundled import bundled
from migrate.flow import convert, reconcile, reconcile_init, source
from migrate.flow.outcome import Outcome
from migrate.flow.reconcile import How
from migrate.flow.reconcile_against import Other
from migrate.model.reconcile import Reconciliation
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace

TOWN = Path(__file__).parents[2] / "cases" / "reconcile-run" / "clean" / "in"
TABLE = "住登外者宛名基本情報"
AT = frozen_session(date(2026, 11, 23))
LATER = "031@2027-01-01"
CODES = "reconcile/codes/031.2023-09-29.2027-01-01.csv"
Rows = list[dict[str, str | None]]


def _later(folder: Path) -> None:
    """Another edition: an item renamed, one gone, one new; 女 has another value, 不明 is gone."""
    folder.mkdir(parents=True)
    own = bundled("specs") / "031-jutogaisha-atenabango" / "2023-09-29"
    for name in ("SOURCE.yaml", "spec.yaml", "items.csv", "codes.csv"):
        text = (own / name).read_text(encoding="utf-8").replace("2023-09-29", "2027-01-01")
        if name == "codes.csv":
            text = text.replace("1,性別,0,不明（未記入）,\n", "").replace("1,性別,2,女", "1,性別,3,女")
        if name == "items.csv":
            rows = list(csv.reader(io.StringIO(text, newline="")))
            rows = [row for row in rows if row[1] != "住所_方書"]
            rows = [
                [cell.replace("氏名_読み仮名", "氏名_フリガナ") if n == 1 else cell for n, cell in enumerate(row)]
                for row in rows
            ]
            rows.append([*("03109999", "新しい項目", "atarashiikomoku", TABLE), *rows[3][4:]])
            stream = io.StringIO(newline="")
            csv.writer(stream, lineterminator="\n").writerows(rows)
            text = stream.getvalue()
        (folder / name).write_text(text, encoding="utf-8", newline="")


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("town") / "w"
    shutil.copytree(TOWN, root)
    _later(root / "spec" / "031-jutogaisha-atenabango" / "2027-01-01")
    project = root / "project.yaml"
    text = project.read_text(encoding="utf-8")
    if "specs:" not in text:
        project.write_text(text + 'specs:\n  "031": "2023-09-29"\n', encoding="utf-8")
    source.scan(Workspace(root), AT)
    convert.run(Workspace(root), AT)
    return root


@pytest.fixture
def town(converted: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(converted, tmp_path / "w")
    return Workspace(tmp_path / "w")


def export(town: Workspace, change: Callable[[Rows], None] = lambda rows: None, drop: tuple[str, ...] = ()) -> Path:
    """The converted rows as the new system gives them back; ``drop``: columns that it does not have."""
    folder = town.root.parent / "新"
    folder.mkdir(exist_ok=True)
    table = pq.read_table(town.path(f"out/converted/031/{TABLE}.parquet"))
    rows = table.to_pylist()
    change(rows)
    names = [name for name in (rows[0] if rows else table.column_names) if name not in drop]
    arrays = [pa.array([row[name] for row in rows], pa.string()) for name in names]
    pq.write_table(pa.table(arrays, names=names), folder / f"{TABLE}.parquet")
    return folder


def as_later(rows: Rows) -> None:
    """The new system in its own edition."""
    for row in rows:
        row["氏名_フリガナ"] = row.pop("氏名_読み仮名")
        row["新しい項目"] = "新"
        row["性別"] = {"2": "3"}.get(str(row["性別"]), row["性別"])
        del row["住所_方書"]


def against(town: Workspace, folder: Path, spec: str = "") -> Outcome:
    return reconcile.run(town, AT, "031", How(against=Other(folder=folder, spec=spec)))


def codes(outcome: Outcome) -> list[tuple[str, str]]:
    return [(f.code, f.place.item or "") for f in outcome.findings]


def decide(town: Workspace, value: str, to: str) -> None:
    path = town.path(CODES)
    text, times = re.subn(f"^(性別,性別,{value},[^,]*),[^,]*,", rf"\1,{to},", path.read_text("utf-8-sig"), flags=re.M)
    assert times == 1
    path.write_text(text, encoding="utf-8", newline="")


def test_the_same_rows_agree(town: Workspace) -> None:
    """An export of the mapping's edition, without a difference; our own result is left as it is."""
    found = against(town, export(town))
    kept = records.load(Reconciliation, town.path("out/reconcile/031.against.json").read_bytes(), "031")
    assert (codes(found), kept.against, kept.left_out) == ([], "新", ())
    assert (kept.tables[0].equal, len(kept.tables[0].totals) > 0) == (4, True)
    assert not town.path("out/reconcile/031.json").exists()


def test_a_changed_row_of_the_export_is_found(town: Workspace) -> None:
    """Whatever the new system changed on the way, with source row and item."""

    def change(rows: Rows) -> None:
        rows[1]["氏名"] = "別の名前"
        del rows[2]

    found = against(town, export(town, change))
    assert {(code, item) for code, item in codes(found) if code < "MIG-REC-007"} == {
        ("MIG-REC-001", ""),
        ("MIG-REC-003", "氏名"),
    }


def test_an_export_as_csv(town: Workspace) -> None:
    """CSV as our conversion writes it, without a manifest."""
    folder = town.root.parent / "新"
    folder.mkdir()
    shutil.copy(town.path(f"out/converted/031/{TABLE}.csv"), folder)
    assert codes(against(town, folder)) == []


def test_another_edition_without_the_sheet_of_codes(town: Workspace) -> None:
    """What only one edition has is said, an undecided code is open, and its values are compared as they are."""
    found = against(town, export(town, as_later), LATER)
    left = next(iter(found.data.reconciliations)).left_out  # type: ignore[attr-defined]
    assert {(one.item, one.spec) for one in left if not one.item.startswith("合計")} == {
        ("住所_方書", "031@2023-09-29"),
        ("新しい項目", LATER),
    }
    assert set(codes(found)) == {("MIG-REC-047", ""), ("MIG-REC-048", "性別"), ("MIG-REC-003", "性別")}
    assert any(one.item.startswith("合計: 性別") for one in left)


def test_another_edition_with_decided_codes(town: Workspace) -> None:
    """The draft knows 女 by its meaning and leaves 不明 open; what is open is said, what is decided agrees."""
    reconcile_init.codes(town, AT, LATER)
    drafted = town.path(CODES).read_text("utf-8-sig")
    assert "性別,性別,2,女,3,意味が同じ（自動）" in drafted
    assert "性別,性別,0,不明（未記入）,,\n" in drafted
    folder = export(town, as_later)
    first = against(town, folder, LATER)
    assert ("MIG-REC-003", "性別") not in codes(first)
    assert [(f.params["rows"], f.params["values"]) for f in first.findings if f.code == "MIG-REC-048"] == [(1, "0")]
    decide(town, "0", "1")
    second = against(town, folder, LATER)
    assert ("MIG-REC-048", "性別") not in codes(second)
    assert codes(second).count(("MIG-REC-003", "性別")) == 1


def test_the_sheet_of_codes_is_never_made_anew(town: Workspace) -> None:
    """What people wrote stays; a faulty line is refused with its number."""
    reconcile_init.codes(town, AT, LATER)
    decide(town, "0", "7")
    text = town.path(CODES).read_bytes()
    reconcile_init.codes(town, AT, LATER)
    assert town.path(CODES).read_bytes() == text
    with pytest.raises(MigrateError) as caught:
        against(town, export(town, as_later), LATER)
    assert (caught.value.code, caught.value.where.line) == ("MIG-REC-049", 4)


def test_what_is_missing_or_wrong_is_said(town: Workspace) -> None:
    """An empty folder, a business that is not the mapping's."""
    empty = town.root.parent / "空"
    empty.mkdir()
    with pytest.raises(NothingCheckedError) as nothing:
        against(town, empty)
    with pytest.raises(MigrateError) as other:
        against(town, empty, "010@2023-09-29")
    assert (nothing.value.code, other.value.code) == ("MIG-REC-056", "MIG-REC-051")


def test_one_table_and_little_memory(town: Workspace) -> None:
    """--table leaves the result of the whole business alone; the balance is that of the table."""
    reconcile.run(town, AT)
    whole = town.path("out/reconcile/031.json").read_bytes()
    found = reconcile.run(town, AT, "031", How(table=TABLE))
    assert (codes(found), town.path("out/reconcile/031.json").read_bytes()) == ([], whole)
    assert town.path("out/reconcile/031.table.json").is_file()
