"""What people decided about failures, with its effect, for people: no decision is silent."""

from __future__ import annotations

from collections import Counter

from migrate.model.document import Cell, Column, Grid, Note, Section, Tone
from migrate.model.quality import CheckResult, Decision, Settlement
from migrate.quality.catalogue import ANY, rules

_LIMITS = {Settlement.WAIVED: "期限", Settlement.KNOWN: "控えた日", Settlement.ALLOWED: "決めた日"}


def _effect(one: Decision) -> Cell:
    if one.rows:
        return Cell(text="有効", tone=Tone.GOOD)
    if not one.found:
        return Cell(text="当たる不合格なし", tone=Tone.MUTED)
    return Cell(text="期限切れ" if one.settlement is Settlement.WAIVED else "許容を超過", tone=Tone.BAD)


def _place(one: Decision) -> str:
    parts = [part for part in (one.table, one.item) if part != ANY]
    where = "　".join(parts) or "すべて"
    return where if one.key in ("", ANY) else f"{where}　キー {one.key}"


def sections(result: CheckResult, key: str) -> tuple[Section, ...]:
    """The section, none where nothing was decided."""
    if not result.decisions:
        return ()
    titles = {rule.code: rule.title for rule in rules()}
    columns = (
        Column(title="扱い", width=8),
        Column(title="コード", width=13),
        Column(title="規則", width=26),
        Column(title="グループ・項目", width=30),
        Column(title="当たる不合格", unit="値", numeric=True, width=12),
        Column(title="決定済み", unit="値", numeric=True, width=10),
        Column(title="効き目", width=14),
        Column(title="許容", width=8),
        Column(title="担当・決めた人", width=18),
        Column(title="期限・日付", width=20),
        Column(title="理由", width=40),
    )
    rows = tuple(
        (
            one.settlement.value,
            one.code,
            titles.get(one.code, ""),
            _place(one),
            one.found,
            one.rows,
            _effect(one),
            one.limit,
            one.owner,
            f"{_LIMITS[one.settlement]} {one.date}",
            one.reason,
        )
        for one in result.decisions
    )
    total: Counter[Settlement] = Counter()
    for decision in result.decisions:
        total[decision.settlement] += decision.rows
    left = sum(one.open for one in result.outcomes)
    said = "、".join(f"{settlement.value} {total[settlement]:,}" for settlement in Settlement)
    sentence = f"不合格 {result.failed:,} 件のうち、{said}、未解決 {left:,} 件です。"
    note = "免除は期限まで、許容は件数か割合の範囲でだけ効きます。許容を超えると、すべて未解決になります。"
    grid = Grid(title="決めたことと効き目", columns=columns, rows=rows, note=note)
    return (Section(id=key, title="免除・既知・許容", blocks=(Note(text=sentence), grid)),)
