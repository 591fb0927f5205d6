"""Codes of municipalities (全国地方公共団体コード) through mergers and renamings (廃置分合)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from migrate.text import blanks, check_digits
from migrate.text.refusal import UnconvertibleError

Changes = Mapping[str, tuple[tuple[str, frozenset[str]], ...]]
"""Code that ended → day, and the codes that took over on that day; sorted by day."""


def on_day(text: str, day: str, changes: Changes, valid: Collection[str]) -> str:
    """The code that a code has become by ``day`` (YYYY-MM-DD), with as many digits (5, or 6 with check digit).

    ``valid`` are the codes of today (5 digits); a code that is neither among them nor in ``changes`` is not known.

    >>> on_day("01339", "2026-01-01", {"01339": (("2004-12-01", frozenset({"01202"})),)}, {"01202"})
    '01202'
    >>> on_day("013391", "2004-11-30", {"01339": (("2004-12-01", frozenset({"01202"})),)}, {"01202"})
    '013391'

    Raises:
        UnconvertibleError: not 5 or 6 digits, a wrong check digit, a code not known, parted among several, or used
            again later for another municipality.
    """
    given = blanks.strip(text)
    code = check_digits.checked(given, "団体コード")[:5] if len(given) == 6 else given
    if not (len(code) == 5 and code.isascii() and code.isdigit()):
        raise UnconvertibleError("半角数字 5 桁か 6 桁でない")
    if code not in valid and code not in changes:
        raise UnconvertibleError("団体コードの一覧にない")
    seen: set[str] = set()
    since = ""
    while (ends := next((one for one in changes.get(code, ()) if since < one[0] <= day), None)) is not None:
        if code in seen or (not seen and (code in valid or len(changes[code]) > 1)):
            raise UnconvertibleError("同じ団体コードが二つの団体に使われた")
        if len(ends[1]) > 1:
            raise UnconvertibleError("二つ以上の団体に分かれた")
        seen.add(code)
        since, (code,) = ends
    return check_digits.added(code, "団体コード") if len(given) == 6 else code
