"""Constructs of a layout that are the same in many tables: an era beside a date, columns that only the sender needs.

They are rows of ``constructs.csv`` in a pack; what they say is proposed in a draft, and people decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from migrate.engine.identifier import column_text
from migrate.files import tables
from migrate.model.source import SourceColumn, SourceTable
from migrate.model.value import value

FILE = "constructs.csv"
STANDARD = "標準"


@value
class Construct:
    """One row of ``constructs.csv``."""

    tables: str
    """``標準``: only tables that are laid out after a standard, and there only columns that are no item; else all."""
    column: re.Pattern[str]
    """Of the column's Japanese name; the group ``stem`` is what it shares with its neighbour."""
    beside: tuple[str, ...]
    """Names of the neighbour, ``{stem}`` filled in; the first one that the table has counts."""
    expression: str
    """For the item that the neighbour fills, with ``{column}``, ``{beside}`` and ``{codes}``."""
    codes: str
    """Name of a code map from the column's values to ``values``."""
    values: tuple[str, ...]
    rule: str
    """Sample of a row rule's condition."""
    drop: str
    """Reason to drop the column."""
    note: str
    """What a person should know; without full stop."""


@value
class Applied:
    """One construct in one table."""

    construct: Construct
    column: SourceColumn
    beside: SourceColumn | None = None

    @property
    def expression(self) -> str:
        """The expression for the neighbour's item, ``""`` where the construct has none."""
        if not self.construct.expression or self.beside is None:
            return ""
        names = {"column": column_text(self.column.name), "beside": column_text(self.beside.name)}
        return self.construct.expression.format(**names, codes=self.construct.codes)

    @property
    def rule(self) -> str:
        """The condition of a row rule, ``""`` where the construct has none."""
        return self.construct.rule.replace("{column}", column_text(self.column.name))


def pairs(used: Sequence[Applied]) -> Mapping[str, str]:
    """Code map of constructs that share its name: declared values by their meaning, where it is one of ``values``."""
    return {
        code.value: value
        for one in used
        for code in one.column.codes
        for value in one.construct.values
        if value in unicodedata.normalize("NFKC", code.meaning)
    }


def read(folder: Path) -> tuple[Construct, ...]:
    """The constructs of a pack, none where it has no such file.

    Raises:
        UnreadableError: MIG-SYS-008, the file is damaged.
    """
    path = folder / FILE
    if not path.is_file():
        return ()
    return tuple(
        Construct(
            tables=row["tables"],
            column=re.compile(row["column"]),
            beside=tuple(row["beside"].split()),
            expression=row["expression"],
            codes=row["codes"],
            values=tuple(row["values"].split()),
            rule=row["rule"],
            drop=row["drop"],
            note=row["note"],
        )
        for row in tables.read(path)
    )


def _plain(column: SourceColumn) -> str:
    return unicodedata.normalize("NFKC", column.logical_name or column.name).strip()


def _one(construct: Construct, column: SourceColumn, names: Mapping[str, SourceColumn]) -> Applied | None:
    found = construct.column.search(_plain(column))
    if found is None:
        return None
    if not construct.beside:
        return Applied(construct=construct, column=column)
    stem = found.groupdict().get("stem") or ""
    wanted = (name.replace("{stem}", stem) for name in construct.beside)
    beside = next((names[name] for name in wanted if name in names and names[name] is not column), None)
    return Applied(construct=construct, column=column, beside=beside) if beside is not None else None


def applied(constructs: Sequence[Construct], table: SourceTable) -> Iterator[Applied]:
    """The constructs that stand in a table; a column stands in one of them, the first."""
    names = {_plain(column): column for column in reversed(table.columns)}
    for column in table.columns:
        open_to = (c for c in constructs if c.tables != STANDARD or (table.spec and not column.item))
        found = next((one for c in open_to if (one := _one(c, column, names)) is not None), None)
        if found is not None:
            yield found
