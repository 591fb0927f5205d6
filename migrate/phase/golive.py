"""運用開始の判定: the criteria of each business, measured from the workspace and the registers, and what people accept.

The criteria are data (`reports/layouts/phase/18/criteria.csv`, ours); those of the data are the ones of ⑭-3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.forms import answer
from migrate.forms.form import ALL
from migrate.forms.records import Record
from migrate.model.procedure import Step
from migrate.model.value import value
from migrate.phase import contracts, go_no_go, proof, register, runbook, transitional
from migrate.phase import form as forms
from migrate.phase import steps as procedure
from migrate.phase.facts import Business, Facts, Link
from migrate.phase.go_no_go import Criterion
from migrate.phase.runbook import Timetable

ITEM, STEP = 18, 40
"""The work item, ⑱-1."""
STARTS, UNDER_CONDITIONS = "開始", "条件付き開始"
MET, ACCEPTED = "満たした", "承知して進む"
_PASSED = ("合格", "対象外")
_FOLDER = ("layouts", "phase", "18")


@value
class Judged:
    """One criterion of one business with what people said of it."""

    criterion: Criterion
    evidence: str
    accepted: Record | None

    @property
    def settled(self) -> bool:
        """True where it is met, or where somebody answers for it with a reason."""
        if self.criterion.met:
            return True
        row = self.accepted
        if row is None or not row.text("reason"):
            return False
        if row.text("state") == MET:
            return self.criterion.met is None  # what is measured to be unmet is not met because somebody says so
        return row.text("state") == ACCEPTED and bool(row.text("by"))


@cache
def table(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of one of our files about going live, such as ``criteria``."""
    return tuple(tables.read(bundled("reports").joinpath(*_FOLDER) / f"{name}.csv"))


@cache
def _steps() -> Mapping[int, Step]:
    found = procedure.load(bundled("specs") / "procedure" / procedure.EDITION).steps
    return {one.number: one for one in found}


def key(business: str, criterion: str) -> str:
    """The row of 「満たさない基準の扱い」 that is about a criterion of a business."""
    return f"{criterion}-{business}"


def decisions(facts: Facts, business: str) -> tuple[Record, ...]:
    """The rows of 「運用開始の判定」 that name a business."""
    return tuple(one for one in facts.of(ITEM).of("judge") if business in one.text(register.BUSINESS).split())


def start(facts: Facts, business: str) -> date | None:
    """The first day of operation: as judged, else as agreed, else as planned."""
    told = [day for one in decisions(facts, business) if (day := answer.day(one.answers.get("start")))]
    return max(told) if told else contracts.go_live(facts, business)


def active(facts: Facts) -> tuple[Business, ...]:
    """The businesses that are on their way: planned, judged, or with data that move."""
    return tuple(
        one
        for one in facts.businesses
        if start(facts, one.id) or one.data.moved.moves or one.data.converted or decisions(facts, one.id)
    )


def judged(facts: Facts, one: Business) -> tuple[Judged, ...]:
    """All criteria of a business, in the order of the file."""
    measured = {each.id: each for each in go_no_go.criteria(facts, one)}
    found = []
    for row in table("criteria"):
        id = row["criterion"]
        criterion = measured.get(id) or _criterion(facts, one, row)
        accepted = facts.of(ITEM).get("accept", key(one.id, id))
        found.append(Judged(criterion=criterion, evidence=row["evidence"], accepted=accepted))
    return tuple(found)


def _criterion(facts: Facts, one: Business, row: Mapping[str, str]) -> Criterion:
    if row["step"]:
        told, met = _proven(facts, one, int(row["step"]))
    else:
        told, met = _OF_THE_DAY[row["criterion"]](facts, one)
    return Criterion(id=row["criterion"], name=row["name"], wanted=row["wanted"], measured=told, met=met)


def _proven(facts: Facts, one: Business, step: int) -> tuple[str, bool | None]:
    """A step whose registers prove it."""
    found = _steps()[step]
    if found.item_number not in forms.items():
        return f"{found.code} の様式なし", None
    stands = proof.of_business(facts, found, one.id)
    if not stands.rows:
        return f"{found.code} の様式に行がない", None
    told = "裏づけあり" if stands.proven else "残りあり"
    return f"{found.code} の様式 {stands.rows:,} 行、{told}", stands.proven


def _linked(facts: Facts, one: Business) -> tuple[str, bool | None]:
    rows = [row for row in facts.of(ITEM).of("link") if register.concerns(row, one.id)]
    waiting = len(offered_links(facts, one.id).keys() - {row.key for row in rows})
    failed = sum(row.text("result") not in _PASSED for row in rows)
    if not rows and not waiting:
        return "連携なし", True
    if not rows:
        return f"{waiting} 本のすべてが未記入", None
    return f"{len(rows)} 本のうち {failed} 本が未了、ほかに未記入 {waiting} 本", not failed and not waiting


def _switched(facts: Facts, one: Business) -> tuple[str, bool | None]:
    found = of_business(facts, one.id)
    if found is None:
        return "運用開始日か業務を始める時刻が分からない", None
    if not found.slots and not found.unread:
        return "切替の手順に行がない", None
    way = found.way_out
    last = f"戻せる判断は {runbook.shown(way.begin)} まで" if way else "業務の開始までに戻せる判断がない"
    return f"{last}、合わない行 {found.doubts}", way is not None and not found.doubts


def _told_of(facts: Facts, one: Business) -> tuple[str, bool | None]:
    rows, left = transitional.mine(facts, one.id), transitional.unlisted(facts, one.id)
    open_ = left + sum(bool(transitional.wrong(facts, row)) for row in rows)
    undecided = sum(id == one.id for id, _, _ in transitional.undecided(facts))
    if one.data.functions is None and not rows:
        return "Fit&Gap がない", None
    told = f"{len(rows) + left} 機能のうち {open_} 機能が未了" if rows or left else "経過措置の機能なし"
    return f"{told}、方針未定の不適合 {undecided}" if undecided else told, not open_ and not undecided


_OF_THE_DAY = {"links": _linked, "cutover": _switched, "transitional": _told_of}


def opens(facts: Facts) -> time | None:
    """The hour at which business begins (T0)."""
    row = facts.of(ITEM).get("cutover", ALL)
    return runbook.clock(row.text("opens")) if row else None


def of_business(facts: Facts, business: str) -> Timetable | None:
    """The runbook of a business by the clock; None where its day or hour is not known."""
    day, hour = start(facts, business), opens(facts)
    return runbook.timetable(facts, day, hour, frozenset({business})) if day and hour else None


def days(facts: Facts) -> Mapping[date, tuple[Business, ...]]:
    """First day of operation → the businesses that begin on it, by day."""
    found: dict[date, list[Business]] = {}
    for one in active(facts):
        if day := start(facts, one.id):
            found.setdefault(day, []).append(one)
    return {day: tuple(found[day]) for day in sorted(found)}


def offered_links(facts: Facts, business: str) -> Mapping[str, Mapping[str, str]]:
    """Rows of 「連携の試験」: national interfaces of a business, and the links of the survey that leave the town."""
    rows = {f"{id}-{business}": row for id, row in _national(business)}
    for link in facts.links:
        if link.external and business in facts.concerned(link):
            rows[f"link-{business}-{link.key}"[:31]] = _outside(facts, business, link)
    return rows


def _national(business: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    for row in table("interfaces"):
        if business in row["businesses"].split():
            told = {one: row[one] for one in ("name", "partner", "work")}
            yield row["interface"], {**told, "business": business, "note": row["basis"], "result": "未実施"}


def _outside(facts: Facts, business: str, link: Link) -> Mapping[str, str]:
    one = facts.business(business)
    inside = {system.name for system in one.systems} if one else set()
    partner = link.receiver if link.sender in inside else link.sender
    told = {
        "name": link.name or f"{link.sender} → {link.receiver}",
        "business": business,
        "partner": partner,
        "owner": link.department,
        "result": "未実施",
    }
    return {name: text for name, text in told.items() if text}
