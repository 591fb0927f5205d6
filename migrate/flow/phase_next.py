"""What can be done now, and what was done: the next steps, and the history of the statuses."""

from __future__ import annotations

from dataclasses import replace

from migrate.errors import MigrateError
from migrate.flow import phase
from migrate.flow.outcome import Outcome
from migrate.flow.phase_set import wanted_businesses
from migrate.flow.phase_witness import Present
from migrate.model.document import Cell, Column, Document, Grid, Note, Section, Tone, Value
from migrate.model.procedure import Status, Step
from migrate.model.value import value
from migrate.phase import history, steps, upcoming
from migrate.phase.document import TONES
from migrate.phase.history import Change
from migrate.phase.upcoming import Next
from migrate.workspace.folder import Workspace


@value
class PastChange:
    """One line of the history, with the status before it."""

    before: Status
    change: Change


@value
class PastChanges:
    """The history that was asked for, the latest first."""

    changes: tuple[PastChange, ...]


def following(workspace: Workspace, business: str = "", who: str = "") -> Outcome:
    """What can be done now and by whom; ``business`` and ``who`` (a role) narrow it.

    Raises:
        MigrateError: MIG-PHS-004, -042 (business), -048 (no such role).
        UnreadableError: MIG-PHS-003, -046, MIG-SYS-003, -008, -011.
    """
    roles = dict.fromkeys(role for guide in phase.procedure().guides for role in guide.who)
    if who and not any(who in one for one in roles):
        raise MigrateError("MIG-PHS-048", params={"who": who, "known": "、".join(roles)})
    wanted = wanted_businesses(workspace, business) if business else phase.businesses(workspace)
    found = phase.progress_of_all(workspace, wanted)
    computed: Next = upcoming.compute(phase.procedure(), found, who)
    page = upcoming.document(computed, found, workspace.project.name)
    return Outcome(kind="phase-next", data=computed, document=page)


def past(workspace: Workspace, business: str = "", step: str = "") -> Outcome:
    """The history of the statuses, the latest first; ``business`` and ``step`` (or a work item) narrow it.

    Raises:
        MigrateError: MIG-PHS-004, -042, -040. UnreadableError: MIG-PHS-003, MIG-SYS-008.
    """
    known = phase.procedure().steps
    numbers = {one.number for one in (steps.find_steps(known, step) if step else known)}
    ids = {one.id for one in wanted_businesses(workspace, business)} if business else None
    last: dict[tuple[str, int], Status] = {}
    found = []
    for change in history.in_order(phase.changes(workspace, known)):
        line = PastChange(before=last.get(change.spot, Status.OPEN), change=change)
        last[change.spot] = change.status
        if change.step in numbers and (ids is None or change.business in ids):
            found.append(line)
    shown = tuple(reversed(found))
    page = _history(workspace, shown, known)
    return Outcome(kind="phase-history", data=PastChanges(changes=shown), document=page)


def _history(workspace: Workspace, shown: tuple[PastChange, ...], known: tuple[Step, ...]) -> Document:
    """What was set at once of several businesses is one row."""
    all_ = len(phase.businesses(workspace))
    present = Present(workspace)
    together: dict[tuple[object, ...], list[PastChange]] = {}
    for one in shown:
        same = replace(one.change, business="", at=one.change.at[:16])
        together.setdefault((one.before, same), []).append(one)
    rows = tuple(_row(many, known, all_, present) for many in together.values())
    columns = (
        Column(title="日時", width=18),
        Column(title="業務", width=24),
        Column(title="ステップ", width=34),
        Column(title="これまで", width=10),
        Column(title="これから", width=10),
        Column(title="設定した人", width=14),
        Column(title="覚え書き", width=30),
        Column(title="証拠のファイル", width=34),
    )
    grid = Grid(title="新しい順", columns=columns, rows=rows)
    nothing = Note(text="状態の変更はまだありません。設定は migrate phase set です。")
    return Document(
        title="ステップの状態の履歴",
        subtitle=workspace.project.name,
        sections=(Section(id="history", title="履歴", blocks=(grid if rows else nothing,)),),
    )


def _row(many: list[PastChange], known: tuple[Step, ...], all_: int, present: Present) -> tuple[Value, ...]:
    one = many[0].change
    step = known[one.step - 1]
    return (
        one.at[:16].replace("T", " "),
        upcoming.businesses_text(sorted(line.change.business for line in many), all_),
        f"{step.code} {step.name}",
        many[0].before.value,
        Cell(text=one.status.value, tone=TONES[one.status]),
        f"{one.who}（{one.origin}）" if one.origin else one.who,
        one.note,
        _evidence(one, present),
    )


def _evidence(one: Change, present: Present) -> Value:
    """The file that was named, and whether it is still the same."""
    if not one.evidence:
        return ""
    now = None if one.origin else present.get(one.evidence)
    if now and now != one.sha256:
        return Cell(text=f"{one.evidence}（その後、変わっています）", tone=Tone.CAUTION)
    return one.evidence if now else f"{one.evidence}（手元にないか、確かめていません）"
