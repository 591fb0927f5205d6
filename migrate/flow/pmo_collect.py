"""`pmo collect`: a folder of monthly reports into a store, with a verdict for every file; works without a workspace."""

from __future__ import annotations

import errno
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.files import atomic, beginning, side_by_side
from migrate.files.bundled import bundled
from migrate.flow import pmo_collect_page as page
from migrate.flow import pmo_known
from migrate.flow.outcome import Outcome
from migrate.flow.pmo_collect_found import Lack, Month, PmoCollect, findings, unlisted
from migrate.model.finding import Place
from migrate.model.pmo import Body
from migrate.model.provenance import FileDigest
from migrate.model.value import value
from migrate.pmo import store
from migrate.pmo.intake import judging, kept, opening, roster
from migrate.pmo.intake.bodies import Register
from migrate.pmo.intake.check import MONTH
from migrate.pmo.intake.judging import Judged, Months
from migrate.pmo.intake.kept import Verdicts
from migrate.pmo.intake.opening import Opened
from migrate.pmo.intake.roster import Expected
from migrate.pmo.intake.terms import Terms
from migrate.pmo.intake.verdict import COUNTED, KNOWN_ALREADY, FileVerdict, Verdict
from migrate.report import messages
from migrate.spec import catalogue
from migrate.workspace import lock
from migrate.workspace.clock import Session

__all__ = ["PmoCollect", "Wish", "run"]

_LOCK = ".lock"
_MAX_ROSTER = 8 << 20
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_SILENT = COUNTED | KNOWN_ALREADY | {Verdict.OTHER}


@value
class Wish:
    """What is collected, and into which store."""

    folder: Path
    store: Path
    period: str = ""
    """YYYY-MM; empty: whatever the reports say."""
    roster: Path | None = None
    due: date | None = None
    received: date | None = None
    """When the files came; None: today."""


def run(session: Session, wish: Wish) -> Outcome:
    """Take all files of a folder in.

    Raises:
        MigrateError: MIG-PMO-041 (roster), -043 (period), MIG-SYS-010 (somebody else collects into the store).
        NothingCheckedError: MIG-PMO-040, no file in the folder.
        UnreadableError: MIG-SYS-001, -002, -004 to -006.
    """
    if wish.period and not MONTH.fullmatch(wish.period):
        raise MigrateError("MIG-PMO-043", params={"period": wish.period})
    paths = _paths(wish)
    told = roster.parse(beginning.read(wish.roster, _MAX_ROSTER), wish.roster.name) if wish.roster else ()
    with lock.hold(wish.store / _LOCK, session.who):
        kept.clear(wish.store)
        if told:
            atomic.write(wish.store / roster.NAME, roster.to_bytes(told))
        listed = told or _roster(wish.store)
        terms = _terms(wish, listed)
        files = _open(paths, wish, terms)
        judged = judging.judge(files, _months(wish, session, listed))
        intakes = {period: _add(wish.store, period, judged, listed) for period in judged.added}
        months = tuple(_month(wish.store, period, intakes, listed, judged) for period in _periods(judged, terms))
    data = _data(wish, judged, months)
    found = findings(data)
    return Outcome(
        kind="pmo-collect",
        data=data,
        document=page.document(data),
        brief=page.brief(data, unlisted(found)),
        findings=found,
        inputs=tuple(FileDigest(path=one.file, sha256=one.sha256) for one in judged.files if one.sha256),
        nothing_checked=not any(one.reports for one in files),
        notices=page.notices(data),
    )


def _paths(wish: Wish) -> tuple[Path, ...]:
    if not wish.folder.exists():
        name = wish.folder.name
        raise UnreadableError("MIG-SYS-001", Place(file=name), {"file": name})
    if wish.store.exists() and not wish.store.is_dir():
        raise atomic.refuse(NotADirectoryError(errno.ENOTDIR, ""), wish.store.name)
    found = opening.paths(wish.folder, wish.store) if wish.folder.is_dir() else (wish.folder,)
    if not found:
        raise NothingCheckedError("MIG-PMO-040", Place(file=wish.folder.name), {"folder": wish.folder.name})
    return found


def _roster(folder: Path) -> tuple[Expected, ...]:
    path = folder / roster.NAME
    return roster.parse(beginning.read(path, _MAX_ROSTER), path.name) if path.is_file() else ()


def _terms(wish: Wish, listed: Sequence[Expected]) -> Terms:
    known = pmo_known.known()
    every = catalogue.load(bundled("specs") / catalogue.FOLDER).systems
    names = known.names
    return Terms(
        known=known,
        names=names,
        others={one.id: one.name for one in every if one.id not in names},
        register=Register(one.body for one in listed),
        worded=_worded,
        period=wish.period,
    )


def _worded(error: MigrateError) -> str:
    found = messages.message(error.code)
    return messages.fill(found.title, error.params).rstrip("。") if found else error.code


def _shown(path: Path, folder: Path) -> str:
    """The name of a file below the folder, as it may be printed anywhere."""
    name = path.relative_to(folder).as_posix() if path != folder else path.name
    return _CONTROL.sub("?", unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode()))


def _open(paths: Sequence[Path], wish: Wish, terms: Terms) -> list[Opened]:
    tasks = (partial(opening.opened, path, _shown(path, wish.folder), terms) for path in paths)
    return list(side_by_side.in_order(tasks, "collect"))


def _months(wish: Wish, session: Session, listed: Sequence[Expected]) -> Months:
    days = {one.body.code: date.fromisoformat(one.due) for one in listed if one.due}

    def due(body: Body) -> date | None:
        return days.get(body.code, wish.due)

    return Months(
        past=cache(partial(kept.past, wish.store)),
        published=cache(partial(kept.published, wish.store)),
        due=due,
        day=wish.received or session.as_of,
    )


def _add(folder: Path, period: str, judged: Judged, listed: Sequence[Expected]) -> int:
    """Store what a month gains; the verdicts are there before the rows are seen."""
    number = kept.next_number(folder, period)
    mine = tuple(one for one in judged.files if one.period in ("", period))
    kept.keep(folder, Verdicts(period=period, intake=number, files=mine))
    people = {one.body.code: one.body.population for one in listed}
    received = (
        replace(one, report=replace(one.report, body=_peopled(one.report.body, people))) for one in judged.added[period]
    )
    return store.add(folder, period, tuple(received))


def _peopled(body: Body, people: Mapping[str, int | None]) -> Body:
    """The body with the population of the roster, where its report tells none."""
    return body if body.population is not None else replace(body, population=people.get(body.code))


def _periods(judged: Judged, terms: Terms) -> tuple[str, ...]:
    seen = {one.period for one in judged.files if one.period} | ({terms.period} if terms.period else set())
    return tuple(sorted(seen))


def _month(folder: Path, period: str, intakes: Mapping[str, int], listed: Sequence[Expected], judged: Judged) -> Month:
    """How a month stands after the intake: who has reported, who has not."""
    rows = store.taken(folder, period).select(["body", "code", "prefecture", "name", "kind", "own"]).to_pylist()
    own = any(row["own"] for row in rows)
    present = {row["body"]: page.body(row) for row in rows if row["own"] is own}
    expectation = roster.expectation(listed, present.values())
    troubles = dict(_troubles(judged.files))
    silent = [one for one in expectation.bodies if one.key not in present]
    lacks = [_lack(one, troubles.pop(one.key, None)) for one in silent]
    register = {one.key: one for one in (*expectation.bodies, *present.values())}
    lacks += [_lack(register[key], one) for key, one in troubles.items() if key in register]
    return Month(
        period=period,
        intake=intakes.get(period, 0),
        added=len(judged.added.get(period, ())),
        expectation=expectation.words,
        expected=len(expectation.bodies),
        received=len(present),
        missing=len(silent),
        lacks=tuple(lacks),
    )


def _troubles(files: Iterable[FileVerdict]) -> Iterator[tuple[str, FileVerdict]]:
    """Code of a body, as a file's name has it → the file, where it was not taken."""
    for one in files:
        if one.verdict not in _SILENT:
            for code in _CODE.findall(one.file.rpartition("/")[2]):
                yield code, one


def _lack(body: Body, file: FileVerdict | None) -> Lack:
    return Lack(
        code=body.code,
        prefecture=body.prefecture,
        name=body.name,
        kind=body.kind,
        verdict=file.verdict if file else None,
        reason=file.reason if file else "",
        file=file.file if file else "",
    )


def _data(wish: Wish, judged: Judged, months: tuple[Month, ...]) -> PmoCollect:
    counts = Counter(one.verdict for one in judged.files)
    return PmoCollect(
        folder=wish.folder.resolve().name,
        store=wish.store.resolve().name,
        files_in=len(judged.files),
        verdicts={one.value: counts[one] for one in Verdict},
        changed=bool(judged.added),
        months=months,
        files=judged.files,
    )
