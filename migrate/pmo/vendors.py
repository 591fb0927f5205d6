"""One vendor written in several ways is one vendor: width, blanks and the abbreviated 株式会社 do not matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from migrate.pmo.known import UNKNOWN

_COMPANY = re.compile(r"\((?:株|株式会社)\)")


def plain(name: str) -> str:
    """The form under which spellings meet.

    >>> plain("㈱ベンダ 甲") == plain("株式会社ベンダ甲") == plain("（株）ﾍﾞﾝﾀﾞ甲")
    True
    """
    folded = "".join(unicodedata.normalize("NFKC", name).split())
    return _COMPANY.sub("株式会社", folded).casefold()


def shown(counts: Mapping[str, int]) -> dict[str, str]:
    """Name as reported → the name under which it is counted: the most frequent spelling; nothing told is 「不明」."""
    best: dict[str, str] = {}
    for name in sorted(counts, key=lambda one: (-counts[one], one)):
        best.setdefault(plain(name), name.strip())
    return {name: best[plain(name)] or UNKNOWN for name in counts}
