"""What another edition of a standard means for what people have written: mapping, decisions, checks, answers."""

from __future__ import annotations

from enum import StrEnum

from migrate.model.value import value


class Work(StrEnum):
    """What has to be done; the value is the key of its weight."""

    RENAME = "upgrade.rename"
    MOVE = "upgrade.move"
    GONE = "upgrade.gone"
    FORM = "upgrade.form"
    """Type, length, repetition, key or 必須 changed."""
    CODES = "upgrade.codes"
    NEW = "upgrade.new"
    """A new item that must be filled."""
    ADDED = "upgrade.added"
    """A new item that may be filled."""
    DECISION = "upgrade.decision"
    CHECK = "upgrade.check"
    ANSWER = "upgrade.answer"


@value
class Touched:
    """One thing that people have to look at."""

    work: Work
    file: str = ""
    line: int | None = None
    """Line in ``file``, as it is before the upgrade."""
    group: str = ""
    item: str = ""
    to_group: str = ""
    to_item: str = ""
    """Where it goes, empty where it goes nowhere or stays."""
    sentence: str
    """Why, in Japanese."""


@value
class Labour:
    """Hours of one kind of work."""

    key: str
    title: str
    count: int
    each: float
    hours: float


@value
class Upgrade:
    """One mapping carried to another edition."""

    file: str
    draft: str
    """The upgraded draft beside it."""
    before: str
    after: str
    carried: int
    """Items of the mapping that go on unchanged."""
    decisions: int
    """Decisions that go on unchanged."""
    touched: tuple[Touched, ...]
    labour: tuple[Labour, ...]

    @property
    def hours(self) -> float:
        """All hours."""
        return sum(one.hours for one in self.labour)
