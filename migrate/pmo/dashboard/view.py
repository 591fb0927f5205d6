"""The dashboard of one month: key figures with what they were a month before, and everything below them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migrate.engine import duckdb
from migrate.engine.duckdb import Engine
from migrate.model.dashboard import Candidate, Dashboard, TrendMonth
from migrate.model.document import Figure, Figures, Note, Tone
from migrate.model.pmo import BodyKind
from migrate.model.value import value
from migrate.pmo import rollup
from migrate.pmo.by import By
from migrate.pmo.dashboard import figures, packing
from migrate.pmo.known import Known, prefectures
from migrate.pmo.paper import words
from migrate.pmo.rollup import Operation, Rollup, Special
from migrate.pmo.slips import page as slips_page
from migrate.pmo.slips.rank import Slips
from migrate.text.rates import NONE, percent

_CANDIDATES = 10
_DEFINITION = "「完了済み」と「対象外」のステップ数 ÷ 40（総務省の定義）。団体の完了率は、20 業務の単純平均です。"


@value
class Subject:
    """Of which store, and what is known of the month from elsewhere."""

    store: str
    """Its name, for the page."""
    tool: str
    known: Known
    slips: Slips
    """Who slips in the month, the whole list."""


def view(engine: Engine, subject: Subject) -> Dashboard:
    """The month of ``subject``, the last one that the engine of `store.opened` shows; the others are the trend."""
    rolled = rollup.roll(engine, subject.known, subject.slips.period, By.PREFECTURE)
    months = figures.trend(engine, rolled)
    table = figures.heat(engine, subject.known, rolled)
    missing = figures.missing(engine, subject.slips.period)
    packed = packing.pack(engine, subject.known, subject.slips)
    return Dashboard(
        title=f"標準化移行の進捗　{words.month(subject.slips.period)}",
        subtitle=f"PMO ダッシュボード　{_area(rolled)}",
        summary=_summary(rolled, months, missing),
        facts=_facts(engine, subject, rolled),
        figures=Figures(figures=(*_rates(rolled, months), *_counts(rolled, missing))),
        notes=_notes(engine, rolled),
        trend=months,
        heat=table,
        funnel=figures.funnel(engine, subject.known, subject.slips.period),
        candidates=tuple(_candidates(subject.slips)),
        candidates_in_all=subject.slips.listed,
        missing=missing,
        rows=packed.rows,
        packed=packed.text,
        reasons=packed.reasons,
    )


def _candidates(found: Slips) -> Iterable[Candidate]:
    for one in found.ranked[:_CANDIDATES]:
        label = one.name if one.name == one.prefecture else f"{one.prefecture} {one.name}"
        reasons = slips_page.reasons(one, found.rules.rules)
        yield Candidate(rank=one.rank, key=one.body, label=label, rate=one.completion, reasons=reasons)


def _area(rolled: Rollup) -> str:
    areas = [one.name for one in rolled.groups] or [one.prefecture for one in rolled.prefectures.bodies]
    if len(areas) == 1:
        return areas[0]
    return "全国" if len(areas) == len(prefectures()) else f"{len(areas)} 都道府県"


def _percent(rate: float | None) -> str:
    return NONE if rate is None else f"{percent(rate)} %"


def _before(rolled: Rollup, months: Sequence[TrendMonth]) -> TrendMonth | None:
    """The last earlier month; None where the month itself has no rate."""
    return months[-2] if len(months) > 1 and rolled.national.n else None


def _summary(rolled: Rollup, months: Sequence[TrendMonth], missing: Sequence[str]) -> str:
    now, before = rolled.national, _before(rolled, months)
    if now.mean is None:
        return "この月に完了率を報告した市区町村はありません。"
    text = f"市区町村 {now.n:,} 団体の完了率は、平均 {_percent(now.mean)}、中央値 {_percent(now.median)}です。"
    if before is not None:
        moved = _moved(round((now.mean - before.mean) * 100, 1))
        others = "" if now.n == before.bodies else f"（{before.bodies:,} 団体の報告）"
        text += f"平均は、{words.month(before.period)}{others}{moved}。"
    return text + (f"報告のない団体が {len(missing):,} あります。" if missing else "")


def _moved(points: float) -> str:
    if not points:
        return "と変わりません"
    return f"から {abs(points):.1f} ポイント{'上がりました' if points > 0 else '下がりました'}"


def _facts(engine: Engine, subject: Subject, rolled: Rollup) -> tuple[tuple[str, str], ...]:
    month = f"period = {duckdb.text(subject.slips.period)}"
    ((first, last),) = engine.rows(f"SELECT min(as_of), max(as_of) FROM bodies WHERE {month} AND as_of <> ''")
    counts = (
        (BodyKind.MUNICIPALITY, len(rolled.municipalities)),
        (BodyKind.PREFECTURE, len(rolled.prefectures.bodies)),
        (BodyKind.UNION, len(rolled.unions.bodies)),
    )
    return (
        ("対象の月", f"{words.month(subject.slips.period)}（{subject.slips.period}）"),
        ("各団体の時点", "記載なし" if first is None else first if first == last else f"{first} から {last}"),
        ("報告した団体", "、".join(f"{kind.value} {count:,}" for kind, count in counts if count)),
        ("データの種類", "各団体の月次報告の集計（20 業務 × 40 ステップ）"),
        ("出典", f"保管庫 {subject.store}"),
        ("ツール", f"migrate {subject.tool}"),
        ("完了率", _DEFINITION),
    )


def _rates(rolled: Rollup, months: Sequence[TrendMonth]) -> Iterable[Figure]:
    now, before = rolled.national, _before(rolled, months)
    if now.mean is None or now.median is None:
        return

    def moved(rate: float, earlier: float) -> str:
        return f"{words.month(before.period)}から {(rate - earlier) * 100:+.1f} ポイント" if before else ""

    def share(count: int) -> str:
        return f"市区町村 {now.n:,} の {count / now.n * 100:.1f} %"

    yield Figure(label="完了率の平均", value=_percent(now.mean), note=moved(now.mean, before.mean if before else 0))
    yield Figure(
        label="完了率の中央値", value=_percent(now.median), note=moved(now.median, before.median if before else 0)
    )
    yield Figure(label="100 % の団体", value=f"{now.at_100:,}", note=share(now.at_100), tone=Tone.GOOD)
    low = now.bands.lower
    yield Figure(label="80 % 未満の団体", value=f"{low:,}", note=share(low), tone=Tone.CAUTION if low else Tone.PLAIN)
    proven = now.evidence
    yield Figure(
        label="裏づけ率（本ツール独自）",
        value=_percent(proven.mean),
        note=f"成果物で確かめたステップの割合。報告した {proven.n:,} 団体の平均",
    )


def _counts(rolled: Rollup, missing: Sequence[str]) -> Iterable[Figure]:
    operation, special = rolled.national.operation or Operation(), rolled.national.special or Special()
    yield Figure(
        label="⑱ 運用開始が完了済み",
        value=_percent(operation.done / operation.cells if operation.cells else None),
        note=f"ステップを報告した {operation.cells:,} 業務のうち {operation.done:,}",
    )
    yield Figure(
        label="稼働中のシステム",
        value=f"{operation.running:,}",
        note=f"報告されたシステム {operation.systems:,} のうち",
    )
    yield Figure(
        label="特定移行支援システム",
        value=f"{special.systems:,}",
        note=f"市区町村 {special.bodies:,} 団体",
        tone=Tone.CAUTION if special.systems else Tone.PLAIN,
    )
    apart, unions = rolled.prefectures, rolled.unions
    reported = len(rolled.municipalities) + len(apart.bodies) + len(unions.bodies)
    yield Figure(
        label="報告した団体",
        value=f"{reported:,}",
        note=f"前に報告があり、今月ない団体 {len(missing):,}",
        tone=Tone.BAD if missing else Tone.PLAIN,
    )
    yield Figure(
        label="都道府県の平均（別掲）",
        value=_percent(apart.mean),
        note=f"{apart.n} 都道府県の自らの業務",
    )


def _notes(engine: Engine, rolled: Rollup) -> tuple[Note, ...]:
    month = f"period = {duckdb.text(rolled.period)}"
    others = engine.number(f"SELECT count(*) FROM bodies WHERE {month} AND NOT own")
    untold = engine.number(f"SELECT count(*) FROM cells WHERE {month} AND statuses = ''")
    texts = []
    if others:
        texts.append(f"自らの報告がなく、公表資料の値だけがある団体が {others:,} あります。")
    if untold:
        texts.append(f"完了率だけで 40 ステップの状態がない業務が {untold:,} あります。ステップの集計には入りません。")
    if rolled.unrated:
        texts.append(
            f"20 業務の完了率を報告していない団体が {len(rolled.unrated):,} あります。どの図表にも入りません。"
        )
    return tuple(Note(text=one, tone=Tone.CAUTION) for one in texts)
