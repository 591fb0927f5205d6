"""A CSV file as a workbook of one sheet, so that its table is found by the same headings (code lists, mostly)."""

from __future__ import annotations

import csv
import io

from migrate.errors import UnreadableError
from migrate.files.xlsx import Sheet, Workbook
from migrate.model.finding import Place

SHEET = "CSV"
SUFFIX = ".csv"
_BOM = b"\xef\xbb\xbf"
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")
_MOST_COLUMNS = 200
_LONGEST = 1 << 20


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text of a CSV file, and the name of its encoding: UTF-8 with or without BOM, UTF-16 with BOM, else CP932.

    Raises:
        UnreadableError: MIG-SPEC-026, it is none of them.
    """
    for encoding, word in (
        *((("utf-16", "UTF-16"),) if data.startswith(_WIDE_BOMS) else ()),
        ("utf-8-sig", "UTF-8（BOM あり）" if data.startswith(_BOM) else "UTF-8"),
        ("cp932", "CP932"),
    ):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, word
    raise UnreadableError("MIG-SPEC-026", Place(file=name), {"file": name})


def loads(data: bytes, name: str) -> tuple[Workbook, str]:
    """The table of a CSV file as a workbook, and the name of its encoding; ``name`` is the file's name for errors.

    Cells are apart by commas, or by tabs (what Excel calls Unicode テキスト).

    Raises:
        UnreadableError: MIG-SPEC-026 (encoding), -027 (a quotation mark is not closed, a row is far too wide).
    """
    text, encoding = decode(data, name)
    head = text.partition("\n")[0]
    delimiter = "\t" if "\t" in head and "," not in head else ","
    csv.field_size_limit(_LONGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[str | None, ...]] = []
    try:
        for row in reader:
            if len(row) > _MOST_COLUMNS:
                raise csv.Error("wide")
            rows.append(tuple(cell or None for cell in row))
    except csv.Error:
        raise UnreadableError("MIG-SPEC-027", Place(file=name, line=reader.line_num), {"file": name}) from None
    return Workbook(sheets=(Sheet(name=SHEET, rows=tuple(rows)),)), encoding
