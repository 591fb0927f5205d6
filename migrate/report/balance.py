"""The conversion's balance for people: what became of every source row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from migrate.model.balance import BalanceLine, Conversion
from migrate.model.document import Bar, BarChart, Cell, Column, Grid, Section, Tone, Value
from migrate.report import messages

_PARTS = (("書込", Tone.GOOD), ("統合", Tone.PLAIN), ("対象外", Tone.MUTED), ("拒否", Tone.BAD))
_RULE = "読込＝書込＋統合＋対象外＋拒否となるとき、収支は「一致」です。すべて現行の行数です。"


def _agrees(closed: bool) -> Cell:
    return Cell(text="一致", tone=Tone.GOOD) if closed else Cell(text="不一致", tone=Tone.BAD)


def _numbers(line: BalanceLine) -> tuple[int, int, int, int]:
    return (line.written, sum(line.merged.values()), sum(line.excluded.values()), sum(line.rejected.values()))


def _chart(lines: tuple[BalanceLine, ...]) -> BarChart:
    read = sum(line.read for line in lines)
    sums = [sum(numbers) for numbers in zip(*(_numbers(line) for line in lines), strict=True)] or [0, 0, 0, 0]
    words = "、".join(f"{word} {number:,}" for (word, _), number in zip(_PARTS, sums, strict=True))
    names = [line.source for line in lines]
    bars = tuple(
        Bar(
            label=line.source if len(set(names)) == len(names) else f"{line.source}（{line.target}・{line.file}）",
            values=_numbers(line),
        )
        for line in lines
    )
    return BarChart(
        title="読み込んだ行の行き先", parts=_PARTS, bars=bars, unit="行", summary=f"読んだ {read:,} 行の内訳: {words}。"
    )


def _lines(lines: tuple[BalanceLine, ...]) -> Grid:
    columns = (
        Column(title="移行先", width=24),
        Column(title="現行の表", width=16),
        Column(title="ファイル", width=26),
        Column(title="読込", unit="行", numeric=True, width=10),
        *(Column(title=word, unit="行", numeric=True, width=10) for word, _ in _PARTS),
        Column(title="収支", width=10),
    )
    rows = tuple((x.target, x.source, x.file, x.read, *_numbers(x), _agrees(x.closed)) for x in lines)
    return Grid(title="収支", columns=columns, rows=rows, note=_RULE)


def _named(fate: Cell, numbers: Mapping[str, int]) -> Iterable[tuple[Cell, str, str, int]]:
    for name, number in sorted(numbers.items()):
        found = messages.message(name)
        yield (fate, name, messages.general(found.title) if found else "対応表の規則によります。", number)


def _reasons(lines: tuple[BalanceLine, ...]) -> Grid:
    columns = (
        Column(title="現行の表", width=18),
        Column(title="行き先", width=10),
        Column(title="規則・コード", width=24),
        Column(title="内容", width=44),
        Column(title="行数", unit="行", numeric=True, width=10),
    )
    rows: list[tuple[Value, ...]] = []
    for line in lines:
        for fate, numbers in (
            (Cell(text="統合"), line.merged),
            (Cell(text="対象外", tone=Tone.MUTED), line.excluded),
            (Cell(text="拒否", tone=Tone.BAD), line.rejected),
        ):
            rows += [(line.source, *row) for row in _named(fate, numbers)]
    return Grid(title="書き込まなかった行の理由", columns=columns, rows=tuple(rows))


def _targets(conversion: Conversion) -> Grid:
    columns = (
        Column(title="移行先", width=30),
        Column(title="行数", unit="行", numeric=True, width=12),
        Column(title="元の行が分かる行", unit="行", numeric=True, width=18),
        Column(title="収支", width=10),
    )
    rows = tuple((x.table, x.rows, x.with_source, _agrees(x.closed)) for x in conversion.targets)
    return Grid(title="移行先の行", columns=columns, rows=rows)


def section(conversion: Conversion) -> Section:
    """The balance of one conversion run: a bar and a row for each source file, reasons, and the target's rows."""
    lines = conversion.lines
    blocks = (_chart(lines), _lines(lines), _reasons(lines), _targets(conversion))
    return Section(id="convert", title="変換と収支", blocks=blocks)
