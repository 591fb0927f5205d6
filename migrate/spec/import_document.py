"""What an import understood, for people: the counts, the groups, and what became of each sheet."""

from __future__ import annotations

from migrate.model.document import Block, Column, Figure, Figures, Grid, Section, Tone, Value
from migrate.model.finding import Severity
from migrate.model.spec import SpecImport
from migrate.spec import document
from migrate.spec.workbook.sheets import KIND_NAMES


def _figures(result: SpecImport, sheets: int) -> Figures:
    """The counts of what the file held; parts that it did not hold have no line."""
    spec = result.spec
    counts = (
        ("取り込んだ項目", len(spec.items), "項目"),
        ("グループ", len(spec.tables), "個"),
        ("コード一覧", len(spec.code_lists), "件"),
        ("機能要件", len(spec.functions), "件"),
        ("帳票要件", len(spec.forms), "件"),
        ("機能別連携仕様", len(spec.interfaces), "件"),
    )
    errors = any(finding.severity is Severity.ERROR for finding in result.findings)
    rows = sum(sheet.rows for sheet in result.sheets)
    figures = (
        Figure(label="データのある行", value=f"{rows} 行"),
        *(Figure(label=label, value=f"{count} {unit}") for label, count, unit in counts if count),
        Figure(label="取り込まない行", value=f"{result.lost} 行", tone=Tone.BAD if errors else Tone.GOOD),
        Figure(label="シート", value=f"{sheets} 枚"),
    )
    return Figures(figures=figures)


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
    title = f"取込みの結果 {document.full_title(result.spec)}"
    blocks: tuple[Block, ...] = (_figures(result, sheets), *document.groups(result.spec), _sheets(result))
    return Section(id="import", title=title, blocks=blocks)
