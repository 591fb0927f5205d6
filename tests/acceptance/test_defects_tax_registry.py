"""Registers and taxes of the towns, before any rule sees them: whole, adding up, spoiled in one place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from . import whole
from .bills import AS_OF
from .defects import Defect, Spot, defects
from .defects_tax_registry import PLANTED
from .households import Cells, Tables, Town
from .kinds import KINDS

MINE = tuple(one for one in defects() if one.id[:3] in PLANTED)
FUTURE = ("納期限",)
"""How items end whose days may lie ahead."""
ELSEWHERE = {"011-5": {"014"}, "012-4": {"001"}, "017-3": {"001"}}
"""Defects between two systems that are planted in the other one of the two."""


def _rows(town: Town, business: str, table: str) -> list[Cells]:
    return [row.cells for row in town.tables[business, table]]


def _sum(rows: list[Cells], key: tuple[str, ...], *names: str) -> Counter[tuple[str, ...]]:
    """Amounts by key."""
    total: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        total[tuple(row[name] for name in key)] += sum(int(row.get(name) or 0) for name in names)
    return total


def _told(town: Town, taxes: set[str]) -> Counter[tuple[str, ...]]:
    """調定 of some taxes, by payer and notice."""
    rows = [row for row in _rows(town, "014", "調定") if row["税目コード"] in taxes]
    return _sum(rows, ("宛名番号", "通知書番号", "賦課年度"), "調定額_本税（料）")


def test_every_business_has_rows() -> None:
    """All six businesses are in the town."""
    assert {business for business, _ in whole.of(whole.small_town(), PLANTED)} == PLANTED.keys()


@pytest.mark.parametrize("seed", range(5, 10))
@pytest.mark.parametrize(
    "breaks", [whole.strange, whole.empty, whole.repeated, whole.misfits, whole.uncoded], ids=lambda one: one.__name__
)
def test_rows_are_as_the_standard_has_them(breaks: Callable[[Tables], whole.Places], seed: int) -> None:
    """Names, 必須, keys, types and codes, in the six businesses, 収納管理 and 宛名."""
    assert breaks(whole.of(whole.small_town(seed), {*PLANTED, "014", "032"})) == set()


def test_references_are_resolved() -> None:
    """What a row refers to is in the town."""
    town = whole.small_town()

    assert whole.unresolved(town, whole.of(town, PLANTED)) == set()


def test_no_day_lies_ahead_but_last_days_of_payment() -> None:
    """What has happened has happened by the day of the extract."""
    ahead = {
        (business, table, name)
        for (business, table), rows in whole.of(whole.small_town(), PLANTED).items()
        for row in rows
        for name, cell in row.cells.items()
        if name.endswith("年月日") and cell > AS_OF.isoformat() and not name.endswith(FUTURE)
    }

    assert ahead == set()


def test_registers_agree() -> None:
    """戸籍 and 附票 name the people of 住民票 as it does, at its address."""
    town = whole.small_town()
    people = {row["宛名番号"]: row for row in _rows(town, "001", "住民票")}
    entries = [row for row in _rows(town, "003", "戸籍に記録されている者") if row["宛名番号"]]
    listed = {row["宛名番号"]: row for row in _rows(town, "004", "附票_在籍者") if "宛名番号" in row}
    keys = {(row["附票番号"], row["在籍者番号"]): row["宛名番号"] for row in listed.values()}
    lived = [row for row in _rows(town, "004", "附票_住所") if row["最新フラグ"] == "1"]

    assert {row["宛名番号"] for row in entries} == people.keys() == listed.keys()
    for row in entries:
        own = people[row["宛名番号"]]
        assert (row["生年月日"], row["名"]) == (own["生年月日"], own["名_日本人"])
        assert listed[row["宛名番号"]]["住民票コード"] == own["住民票コード"]
    for row in lived:
        key = row["附票番号"], row["在籍者番号"]
        if key in keys:
            own = people[keys[key]]
            assert [row[name] for name in ("住所_町字", "住所_番地号表記", "住所を定めた年月日")] == [
                own[name] for name in ("住所_町字", "住所_番地号表記", "住所を定めた年月日")
            ]


def test_property_taxes_add_up() -> None:
    """Bases of the ledgers, their list, the tax, its instalments and what is to be paid are one sum."""
    town = whole.small_town()
    year = ("宛名番号", "課税年度")
    taxed = _sum(_rows(town, "012", "固定資産税賦課"), year, "課税標準額合計")
    listed = ("土地課税標準額合計", "家屋課税標準額合計", "償却資産課税標準額合計")
    ledgers = [
        {**row, "宛名番号": row["所有者_宛名番号"], "額": row[name]}
        for table, name in (("家屋課税台帳", "固定資産税_課税標準額"), ("償却資産課税台帳", "課税標準額"))
        for row in _rows(town, "012", table)
    ]
    plots = {row["物件番号"]: row["固定資産税_課税標準額"] for row in _rows(town, "012", "土地評価")}
    for row in _rows(town, "012", "土地課税台帳"):
        ledgers.append({**row, "宛名番号": row["所有者_宛名番号"], "額": plots[row["物件番号"]]})
    notice = ("宛名番号", "通知書番号", "賦課年度")
    whole_year = _sum(_rows(town, "012", "固定資産税賦課"), notice, "年税額")

    assert _sum(_rows(town, "012", "名寄帳"), year, *listed) == taxed == _sum(ledgers, year, "額")
    assert whole_year == _told(town, {"20", "21"})
    parts = _sum(_rows(town, "012", "固定資産税期割"), year, "期割額_固定資産税", "期割額_都市計画税")
    assert parts == _sum(_rows(town, "012", "固定資産税賦課"), year, "年税額")


def test_other_taxes_are_told_to_the_collectors() -> None:
    """What a company declared, and the tax of a vehicle that is not freed of it, is what 収納管理 has."""
    town = whole.small_town()
    declared = [
        {**row, "通知書番号": f"11{int(row['宛名番号']) // 10:08}", "賦課年度": row["事業年度終了年月日"][:4]}
        for row in _rows(town, "011", "申告")
    ]
    key = ("宛名番号", "通知書番号", "賦課年度")
    driven = [row for row in _rows(town, "013", "軽自動車税賦課") if row["課税区分"] == "1"]

    assert _sum(declared, key, "納付すべき市町村民税額") == _told(town, {"12"})
    assert _sum(driven, key, "年税額") == _told(town, {"30"})


def test_one_seed_gives_one_town() -> None:
    """Two builds are equal; another seed gives another town."""
    built = [{name: whole.plain(rows) for name, rows in whole.small_town(n).tables.items()} for n in (5, 5, 6)]

    assert built[0] == built[1]
    assert built[0] != built[2]


def test_there_are_five_defects_to_a_business() -> None:
    """Five each, none twice."""
    assert Counter(one.id[:3] for one in MINE) == dict.fromkeys(PLANTED, 5)
    assert len({one.title for one in MINE}) == len(MINE)


@pytest.mark.parametrize("seed", range(5, 9))
@pytest.mark.parametrize("defect", MINE, ids=[one.id for one in MINE])
def test_a_defect_changes_rows_of_its_own_household_only(defect: Defect, seed: int) -> None:
    """Its household differs from the clean one where the defect is planted; no other does."""
    clean, spoiled = whole.small_town(seed), whole.small_town(seed)
    number = 2 * len(KINDS) + 1
    before, home = (town.settle(number, defect.kind) for town in (clean, spoiled))
    defect.spoil(Spot(spoiled, home))

    assert whole.rows_of(spoiled, home, own=False) == whole.rows_of(clean, before, own=False)
    old, new = whole.rows_of(clean, before, own=True), whole.rows_of(spoiled, home, own=True)
    changed = {name[0] for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    assert changed == ELSEWHERE.get(defect.id, {defect.id[:3]})
