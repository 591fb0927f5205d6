"""Thirty defects in 健康管理, 児童扶養手当, 生活保護, 障害者福祉, 国民年金 and 子ども・子育て支援, five to a business.

They were written without the rules, as ``defects`` were, by what offices get wrong: two systems that were not told of
the same event, sums that a program rounded or cut, days of the wrong era, columns that slipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from .kinds import COUPLE, DISABLED, FAMILY, LONE, POOR, YOUNG, insurer
from .times import after, reaches
from .town_children import NURSERIES
from .town_welfare import allowance, pension, pension_number, protection

if TYPE_CHECKING:
    from .defects import Spot

Planted = Iterator[tuple[str, int, "Callable[[Spot], None]"]]
"""Title, kind of household, and what spoils it."""


def _health() -> Planted:
    seen, shots = ("019", "乳幼児健康診査"), ("019", "予防接種記録")
    yield (
        "男性の子宮頸がん検診",
        COUPLE,
        lambda at: at.put("019", "がん検診結果", がん検診部位="05", 検診方法="41"),
    )
    yield "届出のない妊婦健康診査", YOUNG, lambda at: at.drop("019", "妊娠届出")
    yield (
        "1 回目より前の 2 回目の接種",
        YOUNG,
        lambda at: at.put(*shots, 1, 接種年月日=after(at.home.people[2].birth, months=1).isoformat()),
    )
    yield "令和を平成とした受診年月日", YOUNG, _wrong_era
    yield (
        "入れ替わった身長と体重",
        YOUNG,
        lambda at: at.put(*seen, 1, 身体発育_身長="10.5", 身体発育_体重="80.50"),
    )


def _wrong_era(at: Spot) -> None:
    seen = after(at.home.people[2].birth, months=4)
    at.put("019", "乳幼児健康診査", 受診年月日=seen.replace(year=seen.year - 30).isoformat())


def _allowances() -> Planted:
    paid = ("020", "支払")
    yield "妻と同居する父のひとり親手当", FAMILY, lambda at: allowance(at.town, at.home)
    yield "1 か月分しかない支払額", LONE, lambda at: at.put(*paid, 1, 支払額="28790")
    yield "重なる支払対象期間", LONE, lambda at: at.put(*paid, 2, 支払対象開始年月="2026-08", 支払額="86370")
    yield (
        "資格喪失の後も続く支払",
        LONE,
        lambda at: at.put("020", "受給資格者", 資格喪失年月日="2026-06-15", 資格喪失事由="05"),
    )
    yield "対象児童のいない受給資格者", LONE, lambda at: at.drop("020", "対象児童")


def _protections() -> Planted:
    ticket = ("021", "医療券")
    yield "国保に入ったままの被保護者", COUPLE, lambda at: protection(at.town, at.home)
    yield "扶助別の合計と違う扶助額", POOR, lambda at: at.put("021", "扶助別支給額", 1, 支給額="35000")
    yield (
        "廃止の後の保護費",
        POOR,
        lambda at: at.put("021", "世帯（ケース）", 廃止年月日="2026-10-20", 廃止事由="12"),
    )
    yield "更生医療の番号が入る医療券", POOR, lambda at: at.put(*ticket, 公費負担者番号=insurer("15990010"))
    yield "世帯員にいない人の医療券", POOR, lambda at: at.put(*ticket, 員番号="2")


def _disabilities() -> Planted:
    granted = ("022", "支給決定")
    yield (
        "切れた支援区分での支給決定",
        DISABLED,
        lambda at: at.put("022", "障害支援区分認定", 認定有効期間終了年月日="2026-01-31"),
    )
    yield "課税された人の低所得区分", DISABLED, lambda at: at.put(*granted, 所得区分="2", 負担上限月額="0")
    yield (
        "数字の入れ替わった請求額",
        DISABLED,
        lambda at: at.put("022", "障害福祉給付実績", 給付費請求額="45000"),
    )
    yield (
        "期間の重なる 2 つの受給者証",
        DISABLED,
        lambda at: at.again(*granted, 受給者証番号=f"98{at.home.number:08}", 支給決定有効期間開始年月日="2026-09-01"),
    )
    yield "先頭の 0 が落ちた手帳番号", DISABLED, _lost_zeros


def _lost_zeros(at: Spot) -> None:
    at.put("022", "補装具費支給", 手帳番号=f"{at.home.number}")


def _pensions() -> Planted:
    insured, waiver = ("026", "被保険者"), ("026", "保険料免除等申請")
    yield (
        "18 歳での資格取得",
        FAMILY,
        lambda at: at.put(*insured, 資格取得年月日=reaches(at.home.people[0].birth, 18).isoformat()),
    )
    yield "60 歳を過ぎた第 1 号被保険者", COUPLE, lambda at: pension(at.town, at.home)
    yield "5 か月ある単胎の産前産後免除", YOUNG, _five_months
    yield (
        "保護を受けない人の法定免除",
        LONE,
        lambda at: at.put(
            *waiver,
            免除区分="7",
            法定免除事由="2",
            法定免除開始年月日="2026-07-01",
            承認_免除区分="7",
        ),
    )
    yield (
        "夫の基礎年金番号を持つ妻",
        FAMILY,
        lambda at: at.put(*insured, 1, 基礎年金番号=pension_number(at.home.people[0])),
    )


def _five_months(at: Spot) -> None:
    expected = at.home.people[2].birth.replace(day=15)
    at.put("026", "産前産後免除届", 免除終了年月=f"{after(expected, months=3):%Y-%m}")


def _nurseries() -> Planted:
    used = ("028", "施設利用")
    yield (
        "満 3 歳を過ぎる 3 号認定",
        YOUNG,
        lambda at: at.put("028", "教育・保育給付認定", 認定有効期間終了年月日=_school(at)),
    )
    yield "0 の 1 つ多い収納額", YOUNG, lambda at: at.put("028", "保育料収納", 2, 収納額="200000")
    yield "住民税と違う世帯税額", YOUNG, lambda at: at.put("028", "世帯税額", 1, 市町村民税所得割額="6000")
    yield "施設の表にない施設コード", YOUNG, lambda at: at.put(*used, 施設コード="0000000099")
    yield (
        "同時に 2 つの施設の利用",
        YOUNG,
        lambda at: at.again(*used, 利用開始年月日="2026-06-01", 施設コード=list(NURSERIES)[1]),
    )


def _school(at: Spot) -> str:
    """The day before the child goes to school, as 2号 ends."""
    born = at.home.people[2].birth
    return f"{born.year + (6 if (born.month, born.day) <= (4, 1) else 7)}-03-31"


PLANTED = {
    "019": _health,
    "020": _allowances,
    "021": _protections,
    "022": _disabilities,
    "026": _pensions,
    "028": _nurseries,
}
"""業務ID → its five defects."""
