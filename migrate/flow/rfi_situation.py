"""What vendors may know of the municipality, gathered for a request from survey, comparison and conversion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from migrate.errors import NothingCheckedError
from migrate.flow import requirements
from migrate.flow.requirements import Standards
from migrate.forms.records import Record
from migrate.gap.functions.requirement import OUTSIDE, Duty, Requirement
from migrate.phase import facts
from migrate.procure import days
from migrate.procure.rfi.situation import SIZES, Beside, Business, Link, Situation, System, Wanted
from migrate.workspace.job import Job

_BESIDE = "独自施策システム等"
"""The policy of the Fit&Gap for what goes on beside the standard."""
_IN_USE = "有"


def situation(work: Job, known: facts.Facts, ids: Iterable[str]) -> Situation:
    """What is known of the businesses ``ids``, in the catalogue's order.

    Raises:
        MigrateError: MIG-GAP-079, -SRC-270, kept answers are damaged. UnreadableError: MIG-SYS-003, -007.
    """
    standards = requirements.standards(work.workspace)
    wanted = set(ids)
    businesses = tuple(_business(work, standards, one) for one in known.businesses if one.id in wanted)
    return Situation(
        municipality=known.municipality,
        code=known.code,
        businesses=businesses,
        links=tuple(_links(known, wanted)),
        beside=tuple(_beside(work, known, businesses)),
        characters=(known.characters.found, known.characters.undecided) if known.characters else None,
        surveyed=known.survey is not None,
        names={one.id: one.name for one in known.businesses},
    )


def _business(work: Job, standards: Standards, one: facts.Business) -> Business:
    edition, wanted = _requirements(work, standards, one.id)
    converted, checks = one.data.converted, one.data.checks
    written = (f"{each.form}（{each.encoding}）" if each.encoding else each.form for each in one.data.moved.sources)
    return Business(
        id=one.id,
        name=one.name,
        edition=edition,
        systems=tuple(_system(each) for each in one.systems),
        wanted=wanted,
        rows=converted.rows if converted else None,
        rejected=converted.rejected if converted else None,
        defects=(len(checks), sum(each.failed for each in checks)) if checks is not None else None,
        forms=tuple(dict.fromkeys(filter(None, written))),
    )


def _system(one: facts.System) -> System:
    return System(
        name=one.name,
        businesses=one.businesses or (one.key,),
        package=one.package,
        hosting=one.hosting,
        contract_end=one.contract_end,
        my_number=one.my_number,
        sizes={id: one.numbers[id] for id in SIZES if id in one.numbers},
    )


def _links(known: facts.Facts, wanted: set[str]) -> Iterator[Link]:
    for one in known.links:
        ends = known.concerned(one)
        if wanted & set(ends):
            yield Link(
                sender=one.sender,
                receiver=one.receiver,
                external=one.external,
                name=one.name,
                frequency=one.frequency,
                method=one.method,
                my_number=one.my_number,
                businesses=ends,
            )


def _requirements(work: Job, standards: Standards, id: str) -> tuple[str, tuple[Wanted, ...]]:
    """Edition and requirements of the standard, and what is in use outside it."""
    try:
        found = requirements.business(work, standards, id)
    except NothingCheckedError:
        return "", ()
    fit = requirements.fit(work, id)
    rows = [_wanted(one, fit.get(one.sheet, one.key)) for one in found.requirements]
    return found.edition, (*rows, *(_outside(one) for one in fit.of(OUTSIDE) if one.text("current") == _IN_USE))


def _wanted(one: Requirement, given: Record | None) -> Wanted:
    option = one.duty is Duty.OPTION
    adopt = given.text("adopt").replace("未定", "") if option and given else ""
    wish = adopt if option else {Duty.MUST: "必須", Duty.NEVER: "不要（実装不可）"}.get(one.duty, "")
    priority = given.text("priority") if given and adopt == "採用" else ""
    return Wanted(
        sheet=one.sheet,
        key=one.key,
        printed={**one.printed, "wish": wish, "priority": priority},
        option=option,
        adopt=adopt,
        priority=priority,
    )


def _outside(one: Record) -> Wanted:
    printed: Mapping[str, str] = {"id": one.key, "name": one.text("name"), "content": one.text("content")}
    return Wanted(sheet=OUTSIDE, key=one.key, printed=printed)


def _beside(work: Job, known: facts.Facts, businesses: tuple[Business, ...]) -> Iterator[Beside]:
    """⑤-3: systems around, and functions that are to go on beside the standard."""
    ids = {one.id for one in businesses}
    for around in known.survey.around if known.survey else ():
        if not around.external and (not around.businesses or ids & set(around.businesses)):
            end = days.written(around.contract_end)
            yield Beside(
                key=around.key,
                kind="周辺システム",
                name=around.name,
                businesses=around.businesses,
                state=f"今の契約の終わり: {end}" if end else "",
            )
    for one in businesses:
        for record in requirements.fit(work, one.id).of(OUTSIDE):
            if record.text("policy") == _BESIDE and record.text("current") == _IN_USE:
                yield Beside(
                    key=record.key,
                    kind=f"標準にない{record.text('kind') or '機能'}",
                    name=record.text("name"),
                    businesses=(one.id,),
                    state=record.text("content"),
                )
