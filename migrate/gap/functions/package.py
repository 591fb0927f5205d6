"""What a package offers against what is wanted of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from migrate.forms.answer import day
from migrate.forms.records import Answers, Record
from migrate.gap.functions import layout
from migrate.gap.functions.requirement import OUTSIDE, Duty
from migrate.gap.functions.standing import ADOPTED, BusinessStanding, Standing
from migrate.model.value import value


class Match(StrEnum):
    """What a package's answer comes to."""

    MET = "満たす"
    LATER = "後から満たす"
    """開発予定 or 経過措置."""
    NOT_MET = "満たさない"
    UNANSWERED = "回答なし"
    """No answer, or 不明."""
    EXTRA = "求めていない提供"
    """An optional function that was not asked for; it may cost and it may change work."""
    AGAINST = "実装不可の提供"
    UNDECIDED = "採否が未定"
    """The package answered; the municipality has not decided."""
    NOT_WANTED = "求めていない"


MISSED = (Match.NOT_MET, Match.UNANSWERED, Match.LATER, Match.AGAINST)
"""What has to be talked about with the vendor."""


@value
class Comparison:
    """One requirement and one package."""

    sheet: str
    key: str
    name: str
    duty: str
    wish: str
    """必須, 採用 with its priority, 不採用, 不要; empty while undecided."""
    support: str
    """The package's answer as given."""
    available: str
    note: str
    match: Match


@value
class PackageStanding:
    """One package against one business."""

    package: str
    """Key."""
    business: str
    name: str
    vendor: str
    version: str
    conforming: str
    rows: tuple[Comparison, ...]

    def count(self, match: Match) -> int:
        """Number of requirements with that result."""
        return sum(one.match is match for one in self.rows)


def _match(wanted: bool | None, duty: str, support: str) -> Match:
    has = support in ("対応済み", "開発予定", "経過措置", "別のシステムで対応", "EUCで対応")
    if duty == Duty.NEVER:
        answered = support not in ("", "不明")
        return Match.AGAINST if has else Match.NOT_WANTED if answered else Match.UNANSWERED
    if wanted is None:
        return Match.UNDECIDED
    if not wanted:
        return Match.EXTRA if support == "対応済み" else Match.NOT_WANTED
    later = {"開発予定": Match.LATER, "経過措置": Match.LATER, "対応しない": Match.NOT_MET}
    return Match.MET if has and support not in later else later.get(support, Match.UNANSWERED)


def _wish(one: Standing) -> tuple[bool | None, str]:
    """Is it wanted (None: not decided), and in words."""
    if one.sheet == OUTSIDE:
        goes = one.current == "無" or one.policy in ("廃止", "運用見直し")
        return (False, "不要") if goes else (True, "標準の外で必要") if one.policy else (None, "")
    if one.duty == Duty.NEVER:
        return False, "不要（実装不可）"
    if one.duty != Duty.OPTION:
        return True, "必須"
    if one.adopt == ADOPTED:
        return True, f"採用（{one.priority or '優先順位なし'}）"
    return (False, one.adopt) if one.adopt == "不採用" else (None, "")


def _rows(business: BusinessStanding, answers: Mapping[tuple[str, str], Record]) -> Iterator[Comparison]:
    for one in (*business.rows, *business.outside):
        record = answers.get((one.sheet, one.key))
        support = record.text("support") if record else ""
        wanted, words = _wish(one)
        yield Comparison(
            sheet=one.sheet,
            key=one.key,
            name=one.name,
            duty=one.duty,
            wish=words,
            support=support,
            available=record.text("available") if record else "",
            note=record.text("note") if record else "",
            match=_match(wanted, one.duty, support),
        )


def compare(package: str, business: BusinessStanding, answers: Answers) -> PackageStanding:
    """A package's answers against what a business wants."""
    head = answers.get(layout.PACKAGE, package)
    by_key = {(one.sheet, one.key): one for one in answers.records}
    return PackageStanding(
        package=package,
        business=business.business,
        name=head.text("name") if head else "",
        vendor=head.text("vendor") if head else "",
        version=head.text("version") if head else "",
        conforming=head.text("conforming") if head else "",
        rows=tuple(_rows(business, by_key)),
    )


def too_late(one: Comparison, limit: str) -> bool:
    """True where a function comes after ``limit`` (ISO date), or nobody says when."""
    if one.match is not Match.LATER:
        return False
    when, last = day(one.available), day(limit)
    return when is None or (last is not None and when > last)
