"""Answers of several files and those that are kept, brought together: nobody's answer is overwritten in silence.

The form remembers what it was given. An answer that still says so is no answer of the file; one that was changed is
taken where what is kept has not changed meanwhile; otherwise the two are a conflict, and both cells are named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from enum import StrEnum

from migrate.forms.answer import Answer
from migrate.forms.book.machine import text_of
from migrate.forms.form import Form, plain
from migrate.forms.read.found import finding
from migrate.forms.read.rows import Row, Said
from migrate.forms.read.workbook import Filled
from migrate.forms.records import Answers, Record, identity, next_key
from migrate.model.finding import Finding, Place, Severity
from migrate.model.value import value

Spot = tuple[str, str, str]
"""Sheet id, key, question id."""


@value
class Merged:
    """What is to be written, and what was found."""

    changes: tuple[Record, ...]
    """Only answers that are new or different."""
    new: int
    changed: int
    same: int
    """Answers that the files repeat."""
    findings: tuple[Finding, ...]
    said: Mapping[Spot, Said] = field(default_factory=dict)
    """The cell behind each changed answer."""
    refused: Mapping[Spot, tuple[Said, ...]] = field(default_factory=dict)
    """Cells of which no answer was taken: they hold none, or they contradict each other."""
    unnamed: tuple[Row, ...] = ()
    """Rows that nothing names."""
    seen: frozenset[tuple[str, str]] = frozenset()
    """Sheet and key of the records that the files hold, whether or not anything is answered there."""


@value
class _Claim:
    """One cell's answer, and what its form was given there."""

    said: Said
    base: str | None
    """None where it is not known."""


class _Kind(StrEnum):
    """What a cell is against what its form was given there."""

    EMPTY = "empty"
    EMPTIED = "emptied"
    REPEATED = "repeated"
    OFFER = "offer"
    """It still says what was only suggested: an answer only where people answered something else in its row."""
    NEW = "new"


def _kind(filled: Filled, spot: Spot, said: Said) -> _Kind:
    kept = filled.meta.kept.get(spot, "") if filled.meta else ""
    offered = filled.meta.offered.get(spot, "") if filled.meta else ""
    text = text_of(said.answer)
    if said.answer is None:
        return _Kind.EMPTIED if kept else _Kind.EMPTY
    if kept and text == kept:
        return _Kind.REPEATED
    return _Kind.OFFER if offered and text == offered else _Kind.NEW


class _Keys:
    """Gives rows without an id their key: that of a row with the same identity, else a new one."""

    def __init__(self, form: Form, kept: Answers, prefix: str) -> None:
        self._form = form
        self._prefix = prefix
        self._known: dict[tuple[str, tuple[str, ...]], str] = {}
        self._taken = {(record.sheet, record.key) for record in kept.records}
        for sheet in form.sheets:
            for preset in sheet.presets:
                self._taken.add((sheet.id, preset.key))
                for name in (preset.name, *preset.words):
                    self._known.setdefault((sheet.id, (plain(name),)), preset.key)
        for record in kept.records:
            if own := identity(form.of(record.sheet), record.answers):
                self._known[record.sheet, own] = record.key

    def offered(self, filled: Filled) -> None:
        """Rows that the form suggested keep the keys under which it did."""
        self._taken |= {(sheet, key) for sheet, key, _ in (filled.meta.offered if filled.meta else ())}

    def _identity(self, row: Row) -> tuple[str, ...]:
        given: dict[str, Answer] = dict(row.printed)
        given |= {q: said.answer for q, said in row.said.items() if said.answer is not None}
        return identity(self._form.of(row.sheet), given)

    def is_itself(self, row: Row) -> bool:
        """True for a row whose id and identity agree: of a row and its copy (with the hidden id), the original."""
        return bool(row.key) and self._known.get((row.sheet, self._identity(row)), "") == row.key

    def of(self, row: Row, seen: set[tuple[str, str]]) -> str:
        """The key of a row; ``seen`` holds the keys of its file so far. Empty where nothing names the row."""
        sheet, own = self._form.of(row.sheet), self._identity(row)
        known = self._known.get((row.sheet, own), "") if own else ""
        if row.key and ((row.sheet, row.key) in self._taken or not sheet.table) and (row.sheet, row.key) not in seen:
            return row.key
        if row.key and known == row.key:
            return row.key
        if known or not own or sheet.first.printed:  # a row that the form prints is one of the printed ones, or none
            return known
        key = next_key(self._prefix, (key for one, key in self._taken if one == row.sheet))
        self._taken.add((row.sheet, key))
        self._known[row.sheet, own] = key
        return key


class _Merge:
    """Gathers the claims of all files, then decides spot by spot."""

    def __init__(self, form: Form, kept: Answers, overwrite: bool, prefix: str) -> None:
        self._form = form
        self._codes = form.head.codes
        self._kept = {(r.sheet, r.key): r.answers for r in kept.records}
        self._overwrite = overwrite
        self._keys = _Keys(form, kept, prefix)
        self._claims: dict[Spot, list[_Claim]] = {}
        self._offers: dict[Spot, list[Said]] = {}
        self.said: dict[Spot, Said] = {}
        self.refused: dict[Spot, tuple[Said, ...]] = {}
        self.unnamed: list[Row] = []
        self.seen: set[tuple[str, str]] = set()
        self.findings: list[Finding] = []
        self.same = 0

    def take(self, filled: Filled) -> None:
        """Gather what one file says."""
        seen: set[tuple[str, str]] = set()
        before: dict[Spot, Said] = {}
        self._keys.offered(filled)
        for row in sorted(filled.rows, key=lambda one: not self._keys.is_itself(one)):
            key = self._keys.of(row, seen)
            if not key and row.printed and not row.refused and not any(said.answer for said in row.said.values()):
                continue  # a row of another edition that nobody has answered
            if not key:
                self._note(
                    self._codes.unnamed, Severity.ERROR, row.place, {"name": self._form.of(row.sheet).first.label}
                )
                self.unnamed.append(row)
                continue
            seen.add((row.sheet, key))
            for question, said in row.refused.items():
                self._refuse((row.sheet, key, question), said)
            offers: dict[Spot, Said] = {}
            claimed = False
            for question, said in row.said.items():
                spot = (row.sheet, key, question)
                if spot in before and said.answer not in (None, before[spot].answer):
                    self._twice(spot, said, before[spot])
                    continue
                before.setdefault(spot, said)
                kind = _kind(filled, spot, said)
                if kind is _Kind.OFFER:
                    offers[spot] = said
                else:
                    claimed |= self._claim(filled, spot, said, kind)
            for spot, said in offers.items() if claimed else ():
                self._offers.setdefault(spot, []).append(said)
        self._gone(filled, seen)
        self.seen |= seen

    def _refuse(self, spot: Spot, *said: Said) -> None:
        self.refused[spot] = (*self.refused.get(spot, ()), *said)

    def _note(self, code: str, severity: Severity, place: Place, params: Mapping[str, str | int]) -> None:
        self.findings.append(finding(self._form.head, code, severity, place, params))

    def _label(self, spot: Spot) -> str:
        question = self._form.of(spot[0]).question(spot[2])
        return question.label if question else spot[2]

    def _twice(self, spot: Spot, said: Said, first: Said) -> None:
        params: dict[str, str | int] = {"question": self._label(spot), "other": first.place.cell or ""}
        self._note(self._codes.twice, Severity.ERROR, said.place, params)
        self._refuse(spot, said)

    def _claim(self, filled: Filled, spot: Spot, said: Said, kind: _Kind) -> bool:
        """Gather one cell that is no offer; True where it is an answer that its form was not given."""
        if kind is _Kind.EMPTIED and self._stored(spot) is not None:
            self._note(self._codes.emptied, Severity.WARNING, said.place, {"question": self._label(spot)})
        self.same += kind is _Kind.REPEATED
        if kind is _Kind.NEW:
            base = filled.meta.kept.get(spot, "") if filled.meta else None
            self._claims.setdefault(spot, []).append(_Claim(said=said, base=base))
        return kind is _Kind.NEW

    def _gone(self, filled: Filled, seen: set[tuple[str, str]]) -> None:
        """Note records that the form was given and that the file no longer has; what is kept of them stays."""
        if filled.meta is None:
            return
        given = dict.fromkeys((sheet, key) for sheet, key, _ in filled.meta.kept)
        for sheet, key in given:
            if (sheet, key) not in seen and (sheet, key) in self._kept:
                name = self._form.of(sheet).title if self._form.sheet(sheet) else sheet
                self._note(self._codes.gone, Severity.INFO, Place(file=filled.file), {"name": name, "key": key})

    def _stored(self, spot: Spot) -> Answer | None:
        return self._kept.get(spot[:2], {}).get(spot[2])

    def _decide(self, spot: Spot, claims: Sequence[_Claim]) -> Answer | None:
        """The answer to write at a spot; None where nothing is to be written."""
        stored, first = self._stored(spot), claims[0].said.answer
        label: dict[str, str | int] = {"question": self._label(spot)}
        if self._differ(spot, [claim.said for claim in claims]):
            return None
        if stored == first:
            self.same += 1
            return None
        untouched = any(claim.base is not None and claim.base == text_of(stored) for claim in claims)
        if stored is None or untouched or self._overwrite:
            return first
        for claim in claims:
            self._note(self._codes.changed, Severity.ERROR, claim.said.place, label)
        return None

    def _differ(self, spot: Spot, said: Sequence[Said]) -> bool:
        """True where cells say different things; each is noted with the place of another one."""
        if all(one.answer == said[0].answer for one in said):
            return False
        for one in said:
            place = next(other.place for other in said if other.answer != one.answer)
            params = {"question": self._label(spot), "other": f"{place.file} シート「{place.sheet}」セル {place.cell}"}
            self._note(self._codes.conflict, Severity.ERROR, one.place, params)
        self._refuse(spot, *said)
        return True

    def result(self) -> tuple[dict[tuple[str, str], dict[str, Answer]], int, int]:
        """Changes by record, and how many of them are new and how many replace what was kept."""
        changes: dict[tuple[str, str], dict[str, Answer]] = {}
        new = changed = 0
        for spot, claims in self._claims.items():
            if (decided := self._decide(spot, claims)) is not None:
                changes.setdefault(spot[:2], {})[spot[2]] = decided
                self.said[spot] = claims[0].said
                new += self._stored(spot) is None
                changed += self._stored(spot) is not None
        for spot, offers in self._offers.items():
            answer, free = offers[0].answer, self._stored(spot) is None and spot not in self._claims
            if spot[:2] in changes and free and answer is not None and not self._differ(spot, offers):
                changes[spot[:2]][spot[2]] = answer
                self.said[spot] = offers[0]
                new += 1
        return changes, new, changed


def merge(form: Form, kept: Answers, files: Sequence[Filled], overwrite: bool = False, prefix: str = "r") -> Merged:
    """What the files add to the answers that are kept; ``overwrite`` lets a file win over what is kept.

    ``prefix`` begins the keys of rows that people added.
    """
    work = _Merge(form, kept, overwrite, prefix)
    for filled in files:
        work.take(filled)
    changes, new, changed = work.result()
    order = {sheet.id: number for number, sheet in enumerate(form.sheets)}
    records = [Record(sheet=sheet, key=key, answers=given) for (sheet, key), given in changes.items()]
    records.sort(key=lambda one: order[one.sheet])
    return Merged(
        changes=tuple(records),
        new=new,
        changed=changed,
        same=work.same,
        findings=tuple(work.findings),
        said=work.said,
        refused=work.refused,
        unnamed=tuple(work.unnamed),
        seen=frozenset(work.seen),
    )
