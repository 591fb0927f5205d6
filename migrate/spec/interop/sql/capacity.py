"""How wide a column must be so that no legal value is refused: one table of factors, one place.

桁数 counts characters. Databases count something else, and a character is more than one of it:

==============  ==========================  ============================================================
one character   half-width (X)              full-width (Ｎ), with an IVS behind it or outside the BMP
==============  ==========================  ============================================================
code points     1                           2: the character and its variation selector (葛󠄀 = U+845B U+E0100)
UTF-16 units    1: ASCII, half-width kana   4: both halves of both (U+100000 alone is 2)
UTF-8 bytes     3: half-width kana          8: 4 of the character outside the BMP, 4 of the selector
==============  ==========================  ============================================================

A DATE, TIME or YEAR is text of 10, 8 and 4: 0000-01-01 (legal as the unknown beginning of a range) is no date to
PostgreSQL, Oracle, SQL Server and Spark, a 不詳 date need not be in the calendar, seconds may be left out, and a YEAR
is 0000 as well. No item is marked as free of such values, so there is none for which a native DATE would hold every
value.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from migrate.model.notation import FIXED
from migrate.model.spec import Item, Spec
from migrate.model.value import value
from migrate.spec.interop.domain import is_number

HALF_BYTES, FULL_BYTES = 3, 8
"""UTF-8 bytes of one character at most."""
MOST_DIGITS = 38
"""Digits that every one of the databases can hold in an exact number."""


@value
class Dialect:
    """What a database does with names, texts and constraints."""

    name: str
    title: str
    sqlglot: str
    name_limit: int
    name_bytes: bool
    """True where names are limited in UTF-8 bytes, else in characters (UTF-16 units for SQL Server)."""
    text: exp.DType = exp.DType.VARCHAR
    half: int = 1
    """Units that one half-width character takes."""
    full: int = 2
    """Units that one full-width character takes."""
    most_units: int | None = None
    most_bytes: int | None = None
    """A text that may be longer than one of the two gets the type of unlimited texts."""
    sized: bool = True
    """False where the length of a text has no meaning."""
    unit: str = ""
    """Word behind the length, such as ``CHAR``."""
    unlimited: str = ""
    """Word for the length of an unlimited text or binary, such as ``MAX``; ``""`` where such types have names."""
    key_units: int | None = None
    """Length of an unlimited text that is part of a key, where such a text cannot be one."""
    ascii_tables: bool = False
    """True where a table's name may only have ASCII letters, digits and ``_``."""
    foreign_keys: str = "alter"
    """``alter``: own statements after all tables; ``inline``: inside CREATE TABLE; ``""``: the database has none."""
    comments: str = "comment"
    """``comment``: COMMENT ON; ``property``: extended properties; ``inline``: inside CREATE TABLE."""


DIALECTS = {
    one.name: one
    for one in (
        Dialect(name="postgres", title="PostgreSQL", sqlglot="postgres", name_limit=63, name_bytes=True),
        Dialect(
            name="oracle",
            title="Oracle Database（文字セット AL32UTF8）",
            sqlglot="oracle",
            name_limit=128,
            name_bytes=True,
            most_bytes=4000,
            unit="CHAR",
            key_units=500,
        ),
        Dialect(
            name="sqlserver",
            title="Microsoft SQL Server",
            sqlglot="tsql",
            name_limit=128,
            name_bytes=False,
            text=exp.DType.NVARCHAR,
            full=4,
            most_units=4000,
            unlimited="MAX",
            key_units=450,
            comments="property",
        ),
        Dialect(
            name="duckdb",
            title="DuckDB",
            sqlglot="duckdb",
            name_limit=255,
            name_bytes=True,
            sized=False,
            foreign_keys="inline",
        ),
        Dialect(
            name="spark",
            title="Apache Spark SQL",
            sqlglot="spark",
            name_limit=128,
            name_bytes=True,
            ascii_tables=True,
            foreign_keys="",
            comments="inline",
        ),
    )
}
"""Oracle: VARCHAR2 holds 4,000 bytes whatever its length says (MAX_STRING_SIZE=STANDARD). SQL Server: NVARCHAR counts
UTF-16 units, up to 4,000; an index key has 900 bytes. DuckDB does not enforce lengths. Spark's session catalogue admits
only ``[A-Za-z0-9_]`` in names of tables, and its own tables have no keys; its VARCHAR counts code points."""


def fits(dialect: Dialect) -> Callable[[str], bool]:
    """Whether a name is short enough for a database. PostgreSQL cuts longer ones without a word.

    >>> fits(DIALECTS["postgres"])("あ" * 21), fits(DIALECTS["postgres"])("あ" * 22)
    (True, False)
    """

    def fit(name: str) -> bool:
        size = len(name.encode()) if dialect.name_bytes else len(name.encode("utf-16-le")) // 2
        return 0 < size <= dialect.name_limit

    return fit


def _type(kind: exp.DType, *sizes: int | str, unit: str = "") -> exp.DataType:
    """A type; a size that is a word (``MAX``) stays one."""
    parameters = [
        exp.DataTypeParam(
            this=exp.Literal.number(size) if isinstance(size, int) else exp.Var(this=size),
            expression=exp.Var(this=unit) if unit else None,
        )
        for size in sizes
    ]
    return exp.DataType(this=kind, expressions=parameters, nested=False)


def _unlimited(dialect: Dialect, in_key: bool) -> exp.DataType:
    if in_key and dialect.key_units is not None:
        return _type(dialect.text, dialect.key_units, unit=dialect.unit)
    return _type(dialect.text, dialect.unlimited) if dialect.unlimited else _type(exp.DType.TEXT)


def _text(dialect: Dialect, length: int, full: bool, in_key: bool) -> exp.DataType:
    if not dialect.sized:
        return _type(exp.DType.TEXT)
    units = length * (dialect.full if full else dialect.half)
    size = length * (FULL_BYTES if full else HALF_BYTES)
    too_long = dialect.most_units is not None and units > dialect.most_units
    too_wide = dialect.most_bytes is not None and size > dialect.most_bytes
    if too_long or too_wide:
        return _unlimited(dialect, in_key)
    return _type(dialect.text, units, unit=dialect.unit)


def _number(dialect: Dialect, item: Item) -> exp.DataType:
    sizes = item.digits or (MOST_DIGITS,)
    total = sum(sizes)
    if total > MOST_DIGITS:
        return _text(dialect, total + 2, full=False, in_key=False)
    return _type(exp.DType.DECIMAL, total, *sizes[1:])


def column_type(dialect: Dialect, item: Item, spec: Spec, in_key: bool = False) -> exp.DataType:
    """The type of a column that admits every legal value of an item; ``in_key`` where it is part of a key."""
    kind = item.notation
    if is_number(item, spec):
        return _number(dialect, item)
    if kind == "BLOB":
        return _type(exp.DType.VARBINARY, *([dialect.unlimited] if dialect.unlimited else []))
    if kind in FIXED:
        return _text(dialect, FIXED[kind], full=False, in_key=in_key)
    length = sum(item.digits)
    if not length:
        return _unlimited(dialect, in_key)
    return _text(dialect, length, full=kind not in ("X", "9", "S9", "9V"), in_key=in_key)
