"""固定資産税 of the acceptance town.

A family, an old person and a family with an infant own the house that they live in, a couple own theirs in common, the
company of somebody at work has assets. Prices are chosen so that no tax has to be rounded, but for the assets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrate.town.dice import Dice

from .bills import Bill, charge, quarters
from .kinds import COUPLE, FAMILY, OLD, WORKER, YOUNG, wide

if TYPE_CHECKING:
    from .households import Household, Town

YEAR = {"課税年度": "2026"}
DUE = ("2026-04-30", "2026-07-31", "2026-12-25", "2027-03-01")
"""Last days of payment; 28 February 2027 is a Sunday."""
DECIDED = "2026-04-10"
LAND, HOUSE = "1", "2"
"""資産区分."""
BUILT = {OLD: "1988-09-20", YOUNG: "2024-09-30"}


@dataclass(frozen=True, kw_only=True)
class Estate:
    """A plot of 150 ㎡ with a house of 98.5 ㎡, and who owns them. Amounts in yen."""

    home: Household
    number: str
    """宛名番号 of the owner, or of the owners together."""
    name: str
    address: str
    land: int
    """Price of the plot: a multiple of 300,000."""
    house: int
    """Price of the house: a multiple of 100,000."""

    @property
    def plot_id(self) -> str:
        """物件番号 of the plot."""
        return f"1{self.home.number:09}"

    @property
    def house_id(self) -> str:
        """物件番号 of the house."""
        return f"2{self.home.number:09}"

    @property
    def bases(self) -> dict[str, tuple[int, int]]:
        """課税標準額 of 固定資産税 and 都市計画税.

        小規模住宅用地 counts a sixth and a third (地方税法349条の3の2, 702条の3).
        """
        return {LAND: (self.land // 6, self.land // 3), HOUSE: (self.house, self.house)}

    @property
    def relief(self) -> int:
        """Half of the tax of a new house for three years (地方税法附則15条の6)."""
        return self.house * 14 // 2000 if self.home.kind == YOUNG else 0

    @property
    def owner(self) -> dict[str, str]:
        """The owner, as the ledgers name him."""
        names = ("所有者_宛名番号", "所有者_氏名又は名称", "所有者_住所")
        return dict(zip(names, (self.number, self.name, self.address), strict=True))


def shared_number(home: Household) -> str:
    """宛名番号 of the owners of a house together."""
    return f"{home.number * 10 + 8:015}"


def properties(town: Town, home: Household) -> None:
    """The ledgers, what is worked out of them, and what is to be paid; no owner is dead."""
    town.tables.setdefault(("012", "現所有者・相続人代表者"), [])
    if home.kind not in (FAMILY, OLD, COUPLE, YOUNG):
        return
    dice, head = Dice(town.seed * 100_000 + home.number), home.people[0]
    shared = home.kind == COUPLE
    estate = Estate(
        home=home,
        number=shared_number(home) if shared else head.number,
        name=head.name + wide("　外1名") * shared,
        address=home.address,
        land=300_000 * dice.between(20, 40),
        house=(100_000 if home.kind == OLD else 300_000) * dice.between(16, 24),
    )
    if shared:
        _together(town, estate)
    _plot(town, estate)
    _building(town, estate)
    _assessed(town, estate)


def _together(town: Town, estate: Estate) -> None:
    """Husband and wife own one half each."""
    home = estate.home
    cells = {"宛名番号": estate.number, "宛名区分": "4", "氏名・名称": estate.name, "有効フラグ": "1"}
    cells |= {"住所_都道府県": "架空県", "住所_市区郡町村名": "見本市", "住所_町字": home.street}
    town.add("032", "宛名", home.number, **cells, 住所_番地号表記=home.lot, 住所_郵便番号="1000001")
    for kind, thing in ((LAND, estate.plot_id), (HOUSE, estate.house_id)):
        for place, one in enumerate(home.people, start=1):
            key = YEAR | {"資産区分": kind, "物件番号": thing, "共有者連番": str(place), "履歴番号": "1"}
            share = {"持分_分子": "1", "持分_分母": "2", "共有代表者フラグ": "1" if place == 1 else "0"}
            town.add("012", "共有者", home.number, **key, **share, 宛名番号=one.number, 最新フラグ="1")


def _plot(town: Town, estate: Estate) -> None:
    home, (base, planning) = estate.home, estate.bases[LAND]
    town.add("012", "物件_基本", home.number, 資産区分=LAND, 物件番号=estate.plot_id)
    key = YEAR | {"資産区分": LAND, "物件番号": estate.plot_id}
    cells = {
        "台帳区分": "1",
        "課税区分": "1",
        "土地_登記所在地": f"見本市{home.street}",
        "地番": wide(f"{home.number}番1"),
        "登記地目": "03",
        "登記地積": "150.00",
        "登記原因": "売買",
        "登記原因年月日": "2015-03-20",
        "登記年月日": "2015-03-25",
        "現況地目": "05",
        "現況地積": "150.00",
        "課税地積": "150.00",
        "基準年度の価格": str(estate.land),
    }
    town.add("012", "土地課税台帳", home.number, **key, **estate.owner, **cells, 履歴番号="1", 最新フラグ="1")
    cells = {
        "評価年度": "2024",
        "評価額": str(estate.land),
        "特例適用後の価格": str(base),
        "固定資産税_課税標準額": str(base),
        "固定資産税_前年度課税標準額": str(base),
        "負担水準": "100.00",
        "負担調整措置区分": "1",
        "都市計画税_課税標準額": str(planning),
        "都市計画税_前年度課税標準額": str(planning),
        "価格等の登録の公示年月日": "2026-04-01",
        "登録年月日": "2026-03-31",
    }
    town.add("012", "土地評価", home.number, **key, **cells, 履歴番号="1", 最新フラグ="1")
    lived = {"住宅用地連番": "1", "住宅用地区分": "1", "住宅用地地積": "150.00", "住居の数": "1"}
    lived |= {"家屋_資産区分": HOUSE, "家屋_物件番号": estate.house_id}
    lived["申告年月日"] = "2025-01-20" if home.kind == YOUNG else "2015-04-30"
    town.add("012", "住宅用地", home.number, **key, **lived)


def _building(town: Town, estate: Estate) -> None:
    home, (base, planning) = estate.home, estate.bases[HOUSE]
    town.add("012", "物件_基本", home.number, 資産区分=HOUSE, 物件番号=estate.house_id)
    key = YEAR | {"資産区分": HOUSE, "物件番号": estate.house_id}
    cells = {
        "台帳区分": "1",
        "課税区分": "1",
        "家屋_登記所在地": wide(f"見本市{home.street}{home.number}番地1"),
        "家屋番号": wide(f"{home.number}番1"),
        "家屋_種類": "001",
        "家屋_構造": "001",
        "家屋_床面積": "98.50",
        "家屋_現況種類": "001",
        "家屋_現況構造": "001",
        "課税床面積": "98.50",
        "附属建物フラグ": "0",
        "共用部分フラグ": "0",
        "建築年月日": BUILT.get(home.kind, "2015-02-20"),
        "建築年月日_不詳フラグ": "0",
        "比準価格" if home.kind == YOUNG else "基準年度の価格": str(estate.house),
        "固定資産税_課税標準額": str(base),
        "都市計画税_課税標準額": str(planning),
    }
    town.add("012", "家屋課税台帳", home.number, **key, **estate.owner, **cells, 履歴番号="1", 最新フラグ="1")
    rate = {OLD: 20, YOUNG: 80}.get(home.kind, 60)
    cells = {
        "評価年度": "2025" if home.kind == YOUNG else "2024",
        "再建築費評点数": str(estate.house * 100 // rate),
        "経年減点補正率": f"{rate / 100:.4f}",
        "評点一点当たりの価額": "1.00",
        "評価床面積": "98.50",
        "評価額": str(estate.house),
        "登録年月日": "2026-03-31",
    }
    town.add("012", "家屋評価", home.number, **key, **cells, 履歴番号="1", 最新フラグ="1")
    if estate.relief:
        new = key | {"減額減免連番": "1", "宛名番号": estate.number, "減額減免区分": "1", "減額減免事由": "01"}
        new |= {"申請年月日": "2025-01-20", "決定年月日": "2025-03-31", "適用開始年度": "2025", "適用終了年度": "2027"}
        new |= {"減額減免割合": "50.00", "減額減免税額_固定資産税": str(estate.relief), "対象床面積": "98.50"}
        town.add("012", "減額・減免", home.number, **new)


def _assessed(town: Town, estate: Estate) -> None:
    """名寄帳, 賦課, 明細 and instalments."""
    home, bases = estate.home, estate.bases
    whole, planning = (sum(base[place] for base in bases.values()) for place in (0, 1))
    tax, town_tax = whole * 14 // 1000, planning * 3 // 1000
    key = YEAR | {"宛名番号": estate.number}
    cells = {"土地課税標準額合計": str(bases[LAND][0]), "家屋課税標準額合計": str(bases[HOUSE][0])}
    cells |= {"都市計画税_課税標準額合計": str(planning), "土地_免税点未満区分": "0", "家屋_免税点未満区分": "0"}
    town.add("012", "名寄帳", home.number, **key, **cells)
    key, notice = key | {"課税履歴番号": "1"}, f"12{home.number:08}"
    cells = {
        "土地_課税標準額": str(bases[LAND][0]),
        "家屋_課税標準額": str(bases[HOUSE][0]),
        "課税標準額合計": str(whole),
        "税率": "1.400",
        "固定資産税額": str(tax),
        "都市計画税_課税標準額合計": str(planning),
        "都市計画税_税率": "0.300",
        "都市計画税額": str(town_tax),
        "減額・減免税額": str(estate.relief) if estate.relief else "",
        "年税額": str(tax + town_tax - estate.relief),
        "通知年月日": DECIDED,
    }
    town.add("012", "固定資産税賦課", home.number, **key, **cells, 賦課年度="2026", 通知書番号=notice, 最新フラグ="1")
    for kind, thing, price in ((LAND, estate.plot_id, estate.land), (HOUSE, estate.house_id, estate.house)):
        cells = {"価格": str(price), "固定資産税_課税標準額": str(bases[kind][0])}
        cells["都市計画税_課税標準額"] = str(bases[kind][1])
        if kind == LAND:
            cells["特例適用後の価格"] = str(bases[kind][0])
        elif estate.relief:
            cells["減額減免税額_固定資産税"] = str(estate.relief)
        town.add("012", "課税明細", home.number, **key, **cells, 資産区分=kind, 物件番号=thing)
    parts = tuple(zip(quarters(tax - estate.relief), quarters(town_tax), strict=True))
    for part, (due, (own, other)) in enumerate(zip(DUE, parts, strict=True), start=1):
        cells = {"期別": str(part), "納期限": due, "期割額_固定資産税": str(own), "期割額_都市計画税": str(other)}
        town.add("012", "固定資産税期割", home.number, **key, **cells)
    whole_parts = tuple((day, own + other) for day, (own, other) in zip(DUE, parts, strict=True))
    payer = estate.number
    charge(town, home.number, Bill(tax="20", year=2026, notice=notice, payer=payer, decided=DECIDED, parts=whole_parts))


ASSETS = (("1", "屋外看板", "010", 897), ("6", "業務用冷蔵庫", "006", 840))
"""資産の種類, name, 耐用年数 what is left after half a year, in thousandths (固定資産評価基準 別表第15)."""


def assets(town: Town, home: Household, company: str, name: str) -> None:
    """償却資産 that the company of somebody at work bought last year, and their tax."""
    if home.kind != WORKER:
        return
    dice, whole = Dice(town.seed * 100_000 + home.number), 0
    key = YEAR | {"履歴番号": "1", "所有者_宛名番号": company}
    for number, (kind, what, years, left) in enumerate(ASSETS, start=1):
        price = 1_000_000 * dice.between(1, 3)
        value = price * left // 1000
        whole += value
        cells = {
            "資産連番": str(number),
            "所有者_氏名又は名称": name,
            "所有者_住所": home.address,
            "所在": home.address,
            "資産の種類": kind,
            "資産の名称": what,
            "数量": "1",
            "取得年月": "2025-06",
            "取得価額": str(price),
            "耐用年数": str(int(years)),
            "減価残存率": f"0.{left}",
            "増加事由": "1",
            "評価額": str(value),
            "課税標準額": str(value),
            "申告年月日": "2026-01-20",
        }
        town.add("012", "償却資産課税台帳", home.number, **key, **cells, 最新フラグ="1")
    _assets_tax(town, home, company, whole)


def _assets_tax(town: Town, home: Household, company: str, whole: int) -> None:
    tax, notice = whole * 14 // 1000 // 100 * 100, f"13{home.number:08}"
    key = YEAR | {"宛名番号": company}
    cells = {"土地課税標準額合計": "0", "家屋課税標準額合計": "0", "償却資産課税標準額合計": str(whole)}
    town.add("012", "名寄帳", home.number, **key, **cells, 償却資産_免税点未満区分="0")
    key |= {"課税履歴番号": "1"}
    cells = {"賦課年度": "2026", "通知書番号": notice, "償却資産_課税標準額": str(whole), "課税標準額合計": str(whole)}
    cells |= {"税率": "1.400", "固定資産税額": str(tax), "年税額": str(tax), "通知年月日": DECIDED, "最新フラグ": "1"}
    town.add("012", "固定資産税賦課", home.number, **key, **cells)
    due = tuple(zip(DUE, quarters(tax), strict=True))
    for part, (day, amount) in enumerate(due, start=1):
        cells = {"期別": str(part), "納期限": day, "期割額_固定資産税": str(amount)}
        town.add("012", "固定資産税期割", home.number, **key, **cells)
    charge(town, home.number, Bill(tax="21", year=2026, notice=notice, payer=company, decided=DECIDED, parts=due))
