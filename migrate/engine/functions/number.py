"""number(値)"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from migrate.engine.kinds import Kind
from migrate.text import columns, numbers

PARAMETERS = (Kind.VALUE,)


def apply(value: str | None) -> str | None:
    """A whole number or an amount (0001,234円, ▲5, 500-) plain: no separators, no zeros in front, - in front below 0.

    >>> apply("0001234"), apply("▲１，０００円"), apply("500-")
    ('1234', '-1000', '-500')
    >>> apply("1.5")
    Traceback (most recent call last):
        ...
    migrate.text.refusal.UnconvertibleError: 整数として読めない
    """
    return numbers.integer(value) if value else None


def vector(values: pa.Array) -> pa.Array:
    """The same over a column: plain digits without a sign are settled."""
    plain = columns.half_ascii(values)
    bare = pc.utf8_ltrim(plain, characters="0")
    result = pc.if_else(pc.equal(bare, ""), "0", bare)
    return columns.only_where(columns.matching(plain, numbers.PLAIN), result)
