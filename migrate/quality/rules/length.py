"""桁数: at most so many characters (not bytes); sign, decimal point and variation selectors are not counted."""

from __future__ import annotations

import polars as pl

from migrate.quality import notation
from migrate.quality.kinds import CellTest, Kind, Use, has_value

_SELECTOR = f"[{notation.SELECTORS}]"


def _applies(use: Use) -> bool:
    return notation.text_pattern(use.item.type) is not None and bool(use.item.digits)


def _shorter(column: pl.Series, most: int) -> pl.Series:
    """Length without variation selectors; they are looked for only in the values that are too long with them."""
    fits = column.str.len_chars() <= most
    if fits.all():
        return fits
    bare = column.filter(~fits).str.replace_all(_SELECTOR, "").str.len_chars() <= most
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
            passes = column.map_batches(lambda values: _shorter(values, most), return_dtype=pl.Boolean)
    return CellTest(domain=has_value(name), passes=passes)


def _words(use: Use) -> dict[str, str | int]:
    return {"length": use.item.length.strip()}


KIND = Kind(test=_test, applies=_applies, words=_words)
