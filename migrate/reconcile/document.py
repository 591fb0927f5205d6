"""A reconciliation for people: the files that were compared, the differences by class, the control totals."""

from __future__ import annotations

from migrate.model.document import Block, Cell, Column, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.model.reconcile import ControlTotal, DifferenceKind, Reconciliation, TableComparison

_HOW = (
    "元データを読み直し、対応表のとおりにもう一度変換した行と、変換後のファイルの行を、主キーで比べました。"
    "空白・全角半角・大文字小文字をそろえてから比べることはしていません。行の順序は比べません。"
    "CSV では空欄と空の文字を区別できないため、空欄の表し方は Parquet だけで比べます。"
)
_TOTALS = (
    "移行元の数は、書き込まれた元の行を、元の列の値ごとに数えたものです。変換後の行は使っていません。"
    "定義は本ツール独自です。"
)
_NO_TOTALS = "この業務の合計突合の定義は、まだありません（件数と行の突合だけを行いました）。"


def _open(comparison: TableComparison) -> int:
    return sum(comparison.differences.values())


def _wrong(comparison: TableComparison) -> int:
    return sum(not total.agrees for total in comparison.totals)


def _form(comparison: TableComparison) -> str:
    """The form of a delivered file, in the word that people use."""
    return "Parquet" if comparison.file.endswith(".parquet") else "CSV"


def _verdict(number: int) -> Cell:
    return Cell(text="不一致", tone=Tone.BAD) if number else Cell(text="一致", tone=Tone.GOOD)


def _figures(tables: tuple[TableComparison, ...], findings: int) -> Figures:
    expected = sum(one.expected for one in tables)
    equal = sum(one.equal for one in tables)
    wrong = sum(_wrong(one) for one in tables)
    totals = sum(len(one.totals) for one in tables)
    return Figures(
        figures=(
            Figure(
                label="未解消の相違",
                value=f"{findings:,} 件",
                tone=Tone.BAD if findings else Tone.GOOD,
                note="0 件で合格",
            ),
            Figure(label="一致した行", value=f"{equal:,} 行", note=f"あるべき行 {expected:,}"),
            Figure(label="比べたファイル", value=f"{len(tables)} 個"),
            Figure(
                label="一致しない合計",
                value=f"{wrong:,} 件",
                tone=Tone.MUTED if not totals else Tone.BAD if wrong else Tone.GOOD,
                note=f"比べた合計 {totals:,}",
            ),
        )
    )


def _files(tables: tuple[TableComparison, ...]) -> Grid:
    columns = (
        Column(title="移行先", width=24),
        Column(title="形式", width=8),
        Column(title="あるべき行", unit="行", numeric=True, width=12),
        Column(title="変換後の行", unit="行", numeric=True, width=12),
        Column(title="一致", unit="行", numeric=True, width=12),
        *(Column(title=kind.value, unit="件", numeric=True, width=12) for kind in DifferenceKind),
        Column(title="判定", width=8),
    )
    ordered = sorted(tables, key=lambda one: (-_open(one), one.table, one.file))
    rows: list[tuple[Value, ...]] = []
    for one in ordered:
        numbers = tuple(one.differences.get(kind, 0) for kind in DifferenceKind)
        rows.append((one.table, _form(one), one.expected, one.delivered, one.equal, *numbers, _verdict(_open(one))))
    return Grid(
        title="行の突合",
        columns=columns,
        rows=tuple(rows),
        note="欠落と余分は行の数、そのほかの相違は項目の数です。相違の多いファイルから並べています。",
    )


def _totals(table: str, files: tuple[TableComparison, ...], brief: bool) -> Grid:
    """Totals of one table: the source once, each delivered file beside it; disagreements first, or alone."""
    named: dict[str, dict[str, ControlTotal]] = {}
    for one in files:
        for total in one.totals:
            named.setdefault(total.name, {})[one.file] = total
    wrong: list[tuple[Value, ...]] = []
    right: list[tuple[Value, ...]] = []
    formulas: dict[str, None] = {}
    for name, found in named.items():
        source = next(iter(found.values()))
        target = tuple(found[one.file].target if one.file in found else 0 for one in files)
        differing = sum(number != source.source for number in target)
        (wrong if differing else right).append((name, source.source, *target, _verdict(differing)))
        formulas[f"{name.partition(':')[0]}＝{source.formula}"] = None
    columns = (
        Column(title="合計", width=30),
        Column(title="移行元", unit="行", numeric=True, width=12),
        *(Column(title=_form(one), unit="行", numeric=True, width=12) for one in files),
        Column(title="判定", width=8),
    )
    note = f"{_TOTALS}数え方: {'。'.join(formulas)}。"
    if brief:
        note = f"ほかの {len(right):,} 件の合計は一致しています（-v ですべて表示）。"
    rows = tuple(wrong if brief else wrong + right)
    return Grid(title=f"合計の突合（{table}）", columns=columns, rows=rows, note=note)


def sections(reconciliation: Reconciliation, brief: bool = False) -> tuple[Section, ...]:
    """Key figures, one line per delivered file, and the control totals per table (``brief``: those that disagree)."""
    compared = reconciliation.tables
    blocks: list[Block] = [_figures(compared, len(reconciliation.findings)), Note(text=_HOW), _files(compared)]
    for table in dict.fromkeys(one.table for one in compared):
        files = tuple(one for one in compared if one.table == table)
        if not any(one.totals for one in files):
            blocks.append(Note(text=_NO_TOTALS))
        elif brief and all(total.agrees for one in files for total in one.totals):
            number = len({total.name for one in files for total in one.totals})
            text = f"{table}: {number:,} 件の合計が、移行元とすべてのファイルで一致しています（-v ですべて表示）。"
            blocks.append(Note(text=text, tone=Tone.GOOD))
        else:
            blocks.append(_totals(table, files, brief))
    return (Section(id="reconcile", title="現新比較", blocks=tuple(blocks)),)


def sentence(reconciliation: Reconciliation) -> str:
    """The result for a reader with ten seconds."""
    spec, number = reconciliation.spec, len(reconciliation.findings)
    if number:
        return f"{spec}: 未解消の相違が {number:,} 件あります。"
    equal = sum(one.equal for one in reconciliation.tables)
    return f"{spec}: 相違はありません（{len(reconciliation.tables)} 個のファイルの {equal:,} 行が一致）。"
