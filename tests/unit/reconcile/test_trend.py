"""Rehearsals by day: the last run of each command counts, others are said."""

from __future__ import annotations

import pytest

from migrate.model.document import BarChart
from migrate.reconcile import trend
from migrate.workspace.ledger import Entry, Result


def ran(at: str, command: str, seconds: float | None, findings: int = 0, result: Result = Result.DONE) -> Entry:
    return Entry(
        at=at, who="t", command=command, inputs=(), outputs=(), result=result, findings=findings, seconds=seconds
    )


ENTRIES = (
    ran("2026-11-01T09:00:00+09:00", "convert run 031", 100.0, 5),
    ran("2026-11-01T10:00:00+09:00", "convert run 031", 60.0, 4),
    ran("2026-11-01T10:30:00+09:00", "convert run 001", 30.0),
    ran("2026-11-01T11:00:00+09:00", "convert run 001", 9.0, 0, Result.FAILED),
    ran("2026-11-01T12:00:00+09:00", "reconcile run 031", None, 7),
    ran("2026-11-01T12:30:00+09:00", "reconcile certificate 031", 500.0),
    ran("2026-11-01T12:40:00+09:00", "spec export 031", 500.0),
    ran("2026-11-02T12:00:00+09:00", "reconcile run 031", 20.5, 2),
)


def test_days() -> None:
    """Of each command the last run that ended well; failures and unknown durations are counted, other work is not."""
    first, second = trend.days(ENTRIES)
    assert first.seconds == {"変換": 90.0, "現新比較": 0.0} and first.open == {"変換": 4, "現新比較": 7}
    assert (first.untimed, first.failed, first.total) == (1, 1, 90.0)
    assert (second.date, second.seconds, second.open) == ("2026-11-02", {"現新比較": 20.5}, {"現新比較": 2})


def test_what_is_no_whole_run() -> None:
    """Runs of one table are no rehearsal; a comparison with the new system's own export is a stage of its own."""
    more = (
        ran("2026-11-02T13:00:00+09:00", "reconcile run 031 --against", 7.0, 3),
        ran("2026-11-02T13:30:00+09:00", "reconcile run 031 --table 住民票", 900.0, 99),
        ran("2026-11-02T13:40:00+09:00", "convert run 031 --table 住民票", 900.0, 99),
    )
    (_, day) = trend.days((*ENTRIES, *more))
    assert day.seconds == {"現新比較": 20.5, "新システムの出力": 7.0}
    assert day.open == {"現新比較": 2, "新システムの出力": 3}


@pytest.mark.parametrize(
    ("limit", "bars"), [(900, ["2026-11-01", "2026-11-02", "上限"]), (901, ["2026-11-01", "2026-11-02"])]
)
def test_the_window_is_drawn(limit: int, bars: list[str]) -> None:
    """Below the days, unless it is more than ten times as long as each of them."""
    (chart,) = (
        b for b in trend.document("町", trend.days(ENTRIES), limit, "w").sections[0].blocks if isinstance(b, BarChart)
    )
    assert [bar.label for bar in chart.bars] == bars
    assert all(len(bar.values) == len(chart.parts) for bar in chart.bars)
    assert sum(chart.bars[-1].values) == (900 if len(bars) == 3 else 20)


def test_long_days_are_told_in_minutes() -> None:
    """From two hours on."""
    days = trend.days((ran("2026-11-01T09:00:00+09:00", "convert run 031", 7200.0),))
    assert trend.document("町", days, 86_400, "1d").summary.startswith(
        "2026-11-01 は計 120.0 分（切替の時間 1d の 8.3 %）"
    )


def test_over_the_window() -> None:
    """Only a day that took longer than the window is named."""
    days = trend.days(ENTRIES)
    assert [day.date for day in trend.over(days, 89)] == ["2026-11-01"]
    assert trend.over(days, 90) == ()


def test_windows() -> None:
    """Numbers with d, h or m; nothing else."""
    assert [trend.window(text) for text in ("2d", "48H", "90m", "0h", "48", "h", "1.5h")] == [
        172_800,
        172_800,
        5_400,
        None,
        None,
        None,
        None,
    ]
