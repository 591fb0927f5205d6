"""Coverage, estimate and actual hours for people; every sum is printed with what it is made of."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model.document import Bar, BarChart, Cell, Column, Figure, Figures, Grid, Note, Section, Tone
from migrate.model.gap import Calibration, Difficulty, Effort, GapReport, Share, TableCoverage, TableEffort

Row = tuple[str | int | float | Cell | None, ...]
_TONES = {Difficulty.LOW: Tone.GOOD, Difficulty.MIDDLE: Tone.PLAIN, Difficulty.HIGH: Tone.CAUTION}
_COVERAGE = (
    Column(title="グループ", width=24),
    Column(title="行の元になる現行の表", width=28),
    Column(title="行", unit="行", numeric=True, width=10),
    Column(title="必須", width=10),
    Column(title="条件付き必須", width=12),
    Column(title="実装類型 ○", width=10),
    Column(title="必須の値（行で）", width=14),
    Column(title="難度", width=6),
    Column(title="見積り", unit="人時", numeric=True, width=8),
    Column(title="見積り", unit="人日", numeric=True, width=8),
)
_COVERAGE_NOTE = (
    "「3/5」は、5 項目のうち 3 項目が適合か変換で適合の意味です（「＋1」は要判断）。データ出力条件（値が要るか）と"
    "実装類型（出力できなければならないか）は別のものです。行は、プロファイルのある表だけで数えます。"
)
_UNTOLD = "「必須の値」は、空の数を出さないコードの列を、値ありとして数えています（{count} 列）。"
_LINES = (
    Column(title="グループ", width=24),
    Column(title="内訳", width=36),
    Column(title="重み（key）", width=24),
    Column(title="数", numeric=True, width=8),
    Column(title="1 つあたり", unit="人時", numeric=True, width=10),
    Column(title="人時", numeric=True, width=8),
)
_ACTUALS = (
    Column(title="業務", width=6),
    Column(title="グループ", width=28),
    Column(title="見積り", unit="人時", numeric=True, width=10),
    Column(title="実績", unit="人時", numeric=True, width=10),
    Column(title="実績 ÷ 見積り", numeric=True, width=12),
)


def _of(share: Share) -> str:
    return f"{share.have}/{share.whole}{f'＋{share.open}' if share.open else ''}" if share.whole else "－"


def percent(share: Share) -> str:
    """Share in percent, rounded down to a tenth, so that 100 % is said of all only."""
    return f"{share.have * 1000 // share.whole / 10:g} %" if share.whole else "－"


def _difficulty(effort: TableEffort | None) -> Cell | str:
    """How hard it is; nothing is known of a グループ before somebody has decided that it is needed."""
    if effort is None or all(line.key == "table.missing" for line in effort.lines):
        return "－"
    return Cell(text=effort.difficulty.value, tone=_TONES[effort.difficulty])


def _covered(one: TableCoverage, effort: TableEffort | None) -> Row:
    short = one.required.have < one.required.whole
    return (
        one.table,
        "、".join(one.sources),
        one.rows,
        Cell(text=_of(one.required), tone=Tone.CAUTION if short and one.sources else Tone.PLAIN),
        _of(one.conditional),
        _of(one.implementation),
        percent(one.cells) if one.cells is not None else "－",
        _difficulty(effort),
        effort.hours if effort else None,
        effort.days if effort else None,
    )


def coverage_grid(report: GapReport) -> Grid:
    """A row per グループ: what feeds it, how far it is covered, how hard it is."""
    efforts = {one.table: one for one in report.effort.tables} if report.effort else {}
    untold = sum(one.untold for one in report.coverage)
    return Grid(
        title="グループごとの充足と見積り",
        columns=_COVERAGE,
        rows=tuple(_covered(one, efforts.get(one.table)) for one in report.coverage),
        note=_COVERAGE_NOTE + (_UNTOLD.format(count=untold) if untold else ""),
    )


def _arithmetic(effort: Effort) -> Iterator[Row]:
    for one in effort.tables:
        for line in one.lines:
            yield (one.table, line.title, line.key, line.count, line.hours, line.total)
        words = f"計 {one.base:g} × 補正係数 {effort.factor:g}（÷ {effort.day:g} 時間 ＝ {one.days:g} 人日）"
        yield (one.table, Cell(text=words, tone=Tone.MUTED), "", None, None, one.hours)


def effort_section(report: GapReport) -> Section | None:
    """The arithmetic of the estimate; None where nothing was estimated."""
    effort = report.effort
    if effort is None:
        return None
    changed = f"この団体で変えた重み: {'、'.join(effort.changed)}。" if effort.changed else "重みは変えていません。"
    note = (
        f"合計 {effort.hours:g} 人時 ÷ {effort.day:g} 時間 ＝ {effort.days:g} 人日。"
        "数 × 1 つあたりの人時を足し、補正係数を掛けます。"
        "重みは公的な基準ではなく、本ツール独自の目安です。gap/weights.csv（見出し key,hours）で変えられます。"
        f"{changed}実績は migrate gap actuals で比べられます。"
    )
    grid = Grid(title="見積りの算式", columns=_LINES, rows=tuple(_arithmetic(effort)), note=note)
    business = report.spec.partition("@")[0]
    return Section(id=f"gap-{business}-effort", title=f"工数の見積り（{report.spec}）", blocks=(grid,))


def _ratio(actual: float, estimate: float) -> str:
    return f"{actual / estimate:.2f}" if estimate else "－"


def calibration_summary(found: Calibration) -> str:
    """One sentence for a reader with ten seconds."""
    if found.corrected is None:
        return "見積りと比べられる実績がありません。"
    return (
        f"実績のある {len(found.tables)} グループで、見積り {found.estimate:g} 人時に対して"
        f"実績 {found.actual:g} 人時でした。実績に合う補正係数は {found.corrected:g} です。"
    )


def calibration_section(found: Calibration) -> Section:
    """Estimate and actual hours of each グループ, and the factor that they make."""
    if not found.tables:
        return Section(id="gap-actuals", title="見積りと実績", blocks=(Note(text=calibration_summary(found)),))
    corrected = "－" if found.corrected is None else f"{found.corrected:g}"
    figures = Figures(
        figures=(
            Figure(label="見積り", value=f"{found.estimate:g} 人時", note=f"補正前は {found.base:g} 人時"),
            Figure(label="実績", value=f"{found.actual:g} 人時"),
            Figure(label="新しい補正係数", value=corrected),
        )
    )
    chart = BarChart(
        title="見積りと実績",
        parts=(("人時", Tone.PLAIN),),
        bars=(
            Bar(label="見積り", values=(round(found.estimate),)),
            Bar(label="実績", values=(round(found.actual),)),
        ),
        unit="人時",
        summary=calibration_summary(found),
    )
    rows = tuple(
        (one.business, one.table, one.estimate, one.actual, _ratio(one.actual, one.estimate)) for one in found.tables
    )
    note = Note(
        text=f"新しい補正係数 ＝ 実績 {found.actual:g} ÷ 補正前の見積り {found.base:g} ＝ {corrected}。"
        "グループの大小をそのまま重みにします（比の平均ではありません）。"
    )
    grid = Grid(title="グループごとの見積りと実績", columns=_ACTUALS, rows=rows)
    return Section(id="gap-actuals", title="見積りと実績", blocks=(figures, chart, note, grid))


def advice(found: Calibration) -> tuple[str, ...]:
    """What to type next."""
    if found.corrected is None:
        return ()
    row = f"factor,{found.corrected:g}"
    return (f"次の見積りに使うには、gap/weights.csv に {row} の行を書き、migrate gap run を実行してください。",)
