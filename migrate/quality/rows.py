"""The rows to be checked, batch by batch: converted Parquet, standard CSV (UTF-8, header line of item names).

No value is the empty text or null; both are null in the batches.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from migrate.errors import UnreadableError
from migrate.model.finding import Place
from migrate.model.value import value

BATCH = 1 << 18
"""Rows of a piece of a Parquet file, at least, where its row groups are smaller than that."""
_BLOCK = 1 << 24
"""Bytes of a CSV block; a record must fit into it."""
_HEAD = 1 << 20


@value
class Rows:
    """A file of rows. ``name`` is what people are shown."""

    path: Path
    name: str
    columns: tuple[str, ...]
    is_csv: bool


def _refuse(
    code: str, name: str, line: int | None = None, params: Mapping[str, str | int] | None = None
) -> UnreadableError:
    return UnreadableError(code, Place(file=name, line=line), {"file": name, **(params or {})})


def _unreadable(name: str, error: OSError) -> UnreadableError:
    return _refuse("MIG-SYS-001" if isinstance(error, FileNotFoundError) else "MIG-SYS-002", name)


def open_rows(path: Path, name: str) -> Rows:
    """Open a file by its contents: Parquet begins with ``PAR1``, everything else is read as CSV.

    Raises:
        UnreadableError: MIG-SYS-001/-002; MIG-DQ-031 (not UTF-8), -033 (no usable header), -034 (damaged Parquet),
            -035 (a column that is not text), -036 (a NUL byte).
    """
    try:
        with path.open("rb") as stream:
            magic = stream.read(4)
    except OSError as error:
        raise _unreadable(name, error) from None
    if magic == b"PAR1" or path.suffix.lower() == ".parquet":
        return Rows(path=path, name=name, columns=_parquet_columns(path, name), is_csv=False)
    even = _scan(path, name)
    rows = Rows(path=path, name=name, columns=_header(path, name), is_csv=True)
    if not even:
        _require_closed(rows)
    return rows


def _parquet_columns(path: Path, name: str) -> tuple[str, ...]:
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError, ValueError):
        raise _refuse("MIG-DQ-034", name) from None
    for field in schema:
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
        if not (text or pa.types.is_null(kind)):
            raise _refuse("MIG-DQ-035", name, params={"column": field.name})
    return _distinct(tuple(schema.names), name)


def _distinct(columns: tuple[str, ...], name: str) -> tuple[str, ...]:
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if not columns or any(not column.strip() for column in columns):
        raise _refuse("MIG-DQ-033", name, params={"reason": "項目名のない列があるか、見出し行がありません"})
    if twice:
        raise _refuse("MIG-DQ-033", name, params={"reason": f"同じ列名が 2 回あります: {'、'.join(twice)}"})
    return columns


def _scan(path: Path, name: str) -> bool:
    """Read the whole file once for what would stop the reader half way: bytes that are not UTF-8, and NUL.

    False where the quotation marks are odd in number: the last field may be one that does not close.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines, quotes = 0, 0
    try:
        with path.open("rb") as stream:
            while block := stream.read(_HEAD):
                at = block.find(b"\0")
                if at >= 0:
                    raise _refuse("MIG-DQ-036", name, line=lines + block.count(b"\n", 0, at) + 1)
                try:
                    decoder.decode(block)
                except UnicodeDecodeError as error:
                    line = lines + error.object.count(b"\n", 0, error.start) + 1
                    raise _refuse("MIG-DQ-031", name, line=line) from None
                lines += block.count(b"\n")
                quotes += block.count(b'"')
            try:
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                raise _refuse("MIG-DQ-031", name, line=lines + 1) from None
    except OSError as error:
        raise _unreadable(name, error) from None
    return quotes % 2 == 0


def _header(path: Path, name: str) -> tuple[str, ...]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        try:
            return _distinct(tuple(next(csv.reader([stream.readline(_HEAD)]), ())), name)
        except csv.Error:
            raise _refuse(
                "MIG-DQ-033", name, params={"reason": "見出し行が長すぎるか、正しい CSV ではありません"}
            ) from None


def _no_value(table: pa.Table, columns: list[str]) -> pl.DataFrame:
    frame = pl.from_arrow(table.select(columns))
    if not isinstance(frame, pl.DataFrame):
        raise TypeError("a table was expected")
    return frame.select(map(_given, columns))


def _given(name: str) -> pl.Expr:
    """A column as text, no value = null."""
    text = pl.col(name).cast(pl.String)
    return pl.when(text != "").then(text).alias(name)


@value
class Piece:
    """Row groups of a Parquet file that are read together; ``start`` rows come before them."""

    groups: tuple[int, ...]
    start: int
    rows: int


def pieces_of(rows: Rows) -> tuple[Piece, ...]:
    """The pieces of a Parquet file, which may be read in any order; none of a CSV, which is read from its beginning.

    Raises:
        UnreadableError: MIG-DQ-034 (damaged Parquet).
    """
    if rows.is_csv:
        return ()
    try:
        meta = pq.read_metadata(rows.path)
    except (pa.ArrowException, OSError, ValueError):
        raise _refuse("MIG-DQ-034", rows.name) from None
    found, groups, start, held = [], [], 0, 0
    for group in range(meta.num_row_groups):
        groups.append(group)
        held += meta.row_group(group).num_rows
        if held >= BATCH or group == meta.num_row_groups - 1:
            found.append(Piece(groups=tuple(groups), start=start, rows=held))
            groups, start, held = [], start + held, 0
    return tuple(found)


def frame_of(rows: Rows, columns: list[str], piece: Piece) -> pl.DataFrame:
    """The rows of a piece, ``columns`` only (all text), no value = null.

    Raises:
        UnreadableError: MIG-DQ-034 (damaged Parquet).
    """
    try:  # Polars reads its own columns for a third of what Arrow's cost
        found = pl.scan_parquet(rows.path, glob=False, hive_partitioning=False, cache=False)
        return found.slice(piece.start, piece.rows).select(_given(name) for name in columns).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise _refuse("MIG-DQ-034", rows.name) from None


def batches(rows: Rows, columns: list[str]) -> Iterator[pl.DataFrame]:
    """The rows in file order, ``columns`` only (all text), no value = null.

    Raises:
        UnreadableError: MIG-DQ-032 (a CSV record with another number of fields), -034 (damaged Parquet),
            -037 (a CSV record that is too long or not closed).
    """
    if rows.is_csv:
        for batch in _csv_batches(rows):
            yield _no_value(pa.Table.from_batches([batch]), columns)
    else:
        for piece in pieces_of(rows):
            yield frame_of(rows, columns, piece)


def _csv_batches(rows: Rows) -> Iterator[pa.RecordBatch]:
    ragged: list[int] = []
    done = 0

    def handle(row: pacsv.InvalidRow) -> str:
        ragged.append(row.actual_columns)
        return "error"

    read = pacsv.ReadOptions(block_size=_BLOCK, use_threads=False)
    parse = pacsv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=handle)
    convert = pacsv.ConvertOptions(
        column_types={name: pa.string() for name in rows.columns}, strings_can_be_null=False, check_utf8=False
    )
    try:
        with pacsv.open_csv(rows.path, read_options=read, parse_options=parse, convert_options=convert) as reader:
            if tuple(reader.schema.names) != rows.columns:
                raise _refuse("MIG-DQ-033", rows.name, params={"reason": "見出しが 1 行に収まっていません"})
            for batch in reader:
                done += batch.num_rows
                yield batch
    except (pa.ArrowException, OSError, ValueError):
        if ragged:
            raise _ragged(rows, done) from None
        raise _refuse("MIG-DQ-037", rows.name, params={"after": done}) from None


def _require_closed(rows: Rows) -> None:
    """Refuse a file that ends within a quoted field: Arrow takes such a field in silence."""
    csv.field_size_limit(_BLOCK)
    done = -1  # the header is no record
    with rows.path.open(encoding="utf-8-sig", newline="") as stream:
        try:
            for _ in csv.reader(stream, strict=True):
                done += 1
        except csv.Error:
            raise _ragged(rows, max(done, 0)) from None


def _ragged(rows: Rows, done: int) -> UnreadableError:
    """The error for a record with another number of fields: found again by the csv module, which counts lines."""
    csv.field_size_limit(_BLOCK)
    with rows.path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        try:
            for row in reader:
                if len(row) != len(rows.columns):
                    params = {"found": len(row), "expected": len(rows.columns)}
                    return _refuse("MIG-DQ-032", rows.name, line=reader.line_num, params=params)
        except csv.Error:
            pass
    return _refuse("MIG-DQ-037", rows.name, params={"after": done})
