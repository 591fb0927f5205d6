"""The cells that no told pattern describes: rare and long ones. Their classes and lengths are known only in sum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from migrate.model.profile import ColumnProfile
from migrate.source.profile.signatures import CLASSES
from migrate.source.twin.forms import expand

_LETTERS: Mapping[str, str] = {
    "kanji_or_other": "J",
    "katakana": "K",
    "half_kana": "k",
    "hiragana": "H",
    "half_letter": "A",
    "half_digit": "9",
    "half_mark": "-",
    "gaiji": "g",
    "undecodable": "u",
    "control": "c",
}
"""Class → the letter that stands for it, those that may fill a text first."""
_FILLERS = "JKkHA9"
_BLANKS = ("leading_blank", "inner_blank", "trailing_blank")
_MOST = 400


def _has(shape: str, name: str) -> bool:
    if name == "leading_blank":
        return shape[0] in " _"
    if name == "trailing_blank":
        return shape[-1] in " _"
    if name == "inner_blank":
        return not set(shape.strip(" _")).isdisjoint(" _")
    return not set(shape).isdisjoint(CLASSES[name])


def _missing(column: ColumnProfile, count: int) -> dict[str, int]:
    """Class → cells of the rest that hold it; all of them where the profile does not tell how many."""
    shapes = [(expand(one.name), one.count or 0) for one in column.patterns]
    found = {}
    for tally in column.characters:
        if tally.name in _LETTERS or tally.name in _BLANKS:
            known = sum(cells for shape, cells in shapes if _has(shape, tally.name))
            left = count if tally.count is None else min(count, tally.count - known)
            if left > 0:
                found[tally.name] = left
    return found


def _intervals(missing: Mapping[str, int], count: int) -> Iterator[tuple[int, frozenset[str]]]:
    """Parts of the rest with the classes that their cells hold.

    The frequent ones begin at the front, the rare ones follow one another, so that they do not meet in the same cells.
    """
    spans: list[tuple[int, int, str]] = []
    at = 0
    for name, cells in sorted(missing.items(), key=lambda one: (-one[1], one[0])):
        if cells * 2 > count:
            spans.append((0, cells, name))
            continue
        begin = at if at + cells <= count else 0
        spans.append((begin, begin + cells, name))
        at = begin + cells
    edges = sorted({0, count, *(edge for begin, end, _ in spans for edge in (begin, end))})
    for begin, end in pairwise(edges):
        yield end - begin, frozenset(name for first, last, name in spans if first <= begin and end <= last)


def _shape(classes: frozenset[str], length: int) -> str:
    """A shape of this length (longer where the classes need it) that holds all of the classes."""
    letters = [letter for name, letter in _LETTERS.items() if name in classes] or ["J"]
    filler = letters[0] if letters[0] in _FILLERS else "J"
    blank = "_" if filler in "JKH" else " "
    sides = [blank if name in classes else "" for name in _BLANKS]
    room = max(0, length - len(letters) - sum(map(len, sides)))
    head, tail = filler * (room - room // 2), filler * (room // 2)
    others = "".join(letters[1:])
    body = f"{head}{letters[0]}{sides[1]}{others}{tail}"
    if sides[1] and not others + tail:
        body += filler
    return f"{sides[0]}{body}{sides[2]}"


def rest(column: ColumnProfile, filled: int) -> Iterator[tuple[int, str]]:
    """Shapes of the cells that are in no told pattern, each with its number of cells.

    Args:
        column: the profile.
        filled: cells that are neither empty nor blank.
    """
    count = filled - sum(one.count or 0 for one in column.patterns)
    if count <= 0:
        return
    told = sum(len(expand(one.name)) * (one.count or 0) for one in column.patterns)
    shortest, longest = column.shortest or 1, column.longest or 1
    mean = column.mean_length if column.mean_length is not None else (shortest + longest) / 2
    usual = min(max(round((mean * filled - told) / count), shortest, 1), longest, _MOST)
    lengths = {len(expand(one.name)) for one in column.patterns}
    ends = [one for one in dict.fromkeys((longest, shortest)) if one not in lengths and one != usual and one <= _MOST]
    for cells, classes in _intervals(_missing(column, count), count):
        left = cells
        while ends and left:
            yield 1, _shape(classes, ends.pop(0))
            left -= 1
        if left:
            yield left, _shape(classes, usual)
