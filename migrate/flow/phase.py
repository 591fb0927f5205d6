"""The procedure's steps: list them, say where a business stands, set a status."""

from __future__ import annotations

from migrate.characters.ledger import store
from migrate.errors import MigrateError
from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.files.digest import sha256_of
from migrate.flow import chars_common
from migrate.flow.outcome import Outcome
from migrate.model.document import Column, Document, Grid, Section
from migrate.model.finding import Place
from migrate.model.procedure import Progress, Status, Step, StepState
from migrate.model.provenance import FileDigest
from migrate.model.value import value
from migrate.phase import document, history, steps
from migrate.phase.progress import Business, artefacts, progress
from migrate.spec import library
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_FINAL_MIGRATION = 34
"""⑭-3 最終データ移行の実施・結果確認."""


@value
class StepList:
    """All steps in their order."""

    steps: tuple[Step, ...]


@value
class Standing:
    """Where one business stands: both measures (``completion`` 0–1, ``evidenced`` 0–40) and the 40 steps."""

    business: str
    business_name: str
    completion: float
    evidenced: int
    steps: tuple[StepState, ...]


@value
class StepChange:
    """What one ``phase set`` did. ``completion`` is the 完了率 afterwards, 0–1."""

    business: str
    step: Step
    before: Status
    after: Status
    note: str
    completion: float


@value
class Setting:
    """What the user wants set. ``business`` is empty where the workspace has only one."""

    step: str
    status: str
    business: str = ""
    note: str = ""


def procedure() -> steps.Procedure:
    """The bundled steps and rules of evidence."""
    return steps.load(bundled("specs") / "procedure" / steps.EDITION)


def list_steps() -> Outcome:
    """All 40 steps; works without a workspace."""
    found = procedure().steps
    return Outcome(kind="phase-list", data=StepList(steps=found), document=document.steps_document(found))


def choose(workspace: Workspace, business: str) -> Business:
    """The business meant: the one named, else the only one that `project.yaml` pins, else none (「」).

    Raises:
        MigrateError: MIG-PHS-004, several are pinned and none was named, or the name is not a 業務ID.
    """
    pinned = sorted(workspace.project.specs)
    known = "、".join(pinned) or "（なし）"
    if business and not (len(business) == 3 and business.isascii() and business.isdigit()):
        raise MigrateError("MIG-PHS-004", params={"business": business, "known": known})
    if not business and len(pinned) > 1:
        raise MigrateError("MIG-PHS-004", params={"business": "（指定なし）", "known": known})
    chosen = business or (pinned[0] if pinned else "")
    return Business(id=chosen, name=_name(workspace, chosen))


def _name(workspace: Workspace, business: str) -> str:
    """The name that a known spec gives the business (the pinned edition first); empty where there is none."""
    known = library.entries(bundled("specs"), workspace.path("spec"))
    heads = [entry.head for entry in known if entry.head.business == business]
    pinned = workspace.project.specs.get(business)
    heads.sort(key=lambda head: head.edition != pinned)
    return heads[0].business_name if heads else ""


def _changes(workspace: Workspace, known: tuple[Step, ...]) -> tuple[history.Change, ...]:
    path = workspace.path(history.FILE)
    return history.read(tables.read(path), known) if path.is_file() else ()


def progress_of(workspace: Workspace, business: str = "") -> Progress:
    """Where a business stands now (also for the big report)."""
    known = procedure()
    chosen = choose(workspace, business)
    paths = {name: workspace.path(*name.split("/")) for name in artefacts(known, chosen.id)}
    present = {name: sha256_of(path) for name, path in paths.items() if path.is_file()}
    return progress(known, chosen, _changes(workspace, known.steps), workspace.entries(), present)


def status(workspace: Workspace, business: str = "") -> Outcome:
    """The 40 steps of one business with status and evidence."""
    found = progress_of(workspace, business)
    inputs = tuple(
        FileDigest(path=name, sha256=sha256_of(workspace.path(name)))
        for name in (history.FILE, workspace.ledger.name)
        if workspace.path(name).is_file()
    )
    data = Standing(
        business=found.business,
        business_name=found.business_name,
        completion=found.completion,
        evidenced=found.evidenced,
        steps=found.steps,
    )
    return Outcome(
        kind="phase-status",
        data=data,
        document=document.document(found),
        brief=document.document(found, brief=True),
        inputs=inputs,
    )


def _check_characters(work: Job, business: str, step: Step, after: Status) -> None:
    """The final migration is not done while characters are open, or while nobody looked at what was converted last."""
    if step.number != _FINAL_MIGRATION or after is not Status.DONE:
        return
    ledger = chars_common.file_of(store.MOVE)
    manifest = work.workspace.path("out", "converted", business, "manifest.json")
    listed = work.workspace.path(ledger).is_file()
    looked_at = chars_common.saved(work, store.MOVE).sources if listed else ()
    if manifest.is_file() and work.note(manifest) not in looked_at:
        raise MigrateError("MIG-PHS-007", Place(file=ledger, item=step.code), {"step": step.code})
    still_open = chars_common.open_findings(work)
    if still_open:
        count = sum(int(one.params["count"]) for one in still_open)
        raise MigrateError("MIG-PHS-006", Place(item=step.code), {"step": step.code, "count": count})


def set_status(workspace: Workspace, session: Session, wanted: Setting) -> Outcome:
    """Set the status of one step; the history keeps every change, the same again adds nothing.

    Raises:
        MigrateError: MIG-PHS-001 (step), -002 (status), -004 (business), -006 (open characters),
            -007 (characters not looked at).
        UnreadableError: MIG-PHS-003, MIG-SYS-008 (`progress.csv` is damaged: it is left as it is).
    """
    known = procedure().steps
    step = steps.find_step(known, wanted.step)
    after = steps.find_status(wanted.status)
    business = choose(workspace, wanted.business)
    if not business.id:
        raise MigrateError("MIG-PHS-004", params={"business": "（指定なし）", "known": "（なし）"})
    with job.run(workspace, session, "phase set") as work:
        _check_characters(work, business.id, step, after)
        last = history.latest(_changes(workspace, known), business.id, step.number)
        path = workspace.path(history.FILE)
        text = path.read_bytes() if path.is_file() else b""
        if last is None or (last.status, last.note) != (after, wanted.note):
            change = history.Change(
                at=session.now(),
                who=session.who,
                business=business.id,
                step=step.number,
                status=after,
                note=wanted.note,
            )
            text = history.add(text, change)
        work.write(history.FILE, text)
    done = StepChange(
        business=business.id,
        step=step,
        before=last.status if last else Status.OPEN,
        after=after,
        note=wanted.note,
        completion=progress_of(workspace, business.id).completion,
    )
    return Outcome(kind="phase-set", data=done, document=_changed(done, business))


def _changed(done: StepChange, business: Business) -> Document:
    columns = (
        Column(title="ステップ", width=50),
        Column(title="これまで", width=10),
        Column(title="これから", width=10),
    )
    row = (f"{done.step.code} {done.step.name}", done.before.value, done.after.value)
    grid = Grid(title="設定したステップ", columns=columns, rows=(row,))
    return Document(
        title="ステップの状態を設定しました" if done.before is not done.after else "ステップの状態は変わりません",
        subtitle=f"{business.id} {business.name}".strip(),
        summary=f"完了率は {done.completion:.1%} です。",
        sections=(Section(id="step", title=done.step.code, blocks=(grid,)),),
    )
