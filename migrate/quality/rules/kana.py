"""フリガナ・読み仮名 hold kana: katakana, hiragana, long and repeat marks, middle dot, blank; more by parameter 追加.

Characters that are reported under a code of their own (private use, undecodable bytes) are let through.
"""

from __future__ import annotations

from migrate.quality.catalogue import pattern_of
from migrate.quality.kinds import CellTest, Kind, Use, has_value
from migrate.quality.notation import PRIVATE
from migrate.quality.terms import col, lit

_KANA = r"ァ-ヺー-ヿぁ-ゖゝゞ・\x{3000}\x{3099}\x{309A}"


def _test(use: Use) -> CellTest:
    more = pattern_of(use.rule.parameters.get("追加", ""))
    pattern = lit(rf"\A[{_KANA}{more}{PRIVATE}]*\z", "KANA_AND_MORE" if more else "KANA", f"かな{more}")
    passes = col(use.item.name).contains(pattern)
    return CellTest(domain=has_value(use.item.name), passes=passes)


KIND = Kind(test=_test)
