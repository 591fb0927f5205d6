"""桁数: at most so many characters (not bytes) as people see them; sign and decimal point are not counted.

A variation selector (IVS) and a combining voicing mark belong to the character before them; a text that is too long
only with them is said by `length_marks`.
"""

from __future__ import annotations

from migrate.quality import notation
from migrate.quality.kinds import CellTest, Kind, Use, has_value
from migrate.quality.terms import Term, When, col, lit

_MARK = lit(rf"[{notation.SELECTORS}\x{{3099}}\x{{309A}}]", "MARKS", "前の文字に付き、桁数に数えない文字")


def _applies(use: Use) -> bool:
    return notation.text_pattern(use.item.type) is not None and bool(use.item.digits)


def fits(name: str, most: int) -> Term:
    """True where the characters as seen fit; marks are looked for only in the values that are too long with them."""
    column = col(name)
    longer = When(condition=column.length() > most, then=column)
    return (column.length() <= most) | (longer.replaced(_MARK, "").length() <= most)


def _passes(name: str, notation: str, digits: tuple[int, ...]) -> Term:
    match notation, digits:
        case "9V", (whole, part):
            return col(name).contains(rf"\A[^.]{{0,{whole}}}(\.[^.]{{0,{part}}})?\z")
        case "9V", _:
            return col(name).replaced(r"\.", "").length() <= sum(digits)
        case "S9", _:
            return col(name).replaced(r"\A-", "").length() <= sum(digits)
        case _:
            return fits(name, sum(digits))


def _test(use: Use) -> CellTest:
    name = use.item.name
    return CellTest(domain=has_value(name), passes=_passes(name, use.item.notation, use.item.digits))


def _words(use: Use) -> dict[str, str | int]:
    return {"length": use.item.length.strip()}


KIND = Kind(test=_test, applies=_applies, words=_words)
