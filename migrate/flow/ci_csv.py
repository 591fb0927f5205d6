"""CSV files in any form of delivery, put together as one standard CSV (UTF-8, header of item names) for the checks."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

from migrate.errors import UnreadableError
from migrate.model.delivery import ENCODINGS, UNICODE, DeliveryForm, Header, Quoting
from migrate.model.finding import Place
from migrate.model.value import value

_NO_CP932 = re.compile("[\x80\uf8f0-\uf8f3]")
_FIELD = 1 << 24
_BLOCK = 1 << 20


@value
class CsvFile:
    """A CSV file and what people call it."""

    path: Path
    name: str


def is_standard(form: DeliveryForm) -> bool:
    """True where the checks read a file of this form as it is."""
    plain = (form.encoding, form.delimiter, form.nothing) == ("utf-8", ",", "")
    return plain and form.quoting is not Quoting.NONE and form.header is not Header.NONE


def header_of(file: CsvFile, form: DeliveryForm) -> tuple[str, ...]:
    """The first record of a file; empty where the file is.

    Raises:
        UnreadableError: as ``records``.
    """
    return next((cells for _, cells in records(file, form)), ())


def records(file: CsvFile, form: DeliveryForm) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The records of a file, the header as the first: the line on which each begins (from 1), its cells.

    Raises:
        UnreadableError: MIG-DQ-077 (a byte that its encoding does not have), -037 (an open quote), MIG-SYS-002.
    """
    csv.field_size_limit(_FIELD)
    unquoted = form.quoting is Quoting.NONE
    done, line = 0, 1
    try:
        with file.path.open(encoding=form.encoding, newline="") as stream:
            if form.encoding in UNICODE and stream.read(1) != "\ufeff":
                stream.seek(0)
            reader = csv.reader(
                _proved(stream, form),
                delimiter=form.delimiter,
                quoting=csv.QUOTE_NONE if unquoted else csv.QUOTE_MINIMAL,
                strict=True,
            )
            for cells in reader:
                yield line, tuple(cells) or ("",)
                done, line = done + 1, reader.line_num + 1
    except UnicodeDecodeError:
        params: dict[str, str | int] = {"file": file.name, "encoding": ENCODINGS[form.encoding], "after": done}
        raise UnreadableError("MIG-DQ-077", Place(file=file.name), params) from None
    except csv.Error:
        raise UnreadableError("MIG-DQ-037", Place(file=file.name), {"file": file.name, "after": done}) from None
    except OSError:
        raise UnreadableError("MIG-SYS-002", Place(file=file.name), {"file": file.name}) from None


def _proved(stream: TextIO, form: DeliveryForm) -> Iterator[str]:
    """The lines of a file; Python reads single bytes as CP932 that CP932 does not have."""
    for line in stream:
        if form.encoding == "cp932" and _NO_CP932.search(line):
            raise UnicodeDecodeError(form.encoding, b"", 0, 1, "no such byte")
        yield line


def together(files: tuple[CsvFile, ...], form: DeliveryForm, items: Mapping[str, str], target: Path) -> list[int]:
    """Write the files as one standard CSV to ``target``; the rows of each. ``items``: column of the files → item.

    Where the form has no header, ``items`` are the columns in their order.

    Raises:
        UnreadableError: as ``records``; MIG-DQ-032, a record with another number of cells than the header; -033, files
            with different headers.
    """
    counts: list[int] = []
    first: tuple[str, ...] = tuple(items) if form.header is Header.NONE else header_of(files[0], form)
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerow([items.get(name, name) for name in first])
        for file in files:
            rows = 0
            for number, (line, cells) in enumerate(records(file, form)):
                if len(cells) != len(first):
                    raise _ragged(file, line, len(cells), len(first))
                if number == 0 and form.header is not Header.NONE:
                    _same_header(file, cells, first)
                    continue
                writer.writerow(["" if cell == form.nothing else cell for cell in cells])
                rows += 1
            counts.append(rows)
    return counts


def _same_header(file: CsvFile, cells: tuple[str, ...], first: tuple[str, ...]) -> None:
    if cells != first:
        params = {"file": file.name, "reason": "同じグループのほかのファイルと、見出しが違います"}
        raise UnreadableError("MIG-DQ-033", Place(file=file.name), params)


def _ragged(file: CsvFile, line: int, found: int, expected: int) -> UnreadableError:
    params: dict[str, str | int] = {"file": file.name, "found": found, "expected": expected}
    return UnreadableError("MIG-DQ-032", Place(file=file.name, line=line), params)


def counted(file: CsvFile, form: DeliveryForm) -> int:
    """The rows of a file, the header not counted.

    Raises:
        UnreadableError: as ``records``; MIG-DQ-032, a record with another number of cells than the first.
    """
    rows, width = 0, 0
    for line, cells in records(file, form):
        rows, width = rows + 1, width or len(cells)
        if len(cells) != width:
            raise _ragged(file, line, len(cells), width)
    return max(0, rows - (form.header is not Header.NONE))


def lines(file: CsvFile, form: DeliveryForm, rows: int, wanted: set[int]) -> dict[int, int]:
    """The lines on which the ``wanted`` rows (from 1, a header is none) of a file with ``rows`` rows begin."""
    before = 0 if form.header is Header.NONE else 1
    if not wanted:
        return {}
    if form.encoding not in ("utf-16-le", "utf-16-be") and _breaks(file.path) == rows + before:
        return {row: row + before for row in wanted}
    found, last = {}, max(wanted)
    for number, (line, _) in enumerate(records(file, form), start=1 - before):
        if number in wanted:
            found[number] = line
        if number >= last:
            break
    return found


def _breaks(path: Path) -> int:
    """Line breaks of a file; one more where its last line has none."""
    count, last = 0, b"\n"
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            count += block.count(b"\n")
            last = block[-1:]
    return count + (last != b"\n")
