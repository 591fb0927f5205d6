"""児童扶養手当, 生活保護, 障害者福祉 and 国民年金 in the clean town."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .kinds import DISABLED, FAMILY, LONE, POOR, RELATION, YOUNG, insurer
from .times import after, month, reaches
from .town_children import health, nursery

if TYPE_CHECKING:
    from .households import Household, Person, Town

INCOME = "1900000"
"""Income of a lone parent in 2024 and 2025."""
OFFICE = "990001"
"""福祉事務所コード of an office that there is not."""


def allowances(town: Town, home: Household) -> None:
    """児童扶養手当 of a father divorced in April 2024; nothing was overpaid."""
    town.tables.setdefault(("020", "債権"), [])
    if home.kind == LONE:
        allowance(town, home)


def allowance(town: Town, home: Household) -> None:
    """児童扶養手当 for the head and the child, paid in part."""
    head, child, number = home.people[0], home.people[-1], f"{home.number:015}"
    town.add("020", "認定台帳", home.number, 認定番号=number, 宛名番号=head.number)
    cells = {
        "認定番号": number,
        "履歴番号": "1",
        "宛名番号": head.number,
        "証書番号": f"{home.number:010}",
        "氏名": head.name,
        "氏名_フリガナ": head.reading,
        "住所": home.address,
        "個人番号": head.own,
        "生年月日": head.birth.isoformat(),
        "受給者区分": "2",
        "配偶者の有無": "0",
        "障害の有無": "0",
        "職業又は勤務先名": "自営業",
        "請求年月日": "2024-05-10",
        "認定年月日": "2024-05-24",
        "支給開始年月": "2024-06",
        "手当支給開始後五年経過年月": "2029-06",
        "支給要件該当後七年経過年月": "2031-04",
        "最新フラグ": "1",
    }
    town.add("020", "受給資格者", home.number, **cells)
    cells = {
        "認定番号": number,
        "児童_宛名番号": child.number,
        "履歴番号": "1",
        "児童_氏名": child.name,
        "児童_個人番号": child.own,
        "児童_生年月日": child.birth.isoformat(),
        "請求者との続柄": "01",
        "同居別居の別": "1",
        "支給要件区分": "1",
        "監護開始年月日": "2024-04-20",
        "父_氏名": head.name,
        "母_氏名": "見本　蘭",
        "児童の障害の有無": "0",
        "公的年金受給状況": "0",
        "公的年金加算対象フラグ": "0",
        "対象該当年月日": "2024-04-20",
        "最新フラグ": "1",
    }
    town.add("020", "対象児童", home.number, **cells)
    _allowance_paid(town, home, head, number)


def _allowance_paid(town: Town, home: Household, head: Person, number: str) -> None:
    """What is earned, what is due a month, and three payments of two months each."""
    for year in ("2024", "2025"):
        earner = {"認定番号": number, "所得年": year, "対象者区分": "1", "対象者_宛名番号": head.number}
        amounts = {"所得の額": INCOME, "扶養親族等の数": "1", "老人扶養親族の数": "0", "養育費の額": "0"}
        amounts |= {"控除後所得額": "1820000", "所得制限限度額": "2460000", "被災状況フラグ": "0"}
        town.add("020", "所得情報", home.number, **earner, **amounts)
    amount = {"手当月額": "48050", "支給停止区分": "2", "支給停止額": "19260", "差引手当月額": "28790"}
    change = {"改定区分": "1", "改定年月日": "2026-04-01", "対象児童数": "1", "最新フラグ": "1"}
    town.add("020", "手当額", home.number, 認定番号=number, 支給開始年月="2026-04", 履歴番号="1", **change, **amount)
    for of, day, first, last in (
        ("2026-07", "2026-07-10", "2026-05", "2026-06"),
        ("2026-09", "2026-09-11", "2026-07", "2026-08"),
        ("2026-11", "2026-11-11", "2026-09", "2026-10"),
    ):
        key = {"認定番号": number, "支払期月": of, "支払連番": "1", "履歴番号": "1"}
        months = {"支払対象開始年月": first, "支払対象終了年月": last}
        town.add("020", "支払", home.number, **key, **months, 支払額="57580", 支払年月日=day, 最新フラグ="1")
    yearly = {"現況年度": "2026", "提出年月日": "2026-08-10", "審査結果": "1", "所得制限判定": "2"}
    town.add("020", "現況届", home.number, 認定番号=number, **yearly)


def protections(town: Town, home: Household) -> None:
    """生活保護 of a poor household."""
    if home.kind == POOR:
        protection(town, home)


def protection(town: Town, home: Household) -> None:
    """生活保護 of a household since 2026-10-01, with a pension taken into account: application, decision, payment."""
    head = home.people[0]
    case = {"福祉事務所コード": OFFICE, "ケース番号": f"{home.number:010}"}
    cells = {"世帯主_宛名番号": head.number, "世帯主_氏名": head.name, "居住地": home.address, "居住地区分": "1"}
    cells |= {"世帯類型コード": "01", "級地区分": "31", "開始年月日": "2026-10-01"}
    town.add("021", "世帯（ケース）", home.number, **case, **cells)
    for place, one in enumerate(home.people, start=1):
        person = {
            "員番号": str(place),
            "宛名番号": one.number,
            "氏名": one.name,
            "性別": "1" if one.male else "2",
            "生年月日": one.birth.isoformat(),
            "個人番号": one.own,
            "世帯主との続柄": RELATION[one.role],
            "健康状態": "通院中",
            "就労状況": "07",
            "保護開始年月日": "2026-10-01",
        }
        town.add("021", "世帯員", home.number, **case, **person)
    asked = {
        "申請番号": f"{home.number:015}",
        "申請区分": "1",
        "申請年月日": "2026-10-01",
        "要保護者_宛名番号": head.number,
        "要保護者_氏名": head.name,
        "要保護者_住所又は居所": home.address,
        "申請者_要保護者との関係": "01",
        "保護を受けようとする理由": "年金だけでは生計を維持できないため",
        "職権開始フラグ": "0",
        "決定区分": "1",
        "決定年月日": "2026-10-13",
        "決定通知年月日": "2026-10-13",
        "決定理由": "収入が最低生活費を下回るため",
    }
    town.add("021", "保護申請", home.number, **case, **asked)
    _protection_decided(town, home, case)
    _protection_given(town, home, case)


def _protection_decided(town: Town, home: Household, case: dict[str, str]) -> None:
    """The decision, its amounts by kind of assistance, and the income that it takes into account."""
    given = ("生活扶助フラグ", "住宅扶助フラグ", "医療扶助フラグ")
    others = ("教育扶助フラグ", "介護扶助フラグ", "出産扶助フラグ", "生業扶助フラグ", "葬祭扶助フラグ")
    turn = {**case, "申請履歴番号": "1", "決定履歴番号": "1"}
    decided = {
        "申請番号": f"{home.number:015}",
        "決定区分": "1",
        "決定年月日": "2026-10-13",
        "決定通知年月日": "2026-10-13",
        "適用年月日": "2026-10-01",
        "単併給区分": "2",
        **dict.fromkeys(given, "1"),
        **dict.fromkeys(others, "0"),
        "最低生活費": "105000",
        "収入充当額": "50000",
        "扶助額合計": "55000",
        "支給方法区分": "3",
        "最新フラグ": "1",
    }
    town.add("021", "保護決定", home.number, **turn, **decided)
    for kind, standard, amount in (("01", "75000", "25000"), ("03", "30000", "30000")):
        cells = {"扶助種別": kind, "内訳連番": "1", "基準額": standard, "支給額": amount, "一時扶助フラグ": "0"}
        cells |= {"基準・加算区分": "001"} if kind == "01" else {}
        town.add("021", "扶助別支給額", home.number, **turn, **cells, 支給年月日="2026-10-15")
    earned = {"員番号": "1", "認定年月": "2026-10", "収入種別": "03", "認定連番": "1", "収入額": "50000"}
    town.add("021", "収入認定", home.number, **case, **earned, 収入認定額="50000", 認定開始年月日="2026-10-01")
    told = {"員番号": "1", "申告年月日": "2026-10-01", "明細連番": "1", "最新フラグ": "1"}
    town.add("021", "収入・資産", home.number, **case, **told, 収入資産区分="02", 収入額="50000")
    town.add("021", "収入・資産", home.number, **case, **told, 収入資産区分="12", 資産の内容="普通預金３万円")


def _protection_given(town: Town, home: Household, case: dict[str, str]) -> None:
    """Two months of money and 医療券 for October."""
    for of, kind, day in (("2026-10", "2", "2026-10-15"), ("2026-11", "1", "2026-11-02")):
        cells = {"支給対象年月": of, "支給連番": "1", "支給区分": kind, "支払先区分": "1", "支給年月日": day}
        town.add("021", "保護費支給", home.number, **case, **cells, 支給決定額="55000", 差引支給額="55000")
    ticket = {
        "員番号": "1",
        "診療年月": "2026-10",
        "医療券連番": "1",
        "交付番号": f"{home.number:010}",
        "医療券区分": "1",
        "診療区分": "2",
        "公費負担者番号": insurer("12990010"),
        "受給者番号": insurer(f"{home.number:06}0"),
        "医療機関コード": "991" + insurer("0000010"),
        "医療機関名": "見本診療所",
        "傷病名": "高血圧症",
        "単併給区分": "1",
        "本人支払額": "0",
        "有効期間開始年月日": "2026-10-01",
        "有効期間終了年月日": "2026-10-31",
        "社会保険フラグ": "0",
        "オンライン資格確認フラグ": "0",
    }
    town.add("021", "医療券", home.number, **case, **ticket)


def disabilities(town: Town, home: Household) -> None:
    """障害者福祉 of a person at work whose legs are weak: 身体障害者手帳 (2級), no other 手帳, and what it opens."""
    for other in ("精神障害者保健福祉手帳", "療育手帳"):
        town.tables.setdefault(("022", other), [])
    if home.kind != DISABLED:
        return
    one = home.people[0]
    same = {"宛名番号": one.number, "氏名": one.name, "生年月日": one.birth.isoformat()}
    card = {
        **same,
        "履歴番号": "1",
        "手帳番号": f"0{home.number:09}",
        "交付年月日": "2020-06-15",
        "初回交付日": "2020-06-15",
        "住所": home.address,
        "個人番号": one.own,
        "障害名": "両下肢の機能の著しい障害",
        "総合等級コード": "2",
        "障害種別コード": "1",
        "統計部位コード": "06",
        "申請年月日": "2020-05-01",
        "最新フラグ": "1",
    }
    town.add("022", "身体障害者手帳", home.number, **card)
    grade = {"宛名番号": one.number, "履歴番号": "1", "障害連番": "1", "障害部位コード": "06", "等級": "2"}
    grade |= {"障害名": "両下肢の機能の著しい障害", "障害認定年月日": "2020-05-20"}
    town.add("022", "身体障害者手帳_障害別等級", home.number, **grade)
    _services(town, home, same)
    _treatment(town, home, same)
    chair = {
        "決定番号": f"{home.number:015}",
        "宛名番号": one.number,
        "申請年月日": "2025-06-10",
        "補装具の種目": "09",
        "補装具の名称": "普通型車椅子",
        "購入・借受け・修理区分": "1",
        "販売事業者名": "見本補装具店",
        "手帳番号": f"0{home.number:09}",
        "費用の見積額": "140000",
        "基準額": "140000",
        "支給額": "126000",
        "利用者負担額": "14000",
        "支給決定年月日": "2025-07-10",
        "支払年月日": "2025-09-30",
    }
    town.add("022", "補装具費支給", home.number, **chair)


def _services(town: Town, home: Household, same: dict[str, str]) -> None:
    """障害支援区分 for three years, 居宅介護 for one, and a month of it."""
    level = {
        "宛名番号": same["宛名番号"],
        "認定連番": "1",
        "申請年月日": "2025-01-15",
        "認定調査年月日": "2025-01-28",
        "調査実施者区分": "1",
        "医師意見書受領年月日": "2025-02-05",
        "審査会開催年月日": "2025-02-20",
        "障害支援区分": "3",
        "認定年月日": "2025-02-25",
        "認定有効期間開始年月日": "2025-03-01",
        "認定有効期間終了年月日": "2028-02-29",
        "主治医氏名": "見本　仁",
        "主治医医療機関名": "見本診療所",
        "最新フラグ": "1",
    }
    town.add("022", "障害支援区分認定", home.number, **level)
    number = f"99{home.number:08}"
    granted = {
        **same,
        "受給者証番号": number,
        "決定連番": "1",
        "居住地": home.address,
        "個人番号": home.people[0].own,
        "交付年月日": "2026-02-25",
        "サービス種類コード": "11",
        "決定サービスコード": "111000",
        "支給量": "20.00",
        "支給量単位": "1",
        "支給決定有効期間開始年月日": "2026-03-01",
        "支給決定有効期間終了年月日": "2027-02-28",
        "障害支援区分": "3",
        "負担上限月額": "9300",
        "所得区分": "3",
        "上限額管理対象フラグ": "0",
        "申請年月日": "2026-01-15",
        "支給決定年月日": "2026-02-25",
        "サービス等利用計画案提出年月日": "2026-02-05",
        "最新フラグ": "1",
    }
    town.add("022", "支給決定", home.number, **granted)
    used = {
        "受給者証番号": number,
        "サービス提供年月": "2026-08",
        "事業所番号": insurer("9910000020"),
        "サービス種類コード": "11",
    }
    used |= {"審査年月": "2026-09", "明細連番": "1", "宛名番号": same["宛名番号"], "サービス単位数": "6000"}
    used |= {"総費用額": "60000", "利用者負担額": "6000", "給付費請求額": "54000", "支払年月日": "2026-10-15"}
    town.add("022", "障害福祉給付実績", home.number, **used)


def _treatment(town: Town, home: Household, same: dict[str, str]) -> None:
    """更生医療 for a year in one hospital."""
    key = {"受給者番号": insurer(f"{home.number:06}0"), "認定連番": "1"}
    cells = {
        "公費負担者番号": insurer("15990010"),
        "居住地": home.address,
        "申請年月日": "2026-04-10",
        "支給認定年月日": "2026-05-01",
        "交付年月日": "2026-05-01",
        "自立支援医療の種類": "2",
        "指定自立支援医療機関名": "架空総合病院",
        "負担上限月額": "10000",
        "有効期間開始年月日": "2026-05-01",
        "有効期間終了年月日": "2027-04-30",
        "医療の具体的方針": "人工関節置換術",
        "医療保険_記号番号": "見本１２３・４５６",
        "医療保険_保険者名称": "見本健康保険組合",
        "高額治療継続者フラグ": "1",
        "最新フラグ": "1",
    }
    town.add("022", "自立支援医療受給者証", home.number, **key, **same, **cells)
    place = {"医療機関連番": "1", "医療機関区分": "1", "医療機関名": "架空総合病院"}
    town.add("022", "自立支援医療受給者証_医療機関", home.number, **key, **place)


def pension_number(one: Person) -> str:
    """An invented 基礎年金番号."""
    return f"99{one.number[-8:]}"


def pensions(town: Town, home: Household) -> None:
    """国民年金 of those who are in 国保 and under 60, 産前産後免除 of a mother, and 四分の一免除 of a lone parent."""
    if home.kind in (FAMILY, YOUNG, LONE):
        pension(town, home)
    if home.kind == YOUNG:
        mother, birth = home.people[1], home.people[2].birth
        expected = birth.replace(day=15)
        cells = {
            "基礎年金番号": pension_number(mother),
            "宛名番号": mother.number,
            "届出連番": "1",
            "届出年月日": after(expected, days=-90).isoformat(),
            "氏名": mother.name,
            "出産予定年月日": expected.isoformat(),
            "出産年月日": birth.isoformat(),
            "単胎多胎の別": "1",
            "免除開始年月": month(expected, -1),
            "免除終了年月": month(expected, 2),
            "最新フラグ": "1",
        }
        town.add("026", "産前産後免除届", home.number, **cells)
    if home.kind == LONE:
        head = home.people[0]
        asked = {"基礎年金番号": pension_number(head), "宛名番号": head.number, "申請連番": "1", "免除区分": "4"}
        asked |= {"申請年月日": "2026-07-10", "申請期間開始年月": "2026-07", "申請期間終了年月": "2027-06"}
        asked |= {"所得額_本人": INCOME, "扶養親族等の数": "1", "失業等フラグ": "0", "進達年月日": "2026-07-15"}
        told = {"承認結果": "1", "承認_免除区分": "4", "承認期間開始年月": "2026-07", "承認期間終了年月": "2027-06"}
        told |= {"結果通知年月日": "2026-08-25", "最新フラグ": "1"}
        town.add("026", "保険料免除等申請", home.number, **asked, **told)


def pension(town: Town, home: Household) -> None:
    """The grown-ups of a household as 第1号被保険者 since they were 20, who moved here in April 2015."""
    couple = [one for one in home.people if one.role != "子"]
    for one in couple:
        number = pension_number(one)
        cells = {
            "基礎年金番号": number,
            "宛名番号": one.number,
            "履歴番号": "1",
            "個人番号": one.own,
            "氏名": one.name,
            "氏名_フリガナ": one.reading,
            "性別": "1" if one.male else "2",
            "生年月日": one.birth.isoformat(),
            "住所": home.address,
            "種別": "1",
            "資格取得年月日": reaches(one.birth, 20).isoformat(),
            "世帯主_宛名番号": home.people[0].number,
            "最新フラグ": "1",
        }
        for other in (person for person in couple if person is not one):
            cells |= {"配偶者_氏名": other.name, "配偶者_生年月日": other.birth.isoformat()}
            cells |= {"配偶者_基礎年金番号": pension_number(other)}
        town.add("026", "被保険者", home.number, **cells)
        told = {
            "届出区分": "05",
            "異動事由": "02",
            "変更前住所": "架空県別見本市本町１番地",
            "変更後住所": home.address,
        }
        told |= {"異動年月日": "2015-04-01", "届出年月日": "2015-04-08", "年金事務所報告年月日": "2015-04-15"}
        key = {"基礎年金番号": number, "宛名番号": one.number, "届出連番": "1", "最新フラグ": "1"}
        town.add("026", "資格異動届", home.number, **key, **told)


PUTS = (health, allowances, protections, disabilities, pensions, nursery)
"""What puts the rows of one household, by business."""
