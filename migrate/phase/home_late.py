"""What the home page says of lateness: the plan against today, rows of registers, ends of contracts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from migrate.model.document import Block, Cell, Column, Document, Grid, Note, Tone, Value
from migrate.phase import grids, risks_page, upcoming
from migrate.phase.home import End, Home
from migrate.phase.plan import page as plan_page
from migrate.phase.plan.tasks import step_code

_SHOWN = 10
"""Rows of a list of late things; how many more there are, and the command that shows them all, is said below it."""
_STEPS = 4
_ENDS = {End.PAST: Tone.BAD, End.SHORT: Tone.BAD, End.SOON: Tone.CAUTION}


def blocks(home: Home, plan: plan_page.View | None, overdue: risks_page.View) -> Iterator[Block]:
    """What is late: businesses and tasks by the plan, rows of the registers, contracts; what is not there is said."""
    if plan is None:
        yield Note(text="工程表（migrate plan init）がないので、予定との差は分かりません。", tone=Tone.MUTED)
    else:
        yield Note(text=plan_page.summary(plan), tone=Tone.BAD if home.late or home.broken else Tone.GOOD)
        yield from _behind(home)
        yield from (_short(one, "plan show") for one in _tables(plan_page.document(plan, brief=True), "now"))
    if home.overdue:
        for one in _tables(risks_page.document(overdue), "open"):
            listed = replace(_without(one, "急ぎ"), title="期限を過ぎた課題・リスクなど")
            yield _short(listed, "phase risks --overdue")
    elif home.registers:
        yield Note(text="期限を過ぎた課題・リスクなどはありません。", tone=Tone.GOOD)
    else:
        text = "課題とリスクの登録簿は空です。書くには migrate phase make 横断 で様式を作ります。"
        yield Note(text=text, tone=Tone.MUTED)
    yield from _contracts(home)


def _tables(page: Document, section: str) -> Iterator[Grid]:
    """The tables of one section of another page."""
    found = (block for one in page.sections if one.id == section for block in one.blocks)
    return (block for block in found if isinstance(block, Grid))


def _without(grid: Grid, title: str) -> Grid:
    """The table without a column, which here says the same in every row."""
    kept = [at for at, one in enumerate(grid.columns) if one.title != title]
    rows = tuple(tuple(row[at] for at in kept) for row in grid.rows)
    return replace(grid, columns=tuple(grid.columns[at] for at in kept), rows=rows)


def _short(grid: Grid, command: str) -> Grid:
    """The first rows, and where the others are."""
    left = len(grid.rows) - _SHOWN
    if left <= 0:
        return grids.filled(grid)
    note = f"はじめの {_SHOWN} 件です。すべては migrate {command} で見られます。"
    return grids.filled(replace(grid, rows=grid.rows[:_SHOWN], note=note))


def _behind(home: Home) -> Iterator[Grid]:
    if not home.behind:
        return
    columns = (
        Column(title="業務", width=26),
        Column(title="予定の日に終わっていないステップ", width=32),
        Column(title="早いものの予定の日", width=18),
        Column(title="運用開始の見込み", width=16),
        Column(title="期限", width=14),
        Column(title="期限との差", width=14),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            f"{one.business} {one.business_name}",
            _codes(one.steps),
            one.since,
            one.go_live,
            one.limit,
            Cell(text=f"{one.over:,} 日超過", tone=Tone.BAD) if one.over else "",
        )
        for one in home.behind
    )
    yield grids.filled(Grid(title="遅れている業務", columns=columns, rows=rows))


def _codes(steps: Sequence[int]) -> str:
    left = len(steps) - _STEPS
    return "、".join(map(step_code, steps[:_STEPS])) + (f" ほか {left}" if left > 0 else "")


def _contracts(home: Home) -> Iterator[Grid]:
    if not home.contracts:
        return
    columns = (
        Column(title="現行システム", width=26),
        Column(title="業務", width=20),
        Column(title="契約の終わり", width=14),
        Column(title="あと", unit="日", numeric=True, width=8),
        Column(title="更新", width=12),
        Column(title="運用開始の見込み", width=16),
        Column(title="状態", width=24),
    )
    all_ = len(home.standings)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            one.system,
            upcoming.businesses_text(one.businesses, all_),
            one.end,
            one.left,
            one.renewal,
            one.go_live,
            Cell(text=one.state.value, tone=_ENDS[one.state]),
        )
        for one in home.contracts
    )
    note = "稼働していない業務の、現行システムの契約です（概要調査の回答による。半年は本ツール独自の目安です）。"
    yield grids.filled(Grid(title="現行の契約の終わり", columns=columns, rows=rows, note=note))
