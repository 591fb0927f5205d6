"""The old numbers of one kind that the staged tables hold, each once per system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from migrate.engine.ages import BLANKS
from migrate.engine.duckdb import Engine, name, text
from migrate.engine.lowering import Lowering, sql
from migrate.keys import declared
from migrate.model.finding import Place
from migrate.model.keys import PART, KeyKind, KeyReference, KeySource
from migrate.model.value import value

Parquets = Mapping[str, Sequence[Path]]
"""Table of the current system → its staged rows, one file per data file."""
CURRENT = "current"
"""Relation: ``system``, ``old``, ``src`` (position of the first source that holds it)."""
SOURCES = "sources"
"""Relation: ``src``, ``space``, ``rule``, ``prefix``, ``tbl``."""


@value
class Read:
    """What one declared table gave."""

    kind: str
    system: str
    table: str
    rows: int
    """Rows that meet the condition."""
    blank: int
    """Those without an old number."""


def old_number(columns: Sequence[str]) -> str:
    """SQL of an old number: trimmed; several columns with `PART` between them; NULL where one of them is blank."""
    cells = [f"nullif(trim({name(one)}, {BLANKS}), '')" for one in columns]
    if len(cells) == 1:
        return cells[0]
    whole = " || ".join(f"CASE WHEN NOT contains({cell}, {text(PART)}) THEN {cell} END" for cell in cells)
    return whole.replace("END || CASE", f"END || {text(PART)} || CASE")


def rows_of(used: KeySource | KeyReference, paths: Parquets) -> str:
    """SQL of the rows of a declared table that meet its condition."""
    files = ", ".join(text(str(path)) for path in paths[used.table])
    tree = declared.condition(used.when, Place(table=used.table))
    where = f" WHERE {sql(Lowering([tree]).condition(tree))}" if tree is not None else ""
    return f"(SELECT * FROM read_parquet([{files}], union_by_name = true){where})"


def _values(kind: KeyKind) -> str:
    rows = (
        f"({at}, {text(one.space)}, {text(one.rule)}, {text(one.prefix)}, {text(one.table)})"
        for at, one in enumerate(kind.sources)
    )
    return ", ".join(rows)


def gather(engine: Engine, kind: KeyKind, paths: Parquets) -> tuple[Read, ...]:
    """Make the relations `CURRENT`, `SOURCES` and ``found`` of a kind; what each source gave."""
    engine.run(
        f"CREATE OR REPLACE TABLE {SOURCES} AS SELECT * FROM "
        f"(VALUES {_values(kind)}) AS v(src, space, rule, prefix, tbl)"
    )
    engine.run("CREATE OR REPLACE TABLE found (system VARCHAR, old VARCHAR, src INTEGER)")
    read = []
    for at, one in enumerate(kind.sources):
        numbers = f"(SELECT {old_number(one.columns)} AS old FROM {rows_of(one, paths)})"
        rows, held = engine.rows(f"SELECT count(*), count(old) FROM {numbers}")[0]
        engine.run(
            f"INSERT INTO found SELECT DISTINCT {text(one.system)}, old, {at} FROM {numbers} WHERE old IS NOT NULL"
        )
        read.append(
            Read(kind=kind.name, system=one.system, table=one.table, rows=int(rows), blank=int(rows) - int(held))
        )
    engine.run(f"CREATE OR REPLACE TABLE {CURRENT} AS SELECT system, old, min(src) AS src FROM found GROUP BY ALL")
    return tuple(read)


def two_spaces(engine: Engine) -> dict[tuple[str, str], int]:
    """System and the spaces in words → old numbers that sources of several spaces hold (住民 and 住登外, say)."""
    rows = engine.rows(
        "SELECT system, spaces, count(*) FROM (SELECT f.system, f.old, string_agg(DISTINCT s.space, '、' "
        f"ORDER BY s.space) AS spaces FROM found AS f JOIN {SOURCES} AS s USING (src) "
        "GROUP BY ALL HAVING count(DISTINCT s.space) > 1) GROUP BY ALL ORDER BY ALL"
    )
    return {(str(system), str(spaces)): int(count) for system, spaces, count in rows}
