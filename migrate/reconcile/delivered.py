"""Delivered files as they are: Parquet is taken in place, a CSV is read exactly and staged as Parquet.

No value is trimmed, folded or guessed. A CSV cannot tell an empty text from no value: there, empty is no value.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from migrate.errors import UnreadableError
from migrate.model.finding import Place
from migrate.model.value import value

_MOST_IN_FIELD = 131_072
"""Characters; a longer field is a quote that does not close."""
_BLOCK = 32 << 20
_BATCH = 1 << 16
_BOM = "\ufeff"


@value
class Delivered:
    """One delivered file, ready to be compared. ``parquet`` has one row per record, in the file's order."""

    file: str
    """Relative to the workspace."""
    parquet: Path
    tells_empty: bool
    """True where an empty text and no value are two different things."""

    @property
    def name(self) -> str:
        """The bare file name, for messages that name the place beside it."""
        return self.file.rpartition("/")[2]


def open_parquet(path: Path, file: str, columns: tuple[str, ...]) -> Delivered:
    """A delivered Parquet file.

    Raises:
        UnreadableError: MIG-REC-010 (damaged), MIG-REC-011 (other columns than the table has, or not text).
    """
    try:
        with pq.ParquetFile(path) as found:
            schema = found.schema_arrow
            for batch in found.iter_batches(_BATCH):  # a damaged page shows only when it is read
                batch.validate(full=True)
    except (pa.ArrowException, OSError):
        raise UnreadableError(
            "MIG-REC-010", Place(file=file), {"file": file, "reason": "Parquet として読めません"}
        ) from None
    _same_columns(tuple(schema.names), columns, file)
    for one in schema:
        if not (pa.types.is_string(one.type) or pa.types.is_large_string(one.type)):
            raise UnreadableError(
                "MIG-REC-011", Place(file=file), {"file": file, "reason": f"「{one.name}」が文字列ではありません"}
            )
    return Delivered(file=file, parquet=path, tells_empty=True)


def stage_csv(path: Path, file: str, columns: tuple[str, ...], folder: Path) -> Delivered:
    """A delivered CSV (UTF-8, comma, quotes doubled inside quotes, CRLF or LF), staged as Parquet in ``folder``.

    Raises:
        UnreadableError: MIG-REC-010 with the line (not UTF-8, quotes that do not close, a ragged or empty record),
            MIG-REC-011 (other columns than the table has).
    """
    staged = folder / f"{path.stem}.csv.parquet"
    header = _proof(path, file, columns)
    schema = pa.schema([(column, pa.string()) for column in header])
    try:
        reader = pacsv.open_csv(
            path,
            read_options=pacsv.ReadOptions(block_size=_BLOCK),
            parse_options=pacsv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
            convert_options=pacsv.ConvertOptions(column_types=schema, strings_can_be_null=False),
        )
        with pq.ParquetWriter(staged, schema, compression="lz4") as writer:
            for batch in reader:
                writer.write_batch(batch)
    except pa.ArrowException:
        raise UnreadableError(
            "MIG-REC-010", Place(file=file), {"file": file, "reason": "CSV として読めません"}
        ) from None
    return Delivered(file=file, parquet=staged, tells_empty=False)


def _proof(path: Path, file: str, columns: tuple[str, ...]) -> list[str]:
    """Read the whole file by the strict rules (the fast reader forgives too much); the header where all is well."""
    with path.open("rb") as stream:
        records = _records(stream, file)
        _, header = next(records, (1, []))
        _same_columns(tuple(header), columns, file)
        width = len(header)
        for line, record in records:
            if len(record) != width:
                reason = f"項目の数が {len(record)} です（見出しは {width}）"
                raise UnreadableError("MIG-REC-010", Place(file=file, line=line), {"file": file, "reason": reason})
    return header


def _lines(stream: BinaryIO, file: str) -> Iterator[str]:
    for number, raw in enumerate(stream, start=1):
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            params = {"file": file, "reason": "UTF-8 ではないバイトがあります"}
            raise UnreadableError("MIG-REC-010", Place(file=file, line=number), params) from None
        yield text.removeprefix(_BOM) if number == 1 else text


def _records(stream: BinaryIO, file: str) -> Iterator[tuple[int, list[str]]]:
    """Line on which a record starts, and its fields."""
    csv.field_size_limit(_MOST_IN_FIELD)  # a setting of the whole process: said anew wherever it matters
    reader = csv.reader(_lines(stream, file), strict=True)
    line = 1
    while True:
        try:
            record = next(reader, None)
        except csv.Error:
            params = {"file": file, "reason": "引用符の閉じ方か改行が正しくありません"}
            raise UnreadableError("MIG-REC-010", Place(file=file, line=line), params) from None
        if record is None:
            return
        yield line, record
        line = reader.line_num + 1


def _same_columns(found: tuple[str, ...], wanted: tuple[str, ...], file: str) -> None:
    if Counter(found) == Counter(wanted):
        return
    missing = [c for c in wanted if c not in found]
    extra = [c for c in dict.fromkeys(found) if c not in wanted]
    twice = [c for c, times in Counter(found).items() if times > 1 and c in wanted]
    spoken = (("ない項目", missing), ("余分な項目", extra), ("重複した項目", twice))
    reason = "、".join(f"{word} {len(names)}" for word, names in spoken if names)
    named = missing or twice
    item = named[0] if named else None
    raise UnreadableError("MIG-REC-011", Place(file=file, item=item), {"file": file, "reason": reason})
