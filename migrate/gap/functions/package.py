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
    TERMS = "条件付きで満たす"
    """For money, or in another way than the standard's."""
    NOT_MET = "満たさない"
    UNANSWERED = "回答なし"
    """No answer, or 不明."""
    EXTRA = "求めていない提供"
    """An optional function that was not asked for; it may cost and it may change work."""
    AGAINST = "実装不可の提供"
    UNDECIDED = "採否が未定"
    """The package answered; the municipality has not decided."""
    NOT_WANTED = "求めていない"


MISSED = (Match.NOT_MET, Match.UNANSWERED, Match.LATER, Match.TERMS, Match.AGAINST)
"""What has to be talked about with the vendor."""
_HAS = frozenset(
    {"対応済み", "有償オプション", "代替で対応", "開発予定", "経過措置", "別のシステムで対応", "EUCで対応"}
)
_BUT = {
    "有償オプション": Match.TERMS,
    "代替で対応": Match.TERMS,
    "開発予定": Match.LATER,
    "経過措置": Match.LATER,
    "対応しない": Match.NOT_MET,
}
"""Answers that do not simply meet a wish."""


@value
class Source:
    """The delivery that a vendor's answers were taken from."""

    request: str
    """What it answers, in words, such as 情報提供依頼（RFI）."""
    unit: str
    """Key of the unit of procurement."""
    number: int
    """Number of the delivery."""
    received: str
    """ISO day."""
    late: bool
    edition: int
    """Edition of the request's papers that it answers."""
    newest: int
    """Edition of these papers now."""
    standard: str
    """Edition of the standard whose requirements were asked about; empty where it is not known."""


@value
class Delivered:
    """What a vendor answered about one business, in the words of its form (`reports/layouts/package`)."""

    source: Source
    answers: Answers


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
    conformance_number: str = ""
    conformance_edition: str = ""
    source: Source | None = None
    """Where a vendor's own answers came from; None where there are only those that people keep."""
    differing: int = 0
    """Answers of the delivery in whose place people keep another one."""
    unknown: int = 0
    """Answers to requirements that the standard does not have (any more)."""

    def count(self, match: Match) -> int:
        """Number of requirements with that result."""
        return sum(one.match is match for one in self.rows)


def _match(wanted: bool | None, duty: str, support: str) -> Match:
    has = support in _HAS
    if duty == Duty.NEVER:
        answered = support not in ("", "不明")
        return Match.AGAINST if has else Match.NOT_WANTED if answered else Match.UNANSWERED
    if wanted is None:
        return Match.UNDECIDED
    if not wanted:
        return Match.EXTRA if support == "対応済み" else Match.NOT_WANTED
    return _BUT.get(support, Match.MET if has else Match.UNANSWERED)


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


def together(kept: Answers, delivered: Answers) -> Answers:
    """A package's answers: those of the delivery, but for cells in which people keep something."""
    found = {(one.sheet, one.key): dict(one.answers) for one in delivered.records}
    for one in kept.records:
        found.setdefault((one.sheet, one.key), {}).update(one.answers)
    return Answers(records=tuple(Record(sheet=s, key=k, answers=given) for (s, k), given in found.items()))


def _differing(kept: Answers, delivered: Answers) -> int:
    said = {(one.sheet, one.key): one.answers for one in delivered.records}
    return sum(
        answer != said[one.sheet, one.key].get(id, answer)
        for one in kept.records
        if (one.sheet, one.key) in said
        for id, answer in one.answers.items()
    )


def compare(
    package: str, business: BusinessStanding, kept: Answers, delivered: Delivered | None = None
) -> PackageStanding:
    """A package's answers against what a business wants; what people keep goes before what its vendor delivered."""
    answers = together(kept, delivered.answers) if delivered else kept
    head = answers.get(layout.PACKAGE, package) or Record(sheet=layout.PACKAGE, key=package, answers={})
    by_key = {(one.sheet, one.key): one for one in answers.records}
    known = {(one.sheet, one.key) for one in (*business.rows, *business.outside)} | {(layout.PACKAGE, package)}
    return PackageStanding(
        package=package,
        business=business.business,
        name=head.text("name"),
        vendor=head.text("vendor"),
        version=head.text("version"),
        conforming=head.text("conforming"),
        rows=tuple(_rows(business, by_key)),
        conformance_number=head.text("conformance_number"),
        conformance_edition=head.text("conformance_edition"),
        source=delivered.source if delivered else None,
        differing=_differing(kept, delivered.answers) if delivered else 0,
        unknown=sum(bool(one.answers) for spot, one in by_key.items() if spot not in known),
    )


def called(source: Source | None) -> str:
    """A delivery in words."""
    if source is None:
        return ""
    late = "、期限の後" if source.late else ""
    return f"{source.request}の第{source.number}回の回答（{source.received}{late}、単位 {source.unit}）"


def too_late(one: Comparison, limit: str) -> bool:
    """True where a function comes after ``limit`` (ISO date), or nobody says when."""
    if one.match is not Match.LATER:
        return False
    when, last = day(one.available), day(limit)
    return when is None or (last is not None and when > last)
