"""Delivered CSV files, read exactly by the form that the manifest states, and staged as one Parquet file.

Each file is read by strict rules, which find the line of whatever is wrong, and then fast; a file whose bytes are those
that the conversion wrote is read fast only. No value is trimmed, folded or guessed. Where no value is written as
nothing, an empty text and no value are the same.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from migrate.engine.content import Digesting
from migrate.errors import UnreadableError
from migrate.model.delivery import ENCODINGS, Content, DeliveryForm, Encoding, Quoting
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.reconcile.delivered import Delivered, same_columns

_MOST_IN_FIELD = 131_072
"""Characters; a longer field is a quote that does not close."""
_BLOCK = 32 << 20
_PIECE = 1 << 20
_BOM = "\ufeff"


@value
class CsvFiles:
    """The CSV files of one table in the order of its rows, and how they are written."""

    files: tuple[tuple[Path, str], ...]
    """Each with its name relative to the workspace."""
    form: DeliveryForm
    columns: tuple[str, ...]
    """The items of the table."""
    header: tuple[str, ...]
    """What the header line calls them, in the same order; empty where there is no such line."""
    as_written: bool = False
    """True where the digest of each file says that it is the conversion's own, to the byte."""

    @property
    def spoken(self) -> str:
        """The files in one word."""
        first, more = self.files[0][1], len(self.files) - 1
        return f"{first} ほか {more} ファイル" if more else first


def stage_csv(given: CsvFiles, folder: Path) -> Delivered:
    """The rows of all files, staged as Parquet in ``folder`` with the items as columns.

    Raises:
        UnreadableError: MIG-REC-010 with the line (a byte that the encoding does not have, quotes that do not close, a
            ragged or empty record), MIG-REC-011 (other columns than the table has).
    """
    staged = folder / f"{given.files[0][0].stem}.csv.parquet"
    schema = pa.schema([(column, pa.string()) for column in given.columns])
    digesting = Digesting(given.columns)
    with pq.ParquetWriter(staged, schema, compression="lz4") as writer:
        for batch in _rows(given, folder):
            digesting.add(batch)
            writer.write_batch(batch)
    return _delivered(given, staged, digesting.content())


def content_of(given: CsvFiles, folder: Path) -> Delivered:
    """The files as `stage_csv` reads them, read for their content only: there is no Parquet of their rows.

    Raises:
        UnreadableError: as `stage_csv`.
    """
    digesting = Digesting(given.columns)
    for batch in _rows(given, folder):
        digesting.add(batch)
    return _delivered(given, Path(), digesting.content())


def _delivered(given: CsvFiles, rows: Path, content: Content) -> Delivered:
    return Delivered(file=given.spoken, parquet=rows, tells_empty=bool(given.form.nothing), content=content)


def _rows(given: CsvFiles, folder: Path) -> Iterator[pa.RecordBatch]:
    """The rows of all files, with the items as columns in their order."""
    for path, file in given.files:
        plain = _as_utf8(path, file, given.form.encoding, folder / "recoded.csv")
        header = _order(plain, file, given) if given.as_written else _proof(plain, file, given)
        for batch in _batches(plain, file, header, given):
            yield batch.select(list(given.columns))


def _refused(file: str, line: int | None, reason: str) -> UnreadableError:
    return UnreadableError("MIG-REC-010", Place(file=file, line=line), {"file": file, "reason": reason})


def _not_in(encoding: Encoding) -> str:
    return f"{ENCODINGS[encoding]} ではないバイトがあります"


def _as_utf8(path: Path, file: str, encoding: Encoding, target: Path) -> Path:
    """The file in UTF-8: itself, else recoded."""
    if encoding == "utf-8":
        return path
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    with path.open("rb") as stream, target.open("wb") as out:
        while True:
            piece = stream.read(_PIECE)
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                lines += error.object[: error.start].decode(encoding).count("\n")
                raise _refused(file, lines, _not_in(encoding)) from None
            lines += text.count("\n")
            out.write(text.encode())
            if not piece:
                return target


def _batches(plain: Path, file: str, header: list[str], given: CsvFiles) -> Iterator[pa.RecordBatch]:
    """The rows, with the columns as ``header`` has them."""
    form = given.form
    if plain.stat().st_size <= (len(_BOM.encode()) if form.bom else 0):
        return  # no header line and no row: to the reader, no CSV at all
    read = pacsv.ReadOptions(block_size=_BLOCK, column_names=header, skip_rows_after_names=1 if given.header else 0)
    parse = pacsv.ParseOptions(
        delimiter=form.delimiter,
        quote_char=False if form.quoting is Quoting.NONE else '"',
        newlines_in_values=form.quoting is not Quoting.NONE,
        ignore_empty_lines=False,
    )
    convert = pacsv.ConvertOptions(
        column_types={name: pa.string() for name in header},
        null_values=[form.nothing],
        strings_can_be_null=bool(form.nothing),
    )
    try:
        with pacsv.open_csv(plain, read_options=read, parse_options=parse, convert_options=convert) as reader:
            yield from reader
    except pa.ArrowException:
        raise _refused(file, None, "CSV として読めません") from None


def _order(plain: Path, file: str, given: CsvFiles) -> list[str]:
    """The items in the order of a file, as its header line says."""
    with plain.open("rb") as stream:
        return _headed(_records(stream, file, given.form), file, given)


def _headed(records: Iterator[tuple[int, list[str]]], file: str, given: CsvFiles) -> list[str]:
    """Take the header line, if there is to be one; the items in its order."""
    if not given.header:
        return list(given.columns)
    _, found = next(records, (1, []))
    same_columns(tuple(found), given.header, file)
    called = dict(zip(given.header, given.columns, strict=True))
    return [called[name] for name in found]


def _proof(plain: Path, file: str, given: CsvFiles) -> list[str]:
    """Read the whole file by the strict rules (the fast reader forgives too much); the items in its order."""
    with plain.open("rb") as stream:
        records = _records(stream, file, given.form)
        order = _headed(records, file, given)
        width = len(order)
        lone = width == 1 and given.form.quoting is not Quoting.ALL
        for line, record in records:
            if len(record) != width and not (lone and not record):
                raise _refused(file, line, f"項目の数が {len(record)} です（見出しは {width}）")
    return order


def _lines(stream: BinaryIO, file: str) -> Iterator[str]:
    for number, raw in enumerate(stream, start=1):
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            raise _refused(file, number, _not_in("utf-8")) from None
        if number == 1:
            text = text.removeprefix(_BOM)
        if text:
            yield text


def _records(stream: BinaryIO, file: str, form: DeliveryForm) -> Iterator[tuple[int, list[str]]]:
    """Line on which a record starts, and its fields."""
    csv.field_size_limit(_MOST_IN_FIELD)  # a setting of the whole process: said anew wherever it matters
    if form.quoting is Quoting.NONE:
        reader = csv.reader(_lines(stream, file), delimiter=form.delimiter, quoting=csv.QUOTE_NONE, quotechar=None)
    else:
        reader = csv.reader(_lines(stream, file), delimiter=form.delimiter, strict=True)
    line = 1
    while True:
        try:
            record = next(reader, None)
        except csv.Error:
            raise _refused(file, line, "引用符の閉じ方か改行が正しくありません") from None
        if record is None:
            return
        yield line, record
        line = reader.line_num + 1
