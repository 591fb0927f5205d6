"""Defects, five to a business, each in a household of its own; many show only across systems.

They are what goes wrong in real offices and extracts, taken from the titles of the candidates of rules and from what is
known of such data; they were written without the rules and are not changed to suit one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from . import defects_tax_registry, defects_welfare
from .households import DUE, Household, Row, Town, insurer

FAMILY, OLD, COUPLE, WORKER = range(4)
DEAD = {"住民状態": "3", "異動年月日": "2025-08-03", "異動届出年月日": "2025-08-05", "異動事由": "23"}
"""What 住民票 says of somebody who died before the tax year."""
AWAY = {"住民状態": "2", "異動年月日": "2026-03-31", "異動届出年月日": "2026-03-25", "異動事由": "21"}
"""What it says of somebody who moved to another municipality almost eight months ago."""


class Spot:
    """The rows of one household."""

    def __init__(self, town: Town, home: Household) -> None:
        self.town, self.home = town, home

    def rows(self, business: str, table: str) -> list[Row]:
        """Its rows of a table, in their order."""
        return [row for row in self.town.tables[business, table] if row.household == self.home.number]

    def put(self, business: str, table: str, at: int = 0, **cells: str) -> None:
        """Write into a row."""
        self.rows(business, table)[at].cells.update(cells)

    def again(self, business: str, table: str, at: int = 0, **cells: str) -> None:
        """A row once more, with other cells."""
        row = self.rows(business, table)[at]
        self.town.tables[business, table].append(Row(cells={**row.cells, **cells}, household=row.household))

    def drop(self, business: str, table: str, at: int = 0) -> None:
        """Lose a row."""
        self.town.tables[business, table].remove(self.rows(business, table)[at])


@dataclass(frozen=True, kw_only=True)
class Defect:
    """One planted defect. ``id`` begins with the business where it shows."""

    id: str
    title: str
    kind: int
    """Kind of household."""
    spoil: Callable[[Spot], None]


def _wrong(number: str) -> str:
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def _register() -> Iterator[tuple[str, int, Callable[[Spot], None]]]:
    people = ("001", "住民票")
    yield "世帯主のいない世帯", FAMILY, lambda at: at.put(*people, 世帯主フラグ="0", 続柄表記="夫")
    yield (
        "個人番号の検査用数字",
        WORKER,
        lambda at: at.put(*people, 個人番号=_wrong(at.home.people[0].own)),
    )
    yield "基準日より後の生年月日", FAMILY, lambda at: at.put(*people, 2, 生年月日="2062-04-05")
    yield "1 人だけ番地の違う世帯員", COUPLE, lambda at: at.put(*people, 1, 住所_番地号表記="９９９番地１")
    yield "世帯の表にない世帯番号", WORKER, lambda at: at.drop("001", "世帯")


def _seals() -> Iterator[tuple[str, int, Callable[[Spot], None]]]:
    seals, people = ("002", "印鑑登録原票"), ("001", "住民票")
    yield (
        "15 歳になる前の登録",
        WORKER,
        lambda at: at.put(*seals, 登録年月日=f"{at.home.people[0].birth.year + 12}-05-10"),
    )
    yield "転出した人に登録が残る", WORKER, lambda at: at.put(*people, **AWAY)
    yield "1 人に登録中の印鑑が 2 つ", WORKER, _two_seals
    yield (
        "登録より前の廃止",
        COUPLE,
        lambda at: at.put(*seals, 登録状態区分="3", 廃止年月日="2017-01-05", 廃止事由="01"),
    )
    yield "廃止年月日のある登録中", OLD, lambda at: at.put(*seals, 廃止年月日="2024-01-05", 廃止事由="01")


def _two_seals(at: Spot) -> None:
    number = f"9{at.home.number:09}"
    at.again("002", "印鑑登録_基本", 印鑑登録番号=number)
    at.again("002", "印鑑登録原票", 印鑑登録番号=number)


def _voters() -> Iterator[tuple[str, int, Callable[[Spot], None]]]:
    voters, people = ("006", "選挙人名簿"), ("001", "住民票")
    yield (
        "18 歳になる前の登録",
        WORKER,
        lambda at: at.put(*voters, 登録年月日=f"{at.home.people[0].birth.year + 16}-09-01"),
    )
    yield "転出から 4 か月を過ぎても登録中", COUPLE, lambda at: at.put(*people, 1, **AWAY)
    yield (
        "3 か月に満たない登録",
        WORKER,
        lambda at: at.put(*voters, 住民票作成年月日="2020-07-20", 転入届出年月日="2020-07-20"),
    )
    yield "外国人住民の登録", WORKER, _foreign_voter
    yield "宛名にない選挙人", COUPLE, lambda at: at.put(*voters, 1, 宛名番号="000000000999901")


def _foreign_voter(at: Spot) -> None:
    gone = ("本籍_都道府県", "本籍_市区郡町村名", "本籍_町字", "本籍_番地号表記", "筆頭者_氏名")
    at.put("001", "住民票", 住民種別="2", **dict.fromkeys(gone, ""))


def _taxes() -> Iterator[tuple[str, int, Callable[[Spot], None]]]:
    tax = ("010", "個人住民税課税情報")
    yield "内訳より多い年税額", WORKER, lambda at: at.put(*tax, 年税額="150000")
    yield "期割の合計の違い", COUPLE, lambda at: at.put("010", "普通徴収期割", 1, 期割額="62000")
    yield "宛名にない納税義務者", OLD, _unknown_taxpayer
    yield "和暦の 2 桁が残る課税年度", WORKER, lambda at: at.put(*tax, 課税年度="0008")
    yield "賦課期日の前に亡くなった人への課税", COUPLE, lambda at: at.put("001", "住民票", **DEAD)


def _unknown_taxpayer(at: Spot) -> None:
    at.put("010", "個人住民税課税情報", 宛名番号="000000000999902")
    for part in range(len(DUE)):
        at.put("010", "普通徴収期割", part, 宛名番号="000000000999902")


def _payments() -> Iterator[tuple[str, int, Callable[[Spot], None]]]:
    yield "調定のない収納", WORKER, lambda at: at.drop("014", "調定")
    yield "領収より前の収納日", OLD, lambda at: at.put("014", "収納", 領収年月日="2026-06-29", 収納年月日="2026-06-20")
    yield "桁区切りのある収納額", COUPLE, lambda at: at.put("014", "収納", **{"収納額_本税（料）": "27,000"})
    yield "課税と違う調定額", WORKER, lambda at: at.put("014", "調定", 3, **{"調定額_本税（料）": "2600"})
    yield "宛名にない調定", OLD, lambda at: at.put("014", "調定", 2, 宛名番号="000000000999903")


def _care() -> Iterator[tuple[str, int, Callable[[Spot], None]]]:
    insured = ("023", "被保険者")
    yield "60 歳の第 1 号被保険者", COUPLE, lambda at: at.put(*insured, 生年月日="1966-10-10")
    yield "取得より前の喪失", OLD, lambda at: at.put(*insured, 資格喪失年月日="1999-01-01", 資格喪失事由="01")
    yield "重なる資格期間", OLD, lambda at: at.again(*insured, 資格履歴番号="2", 資格取得年月日="2020-04-01")
    yield "亡くなった人に残る資格", OLD, lambda at: at.put("001", "住民票", **DEAD)
    yield "保険者番号の検証番号", OLD, lambda at: at.put(*insured, 介護保険者番号=_wrong(insurer("990010")))


def _national() -> Iterator[tuple[str, int, Callable[[Spot], None]]]:
    insured = ("024", "国保資格")
    yield "後期と重なる国保", COUPLE, _both_insurances
    yield (
        "取得より前の喪失",
        FAMILY,
        lambda at: at.put(*insured, 国保資格喪失年月日="2010-04-01", 国保資格喪失事由="11"),
    )
    yield "日付のない喪失", COUPLE, lambda at: at.put(*insured, 国保資格喪失事由="11")
    yield "住民票と違う生年月日", COUPLE, lambda at: at.put(*insured, 生年月日="1931-02-03")
    yield "亡くなった人に残る国保", FAMILY, lambda at: at.put("001", "住民票", 1, **DEAD)


def _both_insurances(at: Spot) -> None:
    head, number = at.home.people[0], f"7{at.home.number:07}"
    whole = insurer("39990014")
    at.town.add("025", "被保険者番号台帳", at.home.number, 被保険者番号=number, 宛名番号=head.number, 保険者番号=whole)
    cells = {**at.town.tables["025", "被保険者"][0].cells, "宛名番号": head.number, "被保険者番号": number}
    cells |= {"氏名": head.name, "世帯主_氏名": head.name, "生年月日": head.birth.isoformat(), "個人番号": head.own}
    cells |= {"住所": at.home.address, "被保険者資格取得年月日": "2024-06-01", "障害認定フラグ": "1"}
    cells |= {"被保険者資格取得事由コード": "003", "保険者番号適用開始年月日": "2024-06-01"}
    at.town.tables["025", "被保険者"].append(Row(cells=cells, household=at.home.number))


def _later() -> Iterator[tuple[str, int, Callable[[Spot], None]]]:
    insured = ("025", "被保険者")
    yield "障害認定のない 70 歳の資格", OLD, lambda at: _seventy(at, at.home.people[0].birth.year + 70)
    yield "住民票と違う生年月日", OLD, lambda at: at.put(*insured, 生年月日="1929-12-31")
    yield "履歴番号の欠け", OLD, _gap
    yield "亡くなった人に残る後期の資格", OLD, lambda at: at.put("001", "住民票", **DEAD)
    yield "最新フラグが 2 つ", OLD, lambda at: at.again(*insured, 履歴番号="2", 最新フラグ="1")


def _seventy(at: Spot, year: int) -> None:
    birthday = at.home.people[0].birth.replace(year=year).isoformat()
    at.put("025", "被保険者", 被保険者資格取得年月日=birthday, 保険者番号適用開始年月日=birthday)


def _gap(at: Spot) -> None:
    at.again("025", "被保険者", 履歴番号="4")
    at.put("025", "被保険者", 最新フラグ="0")


def _allowances() -> Iterator[tuple[str, int, Callable[[Spot], None]]]:
    paid, child = ("027", "受給者"), ("027", "支給対象児童")
    yield "20 歳の対象児童", FAMILY, lambda at: at.put(*child, 児童_生年月日="2006-05-05")
    yield "1 人の児童に 2 人の受給者", FAMILY, _two_parents
    yield "亡くなった受給者", FAMILY, lambda at: at.put("001", "住民票", **DEAD)
    yield "請求より前の認定", FAMILY, lambda at: at.put(*paid, 認定年月日="2012-06-01")
    yield "宛名にない児童", FAMILY, lambda at: at.put(*child, 児童_宛名番号="000000000999904")


def _two_parents(at: Spot) -> None:
    mother, number = at.home.people[1], f"8{at.home.number:014}"
    at.again("027", "認定台帳", 認定番号=number, 宛名番号=mother.number)
    at.again("027", "受給者", 認定番号=number, 宛名番号=mother.number, 氏名=mother.name, 個人番号=mother.own)
    at.again("027", "支給対象児童", 認定番号=number)


def _addresses() -> Iterator[tuple[str, int, Callable[[Spot], None]]]:
    names = ("032", "宛名")
    yield "2 つの宛名に 1 つの個人番号", WORKER, _same_number
    yield "宛名にない名寄せ先", WORKER, lambda at: _merged(at, "000000000999905")
    yield "互いを名寄せ先とする 2 人", COUPLE, _circle
    yield "〓 の残る氏名", OLD, lambda at: at.put(*names, **{"氏名・名称": "〓田　茂"})
    yield "暦にない生年月日", WORKER, lambda at: at.put(*names, 生年月日="1983-02-30")


def _same_number(at: Spot) -> None:
    at.again("032", "宛名", 宛名番号=f"9{at.home.number:014}", 宛名区分="2")


def _merged(at: Spot, into: str) -> None:
    at.again("032", "宛名", 宛名番号=f"9{at.home.number:014}", 宛名区分="2", 有効フラグ="0", 名寄せ先宛名番号=into)


def _circle(at: Spot) -> None:
    one, other = (person.number for person in at.home.people)
    at.put("032", "宛名", 0, 名寄せ先宛名番号=other)
    at.put("032", "宛名", 1, 名寄せ先宛名番号=one)


_BY_BUSINESS = {
    "001": _register,
    "002": _seals,
    "006": _voters,
    "010": _taxes,
    "014": _payments,
    "023": _care,
    "024": _national,
    "025": _later,
    "027": _allowances,
    "032": _addresses,
    **defects_welfare.PLANTED,
    **defects_tax_registry.PLANTED,
}


def defects() -> tuple[Defect, ...]:
    """All of them, in the order of businesses."""
    return tuple(
        Defect(id=f"{business}-{number}", title=title, kind=kind, spoil=spoil)
        for business, planted in _BY_BUSINESS.items()
        for number, (title, kind, spoil) in enumerate(planted(), start=1)
    )
