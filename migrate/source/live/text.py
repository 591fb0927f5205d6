"""A value of a driver as text, whole: what a product does not turn into text itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID


def _span(span: timedelta) -> str:
    seconds = span // timedelta(seconds=1)
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    rest = f".{span.microseconds:06d}" if span.microseconds else ""
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{rest}"


def _hex(data: bytes | bytearray | memoryview) -> str:
    return "\\x" + bytes(data).hex()


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


_TEXTS: tuple[tuple[tuple[type, ...], Callable[[Any], str]], ...] = (
    ((str,), str),
    ((bool,), lambda flag: "true" if flag else "false"),
    ((int, UUID), str),
    ((float,), repr),
    ((Decimal,), lambda number: format(number, "f")),
    ((bytes, bytearray, memoryview), _hex),
    ((datetime,), lambda moment: moment.isoformat(sep=" ")),
    ((date, time), lambda moment: moment.isoformat()),
    ((timedelta,), _span),
    ((Mapping, list, tuple), _json),
)
"""Kind of value → its text; the first kind that fits counts."""


def text_of(value: object) -> str | None:
    r"""The text of a value, None for NULL.

    Numbers have no exponent and keep their scale, dates are ISO, bytes are hexadecimal behind ``\x``.

    Raises:
        UnicodeError: a value of a kind that is not known.

    >>> text_of(Decimal("1E+3")), text_of(b"\x00\xff"), text_of(datetime(2024, 4, 1, 9)), text_of(True)
    ('1000', '\\x00ff', '2024-04-01 09:00:00', 'true')
    """
    if value is None:
        return None
    for kinds, convert in _TEXTS:
        if isinstance(value, kinds):
            return convert(value)
    raise UnicodeError("no text")  # the value itself is never told
