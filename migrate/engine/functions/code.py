"""code(値, '対応の名前')"""

from __future__ import annotations

from collections.abc import Mapping

from migrate.engine.kinds import Kind
from migrate.text import blanks
from migrate.text.refusal import UnconvertibleError

PARAMETERS = (Kind.VALUE, Kind.CODE_MAP)
UNMATCHED = "MIG-CNV-004"


def apply(value: str | None, codes: Mapping[str, str]) -> str | None:
    """The new code of an old one; outer blanks of the old one do not count, blanks alone are no value.

    >>> apply("9 ", {"1": "1", "9": "0"})
    '0'
    >>> apply(" ", {"1": "1"}) is None
    True
    >>> apply("3", {"1": "1"})
    Traceback (most recent call last):
        ...
    migrate.text.refusal.UnconvertibleError: コード対応にない旧コード
    """
    if not value:
        return None
    for key in (value, blanks.strip(value)):
        if key in codes:
            return codes[key] or None
    if not blanks.strip(value):
        return None
    raise UnconvertibleError("コード対応にない旧コード")
