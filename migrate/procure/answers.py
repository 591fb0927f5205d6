"""What one vendor answered, as comparison and scoring need it: plain values, whatever workbook they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from migrate.model.value import value


class Level(StrEnum):
    """How much the body wants a function (the classes of the standards: 必須, 標準オプション)."""

    REQUIRED = "必須"
    WANTED = "求める"
    """An optional function that the body asks for."""
    OPTIONAL = "任意"


class Word(StrEnum):
    """What a vendor says of a function. An answer that is not there at all is no word: see `VendorAnswers.word`."""

    YES = "対応"
    PAID = "有償で対応"
    LATER = "対応予定"
    SUBSTITUTE = "代替"
    NO = "対応不可"

    @property
    def needs_note(self) -> bool:
        """True where the answer means nothing without an explanation."""
        return self is not Word.YES


@value
class Requirement:
    """One row that all vendors are asked about."""

    id: str
    """機能ID, 帳票ID, or an id of the body's own."""
    business: str
    """業務ID."""
    text: str
    level: Level
    group: str = ""
    """A group within the level, such as B, where the criteria count groups."""


@value
class FunctionAnswer:
    """A vendor's answer to one requirement. ``raw`` is the text as it was written."""

    word: Word | None
    note: str = ""
    due: str = ""
    """ISO day or month by which it will be there."""
    raw: str = ""


@value
class CostRow:
    """One row of the cost sheet: yen with tax by year; a year without an entry was left blank."""

    id: str
    label: str
    years: Mapping[str, int]
    """``initial``, or the number of the year of operation from ``1``."""
    initial: bool = False
    """True for a row that is paid once."""


@value
class VendorAnswers:
    """Everything that one vendor answered."""

    vendor: str
    """Key: letters, digits and hyphens."""
    name: str
    received: str = ""
    """ISO day on which it came in."""
    functions: Mapping[str, FunctionAnswer] = field(default_factory=dict)
    """Id of a requirement → answer."""
    costs: tuple[CostRow, ...] = ()
    open_costs: tuple[str, ...] = ()
    """Cells of the cost sheets that say something and are in no sum: 未定, unreadable, or without a word on tax."""
    blank_costs: int = 0
    """Required cells of the cost sheets that were left blank."""
    dates: Mapping[str, str] = field(default_factory=dict)
    """What is to be ready → ISO day or month, 未定, 不明."""
    businesses: Mapping[str, str] = field(default_factory=dict)
    """業務ID → how the vendor offers it (対応, 条件付き, 対応不可)."""
    starts: Mapping[str, str] = field(default_factory=dict)
    """業務ID → the earliest day of operation: ISO day or month, 未定, 不明."""
    capacity: Mapping[str, str] = field(default_factory=dict)
    """What the vendor said of people and limits: label → answer."""

    def word(self, requirement: str) -> Word | None:
        """The answer to a requirement, None where there is none."""
        found = self.functions.get(requirement)
        return found.word if found else None
