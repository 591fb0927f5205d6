"""Set the status of a step of one business or of several; the history keeps every change."""

from __future__ import annotations

import re
from pathlib import Path

from migrate.characters.ledger import store
from migrate.errors import MigrateError
from migrate.files.bundled import bundled
from migrate.flow import chars_common, phase
from migrate.flow.outcome import Outcome
from migrate.model.document import Column, Document, Grid, Section
from migrate.model.finding import Finding, Place, Severity
from migrate.model.procedure import Progress, Status, Step
from migrate.model.provenance import FileDigest
from migrate.model.value import value
from migrate.phase import history, steps
from migrate.phase.progress import Business
from migrate.spec import catalogue
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

ALL = "all"
_FINAL_MIGRATION = 34
"""⑭-3 最終データ移行の実施・結果確認."""
_BETWEEN = re.compile(r"[\s,、，]+")


@value
class StepChange:
    """What was set of one business. ``completion`` is its 完了率 afterwards, 0–1; ``proven`` what the ledger says."""

    business: str
    business_name: str
    before: Status
    completion: float
    proven: bool


@value
class StepSet:
    """What one ``phase set`` did."""

    step: Step
    after: Status
    note: str
    evidence: FileDigest | None
    changes: tuple[StepChange, ...]


@value
class Setting:
    """What the user wants set. ``business``: one 業務ID, several, ``all``, or empty where there is only one."""

    step: str
    status: str
    business: str = ""
    note: str = ""
    evidence: Path | None = None


def wanted_businesses(workspace: Workspace, text: str) -> tuple[Business, ...]:
    """The businesses that ``text`` names: 業務ID between commas or blanks, ``all``, or the only one that is pinned.

    Raises:
        MigrateError: MIG-PHS-004 (none can be told, or no 業務ID), -042 (progress is not kept of that 業務ID).
    """
    known = phase.businesses(workspace)
    if text.strip().casefold() == ALL:
        return known
    found = []
    for name in dict.fromkeys(filter(None, _BETWEEN.split(text))) or ("",):
        chosen = phase.choose(workspace, name)
        if not chosen.id:
            raise MigrateError("MIG-PHS-004", params={"business": "（指定なし）", "known": "（なし）"})
        one = next((one for one in known if one.id == chosen.id), None)
        if one is None:
            raise MigrateError("MIG-PHS-042", params={"business": chosen.id, "instead": _instead(chosen.id)})
        found.append(one)
    return tuple(found)


def _instead(business: str) -> str:
    """The business under which the progress of a system is kept, as a hint."""
    main = phase.main_businesses()
    known = catalogue.load(bundled("specs") / catalogue.FOLDER)
    own = (one.systems[0] for one in known.businesses if business in one.systems)
    of = next((id for id in own if id in main), "")
    return f"{of} {main[of]} の中で設定します" if of else "業務の一覧は migrate phase status にあります"


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
        MigrateError: MIG-PHS-001 (step), -002 (status), -004, -042 (business), -006 (open characters),
            -007 (characters not looked at).
        UnreadableError: MIG-PHS-003, MIG-SYS-008 (`progress.csv` is damaged: it is left as it is), MIG-SYS-001, -002
            (the file of evidence).
    """
    known = phase.procedure().steps
    step = steps.find_step(known, wanted.step)
    after = steps.find_status(wanted.status)
    businesses = wanted_businesses(workspace, wanted.business)
    with job.run(workspace, session, "phase set") as work:
        proof = work.note(wanted.evidence) if wanted.evidence else None
        past = phase.changes(workspace, known)
        before = {one.id: history.latest(past, one.id, step.number) for one in businesses}
        news = []
        for one in businesses:
            _check_characters(work, one.id, step, after)
            change = _change(session, (one.id, step.number, after), (wanted.note, proof), before[one.id])
            if change is not None:
                news.append(change)
        path = workspace.path(history.FILE)
        work.write(history.FILE, history.add(path.read_bytes() if path.is_file() else b"", *news))
    now = phase.progress_of_all(workspace, businesses)
    done = StepSet(
        step=step,
        after=after,
        note=wanted.note,
        evidence=proof,
        changes=tuple(_changed(one, step, before[one.business]) for one in now),
    )
    return Outcome(kind="phase-set", data=done, document=_document(done), findings=_unproven(done))


def _change(
    session: Session,
    what: tuple[str, int, Status],
    said: tuple[str, FileDigest | None],
    last: history.Change | None,
) -> history.Change | None:
    """The new line; None where the last one says the same. It is never earlier than the line that it replaces."""
    (business, step, after), (note, proof) = what, said
    evidence, sha256 = (proof.path, proof.sha256) if proof else ("", "")
    if last is not None and (last.status, last.note, last.evidence, last.sha256) == (after, note, evidence, sha256):
        return None
    at = session.now()
    return history.Change(
        at=max(at, last.at) if last else at,
        who=session.who,
        business=business,
        step=step,
        status=after,
        note=note,
        evidence=evidence,
        sha256=sha256,
    )


def _changed(now: Progress, step: Step, last: history.Change | None) -> StepChange:
    return StepChange(
        business=now.business,
        business_name=now.business_name,
        before=last.status if last else Status.OPEN,
        completion=now.completion,
        proven=now.steps[step.number - 1].proven,
    )


def _unproven(done: StepSet) -> tuple[Finding, ...]:
    """One finding where a step is called done and neither the ledger nor a named file shows it."""
    bare = [one.business for one in done.changes if not one.proven]
    if done.after is not Status.DONE or done.evidence or not bare:
        return ()
    guide = phase.procedure().guide(done.step.number)
    params = {
        "step": done.step.code,
        "businesses": "、".join(bare),
        "proof": guide.proof,
        "command": guide.commands[0],
    }
    return (Finding(code="MIG-PHS-047", severity=Severity.INFO, place=Place(item=done.step.code), params=params),)


def _document(done: StepSet) -> Document:
    columns = (
        Column(title="業務", width=26),
        Column(title="これまで", width=10),
        Column(title="これから", width=10),
        Column(title="完了率", width=9, numeric=True),
        Column(title="台帳の裏づけ", width=12),
    )
    rows = tuple(
        (
            f"{one.business} {one.business_name}".strip(),
            one.before.value,
            done.after.value,
            f"{one.completion:.1%}",
            "あり" if one.proven else "なし",
        )
        for one in done.changes
    )
    changed = any(one.before is not done.after for one in done.changes)
    title = f"{done.step.code} {done.step.name}"
    return Document(
        title="ステップの状態を設定しました" if changed else "ステップの状態は変わりません",
        subtitle=title,
        facts=(("証拠のファイル", done.evidence.path),) if done.evidence else (),
        sections=(Section(id="step", title=done.step.code, blocks=(Grid(title="業務", columns=columns, rows=rows),)),),
    )
