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
from migrate.gap.functions.standing import TRANSITION, BusinessStanding, Standing, Verdict, lacking
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
    params: dict[str, str | int] = {"key": one.key, "name": one.name}
    if one.verdict is Verdict.FORBIDDEN:
        yield finding("MIG-GAP-083", Severity.WARNING, place, params)
    if missing := lacking(one):
        yield finding("MIG-GAP-084", Severity.WARNING, place, params | {"lacking": missing})
    if due is None:
        return
    if due < as_of:
        yield finding("MIG-GAP-085", Severity.WARNING, place, params | {"due": one.deadline})
    reason = _too_late(one, due)
    if reason:
        yield finding("MIG-GAP-086", Severity.WARNING, place, params | {"due": one.deadline, "reason": reason})


def _too_late(one: Standing, due: date) -> str:
    if one.policy == TRANSITION:
        limit = layout.limit("transition")
        last = day(limit.date)
        return limit.text if last is not None and due > last else ""
    conformity = _day(one.conformity_date)
    return f"適合基準日（{one.conformity_date}）より後です" if conformity is not None and due > conformity else ""


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


def _package(one: PackageStanding) -> Iterator[Finding]:
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
            "against": counts[Match.AGAINST],
        }
        place = Place(business=one.business, file=f"{store.folder(one.business, one.package)}/{FUNCTION}.csv")
        yield finding("MIG-GAP-088", Severity.WARNING, place, params)


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
    for offered in packages:
        found += _package(offered)
    return tuple(found)
