"""What people decided on the counterparts of one business: the file is theirs, no run ever changes what it says."""

from __future__ import annotations

from enum import StrEnum

from migrate.model.value import value


class Verdict(StrEnum):
    """What was decided; the words are the ones that the file and the review workbook hold."""

    TAKEN = "採用"
    """The column feeds the item."""
    REFUSED = "不採用"
    """The column does not feed the item."""
    NONE = "該当なし"
    """The column has no counterpart in the standard, or the item none in the current system (or in one table)."""
    HELD = "保留"
    """Not decided yet; nothing follows from it."""


class Degree(StrEnum):
    """How far the meaning of a column is that of the item."""

    EXACT = "一致"
    BROADER = "広い"
    """The column holds more than the item."""
    NARROWER = "狭い"
    """The column holds less than the item."""
    NONE = "なし"


Spot = tuple[str, str, str, str]
"""Table and column of the current system, グループ and item of the standard; empty where a decision names none."""


@value
class Decision:
    """One decision. A pair names all four parts of its spot; 該当なし and 保留 may name one side only."""

    verdict: Verdict
    degree: Degree
    table: str = ""
    column: str = ""
    group: str = ""
    item: str = ""
    column_type: str = ""
    """As it was declared when it was decided, such as ``VARCHAR(40)``."""
    item_type: str = ""
    """Type and length of the item then, as published."""
    edition: str = ""
    """Edition of the standard then."""
    reviewer: str = ""
    """Role or department (staff may write their name, if they choose to)."""
    date: str = ""
    """ISO date."""
    comment: str = ""
    line: int | None = None

    @property
    def spot(self) -> Spot:
        """What it is about; a file decides each spot once."""
        return self.table, self.column, self.group, self.item

    @property
    def is_pair(self) -> bool:
        """True where it names a column and an item."""
        return bool(self.column and self.item)


@value
class Decisions:
    """The decisions of one business, in the order of their file."""

    business: str
    decisions: tuple[Decision, ...] = ()
    path: str = ""
