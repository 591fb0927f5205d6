"""Whole columns at once: the translations of `width` and `kana` over an Arrow array of texts.

All texts are joined into one row of UTF-16 units, and each unit is looked up in a table of 65,536. What a unit becomes
may depend on the unit itself and on its neighbours; units of characters beyond U+FFFF stand for themselves.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from migrate.text import kana, numbers, width

_BETWEEN = "\n"
_NOTHING = "\uffff"
"""No character: stands where a unit falls away."""
_ORDER = "utf-16-le" if sys.byteorder == "little" else "utf-16-be"
_UNITS = 0x10000
_HALF = "[ -~\uff61-\uff9f]"
"""What `width.full_width` changes."""
_SAMPLE = 1 << 10
_SPARSE = 3


def only_where(mask: pa.Array, values: pa.Array) -> pa.Array:
    """``values`` where ``mask`` is true, else NULL.

    >>> only_where(pa.array([True, False]), pa.array(["a", "b"])).to_pylist()
    ['a', None]
    """
    return pc.if_else(mask, values, pa.scalar(None, pa.string()))


def matching(values: pa.Array, pattern: str) -> pa.Array:
    """True where the whole text matches an RE2 pattern, NULL for NULL.

    >>> matching(pa.array(["12", "1a", None]), "[0-9]*").to_pylist()
    [True, False, None]
    """
    return pc.match_substring_regex(values, rf"\A(?:{pattern})\z")


def lookup(changes: Mapping[str, str]) -> pa.Array:
    """The table that turns the characters named into others, each up to U+FFFF, and leaves the rest."""
    units = list(range(_UNITS))
    for old, new in changes.items():
        units[ord(old)] = ord(new)
    return pa.array(units, pa.uint16())


def _members(characters: str) -> pa.Array:
    chosen = set(map(ord, characters))
    return pa.array([unit in chosen for unit in range(_UNITS)])


def _unit(character: str) -> pa.Scalar:
    return pa.scalar(ord(character), pa.uint16())


def change(values: pa.Array, how: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """The texts whose units ``how`` changed; NULL for a text that holds a line break or U+FFFF."""
    if not len(values):
        return values
    whole = _joined(values)
    if whole.count(_BETWEEN) < len(values) and _NOTHING not in whole:
        return _parted(_changed(whole, how))
    strange = pc.match_substring_regex(values, f"[{_BETWEEN}{_NOTHING}]")
    plain = pc.if_else(strange, "", values)
    return only_where(pc.invert(strange), _parted(_changed(_joined(plain), how)))


def _joined(values: pa.Array) -> str:
    whole = pc.binary_join(pa.ListArray.from_arrays([0, len(values)], values), _BETWEEN)
    return str(whole[0].as_buffer(), "utf-8")


def _changed(whole: str, how: Callable[[pa.Array], pa.Array]) -> str:
    raw = pa.py_buffer(whole.encode(_ORDER))
    units = how(pa.Array.from_buffers(pa.uint16(), raw.size // 2, [None, raw]))
    first, size = 2 * units.offset, 2 * len(units)
    return str(memoryview(units.buffers()[1])[first : first + size], _ORDER)


def _parted(whole: str) -> pa.Array:
    return pc.split_pattern(pa.array([whole], pa.string()), _BETWEEN).flatten()


def translated(values: pa.Array, found: pa.Array) -> pa.Array:
    """The texts with each character as a table of `lookup` says; NULL as in `change`."""
    return change(values, found.take)


@cache
def _full_tables() -> tuple[pa.Array, pa.Array, pa.Array]:
    plain = lookup(width.TO_FULL)
    composed = {
        half: width.VOICED[full] for half, full in width.TO_FULL.items() if full in width.VOICED and half != full
    }
    semi = {half: width.SEMI[full] for half, full in width.TO_FULL.items() if full in width.SEMI and half != full}
    return plain, lookup(composed), lookup(semi)


def _composed(units: pa.Array, full: pa.Array, mark: str, found: pa.Array) -> pa.Array:
    """``full`` with each letter before a voicing mark composed with it, the mark a `_NOTHING`."""
    marks = pc.equal(units, _unit(mark))
    if not pc.any(marks).as_py():
        return full
    together = found.take(units)
    no = pa.array([False])
    before = pc.and_(pa.concat_arrays([marks[1:], no]), pc.not_equal(together, units))
    after = pa.concat_arrays([no, before[:-1]])
    return pc.if_else(after, _unit(_NOTHING), pc.if_else(before, together, full))


def _to_full(units: pa.Array) -> pa.Array:
    plain, voiced, semi = _full_tables()
    full = plain.take(units)
    full = _composed(units, full, width.HALF_VOICED, voiced)
    return _without_nothing(_composed(units, full, width.HALF_SEMI, semi))


def _without_nothing(units: pa.Array) -> pa.Array:
    left = pc.not_equal(units, _unit(_NOTHING))
    return units if pc.all(left).as_py() else units.filter(left)


def _only(values: pa.Array, pattern: str, how: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """``how`` of the texts in which ``pattern`` is found, all others as they are; quick where few are."""
    first = values.slice(0, _SAMPLE)
    if _count(pc.match_substring_regex(first, pattern)) * _SPARSE > len(first):
        return how(values)
    found = pc.match_substring_regex(values, pattern)
    return pc.replace_with_mask(values, found, how(values.filter(found))) if _count(found) else values


def _count(mask: pa.Array) -> int:
    return int(pc.sum(mask).as_py() or 0)


def full_width(values: pa.Array) -> pa.Array:
    r"""As `width.full_width`; NULL as in `change`, or the text where nothing of it changes.

    >>> full_width(pa.array(["ｻﾞ･ﾊｲﾂ 1-2", "ﾊﾟﾟ", "a\nb"])).to_pylist()
    ['ザ・ハイツ　１－２', 'パ゜', None]
    """
    return _only(values, _HALF, lambda given: change(given, _to_full))


@cache
def _half_tables() -> tuple[pa.Array, pa.Array]:
    first = lookup({full: half[0] for full, half in width.TO_HALF.items()})
    second = [ord(_NOTHING)] * _UNITS
    for full, half in width.TO_HALF.items():
        second[ord(full)] = ord(half[1:] or _NOTHING)
    return first, pa.array(second, pa.uint16())


def _to_half(units: pa.Array) -> pa.Array:
    first, second = (found.take(units) for found in _half_tables())
    if pc.all(pc.equal(second, _unit(_NOTHING))).as_py():
        return first
    low, high = (first, second) if sys.byteorder == "little" else (second, first)
    both = pc.bit_wise_or(low.cast(pa.uint32()), pc.shift_left(high.cast(pa.uint32()), pa.scalar(16, pa.uint32())))
    return _without_nothing(pa.Array.from_buffers(pa.uint16(), 2 * len(both), [None, both.buffers()[1]]))


def half_width(values: pa.Array) -> pa.Array:
    """As `width.half_width`; NULL as in `change`.

    >>> half_width(pa.array(["ガギパー、ヴ", "ＳＭＩＴＨ　１", ""])).to_pylist()
    ['ｶﾞｷﾞﾊﾟｰ､ｳﾞ', 'SMITH 1', '']
    """
    return change(values, _to_half)


@cache
def _tables() -> tuple[pa.Array, pa.Array, pa.Array]:
    ascii_only = {full: half for full, half in width.TO_HALF.items() if half.isascii()}
    return lookup(ascii_only), lookup(dict(zip(kana.HIRAGANA, kana.KATAKANA, strict=True))), lookup(kana.LARGER)


def half_ascii(values: pa.Array) -> pa.Array:
    """As `width.half_ascii`; NULL as in `change`."""
    if pc.all(pc.string_is_ascii(values)).as_py():
        return values
    return translated(values, _tables()[0])


def katakana(values: pa.Array) -> pa.Array:
    """As `kana.katakana`; NULL as in `change`."""
    return translated(values, _tables()[1])


def large(values: pa.Array) -> pa.Array:
    """As `kana.large`; NULL as in `change`."""
    return translated(values, _tables()[2])


def squeezed(values: pa.Array) -> pa.Array:
    """As `blanks.squeeze`.

    >>> squeezed(pa.array([" ヤマダ  　タロウ ", "　"])).to_pylist()
    ['ヤマダ　タロウ', '']
    """
    inner = pc.utf8_trim(values, characters=" \u3000")
    touched = pc.match_substring_regex(inner, " |\u3000\u3000")
    if not pc.any(touched).as_py():
        return inner
    return pc.replace_with_mask(
        inner, touched, pc.replace_substring_regex(inner.filter(touched), "[ \u3000]+", "\u3000")
    )


def digits(values: pa.Array) -> pa.Array:
    """As `numbers.digits_only`, NULL where that refuses and as in `change`.

    >>> digits(pa.array(["〒１００－００１４", " ", "1a"])).to_pylist()
    ['1000014', '', None]
    """
    plain = half_ascii(values)
    bare = pc.replace_substring_regex(plain, numbers.SEPARATORS, "")
    return only_where(matching(bare, "[0-9]*"), bare)
