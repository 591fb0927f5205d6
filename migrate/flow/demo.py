"""The demo: one invented town through the whole path, and a verdict whether every planted defect was found."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from migrate.errors import MigrateError
from migrate.files import atomic, records
from migrate.files.bundled import bundled
from migrate.flow import check, convert, gap, init, phase, reconcile, report, source
from migrate.flow import map as mapping
from migrate.flow.outcome import Outcome
from migrate.flow.spec import export as spec_export
from migrate.flow.spec import import_ as spec_import
from migrate.model.balance import Conversion
from migrate.model.document import Cell, Column, Document, Figure, Figures, Grid, Section, Tone
from migrate.model.finding import Finding, Place, Severity
from migrate.model.quality import CheckResult
from migrate.model.reconcile import Reconciliation
from migrate.model.value import value
from migrate.report import messages
from migrate.town import town
from migrate.workspace import folder as folders
from migrate.workspace import job
from migrate.workspace.clock import Session, frozen_session, session
from migrate.workspace.folder import Workspace

BUSINESS, EDITION = "031", "2023-09-29"
WORKBOOK = "demo/031_item_definition_20230929.xlsx"
PLANTED = "demo/planted.csv"
_KEY = hashlib.sha256(b"migrate demo: not a secret").digest()

Defect = tuple[str, str, int, str]
"""Code, source file, row, item."""


@value
class Demo:
    """The verdict. ``missed`` were planted and not found, ``invented`` the other way round."""

    folder: str
    planted: int
    found: int
    missed: int
    invented: int


def _files(workspace: Workspace, made: town.Town) -> None:
    """Write the town's own files; refuse where somebody has changed one.

    Raises:
        MigrateError: MIG-SYS-017.
    """
    mapped = (bundled("mappings") / "nanaseno" / f"{BUSINESS}.yaml").read_bytes()
    files = {**made.files, PLANTED: made.planted_csv(), f"mapping/{BUSINESS}.yaml": mapped}
    changed = [
        name
        for name, data in files.items()
        if workspace.path(name).is_file() and workspace.path(name).read_bytes() != data
    ]
    if changed:
        raise MigrateError("MIG-SYS-017", Place(file=changed[0]), {"folder": workspace.root.name, "file": changed[0]})
    for name, data in files.items():
        atomic.write(workspace.path(name), data, workspace.temp)


def _walk(root: Path, made: town.Town, at: Session, tell: Callable[[str], None]) -> tuple[Workspace, bool]:
    """All stages in order; True where any of them changed something."""
    body = init.Municipality(code=town.CODE, name=town.NAME)
    workspace = folders.create(root, init.project_text(body), _KEY)
    before = workspace.entries()
    init.init(root, body, at, _KEY)
    _files(workspace, made)
    official = spec_export.Wanted(layout=spec_export.OFFICIAL, target=workspace.path(WORKBOOK))
    spec_export.export(f"{BUSINESS}@{EDITION}", None, official)
    stages: tuple[tuple[str, Callable[[], object]], ...] = (
        (
            f"spec import {WORKBOOK}",
            lambda: spec_import.import_(spec_import.Wanted(file=workspace.path(WORKBOOK)), workspace, at),
        ),
        ("source scan", lambda: source.scan(workspace, at)),
        ("gap run", lambda: gap.run(workspace, at)),
        ("map draft", lambda: mapping.draft_all(workspace, at)),
        ("map check", lambda: mapping.check(workspace, at)),
        ("convert run", lambda: convert.run(workspace, at)),
        ("check run", lambda: check.check(workspace, at)),
        ("reconcile run", lambda: reconcile.run(workspace, at)),
        ("phase status", lambda: phase.status(workspace, BUSINESS)),
        ("report build", lambda: report.run(workspace, at)),
    )
    for number, (command, stage) in enumerate(stages, start=1):
        tell(f"[{number:2}/{len(stages)}] migrate {command}")
        stage()
    return workspace, workspace.entries() != before


def _found(workspace: Workspace) -> dict[Defect, Finding]:
    """Row-level findings of all stages."""
    results: tuple[tuple[str, type[Conversion | CheckResult | Reconciliation]], ...] = (
        ("convert", Conversion),
        ("check", CheckResult),
        ("reconcile", Reconciliation),
    )
    found: dict[Defect, Finding] = {}
    for stage, cls in results:
        name = f"out/{stage}/{BUSINESS}.json"
        for one in records.load(cls, workspace.path(name).read_bytes(), name).findings:
            p = one.place
            found[(one.code, p.file or "", p.row or 0, p.item or "")] = one
    return found


def _counts(planted: Iterable[Defect], found: Iterable[Defect]) -> Grid:
    planted, found = list(planted), list(found)
    codes = sorted({code for code, *_ in (*planted, *found)})
    rows = []
    for code in codes:
        put, got = sum(d[0] == code for d in planted), sum(d[0] == code for d in found)
        verdict = Cell(text="一致", tone=Tone.GOOD) if put == got else Cell(text="不一致", tone=Tone.BAD)
        rows.append((code, messages.heading(code), put, got, verdict))
    columns = (
        Column(title="コード", width=13),
        Column(title="内容", width=50),
        Column(title="仕込み", unit="件", numeric=True, width=8),
        Column(title="発見", unit="件", numeric=True, width=8),
        Column(title="判定", width=8),
    )
    return Grid(title="仕込んだ不具合と見つかった指摘", columns=columns, rows=tuple(rows))


def _differences(missed: set[Defect], invented: set[Defect]) -> tuple[Finding, ...]:
    parts = (("MIG-SYS-018", missed), ("MIG-SYS-019", invented))
    return tuple(
        Finding(code=code, severity=Severity.ERROR, place=Place(file=d[1], row=d[2], item=d[3]), params={"code": d[0]})
        for code, defects in parts
        for d in sorted(defects)
    )


def demo(root: Path, as_of: date | None, tell: Callable[[str], None]) -> Outcome:
    """Walk the town in ``root``; ``tell`` hears which stage begins.

    With ``as_of`` the ledger's clock stands still and the run is the same to the byte.

    Raises:
        MigrateError: MIG-SYS-017, a file of the town was changed; MIG-SYS-014, ``root`` is a file.
        UnreadableError: the folder cannot be written.
    """
    if root.exists() and not root.is_dir():
        raise MigrateError("MIG-SYS-014", params={"folder": root.name})
    at = frozen_session(as_of) if as_of else replace(session(), chained=True)
    made = town.build()
    workspace, changed = _walk(root, made, at, tell)
    planted = {(p.code, p.file, p.row, p.item) for p in made.planted}
    found = _found(workspace)
    findings = _differences(planted - found.keys(), found.keys() - planted)
    with job.run(workspace, replace(at, chained=False), "demo") as run:
        run.findings = len(found)
        run.changed = changed
    verdict = (
        "仕込んだ不具合をすべて見つけ、余計な指摘はありませんでした。"
        if not findings
        else "仕込みと指摘が一致しません。"
    )
    figures = Figures(
        figures=(
            Figure(label="仕込んだ不具合", value=f"{len(planted)} 件"),
            Figure(label="見つけた指摘", value=f"{len(found)} 件", tone=Tone.BAD if findings else Tone.GOOD),
        )
    )
    section = Section(id="demo", title="結果", blocks=(figures, _counts(planted, found)))
    notices = [f"報告書: {root}/out/report/report.html（表計算は report.xlsx）"]
    if as_of:
        notices.append(f"台帳の時計は {as_of.isoformat()} に止めてあります（--as-of）。")
    notices.append(f"続けて試すには: migrate phase status -C {root}")
    return Outcome(
        kind="demo",
        data=Demo(
            folder=root.name,
            planted=len(planted),
            found=len(found),
            missed=len(planted - found.keys()),
            invented=len(found.keys() - planted),
        ),
        document=Document(title=f"架空の町「{town.NAME}」を通しで動かしました。", summary=verdict, sections=(section,)),
        findings=findings,
        notices=tuple(notices),
    )
