"""The roll-up for people. Rates are percents with two decimals here; at full precision they are in the JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from migrate.model.document import (
    Bar,
    BarChart,
    Block,
    Cell,
    Column,
    Document,
    Figure,
    Figures,
    Grid,
    Note,
    Section,
    Tone,
    Value,
)
from migrate.pmo.by import STEPWISE, By
from migrate.pmo.rollup import Apart, BodyRate, Group, Rollup, Statistics

SHOWN_MONTHS = 13
"""Of the history, for people: a year and the month to compare with."""
_BANDS = (("100 %", Tone.GOOD), ("80 %以上100 %未満", Tone.PLAIN), ("80 %未満", Tone.CAUTION))
_MATRIX_FULL, _MATRIX_LOW = 1.0, 0.8
_WORDS = (
    ("完了率", "（完了済み＋対象外）÷ 40。総務省の進捗公表の定義。作業の量の割合ではありません。"),
    (
        "団体の値",
        "その区分に入る業務（ステップ別では、業務とステップ）の完了率の単純平均。"
        "全国では、報告した 20 業務の単純平均。",
    ),
    (
        "平均・中央値・四分位",
        "市区町村の値の単純平均と、並べた順位の値。四分位は線形補間（Excel の QUARTILE.INC と同じ）。"
        "丸めは表示のときだけです。",
    ),
    ("作業中率・未着手率", "作業中（未着手）のステップ ÷ 40。40 ステップの状態が報告された業務だけで計算します。"),
    ("裏づけ率", "証拠のあるステップ ÷ 40（本ツール独自）。報告した団体だけの平均で、完了率には混ぜません。"),
    ("公表値", "公表資料に印刷された完了率の平均。計算した完了率とは別の値です（印刷は丸められています）。"),
    ("帯", "100 %、80 %以上100 %未満、80 %未満（区分は本ツール独自）。"),
    (
        "⑱・稼働中・特定移行",
        "ステップ 40 が完了済みの業務、稼働の日が来たシステム、特定移行支援システム。完了率とは別の事実です。",
    ),
    ("別掲", "都道府県が自ら行う業務と、広域連合・一部事務組合は、全国と区分別の値に入れません。"),
    (
        "不明",
        "報告にベンダか人口がない団体の区分。規模の区分は本ツール独自（reports/layouts/pmo/sizes.csv）。",
    ),
)


def percent(rate: float | None) -> float | None:
    """A rate in percent, to two decimals."""
    return None if rate is None else round(rate * 100, 2)


def text(rate: float | None) -> str:
    """A rate in words."""
    return "－" if rate is None else f"{rate * 100:.2f} %"


def _rate(title: str, width: int = 9) -> Column:
    return Column(title=title, unit="%", numeric=True, width=width)


def _count(title: str, unit: str = "", width: int = 9) -> Column:
    return Column(title=title, unit=unit, numeric=True, width=width)


def moved(one: Statistics, period: str) -> float | None:
    """Points of percent by which the mean has moved since the stored month before ``period``."""
    if len(one.history) < 2 or one.history[-1].period != period:
        return None
    return round((one.history[-1].mean - one.history[-2].mean) * 100, 2)


def document(found: Rollup, store: str) -> Document:
    """All of it."""
    sections = [
        Section(id="national", title="全国（市区町村）", blocks=tuple(_national(found))),
        Section(id="groups", title=f"{found.by.value}別", blocks=tuple(_groups(found))),
        Section(id="history", title="月ごと", blocks=tuple(_history(found))),
    ]
    if any(one.businesses for one in found.groups):
        sections.append(Section(id="matrix", title="都道府県と業務", blocks=(_matrix(found.groups),)))
    for id_, title, apart in (
        ("prefectures", "都道府県の自らの業務（別掲）", found.prefectures),
        ("unions", "広域連合・一部事務組合（別掲）", found.unions),
    ):
        if apart.bodies:
            sections.append(Section(id=id_, title=title, blocks=tuple(_apart(apart))))
    sections.append(Section(id="words", title="言葉と計算", blocks=(_words(),)))
    return Document(
        title="標準化移行の進捗の集約",
        subtitle=f"{found.by.value}別",
        facts=_facts(found, store),
        summary=_summary(found),
        sections=tuple(sections),
    )


def brief(found: Rollup, store: str) -> Document:
    """What a terminal shows: key figures and the rates of the groups."""
    whole = document(found, store)
    national = tuple(one for one in _national(found) if not isinstance(one, BarChart))
    groups = (_narrow(one) for one in _groups(found) if not isinstance(one, BarChart))
    return replace(
        whole,
        facts=whole.facts[:1],
        sections=(
            Section(id="national", title="全国（市区町村）", blocks=national),
            Section(id="groups", title=f"{found.by.value}別", blocks=tuple(groups)[:1]),
        ),
    )


def _narrow(block: Block) -> Block:
    """A table without its last columns, with short heads."""
    if not isinstance(block, Grid):
        return block
    heads = (block.columns[0].title, "団体", "平均 %", "増減", "中央値 %", "100 %", "80 %以上", "80 %未満")
    columns = tuple(replace(one, title=head, unit="") for one, head in zip(block.columns, heads, strict=False))
    rows = tuple(row[: len(heads)] for row in block.rows)
    note = "増減は前回の月からのポイント、右の 3 列は団体の数です。"
    return replace(block, columns=columns, rows=rows, note=note + block.note)


def _facts(found: Rollup, store: str) -> tuple[tuple[str, str], ...]:
    months = found.periods
    span = f"{months[0]}〜{months[-1]}（{len(months)} か月）" if len(months) > 1 else months[0]
    return (
        ("期間", found.period),
        ("集計", f"{found.by.value}別"),
        ("月ごとの値", span),
        ("保管庫", store),
        ("団体", f"市区町村 {len(found.municipalities):,}、都道府県 {len(found.prefectures.bodies):,}、"
                 f"広域連合・一部事務組合 {len(found.unions.bodies):,}"),
    )  # fmt: skip


def _summary(found: Rollup) -> str:
    one = found.national
    if not one.n:
        return "この月に、完了率を報告した市区町村はありません。"
    change = moved(one, found.period)
    since = "" if change is None else f"平均は前回から {change:+.2f} ポイントです。"
    return (
        f"市区町村 {one.n:,} 団体の完了率は、平均 {text(one.mean)}、中央値 {text(one.median)}で、"
        f"100 %は {one.at_100:,} 団体です。{since}"
    )


def _national(found: Rollup) -> Iterator[Block]:
    one = found.national
    if found.unrated:
        yield Note(
            text=f"20 業務の完了率を報告していない団体が {len(found.unrated):,} あります。どの率にも入れていません: "
            + "、".join(found.unrated[:20])
            + ("、…" if len(found.unrated) > 20 else ""),
            tone=Tone.CAUTION,
        )
    untold = one.cells - one.told
    if untold:
        words = f"{untold:,} 業務は、40 ステップの状態がなく完了率だけです。作業中率、未着手率、⑱ には入りません。"
        yield Note(text=words, tone=Tone.MUTED)
    if one.n:
        yield Figures(figures=tuple(_figures(one)))
        yield _bands("完了率の帯（全国）", (("市区町村", one),))


def _figures(one: Statistics) -> Iterator[Figure]:
    yield Figure(label="完了率の平均", value=text(one.mean), note=f"市区町村 {one.n:,} 団体")
    yield Figure(label="完了率の中央値", value=text(one.median), note=f"四分位 {text(one.q1)}〜{text(one.q3)}")
    yield Figure(label="100 %の団体", value=f"{one.at_100:,}", tone=Tone.GOOD if one.at_100 else Tone.PLAIN)
    low = one.bands.lower
    yield Figure(label="80 %未満の団体", value=f"{low:,}", tone=Tone.CAUTION if low else Tone.GOOD)
    if one.told:
        yield Figure(label="作業中率", value=text(one.working))
        yield Figure(label="未着手率", value=text(one.untouched))
    if one.evidence.n:
        note = f"報告した {one.evidence.n:,} 団体"
        yield Figure(label="裏づけ率（本ツール独自）", value=text(one.evidence.mean), note=note)
    if one.printed.n:
        note = f"公表値のある {one.printed.n:,} 団体"
        yield Figure(label="公表値の平均", value=text(one.printed.mean), note=note)
    if one.operation and one.operation.cells:
        note = f"状態のある {one.operation.cells:,} 業務のうち"
        yield Figure(label="⑱ 完了済み", value=f"{one.operation.done:,} 業務", note=note)
    if one.operation and one.operation.systems:
        note = f"報告された {one.operation.systems:,} システムのうち"
        yield Figure(label="稼働中", value=f"{one.operation.running:,} システム", note=note)
    if one.special and one.special.systems:
        note = "、".join([f"{one.special.bodies:,} 団体", *_reasons(one)])
        yield Figure(label="特定移行支援システム", value=f"{one.special.systems:,} システム", note=note)


def _reasons(one: Statistics) -> list[str]:
    reasons = one.special.reasons if one.special else {}
    return [f"{'事由の記載なし' if key == '?' else f'事由{key}'} {count:,}" for key, count in sorted(reasons.items())]


def _bands(title: str, rows: Sequence[tuple[str, Statistics]]) -> BarChart:
    bars = tuple(Bar(label=label, values=(s.bands.full, s.bands.upper, s.bands.lower)) for label, s in rows)
    full, whole = sum(bar.values[0] for bar in bars), sum(sum(bar.values) for bar in bars)
    return BarChart(
        title=title, parts=_BANDS, bars=bars, unit="団体", summary=f"延べ {whole:,} 団体のうち、100 %は {full:,} です。"
    )


def _groups(found: Rollup) -> Iterator[Block]:
    if not found.groups:
        lacking = "40 ステップの状態" if found.by in STEPWISE else "完了率"
        yield Note(text=f"{lacking}を報告した市区町村がありません。", tone=Tone.CAUTION)
        return
    yield _rates(found)
    yield _beside(found)
    if found.by in (By.SIZE, By.MINISTRY, By.BUSINESS):
        yield _bands(f"完了率の帯（{found.by.value}別）", [(one.name, one) for one in found.groups])


def _rates(found: Rollup) -> Grid:
    columns = (
        Column(title=found.by.value, width=34 if found.by in STEPWISE else 18),
        _count("団体"),
        _rate("平均"),
        _count("前回から", "ポイント", 14),
        _rate("中央値"),
        _count("100 %", "団体", 12),
        _count("80〜100 %", "団体", 14),
        _count("80 %未満", "団体", 13),
        _rate("最小"),
        _rate("第1四分位", 11),
        _rate("第3四分位", 11),
        _rate("最大"),
    )
    rows = tuple(
        (
            one.name,
            one.n,
            percent(one.mean),
            moved(one, found.period),
            percent(one.median),
            one.bands.full,
            one.bands.upper,
            Cell(text=one.bands.lower, tone=Tone.CAUTION) if one.bands.lower else 0,
            percent(one.minimum),
            percent(one.q1),
            percent(one.q3),
            percent(one.maximum),
        )
        for one in found.groups
    )
    note = "1 団体に複数のベンダがあるときは、それぞれのベンダに入ります。" if found.by is By.VENDOR else ""
    return Grid(title="完了率", columns=columns, rows=rows, note=note)


def _beside(found: Rollup) -> Grid:
    stepwise = found.by in STEPWISE
    columns: tuple[Column, ...] = (
        Column(title=found.by.value, width=34 if stepwise else 18),
        _count("業務", "団体×業務", 12),
        _rate("作業中率"),
        _rate("未着手率"),
        _rate("裏づけ率"),
        _count("裏づけを報告", "団体", 13),
    )
    if not stepwise:
        columns += (
            _rate("公表値の平均", 13),
            _count("⑱ 完了済み", "業務", 11),
            _count("稼働中", "システム", 10),
            _count("特定移行", "団体", 10),
            _count("特定移行", "システム", 10),
        )
    rows = tuple(_beside_row(one, stepwise) for one in found.groups)
    return _filled(Grid(title="内訳と、別に数えるもの", columns=columns, rows=rows))


def _filled(grid: Grid) -> Grid:
    """A table without the columns of rates that nobody tells."""
    kept = [n for n in range(len(grid.columns)) if any(row[n] is not None for row in grid.rows)]
    return replace(
        grid,
        columns=tuple(grid.columns[n] for n in kept),
        rows=tuple(tuple(row[n] for n in kept) for row in grid.rows),
    )


def _beside_row(one: Group, stepwise: bool) -> tuple[Value, ...]:
    row: tuple[Value, ...] = (
        one.name,
        one.cells,
        percent(one.working),
        percent(one.untouched),
        percent(one.evidence.mean),
        one.evidence.n,
    )
    if stepwise or one.operation is None or one.special is None:
        return row
    return (
        *row,
        percent(one.printed.mean),
        one.operation.done,
        one.operation.running,
        one.special.bodies,
        one.special.systems,
    )


def _history(found: Rollup) -> Iterator[Block]:
    columns = (Column(title="月", width=10), _count("団体"), _rate("平均"), _rate("中央値"), _count("100 %", "団体"))
    rows = tuple(
        (one.period, one.n, percent(one.mean), percent(one.median), one.at_100) for one in found.national.history
    )
    yield Grid(title="全国", columns=columns, rows=rows, note="報告した団体が月によって違うと、その分も動きます。")
    months = found.periods[-SHOWN_MONTHS:]
    if len(months) < 2 or not found.groups:
        return
    means = [{month.period: month.mean for month in one.history} for one in found.groups]
    yield Grid(
        title=f"{found.by.value}別の平均",
        columns=(Column(title=found.by.value, width=34 if found.by in STEPWISE else 18), *map(_rate, months)),
        rows=tuple(
            (one.name, *(percent(mean.get(month)) for month in months))
            for one, mean in zip(found.groups, means, strict=True)
        ),
        note=""
        if len(found.periods) <= SHOWN_MONTHS
        else f"新しい {SHOWN_MONTHS} か月です。すべての月は JSON にあります。",
    )


def _matrix(groups: Sequence[Group]) -> Grid:
    names = list(dict.fromkeys(rate.name for one in groups for rate in one.businesses))
    rows = []
    for one in groups:
        means = {rate.name: rate.mean for rate in one.businesses}
        rows.append((one.name, *(_heat(means.get(name)) for name in names)))
    return Grid(
        title="業務ごとの平均",
        columns=(Column(title="都道府県", width=10), *(_rate(name, 8) for name in names)),
        rows=tuple(rows),
        note="市区町村の業務の完了率の単純平均です。",
    )


def _heat(rate: float | None) -> Value:
    if rate is None:
        return None
    tone = Tone.GOOD if rate >= _MATRIX_FULL else Tone.PLAIN if rate >= _MATRIX_LOW else Tone.CAUTION
    return Cell(text=round(rate * 100, 1), tone=tone)


def _apart(apart: Apart) -> Iterator[Block]:
    yield Note(
        text=f"{apart.n:,} 団体。完了率の平均は {text(apart.mean)}、"
        f"中央値は {text(apart.median)}、100 %は {apart.at_100:,} 団体。"
    )
    names = list(dict.fromkeys(rate.name for one in apart.bodies for rate in one.businesses))
    columns = (
        Column(title="団体", width=24),
        _rate("完了率"),
        _rate("公表値"),
        *(_rate(name, 14) for name in names),
    )
    rows = tuple(_apart_row(one, names) for one in apart.bodies)
    yield _filled(Grid(title="団体ごと", columns=columns, rows=rows))


def _apart_row(one: BodyRate, names: Sequence[str]) -> tuple[Value, ...]:
    rates = {rate.name: rate.mean for rate in one.businesses}
    name = one.name if one.name == one.prefecture else f"{one.prefecture} {one.name}".strip()
    return (name, percent(one.completion), percent(one.printed), *(percent(rates.get(each)) for each in names))


def _words() -> Grid:
    return Grid(title="", columns=(Column(title="言葉", width=22), Column(title="意味", width=90)), rows=_WORDS)
