"""The shape of a value: what kinds of characters stand where, and not the characters themselves."""

from __future__ import annotations

import polars as pl

LONGEST = 40
"""Characters of a shape; a longer value ends with 「…」."""
_KINDS = (
    (r"[0-9]", "9"),
    (r"[A-Z]", "A"),
    (r"[a-z]", "a"),
    (r"[０-９]", "９"),
    (r"[Ａ-Ｚａ-ｚ]", "Ａ"),
    (r"[\x{E000}-\x{F8FF}\x{F0000}-\x{10FFFF}]", "外"),
    (r"[\x{FE00}-\x{FE0F}\x{E0100}-\x{E01EF}]", "異"),
    (r"[ｦ-ﾟ]", "ｶ"),
    (r"[ァ-ヺヽヾ]", "カ"),
    (r"[ぁ-ゖゝゞ]", "ひ"),
    (r"[\p{Han}々〆]", "漢"),
    (r"[^\x20-\x7E\p{P}\p{S}\x{3000}９Ａ外異ｶカひ漢ーｰ]", "他"),
)


def shapes(values: pl.Expr) -> pl.Expr:
    """Shapes of texts; null stays null.

    >>> pl.DataFrame({"v": ["架空　太郎", "S30.2.30", "ｶｸｳ"]}).select(shapes(pl.col("v")))["v"].to_list()
    ['漢漢　漢漢', 'A99.9.99', 'ｶｶｶ']
    """
    found = values.str.slice(0, LONGEST)
    for pattern, kind in _KINDS:
        found = found.str.replace_all(pattern, kind)
    return found + pl.when(values.str.len_chars() > LONGEST).then(pl.lit("…")).otherwise(pl.lit(""))
