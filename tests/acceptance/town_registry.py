"""戸籍 and 戸籍の附票 of the acceptance town: every household is one 戸籍, its head the 筆頭者.

Couples married into it, somebody alone left the parents' 戸籍, an old person lost the wife in 2012, a father alone is
divorced. Who left stays in the 戸籍 and in its 附票, without 宛名番号.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from .kinds import LONE, OLD, wide

if TYPE_CHECKING:
    from .households import Cells, Household, Person, Town

HOME = {"本籍_都道府県": "架空県", "本籍_市区郡町村名": "見本市", "本籍_町字": "本町", "本籍_番地号表記": wide("1番地")}
REBUILT = date(2005, 3, 5)
"""When the town's 戸籍 went from paper into a system (改製)."""
MOVED_IN = date(2015, 4, 1)
WIDOWED, DIVORCED = date(2012, 2, 3), date(2022, 9, 12)
BIRTH, MARRIAGE, CUSTODY, DEATH, PARTING = "01", "06", "08", "09", "13"
"""身分事項種別."""
REASON = {MARRIAGE: "婚姻", BIRTH: "出生", PARTING: "分籍"}


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody written in a 戸籍."""

    number: int
    """在籍者番号."""
    name: str
    reading: str
    male: bool
    birth: date
    parents: tuple[str, str]
    came: tuple[str, date]
    """By what (身分事項種別) and when."""
    left: tuple[str, date] | None = None
    person: Person | None = None
    """The resident that it is, if any."""

    @property
    def given(self) -> str:
        """名."""
        return self.name.split("　")[1]


@dataclass(frozen=True, kw_only=True)
class Book:
    """A 戸籍."""

    home: Household
    made: date
    """編製年月日."""
    members: tuple[Member, ...]

    @property
    def number(self) -> str:
        """戸籍番号, and 附票番号."""
        return f"{self.home.number:015}"

    @property
    def couple(self) -> tuple[Member, Member] | None:
        """Husband and wife, be they divorced or dead."""
        wed = [one for one in self.members if one.came[0] == MARRIAGE]
        return (wed[0], wed[1]) if wed else None

    @property
    def opened(self) -> date:
        """When the 附票 was made: with the 戸籍, or anew when that was rebuilt."""
        return max(self.made, REBUILT)


def _maiden(family: str) -> str:
    return "霞" if family != "霞" else "雲井"


def _book(home: Household) -> Book:
    """Who is written in the 戸籍 of a household."""
    head, family = home.people[0], home.people[0].name.split("　")[0]
    wife = next((one for one in home.people if one.role == "妻"), None)
    child = next((one for one in home.people if one.role == "子"), None)
    married = wife is not None or home.kind in (OLD, LONE)
    if married:
        made = date(child.birth.year - 2 if child else head.birth.year + 28, 6, 10)
    else:
        made = date(head.birth.year + 25, 6, 10)
    came = (MARRIAGE if married else PARTING, made)
    parents = (f"{family}　一郎", f"{family}　和子")
    members = [_member(head, 1, parents, came)]
    if married:
        maiden = _maiden(family)
        before = (f"{maiden}　二郎", f"{maiden}　文子")
        left = (DEATH, WIDOWED) if home.kind == OLD else (MARRIAGE, DIVORCED)
        born = head.birth.replace(year=head.birth.year + 1)
        gone = Member(
            number=2,
            name=f"{family}　桜",
            reading=f"{head.reading.split('　')[0]}　サクラ",
            male=False,
            birth=born,
            parents=before,
            came=came,
            left=left,
        )
        members.append(_member(wife, 2, before, came) if wife else gone)
    if child:
        told = child.birth + timedelta(days=7)
        members.append(_member(child, 3, (head.name, members[1].name), (BIRTH, told)))
    return Book(home=home, made=made, members=tuple(members))


def _member(person: Person, number: int, parents: tuple[str, str], came: tuple[str, date]) -> Member:
    return Member(
        number=number,
        name=person.name,
        reading=person.reading,
        male=person.male,
        birth=person.birth,
        parents=parents,
        came=came,
        person=person,
    )


def registers(town: Town, home: Household) -> None:
    """戸籍, its people and what happened to them, what was notified, and the 附票."""
    book = _book(home)
    _cover(town, book)
    for one in book.members:
        _entry(town, book, one)
        for number, cells in enumerate(_events(book, one), start=1):
            key = {"戸籍番号": book.number, "在籍者番号": str(one.number), "身分事項連番": str(number)}
            if "事件発生年月日" in cells:
                cells["事件発生年月日_不詳フラグ"] = "0"
            town.add("003", "身分事項", home.number, **key, **cells)
    for cells in _notified(book):
        _received(town, book, cells)
    _refusal(town, book)
    _addresses(town, book)


def _cover(town: Town, book: Book) -> None:
    head = book.members[0]
    cells = HOME | {
        "履歴番号": "1",
        "筆頭者_氏名": head.name,
        "筆頭者_氏名_フリガナ": head.reading,
        "筆頭者_氏": head.name.split("　")[0],
        "戸籍区分": "1",
        "編製年月日": book.made.isoformat(),
        "編製事由": "01",
        "戸籍事項": "戸籍編製",
        "最新フラグ": "1",
    }
    if book.made < REBUILT:
        cells |= {"改製年月日": REBUILT.isoformat(), "改製事由": "平成六年法務省令第五十一号附則第二条第一項による改製"}
    town.add("003", "戸籍_基本", book.home.number, 戸籍番号=book.number)
    town.add("003", "戸籍", book.home.number, 戸籍番号=book.number, **cells)


def _entry(town: Town, book: Book, one: Member) -> None:
    (father, mother), (by, since) = one.parents, one.came
    cells = {
        "戸籍番号": book.number,
        "在籍者番号": str(one.number),
        "宛名番号": one.person.number if one.person else "",
        "名": one.given,
        "名_フリガナ": "" if one.left else one.reading.split("　")[1],
        "生年月日": one.birth.isoformat(),
        "生年月日_不詳フラグ": "0",
        "入籍原因": REASON[by],
        "入籍年月日": since.isoformat(),
        "父_氏名": father,
        "母_氏名": mother,
        "父母との続柄": "長男" if one.male else "長女",
        "除籍フラグ": "1" if one.left else "0",
    }
    couple = book.couple
    if couple and by == MARRIAGE and couple[1].left is None:
        cells["配偶者区分"] = "1" if one.male else "2"
    if by != BIRTH:
        cells["従前戸籍の表示"] = f"架空県見本市旭町{wide('2番地')}　{father}"
    if one.left:
        cells |= {"除籍事由": one.left[0], "除籍年月日": one.left[1].isoformat()}
    town.add("003", "戸籍に記録されている者", book.home.number, **cells)


def _events(book: Book, one: Member) -> list[Cells]:
    """身分事項 of one person, in the order of time."""
    told = (one.birth + timedelta(days=7)).isoformat()
    found = [
        {"身分事項種別": BIRTH, "事件発生年月日": one.birth.isoformat(), "発生地": "架空県見本市", "届出年月日": told}
        | {"届出人の資格": "父", "届出人氏名": one.parents[0], "身分事項": "出生"}
    ]
    by, since = one.came
    if by == PARTING:
        found.append({"身分事項種別": PARTING, "届出年月日": since.isoformat(), "身分事項": "分籍の届出"})
    couple = book.couple
    if couple is None:
        return found
    husband, wife = couple
    if by == MARRIAGE:
        maiden = f"{_maiden(wife.name.split('　')[0])}　{wife.given}"
        found.append(_pair(since, wife if one is husband else husband, "婚姻") | {"身分事項": "婚姻の届出"})
        found[-1]["相手方氏名"] = maiden if one is husband else husband.name
    if wife.left == (MARRIAGE, DIVORCED):
        if by == MARRIAGE:
            found.append(_pair(DIVORCED, wife if one is husband else husband, "離婚"))
        else:
            both = {"届出人の資格": "父母", "届出人氏名": f"{husband.name}　{wife.name}"}
            found.append(
                {"身分事項種別": CUSTODY, "届出年月日": DIVORCED.isoformat(), "身分事項": "親権者を父と定める"} | both
            )
    if one.left == (DEATH, WIDOWED):
        cells = {"身分事項種別": DEATH, "事件発生年月日": WIDOWED.isoformat(), "事件発生年月日_時分": "03:15"}
        cells |= {"発生地": "架空県隣見市", "届出年月日": (WIDOWED + timedelta(days=3)).isoformat(), "身分事項": "死亡"}
        found.append(cells | {"届出人の資格": "夫", "届出人氏名": husband.name})
    return found


def _pair(day: date, other: Member, what: str) -> Cells:
    """Marriage and divorce by agreement take effect with their notification (民法739条, 764条)."""
    same = dict.fromkeys(("事件発生年月日", "届出年月日"), day.isoformat())
    return {"身分事項種別": MARRIAGE, "相手方氏名": other.name, "身分事項": f"{what}の届出", **same}


def _notified(book: Book) -> list[Cells]:
    """What was notified here of the people of a 戸籍, as 受附帳 has it; the day under 受附年月日."""
    head, couple = book.members[0], book.couple
    found = [{"件名": "08" if couple else "19", "本人_氏名": head.name, "受附年月日": book.made.isoformat()}]
    for one in book.members:
        if one.came[0] == BIRTH:
            cells = {"件名": "01", "本人_氏名": one.name, "受附年月日": one.came[1].isoformat()}
            found.append(cells | {"出生年月日": one.birth.isoformat(), "届出人の資格": "父", "届出人氏名": head.name})
        if one.left == (MARRIAGE, DIVORCED):
            found.append({"件名": "09", "本人_氏名": head.name, "受附年月日": DIVORCED.isoformat()})
        if one.left == (DEATH, WIDOWED):
            day = (WIDOWED + timedelta(days=3)).isoformat()
            cells = {
                "件名": "13",
                "本人_氏名": one.name,
                "受附年月日": day,
                "届出人の資格": "夫",
                "届出人氏名": head.name,
            }
            found.append(cells | {"死亡年月日時分": f"{WIDOWED.isoformat()} 03:15"})
    return found


def next_notice(town: Town, year: str) -> Cells:
    """Key of the next line of 受附帳: numbers run from 1 in each year (戸籍法施行規則21条)."""
    before = sum(row.cells["受附年"] == year for row in town.tables.get(("003", "受附帳"), []))
    return {"受附年": year, "受附庁コード": "000001", "本籍人区分": "1", "受附番号": str(before + 1)}


def _received(town: Town, book: Book, cells: Cells) -> None:
    key = next_notice(town, cells["受附年月日"][:4])
    told = {"受理送付区分": "1", "電子届出フラグ": "0", "本人_本籍又は国籍": "".join(HOME.values())}
    town.add("003", "受附帳", book.home.number, **key, **cells, **told, 戸籍番号=book.number)


def _refusal(town: Town, book: Book) -> None:
    """A wife with a child asked in 2024 that no divorce be accepted (戸籍法27条の2)."""
    couple = book.couple
    if couple is None or couple[1].person is None or len(book.members) < 3:
        return
    husband, wife = couple
    cells = {
        "不受理申出番号": f"24{book.home.number:06}",
        "申出年月日": "2024-07-08",
        "件名": "09",
        "申出人_宛名番号": couple[1].person.number,
        "申出人_氏名": wife.name,
        "申出人_生年月日": wife.birth.isoformat(),
        "申出人_本籍又は国籍": "".join(HOME.values()),
        "申出人_住所": book.home.address,
        "相手方_氏名": husband.name,
        "戸籍番号": book.number,
    }
    town.add("003", "不受理申出", book.home.number, **cells)


def _addresses(town: Town, book: Book) -> None:
    """戸籍の附票: where the people of the 戸籍 lived since it was made."""
    home, key = book.home, {"附票番号": book.number}
    town.add("004", "附票_基本", home.number, **key, 戸籍番号=book.number)
    head = {"履歴番号": "1", "筆頭者_氏名": book.members[0].name, "附票区分": "1", "最新フラグ": "1"}
    town.add("004", "戸籍の附票", home.number, **key, **HOME, **head, 作成年月日=book.opened.isoformat())
    for one in book.members:
        own = key | {"在籍者番号": str(one.number)}
        known = {"宛名番号": one.person.number} if one.person else {}
        town.add("004", "附票_在籍者_基本", home.number, **own, **known, 戸籍番号=book.number)
        cells = {"履歴番号": "1", "氏名": one.name, "最新フラグ": "1", "在外選挙人名簿登録フラグ": "0"}
        cells["在外投票人名簿登録フラグ"] = "0"
        if one.person:
            cells |= {"氏名_フリガナ": one.reading, "生年月日": one.birth.isoformat(), "性別": "1" if one.male else "2"}
            cells["住民票コード"] = one.person.code
        town.add("004", "附票_在籍者", home.number, **own, **known, **cells)
        lived = _lived(book, one)
        for number, place in enumerate(lived, start=1):
            more = {"住所を定めた年月日_不詳フラグ": "0", "国外転出者である旨": "0", "住所_都道府県": "架空県"}
            more |= {"住所履歴番号": str(number), "最新フラグ": "1" if number == len(lived) else "0"}
            town.add("004", "附票_住所", home.number, **own, **place, **more)


def _lived(book: Book, one: Member) -> list[Cells]:
    """Addresses of one person: another town of the prefecture until spring 2015, then this one."""
    before = {"住所_市区郡町村名": "隣見市", "住所_町字": "中町", "住所_番地号表記": wide(f"{book.home.number}番地")}
    here = {"住所_市区郡町村名": "見本市", "住所_町字": book.home.street, "住所_番地号表記": book.home.lot}
    here |= {"住所_郵便番号": "1000001", "住所を定めた年月日": max(one.birth, MOVED_IN).isoformat()}
    first = before | {"住所を定めた年月日": "2003-10-01"}
    if one.left and one.left[1] < MOVED_IN:
        return [first]
    return [first, here] if max(book.opened, one.birth) < MOVED_IN else [here]
