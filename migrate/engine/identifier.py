"""Writing a column's name so that the restricted SQL reads it back as that column."""

from __future__ import annotations

from functools import lru_cache

from migrate.engine import expression
from migrate.errors import MigrateError


@lru_cache(maxsize=65536)
def column_text(name: str) -> str:
    """``name`` bare where the parser reads it back as itself, else in double quotes.

    >>> column_text("ATENA_NO"), column_text("氏 名"), column_text("SET")
    ('ATENA_NO', '"氏 名"', '"SET"')
    """
    try:
        if all(expression.columns(expression.parse(text)) == (name,) for text in (name, f"trim({name})")):
            return name
    except MigrateError:
        pass
    return '"' + name.replace('"', '""') + '"'
