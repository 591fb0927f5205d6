"""What people decided about failures, with its effect, for people: no decision is silent."""

from __future__ import annotations

from collections import Counter

from migrate.model.document import Cell, Column, Grid, Note, Section, Tone
from migrate.model.quality import CheckResult, Decision, Settlement
from migrate.quality.catalogue import ANY

_DAYS = {Settlement.WAIVED: "{} まで", Settlement.KNOWN: "{} に控え", Settlement.ALLOWED: "{} に決定"}


def _effect(one: Decision) -> Cell:
    limit = f"（{one.limit} まで）" if one.limit else ""
    if one.rows:
        return Cell(text=f"有効{limit}", tone=Tone.GOOD)
    if not one.found:
        return Cell(text="当たる不合格なし", tone=Tone.MUTED)
    return Cell(text="期限切れ" if one.settlement is Settlement.WAIVED else f"超過{limit}", tone=Tone.BAD)


def _place(one: Decision) -> str:
    parts = [part for part in (one.table, one.item) if part != ANY]
    where = "　".join(parts) or "すべて"
    return where if one.key in ("", ANY) else f"{where}　キー {one.key}"


def notices(result: CheckResult) -> tuple[Note, ...]:
    """Decisions that do not hold any more, for the top of the page."""
    lapsed = [one for one in result.decisions if one.found and not one.rows]
    expired = sum(one.settlement is Settlement.WAIVED for one in lapsed)
    passed = sum(one.settlement is Settlement.ALLOWED for one in lapsed)
    said = [f"期限の切れた免除が {expired:,} 行"] if expired else []
    said += [f"超えた許容が {passed:,} 行"] if passed else []
    if not said:
        return ()
    return (Note(text=f"{'、'.join(said)}あります。その不合格は、未解決に数えています。", tone=Tone.CAUTION),)


def sections(result: CheckResult, key: str) -> tuple[Section, ...]:
    """The section, none where nothing was decided."""
    if not result.decisions:
        return ()
    columns = (
        Column(title="扱い", width=8),
        Column(title="コード", width=15),
        Column(title="グループ・項目", width=28),
        Column(title="不合格", unit="値", numeric=True, width=10),
        Column(title="効き目", width=20),
        Column(title="担当・決めた人", width=20),
        Column(title="日付", width=18),
        Column(title="理由", width=40),
    )
    rows = tuple(
        (
            one.settlement.value,
            one.code,
            _place(one),
            one.found,
            _effect(one),
            one.owner,
            _DAYS[one.settlement].format(one.date),
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
