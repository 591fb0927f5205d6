"""`reconcile between`: two exports over time, every change found, decided in sheets of their own."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from migrate.errors import MigrateError, NothingCheckedError
from migrate.files.bundled import bundled
from migrate.flow import convert, reconcile_between, reconcile_init, source
from migrate.flow.outcome import Outcome
from migrate.flow.reconcile_between import Between
from migrate.spec import library
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace

TOWN = Path(__file__).parents[2] / "cases" / "reconcile-run" / "clean" / "in"
TABLE = "住登外者宛名基本情報"
AT = frozen_session(date(2026, 11, 23))


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("town") / "w"
    shutil.copytree(TOWN, root)
    source.scan(Workspace(root), AT)
    convert.run(Workspace(root), AT)
    return root


@pytest.fixture
def town(converted: Path, tmp_path: Path) -> Workspace:
    """A workspace, and two exports outside it whose folders bear one name."""
    shutil.copytree(converted, tmp_path / "w")
    for when in ("前", "後"):
        (tmp_path / when / "出力").mkdir(parents=True)
        shutil.copy(tmp_path / "w" / f"out/converted/031/{TABLE}.parquet", tmp_path / when / "出力")
    return Workspace(tmp_path / "w")


def folders(town: Workspace) -> tuple[Path, Path]:
    return town.root.parent / "前" / "出力", town.root.parent / "後" / "出力"


def between(town: Workspace) -> Outcome:
    earlier, later = folders(town)
    return reconcile_between.run(town, AT, Between(earlier=earlier, later=later))


def spoil(town: Workspace) -> None:
    """One row gone, one new, one name changed, one blank behind a value."""
    path = folders(town)[1] / f"{TABLE}.parquet"
    table = pq.read_table(path)
    rows = table.to_pylist()
    rows[1]["氏名"] = "別の名前"
    rows[2]["操作者ID"] += " "
    rows[3]["宛名番号"] = "999999999999999"
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)


def said(outcome: Outcome) -> list[tuple[str, str | None, str | int | None]]:
    return [(f.code, f.place.item, f.params.get("kind")) for f in outcome.findings]


def test_the_same_export_twice_has_no_difference(town: Workspace) -> None:
    """Nothing changed: nothing is open, both files are inputs though they bear one name."""
    found = between(town)
    assert (said(found), found.data.open, found.nothing_checked) == ([], 0, False)  # type: ignore[attr-defined]
    spoil(town)
    assert len({one.path for one in between(town).inputs if one.path.endswith(".parquet")}) == 2


def test_every_change_is_found_in_its_class(town: Workspace) -> None:
    """Missing, extra, changed, blanks; rows of the earlier export are named; all of it is in the Parquet file."""
    spoil(town)
    found = between(town)
    kept = pq.read_table(town.path("out/reconcile/031.between.differences.parquet"))
    assert said(found) == [
        ("MIG-REC-053", None, None),
        ("MIG-REC-054", None, None),
        ("MIG-REC-055", "操作者ID", "空白のみの相違"),
        ("MIG-REC-055", "氏名", "値の相違"),
    ]
    assert sorted(zip(kept["kind"].to_pylist(), kept["source_row"].to_pylist(), strict=True), key=str) == [
        ("余分", None),
        ("値の相違", 2),
        ("欠落", 4),
        ("空白のみの相違", 3),
    ]
    assert "別の名前" not in str(found.findings) + str(kept.to_pylist())


def test_decisions_of_its_own(town: Workspace) -> None:
    """The sheets in reconcile/between/ settle; those of `reconcile run` do not."""
    spoil(town)
    reconcile_init.decisions(town, AT, between=True)
    header = "種類,業務,グループ,項目,キー,担当,理由,期限\n"
    town.path("reconcile/waivers.csv").write_text(f"{header}値の相違,031,*,*,*,係,理由,2027-03-31\n", encoding="utf-8")
    town.path("reconcile/between/waivers.csv").write_text(
        f"{header}余分,031,*,*,*,係,転入のため,2027-03-31\n空欄の表し方の相違,031,*,*,*,係,理由,2027-03-31\n",
        encoding="utf-8",
    )
    found = between(town)
    assert [code for code, *_ in said(found)] == ["MIG-REC-042", "MIG-REC-053", "MIG-REC-055", "MIG-REC-055"]
    assert next(f.place.file for f in found.findings if f.code == "MIG-REC-042") == "reconcile/between/waivers.csv"


def test_a_table_of_one_side_is_said(town: Workspace) -> None:
    """Of two tables of another business the later export has one: the other is an error, not a silence."""
    spec = library.resolve("002", library.entries(bundled("specs")), {}).spec
    for folder, tables in zip(folders(town), (spec.tables[:2], spec.tables[:1]), strict=True):
        for table in tables:
            row = {item.name: ["1"] for item in spec.items_of(table)}
            pq.write_table(pa.table(row), folder / f"{table}.parquet")
    earlier, later = folders(town)
    found = reconcile_between.run(town, AT, Between(earlier=earlier, later=later, business="002"))
    assert [(f.code, f.place.table) for f in found.findings] == [("MIG-REC-057", spec.tables[1])]
    assert found.data.open == 1  # type: ignore[attr-defined]


def test_what_cannot_be_compared_is_refused(town: Workspace) -> None:
    """A folder without a file of any table, one folder twice."""
    earlier, later = folders(town)
    (later / f"{TABLE}.parquet").rename(later / "別.parquet")
    with pytest.raises(NothingCheckedError) as nothing:
        between(town)
    with pytest.raises(MigrateError) as twice:
        reconcile_between.run(town, AT, Between(earlier=earlier, later=earlier / ".." / "出力"))
    assert (nothing.value.code, twice.value.code) == ("MIG-REC-056", "MIG-REC-058")
