"""What can be done now and by whom: open steps whose usual predecessors are closed. No order is enforced."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.model.document import Column, Document, Grid, Note, Section, Value
from migrate.model.procedure import Progress, Status, Step, StepState
from migrate.model.value import value
from migrate.phase.steps import Procedure

_SHOWN = 6


@value
class Upcoming:
    """One step that can be done now for some businesses."""

    step: Step
    who: tuple[str, ...]
    """Roles; the first one leads."""
    businesses: tuple[str, ...]
    """業務ID for which it is open and nothing it rests on is."""
    working: tuple[str, ...]
    """Those of them where it is 作業中."""
    command: str


@value
class Ready:
    """One step that is proven and not yet set."""

    step: Step
    businesses: tuple[str, ...]
    command: str


@value
class Next:
    """What to do: steps in their order, steps whose status may be set, and how many wait for others."""

    upcoming: tuple[Upcoming, ...]
    ready: tuple[Ready, ...]
    waiting: int
    """Steps (business by business) that wait for another one."""


def compute(procedure: Procedure, progress: Sequence[Progress], who: str = "") -> Next:
    """What can be done now; ``who`` leaves the steps of one role only (part of its name is enough)."""
    upcoming, ready, waiting = [], [], 0
    for number, step in enumerate(procedure.steps):
        guide = procedure.guide(step.number)
        if who and not any(who in one for one in guide.who):
            continue
        open_, working = [], []
        for one in progress:
            state = one.steps[number]
            if state.closed or state.proven:
                continue
            if not all(_passed(one.steps[before - 1]) for before in guide.after):
                waiting += 1
                continue
            open_.append(one.business)
            if state.status is Status.WORKING:
                working.append(one.business)
        if open_:
            upcoming.append(
                Upcoming(
                    step=step,
                    who=guide.who,
                    businesses=tuple(open_),
                    working=tuple(working),
                    command=guide.commands[0],
                )
            )
        proven = tuple(one.business for one in progress if one.steps[number].proven and not one.steps[number].closed)
        if proven:
            named = "all" if len(proven) == len(progress) > 1 else ",".join(proven)
            ready.append(
                Ready(step=step, businesses=proven, command=f"phase set {step.code} 完了済み --business {named}")
            )
    return Next(upcoming=tuple(upcoming), ready=tuple(ready), waiting=waiting)


def _passed(state: StepState) -> bool:
    """True where a step does not stand in the way of those after it."""
    return state.closed or state.proven


def document(found: Next, progress: Sequence[Progress], municipality: str) -> Document:
    """By leading role, in the order of the steps."""
    all_ = len(progress)
    sections = []
    roles = dict.fromkeys(one.who[0] for one in found.upcoming)
    for number, role in enumerate(roles, start=1):
        mine = [one for one in found.upcoming if one.who[0] == role]
        sections.append(Section(id=f"who-{number}", title=role, blocks=(_grid(mine, all_),)))
    if found.ready:
        sections.append(_ready(found.ready, all_))
    said = (
        f"いま始められるステップは {len(found.upcoming)} 種類です。"
        if found.upcoming
        else "いま始められるステップはありません。"
    )
    waits = (
        f"先に済ませるものを待っているのは、業務ごとに数えて {found.waiting:,} ステップです。" if found.waiting else ""
    )
    return Document(
        title="次にできること",
        subtitle=municipality,
        facts=(
            ("順番", "強制しません。先に済ませるものは本ツールの見込みです（migrate phase show で確かめられます）"),
        ),
        summary=said + waits,
        sections=tuple(sections),
    )


def businesses_text(ids: Sequence[str], all_: int) -> str:
    """業務ID in print: all of them, or the first few and how many more."""
    if len(ids) == all_ > 1:
        return f"全 {all_} 業務"
    left = len(ids) - _SHOWN
    return "、".join(ids[:_SHOWN]) + (f" ほか {left} 業務" if left > 0 else "")


def _grid(found: Sequence[Upcoming], all_: int) -> Grid:
    columns = (
        Column(title="記号", width=6),
        Column(title="ステップ", width=40),
        Column(title="業務", width=24),
        Column(title="作業中", width=16),
        Column(title="一緒に", width=24),
        Column(title="打つコマンド", width=30),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            one.step.code,
            one.step.name,
            businesses_text(one.businesses, all_),
            businesses_text(one.working, all_) if one.working else "",
            "、".join(one.who[1:]),
            f"migrate {one.command}",
        )
        for one in found
    )
    return Grid(title="始められるステップ", columns=columns, rows=rows)


def _ready(found: Sequence[Ready], all_: int) -> Section:
    columns = (
        Column(title="記号", width=6),
        Column(title="業務", width=30),
        Column(title="確かめたら打つコマンド", width=70),
    )
    rows = tuple((one.step.code, businesses_text(one.businesses, all_), f"migrate {one.command}") for one in found)
    grid = Grid(title="裏づけがあり、まだ完了済みでないステップ", columns=columns, rows=rows)
    note = Note(text="台帳は完了済みを示していますが、状態を変えるのは人だけです。")
    return Section(id="ready", title="状態を設定できるもの", blocks=(note, grid))
