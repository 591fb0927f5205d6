"""The walk of the town with hostile text in every open answer: does a cell start a formula? Exit 1 where one does.

Run: python tests/bench/bench_formulas.py
Every answer that is free text begins with what a spreadsheet program takes for a formula; so does the town's name.
All workbooks and CSV files that the commands wrote are then read cell by cell (`tests/cells.py`).
"""

from __future__ import annotations

import sys
import tempfile
from itertools import cycle
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from migrate.forms.form import Kind
from tests import walking
from tests.cells import risky_cells
from tests.clerk import Clerk

HOSTILE = cycle(
    (
        '=HYPERLINK("http://example.invalid","x")',
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(1+1)",
        "＝1+1",
        "＋81",
        "－5",
        "＠a",
        "=cmd|'/C calc'!A0",
        "\t=1+1",
        "'=1+1",
    )
)
_FILL = walking.filled
_hostile: list[str] = []


def _filled(clerk: Clerk, data: bytes, answers: list[dict[str, str]], by: str = "") -> bytes:
    kinds = {
        (sheet.id, question.id): question.kind
        for sheet in clerk.form.sheets
        for question in sheet.questions
        if not question.identity
    }
    given = []
    for one in answers:
        if kinds.get((one["sheet"], one["question"])) is Kind.TEXT and one["value"]:
            _hostile.append(one["question"])
            given.append({**one, "value": f"{next(HOSTILE)} {one['value']}"})
        else:
            given.append(one)

    def quoted(book: Any) -> None:
        """As typed with an apostrophe: openpyxl would make formulas of them."""
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f" and str(cell.value).startswith(("=HYPERLINK", "=cmd")):
                        cell.data_type = "s"

    return clerk.edit(_FILL(clerk, data, given, by), quoted)


def main() -> int:
    """Print the figures."""
    walking.filled = _filled
    with tempfile.TemporaryDirectory() as folder:
        walker = walking.Walker(Path(folder))
        walker.settle()
        project = walker.root / "project.yaml"
        text = project.read_text(encoding="utf-8")
        project.write_text(text.replace("七瀬野町", "=七瀬野町", 1), encoding="utf-8")
        failed = 0
        for one in walking.table("steps.csv"):
            for answers, workbook in zip(one["answers"].split(), one["workbook"].split(), strict=True):
                walker.fill(workbook, answers)
            said = walker.type(one["command"], one["day"])
            failed += said.code != 0
            if said.code:
                print(f"{said.code}: {one['command']}: {str(said)[:160]}")
        found: dict[str, list[str]] = {}
        files = sorted(p for p in walker.root.rglob("*") if p.suffix in (".xlsx", ".csv") and "source" not in p.parts)
        for path in files:
            if cells := risky_cells(path):
                found[path.relative_to(walker.root).as_posix()] = cells
        print(f"{len(_hostile)} hostile answers, {failed} commands refused, {len(files)} files read")
        print(f"{sum(map(len, found.values()))} cells in {len(found)} files may become formulas")
        for name, cells in found.items():
            print(f"  {name}: {len(cells)}, first {cells[:3]}")
        return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
