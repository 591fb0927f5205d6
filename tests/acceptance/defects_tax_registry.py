"""Thirty defects in 戸籍, 附票, 法人住民税, 固定資産税, 軽自動車税 and 学齢簿, five to a business.

They were written without the rules, as ``defects`` were: what was notified to one office and not to the other, what was
left standing after a move, a demolition or a scrapping, digits that an extract lost, columns that slipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from .kinds import COUPLE, FAMILY, LONE, OLD, WORKER, wide
from .town_registry import next_notice
from .town_tax_registry import CAR, SCHOOLS, company_number, relief

if TYPE_CHECKING:
    from .defects import Spot

Planted = Iterator[tuple[str, int, "Callable[[Spot], None]"]]
"""Title, kind of household, and what spoils it."""
DIED = {"住民状態": "3", "異動年月日": "2025-11-20", "異動届出年月日": "2025-11-24", "異動事由": "23"}
"""What 住民票 says of somebody who died before the day of assessment."""
MOVED = {"住民状態": "2", "異動年月日": "2026-03-28", "異動届出年月日": "2026-03-23", "異動事由": "21"}
"""What it says of somebody who moved away before the school year began."""


def _registers() -> Planted:
    people = ("003", "戸籍に記録されている者")
    yield (
        "在籍者にいない筆頭者",
        COUPLE,
        lambda at: at.put("003", "戸籍", 筆頭者_氏名="見本　源蔵", 筆頭者_氏名_フリガナ="ミホン　ゲンゾウ"),
    )
    yield "死亡で除籍した人が住民のまま", COUPLE, _dead_in_one_book
    yield "夫が 2 人の夫婦", FAMILY, lambda at: at.put(*people, 1, 配偶者区分="1")
    yield "元号を 1 つ前とした入籍年月日", FAMILY, _wrong_era
    yield "在籍者のない身分事項", WORKER, lambda at: at.put("003", "身分事項", 1, 在籍者番号="11")


def _dead_in_one_book(at: Spot) -> None:
    wife, husband = at.home.people[1], at.home.people[0]
    left = {"除籍フラグ": "1", "除籍年月日": "2026-02-12", "除籍事由": "09"}
    at.put("003", "戸籍に記録されている者", 1, **left, 配偶者区分="", 名_フリガナ="")
    at.put("003", "戸籍に記録されている者", 0, 配偶者区分="")
    event = {"身分事項種別": "09", "事件発生年月日": "2026-02-11", "事件発生年月日_不詳フラグ": "0"}
    event |= {"事件発生年月日_時分": "21:40", "発生地": "架空県見本市", "届出年月日": "2026-02-12"}
    event |= {"届出人の資格": "夫", "届出人氏名": husband.name, "身分事項": "死亡"}
    key = {"戸籍番号": f"{at.home.number:015}", "在籍者番号": "2", "身分事項連番": "3"}
    at.town.add("003", "身分事項", at.home.number, **key, **event)
    told = next_notice(at.town, "2026")
    told |= {"受附年月日": "2026-02-12", "件名": "13", "本人_氏名": wife.name, "本人_氏名_フリガナ": wife.reading}
    told |= {"本人_本籍又は国籍": f"架空県見本市本町{wide('1番地')}", "届出人の資格": "夫", "届出人氏名": husband.name}
    told |= {"受理送付区分": "1", "電子届出フラグ": "0", "死亡年月日時分": "2026-02-11 21:40"}
    at.town.add("003", "受附帳", at.home.number, **told, 戸籍番号=key["戸籍番号"])


def _wrong_era(at: Spot) -> None:
    """令和 2 年 came out as 平成 2 年, 平成 30 年 as 昭和 30 年."""
    row = at.rows("003", "戸籍に記録されている者")[2]
    since = date.fromisoformat(row.cells["入籍年月日"])
    back = 30 if since >= date(2019, 5, 1) else 63
    row.cells["入籍年月日"] = since.replace(year=since.year - back, day=min(since.day, 28)).isoformat()


def _addresses() -> Planted:
    lived = ("004", "附票_住所")
    yield "最新の住所が 2 つある在籍者", COUPLE, lambda at: at.put(*lived, 0, 最新フラグ="1")
    yield (
        "住民票と違う附票の住所",
        FAMILY,
        lambda at: at.put(*lived, 1, 住所_町字="港町", 住所_番地号表記=wide("77番地7")),
    )
    yield "戸籍にいない附票の在籍者", COUPLE, _not_in_the_register
    yield (
        "末尾の欠けた住民票コード",
        WORKER,
        lambda at: at.put("004", "附票_在籍者", 住民票コード=at.home.people[0].code[:-1]),
    )
    yield (
        "現在戸籍の附票の消除",
        OLD,
        lambda at: at.put("004", "戸籍の附票", 附票区分="2", 消除年月日="2024-05-01", 消除事由="全員の除籍"),
    )


def _not_in_the_register(at: Spot) -> None:
    for table in ("附票_在籍者_基本", "附票_在籍者", "附票_住所"):
        for row in at.rows("004", table):
            if row.cells["在籍者番号"] == "2":
                row.cells["在籍者番号"] = "12"


def _companies() -> Planted:
    yield "法人番号の先頭の検査用数字", WORKER, _wrong_check_digit
    yield "均等割を足していない税額", WORKER, _flat_rate_forgotten
    yield "閉鎖の後の事業年度の申告", WORKER, lambda at: at.put("011", "法人", 閉鎖年月日="2023-03-31")
    yield "事務所等の表にない申告の明細", WORKER, lambda at: at.drop("011", "事務所等", 1)
    yield "申告より 1 桁少ない調定額", WORKER, _digit_lost


def _wrong_check_digit(at: Spot) -> None:
    row = at.rows("011", "法人")[0]
    first, rest = row.cells["法人番号"][0], row.cells["法人番号"][1:]
    row.cells["法人番号"] = f"{int(first) % 9 + 1}{rest}"


def _flat_rate_forgotten(at: Spot) -> None:
    row = at.rows("011", "申告")[1]
    row.cells["納付すべき市町村民税額"] = row.cells["差引法人税割額"]


def _digit_lost(at: Spot) -> None:
    """The assessment of the second year and its payment, as a field too narrow gives them."""
    number = company_number(at.home)
    case = next(
        row.cells
        for row in at.rows("014", "調定")
        if row.cells["宛名番号"] == number and (row.cells["税目コード"], row.cells["賦課年度"]) == ("12", "2026")
    )
    for row in at.rows("014", "収納"):
        if all(row.cells[name] == case[name] for name in ("賦課年度", "税目コード", "通知書番号")):
            row.cells["収納額_本税（料）"] = row.cells["収納額_本税（料）"][:-1]
    case["調定額_本税（料）"] = case["調定額_本税（料）"][:-1]


def _properties() -> Planted:
    yield "1 を超える共有持分の合計", COUPLE, lambda at: at.put("012", "共有者", 1, 持分_分子="2")
    yield "台帳より 1 桁多い名寄帳の土地", FAMILY, _digit_more
    yield (
        "前年に滅失した家屋への課税",
        OLD,
        lambda at: at.put("012", "家屋課税台帳", 滅失年月日="2025-10-08"),
    )
    yield "現所有者のない亡くなった所有者", OLD, lambda at: at.put("001", "住民票", 0, **DIED)
    yield (
        "倉庫の敷地に残る住宅用地の特例",
        FAMILY,
        lambda at: at.put("012", "家屋課税台帳", 家屋_種類="009", 家屋_現況種類="009"),
    )


def _digit_more(at: Spot) -> None:
    row = at.rows("012", "名寄帳")[0]
    row.cells["土地課税標準額合計"] += "0"


def _vehicles() -> Planted:
    yield (
        "前年度に廃車した車への課税",
        FAMILY,
        lambda at: at.put(
            "013", "軽自動車等", 申告の理由="21", 廃車年月日="2025-12-20", 標識返納の有無="1", 申告年月日="2025-12-22"
        ),
    )
    yield "原動機付自転車に四輪の税額", WORKER, lambda at: at.put("013", "軽自動車税賦課", 年税額="10800")
    yield "最新の所有者が 2 人の車", COUPLE, _two_owners
    yield "左に 1 列ずれた車台番号", FAMILY, _slipped
    yield "手帳のない人への減免と課税", LONE, lambda at: relief(at.town, at.home, f"9{at.home.number:09}", CAR.tax)


def _two_owners(at: Spot) -> None:
    wife = at.home.people[1]
    own = {"宛名番号": wife.number, "氏名又は名称": wife.name, "氏名又は名称_フリガナ": wife.reading}
    at.again("013", "納税義務者", 0, 履歴番号="2", 生年月日=wife.birth.isoformat(), **own)


def _slipped(at: Spot) -> None:
    """車名, 型式, 年式 and 車台番号 each hold what belongs to the next; nothing is left for the last."""
    row = at.rows("013", "軽自動車等")[0].cells
    row |= {"車名": row["型式"], "型式": row["年式"], "年式": row["車台番号"], "車台番号": ""}


def _pupils() -> Planted:
    yield "生年月日と合わない学年", FAMILY, lambda at: at.put("017", "学齢簿", 学年="09")
    yield "先頭の 0 を失った学校コード", LONE, lambda at: at.put("017", "就学学校", 学校コード="101")
    yield "転出した児童の就学が続く", FAMILY, lambda at: at.put("001", "住民票", 2, **MOVED)
    yield "転学日のない前の学校", LONE, _two_schools
    yield "保護者のいない学齢簿", FAMILY, lambda at: at.drop("017", "保護者")


def _two_schools(at: Spot) -> None:
    code, name = SCHOOLS[1]
    at.again("017", "就学学校", 就学連番="2", 学校コード=code, 学校名称=name, 指定校コード=code)


PLANTED = {
    "003": _registers,
    "004": _addresses,
    "011": _companies,
    "012": _properties,
    "013": _vehicles,
    "017": _pupils,
}
"""業務ID → its five defects."""
