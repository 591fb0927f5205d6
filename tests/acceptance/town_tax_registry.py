"""法人住民税, 軽自動車税 and 学齢簿 of the acceptance town; what puts them, 戸籍 and 固定資産税 stands at the end.

Somebody at work has a small company of his own, whose 宛名 is no resident. Who needs a vehicle has one: a family, a
father alone, a couple, somebody with a disability (減免) and somebody at work, who has a moped.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from migrate.text.check_digits import added
from migrate.town.dice import Dice

from .bills import Bill, charge
from .kinds import COUPLE, DISABLED, FAMILY, LONE, WORKER, wide
from .town_property import assets, properties
from .town_registry import registers

if TYPE_CHECKING:
    from .households import Cells, Household, Person, Town


def company_number(home: Household) -> str:
    """宛名番号 of the company of a head."""
    return f"{home.number * 10 + 9:015}"


def _company_name(home: Household) -> str:
    return f"株式会社見本商店{wide(str(home.number))}"


YEARS = (
    ("2024-04-01", "2025-03-31", "2025-05-26", "2025-06-02"),
    ("2025-04-01", "2026-03-31", "2026-05-25", "2026-06-01"),
)
"""事業年度 from and to, day of 申告, and 申告期限: two months later, on the next day that is no holiday."""
OFFICES = (("1", "本店", "5"), ("2", "作業所", "3"))
"""事務所等区分, 名称 and 従業者数."""


def companies(town: Town, home: Household) -> None:
    """法人, its offices and 申告, and what it has of 固定資産."""
    if home.kind != WORKER:
        return
    number, name, head = company_number(home), _company_name(home), home.people[0]
    corporate = added(f"999901{home.number:06}", "法人番号")
    place = {"住所_都道府県": "架空県", "住所_市区郡町村名": "見本市", "住所_町字": home.street}
    place |= {"住所_番地号表記": home.lot, "住所_郵便番号": "1000001"}
    known = {"宛名区分": "3", "法人番号": corporate, "氏名・名称": name, "有効フラグ": "1"}
    town.add("032", "宛名", home.number, 宛名番号=number, **known, **place)
    cells = {
        "履歴番号": "1",
        "管理番号": f"{home.number:08}",
        "法人番号": corporate,
        "法人名": name,
        "所在地": home.address,
        "代表者氏名": head.name,
        "代表者氏名_フリガナ": head.reading,
        "事業種目": "小売業",
        "設立年月日": "2016-04-01",
        "資本金の額又は出資金の額": "3000000",
        "資本金の額及び資本準備金の額の合算額": "3000000",
        "資本金等の額": "3000000",
        "事業年度開始月日": "04-01",
        "事業年度終了月日": "03-31",
        "法人区分": "04",
        "最新フラグ": "1",
    }
    town.add("011", "法人", home.number, 宛名番号=number, **cells)
    for at, (kind, office, _) in enumerate(OFFICES, start=1):
        cells = {"事務所等連番": str(at), "履歴番号": "1", "事務所等区分": kind, "名称": office, "所在地": home.address}
        town.add("011", "事務所等", home.number, 宛名番号=number, **cells, 設置年月日="2016-04-01", 最新フラグ="1")
    _declarations(town, home)
    assets(town, home, number, name)


def _declarations(town: Town, home: Household) -> None:
    """A 確定申告 a year; the tax is too small for a 予定申告 (法人税法71条1項)."""
    dice, number = Dice(town.seed * 100_000 + home.number), company_number(home)
    split = home.number // 8 % 2 == 0
    for at, (first, last, told, due) in enumerate(YEARS, start=1):
        national = 100 * dice.between(1200, 1900)
        base = taxed = national // 1000 * 1000
        key = {"宛名番号": number, "事業年度開始年月日": first, "事業年度終了年月日": last, "申告履歴番号": "1"}
        cells = {"申告区分": "01", "申告年月日": told, "申告期限": due, "法人税額": str(national), "最新フラグ": "1"}
        cells["課税標準となる法人税額"] = str(base)
        if split:  # 8 of 12 people work here, 4 elsewhere (地方税法321条の13)
            taxed = base * 8 // 12 // 1000 * 1000
            cells |= {"分割課税標準額": str(taxed), "分割基準_総従業者数": "12", "分割基準_当該市区町村分従業者数": "8"}
        income = taxed * 6 // 100 // 100 * 100
        cells |= {
            "税率": "6.000",
            "法人税割額": str(income),
            "差引法人税割額": str(income),
            "均等割額": "50000",
            "均等割号数": "1",
            "均等割_事務所等を有していた月数": "12",
            "従業者数_均等割用": "8",
            "納付すべき市町村民税額": str(income + 50_000),
        }
        town.add("011", "申告", home.number, **key, **cells)
        for office, (_, _, people) in enumerate(OFFICES, start=1):
            cells = {"事務所等連番": str(office), "従業者数": people, "事務所等を有していた月数": "12"}
            town.add("011", "申告_事務所等", home.number, **key, **cells)
        bill = Bill(
            tax="12",
            year=2024 + at,
            notice=f"11{home.number:08}",
            payer=number,
            decided=told,
            parts=((due, income + 50_000),),
            more={"事業年度番号": f"{at:03}", "申告区分コード": "01"},
        )
        charge(town, home.number, bill)


class Vehicle(NamedTuple):
    """What a kind of household drives."""

    kind: str
    """種別コード."""
    sign: str
    """分類番号 of 標識番号."""
    built: str
    """年式, and 初度検査年月 of a car."""
    since: str
    """Day from which it is owned here."""
    band: str
    """税率区分."""
    tax: int
    """年税額 in yen (地方税法463条の15; heavier after 13 years, 附則30条)."""


CAR = Vehicle("13", "580", "2019-06", "2019-06-20", "03", 10_800)
VEHICLES = {
    FAMILY: CAR,
    LONE: CAR,
    DISABLED: CAR,
    COUPLE: Vehicle("14", "480", "2010-05", "2015-04-01", "04", 6_000),
    WORKER: Vehicle("01", "", "2022-04", "2022-04-15", "01", 2_000),
}
CAR_DUE, CAR_TOLD = "2026-06-01", "2026-05-11"
"""31 May 2026 is a Sunday."""


def vehicle_key(home: Household) -> Cells:
    """軽自管理番号 of the vehicle of a household."""
    return {"軽自管理番号": f"{home.number:010}"}


def vehicles(town: Town, home: Household) -> None:
    """The vehicle, its owner, its tax, and its 減免 where the owner has a disability."""
    if home.kind not in VEHICLES:
        return
    own, head, key = VEHICLES[home.kind], home.people[0], vehicle_key(home)
    town.add("013", "軽自動車等_基本", home.number, **key)
    town.add("013", "軽自動車等", home.number, **key, **_vehicle(home, own))
    cells = {"義務者区分": "1", "履歴番号": "1", "宛名番号": head.number, "氏名又は名称": head.name}
    cells |= {"氏名又は名称_フリガナ": head.reading, "住所又は所在地": home.address, "生年月日": head.birth.isoformat()}
    town.add("013", "納税義務者", home.number, **key, **cells, 最新フラグ="1")
    notice, freed = f"30{home.number:08}", home.kind == DISABLED
    cells = {"課税年度": "2026", "履歴番号": "1", "賦課年度": "2026", "宛名番号": head.number, "通知書番号": notice}
    cells |= {"税率区分": own.band, "年税額": str(own.tax), "課税区分": "2" if freed else "1", "最新フラグ": "1"}
    if freed:
        relief(town, home, f"0{home.number:09}", own.tax)
    else:
        cells |= {"納期限": CAR_DUE, "通知年月日": CAR_TOLD}
        due = ((CAR_DUE, own.tax),)
        bill = Bill(tax="30", year=2026, notice=notice, payer=head.number, decided=CAR_TOLD, parts=due)
        charge(town, home.number, bill)
    town.add("013", "軽自動車税賦課", home.number, **key, **cells)


def relief(town: Town, home: Household, card: str, amount: int) -> None:
    """減免 of 身体障害者等 for the head, by the number of the 手帳 (地方税法463条の23)."""
    head = home.people[0].number
    cells = {"課税年度": "2026", "減免連番": "1", "宛名番号": head, "減免事由": "01", "障害者_宛名番号": head}
    cells |= {"障害者手帳番号": card, "申請年月日": "2026-04-10", "決定年月日": "2026-04-30", "減免承認フラグ": "1"}
    town.add("013", "軽自動車税減免", home.number, **vehicle_key(home), **cells, 減免額=str(amount))


def _vehicle(home: Household, own: Vehicle) -> Cells:
    four = wide(f"{home.number:04}")
    cells = {
        "履歴番号": "1",
        "標識番号": f"見本{wide(own.sign)}あ{four}" if own.sign else f"見本市あ{four}",
        "標識番号_標板文字": "見本" if own.sign else "見本市",
        "標識番号_分類番号": own.sign,
        "標識番号_かな文字": "あ",
        "標識番号_一連指定番号": f"{home.number:04}",
        "種別コード": own.kind,
        "車名": "ミホン",
        "型式": "MH-100",
        "年式": own.built[:4],
        "車台番号": f"MH100-{home.number:07}",
        "総排気量又は定格出力": "0.658" if own.sign else "0.049",
        "総排気量定格出力単位": "1",
        "所有形態": "1",
        "主たる定置場": home.address,
        "納税義務発生年月日": own.since,
        "申告の理由": "01" if own.since.startswith(own.built) else "03",
        "申告年月日": own.since,
        "最新フラグ": "1",
    }
    if own.sign:
        use = "2" if own.kind == "14" else "1"
        return cells | {"用途": use, "自家用・営業用の別": "1", "初度検査年月": own.built, "燃料の種類": "01"}
    return cells | {"車輪数": "2", "標識交付年月日": own.since}


SCHOOL_YEAR = 2026
SCHOOLS = (("0000000101", "見本市立見本小学校"), ("0000000102", "見本市立栄小学校"))
"""学校コード and name."""


def school_entry(birth: date) -> int:
    """The year in whose April a child enters school: it became six by the eve of its birthday (学校教育法17条)."""
    return birth.year + 6 + ((birth.month, birth.day) > (4, 1))


def pupils(town: Town, home: Household) -> None:
    """学齢簿 of a child that is at school or enters it next April."""
    town.tables.setdefault(("017", "就学義務の猶予免除"), [])  # nobody's
    if ("017", "学校") not in town.tables:
        for code, name in SCHOOLS:
            cells = {"学校種別": "01", "設置者区分": "2", "設置者名称": "見本市"}
            town.add("017", "学校", 0, 学校コード=code, 学校名称=name, **cells)
    if home.kind in (FAMILY, LONE):
        _pupil(town, home, home.people[-1])


def _pupil(town: Town, home: Household, child: Person) -> None:
    entry, head = school_entry(child.birth), home.people[0]
    grade, next_year = SCHOOL_YEAR - entry + 1, entry > SCHOOL_YEAR
    cells = {
        "履歴番号": "1",
        "氏名": child.name,
        "氏名_フリガナ": child.reading,
        "住所": home.address,
        "生年月日": child.birth.isoformat(),
        "性別": "1" if child.male else "2",
        "学年": f"{grade:02}",
        "就学予定年度": str(entry) if next_year else "",
        "学齢簿作成年月日": f"{entry - 1}-10-01",
        "最新フラグ": "1",
    }
    town.add("017", "学齢簿", home.number, 宛名番号=child.number, **cells)
    cells = {"保護者連番": "1", "履歴番号": "1", "保護者_宛名番号": head.number, "保護者_氏名": head.name}
    cells |= {"保護者_住所": home.address, "保護者との関係": "01", "最新フラグ": "1"}
    town.add("017", "保護者", home.number, 宛名番号=child.number, **cells)
    code, name = SCHOOLS[0]
    cells = {"就学連番": "1", "履歴番号": "1", "学校コード": code, "学校名称": name, "就学区分": "1"}
    cells |= {"指定校コード": code, "指定校変更フラグ": "0", "区域外就学フラグ": "0", "最新フラグ": "1"}
    seen = {"実施年度": str(entry - 1), "実施年月日": f"{entry - 1}-10-15"}
    if not next_year:
        cells |= {"入学年月日": f"{entry}-04-01", "入学期日通知年月日": f"{entry}-01-20"}
        seen["健康診断票送付年月日"] = f"{entry}-02-15"
    town.add("017", "就学学校", home.number, 宛名番号=child.number, **cells)
    town.add("017", "就学時健康診断", home.number, 宛名番号=child.number, **seen)
    for year in range(entry, SCHOOL_YEAR + 1):
        cells = {
            "年度": str(year),
            "異動連番": "1",
            "学校コード": code,
            "学年": f"{year - entry + 1:02}",
            "学級": "１組",
        }
        cells |= {"特別支援学級フラグ": "0", "在籍開始年月日": f"{year}-04-01"}
        if year < SCHOOL_YEAR:
            cells["在籍終了年月日"] = f"{year + 1}-03-31"
        town.add("017", "年度別在籍", home.number, 宛名番号=child.number, **cells)


PUTS = (registers, companies, properties, vehicles, pupils)
"""What puts the rows of one household, by business."""
