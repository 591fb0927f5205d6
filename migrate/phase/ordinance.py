"""条例・規則の改正: days back from the day of coming into force, over the sessions of the assembly.

What is to be done for which kind of 例規, and how many working days it takes, is data (`reports/layouts/phase/17/
stages.csv`, ours); people may change the days in the register 「逆算の日数」.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.forms import answer
from migrate.forms.form import plain
from migrate.forms.records import Record
from migrate.model.value import value
from migrate.phase import contracts, register
from migrate.phase.facts import Facts
from migrate.phase.period import Period
from migrate.phase.plan import calendar
from migrate.phase.plan.calendar import ASSEMBLY, Calendar

ITEM, STEP = 17, 39
"""The work item, ⑰-1."""
PROMULGATED, NOT_CHANGED = "公布済み", "改正不要"
KEPT = "改正しない"
"""The change of a form that needs none."""
_START = "start"
_FOLDER = ("layouts", "phase", "17")


@value
class Stage:
    """One thing to be done on the way of a 例規."""

    id: str
    kinds: tuple[str, ...]
    days: int
    """Working days; 0 where it waits for a session."""
    session: bool
    """It is done on the last day of a session of the assembly."""
    edge: str
    """``start``: it must be done before its days begin (議案の締切); ``end``: by their end."""
    done: str
    """The state that says that it is done; empty: none does."""
    name: str
    basis: str


@value
class Due:
    """A stage with the days that a day of coming into force leaves for it."""

    stage: Stage
    begin: date
    """The last day on which it can begin."""
    end: date
    """The last day on which it can be done."""
    session: Period | None = None


@value
class Path:
    """One 例規, dated. ``dues`` is empty where it has no day of coming into force, or no session comes before it."""

    record: Record
    force: date | None
    dues: tuple[Due, ...]
    coming: Due | None
    """What is to be done next; None where nothing is, or nothing can be dated."""
    late: int
    """Working days since the last day on which the next stage could be done, or on which the first could begin."""
    lost: bool = False
    """No session of the calendar is in time any more, or its day has come."""
    earliest: date | None = None
    """The first day on which it can come into force if it is taken up now; None: not needed, or not known."""

    @property
    def open(self) -> bool:
        """True where it is neither promulgated nor left as it is."""
        return self.record.text("state") not in (PROMULGATED, NOT_CHANGED)

    @property
    def session(self) -> Period | None:
        """The session that is to vote."""
        return next((one.session for one in self.dues if one.session), None)


@cache
def stages() -> tuple[Stage, ...]:
    """All stages in their order."""
    return tuple(
        Stage(
            id=row["stage"],
            kinds=tuple(row["kinds"].split()),
            days=int(row["days"] or 0),
            session=row["occasion"] == ASSEMBLY,
            edge=row["edge"],
            done=row["done"],
            name=row["name"],
            basis=row["basis"],
        )
        for row in tables.read(bundled("reports").joinpath(*_FOLDER) / "stages.csv")
    )


def usual() -> tuple[Mapping[str, str], ...]:
    """例規 that a municipality usually has to look at (ours): row, name, kind, businesses, what."""
    return tuple(tables.read(bundled("reports").joinpath(*_FOLDER) / "usual.csv"))


def leads(facts: Facts) -> Mapping[str, int]:
    """Stage → working days: the municipality's, else ours."""
    given = {one.key: one.answers.get("days") for one in facts.of(ITEM).of("lead")}
    return {one.id: days if isinstance(days := given.get(one.id), int) else one.days for one in stages()}


def sessions(known: Calendar) -> tuple[Period, ...]:
    """The sessions of the assembly, by their first day."""
    return tuple(sorted((one for one in known.periods if one.kind == ASSEMBLY), key=lambda one: (one.start, one.end)))


def back(kind: str, force: date, days: Mapping[str, int], known: Calendar) -> tuple[Due, ...]:
    """The days of each stage, so that the 例規 comes into force on ``force``; empty where no session is in time."""
    at, found = known.before(force), list[Due]()
    for stage in reversed([one for one in stages() if kind in one.kinds]):
        if stage.session:
            meeting = next((one for one in reversed(sessions(known)) if known.after(one.end) <= at), None)
            if meeting is None:
                return ()
            found.append(Due(stage=stage, begin=meeting.start, end=meeting.end, session=meeting))
            at = known.before(meeting.start)
        else:
            begin = at - days[stage.id]
            after = found[-1].begin if found else force  # what takes no day is not put off by a weekend before it
            first = min(known.starting(begin), after)
            last = first if stage.edge == _START else known.ending(at)
            found.append(Due(stage=stage, begin=first, end=last))
            at = begin
    return tuple(reversed(found))


def forward(kind: str, state: str, today: date, days: Mapping[str, int], known: Calendar) -> date | None:
    """The first day of coming into force where the remaining stages begin today; None: no session is known."""
    at = known.before(today)
    for stage in _remaining(kind, state):
        if stage.session:
            meeting = next((one for one in sessions(known) if known.before(one.start) >= at), None)
            if meeting is None:
                return None
            at = known.after(meeting.end)
        else:
            at += days[stage.id]
    return known.starting(at)


def _remaining(kind: str, state: str) -> tuple[Stage, ...]:
    """The stages of a kind that are not done yet; a state that belongs to another kind counts as far as it goes."""
    reached = max((at for at, one in enumerate(stages()) if state and one.done == state), default=-1)
    return tuple(one for at, one in enumerate(stages()) if at > reached and kind in one.kinds)


def live(facts: Facts, record: Record) -> date | None:
    """The first day of operation of the businesses that a row concerns."""
    days = (contracts.go_live(facts, one.id) for one in facts.businesses if register.concerns(record, one.id))
    return min((day for day in days if day), default=None)


def path(facts: Facts, record: Record) -> Path:
    """One row of 「例規の一覧」, dated."""
    kind, state, today = record.text("kind"), record.text("state"), facts.as_of
    force = answer.day(record.answers.get("force")) or live(facts, record)
    if force is None or not kind or state in (PROMULGATED, NOT_CHANGED):
        return Path(record=record, force=force, dues=(), coming=None, late=0)
    days, known = leads(facts), calendar.of(facts.periods)
    dues, left = back(kind, force, days, known), _remaining(kind, state)
    coming = next((one for one in dues if one.stage == left[0]), None)
    last = coming and (coming.begin if coming.stage == stages()[0] else coming.end)
    late = known.count(last, today) - known.works(last) if last and last < today else 0
    fixed = (one.end for one in dues if one.stage in left and (one.session or one.stage.edge == _START))
    lost = not dues or force <= today or any(day < today for day in fixed)
    earliest = forward(kind, state, today, days, known) if late or lost else None
    return Path(record=record, force=force, dues=dues, coming=coming, late=late, lost=lost, earliest=earliest)


def paths(facts: Facts) -> tuple[Path, ...]:
    """All rows: those that cannot be in time first, then the latest, then by their next day; what is done last."""
    far = date.max
    found = (path(facts, one) for one in facts.of(ITEM).of("rule"))
    return tuple(
        sorted(
            found,
            key=lambda one: (not one.open, not one.lost, -one.late, one.coming.end if one.coming else one.force or far),
        )
    )


def offered_forms(facts: Facts, business: str) -> tuple[tuple[str, str], ...]:
    """Key of the row and text of each 帳票 of the standard of a business."""
    one = facts.business(business)
    forms = one.data.forms if one else ()
    return tuple((f"form-{business}-{id}"[:31], f"{id} {name}".strip()) for id, name in forms)


def waiting(facts: Facts, business: str) -> tuple[str, ...]:
    """The forms of the standard that nobody has judged."""
    known = {one.key for one in facts.of(ITEM).of("form")}
    return tuple(text for key, text in offered_forms(facts, business) if key not in known)


def unlisted(facts: Facts, record: Record) -> bool:
    """True where a form is to be changed by a 例規 that the list of them does not hold for its business."""
    law = plain(record.text("law"))
    if not law or record.text("change") in ("", KEPT):
        return False
    ids = record.text(register.BUSINESS).split()
    rules = [one for one in facts.of(ITEM).of("rule") if plain(one.text("name")) == law]
    return not any(all(register.concerns(one, id) for id in ids) for one in rules)


def wrong(facts: Facts, record: Record) -> tuple[str, ...]:
    """What keeps a row of 「例規の一覧」 from being done."""
    state = record.text("state")
    if state == NOT_CHANGED:
        return ()
    if state != PROMULGATED:
        return ("まだ公布していません",)
    found = []
    vote, promulgated, force = (answer.day(record.answers.get(one)) for one in ("vote", "promulgated", "force"))
    begins = live(facts, record)
    if promulgated and promulgated > facts.as_of:
        found.append(f"公布日（{promulgated}）が、先の日です")
    if vote and promulgated and promulgated < vote:
        found.append(f"公布日（{promulgated}）が、議決の日（{vote}）より前です")
    if promulgated and force and force < promulgated:
        found.append(f"施行日（{force}）が、公布日（{promulgated}）より前です")
    if force and begins and force > begins:
        found.append(f"施行日（{force}）が、運用開始日（{begins}）より後です")
    return tuple(found)
