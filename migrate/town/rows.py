"""Rows on their way into a file, and what is planted in them.

A cell is text; a lone surrogate U+DC80–DCFF in it stands for one byte that CP932 does not know (``surrogateescape``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from migrate.model.value import value


def raw(byte: int) -> str:
    r"""The stand-in of one undecodable byte (0x80–0xFF).

    >>> ("山" + raw(0xFD)).encode("cp932", "surrogateescape")
    b'\x8eR\xfd'
    """
    return chr(0xDC00 + byte)


@dataclass(slots=True, kw_only=True)
class Row:
    """One record. The only value in this package that changes: defects are written into it."""

    cells: dict[str, str]
    written: bool
    """True where the example mapping writes it (not excluded, not merged)."""
    only: bool = True
    """True where no other row holds the same number (no history)."""
    pointed_at: bool = False
    """True where another row names it as its 名寄せ先."""
    taken: bool = False
    """True where it carries a defect, or belongs to one of another row."""
    damage: Callable[[bytes], bytes] | None = field(default=None)
    """What happens to the record's bytes (without the line end)."""

    @property
    def free(self) -> bool:
        """True where a defect may be planted: written, alone, nobody's 名寄せ先, none planted yet."""
        return self.written and self.only and not self.pointed_at and not self.taken


@value
class Planted:
    """One finding that the tool has to make. ``item`` is the standard's item, empty for a whole record."""

    stage: str
    """``convert`` or ``check``."""
    code: str
    file: str
    row: int
    """Record number from 1; a header line is not a record."""
    item: str


@value
class Table:
    """The rows of one file in the order of the file."""

    name: str
    file: str
    rows: tuple[Row, ...]
