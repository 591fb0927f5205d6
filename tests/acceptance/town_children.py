"""健康管理 and 子ども・子育て支援 in the clean town."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from .kinds import COUPLE, YOUNG
from .times import after, age, reaches

if TYPE_CHECKING:
    from .households import Household, Person, Town

INFLUENZA, HEPATITIS_B, MEASLES = "31", "17", "06"
NURSERIES = {"0000000011": "見本第一保育所", "0000000012": "見本第二保育所"}
FEE, TAX = "20000", "60000"
"""Monthly fee of a nursery, and 所得割 of the town in 個人住民税 of every head."""
DUE_FEES = {
    "2026-04": date(2026, 4, 30),
    "2026-05": date(2026, 6, 1),
    "2026-06": date(2026, 6, 30),
    "2026-07": date(2026, 7, 31),
    "2026-08": date(2026, 8, 31),
    "2026-09": date(2026, 9, 30),
    "2026-10": date(2026, 11, 2),
    "2026-11": date(2026, 11, 30),
}
"""Month → last day of payment: the end of the month, or the next working day."""
PAID_UNTIL = date(2026, 11, 23)


def health(town: Town, home: Household) -> None:
    """健康管理: an infant and its mother; a couple at its check-ups."""
    if home.kind == YOUNG:
        _, mother, child = home.people
        _vaccinations_of(town, home, child)
        _growth(town, home, child)
        _pregnancy(town, home, mother, child.birth)
    if home.kind == COUPLE:
        head, wife = home.people
        flu = {"予防接種の種類": INFLUENZA, "接種期区分": "0", "回数": "1", "予防接種区分": "2"}
        _vaccinated(town, home, head, 1, {**flu, "接種年月日": "2025-11-05", "接種量": "0.5"})
        _cancer(town, home, head, ("03", "21"), ill=True)
        _cancer(town, home, wife, ("04", "31"), ill=False)


def _vaccinated(town: Town, home: Household, one: Person, place: int, shot: dict[str, str]) -> None:
    cells = {
        "宛名番号": one.number,
        "接種連番": str(place),
        "履歴番号": "1",
        "氏名": one.name,
        "性別": "1" if one.male else "2",
        "生年月日": one.birth.isoformat(),
        "住所": home.address,
        "医師氏名": "見本　仁",
        "製造番号": f"MH{place:04}",
        "個人番号": one.own,
        "実施医療機関名": "見本診療所",
        "最新フラグ": "1",
    }
    town.add("019", "予防接種記録", home.number, **cells, **shot)


def _vaccinations_of(town: Town, home: Household, child: Person) -> None:
    """Three times against hepatitis B before the first birthday, once against measles in the second year."""
    for time, months in enumerate((2, 3, 8), start=1):
        shot = {"予防接種の種類": HEPATITIS_B, "接種期区分": "0", "回数": str(time), "接種量": "0.25"}
        shot["接種年月日"] = after(child.birth, months=months).isoformat()
        _vaccinated(town, home, child, time, {**shot, "予防接種区分": "1"})
    shot = {"予防接種の種類": MEASLES, "接種期区分": "1", "回数": "1", "接種量": "0.5"}
    shot["接種年月日"] = after(child.birth, months=13).isoformat()
    _vaccinated(town, home, child, 4, {**shot, "予防接種区分": "1"})


def _growth(town: Town, home: Household, child: Person) -> None:
    """乳児健康診査 at four months and 一歳六か月児健康診査 at nineteen."""
    for kind, months, sizes in (
        ("11", 4, ("63.0", "6.80", "42.0", "41.5")),
        ("01", 19, ("80.5", "10.50", "47.5", "47.0")),
    ):
        names = ("身体発育_身長", "身体発育_体重", "身体発育_胸囲", "身体発育_頭囲")
        cells = {
            "宛名番号": child.number,
            "健診種別": kind,
            "健診連番": "1",
            "履歴番号": "1",
            "受診年月日": after(child.birth, months=months).isoformat(),
            **dict(zip(names, sizes, strict=True)),
            "栄養状態": "1",
            "四肢運動障害の有無": "0",
            "精神発達の状況": "1",
            "言語障害の有無": "0",
            "総合判定": "1",
            "保護者_宛名番号": home.people[0].number,
            "最新フラグ": "1",
        }
        town.add("019", "乳幼児健康診査", home.number, **cells)


def _pregnancy(town: Town, home: Household, mother: Person, birth: date) -> None:
    """妊娠届出 in the eleventh week and three 妊婦健康診査; the child was expected on the 15th of its month."""
    expected, number = birth.replace(day=15), f"{home.number:015}"
    first = expected - timedelta(weeks=40)
    told = first + timedelta(weeks=11)
    cells = {
        "届出番号": number,
        "宛名番号": mother.number,
        "届出年月日": told.isoformat(),
        "氏名": mother.name,
        "年齢": str(age(mother.birth, told)),
        "個人番号": mother.own,
        "職業": "自営業",
        "居住地": home.address,
        "妊娠月数": "3",
        "妊娠週数": "11",
        "出産予定年月日": expected.isoformat(),
        "胎児の数": "1",
        "診断を受けた医師又は助産師氏名": "見本　仁",
        "性病健康診断の有無": "1",
        "結核健康診断の有無": "1",
        "母子健康手帳番号": f"{home.number:08}",
        "母子健康手帳交付年月日": told.isoformat(),
    }
    town.add("019", "妊娠届出", home.number, **cells)
    for time, (week, weight) in enumerate(((12, "52.0"), (24, "56.5"), (36, "61.0")), start=1):
        seen = {"受診年月日": (first + timedelta(weeks=week)).isoformat(), "妊娠週数": str(week), "体重": weight}
        seen |= {"届出番号": number, "健診区分": "1", "受診連番": str(time), "実施医療機関名": "見本診療所"}
        seen |= {"収縮期血圧": "112", "拡張期血圧": "70", "尿蛋白": "0", "尿糖": "0", "浮腫": "0", "総合判定": "1"}
        seen |= {"受診券番号": f"{home.number:06}{time:02}", "公費負担額": "5000"}
        town.add("019", "妊婦健康診査", home.number, **seen)


def _cancer(town: Town, home: Household, one: Person, test: tuple[str, str], *, ill: bool) -> None:
    """がん検診 in 2025, of a part of the body and by a method; who is to be examined further was."""
    part, method = test
    day = date(2025, 10, 15)
    cells = {
        "宛名番号": one.number,
        "がん検診部位": part,
        "受診年度": "2025",
        "検診連番": "1",
        "受診年月日": day.isoformat(),
        "個別集団区分": "2",
        "受診時年齢": str(age(one.birth, day)),
        "検診方法": method,
        "実施機関名": "見本診療所",
        "検診結果": "03" if ill else "01",
        "精密検査_要否": "1" if ill else "0",
    }
    if ill:
        cells |= {"精密検査_受診の有無": "1", "精密検査_受診年月日": "2025-11-20", "精密検査_結果": "04"}
        cells |= {"精密検査_実施機関名": "架空総合病院"}
    town.add("019", "がん検診結果", home.number, **cells)


def nursery(town: Town, home: Household) -> None:
    """子ども・子育て支援: an infant in a nursery since April 2026, from its application to its fees."""
    if home.kind != YOUNG:
        return
    if ("028", "施設・事業者") not in town.tables:
        for code, name in NURSERIES.items():
            cells = {"施設コード": code, "施設名称": name, "設置者名称": "見本市", "公私区分": "1", "施設種別": "03"}
            cells |= {"所在地": "架空県見本市本町１番地", "利用定員_2号": "60", "利用定員_3号": "30"}
            town.add("028", "施設・事業者", 0, **cells)
    _certified(town, home)
    _admitted(town, home)
    _charged(town, home)


def _certified(town: Town, home: Household) -> None:
    """認定保護者 and 教育・保育給付認定 (3号), which ends two days before the third birthday."""
    father, mother, child = home.people
    number = f"{home.number:015}"
    cells = {
        "保護者_宛名番号": father.number,
        "履歴番号": "1",
        "保護者_氏名": father.name,
        "保護者_居住地": home.address,
        "保護者_生年月日": father.birth.isoformat(),
        "保護者_個人番号": father.own,
        "連絡先": "000-0000-0000",
        "配偶者_宛名番号": mother.number,
        "最新フラグ": "1",
    }
    town.add("028", "認定保護者", home.number, **cells)
    town.add("028", "支給認定証番号台帳", home.number, 支給認定証番号=number, 児童_宛名番号=child.number)
    cells = {
        "支給認定証番号": number,
        "認定連番": "1",
        "児童_宛名番号": child.number,
        "保護者_宛名番号": father.number,
        "児童_氏名": child.name,
        "児童_生年月日": child.birth.isoformat(),
        "児童_個人番号": child.own,
        "保護者との続柄": "01",
        "申請年月日": "2025-12-01",
        "申請施設コード": next(iter(NURSERIES)),
        "認定区分": "3",
        "保育の必要性の事由_父": "01",
        "保育の必要性の事由_母": "01",
        "保育必要量": "1",
        "交付年月日": "2025-12-22",
        "認定有効期間開始年月日": "2026-04-01",
        "認定有効期間終了年月日": after(reaches(child.birth, 3), days=-1).isoformat(),
        "認定年月日": "2025-12-22",
        "就労証明書提出年月日": "2025-12-01",
        "最新フラグ": "1",
    }
    town.add("028", "教育・保育給付認定", home.number, **cells)


def _admitted(town: Town, home: Household) -> None:
    """利用申込, its wish, 利用調整 and 施設利用."""
    father, _, child = home.people
    number, first = f"{home.number:015}", next(iter(NURSERIES))
    cells = {
        "申込番号": number,
        "支給認定証番号": number,
        "児童_宛名番号": child.number,
        "保護者_宛名番号": father.number,
        "申込年月日": "2025-12-01",
        "利用希望年度": "2026",
        "利用希望開始年月日": "2026-04-01",
        "申込区分": "1",
        "クラス年齢": str(age(child.birth, date(2026, 4, 1))),
        "きょうだい同時申込フラグ": "0",
        "障害・医療的ケアフラグ": "0",
        "育児休業中フラグ": "0",
        "申込状態": "4",
    }
    town.add("028", "利用申込", home.number, **cells)
    town.add("028", "利用申込_希望施設", home.number, 申込番号=number, 希望順位="1", 施設コード=first)
    points = {"基準指数_父": "20", "基準指数_母": "20", "調整指数": "0", "合計指数": "40"}
    result = {"選考結果": "1", "決定施設コード": first, "結果通知年月日": "2026-02-10", "待機児童区分": "0"}
    turn = {"申込番号": number, "選考年月": "2026-01", "選考連番": "1"}
    town.add("028", "利用調整", home.number, **turn, **points, **result)
    use = {"支給認定証番号": number, "利用開始年月日": "2026-04-01", "施設コード": first, "利用種別": "1"}
    town.add("028", "施設利用", home.number, **use)


def _charged(town: Town, home: Household) -> None:
    """世帯税額, 利用者負担額, and 保育料 from April to November, paid where it is due."""
    father, mother, _ = home.people
    number = f"{home.number:015}"
    for one, tax, per_head, taxed in ((father, TAX, "3000", "1"), (mother, "0", "0", "0")):
        for part in ("1", "2"):
            case = {"支給認定証番号": number, "適用年度": "2026", "適用区分": part, "対象者_宛名番号": one.number}
            amounts = {"市町村民税所得割額": tax, "市町村民税均等割額": per_head, "市町村民税課税区分": taxed}
            town.add("028", "世帯税額", home.number, **case, **amounts, 未申告区分="0")
    key = {"支給認定証番号": number, "適用開始年月": "2026-04", "履歴番号": "1", "階層区分": "05"}
    flags = dict.fromkeys(("市町村民税世帯非課税フラグ", "要保護者等フラグ", "副食費免除フラグ"), "0")
    fee = {"市町村民税所得割合算額": TAX, "利用者負担額": FEE, "決定通知年月日": "2026-03-19", "最新フラグ": "1"}
    town.add("028", "利用者負担額", home.number, **key, **flags, **fee)
    for of, due in DUE_FEES.items():
        case = {"支給認定証番号": number, "対象年月": of}
        bill = {"納付義務者_宛名番号": father.number, "施設コード": next(iter(NURSERIES)), "調定額": FEE}
        bill |= {"通知書番号": f"28{home.number:08}{of[-2:]}", "調定年月日": f"{of}-01", "納期限": due.isoformat()}
        town.add("028", "保育料調定", home.number, **case, 調定履歴番号="1", **bill, 徴収方法区分="1", 最新フラグ="1")
        if due < PAID_UNTIL:
            days = {"領収年月日": after(due, days=-5).isoformat(), "収入年月日": after(due, days=-3).isoformat()}
            town.add("028", "保育料収納", home.number, **case, 収納連番="1", **days, 収納額=FEE, 収納方法区分="1")
