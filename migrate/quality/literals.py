"""Values of terms, spelled in Python and in DuckDB's SQL."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

Plain = str | int | bool | tuple[str, ...] | Mapping[str, str]
_NONE_OF_ANY = "(SELECT NULL::VARCHAR WHERE FALSE)"


def _quoted(text: str) -> str:
    """A Python text in double quotes; a raw one where that keeps backslashes single, invisible characters escaped."""
    if "\\" in text and text.isprintable() and '"' not in text and not text.endswith("\\"):
        return f'r"{text}"'
    body = repr(text)
    return body if '"' in text else f'"{body[1:-1]}"'


def source_of(one: object) -> str:
    r"""``one`` in Python.

    >>> source_of(r"\A[0-9]+\z"), source_of("　"), source_of(("1", "2")), source_of(pl.Int64)
    ('r"\\A[0-9]+\\z"', '"\\u3000"', '["1", "2"]', 'pl.Int64')
    """
    if isinstance(one, str):
        return _quoted(one)
    if isinstance(one, tuple):
        return "[" + ", ".join(map(source_of, one)) + "]"
    if isinstance(one, Mapping):
        return "{" + ", ".join(f"{source_of(key)}: {source_of(found)}" for key, found in one.items()) + "}"
    if isinstance(one, type) and issubclass(one, pl.DataType):
        return f"pl.{one.__name__}"
    return repr(one)


def sql_of(one: Plain) -> str:
    """``one`` in SQL.

    >>> sql_of("O'Hara"), sql_of(("1", "2")), sql_of({"a": "b"}), sql_of(False)
    ("'O''Hara'", "('1', '2')", "MAP {'a': 'b'}", 'FALSE')
    """
    if isinstance(one, str):
        return "'" + one.replace("'", "''") + "'"
    if isinstance(one, tuple):
        return "(" + ", ".join(map(sql_of, one)) + ")" if one else _NONE_OF_ANY
    if isinstance(one, Mapping):
        return "MAP {" + ", ".join(f"{sql_of(key)}: {sql_of(found)}" for key, found in one.items()) + "}"
    return str(one).upper()
