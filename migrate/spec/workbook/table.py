"""A table that was found in a sheet: its data rows, their texts by meaning, and what is to be said about them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.spec.workbook.headings import Header, Sighting, plain
from migrate.spec.workbook.view import SENTINEL, View

MARKS = frozenset("○〇◯●◎")
"""Signs that mean yes in a column of marks."""
Params = Mapping[str, str | int]
_NOTE = re.compile(r"\s*(?:[（(【\[]\s*)?(?:[※＊*■●◆▲△【・]|注|備考|補足|凡例|以下、?余白|以上)")
_BLANK_BELOW = re.compile(r"\s*[（(]?\s*以下、?余白\s*[）)]?\s*")
_NOTE_CELLS = 2
_DASHES = re.compile(r"[-‐‑–—―ー−\s]")


def digits(text: str, length: int, least: int) -> str | None:
    """``length`` digits with lost leading zeros put back (at least ``least`` must be there); None where it is none.

    >>> digits("３１０００２", 7, 5), digits("031-0002", 7, 5), digits("12", 7, 5)
    ('0310002', '0310002', None)
    """
    found = _DASHES.sub("", unicodedata.normalize("NFKC", text))
    if not found.isascii() or not found.isdigit() or not least <= len(found) <= length:
        return None
    return found.zfill(length)


class Table:
    """One table on its way into a spec. ``rows`` are those that hold data: no blank row, no repeated heading."""

    def __init__(self, view: View, sighting: Sighting, file: str, basis: Basis | None = None) -> None:
        self.view = view
        self.words = sighting.words
        self.header: Header = sighting.header
        self.file = file
        self.basis = basis
        self.findings: list[Finding] = []
        self.spared: set[int] = set()
        """Columns that are understood, and that a spec has no place for."""
        self.lacking: tuple[str, ...] = ()
        """Main headings that are missing beside those of single fields."""
        self.marks = view.marks(self.header.first_row, self.header.titled)
        self._spans = {field: self._span(columns) for field, columns in self.header.columns.items()}
        self._spans |= {field: self.header.columns[field] for field in ("number",) if field in self.header.columns}
        heads = {self._plain(row) for row in range(self.header.row, self.header.first_row)}
        self._heads = {head for head in heads if len(head) > 1}
        rows = range(self.header.first_row, view.height)
        self.rows = tuple(row for row in rows if self._holds(row) and self._plain(row) not in self._heads)

    def _plain(self, row: int) -> tuple[tuple[int, str], ...]:
        return tuple((column, plain(self.view.own(row, column))) for column in self.view.held(row))

    def _span(self, columns: tuple[int, ...]) -> tuple[int, ...]:
        """The columns below one heading: the first, and those that are merged with it."""
        first = columns[0]
        rows = range(self.header.row, self.header.first_row)
        return tuple(c for c in columns if c == first or any(self.view.joined((r, first), (r, c)) for r in rows))

    def _holds(self, row: int) -> bool:
        """True where a row holds data: not empty, and no row of sentinels (a code value may be ``e``)."""
        held = [column for column in self.view.held(row) if column not in self.marks]
        only = all(self.view.own(row, column) == SENTINEL for column in held)
        value, key = (set(self.header.columns.get(field, ())) for field in ("value", "code_list"))
        a_value = bool(value & set(held)) and not key & set(held)
        return bool(held) and (not only or a_value)

    def has(self, field: str) -> bool:
        """True where the table has a column of that meaning."""
        return field in self._spans

    def text(self, row: int, field: str) -> str:
        """Text of a row below the heading of ``field``; ``""`` where there is no such column."""
        texts = (self.view.text(row, column) for column in self._spans.get(field, ()))
        return next((text for text in texts if text), "")

    def cell(self, row: int, field: str) -> str:
        """Address of a row's cell below the heading of ``field``."""
        return self.view.cell(row, self._spans[field][0])

    def place(self, cell: str) -> Place:
        """The place of a cell of this table."""
        return Place(file=self.file, sheet=self.view.name, cell=cell)

    def say(self, code: str, severity: Severity, cell: str, params: Params) -> None:
        """Note a finding at a cell."""
        found = Finding(code=code, severity=severity, place=self.place(cell), params=params, basis=self.basis)
        self.findings.append(found)

    def _texts(self, row: int) -> list[tuple[int, str]]:
        return [(column, self.view.own(row, column)) for column in self.view.held(row) if column not in self.marks]

    def is_note(self, row: int, value_field: str = "") -> bool:
        """True for a row that visibly is a note: one or two cells that begin like one (※, 注, 以下余白 …), or 項番.

        A text alone in the column of ``value_field`` is a value, unless it says 以下余白 or is merged over more cells.
        """
        texts = self._texts(row)
        if texts and self.only(row, ("number",)):
            return True
        if not texts or len(texts) > _NOTE_CELLS or not _NOTE.match(texts[0][1]):
            return False
        if not self.text(row, value_field).strip():
            return True
        column, text = texts[0]
        wide = self.view.joined((row, column), (row, column + 1))
        return len(texts) == 1 and (wide or bool(_BLANK_BELOW.fullmatch(text)))

    def only(self, row: int, fields: Iterable[str]) -> bool:
        """True where a row holds texts below ``fields`` alone."""
        allowed = {column for field in fields for column in self._spans.get(field, ())}
        return all(column in allowed for column, _ in self._texts(row))

    def note(self, row: int) -> None:
        """List a row as a note: it is no data, and it does not block (MIG-SPEC-020)."""
        texts = self._texts(row)
        column = texts[0][0] if texts else 0
        self.say("MIG-SPEC-020", Severity.INFO, self.view.cell(row, column), {})

    def heading(self, column: int) -> str:
        """The lowest heading over a column, as published; ``""`` without one."""
        rows = range(self.header.first_row - 1, self.header.row - 1, -1)
        texts = (self.view.text(row, column).strip() for row in rows)
        return next((text for text in texts if text), "")

    def _twice(self, column: int) -> bool:
        """True for a second column with an indispensable heading: half of a table that stands beside another one."""
        for field in self.words.required:
            columns = self.header.columns.get(field, ())
            if column in columns and plain(self.heading(column)) == plain(self.heading(columns[0])):
                return True
        return False

    def columns(self) -> None:
        """Say which columns were not used (MIG-SPEC-009, -035) or are missing (-014), and that a table is empty (-036).

        A missing main column is an error where a column with values was not understood: the sheet holds more than was
        read.
        """
        used = {column for span in self._spans.values() for column in span} | set(self.marks)
        strange = 0
        for column in range(self.view.width):
            filled = [row for row in self.rows if self.view.own(row, column) not in ("", SENTINEL)]
            if column in used or not filled:
                continue
            params: Params = {"heading": self.heading(column) or "（見出しなし）", "count": len(filled)}
            cell = self.view.cell(filled[0], column)
            if column in self.spared:
                self.say("MIG-SPEC-035", Severity.INFO, cell, params)
                continue
            strange += 1
            self.say("MIG-SPEC-009", Severity.ERROR if self._twice(column) else Severity.WARNING, cell, params)
        missing = [
            (heading.replace("/", " "), field in self.words.main)
            for field, heading in self.words.official.items()
            if field not in self.header.columns and field not in self.words.aside
        ]
        for heading, main in (*missing, *((heading, True) for heading in self.lacking)):
            severity = Severity.ERROR if main and strange else Severity.WARNING
            self.say("MIG-SPEC-014", severity, self.view.cell(self.header.row, 0), {"heading": heading})
        if not self.rows:
            severity = Severity.INFO if self.words.kind == "codes" else Severity.WARNING
            self.say("MIG-SPEC-036", severity, self.view.cell(self.header.row, 0), {})
