"""Types in layout tables that say how the bytes of a field hold its value: パック, ゾーン, 2進, 漢字, or a PICTURE."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from migrate.model.finding import Finding, Place, Severity
from migrate.model.record import FieldForm, Sign, Usage
from migrate.model.source import SourceColumn, SourceTable
from migrate.source.copybook.entry import read_entry
from migrate.source.copybook.item import Item
from migrate.source.copybook.picture import Category
from migrate.source.copybook.tokens import Token, split

_WORDS: dict[Usage, tuple[str, ...]] = {
    Usage.PACKED: (
        "p",
        "pd",
        "pack",
        "packed",
        "packeddecimal",
        "comp-3",
        "パック",
        "パック10進",
        "パック10進数",
        "パック形式",
        "内部10進",
        "内部10進数",
    ),
    Usage.ZONED: ("z", "zd", "zone", "zoned", "ゾーン", "ゾーン10進", "ゾーン10進数", "ゾーン形式", "外部10進"),
    Usage.BINARY: ("bin", "binary", "comp", "comp-4", "2進", "2進数", "バイナリ", "固定小数点"),
    Usage.NATIVE: ("comp-5",),
    Usage.WIDE: ("n", "g", "漢字", "全角", "2バイト", "日本語", "national", "nchar"),
}
_USAGES = {word: usage for usage, words in _WORDS.items() for word in words}
_UNSIGNED = re.compile(r"[(（]?(?:符号なし|符号無し|符号無|unsigned)[)）]?")
_COUNTED = re.compile(r"\(|\s|(.)\1")
"""A picture that says how many positions there are; ``S9`` and ``9V`` alone are the names of types."""
_HEAD = re.compile(r"PIC(?:TURE)?\s+(?:IS\s+)?", re.IGNORECASE)
_PICTURE = re.compile(r"S?(?:[9XANGVP](?:\(\d+\))?)+(?:\s.*)?", re.IGNORECASE)


def _picture(column: SourceColumn) -> Item | None:
    """The item that a type describes which is a PICTURE with its usage (``S9(7)V99 COMP-3``)."""
    text = _HEAD.sub("", unicodedata.normalize("NFKC", column.type).strip())
    if not _COUNTED.search(text) or not _PICTURE.fullmatch(text):
        return None
    words = (Token(text="1", line=0), Token(text="F", line=0), Token(text="PIC", line=0), *split(text, 0))
    entry = read_entry(words, {})
    return None if entry is None or entry.picture is None or entry.unknown else Item(entry, None)


def _from_picture(item: Item, column: SourceColumn) -> SourceColumn:
    """The column by its PICTURE."""
    picture, base = item.entry.picture, column.form or FieldForm()
    if picture is None:
        return column
    numeric = picture.category is Category.NUMERIC
    form = replace(base, usage=item.usage, picture=picture.text, signed=picture.signed, sign=item.placed_sign)
    return replace(
        column,
        form=form,
        length=picture.digits if numeric else picture.size,
        length_unit="",
        scale=picture.scale if numeric and picture.scale else column.scale,
    )


def doubtful(tables: Iterable[SourceTable]) -> Iterator[Finding]:
    """Fields whose PICTURE has other bytes than the layout gives them: they are read as characters, and said."""
    for table in tables:
        for column in table.columns:
            item = _picture(column) if column.start and (column.form is None or not column.form.picture) else None
            if item is not None and item.width and item.width != column.bytes:
                params: dict[str, str | int] = {"type": column.type, "own": item.width, "bytes": column.bytes or 0}
                place = Place(file=table.file, line=column.line, table=table.name, item=column.name)
                yield Finding(code="MIG-SRC-246", severity=Severity.ERROR, place=place, params=params)


def _digits(usage: Usage, column: SourceColumn, sign: Sign) -> int | None:
    """Digits of a number: as stated, else as many as its bytes hold."""
    width = column.bytes or 0
    if column.length and column.length_unit != "BYTE":
        return column.length
    if usage is Usage.PACKED:
        return 2 * width - (sign is not Sign.NONE)
    return width if usage is Usage.ZONED else None


def formed(table: SourceTable) -> SourceTable:
    """A table with byte positions whose columns' types say how their bytes hold their values.

    A type that is not known stays: its field is characters.
    """
    if not any(column.start and column.form is None for column in table.columns):
        return table
    return replace(table, columns=tuple(_formed(column) for column in table.columns))


def _formed(column: SourceColumn) -> SourceColumn:
    if column.form is not None and column.form.usage is not Usage.TEXT:
        return column
    if not column.start or not column.bytes or not column.type:
        return column
    base = column.form or FieldForm()
    item = _picture(column)
    if item is not None and item.width == column.bytes:
        return _from_picture(item, column)
    folded = unicodedata.normalize("NFKC", column.type).strip().casefold().replace(" ", "")
    plain = _UNSIGNED.sub("", folded)
    usage = _USAGES.get(plain)
    if usage is None:
        return column
    if usage is Usage.WIDE:
        return replace(column, form=replace(base, usage=usage))
    sign = Sign.NONE if usage is Usage.PACKED and plain != folded else Sign.TRAILING
    form = replace(base, usage=usage, signed=plain == folded, sign=sign)
    return replace(column, form=form, length=_digits(usage, column, sign), length_unit="")
