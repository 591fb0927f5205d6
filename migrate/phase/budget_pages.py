"""The pages of ⑧-1: tables and figures of what `cost` computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from migrate.model.document import Bar, BarChart, Cell, Column, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.model.value import value
from migrate.phase import cost
from migrate.phase.cost import Cost, Line, Share

CLOUD = "クラウド利用経費"
"""The row of the published comparison that the rate of the dollar moves."""
_REIWA = 2018
_TONES = {cost.ELIGIBLE: Tone.GOOD, cost.UNSURE: Tone.CAUTION, cost.NOT_ELIGIBLE: Tone.PLAIN}


@value
class Rated:
    """The cloud row at a rate of yen a dollar."""

    rate: int
    line: Line


def fiscal(year: int | None, plus: int = 0) -> str:
    """A fiscal year in words.

    >>> fiscal(2026), fiscal(None, 1)
    ('令和8年度', '2 年目')
    """
    return f"{plus + 1} 年目" if year is None else f"令和{year + plus - _REIWA}年度"


def _yen(title: str, width: int = 16) -> Column:
    return Column(title=title, unit="円", numeric=True, width=width)


def overview(shares: Sequence[Share], lines: Sequence[Line]) -> tuple[Section, ...]:
    """The few figures that a mayor asks for."""
    found = []
    if shares:
        whole = cost.together(shares)
        found += [
            Figure(label="初期費用", value=f"{whole.cost:,} 円"),
            Figure(label="うち国費", value=f"{whole.national:,} 円"),
            Figure(label="うち一般財源", value=f"{whole.general:,} 円"),
        ]
    if lines:
        whole_line = cost.total(lines)
        found += [
            Figure(label="5 年のランニング費用（現行 A）", value=f"{whole_line.a:,} 円"),
            Figure(label="5 年のランニング費用（移行後 B）", value=f"{whole_line.b:,} 円", note=_times(whole_line)),
            Figure(label="差（B − A）", value=f"{whole_line.difference:+,} 円"),
        ]
    return (Section(id="overview", title="要点", blocks=(Figures(figures=tuple(found)),)),) if found else ()


def _times(line: Line) -> str:
    return f"A の {line.b / line.a:.2f} 倍" if line.a else ""


def initial(costs: Sequence[Cost], first: int | None, names: Mapping[str, str]) -> tuple[Section, ...]:
    """Rows × years; rows of 0 yen are counted only."""
    shown = [one for one in costs if one.total]
    if not shown:
        return ()
    years = [at for at in range(max(len(one.years) for one in shown)) if any(one.years[at] for one in shown)]
    columns = (
        Column(title="費目", width=30),
        Column(title="業務", width=14),
        Column(title="補助", width=8),
        *(_yen(fiscal(first, at), 14) for at in years),
        _yen("計", 14),
        Column(title="見積もりの根拠", width=22),
    )
    rows: list[tuple[Value, ...]] = [
        (
            one.name,
            "、".join(names.get(id, id) for id in one.business.split()) or "全業務",
            Cell(text=one.subsidy, tone=_TONES[one.subsidy]),
            *(one.years[at] for at in years),
            one.total,
            one.source or Cell(text="まだありません", tone=Tone.CAUTION),
        )
        for one in shown
    ]
    sums = [sum(one.years[at] for one in shown) for at in years]
    rows.append(("計", "", "", *sums, sum(sums), ""))
    left = len(costs) - len(shown)
    note = f"0 円の費目 {left} 行は省きました。" if left else ""
    grid = Grid(title="費目と年度", columns=columns, rows=tuple(rows), note=note)
    return (Section(id="initial", title="初期費用", blocks=(grid,)),)


def funding(shares: Sequence[Share], cap: int | None, first: int | None) -> tuple[Section, ...]:
    """Who pays, year by year."""
    if not shares or cap is None:
        return ()
    whole = cost.together(shares)
    columns = (
        Column(title="年度", width=14),
        _yen("費用"),
        _yen("うち補助の対象"),
        _yen("うち要確認"),
        _yen("国費"),
        _yen("一般財源"),
    )
    listed = [(fiscal(first, at), one) for at, one in enumerate(shares) if one.cost]
    rows = tuple(
        (name, one.cost, one.eligible, one.unsure, one.national, one.general) for name, one in (*listed, ("計", whole))
    )
    over = max(0, whole.eligible - cap)
    text = f"上限額は {cap:,} 円です。" + (
        f"補助の対象の費用が上限額を {over:,} 円超えます。"
        if over
        else f"上限額のうち {cap - whole.national:,} 円は、まだ使い道がありません。"
    )
    note = Note(text=text, tone=Tone.CAUTION if over else Tone.PLAIN)
    return (
        Section(id="funding", title="財源", blocks=(note, Grid(title="年度ごとの財源", columns=columns, rows=rows))),
    )


def _thousands(yen: int) -> int:
    return (yen + 500) // 1_000


def running(lines: Sequence[Line], first: int | None) -> tuple[Section, ...]:
    """The ten rows, A beside B, and the same as bars."""
    if not lines:
        return ()
    whole = cost.total(lines)
    columns = (
        Column(title="費目", width=26),
        _yen("A 現行", 18),
        _yen("B 移行後", 18),
        _yen("差（B − A）", 18),
        Column(title="B／A", width=10),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (one.name, one.a, one.b, _signed(one), f"{one.b / one.a:.2f} 倍" if one.a else "—") for one in (*lines, whole)
    )
    period = "" if first is None else f"{fiscal(first)}から{fiscal(first, 4)}までの "
    grid = Grid(title=f"{period}5 年の計", columns=columns, rows=rows)
    more = max(lines, key=lambda one: one.difference)
    said = "増えます" if whole.difference > 0 else "減ります" if whole.difference < 0 else "変わりません"
    chart = BarChart(
        title="費目ごとの A と B",
        parts=(("5 年の計", Tone.PLAIN),),
        bars=tuple(
            Bar(label=f"{one.name} {side}", values=(_thousands(yen),))
            for one in lines
            if one.a or one.b
            for side, yen in (("A", one.a), ("B", one.b))
        ),
        unit="千円",
        summary=f"5 年の計は {abs(whole.difference):,} 円{said}。"
        + (f"最も増えるのは{more.name}（{more.difference:+,} 円）です。" if more.difference > 0 else ""),
    )
    return (Section(id="running", title="ランニング費用の比較（5 年）", blocks=(grid, chart)),)


def _signed(line: Line) -> Value:
    return Cell(text=line.difference, tone=Tone.CAUTION if line.difference > 0 else Tone.PLAIN)


def rates(rated: Sequence[Rated], lines: Sequence[Line]) -> tuple[Section, ...]:
    """The cloud row and the totals at other rates."""
    if not rated:
        return ()
    whole = cost.total(lines)
    cloud = next(one for one in lines if one.name == CLOUD)
    columns = (
        Column(title="1 ドル", width=12),
        _yen(f"A の{CLOUD}", 18),
        _yen(f"B の{CLOUD}", 18),
        _yen("A の計", 18),
        _yen("B の計", 18),
        _yen("差（B − A）", 18),
    )
    rows = []
    for at, one in enumerate(rated):
        a, b = whole.a - cloud.a + one.line.a, whole.b - cloud.b + one.line.b
        name = f"{one.rate} 円{'（見積もり）' if at == 0 else ''}"
        rows.append((name, one.line.a, one.line.b, a, b, _signed(Line(name=name, a=a, b=b))))
    grid = Grid(title="レートごとの 5 年の計", columns=columns, rows=tuple(rows))
    return (Section(id="rates", title="為替による変化", blocks=(grid,)),)


def rules(rows: tuple[tuple[str, str], ...]) -> Section:
    """How it was computed."""
    columns = (Column(title="項目", width=16), Column(title="きまり（本ツール独自）", width=84))
    return Section(id="rules", title="計算のきまり", blocks=(Grid(title="きまり", columns=columns, rows=rows),))
