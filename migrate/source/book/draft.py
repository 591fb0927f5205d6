"""A table while its book is read, and the findings of one sheet."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping

from migrate.model.finding import Finding, Place, Severity
from migrate.model.source import ForeignKey, Index, SourceColumn, SourceTable
from migrate.text.width import half_ascii

_IDENTIFIER = re.compile(r"[A-Za-z_#@$][A-Za-z0-9_#@$.\-]*")
_LOWEST = 0


def identifier(text: str) -> str:
    r"""A physical name in ASCII, half-width and without blanks; empty where the text is none.

    >>> identifier("Ｔ＿ＪＵＭＩＮ"), identifier("ATENA\n_NO"), identifier("住民")
    ('T_JUMIN', 'ATENA_NO', '')
    """
    folded = "".join(half_ascii(text).split())
    return folded if _IDENTIFIER.fullmatch(folded) else ""


def one_line(text: str) -> str:
    """A name without line breaks (none of them is part of a name)."""
    return "".join(part.strip() for part in text.split("\n"))


class Report:
    """What is to be said about one sheet."""

    def __init__(self, file: str, sheet: str) -> None:
        self.file = file
        self.sheet = sheet
        self.findings: list[Finding] = []
        self.reasons: dict[str, int] = {}
        """Why the sheet was not read with full certainty: reason → points off 100."""

    def say(self, code: str, severity: Severity, cell: str, params: Mapping[str, str | int], table: str = "") -> None:
        """Note a finding at a cell."""
        place = Place(file=self.file, sheet=self.sheet, cell=cell or None, table=table or None)
        self.findings.append(Finding(code=code, severity=severity, place=place, params=params))

    def doubt(self, reason: str, points: int) -> None:
        """Note a reason for doubt once, at its heaviest."""
        self.reasons[reason] = max(points, self.reasons.get(reason, _LOWEST))

    @property
    def sure(self) -> int:
        """How sure the reading is, in percent."""
        return max(0, 100 - sum(self.reasons.values()))


class Draft:
    """One table: names, columns, keys, and where each of them stands."""

    def __init__(self, sheet: str, cell: str, row: int, line: int) -> None:
        self.sheet = sheet
        self.cell = cell
        self.row = row
        """Row of the grid that its headings stand in, from 1; ``line`` is that of the sheet."""
        self.line = line
        self.physical = ""
        self.logical = ""
        self.columns: list[SourceColumn] = []
        self.numbers: list[int] = []
        """The rows' numbers, where all of them have one."""
        self.paged = False
        """True where its title or sheet says that it is a further page."""
        self.paged_columns = 0
        """So many of its columns stand on further pages."""
        self.primary: list[tuple[int | None, str]] = []
        self.primary_name = ""
        self.foreign: list[ForeignKey] = []
        self.indexes: list[Index] = []

    @property
    def name(self) -> str:
        """The physical name, else the logical one."""
        return self.physical or self.logical

    def find(self, text: str) -> str:
        """The column of that physical or logical name (width and case do not matter); empty without one."""
        wanted = _folded(text)
        for names in ([c.name for c in self.columns], [c.logical_name for c in self.columns]):
            for column, name in zip(self.columns, names, strict=True):
                if name and _folded(name) == wanted:
                    return column.name
        return ""

    def key(self) -> tuple[str, ...]:
        """The primary key: by the order that the marks state, else as the columns stand."""
        if any(order is None for order, _ in self.primary):
            return tuple(dict.fromkeys(name for _, name in self.primary))
        return tuple(dict.fromkeys(name for _, name in sorted(self.primary, key=lambda one: one[0] or 0)))

    def freeze(self, file: str) -> SourceTable:
        """The table as a value; an index that only serves the primary key is not told beside it."""
        key = self.key()
        return SourceTable(
            name=self.name,
            logical_name=self.logical,
            columns=tuple(self.columns),
            primary_key=key,
            primary_key_name=self.primary_name if key else "",
            foreign_keys=tuple(dict.fromkeys(self.foreign)),
            indexes=tuple(one for one in dict.fromkeys(self.indexes) if not (one.unique and one.columns == key)),
            file=file,
            line=self.line,
            sheet=self.sheet,
            cell=self.cell,
        )


@functools.lru_cache(maxsize=50_000)
def _folded(text: str) -> str:
    return "".join(half_ascii(text).split()).casefold()


class Directory:
    """Tables by their physical and logical names; of two with one name the first counts."""

    def __init__(self, drafts: Iterable[Draft]) -> None:
        self._by_name: dict[str, Draft] = {}
        every = tuple(drafts)
        for names in ([d.physical for d in every], [d.logical for d in every]):
            for draft, name in zip(every, names, strict=True):
                if name:
                    self._by_name.setdefault(_folded(name), draft)

    def find(self, text: str) -> Draft | None:
        """The table that a text names (a schema before a point may be there), None without one."""
        wanted = _folded(text)
        return self._by_name.get(wanted) or self._by_name.get(wanted.rpartition(".")[2])
