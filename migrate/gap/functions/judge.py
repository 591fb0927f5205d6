"""What is worth a look: open rows, functions that will be gone, deadlines, packages that lack what is wanted.

Findings name IDs of requirements and counts; no free text of an answer is quoted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from migrate.forms.answer import day
from migrate.forms.read import found as notes
from migrate.forms.records import State
from migrate.gap.functions import layout, package, store
from migrate.gap.functions.package import Match, PackageStanding
from migrate.gap.functions.requirement import FORM, FUNCTION, OUTSIDE
from migrate.gap.functions.standing import PACKAGED, TRANSITION, BusinessStanding, Standing, Verdict, lacking
from migrate.model.finding import Finding, Place, Severity

finding = partial(notes.finding, layout.FIT)
TITLES = {FUNCTION: "機能要件", FORM: "帳票要件", OUTSIDE: "標準にない機能・帳票"}


def _place(one: Standing) -> Place:
    return Place(business=one.business, item=one.key, file=f"{store.folder(one.business)}/{one.sheet}.csv")


def _open(business: BusinessStanding) -> Iterator[Finding]:
    for sheet, title in TITLES.items():
        rows = [one for one in (*business.rows, *business.outside) if one.sheet == sheet]
        place = Place(business=business.business, file=f"{store.folder(business.business)}/{sheet}.csv")
        missing = sum(one.state is State.MISSING for one in rows)
        pending = sum(one.state is State.PENDING for one in rows)
        if missing:
            params: dict[str, str | int] = {"sheet": title, "count": missing, "of": len(rows)}
            yield finding("MIG-GAP-081", Severity.WARNING, place, params)
        if pending:
            yield finding("MIG-GAP-082", Severity.INFO, place, {"sheet": title, "count": pending})


def _issue(one: Standing, as_of: date) -> Iterator[Finding]:
    place, due = _place(one), day(one.deadline)
    named = TITLES[OUTSIDE] if one.sheet == OUTSIDE else one.name
    params: dict[str, str | int] = {"key": one.key, "name": named}
    if one.verdict is Verdict.FORBIDDEN:
        yield finding("MIG-GAP-083", Severity.WARNING, place, params)
    if missing := lacking(one):
        yield finding("MIG-GAP-084", Severity.WARNING, place, params | {"lacking": missing})
    if due is not None and due < as_of:
        yield finding("MIG-GAP-085", Severity.WARNING, place, params | {"due": one.deadline})
    if reason := _impossible(one) or (_too_late(one, due) if due else ""):
        yield finding("MIG-GAP-086", Severity.WARNING, place, params | {"reason": reason})
    elif due and (reason := _after_conformity(one, due, as_of)):
        yield finding("MIG-GAP-086", Severity.INFO, place, params | {"reason": reason})


def _impossible(one: Standing) -> str:
    """A function that may not be built comes neither later nor with the package."""
    never = one.verdict is Verdict.FORBIDDEN and one.policy in (TRANSITION, PACKAGED)
    return f"実装不可機能なので、{one.policy}では代えられません" if never else ""


def _too_late(one: Standing, due: date) -> str:
    """A transition that goes on for longer than the text allows."""
    limit = layout.limit("transition")
    last = day(limit.date)
    late = one.policy == TRANSITION and last is not None and due > last
    return f"期限 {one.deadline}。{limit.text}" if late else ""


def _after_conformity(one: Standing, due: date, as_of: date) -> str:
    """An issue that stays until after a 適合基準日 that is still to come; one that has passed says nothing any more."""
    conformity = _day(one.conformity_date)
    late = one.policy != TRANSITION and conformity is not None and as_of <= conformity < due
    return f"期限 {one.deadline} が、適合基準日 {one.conformity_date} より後です" if late else ""


def _day(text: str) -> date | None:
    """The day of a published text; None where it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _standard(business: BusinessStanding) -> Iterator[Finding]:
    place = Place(business=business.business)
    if business.unclear:
        params: dict[str, str | int] = {"count": business.unclear, "reason": "類型が読めません"}
        yield finding("MIG-GAP-087", Severity.WARNING, place, params)
    if business.unusable:
        params = {"count": business.unusable, "reason": "機能ID・帳票IDがないので、回答を保存できません"}
        yield finding("MIG-GAP-087", Severity.WARNING, place, params)
    if business.orphans:
        shown = "、".join(business.orphans[:5]) + ("など" if len(business.orphans) > 5 else "")
        params = {"count": len(business.orphans), "keys": shown, "reason": "いまの標準仕様にない ID です"}
        yield finding("MIG-GAP-089", Severity.WARNING, place, params)


def _package(one: PackageStanding, edition: str) -> Iterator[Finding]:
    counts = {match: one.count(match) for match in package.MISSED}
    limit = layout.limit("transition").date
    late = sum(package.too_late(row, limit) for row in one.rows)
    if any(counts.values()):
        params: dict[str, str | int] = {
            "package": one.package,
            "missed": counts[Match.NOT_MET],
            "unanswered": counts[Match.UNANSWERED],
            "later": counts[Match.LATER],
            "late": late,
            "terms": counts[Match.TERMS],
            "against": counts[Match.AGAINST],
        }
        place = Place(business=one.business) if one.source else _kept_in(one)
        yield finding("MIG-GAP-088", Severity.WARNING, place, params)
    if one.differing:
        params = {"package": one.package, "count": one.differing, "source": package.called(one.source)}
        yield finding("MIG-GAP-124", Severity.INFO, _kept_in(one), params)
    for reason in _aged(one, edition):
        params = {"package": one.package, "reason": reason}
        yield finding("MIG-GAP-125", Severity.WARNING, Place(business=one.business), params)


def _kept_in(one: PackageStanding) -> Place:
    return Place(business=one.business, file=f"{store.folder(one.business, one.package)}/{FUNCTION}.csv")


def _aged(one: PackageStanding, edition: str) -> Iterator[str]:
    """Why a package's answers may not be about the standard as it is; ``edition`` is that of the standard now."""
    source = one.source
    if source and source.edition != source.newest:
        yield f"{package.called(source)}は、資料の第{source.edition}版への回答です（いまは第{source.newest}版）"
    if source and source.standard and source.standard != edition:
        yield f"{package.called(source)}は、標準仕様の {source.standard} についてです（いまは {edition}）"
    if one.unknown:
        yield f"いまの標準仕様にない ID の回答が {one.unknown} 件あります"


def judge(
    businesses: Sequence[BusinessStanding], packages: Sequence[PackageStanding], as_of: date
) -> tuple[Finding, ...]:
    """All findings of `gap functions show`."""
    found: list[Finding] = []
    for business in businesses:
        found += [*_standard(business), *_open(business)]
        for one in (*business.rows, *business.outside):
            if one.issue:
                found += _issue(one, as_of)
    editions = {one.business: one.edition for one in businesses}
    for offered in packages:
        found += _package(offered, editions[offered.business])
    return tuple(found)
