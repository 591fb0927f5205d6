"""What an import understood, for people: the counts, the groups, and what became of each sheet."""

from __future__ import annotations

from dataclasses import replace

from migrate.model.document import Block, Column, Figure, Figures, Grid, Section, Value
from migrate.model.spec import SpecImport
from migrate.spec import document
from migrate.spec.import_sheets import KIND_NAMES


def _more(result: SpecImport) -> tuple[Block, ...]:
    spec = result.spec
    counts = (
        ("機能要件", len(spec.functions), "件"),
        ("帳票要件", len(spec.forms), "件"),
        ("機能別連携仕様", len(spec.interfaces), "件"),
    )
    figures = tuple(Figure(label=label, value=f"{count} {unit}") for label, count, unit in counts if count)
    return (Figures(figures=figures),) if figures else ()


def _sheets(result: SpecImport) -> Grid:
    columns = (
        Column(title="シート", width=40),
        Column(title="内容", width=18),
        Column(title="データのある行", unit="行", numeric=True, width=14),
        Column(title="取り込んだ行", unit="行", numeric=True, width=14),
        Column(title="取り込まない行", unit="行", numeric=True, width=14),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (sheet.name, KIND_NAMES.get(sheet.part, sheet.part), sheet.rows, sheet.taken, sheet.lost)
        for sheet in result.sheets
    )
    note = "データのある行 = 取り込んだ行 + 取り込まない行。取り込まない行は、1 行ずつ指摘に示します。"
    return Grid(title="シートごとの行", columns=columns, rows=rows, note=note)


def section(result: SpecImport, sheets: int) -> Section:
    """What an import understood of a file with ``sheets`` sheets."""
    base = document.imported(result, sheets)
    blocks = (block for block in base.blocks if not (isinstance(block, Grid) and not block.rows))
    return replace(base, blocks=(*blocks, *_more(result), _sheets(result)))
