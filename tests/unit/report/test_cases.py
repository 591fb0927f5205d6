"""Rows that are not written, for people: reasons as the mapping gives them, cases by their first parent."""

from collections.abc import Iterable

from migrate.model.balance import BalanceLine, Conversion
from migrate.model.document import Cell, Grid
from migrate.model.finding import Finding, Place, Severity
from migrate.report import balance, cases


def _child(table: str, row: int, parent: tuple[str, int]) -> Finding:
    place = Place(table=table, file=f"{table}.csv", row=row)
    params: dict[str, str | int] = {"parent": parent[0], "file": f"{parent[0]}.csv", "row": parent[1]}
    return Finding(code="MIG-CNV-031", severity=Severity.ERROR, place=place, params=params)


def _refused(rule: str, row: int) -> Finding:
    place = Place(table="世帯", file="世帯.csv", row=row)
    return Finding(code="MIG-CNV-026", severity=Severity.ERROR, place=place, params={"rule": rule})


def _grids(findings: Iterable[Finding]) -> dict[str, Grid]:
    line = BalanceLine(
        target="世帯",
        source="SETAI",
        file="世帯.csv",
        read=9,
        written=2,
        rejected={"MIG-CNV-005": 1, "MIG-CNV-026": 3},
        merged={"旧履歴": 2},
        excluded={"削除済み": 1},
        reasons={"旧履歴": "標準は最新の世帯だけを持つ", "調査中": "調査が終わるまで移さない"},
    )
    conversion = Conversion(
        spec="001@x", mapping_sha256="", lines=(line,), targets=(), outputs=(), findings=tuple(findings)
    )
    return {one.title: one for one in balance.section(conversion).blocks if isinstance(one, Grid)}


def _texts(grid: Grid) -> list[tuple[object, ...]]:
    return [tuple(one.text if isinstance(one, Cell) else one for one in row) for row in grid.rows]


def test_children_of_children_belong_to_the_first_parents_case() -> None:
    """Two households are rejected; a person, and what hangs on this person, are counted with theirs."""
    found = (
        _child("住民", 1, ("世帯", 4)),
        _child("住民", 2, ("世帯", 4)),
        _child("住民", 3, ("世帯", 5)),
        _child("異動", 1, ("住民", 3)),
        _child("異動", 2, ("届出", 1)),
    )

    assert cases.grid(found).rows == (
        ("世帯", 2, 4, "住民 3 行、異動 1 行"),
        ("届出", 1, 1, "異動 1 行"),
    )


def test_a_conversion_without_cases_shows_none() -> None:
    """The grid is there only where a row went with its parent."""
    assert "まとめて出力しなかった件（ケース）" not in _grids([])
    assert "まとめて出力しなかった件（ケース）" in _grids([_child("住民", 1, ("世帯", 4))])


def test_rules_are_shown_with_the_reason_that_the_mapping_gives() -> None:
    """Merged, kept out, rejected by rule; a rule of which no reason was kept says so."""
    found = [_refused("調査中", 1), _refused("調査中", 2), _refused("二重", 3)]

    assert _texts(_grids(found)["書き込まなかった行の理由"]) == [
        ("SETAI", "統合", "旧履歴", "標準は最新の世帯だけを持つ", 2),
        ("SETAI", "対象外", "削除済み", "対応表の規則によります。", 1),
        ("SETAI", "拒否", "MIG-CNV-005", "主キーとなる項目が空です。", 1),
        ("SETAI", "拒否", "MIG-CNV-026（二重）", "対応表の規則によります。", 1),
        ("SETAI", "拒否", "MIG-CNV-026（調査中）", "調査が終わるまで移さない", 2),
    ]


def test_where_findings_do_not_tell_every_row_the_code_stands_for_all() -> None:
    """Never fewer rows than were rejected."""
    rows = _texts(_grids([_refused("調査中", 1)])["書き込まなかった行の理由"])

    assert [(row[2], row[4]) for row in rows if row[1] == "拒否"] == [("MIG-CNV-005", 1), ("MIG-CNV-026", 3)]
