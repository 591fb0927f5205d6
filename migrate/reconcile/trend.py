"""Rehearsals over time: how long each stage took against the cut-over window, and what was left open, day by day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from migrate.model.document import Bar, BarChart, Block, Cell, Column, Document, Grid, Note, Section, Tone, Value
from migrate.model.value import value
from migrate.workspace.ledger import Entry, Result

_STAGES = {
    "source scan": "読取り",
    "keys build": "番号",
    "convert run": "変換",
    "check run": "品質検査",
    "reconcile run": "現新比較",
}
"""Command without its business → the stage; other commands are no part of a cut-over."""
_AGAINST = "新システムの出力"
"""Stage of a comparison with the new system's own export, which stands beside that with our files."""
_OPEN = ("変換", "品質検査", "現新比較", _AGAINST)
_TONES = {
    "読取り": Tone.MUTED,
    "番号": Tone.MUTED,
    "変換": Tone.GOOD,
    "品質検査": Tone.CAUTION,
    "現新比較": Tone.PLAIN,
    _AGAINST: Tone.BAD,
}
_LEFT_TONES = {"変換": Tone.MUTED, "品質検査": Tone.CAUTION, "現新比較": Tone.BAD, _AGAINST: Tone.PLAIN}
_WINDOW = re.compile(r"([1-9]\d{0,3})([dhm])")
_WINDOW_WORD = "切替に使える時間"
_LONG, _FARTHEST = 7_200, 10
"""Seconds of a day from which minutes are shown; how many times longer than every day a window may be to be drawn."""
_UNITS = {"d": 86_400, "h": 3_600, "m": 60}


@value
class Day:
    """One day: of each command the last run that ended well."""

    date: str
    seconds: dict[str, float]
    """Stage → seconds; runs without a noted duration add nothing."""
    untimed: int
    """Runs of which the duration is not known."""
    failed: int
    """Runs that broke off."""
    open: dict[str, int]
    """Stage → findings."""

    @property
    def total(self) -> float:
        """Seconds of all stages one after the other."""
        return sum(self.seconds.values())


def window(text: str) -> int | None:
    """Seconds of a window such as ``48h``, ``90m`` or ``2d``; None for anything else.

    >>> window("48h"), window("90m"), window("ten")
    (172800, 5400, None)
    """
    found = _WINDOW.fullmatch(text.strip().lower())
    return int(found[1]) * _UNITS[found[2]] if found else None


def _stage(entry: Entry) -> str:
    """The stage that a run belongs to; empty for other commands, and for runs of one table only."""
    noun, verb, *more = [*entry.command.split(" "), ""]
    stage = _STAGES.get(f"{noun} {verb}", "")
    if not stage or "--table" in more:
        return ""
    return _AGAINST if "--against" in more else stage


def days(entries: Iterable[Entry]) -> tuple[Day, ...]:
    """The days on which a stage of the cut-over was run, in their order."""
    last: dict[str, dict[str, Entry]] = {}
    failed: dict[str, int] = {}
    for entry in entries:
        if not _stage(entry):
            continue
        day = entry.at[:10]
        last.setdefault(day, {})
        if entry.result is Result.FAILED:
            failed[day] = failed.get(day, 0) + 1
        else:
            last[day][entry.command] = entry
    return tuple(_day(date, tuple(last[date].values()), failed.get(date, 0)) for date in sorted(last))


def _day(date: str, runs: tuple[Entry, ...], failed: int) -> Day:
    seconds: dict[str, float] = {}
    left: dict[str, int] = {}
    for entry in runs:
        stage = _stage(entry)
        seconds[stage] = seconds.get(stage, 0.0) + (entry.seconds or 0.0)
        if stage in _OPEN:
            left[stage] = left.get(stage, 0) + entry.findings
    untimed = sum(entry.seconds is None for entry in runs)
    return Day(date=date, seconds=seconds, untimed=untimed, failed=failed, open=left)


def over(found: tuple[Day, ...], limit: int) -> tuple[Day, ...]:
    """The days whose stages together took longer than the window."""
    return tuple(day for day in found if day.total > limit)


def _scale(found: tuple[Day, ...]) -> tuple[str, int]:
    """The unit in which durations are shown, and its seconds."""
    return ("分", 60) if max(day.total for day in found) >= _LONG else ("秒", 1)


def _chart(found: tuple[Day, ...], words: tuple[str, ...], limit: int) -> BarChart:
    """The stages of each day, and below them the window, unless the days would vanish beside it."""
    unit, size = _scale(found)
    parts = tuple((word, _TONES[word]) for word in words)
    bars = tuple(
        Bar(label=day.date, values=tuple(round(day.seconds.get(w, 0.0) / size) for w in words)) for day in found
    )
    if limit <= _FARTHEST * max(day.total for day in found):
        parts = (*parts, (_WINDOW_WORD, Tone.MUTED))
        last = Bar(label="上限", values=(*(0 for _ in words), round(limit / size)))
        bars = (*(replace(bar, values=(*bar.values, 0)) for bar in bars), last)
    return BarChart(
        title="段階ごとの時間",
        parts=parts,
        bars=bars,
        unit=unit,
        summary=f"日ごとの、各段階の時間の合計です。{_WINDOW_WORD}（上限）は {round(limit / size):,} {unit}です。",
    )


def _durations(found: tuple[Day, ...], limit: int) -> tuple[Block, ...]:
    words = _present((*_STAGES.values(), _AGAINST), found)
    unit, size = _scale(found)
    columns = (
        Column(title="日", width=12),
        *(Column(title=word, unit=unit, numeric=True, width=12) for word in words),
        Column(title="計", unit=unit, numeric=True, width=12),
        Column(title="切替の時間に対して", width=18),
        Column(title="中断した実行", unit="件", numeric=True, width=14),
        Column(title="時間の記録なし", unit="件", numeric=True, width=14),
    )
    rows: list[tuple[Value, ...]] = []
    for day in found:
        share = Cell(text=f"{100 * day.total / limit:.1f} %", tone=Tone.BAD if day.total > limit else Tone.GOOD)
        times = (round(day.seconds.get(word, 0.0) / size, 1) for word in words)
        rows.append((day.date, *times, round(day.total / size, 1), share, day.failed, day.untimed))
    note = (
        "同じ日に同じコマンドを何度も実行したときは、最後に終わった実行の時間です（1 つの表だけの実行は入れません）。"
        "記録は作業台帳にあります。"
    )
    table = Grid(title="段階ごとの時間（表）", columns=columns, rows=tuple(rows), note=note)
    return _chart(found, words, limit), table


def _present(words: tuple[str, ...], found: tuple[Day, ...]) -> tuple[str, ...]:
    """The stages that are shown: the new system's export only where it was compared."""
    return tuple(word for word in words if word != _AGAINST or any(word in day.seconds for day in found))


def _left(found: tuple[Day, ...]) -> tuple[Block, ...]:
    words = _present(_OPEN, found)
    columns = (
        Column(title="日", width=12),
        *(Column(title=word, unit="件", numeric=True, width=12) for word in words),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple((day.date, *(day.open.get(word) for word in words)) for day in found)
    chart = BarChart(
        title="残っている指摘",
        parts=tuple((word, _LEFT_TONES[word]) for word in words),
        bars=tuple(Bar(label=day.date, values=tuple(day.open.get(word, 0) for word in words)) for day in found),
        unit="件",
        summary="日ごとの、各段階の最後の実行が残した指摘の数です。",
    )
    return chart, Grid(
        title="残っている指摘（表）", columns=columns, rows=rows, note="空欄は、その日に実行していません。"
    )


def document(municipality: str, found: tuple[Day, ...], limit: int, word: str) -> Document:
    """Durations and findings by day; ``word`` is the window as it was asked for."""
    if not found:
        return Document(title="リハーサルの推移", subtitle=municipality, summary="記録された実行はまだありません。")
    last = found[-1]
    unit, size = _scale(found)
    said = (
        f"{last.date} は計 {last.total / size:,.1f} {unit}（切替の時間 {word} の {100 * last.total / limit:.1f} %）、"
    )
    said += f"残っている指摘は {sum(last.open.values()):,} 件です。"
    timeless: tuple[Block, ...] = ()
    if any(day.untimed for day in found):
        text = "時間の記録がない実行（旧版の台帳など）があります。その時間は合計に入っていません。"
        timeless = (Note(text=text, tone=Tone.CAUTION),)
    return Document(
        title="リハーサルの推移",
        subtitle=municipality,
        facts=(("切替に使える時間", word), ("日数", str(len(found)))),
        summary=said,
        sections=(
            Section(id="durations", title="時間", blocks=(*timeless, *_durations(found, limit))),
            Section(id="left", title="指摘", blocks=_left(found)),
        ),
    )
