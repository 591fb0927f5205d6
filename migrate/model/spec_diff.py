"""Two editions of a standard side by side: what changed, and what that means for data already converted."""

from __future__ import annotations

from enum import StrEnum

from migrate.model.value import value


class Effect(StrEnum):
    """What a change means 「すでに変換したデータにとって」: whether data that was right before is still right."""

    TIGHTENS = "tightens"
    """What was right may be wrong now."""
    LOOSENS = "loosens"
    """What was right stays right, and more is admitted."""
    NEUTRAL = "neutral"
    """Says nothing about values: names, order, wording."""


class Subject(StrEnum):
    """What a change is about."""

    TABLE = "table"
    ITEM = "item"
    CODE_LIST = "code-list"
    CODE = "code"
    FUNCTION = "function"
    FORM = "form"
    INTERFACE = "interface"
    INTERFACE_ITEM = "interface-item"


class ChangeKind(StrEnum):
    """What happened to it."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    TYPE = "type"
    LENGTH = "length"
    REPEAT = "repeat"
    REQUIRED = "required"
    """データ出力条件."""
    IMPLEMENTATION = "implementation"
    """実装類型, of an item or of a requirement."""
    PRIMARY_KEY = "primary-key"
    FOREIGN_KEY = "foreign-key"
    CODE_LIST = "code-list"
    """Which code list an item uses, or whether a list leaves its values to the municipality."""
    MEANING = "meaning"
    """What a code value stands for."""
    CONFORMITY_DATE = "conformity-date"
    """適合基準日."""
    ID = "id"
    ORDER = "order"
    TEXT = "text"


@value
class Named:
    """An item, code list, code value, function, form or interface on one side; ``id`` as published there."""

    id: str
    name: str


@value
class ItemRef:
    """An item that a changed code list touches: of the later side where it is there, else of the earlier."""

    table: str
    id: str
    name: str


@value
class Change:
    """One difference. ``…_before`` is None (texts: empty) for what was added, ``…_after`` for what was removed."""

    subject: Subject
    kind: ChangeKind
    effect: Effect
    rule: str
    """Row of the rule table that gave the effect, such as ``length-shorter``; stable, for machines."""
    business: str
    """業務ID of the side on which it is: the later one, the earlier one for what was removed."""
    table_before: str = ""
    """グループ; for a code value the name of its list, for the item of an interface the 連携ID."""
    table_after: str = ""
    item_before: Named | None = None
    """What the change is about (``subject`` says what that is)."""
    item_after: Named | None = None
    field: str = ""
    """The column that differs, such as ``length``; empty where the whole thing is meant."""
    before: str = ""
    after: str = ""
    """Texts as published; for ``order`` the name of the one before it (empty for the first)."""
    reason: str
    """One Japanese sentence: why it has this effect; for renames and moves, why the two are taken for the same."""
    confidence: float
    """0–1: how sure it is that the two are the same thing; 1 where name and place agree."""
    users: tuple[ItemRef, ...] = ()
    """For code lists and their values: the items that use the list."""


@value
class NotCompared:
    """A part or column that one side does not publish, so that its absence says nothing."""

    name: str
    """Part (``items``, ``codes``, ``functions``, ``forms``, ``interfaces``) or column of an item."""
    reason: str


@value
class Side:
    """One of the two specs."""

    spec: str
    """``ID@EDITION``."""
    business: str
    business_name: str
    edition: str
    kind: str
    title: str
    sha256: str
    """Of the original file, empty where there is no single one."""
    tables: int
    items: int


@value
class Counts:
    """Changes by effect."""

    tightens: int
    loosens: int
    neutral: int

    @property
    def total(self) -> int:
        """All changes."""
        return self.tightens + self.loosens + self.neutral


@value
class SpecDiff:
    """Everything that differs between two specs, ``before`` and ``after``."""

    before: Side
    after: Side
    counts: Counts
    changes: tuple[Change, ...]
    not_compared: tuple[NotCompared, ...]
