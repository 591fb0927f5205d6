"""Codes of municipalities (全国地方公共団体コード) through mergers and renamings (廃置分合)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from migrate.text import blanks, check_digits
from migrate.text.refusal import UnconvertibleError

Changes = Mapping[str, tuple[str, frozenset[str]]]
"""Code that ended → the day, and the codes that took over on it. No code is given out again."""


def on_day(text: str, day: str, changes: Changes, valid: Collection[str]) -> str:
    """The code that a code has become by ``day`` (YYYY-MM-DD), with as many digits (5, or 6 with check digit).

    ``valid`` are the codes of today (5 digits); a code that is neither among them nor in ``changes`` is not known.

    >>> changes = {"01339": ("2004-12-01", frozenset({"01202"}))}
    >>> on_day("01339", "2004-12-01", changes, {"01202"}), on_day("013391", "2004-11-30", changes, {"01202"})
    ('01202', '013391')

    Raises:
        UnconvertibleError: not 5 or 6 digits, a wrong check digit, a code not known, or parted among several.
    """
    given = blanks.strip(text)
    code = check_digits.checked(given, "団体コード")[:5] if len(given) == 6 else given
    if not (len(code) == 5 and code.isascii() and code.isdigit()):
        raise UnconvertibleError("半角数字 5 桁か 6 桁でない")
    if code not in valid and code not in changes:
        raise UnconvertibleError("団体コードの一覧にない")
    while code in changes and changes[code][0] <= day:
        after = changes[code][1]
        if len(after) > 1:
            raise UnconvertibleError("二つ以上の団体に分かれた")
        (code,) = after
    return check_digits.added(code, "団体コード") if len(given) == 6 else code
