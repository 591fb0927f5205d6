"""The comparison for people: key figures, what to decide first, coverage, then every item and every column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from migrate.gap import effort_document
from migrate.gap.decide import Decision, decisions, required
from migrate.gap.joined import columns_of
from migrate.gap.overview import TONES, bars
from migrate.model.document import BarChart, Cell, Column, Figure, Figures, Grid, Note, Section, Tone
from migrate.model.gap import Candidate, CodeGap, CodeUse, ColumnGap, Counterpart, Fit, GapReport, ItemGap, Share

SHOWN = 20
_NAMED = 4
_DECISIONS = (
    Column(title="順", numeric=True, width=5),
    Column(title="決めること", width=44),
    Column(title="グループ", width=22),
    Column(title="項目", width=24),
    Column(title="現行", width=28),
    Column(title="かかわる行", unit="行", numeric=True, width=10),
    Column(title="指摘", width=13),
)
_ITEMS = (
    Column(title="データ項目ID", width=12),
    Column(title="項目", width=28),
    Column(title="データ出力条件", width=14),
    Column(title="実装類型", width=8),
    Column(title="判定", width=12),
    Column(title="現行の列", width=44),
    Column(title="評点", unit="点", numeric=True, width=8),
    Column(title="違い", width=20),
)
_COLUMNS = (
    Column(title="現行の表", width=20),
    Column(title="列", width=20),
    Column(title="日本語名", width=24),
    Column(title="値のある行", unit="行", numeric=True, width=10),
    Column(title="判定", width=12),
    Column(title="標準の項目", width=50),
)
_TABLES = (
    Column(title="現行の表", width=24),
    Column(title="列", numeric=True, width=8),
)
_CODES = (
    Column(title="項目", width=24),
    Column(title="現行の列", width=28),
    Column(title="コード一覧", width=20),
    Column(title="値", width=8),
    Column(title="一覧での意味", width=24),
    Column(title="現行の行", width=10),
    Column(title="判定", width=16),
)
_EVIDENCE = (
    Column(title="現行の列", width=28),
    Column(title="評点", unit="点", numeric=True, width=8),
    Column(title="証拠", width=12),
    Column(title="点", numeric=True, width=6),
    Column(title="重み", numeric=True, width=6),
    Column(title="わけ", width=70),
)
_NOTE = (
    "評点は、証拠ごとの「1 − 重み × (1 − 点)」の積（100 点満点）で、本ツール独自のものです。"
    "証拠が欠けるほど下がります。最後は人が決めます。"
)
_EXTRA_NOTE = (
    "「標準になし」の列は、独自施策システムなどに移すか廃棄するかを決め、わけを対応表の drop に書きます。"
    "値のある行が 0 の列は、廃棄の候補です。"
)
_CODE_NOTE = (
    "行数は、10 未満を「<10」と書きます。値が同じでも意味が同じとは限りません。"
    "「一度もない」は、現行で区別していないか、当たる人がいない値です。"
    "行数のない値は、プロファイルがないので、定義書や備考から読んだものです。"
)


def _points(score: float) -> int:
    return round(score * 100)


def _item_row(item: ItemGap) -> tuple[str | int | Cell | None, ...]:
    fed = "、".join(f"{c.table}.{columns_of(c)}" for c in item.candidates)
    score = _points(item.candidates[0].score) if item.candidates else None
    implementation = item.implementation or "－"
    fit = Cell(text=item.fit.value, tone=TONES[item.fit])
    codes = "、".join(dict.fromkeys(f.code.rpartition("-")[2] for f in item.findings))
    return (item.item_id, item.item, item.output_condition, implementation, fit, fed, score, codes)


def _bars(report: GapReport) -> BarChart:
    counts: dict[str, Counter[Fit]] = {}
    for item in report.items:
        counts.setdefault(item.table, Counter())[item.fit] += 1
    return bars("標準の項目の判定", counts)


def _used(report: GapReport) -> tuple[tuple[ColumnGap, ...], tuple[ColumnGap, ...]]:
    """Columns of tables of which at least one column feeds this business, and those of all other tables."""
    tables = {c.table for c in report.columns if c.state is Counterpart.MAPPED}
    return (
        tuple(c for c in report.columns if c.table in tables),
        tuple(c for c in report.columns if c.table not in tables),
    )


def summary(report: GapReport) -> str:
    """One sentence for a reader with ten seconds."""
    counts = Counter(i.fit for i in report.items)
    extra = sum(c.state is Counterpart.EXTRA for c in report.columns)
    ready = counts[Fit.FIT] + counts[Fit.CONVERT]
    return (
        f"標準の {len(report.items)} 項目のうち {ready} 項目に現行の列が当たり、"
        f"要判断 {counts[Fit.DECIDE]} 項目、現行になし {counts[Fit.MISSING]} 項目です。"
        f"現行の {len(report.columns)} 列のうち標準にない列は {extra} 列です。"
    )


def _figures(report: GapReport, open_: int) -> Figures:
    counts = Counter(i.fit for i in report.items)
    ready = Share(have=counts[Fit.FIT] + counts[Fit.CONVERT], whole=len(report.items))
    must = Counter(i.fit for i in required(report))
    have, whole = must[Fit.FIT] + must[Fit.CONVERT], must.total()
    fed = {i.table for i in report.items if i.candidates}
    left = sum(i.table not in fed for i in required(report))
    unfed = f"（うち、列が一つも当たらないグループに {left}）" if left else ""
    cells = [one.cells for one in report.coverage if one.cells is not None]
    values = Share(have=sum(c.have for c in cells), whole=sum(c.whole for c in cells))
    extra = sum(c.state is Counterpart.EXTRA for c in _used(report)[0])
    found = [
        Figure(
            label="適合・変換で適合",
            value=f"{ready.have}/{ready.whole} 項目",
            note=f"{effort_document.percent(ready)}。要判断 {counts[Fit.DECIDE]}、現行になし {counts[Fit.MISSING]}",
        ),
        Figure(
            label="必須の項目",
            value=f"{have}/{whole} 項目" if whole else "なし",
            note=f"要判断 {must[Fit.DECIDE]}、現行になし {must[Fit.MISSING]}{unfed}",
            tone=Tone.BAD if must[Fit.MISSING] else Tone.CAUTION if must[Fit.DECIDE] else Tone.GOOD,
        ),
    ]
    if cells:
        figure = Figure(
            label="必須の値（行で）", value=effort_document.percent(values), note="行を数えたグループで、値のある割合"
        )
        found.append(figure)
    found += [
        Figure(label="決めること", value=f"{open_} 件", tone=Tone.CAUTION if open_ else Tone.GOOD),
        Figure(label="標準にない現行の列", value=f"{extra} 列", note="この業務に当たる表のうち"),
    ]
    if report.effort is not None:
        hours, days = report.effort.hours, report.effort.days
        found.append(Figure(label="見積り", value=f"{days:g} 人日", note=f"{hours:g} 人時。本ツール独自の目安"))
    return Figures(figures=tuple(found))


def _few(names: Sequence[str], unit: str) -> str:
    """The first names, and how many more there are; the others stand in the grids below."""
    rest = len(names) - _NAMED
    return "、".join(names[:_NAMED]) + (f" ほか {rest} {unit}" if rest > 0 else "")


def _decision_grid(found: Sequence[Decision]) -> Grid | Note:
    if not found:
        return Note(text="先に決めることはありません。", tone=Tone.GOOD)
    rows = tuple(
        (number, one.what, _few(one.tables, "グループ"), _few(one.items, "項目"), one.source, one.rows, one.code)
        for number, one in enumerate(found[:SHOWN], start=1)
    )
    kinds = Counter(one.what for one in found[SHOWN:])
    rest = "、".join(f"{what} {count} 件" for what, count in kinds.items())
    note = f"ほかに {len(found) - SHOWN} 件: {rest}。全部は「決めることの一覧」にあります。" if rest else ""
    return Grid(title="先に決めること", columns=_DECISIONS, rows=rows, note=note)


def _all_decisions(found: Sequence[Decision]) -> Grid:
    rows = tuple(
        (number, one.what, "、".join(one.tables), "、".join(one.items), one.source, one.rows, one.code)
        for number, one in enumerate(found, start=1)
    )
    return Grid(title="決めることの一覧", columns=_DECISIONS, rows=rows)


def _abridged(found: Sequence[Decision]) -> bool:
    """True where the first page does not say all that there is to decide."""
    return len(found) > SHOWN or any(len(one.items) > _NAMED or len(one.tables) > _NAMED for one in found)


def _items(report: GapReport) -> Iterator[Grid]:
    """A grid per グループ that something feeds, and one for all others."""
    fed = {i.table for i in report.items if i.candidates}
    for table in dict.fromkeys(i.table for i in report.items):
        if table in fed:
            yield Grid(
                title=f"標準の項目ごと（グループ: {table}）",
                columns=_ITEMS,
                rows=tuple(_item_row(i) for i in report.items if i.table == table),
                note=f"「違い」は指摘の番号（MIG-GAP-）です。migrate explain で読めます。{_NOTE}",
            )
    left = [i for i in report.items if i.table not in fed]
    if left:
        yield Grid(
            title="標準の項目ごと（現行の列が一つも当たらないグループ）",
            columns=(Column(title="グループ", width=24), *_ITEMS[:4]),
            rows=tuple((i.table, i.item_id, i.item, i.output_condition, i.implementation or "－") for i in left),
        )


def _columns(report: GapReport) -> Iterator[Grid]:
    used, others = _used(report)
    rows = tuple(
        (
            c.table,
            c.column,
            c.logical_name,
            c.filled,
            Cell(text=c.state.value, tone=Tone.GOOD if c.state is Counterpart.MAPPED else Tone.MUTED),
            "、".join((*c.items, *c.elsewhere)),
        )
        for c in used
    )
    yield Grid(title="現行の列ごと", columns=_COLUMNS, rows=rows, note=_EXTRA_NOTE)
    if others:
        counts = Counter(c.table for c in others)
        yield Grid(
            title="この業務に当たる列のない現行の表",
            columns=_TABLES,
            rows=tuple(counts.items()),
            note="ほかの業務に当たる表は、その業務の報告にあります。",
        )


def _listed(one: CodeUse) -> Cell:
    """What a value of the column is in the list; a code that stands for something else there is to be looked at."""
    if one.meant:
        return Cell(text=f"意味から {one.meant}", tone=Tone.CAUTION if one.known else Tone.PLAIN)
    return Cell(text="一覧にある") if one.known else Cell(text="一覧にない", tone=Tone.CAUTION)


def _code_rows(gap: CodeGap) -> Iterator[tuple[str | int | Cell | None, ...]]:
    where = (gap.item, f"{gap.source}.{gap.column}", gap.code_list)
    for one in gap.held:
        yield (*where, one.value, one.meaning, one.rows, _listed(one))
    if gap.untold:
        yield (*where, "非表示", "", "", Cell(text=f"値を出さない {gap.untold} 個", tone=Tone.CAUTION))
    for one in gap.unused:
        word = "一度もない" if one.rows else "宣言にない"
        yield (*where, one.value, one.meaning, one.rows, Cell(text=word, tone=Tone.MUTED))


def sections(report: GapReport) -> tuple[Section, ...]:
    """Sections of the comparison of one spec; ids start with ``gap-<業務ID>``."""
    business = report.spec.partition("@")[0]
    open_ = decisions(report)
    coverage = (effort_document.coverage_grid(report),) if report.coverage else ()
    found = [
        Section(
            id=f"gap-{business}",
            title=f"標準仕様との比較（{report.spec}）",
            blocks=(_figures(report, len(open_)), _decision_grid(open_), _bars(report), *coverage),
        ),
        Section(id=f"gap-{business}-items", title=f"項目ごとの判定（{report.spec}）", blocks=tuple(_items(report))),
        Section(
            id=f"gap-{business}-columns", title=f"現行の列の行き先（{report.spec}）", blocks=tuple(_columns(report))
        ),
    ]
    if _abridged(open_):
        whole = Section(
            id=f"gap-{business}-decisions", title=f"決めること（{report.spec}）", blocks=(_all_decisions(open_),)
        )
        found.insert(1, whole)
    if report.codes:
        rows = tuple(row for gap in report.codes for row in _code_rows(gap))
        grid = Grid(title="コード値の対照", columns=_CODES, rows=rows, note=_CODE_NOTE)
        found.append(Section(id=f"gap-{business}-codes", title=f"コード値の対照（{report.spec}）", blocks=(grid,)))
    effort = effort_document.effort_section(report)
    return (*found, effort) if effort is not None else tuple(found)


def evidence_section(item: str, candidates: tuple[Candidate, ...]) -> Section:
    """The evidence for the candidates of one item, a row per part."""
    rows = tuple(
        (
            f"{c.table}.{columns_of(c)}" if not number else "",
            _points(c.score) if not number else None,
            e.name,
            _points(e.score),
            _points(e.weight),
            e.sentence,
        )
        for c in candidates
        for number, e in enumerate(c.evidence)
    )
    blocks = (Grid(title=f"「{item}」の候補と証拠", columns=_EVIDENCE, rows=rows, note=_NOTE),)
    if not rows:
        blocks_none = (Note(text=f"「{item}」に近い名前の列は、現行システムにありません。"),)
        return Section(id="gap-evidence", title="証拠", blocks=blocks_none)
    return Section(id="gap-evidence", title="証拠", blocks=blocks)
