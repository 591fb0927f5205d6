"""What people say the counterparts are, to measure a matching: a CSV of columns, or JSON of name → name.

CSV: ``source_table,source_column,gold_business,gold_table,gold_item`` and, as far as there are, ``source_schema``,
``source_comment``, ``source_type``. ``|`` separates items that share the column; an empty ``gold_item``: no
counterpart. Such a CSV is a schema as well. JSON: ``{source column: target column}``, every other column has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from migrate.model.source import SourceColumn, SourceSchema, SourceTable
from migrate.model.value import value

NEEDED = ("source_table", "source_column", "gold_business", "gold_table", "gold_item")
_SCHEMA, _NAME, _TYPE = "source_schema", "source_comment", "source_type"
_SEPARATOR = "|"
_DECLARED = re.compile(r"\s*([^\s(]+)\s*(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?")

Gold = tuple[str, str, str]
"""業務ID, グループ, item; empty parts are not compared."""
Key = tuple[str, str, str]
"""Schema and table (empty: any) and column of the source, without case."""


@value
class Truth:
    """The counterparts of the columns that people judged."""

    gold: Mapping[Key, frozenset[Gold]]
    whole: bool
    """True where columns that are not in it have no counterpart; else they are not judged."""

    def of(self, table: SourceTable, column: str) -> frozenset[Gold] | None:
        """The right items of a column, empty: none; None where it is not judged."""
        file, name, own = table.file.casefold(), table.name.casefold(), column.casefold()
        for key in ((file, name, own), ("", name, own), ("", "", own)):
            if key in self.gold:
                return self.gold[key]
        return frozenset() if self.whole else None


def is_truth(header: Sequence[str]) -> bool:
    """True for the header of a truth in CSV form."""
    return set(NEEDED) <= set(header)


def of_rows(rows: Sequence[Mapping[str, str]]) -> Truth:
    """A truth from the rows of its CSV."""
    gold: dict[Key, frozenset[Gold]] = {}
    for row in rows:
        names = (name.strip() for name in row["gold_item"].split(_SEPARATOR))
        right = frozenset((row["gold_business"], row["gold_table"], name) for name in names if name)
        schema, name, own = (row.get(part, "").casefold() for part in (_SCHEMA, "source_table", "source_column"))
        gold[schema, name, own] = right
        gold.setdefault(("", name, own), right)
    return Truth(gold=gold, whole=False)


def of_names(names: Mapping[str, str]) -> Truth:
    """A truth from ``{source column: target column}``; a source may be ``table.column``."""
    gold = {}
    for source, target in names.items():
        table, _, column = source.rpartition(".")
        gold["", table.casefold(), column.casefold()] = frozenset({("", "", target)} if target else ())
    return Truth(gold=gold, whole=True)


def _column(row: Mapping[str, str]) -> SourceColumn:
    declared = _DECLARED.match(row.get(_TYPE, ""))
    name, length, scale = declared.groups() if declared else ("", None, None)
    return SourceColumn(
        name=row["source_column"],
        logical_name=row.get(_NAME, ""),
        type=name.upper(),
        length=int(length) if length else None,
        scale=int(scale) if scale else None,
    )


def schema_of(rows: Sequence[Mapping[str, str]]) -> SourceSchema:
    """The tables that the rows of a truth name; tables of one ``source_schema`` are one system."""
    tables: dict[tuple[str, str], list[SourceColumn]] = {}
    for row in rows:
        tables.setdefault((row.get(_SCHEMA, ""), row["source_table"]), []).append(_column(row))
    made = (SourceTable(name=name, columns=tuple(columns), file=file) for (file, name), columns in tables.items())
    return SourceSchema(tables=tuple(made), files=())
