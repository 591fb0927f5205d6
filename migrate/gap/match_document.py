"""The answer of `migrate gap match` for people: each column with its items, and the figures against a truth."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.model.document import Cell, Column, Grid, Note, Section, Tone
from migrate.model.match import ColumnMatch, MatchCandidate, MatchScore, SchemaMatch, Tally

_COLUMNS = (
    Column(title="現行の表", width=20),
    Column(title="列", width=22),
    Column(title="日本語名", width=22),
    Column(title="当てた項目", width=40),
    Column(title="評点", unit="点", numeric=True, width=8),
    Column(title="ほかの候補（評点）", width=60),
)
_FIGURES = (
    Column(title="業務", width=8),
    Column(title="対応のある列", numeric=True, width=8),
    Column(title="先頭が正しい", numeric=True, width=12),
    Column(title="3 位以内に正しい", numeric=True, width=12),
    Column(title="MRR", numeric=True, width=8),
    Column(title="当てた列のうち正しい", numeric=True, width=12),
    Column(title="対応のある列に正しく当てた", numeric=True, width=12),
    Column(title="対応のない列に当てなかった", numeric=True, width=12),
    Column(title="名前だけで先頭が正しい", numeric=True, width=12),
    Column(title="名前だけで 3 位以内", numeric=True, width=12),
)
_NONE = "なし"
_NOTE = (
    "評点は、証拠ごとの「1 − 重み × (1 − 点)」の積（100 点満点）で、本ツール独自のものです。"
    "証拠は --json で見られます。「（一部）」は、列の値の一部が項目になるもの、「ほか」は、同じ列から作る項目の数です。"
)
_SCORE_NOTE = (
    "正しいのは、業務・グループ・項目が同じときです。「名前だけで」は、項目の名前が同じなら正しいとします。"
    "業務ごとの行は、対応のある列だけの数字です。"
)


def _item(one: MatchCandidate) -> str:
    return f"{one.business} {one.table}.{one.item}{'（一部）' if one.part_of else ''}"


def _chosen(column: ColumnMatch, chosen: MatchCandidate) -> str:
    more = len(column.feeds) - 1
    return f"{_item(chosen)}{f'　ほか {more} 項目' if more > 0 else ''}"


def _row(column: ColumnMatch) -> tuple[str | int | Cell | None, ...]:
    chosen = column.chosen
    others = [one for one in column.candidates if one is not chosen]
    return (
        column.table,
        column.column,
        column.logical_name,
        _chosen(column, chosen) if chosen else Cell(text=_NONE, tone=Tone.MUTED),
        round(chosen.score * 100) if chosen else None,
        "、".join(f"{_item(one)}（{round(one.score * 100)}）" for one in others),
    )


def _of(part: int, whole: int) -> str:
    return f"{part}/{whole}" if whole else "－"


def _figures(one: Tally, named: Tally) -> tuple[str | int | Cell | None, ...]:
    return (
        one.name or "全体",
        one.pairs,
        _of(one.top1, one.pairs),
        _of(one.top3, one.pairs),
        f"{one.mrr:.3f}" if one.pairs else "－",
        "－" if one.name else _of(one.found, one.chosen),
        _of(one.found, one.pairs),
        "－" if one.name else _of(one.left_alone, one.alone),
        _of(named.top1, named.pairs),
        _of(named.top3, named.pairs),
    )


def _scores(scores: Sequence[MatchScore]) -> Section:
    blocks = tuple(
        Grid(
            title=one.words,
            columns=_FIGURES,
            rows=tuple(_figures(tally, named) for tally, named in zip(one.exact, one.by_name, strict=True)),
            note=_SCORE_NOTE if one is scores[-1] else "",
        )
        for one in scores
    )
    return Section(id="match-score", title="正解との比較", blocks=blocks)


def summary(found: SchemaMatch) -> str:
    """One sentence for a reader with ten seconds."""
    chosen = sum(one.chosen is not None for one in found.columns)
    points = round(found.threshold * 100)
    return (
        f"{len(found.columns)} 列のうち {chosen} 列に項目を当てました。"
        f"残る {len(found.columns) - chosen} 列には、{points} 点以上の項目がないか、表が標準にありません。"
    )


def sections(found: SchemaMatch) -> tuple[Section, ...]:
    """The columns, and the figures where there is a truth."""
    rows = tuple(_row(one) for one in found.columns)
    grid = Grid(title="列ごとの対応", columns=_COLUMNS, rows=rows, note=_NOTE)
    columns = Section(id="match-columns", title="現行の列と標準の項目", blocks=(grid,))
    return (_scores(found.scores), columns) if found.scores else (columns,)


def brief(found: SchemaMatch) -> tuple[Section, ...]:
    """What a terminal shows first where there is a truth: the figures alone."""
    if not found.scores:
        return sections(found)
    hint = Note(text="列ごとの対応は -v か --json で見られます。")
    return (_scores(found.scores), Section(id="match-columns", title="現行の列と標準の項目", blocks=(hint,)))
