"""The rows of a table into a CSV file, in bounded memory.

UTF-8, comma, line feed, every value in quotes, quotes doubled. NULL is nothing at all between the commas and the empty
string is two quotes, as PostgreSQL's own CSV has it; our reader takes both as empty, so both are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import sqlalchemy
from sqlalchemy import func, select
from sqlalchemy.sql.selectable import Select

from migrate.errors import UnreadableError
from migrate.files.digest import sha256_of
from migrate.model.fetch import FetchedColumn, FetchedTable
from migrate.model.finding import Finding, Place, Severity
from migrate.model.value import value
from migrate.source.live import failure
from migrate.source.live.connection import Live
from migrate.source.live.structure import LiveTable
from migrate.source.live.text import text_of
from migrate.source.records import MAX_RECORD

_BATCH = 2000
_UNSAFE = set('<>:"/\\|?*%') | {chr(code) for code in range(0x20)}
_DEVICES = ("con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10)))


@value
class Fetched:
    """A table that was fetched, and what was noticed."""

    table: FetchedTable
    findings: tuple[Finding, ...]


def file_name(schema: str, table: str) -> str:
    """The name of a table's file: what Windows forbids in names is written as ``%`` and two hexadecimal digits.

    >>> file_name("juki", "住民"), file_name("", "a/b?")
    ('juki.住民.csv', 'a%2Fb%3F.csv')
    """
    name = ".".join(part for part in (schema, table) if part)
    safe = "".join(f"%{ord(one):02X}" if one in _UNSAFE else one for one in name)
    if safe.partition(".")[0].casefold() in _DEVICES:
        safe = f"%{ord(safe[0]):02X}{safe[1:]}"
    return f"{safe}.csv"


class _Tally:
    """Counts over the rows that go by."""

    def __init__(self, columns: int) -> None:
        self.rows = 0
        self.nulls = [0] * columns
        self.empty = [0] * columns
        self.zeros = [0] * columns
        self.longest = 0


def _quoted(cells: Sequence[Any], at: int, tally: _Tally) -> list[str]:
    """The cells of one column as they stand in the file; counted on the way."""
    texts = [cell if cell.__class__ is str or cell is None else text_of(cell) for cell in cells]
    tally.nulls[at] += texts.count(None)
    tally.empty[at] += texts.count("")
    tally.zeros[at] += sum("\0" in text for text in texts if text)
    return ["" if text is None else '"' + text.replace('"', '""') + '"' for text in texts]


def _write(batches: Iterator[Sequence[Any]], names: Sequence[str], stream: BinaryIO) -> _Tally:
    """Header and rows.

    Raises:
        UnicodeError: a value that has no text.
        OSError: the disk is full.
    """
    tally = _Tally(len(names))
    header = ",".join('"' + name.replace('"', '""') + '"' for name in names)
    stream.write(header.encode() + b"\n")
    for batch in batches:
        tally.rows += len(batch)
        columns = [_quoted(cells, at, tally) for at, cells in enumerate(zip(*batch, strict=True))]
        lines = [",".join(cells) for cells in zip(*columns, strict=True)]
        tally.longest = max(tally.longest, *map(len, lines))
        stream.write("\n".join(lines).encode() + b"\n")
    return tally


class _Source:
    """The statements over one table."""

    def __init__(self, live: Live, table: LiveTable) -> None:
        self.live = live
        self.table = table
        name = table.thing.name
        columns: list[Any] = [sqlalchemy.column(one.name) for one in table.columns]
        self._from = sqlalchemy.table(name, *columns, schema=table.schema)

    def _only(self, statement: Select[Any]) -> Select[Any]:
        return self.live.product.only(statement, self._from, self.table.thing)

    def count(self) -> int:
        """The server's own count."""
        return int(self.live.connection.scalar(self._only(select(func.count()).select_from(self._from))) or 0)

    def replaced(self) -> dict[str, int]:
        """Column → rows in which the server replaces characters that UTF-8 cannot hold."""
        found = {}
        for name, condition in self.live.product.lossy(self.table.columns).items():
            statement = self._only(select(func.count()).select_from(self._from).where(condition))
            found[name] = int(self.live.connection.scalar(statement) or 0)
        return found

    def batches(self) -> Iterator[Sequence[Any]]:
        """All rows through a cursor of the server, in the order of the primary key."""
        product = self.live.product
        selected = [product.expression(self._from.c[one.name], one).label(f"c{n}")
                    for n, one in enumerate(self.table.columns)]  # fmt: skip
        statement = self._only(select(*selected).select_from(self._from))
        statement = statement.order_by(*(self._from.c[name] for name in self.table.table.primary_key))
        result = self.live.connection.execute(statement, execution_options={"yield_per": _BATCH})
        with result:
            yield from result.partitions()


def _findings(live: Live, table: LiveTable, tally: _Tally, replaced: dict[str, int], file: str) -> tuple[Finding, ...]:
    """What the file cannot say or our reader does not take; columns by name, never a value."""
    place = Place(file=live.address.name, table=table.table.name)
    found = []
    names = [column.name for column in table.columns]
    both = [name for name, n, e in zip(names, tally.nulls, tally.empty, strict=True) if n and e]
    if both:
        params: dict[str, str | int] = {"columns": "、".join(both)}
        found.append(Finding(code="MIG-SRC-217", severity=Severity.INFO, place=place, params=params))
    troubles = [(name, n, "NUL（00）の文字を含む値") for name, n in zip(names, tally.zeros, strict=True) if n]
    troubles += [(name, n, "UTF-8 に置き換えられず ? に変わった文字のある値") for name, n in replaced.items() if n]
    if tally.longest > MAX_RECORD:
        troubles.append(("", 1, f"{MAX_RECORD >> 20} MiB を超える行"))
    for column, nulls in zip(table.columns, tally.nulls, strict=True):
        kind = (column.base or column.text or str(column.type)).casefold().rpartition(".")[2]
        if kind in live.product.pointers and (held := tally.rows - nulls):
            at = replace(place, item=column.name)
            found.append(Finding(code="MIG-SRC-253", severity=Severity.WARNING, place=at, params={"count": held}))
    for name, count, what in troubles:
        at = replace(place, item=name or None)
        params = {"what": what, "count": count, "file": file}
        found.append(Finding(code="MIG-SRC-218", severity=Severity.ERROR, place=at, params=params))
    if table.thing.weak:
        params = {"what": table.thing.weak}
        found.append(Finding(code="MIG-SRC-219", severity=Severity.WARNING, place=place, params=params))
    return tuple(found)


def fetch(live: Live, table: LiveTable, target: Path, name: str) -> Fetched:
    """Write all rows of a table into ``target``; its name in the workspace will be ``name``.

    Raises:
        UnreadableError: MIG-SRC-206 to -208, -214; MIG-SRC-216, other rows came than the server counted.
        OSError: the disk is full.
    """
    source = _Source(live, table)
    doing = f"表「{table.table.name}」の行の読取り"
    with target.open("wb") as stream, failure.telling(live.address, live.product, doing), live.attempt(doing):
        expected = source.count()
        replaced = source.replaced()
        tally = _write(source.batches(), [column.name for column in table.columns], stream)
    if tally.rows != expected:
        params: dict[str, str | int] = {"expected": expected, "found": tally.rows}
        raise UnreadableError("MIG-SRC-216", Place(file=live.address.name, table=table.table.name), params)
    columns = tuple(
        FetchedColumn(name=column.name, type=column.text, nulls=nulls, empty=empty)
        for column, nulls, empty in zip(table.columns, tally.nulls, tally.empty, strict=True)
    )
    fetched = FetchedTable(
        table=table.table.name,
        schema=table.schema,
        file=name,
        rows=tally.rows,
        bytes=target.stat().st_size,
        sha256=sha256_of(target),
        sorted=bool(table.table.primary_key),
        columns=columns,
    )
    return Fetched(table=fetched, findings=_findings(live, table, tally, replaced, name))
