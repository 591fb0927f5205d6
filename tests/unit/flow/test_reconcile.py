"""`reconcile run` on a small workspace: every change to either delivered file is found, and the exit follows."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.files import records
from migrate.flow import convert, reconcile, source
from migrate.flow.outcome import Outcome
from migrate.model.reconcile import Reconciliation
from migrate.reconcile.decisions import ACCEPTED, EXPECTED
from migrate.workspace.clock import Session, frozen_session
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


def codes(outcome: Outcome) -> list[tuple[str, str, int | None]]:
    return [(f.code, f.place.item or "", f.place.row) for f in outcome.findings]


def rewrite_parquet(town: Workspace, change: dict[tuple[int, str], str]) -> None:
    path = town.path(f"{TABLE}.parquet")
    table = pq.read_table(path)
    rows = table.to_pylist()
    for (row, item), text in change.items():
        rows[row][item] = text
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)


def test_a_clean_conversion_has_no_difference(town: Workspace) -> None:
    """Four rows in two files, all totals agree, the result is stored."""
    found = reconcile.run(town, AT)
    stored = town.path("out/reconcile/031.json").read_bytes()
    tables = records.load(Reconciliation, stored, "031.json").tables
    assert (codes(found), [t.equal for t in tables], found.nothing_checked) == ([], [4, 4], False)
    assert all(total.agrees for table in tables for total in table.totals)


def test_a_row_deleted_from_the_csv_is_found(town: Workspace) -> None:
    """The row is named by its source file and row; the totals disagree too."""
    path = town.path(f"{TABLE}.csv")
    lines = path.read_bytes().split(b"\r\n")
    path.write_bytes(b"\r\n".join(lines[:2] + lines[3:]))
    found = codes(reconcile.run(town, AT))
    assert found[0] == ("MIG-REC-001", "", 3)
    assert {code for code, _, _ in found[1:]} == {"MIG-REC-007"}


def test_one_value_changed_in_the_parquet_is_found(town: Workspace) -> None:
    """One difference, one item, one source row; nothing else."""
    rewrite_parquet(town, {(3, "氏名"): "町瀬　六月"})
    assert codes(reconcile.run(town, AT)) == [("MIG-REC-003", "氏名", 6)]


def test_changed_source_is_said(town: Workspace) -> None:
    """A source file that changed after the conversion shows as differences, an open balance, and a notice."""
    with town.path("source/zei_jutogai.csv").open("ab") as stream:
        stream.write("0000000006,1,新　六郎,1,S450131,東京都,,0\n".encode())
    found = reconcile.run(town, AT)
    assert {"MIG-REC-001", "MIG-REC-007", "MIG-REC-008"} == {code for code, _, _ in codes(found)}
    assert any("source/zei_jutogai.csv" in notice for notice in found.notices)


def test_a_changed_mapping_is_said(town: Workspace) -> None:
    """The mapping is the truth: what was converted by an older one differs."""
    path = town.path("mapping/031.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("'010'", "'011'"), encoding="utf-8")
    found = reconcile.run(town, AT)
    assert [c for c in codes(found) if c[0] != "MIG-REC-007"] == [
        ("MIG-REC-003", "業務ID", n) for n in (2, 2, 3, 3, 5, 5, 6, 6)
    ]
    assert any("mapping/031.yaml" in notice for notice in found.notices)


def test_a_file_without_a_partner_is_found(town: Workspace) -> None:
    """A table that the mapping does not fill cannot be vouched for."""
    shutil.copy(town.path(f"{TABLE}.csv"), town.path("out/converted/031/別表.csv"))
    assert [f.place.file for f in reconcile.run(town, AT).findings] == ["out/converted/031/別表.csv"]


@pytest.mark.parametrize("name", ["out/converted/031/manifest.json", "out/convert/031.json"])
def test_without_a_finished_conversion_nothing_is_checked(town: Workspace, name: str) -> None:
    """Exit 5, and no result is left."""
    town.path(name).unlink()
    with pytest.raises(NothingCheckedError) as caught:
        reconcile.run(town, AT)
    assert (caught.value.code, town.path("out/reconcile").exists()) == ("MIG-REC-012", False)


@pytest.mark.parametrize(
    ("form", "data", "code"),
    [
        ("csv", None, "MIG-SYS-001"),
        ("parquet", None, "MIG-SYS-001"),
        ("csv", b"", "MIG-REC-011"),
        ("parquet", b"", "MIG-REC-010"),
        ("parquet", b"PAR1 no PAR1", "MIG-REC-010"),
    ],
)
def test_a_damaged_or_missing_file_stops_the_run(town: Workspace, form: str, data: bytes | None, code: str) -> None:
    """Nothing half-compared: no result is written."""
    path = town.path(f"{TABLE}.{form}")
    path.unlink()
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(UnreadableError) as caught:
        reconcile.run(town, AT)
    assert (caught.value.code, town.path("out/reconcile").exists()) == (code, False)


def test_a_parquet_cut_in_its_pages_is_refused(town: Workspace) -> None:
    """The footer is whole, the data is not."""
    path = town.path(f"{TABLE}.parquet")
    data = bytearray(path.read_bytes())
    data[8:400] = b"\xff" * 392
    path.write_bytes(bytes(data))
    with pytest.raises(UnreadableError) as caught:
        reconcile.run(town, AT)
    assert caught.value.code == "MIG-REC-010"


def test_the_same_again_changes_nothing(town: Workspace) -> None:
    """Same input, same bytes; one ledger line 変更なし."""
    running = Session(who="t", as_of=date(2026, 11, 23))
    reconcile.run(town, running)
    before = town.path("out/reconcile/031.json").read_bytes()
    reconcile.run(town, running)
    assert (before, town.entries()[-1].result.value) == (town.path("out/reconcile/031.json").read_bytes(), "変更なし")


def test_no_value_leaves(town: Workspace) -> None:
    """Findings, stored result and document hold no name, no number, no address."""
    rewrite_parquet(
        town, {(0, "氏名"): "秘密　太郎", (1, "宛名番号"): "000000000000777", (2, "住所_都道府県"): "秘密県"}
    )
    found = reconcile.run(town, AT)
    said = town.path("out/reconcile/031.json").read_text(encoding="utf-8") + str(found.document) + str(found.brief)
    assert [word for word in ("秘密", "七瀬　一郎", "777", "0000000002", "どこか県") if word in said] == []


def decide(town: Workspace, name: str, *lines: str) -> None:
    sheet = {"waivers": ACCEPTED, "expected": EXPECTED}[name]
    path = town.path(sheet.file)
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join((",".join(sheet.columns), *lines)), encoding="utf-8")


def test_accepted_and_expected_differences_let_it_pass(town: Workspace) -> None:
    """Nothing is open: no finding, but both differences are in the file and in the result with owner and reason."""
    rewrite_parquet(town, {(3, "氏名"): "町瀬　六月", (2, "住所_都道府県"): "どこか県"})
    (name,) = (f for f in reconcile.run(town, AT).findings if f.place.item == "氏名")
    decide(town, "waivers", f"値の相違,031,*,氏名,{name.place.key},住民課,照会中,2026-11-23")
    decide(
        town,
        "expected",
        "値の相違,031,住登外者宛名基本情報,住所_都道府県,R-001,課長,表記,2026-11-01",
        "合計の不一致,031,住登外者宛名基本情報,都道府県,R-001,課長,表記,2026-11-01",
    )
    town.path("reconcile/rules.csv").write_text("規則,内容,根拠\nR-001,略した名前を使う,議事録 1\n", encoding="utf-8")
    found = reconcile.run(town, AT)
    stored = records.load(Reconciliation, town.path("out/reconcile/031.json").read_bytes(), "031.json")
    kept = pq.read_table(town.path("out/reconcile/031.differences.parquet"))
    rows = [one for one in kept.to_pylist() if one["kind"] == "値の相違"]

    assert (codes(found), stored.open, sum(t.open for t in stored.tables)) == ([], 0, 0)
    assert [(r["item"], r["fate"], r["by"]) for r in sorted(rows, key=lambda r: r["fate"])] == [
        ("氏名", "了承", "住民課"),
        ("住所_都道府県", "想定", "R-001"),
    ]
    assert {(r.owner, r.reason, r.found) for r in stored.rulings if r.kind == "値の相違"} == {
        ("住民課", "照会中", 1),
        ("課長", "表記", 1),
    }
    assert "未解消の相違はありません（想定" in str(found.document.summary)


def test_an_expectation_needs_a_rule_that_stands_somewhere(town: Workspace) -> None:
    """The line and the rule are said before anything is compared."""
    decide(town, "expected", "値の相違,031,住登外者宛名基本情報,氏名,R-009,課長,表記,2026-11-01")
    with pytest.raises(MigrateError) as caught:
        reconcile.run(town, AT)
    assert (caught.value.code, caught.value.params["lines"]) == ("MIG-REC-072", "2 行目 R-009")


def test_an_expired_waiver_does_not_let_it_pass(town: Workspace) -> None:
    """The day after its end the difference is open again, and the waiver is said."""
    rewrite_parquet(town, {(3, "氏名"): "町瀬　六月"})
    decide(town, "waivers", "値の相違,031,*,氏名,*,住民課,照会中,2026-11-22")

    assert [code for code, _, _ in codes(reconcile.run(town, AT))] == ["MIG-REC-003", "MIG-REC-041"]


def test_a_faulty_sheet_stops_the_run(town: Workspace) -> None:
    """Nothing is decided by half a sheet."""
    decide(town, "waivers", "値の相違,031,*,氏名,*,,照会中,2026-11-22")
    with pytest.raises(MigrateError) as caught:
        reconcile.run(town, AT)
    assert (caught.value.code, town.path("out/reconcile").exists()) == ("MIG-REC-040", False)
