"""Invented households in many businesses, as the standard holds them: the clean town.

Everything that a town office would expect to hang together does: a household lives at one address, 国保 ends where
後期 begins, instalments add up to the tax, what was paid was assessed. All persons are invented; numbers with a check
digit are made when the town is made and stand in no file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from migrate.town.dice import Dice
from migrate.town.people import with_check_digit

from . import town_tax_registry, town_welfare
from .kinds import CARE, KINDS, LATER, NATIONAL, RELATION, insurer, wide

Cells = dict[str, str]
FAMILY_NAMES = {
    "七瀬": "ナナセ",
    "架空": "カクウ",
    "見本": "ミホン",
    "夕映": "ユウバエ",
    "雲井": "クモイ",
    "霞": "カスミ",
}
MEN = {"太郎": "タロウ", "樹": "イツキ", "湊": "ミナト", "茂": "シゲル", "実": "ミノル"}
WOMEN = {"花子": "ハナコ", "葵": "アオイ", "紬": "ツムギ", "節子": "セツコ", "凛": "リン"}
STREETS = ("本町", "栄町", "緑町", "旭町")
INSURER = {"023": "990010", "024": "990010", "025": "39990014"}
"""Numbers of no insurer; their last digits are mended when the town is made."""


@dataclass(kw_only=True)
class Row:
    """A row of a table, and the household that it is about."""

    cells: Cells
    household: int


Tables = dict[tuple[str, str], list[Row]]


@dataclass(kw_only=True)
class Person:
    """One resident."""

    number: str
    name: str
    reading: str
    male: bool
    birth: date
    role: str
    """世帯主, 妻 or 子."""
    own: str
    """個人番号."""
    code: str
    """住民票コード."""


@dataclass(kw_only=True)
class Household:
    """People under one roof."""

    number: int
    kind: int
    people: tuple[Person, ...]
    insured: Mapping[str, tuple[str, ...]]
    """Insurance → the numbers of those insured."""

    @property
    def id(self) -> str:
        """世帯番号."""
        return f"{self.number:015}"

    @property
    def lot(self) -> str:
        """番地号."""
        return wide(f"{self.number}番地1")

    @property
    def street(self) -> str:
        """町字."""
        return STREETS[self.number % len(STREETS)]

    @property
    def address(self) -> str:
        """The address in one line."""
        return f"架空県見本市{self.street}{self.lot}"


@dataclass
class Town:
    """The tables of a town, filled household by household."""

    seed: int
    tables: Tables = field(default_factory=dict)
    households: list[Household] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = Dice(self.seed)

    def add(self, business: str, table: str, household: int, **cells: str) -> Row:
        """A row, closed with who wrote it and when."""
        audit = {"操作者ID": "USER01", "操作年月日": "2026-11-20", "操作時刻": "10:30:00"}
        row = Row(cells={**cells, **audit}, household=household)
        self.tables.setdefault((business, table), []).append(row)
        return row

    def _person(self, household: int, place: int, role: str, ages: tuple[int, int], family: str) -> Person:
        male = role == "世帯主" if role != "子" else self.dice.chance(50)
        given, reading = self.dice.pick(list((MEN if male else WOMEN).items()))
        born = date(2026 - self.dice.between(*ages), self.dice.between(1, 12), self.dice.between(1, 28))
        return Person(
            number=f"{household * 10 + place:015}",
            name=f"{family}　{given}",
            reading=f"{FAMILY_NAMES[family]}　{reading}",
            male=male,
            birth=born,
            role=role,
            own=with_check_digit(f"{self.dice.below(10**11):011}"),
            code=f"{self.dice.below(10**10) + 10**10}",
        )

    def settle(self, number: int, kind: int) -> Household:
        """One more household of a kind (see ``KINDS``)."""
        family, living = self.dice.pick(list(FAMILY_NAMES)), KINDS[kind]
        people = [self._person(number, 1, "世帯主", living.head, family)]
        if living.wife:
            people.append(self._person(number, 2, "妻", living.head, family))
        if living.child:
            people.append(self._person(number, 3, "子", living.child, family))
        everyone = tuple(one.number for one in people)
        insured = {name: everyone if name in living.insured else () for name in (NATIONAL, LATER, CARE)}
        made = Household(number=number, kind=kind, people=tuple(people), insured=insured)
        self.households.append(made)
        more = (*town_welfare.PUTS, *town_tax_registry.PUTS)
        for put in (_register, _seals, _voters, _taxes, _insurances, _allowances, *more):
            put(self, made)
        return made


def _register(town: Town, home: Household) -> None:
    """住民記録 and 宛名."""
    town.add("001", "世帯", home.number, 世帯番号=home.id, 世帯設定年月日="2015-04-01")
    head = home.people[0]
    for one in home.people:
        since = max(one.birth, date(2015, 4, 1))
        shared = {
            "個人番号": one.own,
            "住民票コード": one.code,
            "生年月日": one.birth.isoformat(),
            "性別": "1" if one.male else "2",
            "住所_都道府県": "架空県",
            "住所_市区郡町村名": "見本市",
            "住所_町字": home.street,
            "住所_番地号表記": home.lot,
            "住所_郵便番号": "1000001",
        }
        resident = {
            "履歴番号": "1",
            "世帯番号": home.id,
            "住民種別": "1",
            "住民状態": "1",
            "氏名": one.name,
            "氏名_フリガナ": one.reading,
            "氏_日本人": one.name.split("　")[0],
            "名_日本人": one.name.split("　")[1],
            "世帯主フラグ": "1" if one is head else "0",
            "世帯主氏名": head.name,
            "続柄コード1": RELATION[one.role],
            "続柄表記": one.role,
            "本籍_都道府県": "架空県",
            "本籍_市区郡町村名": "見本市",
            "本籍_町字": "本町",
            "本籍_番地号表記": wide("1番地"),
            "筆頭者_氏名": head.name,
            "本籍なしフラグ": "0",
            "住民となった年月日": since.isoformat(),
            "住所を定めた年月日": since.isoformat(),
            "異動年月日": since.isoformat(),
            "異動届出年月日": since.isoformat(),
            "異動事由": "03" if one.birth == since else "01",
            "最新フラグ": "1",
        }
        town.add("001", "住民票", home.number, 宛名番号=one.number, **resident, **shared)
        address = {"宛名区分": "1", "氏名・名称": one.name, "氏名・名称_フリガナ": one.reading}
        address["有効フラグ"] = "1"
        town.add("032", "宛名", home.number, 宛名番号=one.number, **address, **shared)


def _seals(town: Town, home: Household) -> None:
    """印鑑登録 of the head."""
    head, number = home.people[0], f"{home.number:010}"
    town.add("002", "印鑑登録_基本", home.number, 印鑑登録番号=number, 宛名番号=head.number)
    cells = {
        "印鑑登録番号": number,
        "履歴番号": "1",
        "宛名番号": head.number,
        "登録年月日": "2018-05-10",
        "印影": f"{number}.png",
        "氏名": head.name,
        "氏名_フリガナ": head.reading,
        "生年月日": head.birth.isoformat(),
        "住所": home.address,
        "登録状態区分": "1",
        "申請年月日": "2018-05-10",
        "代理人申請フラグ": "0",
        "本人確認方法": "2",
        "最新フラグ": "1",
    }
    town.add("002", "印鑑登録原票", home.number, **cells)


def _voters(town: Town, home: Household) -> None:
    """選挙人名簿 of the grown-ups."""
    for one in home.people:
        if one.birth.year > 2005:
            continue
        number = one.number[-10:]
        base = {"名簿番号": number, "投票区コード": "000001", "宛名番号": one.number}
        town.add("006", "選挙人名簿_基本", home.number, **base)
        cells = {
            "履歴番号": "1",
            "氏名": one.name,
            "氏名_フリガナ": one.reading,
            "住所_都道府県": "架空県",
            "住所_市区郡町村名": "見本市",
            "住所_町字": home.street,
            "住所_番地号表記": home.lot,
            "性別": "1" if one.male else "2",
            "生年月日": one.birth.isoformat(),
            "登録年月日": "2020-09-01",
            "登録事由": "1",
            "住民票作成年月日": "2015-04-01",
            "転入届出年月日": "2015-04-01",
            "被登録資格区分": "1",
            "最新フラグ": "1",
        }
        town.add("006", "選挙人名簿", home.number, **base, **cells)


DUE = (("2026-06-30", "27000"), ("2026-08-31", "26000"), ("2026-11-02", "26000"), ("2027-02-01", "26000"))
"""Instalments of one tax: last day of payment and amount."""


def _taxes(town: Town, home: Household) -> None:
    """個人住民税 of the head, its four instalments, their assessment, and two payments; nothing is remitted."""
    town.tables.setdefault(("010", "減免"), [])
    head, notice = home.people[0], f"26{home.number:08}"
    person = {"宛名番号": head.number, "課税年度": "2026", "履歴番号": "1", "氏名": head.name, "住所": home.address}
    person |= {"賦課期日住所": home.address, "納税義務者区分": "1", "未申告区分": "0", "最新フラグ": "1"}
    town.add("010", "納税義務者", home.number, **person)
    key = {"宛名番号": head.number, "課税年度": "2026", "課税情報履歴番号": "1"}
    amounts = {
        "課税標準額": "1000000",
        "市町村民税_所得割額": "60000",
        "市町村民税_均等割額": "3000",
        "都道府県民税_所得割額": "40000",
        "都道府県民税_均等割額": "1000",
        "森林環境税額": "1000",
        "定額減税_控除額": "0",
        "年税額": "105000",
        "普通徴収税額": "105000",
        "給与特別徴収税額": "0",
        "年金特別徴収税額": "0",
    }
    told = {"通知書番号": notice, "課税非課税区分": "1", "通知年月日": "2026-06-10"}
    town.add("010", "個人住民税課税情報", home.number, **key, **told, **amounts, 最新フラグ="1")
    for part, (due, amount) in enumerate(DUE, start=1):
        town.add("010", "普通徴収期割", home.number, **key, 期別=str(part), 納期限=due, 期割額=amount)
        case = {"賦課年度": "2026", "相当年度": "2026", "税目コード": "10", "通知書番号": notice, "期別": str(part)}
        paid = part <= 2
        days = {"納期限": due, "法定納期限": due, "調定年月日": "2026-06-10"}
        whole = {"調定額_本税（料）": amount, "完納コード": "2" if paid else "0"}
        town.add("014", "調定", home.number, **case, 宛名番号=head.number, **days, **whole)
        if paid:
            day = date.fromisoformat(due) - timedelta(days=5)
            payment = {"収納番号": f"{home.number:08}{part:02}", "収納額_本税（料）": amount, "納付方法区分": "01"}
            payment |= {"領収年月日": day.isoformat(), "収納年月日": (day + timedelta(days=3)).isoformat()}
            town.add("014", "収納", home.number, **case, **payment, 会計年度="2026")


def _insured(one: Person, home: Household) -> Cells:
    head = home.people[0]
    return {
        "宛名番号": one.number,
        "氏名": one.name,
        "性別": "1" if one.male else "2",
        "生年月日": one.birth.isoformat(),
        "個人番号": one.own,
        "最新フラグ": "1",
        "世帯主フラグ": "1" if one is head else "0",
        "世帯主_氏名": head.name,
        "世帯主との続柄": RELATION[one.role],
    }


def _insurances(town: Town, home: Household) -> None:
    """国保, 後期 and 介護."""
    if home.insured[NATIONAL]:
        town.add("024", "国保記号番号台帳", home.number, 国保記号番号=f"{home.number:012}")
    for one in home.people:
        for insurance, put in ((NATIONAL, _national), (LATER, _later), (CARE, _care)):
            if one.number in home.insured[insurance]:
                put(town, home, one)


def _national(town: Town, home: Household, one: Person) -> None:
    """Somebody in 国保."""
    own, since = _insured(one, home), max(one.birth, date(2016, 4, 1)).isoformat()
    cells = {name: own[name] for name in ("宛名番号", "氏名", "性別", "生年月日", "個人番号", "最新フラグ")}
    cells |= {
        "被保険者履歴番号": "1",
        "市区町村保険者番号": insurer(INSURER["024"]),
        "国保記号番号": f"{home.number:012}",
        "枝番": one.number[-2:],
        "国保資格区分": "1",
        "世帯主との続柄": RELATION[one.role],
        "現住所": home.address,
        "国保資格取得年月日": since,
        "国保資格取得事由": "02" if since == one.birth.isoformat() else "11",
        "国保適用開始年月日": since,
    }
    town.add("024", "国保資格", home.number, **cells)


def _later(town: Town, home: Household, one: Person) -> None:
    """Somebody in 後期."""
    own = _insured(one, home)
    number, whole = f"{home.number:08}", insurer(INSURER["025"])
    town.add("025", "被保険者番号台帳", home.number, 被保険者番号=number, 宛名番号=one.number, 保険者番号=whole)
    at_75 = one.birth.replace(year=one.birth.year + 75).isoformat()
    cells = own | {
        "被保険者番号": number,
        "履歴番号": "1",
        "個人区分コード": "1",
        "住所": home.address,
        "被保険者資格取得年月日": at_75,
        "被保険者資格取得事由コード": "001",
        "障害認定フラグ": "0",
        "保険者番号": whole,
        "広域連合名称": "架空県後期高齢者医療広域連合",
        "保険者番号適用開始年月日": at_75,
    }
    town.add("025", "被保険者", home.number, **cells)


def _care(town: Town, home: Household, one: Person) -> None:
    """Somebody in 介護."""
    own = _insured(one, home)
    number, whole = one.number[-10:], insurer(INSURER["023"])
    ledger = {"被保険者番号": number, "介護保険者番号": whole, "宛名番号": one.number}
    town.add("023", "被保険者番号台帳", home.number, **ledger)
    eve = one.birth.replace(year=one.birth.year + 65) - timedelta(days=1)  # 年齢計算ニ関スル法律
    cells = own | {
        "介護保険者番号": whole,
        "被保険者番号": number,
        "資格履歴番号": "1",
        "被保険者区分コード": "1",
        "住所": home.address,
        "資格取得年月日": eve.isoformat(),
        "資格取得事由": "04",
    }
    town.add("023", "被保険者", home.number, **cells)


def _allowances(town: Town, home: Household) -> None:
    """児童手当 where there is a child."""
    head, number = home.people[0], f"{home.number:015}"
    for child in (one for one in home.people if one.role == "子"):
        town.add("027", "認定台帳", home.number, 認定番号=number, 宛名番号=head.number)
        began = max(child.birth, date(2019, 4, 1)) + timedelta(days=10)
        cells = {
            "認定番号": number,
            "履歴番号": "1",
            "宛名番号": head.number,
            "氏名": head.name,
            "住所": home.address,
            "個人番号": head.own,
            "受給者区分": "1",
            "請求年月日": began.isoformat(),
            "認定年月日": (began + timedelta(days=14)).isoformat(),
            "支給開始年月": f"{began.year + began.month // 12}-{began.month % 12 + 1:02}",
            "被用者区分": "2",
            "最新フラグ": "1",
        }
        town.add("027", "受給者", home.number, **cells)
        cells = {
            "認定番号": number,
            "児童_宛名番号": child.number,
            "履歴番号": "1",
            "児童_氏名": child.name,
            "児童_生年月日": child.birth.isoformat(),
            "受給者との続柄": "01",
            "同居別居の別": "1",
            "監護の有無": "1",
            "生計関係": "1",
            "年齢区分": "2" if child.birth <= date(2023, 11, 23) else "1",
            "対象該当年月日": began.isoformat(),
            "最新フラグ": "1",
        }
        town.add("027", "支給対象児童", home.number, **cells)
