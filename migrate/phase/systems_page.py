"""What is told of systems apart from the 40 steps, as a section for people."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.model.document import Cell, Column, Grid, Note, Section, Tone
from migrate.model.procedure import SystemFacts

_APART = (
    "運用開始（稼働中）と特定移行支援システムは、40 ステップの完了率とは別の事実です。"
    "100% でも稼働前のことも、稼働後にステップが残ることもあります。設定は migrate phase fact です。"
)
_COLUMNS = (
    Column(title="業務", width=26),
    Column(title="システム", width=26),
    Column(title="稼働中（開始日）", width=16),
    Column(title="特定移行支援の事由", width=34),
    Column(title="新しい期限", width=14),
    Column(title="残っていること", width=40),
)


def sections(
    systems: tuple[SystemFacts, ...], names: Mapping[str, str], reasons: Mapping[str, str]
) -> tuple[Section, ...]:
    """One section, none where nothing is told. ``names``: 業務ID → name; ``reasons``: 事由 → its gist."""
    if not systems:
        return ()
    rows = tuple(
        (
            f"{one.business} {names.get(one.business, '')}".strip(),
            one.system,
            Cell(text=one.operation, tone=Tone.GOOD) if one.operation else "",
            Cell(text=reason(one, reasons), tone=Tone.CAUTION) if one.reason else "",
            one.until,
            one.remains,
        )
        for one in systems
    )
    note = "事由の言葉は本ツールの要約です（要確認）。" if any(one.reason for one in systems) else ""
    grid = Grid(title="システムごとの事実", columns=_COLUMNS, rows=rows, note=note)
    return (Section(id="systems", title="運用開始と特定移行支援システム", blocks=(Note(text=_APART), grid)),)


def reason(one: SystemFacts, reasons: Mapping[str, str]) -> str:
    """The 事由 in words."""
    return f"事由 {one.reason}（{reasons.get(one.reason, '')}）" if one.reason else ""
