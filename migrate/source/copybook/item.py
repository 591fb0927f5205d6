"""Items of a record as a tree: entries by their levels, with what their group says of them."""

from __future__ import annotations

from collections.abc import Iterable

from migrate.model.record import Sign, Usage
from migrate.source.copybook.entry import Entry
from migrate.source.copybook.picture import Category

_CONDITION = 88
_WORDS = ((4, 2), (9, 4), (18, 8))
"""Digits up to which a binary number takes so many bytes."""
_LONGEST_BINARY = 16
_FULL_WORD = 4


class Item:
    """An entry with the entries below it. ``width`` is None where the bytes of an elementary item are not known."""

    def __init__(self, entry: Entry, above: Item | None) -> None:
        self.entry = entry
        self.above = above
        self.below: list[Item] = []
        self.conditions: list[Entry] = []
        self.usage_word: str = entry.usage or (above.usage_word if above else "")
        self.sign: Sign = entry.sign or (above.sign if above else Sign.TRAILING)

    @property
    def usage(self) -> Usage:
        """How an elementary item holds its value."""
        picture, word = self.entry.picture, self.usage_word
        if picture is None:
            return Usage.HEX
        if picture.category is Category.WIDE or (word == "wide" and picture.category is not Category.NUMERIC):
            return Usage.WIDE
        if picture.category is not Category.NUMERIC:
            return Usage.TEXT
        fixed = {
            "binary": Usage.BINARY,
            "native": Usage.NATIVE,
            "packed": Usage.PACKED,
            "unsigned-packed": Usage.PACKED,
        }
        return fixed.get(word, Usage.ZONED)

    @property
    def placed_sign(self) -> Sign:
        """Where the number keeps its sign."""
        return Sign.NONE if self.usage_word == "unsigned-packed" else self.sign

    @property
    def width(self) -> int | None:
        """Bytes of an elementary item."""
        picture, usage = self.entry.picture, self.usage
        if picture is None:
            return {"hex4": 4, "hex8": 8}.get(self.usage_word)
        if usage is Usage.PACKED:
            return (picture.digits + 1) // 2 if self.placed_sign is Sign.NONE else picture.digits // 2 + 1
        if usage in (Usage.BINARY, Usage.NATIVE):
            return next((width for digits, width in _WORDS if picture.digits <= digits), _LONGEST_BINARY)
        if usage is Usage.WIDE or self.usage_word == "wide":
            return 2 * picture.size
        separate = picture.signed and self.sign in (Sign.LEADING_SEPARATE, Sign.TRAILING_SEPARATE)
        return picture.size + separate

    @property
    def boundary(self) -> int:
        """SYNC: the item begins at a multiple of so many bytes (those of IBM's compilers)."""
        width = self.width or 1
        if not (self.entry.sync or (self.above is not None and self.above.synced)):
            return 1
        if self.usage_word == "hex8":
            return 2 * _FULL_WORD
        if self.usage in (Usage.BINARY, Usage.NATIVE, Usage.HEX):
            return min(width, _FULL_WORD)
        return 1

    @property
    def synced(self) -> bool:
        """True where SYNC is said of the item or of a group around it."""
        return self.entry.sync or (self.above is not None and self.above.synced)


def trees(entries: Iterable[Entry]) -> list[Item]:
    """The records of entries: every entry of level 1, and leading ones of other levels."""
    tops: list[Item] = []
    path: list[Item] = []
    for entry in entries:
        if entry.level == _CONDITION:
            if path:
                path[-1].conditions.append(entry)
            continue
        while path and path[-1].entry.level >= entry.level:
            path.pop()
        item = Item(entry, path[-1] if path else None)
        (path[-1].below if path else tops).append(item)
        path.append(item)
    return tops
