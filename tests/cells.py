"""Every cell of every workbook, document and CSV below a folder that a spreadsheet program would take for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

from migrate.text.formulas import STARTS

OURS = re.compile(
    r'=(?:"未記入 "&)?(?:IF|COUNTIFS?|SUM|SUMPRODUCT|MAX|MIN|NETWORKDAYS(?:\.INTL)?|IFERROR|ROUND|TEXT)\('
)
"""How the formulas begin that forms of ours hold by design: what is missing, sums, days."""
OUTSIDE = re.compile(r"HYPERLINK|WEBSERVICE|IMPORT|DDE|cmd\||\[\d+\]|https?:|file:", re.IGNORECASE)
"""What leads out of a workbook: no formula of ours does."""
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def risky_cells(path: Path) -> list[str]:
    """Cells of a workbook or CSV in which a text of data is, or can become, a formula; place and beginning."""
    if path.suffix == ".csv":
        return list(_of_csv(path.read_bytes()))
    book = openpyxl.load_workbook(path)
    return [found for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if (found := _cell(cell))]


def _cell(cell: Any) -> str:
    shown, where = cell.value, f"{cell.parent.title}!{cell.coordinate}"
    if cell.data_type == "f":
        text = str(getattr(shown, "text", shown))
        return "" if OURS.match(text) and not OUTSIDE.search(_bare(text)) else f"{where} formula {text[:40]}"
    if isinstance(shown, str) and shown.startswith(STARTS) and not cell.quotePrefix and _open(cell):
        return f"{where} text {shown[:40]}"
    if cell.hyperlink is not None and cell.hyperlink.target:
        return f"{where} link {cell.hyperlink.target[:40]}"
    return ""


def _open(cell: Any) -> bool:
    """True where editing the cell may make a formula of it: what is locked or of the format of texts stays text."""
    return not (cell.protection.locked and cell.parent.protection.sheet) and cell.number_format != "@"


def _bare(formula: str) -> str:
    """The formula without the texts in it."""
    return re.sub(r'"(?:[^"]|"")*"', '""', formula)


def _of_csv(data: bytes) -> Iterator[str]:
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    for number, row in enumerate(rows, start=1):
        for cell in row:
            if cell.startswith(STARTS) and not _NUMBER.fullmatch(cell):
                yield f"line {number} {cell[:40]}"
