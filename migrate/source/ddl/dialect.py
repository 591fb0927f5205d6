"""What differs between vendors, as data: one file per vendor in `dialects/`, found by its name.

A script rarely says which product wrote it, and real scripts mix forms, so the reader works with the union of all
dialects. A dialect only adds words; it never changes how another one is read.

A clause is a pattern of words. Upper-case words stand for themselves; ``name`` is a (dotted) name, number or string,
``number`` a number with or without sign, ``group`` a parenthesis, ``expr`` an expression, ``rest`` everything up to
the end of the column; ``?`` makes the part before it optional.
"""

from __future__ import annotations

from migrate.model.value import value


@value
class Dialect:
    """The words one vendor adds. Every entry is a sequence of words separated by blanks."""

    skipped: tuple[str, ...] = ()
    """Heads of statements that are left out on purpose."""
    data: tuple[str, ...] = ()
    """Heads of statements that carry rows: left out, and said."""
    lines: tuple[str, ...] = ()
    """First words of lines that are commands of the vendor's shell, not SQL; such a line ends at the line's end."""
    table_words: tuple[str, ...] = ()
    """Words that may stand between CREATE and TABLE."""
    type_words: tuple[str, ...] = ()
    """Types of more than one word."""
    column_clauses: tuple[str, ...] = ()
    """Clauses of a column that say nothing about its data."""
    element_heads: tuple[str, ...] = ()
    """Heads of elements of a table's parenthesis that are neither a column nor a key, left out on purpose."""
    table_clauses: tuple[str, ...] = ()
    """Heads of clauses behind the parenthesis: storage, partitions, options."""
    alter_clauses: tuple[str, ...] = ()
    """Heads of ALTER TABLE actions that do not change the structure."""
