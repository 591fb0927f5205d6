"""What filled-in workbooks add to the decisions that are kept; nothing that people decided is changed in silence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from migrate.forms.characters.layout import TO, VERDICT, Cells, cells_of
from migrate.forms.characters.read import Filled, Said, finding
from migrate.model.characters import (
    CharacterDecision,
    CharacterKey,
    CharacterVerdict,
    decided,
    in_force,
)
from migrate.model.finding import Finding, Place, Severity
from migrate.model.value import value


@value
class Merged:
    """The changes to the decisions of one target. Numbers count decisions."""

    changes: tuple[CharacterDecision, ...]
    new: int
    changed: int
    same: int
    conflicts: int
    findings: tuple[Finding, ...]


def _content(cells: Cells) -> tuple[str, str]:
    """What a decision does; who and why are no difference."""
    return cells.verdict, cells.to


def _same(one: Cells, other: Cells) -> bool:
    """True where two rows say the same; a day that the first leaves open is no difference."""
    texts = one.verdict, one.to, one.by, one.note
    return texts == (other.verdict, other.to, other.by, other.note) and one.date in ("", other.date)


def _where(place: Place) -> str:
    return f"{place.file} シート「{place.sheet}」セル {place.cell}"


class _Merge:
    def __init__(self, kept: Sequence[CharacterDecision], today: str, overwrite: bool) -> None:
        self.kept, self.today, self.overwrite = decided(kept), today, overwrite
        self.rows: defaultdict[CharacterKey, list[Said]] = defaultdict(list)
        self.findings: list[Finding] = []
        self.changes: list[CharacterDecision] = []
        self.new = self.changed = self.same = self.conflicts = 0

    def _note(self, code: str, severity: Severity, place: Place, params: Mapping[str, str | int]) -> None:
        self.findings.append(finding(code, severity, place, params))

    def take(self, said: Said) -> None:
        """Note what a row says, where it says something else than what was printed in it."""
        cells = said.cells
        if not cells.verdict and cells.note and not said.printed.verdict:
            cells = Cells(verdict=CharacterVerdict.HOLD, by=cells.by, date=cells.date, note=cells.note)
        if not cells.verdict:
            if said.printed.verdict:
                self._note("MIG-CHR-020", Severity.WARNING, said.places[VERDICT], {})
            return
        if _same(cells, said.printed):
            self.same += 1
            return
        self.rows[said.key].append(Said(key=said.key, printed=said.printed, cells=cells, places=said.places))

    def _agreed(self, rows: Sequence[Said]) -> Said | None:
        """The row that counts where several files answer it; None where they differ, which is noted."""
        if len({_content(one.cells) for one in rows}) == 1:
            return rows[-1]
        for one in rows:
            other = next(o for o in rows if _content(o.cells) != _content(one.cells))
            self.conflicts += 1
            self._note("MIG-CHR-021", Severity.ERROR, one.places[VERDICT], {"other": _where(other.places[VERDICT])})
        return None

    def decide(self) -> None:
        """Turn the rows into changes."""
        for key, rows in self.rows.items():
            if (said := self._agreed(rows)) is not None:
                self._one(key, said)

    def _one(self, key: CharacterKey, said: Said) -> None:
        cells, kept = said.cells, in_force(self.kept, key)
        now = cells_of(kept)
        if kept is not None and _same(cells, now):
            self.same += 1
            return
        moved = kept is not None and _content(now) not in {_content(said.printed), _content(cells)}
        if moved and now.verdict != CharacterVerdict.HOLD and not self.overwrite:
            self.conflicts += 1
            params = {"kept": now.verdict, "who": now.by or "担当の記載なし"}
            self._note("MIG-CHR-023", Severity.ERROR, said.places[VERDICT], params)
            return
        if cells.to == key[1]:
            self._note("MIG-CHR-024", Severity.ERROR, said.places[TO], {})
            return
        decision = CharacterDecision(
            system=key[0],
            text=key[1],
            verdict=CharacterVerdict(cells.verdict),
            to=cells.to,
            by=cells.by,
            date=self._day(cells, said.printed),
            note=cells.note,
        )
        self.changes.append(decision)
        if key in self.kept:
            self.changed += 1
        else:
            self.new += 1

    def _day(self, cells: Cells, printed: Cells) -> str:
        """The day of a decision: a day that only stayed behind from another decision is not its day."""
        stayed = cells.date == printed.date and _content(cells) != _content(printed)
        return self.today if stayed or not cells.date else cells.date


def _nobody(filled: Sequence[Filled]) -> list[Finding]:
    """MIG-CHR-025 for a file with decisions that name nobody."""
    found = []
    for file in filled:
        count = sum(bool(one.cells.verdict) and not one.cells.by for one in file.said)
        if count:
            found.append(finding("MIG-CHR-025", Severity.WARNING, Place(file=file.file), {"count": count}))
    return found


def merge(kept: Sequence[CharacterDecision], files: Sequence[Filled], today: str, overwrite: bool = False) -> Merged:
    """What files of one target add to the decisions; ``today`` (ISO) dates rows without a day.

    A row that differs from a decision which changed after the workbook was made is a conflict, unless that decision
    is 保留 or ``overwrite`` is given.
    """
    work = _Merge(kept, today, overwrite)
    for filled in files:
        for said in filled.said:
            work.take(said)
    work.decide()
    return Merged(
        changes=tuple(work.changes),
        new=work.new,
        changed=work.changed,
        same=work.same,
        conflicts=work.conflicts,
        findings=(*(one for filled in files for one in filled.findings), *work.findings, *_nobody(files)),
    )
