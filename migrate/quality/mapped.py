"""A file with headers of its own: a map of its columns to items of the standard makes it a standard CSV."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from migrate.errors import MigrateError, UnreadableError
from migrate.files import atomic
from migrate.forms import decision_sheet
from migrate.forms.decision_sheet import FaultError, Line
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.quality import sheet

COLUMNS = ("列", "項目")
_BLOCK = 1 << 20


class Encoding(StrEnum):
    """Encodings that a file may be declared to have."""

    UTF_8 = "utf-8"
    CP932 = "cp932"


@value
class ColumnMap:
    """Column of the file → item of the standard; ``""`` where the column is deliberately not checked."""

    name: str
    items: Mapping[str, str]

    @property
    def ignored(self) -> frozenset[str]:
        """Columns that are not checked."""
        return frozenset(column for column, item in self.items.items() if not item)


def read(data: bytes, name: str, known: frozenset[str]) -> ColumnMap:
    """The map in a CSV with the columns 「列」 and 「項目」; ``known`` are the items of the spec.

    Raises:
        MigrateError: MIG-DQ-041, with every faulty line.
    """
    columns: dict[str, int] = {}
    items: dict[str, int] = {}

    def parse(line: Line) -> tuple[str, str]:
        column, item = decision_sheet.filled(line, "列"), line.cells["項目"]
        if column in columns:
            raise FaultError(f"列「{column}」は {columns[column]} 行目にもあります。")
        if item and item not in known:
            raise FaultError(f"項目「{item}」は、標準仕様にありません。")
        if item in items:
            raise FaultError(f"項目「{item}」は {items[item]} 行目にもあります。")
        columns[column] = line.number
        if item:
            items[item] = line.number
        return column, item

    return ColumnMap(name=name, items=dict(sheet.read(data, name, COLUMNS, parse)))


def _header(line: str, mapped: ColumnMap | None, name: str) -> str:
    """The header with items for columns, on one line.

    Raises:
        MigrateError: MIG-DQ-047, the map names a column that the file lacks, or an item would stand twice.
    """
    if mapped is None:
        return line
    found = next(csv.reader([line]), [])
    lacking = [column for column in mapped.items if column not in found]
    renamed = [mapped.items.get(column) or column for column in found]
    twice = sorted({item for item in renamed if renamed.count(item) > 1})
    reasons = [f"列「{column}」が {name} にありません。" for column in lacking]
    reasons += [f"項目「{item}」に当たる列が 2 つ以上あります。" for item in twice]
    if reasons:
        raise MigrateError("MIG-DQ-047", Place(file=mapped.name), {"reason": "\n".join(reasons)})
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerow(renamed)
    return stream.getvalue()


def standard(file: Path, encoding: Encoding, mapped: ColumnMap | None, into: Path) -> None:
    """Write ``file`` as UTF-8 with the items as header; its records stay as they are, line by line.

    Raises:
        MigrateError: MIG-DQ-047.
        UnreadableError: MIG-SYS-001/-002; MIG-DQ-048, bytes that are not of ``encoding``.
    """
    try:
        with file.open("rb") as source, into.open("wb") as target:
            _copy(source, target, _Declared(name=file.name, encoding=encoding, mapped=mapped))
    except FileNotFoundError:
        raise UnreadableError("MIG-SYS-001", Place(file=file.name), {"file": file.name}) from None
    except OSError as error:
        if error.filename == str(file):
            raise UnreadableError("MIG-SYS-002", Place(file=file.name), {"file": file.name}) from None
        raise atomic.refuse(error, file.name) from None


@value
class _Declared:
    name: str
    encoding: Encoding
    mapped: ColumnMap | None


def _copy(source: BinaryIO, target: BinaryIO, said: _Declared) -> None:
    decoder = codecs.getincrementaldecoder("utf-8-sig" if said.encoding is Encoding.UTF_8 else said.encoding.value)()
    done = 0

    def decoded(block: bytes, last: bool = False) -> str:
        nonlocal done
        try:
            text = decoder.decode(block, last)
        except UnicodeDecodeError as error:
            line = done + error.object.count(b"\n", 0, error.start) + 1
            params = {"file": said.name, "encoding": said.encoding.value}
            raise UnreadableError("MIG-DQ-048", Place(file=said.name, line=line), params) from None
        done += block.count(b"\n")
        return text

    target.write(_header(decoded(source.readline(_BLOCK)), said.mapped, said.name).encode())
    while block := source.read(_BLOCK):
        target.write(decoded(block).encode())
    target.write(decoded(b"", last=True).encode())
