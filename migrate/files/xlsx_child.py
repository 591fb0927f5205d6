"""The reader process: workbook bytes on stdin, values as JSON on stdout. A crash here is the parent's ordinary error.

It is run as a file, knows nothing of the toolkit, and sees only bytes that the guard has passed.
"""

from __future__ import annotations

import io
import json
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

_MEMORY = 3 << 30
_SECONDS_A_DAY = 86_400
_MOST_CELLS = 10_000_000
"""As in the guard, which cannot see how far the cells of the older and binary forms reach."""


def _limit() -> None:
    """Bound the memory and leave no core file, where the system can."""
    try:
        import resource  # noqa: PLC0415  # not on Windows
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue


def _plain(cell: Any) -> Any:
    if cell == "" or cell is None:
        return None
    if isinstance(cell, bool | float | str):
        return cell
    if isinstance(cell, int):
        return float(cell)
    if isinstance(cell, timedelta):
        return cell.total_seconds() / _SECONDS_A_DAY
    if isinstance(cell, datetime | date | time):
        return {type(cell).__name__: cell.isoformat()}
    return str(cell)


def _row(cells: list[Any]) -> list[Any]:
    row = [_plain(cell) for cell in cells]
    while row and row[-1] is None:
        row.pop()
    return row


def _workbook(data: bytes) -> dict[str, Any]:
    import python_calamine  # noqa: PLC0415  # after the limits

    sheets = []
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        for meta in book.sheets_metadata:
            if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.total_height * sheet.total_width > _MOST_CELLS:
                raise MemoryError
            rows = [_row(cells) for cells in sheet.to_python(skip_empty_area=False)]
            while rows and not rows[-1]:
                rows.pop()
            visible = meta.visible == python_calamine.SheetVisibleEnum.Visible
            merged = sorted(sheet.merged_cell_ranges or [])
            sheets.append({"name": meta.name, "visible": visible, "rows": rows, "merged": merged})
    return {"sheets": sheets}


def main() -> int:
    """Read stdin, write stdout; a workbook that the reader refuses is ``{"error": kind}``."""
    _limit()
    try:
        answer = _workbook(sys.stdin.buffer.read())
    except Exception as error:  # noqa: BLE001  # the reader's own words stop here
        answer = {"error": type(error).__name__}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
