"""桁数: at most so many characters (not bytes) as people see them; sign and decimal point are not counted.

A variation selector (IVS) and a combining voicing mark belong to the character before them; a text that is too long
only with them is said by `length_marks`.
"""

from __future__ import annotations

import polars as pl

from migrate.quality import notation
from migrate.quality.kinds import CellTest, Kind, Use, has_value

_MARK = rf"[{notation.SELECTORS}\x{{3099}}\x{{309A}}]"


def _applies(use: Use) -> bool:
    return notation.text_pattern(use.item.type) is not None and bool(use.item.digits)


def shorter(column: pl.Series, most: int) -> pl.Series:
    """True where the characters as seen fit; marks are looked for only in the values that are too long with them."""
    fits = column.str.len_chars() <= most
    if fits.all():
        return fits
    bare = column.filter(~fits).str.replace_all(_MARK, "").str.len_chars() <= most
    where = (~fits).arg_true()
    return fits.scatter(where, bare)


def _test(use: Use) -> CellTest:
    name, digits = use.item.name, use.item.digits
    column = pl.col(name)
    match use.item.notation, digits:
        case "9V", (whole, part):
            before = column.str.split_exact(".", 1).struct.field("field_0").str.len_chars()
            after = column.str.split_exact(".", 1).struct.field("field_1").str.len_chars().fill_null(0)
            passes = (before <= whole) & (after <= part)
        case "9V", _:
            passes = column.str.replace(".", "", literal=True).str.len_chars() <= sum(digits)
        case "S9", _:
            passes = column.str.strip_prefix("-").str.len_chars() <= sum(digits)
        case _:
            most = sum(digits)
            passes = column.map_batches(lambda values: shorter(values, most), return_dtype=pl.Boolean)
    return CellTest(domain=has_value(name), passes=passes)


def _words(use: Use) -> dict[str, str | int]:
    return {"length": use.item.length.strip()}


KIND = Kind(test=_test, applies=_applies, words=_words)
