"""Baselines, deltas and closing runs for people: numbers of rows by table, never a row."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.model.delta import Baseline, Change, Closing, Delta, DeltaTable, Gone
from migrate.model.document import Bar, BarChart, Block, Cell, Column, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.report import messages

_TONES = {Change.ADDED: Tone.GOOD, Change.CHANGED: Tone.CAUTION, Change.DELETED: Tone.PLAIN}
_HELD = "保留"
_PROOF = (
    "書いた差分のファイルを読み直して基準に当てはめ、新しい変換の全行と比べました。"
    "件数とチェックサムが等しく、どちらにも相手のない行がないときだけ「一致」で、そうでない差分は書きません。"
    "保留の行は、現行にあるのに拒否された行です。移行先に残すため、差分に入れていません。"
)
_BY_ROW = "主キーで比べられない表では、変わった行を削除 1 行と追加 1 行として数えます。"
_UNCOUNTED = "主キーで比べられない表では、変わった項目を数えていません。"
_CHECKSUM = "チェックサムは行の順序によらず、行ごとの MD5 の上位・下位 64 ビットを足した数です（本ツール独自）。"
_SAME = Cell(text="一致", tone=Tone.GOOD)


def _business(spec: str) -> str:
    return spec.partition("@")[0]


def _rows_column(title: str) -> Column:
    return Column(title=title, unit="行", numeric=True, width=10)


def _counts(tables: Sequence[DeltaTable]) -> dict[Change, int]:
    return {change: sum(table.changes[change].rows for table in tables) for change in Change}


def sentence(deltas: Sequence[Delta]) -> str:
    """What a reader with ten seconds must know."""
    tables = [table for one in deltas for table in one.tables]
    counts = "、".join(f"{change.value} {rows:,} 行" for change, rows in _counts(tables).items())
    held = sum(table.held for table in tables)
    return f"{counts}。" + (f"ほかに保留が {held:,} 行あります。" if held else "保留はありません。")


def _figures(delta: Delta) -> Figures:
    counts, held = _counts(delta.tables), sum(table.held for table in delta.tables)
    unchanged = sum(table.unchanged for table in delta.tables)
    figures = [Figure(label=change.value, value=f"{rows:,} 行") for change, rows in counts.items()]
    figures.append(Figure(label=_HELD, value=f"{held:,} 行", tone=Tone.BAD if held else Tone.GOOD, note="0 行で合格"))
    return Figures(figures=(*figures, Figure(label="変わらない行", value=f"{unchanged:,} 行", tone=Tone.MUTED)))


def _chart(delta: Delta) -> BarChart:
    bars = tuple(
        Bar(label=table.table, values=(*(table.changes[change].rows for change in Change), table.held))
        for table in delta.tables
        if table.rows or table.held
    )
    return BarChart(
        title="変わった行",
        parts=(*((change.value, _TONES[change]) for change in Change), (_HELD, Tone.BAD)),
        bars=bars,
        unit="行",
        summary=f"変わった行の内訳: {sentence((delta,))}",
    )


def _tables(delta: Delta) -> Grid:
    numbers = ("基準", *(change.value for change in Change), _HELD, "不変", "適用後")
    columns = (
        Column(title="移行先", width=26),
        *(Column(title=title, numeric=True, width=10) for title in numbers),
        Column(title="比べ方", width=10),
        Column(title="証明", width=8),
    )
    rows: list[tuple[Value, ...]] = []
    for one in delta.tables:
        changes = (one.changes[change].rows for change in Change)
        how = "主キー" if one.pairing.keyed else "行の値"
        rows.append((one.table, one.before.rows, *changes, one.held, one.unchanged, one.after.rows, how, _SAME))
    by_row = any(not one.pairing.keyed for one in delta.tables)
    return Grid(title="表ごとの行数", columns=columns, rows=tuple(rows), note=_PROOF + (_BY_ROW if by_row else ""))


def _gone(delta: Delta) -> Block:
    columns = (
        Column(title="移行先", width=26),
        Column(title="なくなった理由", width=30),
        Column(title="規則・コード", width=16),
        Column(title="内容", width=40),
        _rows_column("行数"),
        Column(title="扱い", width=8),
    )
    rows: list[tuple[Value, ...]] = []
    for table in delta.tables:
        for one in table.gone:
            what = Cell(text=_HELD, tone=Tone.BAD) if one.held else Cell(text=Change.DELETED.value)
            about = messages.heading(one.why) if one.gone is Gone.REJECTED else ""
            rows.append((table.table, one.gone.value, one.why, about, one.rows, what))
    if not rows:
        return Note(text="基準から、なくなった行はありません。")
    return Grid(title="基準にあって新しい変換にない行", columns=columns, rows=tuple(rows))


def _items(delta: Delta) -> Block:
    columns = (Column(title="移行先", width=26), Column(title="項目", width=30), _rows_column("変わった行"))
    rows = tuple(
        (table.table, item, count)
        for table in delta.tables
        for item, count in sorted(table.differing.items(), key=lambda one: (-one[1], table.items.index(one[0])))
    )
    uncounted = _UNCOUNTED if any(not table.pairing.keyed for table in delta.tables) else ""
    if not rows:
        return Note(text=uncounted or "値の変わった項目はありません。")
    note = f"1 行でいくつもの項目が変わることがあります。{uncounted}"
    return Grid(title="変わった項目", columns=columns, rows=rows, note=note)


def sections(delta: Delta) -> tuple[Section, ...]:
    """One delta: numbers, a bar for each table, why rows are gone, which items changed."""
    business = _business(delta.spec)
    title = f"{business} の差分 {delta.number}"
    chart = _chart(delta)
    charts = (chart,) if chart.bars else ()
    blocks: tuple[Block, ...] = (_figures(delta), *charts, _tables(delta), _gone(delta), _items(delta))
    return (Section(id=f"delta-{business}", title=title, blocks=blocks),)


def baseline_section(baseline: Baseline) -> Section:
    """One baseline: rows and checksum of each table."""
    business = _business(baseline.spec)
    columns = (Column(title="移行先", width=30), _rows_column("行数"), Column(title="チェックサム", width=36))
    rows = tuple((one.table, one.checksum.rows, one.checksum.sum) for one in baseline.tables)
    what = f"差分 {baseline.number} を取り込んだ後" if baseline.number else "一括で取り込んだもの"
    grid = Grid(title=what, columns=columns, rows=rows, note=_CHECKSUM)
    return Section(id=f"baseline-{business}", title=f"{business} の基準 {baseline.number}", blocks=(grid,))


def closing_sentence(closings: Sequence[Closing]) -> str:
    """Whether everything is closed."""
    left = sum(one.open for one in closings)
    if left:
        return f"まだ {left:,} 行が、移行先に取り込んだものと一致しません。"
    return "取り込んだ行と最後の変換は、すべて 1 行ずつ一致しました。"


def closing_section(closing: Closing) -> Section:
    """One closing run: what is open in each table, and the checksum of both sides."""
    business = _business(closing.spec)
    numbers = ("取込み", "最後の変換", *(change.value for change in Change))
    columns = (
        Column(title="移行先", width=26),
        *(Column(title=title, numeric=True, width=10) for title in numbers),
        Column(title="判定", width=8),
    )
    rows: list[tuple[Value, ...]] = []
    for one in closing.tables:
        agrees = _SAME if one.baseline == one.conversion else Cell(text="不一致", tone=Tone.BAD)
        left = (one.open[change] for change in Change)
        rows.append((one.table, one.baseline.rows, one.conversion.rows, *left, agrees))
    count = len(closing.deltas)
    how = f"一括の取込みと差分 {count} 回の結果を、" if count else "一括の取込みの結果を、"
    note = f"{how}最後の全件の変換と、1 行ずつ比べました。追加・変更・削除は、まだ取り込んでいない行です。"
    grid = Grid(title="残っている行数", columns=columns, rows=tuple(rows), note=note)
    return Section(id=f"closing-{business}", title=f"{business} の最終確認", blocks=(grid, _checksums(closing)))


def _checksums(closing: Closing) -> Grid:
    columns = (
        Column(title="移行先", width=26),
        Column(title="取込み", width=36),
        Column(title="最後の変換", width=36),
    )
    rows = tuple((one.table, one.baseline.sum, one.conversion.sum) for one in closing.tables)
    return Grid(title="チェックサム", columns=columns, rows=rows, note=_CHECKSUM)
