"""The one door to DuckDB: what its Python API does differently from release to release is kept in here.

Pinned: no extension is looked for or loaded, no progress bar, temp files only in the folder handed in, results are
read whole (`rows`) or through a cursor of their own (`batches`), so that no open result blocks the next statement.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from migrate.model.value import value

BATCH = 65536
_MEGABYTES = {"M": 1.0, "G": 1024.0}
_THOUSANDS = {"M": 1e6 / 2**20, "G": 1e9 / 2**20}
_CHUNKS = 715
"""MiB that two chunks at a time take, with what is read ahead and written behind (measured with 31 columns)."""


@value
class Limits:
    """What one conversion may take from the machine."""

    memory: str = "2GB"
    """Of the whole conversion; beyond it, DuckDB works on disk in its temp folder."""
    threads: int | None = None
    """None: as many as there are cores."""
    chunk: int = 131072
    """Rows that are converted together, at least."""

    @property
    def database(self) -> str:
        """DuckDB's part of the memory: chunks, which are Arrow's, need the rest.

        >>> Limits(memory="2GB").database, Limits(memory="512MiB").database
        ('1192MiB', '256MiB')
        """
        number, unit = re.fullmatch(r"([0-9.]+) *([MG])i?B?", self.memory).groups()  # type: ignore[union-attr]
        size = float(number) * (_MEGABYTES if "i" in self.memory else _THOUSANDS)[unit]
        return f"{max(size - _CHUNKS, size / 2):.0f}MiB"

    @property
    def hands(self) -> int:
        """Chunks that are converted at a time."""
        return self.threads or os.cpu_count() or 1


def name(text: str) -> str:
    """An identifier in SQL.

    >>> name('宛名"番号')
    '"宛名""番号"'
    """
    return '"' + text.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text literal in SQL.

    >>> text("it's")
    "'it''s'"
    """
    return "'" + value.replace("'", "''") + "'"


_SQL_TYPES = {pa.int64(): "BIGINT", pa.int32(): "INTEGER", pa.string(): "VARCHAR"}


def columns_of(schema: pa.Schema) -> str:
    """The columns of an Arrow schema in a CREATE TABLE."""
    return ", ".join(f"{name(field.name)} {_SQL_TYPES[field.type]}" for field in schema)


@contextmanager
def _own_errors() -> Iterator[None]:
    """DuckDB's errors of memory, disk and damaged files as Python's own; anything else is a bug and stays."""
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise MemoryError from None
    except duckdb.IOException as error:
        code = errno.ENOSPC if "space" in str(error).lower() else errno.EIO
        raise OSError(code, "DuckDB") from None
    except (duckdb.InvalidInputException, duckdb.SerializationException):
        raise OSError(errno.EIO, "DuckDB") from None
    except duckdb.Error as error:
        if type(error) is not duckdb.Error:  # a class of its own: SQL that is wrong
            raise
        raise OSError(errno.EIO, "DuckDB") from None


class Engine:
    """One open database."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path, limits: Limits) -> None:
        self._connection = connection
        self.folder = folder
        """Where its files are; others of the same conversion may stand beside them."""
        self.limits = limits
        self._made = 0

    def fresh(self, prefix: str) -> str:
        """A name that no relation of this database has, beginning with ``prefix``."""
        self._made += 1
        return f"{prefix}§{self._made}"

    def run(self, sql: str) -> None:
        """Run a statement."""
        with _own_errors():
            self._connection.execute(sql)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query, in memory."""
        with _own_errors():
            return self._connection.execute(sql).fetchall()

    def number(self, sql: str) -> int:
        """The one number of a query."""
        return int(self.rows(sql)[0][0])

    def batches(self, sql: str, size: int = BATCH) -> Iterator[pa.RecordBatch]:
        """The rows of a query as Arrow batches; other statements may run between two of them."""
        with _own_errors():
            cursor = self._connection.cursor()
            try:
                yield from cursor.sql(sql).to_arrow_reader(size)
            finally:
                cursor.close()

    def table(self, sql: str) -> pa.Table:
        """All rows of a query as an Arrow table."""
        with _own_errors():
            cursor = self._connection.cursor()
            try:
                return cursor.sql(sql).to_arrow_table()
            finally:
                cursor.close()

    def over(self, select: str, rows: pa.Table) -> pa.Table:
        """``SELECT select`` over Arrow rows, in their order; safe in several threads at a time."""
        with _own_errors():
            cursor = self._connection.cursor()
            try:
                cursor.register("§over", rows)
                return cursor.sql(f"SELECT {select} FROM {name('§over')}").to_arrow_table()
            finally:
                cursor.close()

    def insert(self, table: str, rows: pa.Table) -> None:
        """Append an Arrow table to an existing table of the same columns."""
        with _own_errors():
            self._connection.register("§rows", rows)
            try:
                self._connection.execute(f"INSERT INTO {name(table)} SELECT * FROM {name('§rows')}")
            finally:
                self._connection.unregister("§rows")

    def view(self, relation: str, select: str) -> None:
        """Give a query a name."""
        self.run(f"CREATE VIEW {name(relation)} AS {select}")

    def read_parquet(self, view: str, path: Path) -> tuple[str, ...]:
        """Make a Parquet file a view; its column names. The file may be a pattern of several."""
        self.view(view, f"SELECT * FROM read_parquet({text(str(path))})")
        return tuple(str(row[0]) for row in self.rows(f"DESCRIBE {name(view)}"))


@contextmanager
def opened(folder: Path, limits: Limits) -> Iterator[Engine]:
    """A new database in ``folder`` (which holds its file and its temp files), closed at the end.

    What an earlier database left there when it was killed is removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    spill = folder / "spill"
    shutil.rmtree(spill, ignore_errors=True)
    for left in folder.glob("work.duckdb*"):
        left.unlink()
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "temp_directory": str(spill),
        "memory_limit": limits.database,
        "preserve_insertion_order": "true",
    }
    if limits.threads is not None:
        settings["threads"] = str(limits.threads)
    with _own_errors():
        connection = duckdb.connect(str(folder / "work.duckdb"), config=settings)
    try:
        connection.execute("SET enable_progress_bar = false")
        yield Engine(connection, folder, limits)
    finally:
        connection.close()
