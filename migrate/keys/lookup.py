"""The table as source tables that mappings join: one per kind and system, of old and new numbers.

A mapping looks a number up as it looks up anything else, so that a row without a partner has its fate already::

    join:
      - {table: 番号対応表/宛名番号/税, as: 番号, on: {ATENA_NO: 旧番号}, unmet: 拒否}
    items:
      宛名番号: 番号.新番号
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from migrate.engine import parquet
from migrate.engine.duckdb import Engine, name, text
from migrate.keys.table import FOLDER, NUMBERS
from migrate.model.keys import PART
from migrate.model.source import SourceColumn, SourceTable
from migrate.model.staging import Staged

PREFIX = "番号対応表/"
"""Beginning of the names under which mappings know these tables."""
OLD, NEW = "旧番号", "新番号"


def table_name(kind: str, system: str) -> str:
    """The name that a mapping's join gives as ``table``.

    >>> table_name("宛名番号", "税")
    '番号対応表/宛名番号/税'
    """
    return f"{PREFIX}{kind}/{system}"


def file_of(table: str) -> str:
    """The file of such a table, relative to the workspace.

    >>> file_of("番号対応表/宛名番号/税")
    'out/restricted/keys/宛名番号/税.parquet'
    """
    return f"{FOLDER}/{table.removeprefix(PREFIX)}.parquet"


def is_lookup(table: str) -> bool:
    """True for a name that only a table of numbers can have."""
    return table.startswith(PREFIX) and table.count("/") == 2


def heads(parts: int) -> tuple[str, ...]:
    """Columns of the old number.

    >>> heads(1), heads(2)
    (('旧番号',), ('旧番号1', '旧番号2'))
    """
    return (OLD,) if parts == 1 else tuple(f"{OLD}{at}" for at in range(1, parts + 1))


def source_table(table: str, columns: tuple[str, ...]) -> SourceTable:
    """What a mapping is checked against."""
    return SourceTable(name=table, columns=tuple(SourceColumn(name=one, type="VARCHAR") for one in columns))


def write(engine: Engine, path: Path, kind: str, system: str, parts: int) -> int:
    """Write the look-up of one kind and system, sorted by old number, to ``path``; its rows."""
    olds = heads(parts)
    if parts == 1:
        selected = f"old AS {name(OLD)}"
    else:
        cells = (f"split_part(old, {text(PART)}, {at}) AS {name(one)}" for at, one in enumerate(olds, start=1))
        selected = ", ".join(cells)
    schema = pa.schema([("_row", pa.int64()), *((one, pa.string()) for one in (*olds, NEW))])
    rows = engine.batches(
        f"SELECT row_number() OVER (ORDER BY length(old), old) AS _row, {selected}, new AS {name(NEW)} FROM {NUMBERS} "
        f"WHERE kind = {text(kind)} AND system = {text(system)} ORDER BY _row"
    )
    return parquet.write(path, schema, rows)


def columns(path: Path) -> tuple[str, ...]:
    """Columns of a look-up's file."""
    return tuple(one for one in pq.read_schema(path).names if one != "_row")


def staged(path: Path, table: str) -> Staged:
    """A look-up as the rows of a source table."""
    rows = int(pq.read_metadata(path).num_rows)
    return Staged(table=table, file=file_of(table), rows=rows, parquet=path, bad_bytes=(), bad_rows=())
