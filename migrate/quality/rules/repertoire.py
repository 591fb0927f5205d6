"""Every character is one of 行政事務標準文字, as far as MJ文字情報一覧表 and its 変体仮名編 say.

Both hold kanji and 変体仮名 only; for everything else what JIS X 0213 or CP932 has is let through (ours: no published
text says it). Private use (追加文字 stand in plane 16) and undecodable bytes are reported under codes of their own.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from migrate.characters import mojijoho
from migrate.characters.ledger import repertoire
from migrate.characters.ledger.clusters import clusters
from migrate.quality.kinds import CellTest, Kind, Use, has_value
from migrate.quality.terms import Judged
from migrate.text.characters import is_private, is_undecodable

_MJ, _CP932 = repertoire.Target.MJ, repertoire.Target.CP932
_BMP = range(0x20, 0x10000)


class Known:
    """The repertoires, and a pattern of the texts whose characters are all single ones of the BMP that are known."""

    def __init__(self) -> None:
        self._mj, self._cp932 = repertoire.named(_MJ), repertoire.named(_CP932)
        found = [code for code in _BMP if not 0xD800 <= code <= 0xDFFF and self.holds(chr(code))]
        ends = [code for code, after in zip(found, [*found[1:], 0], strict=True) if after != code + 1]
        starts = [code for code, before in zip(found, [0, *found], strict=False) if before != code - 1]
        listed = "".join(rf"\x{{{a:X}}}-\x{{{b:X}}}" for a, b in zip(starts, ends, strict=True))
        self.plain = rf"\A[{listed}]*\z"

    def holds(self, character: str) -> bool:
        """True for a character with its selectors."""
        first = character[0]
        other = is_private(first) or is_undecodable(first) or (len(character) == 1 and character in self._cp932)
        return other or character in self._mj

    def within(self, values: pl.Series) -> pl.Series:
        """True where all characters are known; only texts with rare ones are taken apart, each once."""
        plain = values.str.contains(self.plain).fill_null(True)
        rare = values.filter(~plain).unique().to_list()
        strange = [text for text in rare if not all(self.holds(one) for one in clusters(text))]
        return plain | ~values.is_in(strange) if strange else pl.repeat(True, len(values), eager=True)


@cache
def _known() -> Known:
    return Known()


def _applies(use: Use) -> bool:
    return use.item.notation == "N"


def _within(values: pl.Series) -> pl.Series:
    return _known().within(values)


def _test(use: Use) -> CellTest:
    name = use.item.name
    return CellTest(domain=has_value(name), passes=Judged(name=name, function=_within))


def _ready() -> bool:
    return mojijoho.load().present


KIND = Kind(test=_test, applies=_applies, ready=_ready)
