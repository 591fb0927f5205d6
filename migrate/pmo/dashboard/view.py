"""The dashboard of one month: key figures with what they were a month before, and everything below them."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.engine import duckdb
from migrate.engine.duckdb import Engine
from migrate.model.dashboard import Dashboard, Heat, TrendMonth
from migrate.model.document import Figure, Figures, Note, Tone
from migrate.model.pmo import BodyKind
from migrate.pmo.dashboard import figures, packing
from migrate.pmo.dashboard.scope import Scope, define, of_municipalities, prefectures

_ERA = 2018
"""Western year before the first of 令和; reports of progress begin in it."""
_DEFINITION = "完了率は、「完了済み」と「対象外」のステップ数 ÷ 40（総務省の定義）。団体の完了率は、20 業務の単純平均"


def view(engine: Engine, scope: Scope) -> Dashboard:
    """The month of ``scope``, which the engine of `store.opened` must hold; its earlier months become the trend."""
    define(engine, scope)
    months = figures.trend(engine)
    now = months[-1] if months and months[-1].period == scope.period else None
    before = months[-2] if now and len(months) > 1 else None
    table, missing = figures.heat(engine, scope), figures.missing(engine, scope)
    packed = packing.pack(engine, scope)
    return Dashboard(
        title=f"標準化移行の進捗　{_month(scope.period)}",
        subtitle=f"PMO ダッシュボード　{_area(table)}",
        summary=_summary(now, before, missing),
        facts=_facts(engine, scope),
        figures=Figures(figures=(*_rates(engine, scope, now, before), *_counts(engine, scope, now, missing))),
        notes=_notes(engine, scope),
        trend=months,
        heat=table,
        funnel=figures.funnel(engine, scope),
        missing=missing,
        rows=packed.rows,
        packed=packed.text,
    )


def _month(period: str) -> str:
    year, month = map(int, period.split("-"))
    return f"令和{year - _ERA}年{month}月"


def _area(table: Heat) -> str:
    if table.of == "団体":
        return f"{len(table.rows)} 団体の集計"
    return "全国" if len(table.rows) == len(prefectures()) else f"{len(table.rows)} 都道府県"


def percent(rate: float | None) -> str:
    """A rate for people."""
    return "－" if rate is None else f"{rate * 100:.1f} %"


def _moved(now: float, before: float | None) -> str:
    return "" if before is None else f"前回から {(now - before) * 100:+.1f} ポイント"


def _summary(now: TrendMonth | None, before: TrendMonth | None, missing: Sequence[str]) -> str:
    if now is None:
        return "この月に完了率を報告した市区町村はありません。"
    text = f"市区町村 {now.bodies:,} 団体の完了率は、平均 {percent(now.mean)}、中央値 {percent(now.median)}です。"
    if before is not None:
        text += f"平均は、{_month(before.period)}から {(now.mean - before.mean) * 100:+.1f} ポイント動きました。"
    if missing:
        text += f"報告のない団体が {len(missing):,} あります。"
    return text


def _facts(engine: Engine, scope: Scope) -> tuple[tuple[str, str], ...]:
    month = duckdb.text(scope.period)
    counts = engine.rows(f"SELECT kind, count(*) FROM bodies WHERE period = {month} GROUP BY kind ORDER BY kind")
    latest = engine.rows(f"SELECT min(as_of), max(as_of) FROM bodies WHERE period = {month} AND as_of <> ''")[0]
    days = "" if latest[0] is None else latest[0] if latest[0] == latest[1] else f"{latest[0]} から {latest[1]}"
    kinds = sorted(counts, key=lambda one: list(BodyKind).index(BodyKind(one[0])))
    return (
        ("対象の月", f"{_month(scope.period)}（{scope.period}）"),
        ("各団体の時点", days or "記載なし"),
        ("報告した団体", "、".join(f"{kind} {count:,}" for kind, count in kinds)),
        ("データの種類", "各団体の月次報告の集計（20 業務 × 40 ステップ）"),
        ("出典", f"保管庫 {scope.store}"),
        ("ツール", f"migrate {scope.tool}"),
        ("完了率", _DEFINITION),
    )


def _rates(
    engine: Engine, scope: Scope, now: TrendMonth | None, before: TrendMonth | None
) -> tuple[Figure, ...]:
    if now is None:
        return ()
    where = f"period = {duckdb.text(scope.period)} AND {of_municipalities()}"
    low = engine.number(f"SELECT count(*) FROM rates WHERE low AND {where}")
    ((proven, told),) = engine.rows(f"SELECT avg(evidence), count(evidence) FROM bodies WHERE {where}")
    return (
        Figure(label="完了率の平均", value=percent(now.mean), note=_moved(now.mean, before and before.mean)),
        Figure(label="完了率の中央値", value=percent(now.median), note=_moved(now.median, before and before.median)),
        Figure(label="100 % の団体", value=f"{now.complete:,}", note=_share(now.complete, now.bodies), tone=Tone.GOOD),
        Figure(label="80 % 未満の団体", value=f"{low:,}", note=_share(low, now.bodies), tone=Tone.CAUTION),
        Figure(
            label="裏づけ率（本ツール独自）",
            value=percent(proven),
            note=f"成果物で確かめたステップの割合。報告した {told:,} 団体の平均",
            tone=Tone.PLAIN if told else Tone.MUTED,
        ),
    )


def _share(count: int, whole: int) -> str:
    return f"市区町村 {whole:,} の {count / whole * 100:.1f} %" if whole else ""


def _counts(engine: Engine, scope: Scope, now: TrendMonth | None, missing: Sequence[str]) -> tuple[Figure, ...]:
    month = f"period = {duckdb.text(scope.period)}"
    ((supported, bodies, operating, known),) = engine.rows(
        f"""SELECT count(*) FILTER (s.reason <> ''), count(DISTINCT body) FILTER (s.reason <> ''),
                   count(*) FILTER (s.operation <> ''), count(*)
            FROM (SELECT body, unnest(systems) AS s FROM cells WHERE {month})"""
    )
    ((prefectures_, mean),) = engine.rows(
        f"SELECT count(*), avg(rate) FROM rates WHERE {month} AND kind = {duckdb.text(BodyKind.PREFECTURE.value)}"
    )
    reported = engine.number(f"SELECT count(*) FROM bodies WHERE {month}")
    return (
        Figure(
            label="⑱ 運用開始が完了済み",
            value=percent(now.operating if now else None),
            note="ステップを報告した市区町村の業務に対する割合",
        ),
        Figure(label="稼働中のシステム", value=f"{operating:,}", note=f"報告されたシステム {known:,} のうち"),
        Figure(
            label="特定移行支援システム",
            value=f"{supported:,}",
            note=f"{bodies:,} 団体",
            tone=Tone.CAUTION if supported else Tone.PLAIN,
        ),
        Figure(
            label="報告した団体",
            value=f"{reported:,}",
            note=f"報告のない団体 {len(missing):,}",
            tone=Tone.BAD if missing else Tone.PLAIN,
        ),
        Figure(label="都道府県の平均（別掲）", value=percent(mean), note=f"{prefectures_} 都道府県の自らの業務"),
    )


def _notes(engine: Engine, scope: Scope) -> tuple[Note, ...]:
    month = f"period = {duckdb.text(scope.period)}"
    others = engine.number(f"SELECT count(*) FROM bodies WHERE {month} AND NOT own")
    untold = engine.number(f"SELECT count(*) FROM cells WHERE {month} AND statuses = ''")
    texts = []
    if others:
        texts.append(f"自らの報告がなく、公表資料の値だけがある団体が {others:,} あります。")
    if untold:
        texts.append(f"40 ステップの状態がなく、完了率だけがある業務が {untold:,} 件あります。ステップ別の集計には入りません。")
    return tuple(Note(text=one, tone=Tone.CAUTION) for one in texts)
