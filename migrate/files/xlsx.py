"""The guarded door for workbooks: guard first, then a reader in a process of its own with a time limit."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from migrate.errors import UnreadableError
from migrate.files import atomic, xlsx_child, xlsx_guard
from migrate.files.xlsx_extent import cell_name, column_name, column_number
from migrate.files.xlsx_guard import refused
from migrate.model.finding import Place
from migrate.model.value import value

__all__ = ("CellValue", "Sheet", "Workbook", "cell_name", "cell_text", "column_name", "column_number", "load", "loads")

TIME_LIMIT = 30.0
_KINDS = {"PasswordError": "MIG-FORM-002", "MemoryError": "MIG-FORM-006"}
"""Errors of the reader that have a message of their own."""
_COMMAND = (sys.executable, "-P", xlsx_child.__file__)
_MOMENTS: dict[str, type[date] | type[datetime] | type[time]] = {"date": date, "datetime": datetime, "time": time}

CellValue = str | float | bool | date | datetime | time | None
Span = tuple[tuple[int, int], tuple[int, int]]


@value
class Sheet:
    """One sheet. ``rows[0][0]`` is cell A1; rows end at their last value, an empty cell is None.

    A number is a float, a text is a str: text ``031`` and number ``1`` stay what they are.
    """

    name: str
    rows: tuple[tuple[CellValue, ...], ...]
    merged: tuple[Span, ...] = ()
    """Merged ranges as (first row, first column), (last row, last column), counted from 0, inclusive."""
    visible: bool = True


@value
class Workbook:
    """The worksheets of a workbook in their order."""

    sheets: tuple[Sheet, ...]


def cell_text(cell: CellValue) -> str:
    """A cell's value as text: whole numbers without decimal point, ISO dates, an empty cell is ``""``.

    >>> [cell_text(x) for x in ("031", 1.0, 2.5, None, True)]
    ['031', '1', '2.5', '', 'TRUE']
    """
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case _:
            return cell.isoformat()


def _value(raw: Any) -> CellValue:
    if isinstance(raw, dict):
        ((kind, text),) = raw.items()
        return _MOMENTS[kind].fromisoformat(text)
    answer: CellValue = raw
    return answer


def _spans(raw: dict[str, Any], file: str) -> tuple[Span, ...]:
    """Merged ranges cut to the used area. Ranges never overlap in a sound workbook, so they cannot exceed that area."""
    height, width = len(raw["rows"]), max((len(row) for row in raw["rows"]), default=0)
    cut = [
        ((a, b), (min(c, height - 1), min(d, width - 1)))
        for (a, b), (c, d) in raw["merged"]
        if a < height and b < width
    ]
    if sum((last[0] - first[0] + 1) * (last[1] - first[1] + 1) for first, last in cut) > height * width:
        raise refused("MIG-FORM-004", file, {"part": raw["name"], "reason": "結合セルが重なっています"})
    return tuple(cut)


def _sheet(raw: dict[str, Any], file: str) -> Sheet:
    return Sheet(
        name=raw["name"],
        rows=tuple(tuple(_value(cell) for cell in row) for row in raw["rows"]),
        merged=_spans(raw, file),
        visible=raw["visible"],
    )


def loads(data: bytes, name: str, time_limit: float = TIME_LIMIT, any_form: bool = False) -> Workbook:
    """The values of a workbook's bytes; ``name`` is the file's name for errors, ``time_limit`` is in seconds.

    ``any_form`` admits .xls, .ods and workbooks with macros, of which only the values are taken.

    Raises:
        UnreadableError: MIG-FORM-001 to -010 (refused by the guard), -013 (the reader broke down), -014 (it took too
            long), -015 (not a workbook that it can read).
    """
    xlsx_guard.check(data, name, any_form)
    try:
        done = subprocess.run(_COMMAND, input=data, capture_output=True, timeout=time_limit, check=False)
    except subprocess.TimeoutExpired:
        raise refused("MIG-FORM-014", name, {"seconds": int(time_limit)}) from None
    except OSError:
        raise refused("MIG-FORM-013", name, {"reason": "起動できません"}) from None
    try:
        answer = json.loads(done.stdout.decode("utf-8", "surrogatepass")) if done.returncode == 0 else None
    except ValueError:
        answer = None
    if answer is None:
        raise refused("MIG-FORM-013", name, {"reason": f"終了コード {done.returncode}"})
    return workbook_of(answer, name)


def workbook_of(answer: Any, name: str) -> Workbook:
    """The workbook of a reader process's answer.

    Raises:
        UnreadableError: MIG-FORM-002, -004 (ranges that overlap), -006, -015.
    """
    if "error" in answer or not answer["sheets"]:
        code = _KINDS.get(answer.get("error", ""), "MIG-FORM-015")
        raise refused(code, name, {"part": name, "limit": xlsx_guard.MAX_INFLATED >> 20})
    return Workbook(sheets=tuple(_sheet(raw, name) for raw in answer["sheets"]))


def read_bytes(path: Path) -> bytes:
    """Bytes of a workbook file that nobody is editing, bounded in size.

    Raises:
        UnreadableError: MIG-SYS-001 (no such file), -002 (cannot be read), MIG-FORM-006 (too large), -011 (open in an
            office program), -012 (it is such a program's own ``~$`` file).
    """
    name = path.name
    if name.startswith("~$"):
        raise refused("MIG-FORM-012", name, {"original": name[2:]})
    try:
        if not path.exists():
            raise UnreadableError("MIG-SYS-001", Place(file=name), {"file": name})
        if not path.is_file():
            raise UnreadableError("MIG-SYS-002", Place(file=name), {"file": name})
        if atomic.open_elsewhere(path):
            raise refused("MIG-FORM-011", name)
        if path.stat().st_size > xlsx_guard.MAX_FILE:
            raise refused("MIG-FORM-006", name, {"part": name, "limit": xlsx_guard.MAX_FILE >> 20})
        return path.read_bytes()
    except OSError:
        raise UnreadableError("MIG-SYS-002", Place(file=name), {"file": name}) from None


def load(path: Path, time_limit: float = TIME_LIMIT) -> Workbook:
    """The values of a workbook file (see ``read_bytes`` and ``loads`` for the errors)."""
    return loads(read_bytes(path), path.name, time_limit)
