"""Make the synthetic twin: data files for vendors, from the saved profiles and the schema alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import records
from migrate.flow import loaded
from migrate.flow.outcome import Outcome
from migrate.flow.source_profile import FOLDER as PROFILES
from migrate.model.document import Document
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.profile import FileProfile
from migrate.model.source import SourceColumn, SourceKind, SourceSchema, SourceTable
from migrate.model.twin import Twin, TwinFile
from migrate.source.twin import document
from migrate.source.twin.table import Plan, Table, tables
from migrate.source.twin.write import write
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

FOLDER = "out/twin"
PREFIX = "架空_"


def _saved(work: Job) -> tuple[FileProfile, ...]:
    """The profiles that `source profile` saved.

    Raises:
        NothingCheckedError: MIG-SRC-163, there is none.
    """
    paths = sorted(work.workspace.path(PROFILES).rglob("*.json"))
    found = tuple(records.load(FileProfile, work.read(path), work.workspace.relative(path)) for path in paths)
    if not found:
        raise NothingCheckedError("MIG-SRC-163")
    return found


def _declared(work: Job) -> dict[str, SourceTable]:
    """Tables of the last scan by name; none where there was no scan."""
    path = work.workspace.path(loaded.SCHEMA)
    if not path.is_file():
        return {}
    schema = records.load(SourceSchema, work.read(path), loaded.SCHEMA)
    return {table.name: table for table in schema.tables}


def _layout(profile: FileProfile, declared: Mapping[str, SourceTable]) -> dict[str, SourceColumn]:
    """Column of the file → where it stands in a fixed-length record."""
    table = declared.get(profile.table)
    return {one.name: one for one in table.columns if one.start and one.bytes} if table else {}


def _cannot(profile: FileProfile, declared: Mapping[str, SourceTable]) -> str:
    """Why a file cannot be imitated; empty where it can."""
    if profile.form is not None:
        return "ホストの形式（EBCDIC・パック10進数・複数のレコード種別など）は、まだ作れません"
    if profile.kind is SourceKind.FIXED and {one.name for one in profile.columns} - set(_layout(profile, declared)):
        return (
            "固定長の位置が out/source/schema.json にありません。migrate source scan のあとで、もう一度実行してください"
        )
    if profile.kind not in {SourceKind.CSV, SourceKind.FIXED}:
        return "CSV でも固定長でもありません"
    return ""


def _rows(profiles: Sequence[FileProfile], wanted: int | None) -> dict[str, int]:
    """File → rows that can be cut; the largest file gets ``wanted`` records, the others in proportion."""
    largest = max((one.records for one in profiles), default=0)
    if wanted is None or not largest:
        return {one.file: one.rows for one in profiles}
    return {one.file: max(1, round(one.rows * wanted / largest)) if one.rows else 0 for one in profiles}


def _name(profile: FileProfile) -> str:
    """Name of the twin of a file: its folder stays, its name says what it is."""
    path = PurePosixPath(profile.file.removeprefix("source/"))
    return str(PurePosixPath(FOLDER) / path.parent / f"{PREFIX}{path.name}")


def _told(table: Table, path: str, written: int) -> TwinFile:
    profile = table.profile
    single = [one.name for one in profile.columns if table.unique(one.name)]
    references = (f"{name} → {one.table}.{target}" for one in table.references for name, target in one.pairs)
    return TwinFile(
        path=path,
        source=profile.file,
        table=profile.table,
        encoding=profile.encoding,
        rows=written,
        ragged=written - table.rows,
        columns=len(profile.columns),
        keys=(*single, *(("＋".join(table.key),) if len(table.key) > 1 else ())),
        references=tuple(references),
        damaged=() if table.plan.clean else tuple(one.name for one in profile.columns if one.undecodable != 0),
    )


def _made(work: Job, profiles: Sequence[FileProfile], plan: Plan) -> Iterator[TwinFile | Finding]:
    """Write the files one by one."""
    declared = _declared(work)
    good = []
    for one in profiles:
        if reason := _cannot(one, declared):
            place = Place(file=one.file, table=one.table)
            yield Finding(code="MIG-SRC-164", severity=Severity.ERROR, place=place, params={"reason": reason})
        else:
            good.append(one)
    made, lost = tables(good, declared, plan)
    for tie in lost:
        yield Finding(code="MIG-SRC-165", severity=Severity.WARNING, place=Place(), params={"tie": tie})
    for table in made:
        path = _name(table.profile)
        yield _told(table, path, write(table, _layout(table.profile, declared), work.stage(path)))


def _sweep(work: Job, names: set[str]) -> None:
    """Take away files of an earlier twin that this one does not have."""
    for path in sorted(work.workspace.path(FOLDER).rglob(f"{PREFIX}*")):
        if path.is_file() and (name := work.workspace.relative(path)) not in names:
            work.remove(name)


def run(workspace: Workspace, session: Session, rows: int | None, seed: int, clean: bool) -> Outcome:
    """Make out/twin/ from out/source/profile/ and out/source/schema.json; no data file is opened.

    Args:
        workspace: the municipality's folder.
        session: who and when.
        rows: records of the largest file, the others in proportion; None as many as the originals have.
        seed: decides all values.
        clean: True leaves out undecodable bytes and records that cannot be cut.

    Raises:
        NothingCheckedError: MIG-SRC-163 (no profile).
        MigrateError: MIG-SRC-166 (no file could be imitated), MIG-SYS-003, -010, -012.
    """
    with job.run(workspace, session, "source twin") as work:
        profiles = _saved(work)
        plan = Plan(seed=seed, clean=clean, rows=_rows(profiles, rows))
        made = list(_made(work, profiles, plan))
        files = tuple(one for one in made if isinstance(one, TwinFile))
        found = tuple(sorted((one for one in made if isinstance(one, Finding)), key=sort_key))
        if not files:
            raise MigrateError("MIG-SRC-166", params={"count": len(profiles)})
        twin = Twin(seed=seed, clean=clean, files=files)
        work.write(f"{FOLDER}/README.txt", document.readme(twin).encode("utf-8-sig"))
        work.write(f"{FOLDER}/twin.json", records.dump(twin))
        _sweep(work, {one.path for one in files})
        work.findings = len(found)
    page = Document(
        title="架空データ（現行データの写し）", summary=document.summary(twin), sections=document.sections(twin)
    )
    notice = f"{FOLDER}/ に書きました。{document.STATEMENT}"
    inputs = tuple(sorted(work.inputs.values(), key=lambda one: one.path))
    return Outcome(kind="source-twin", data=twin, document=page, findings=found, inputs=inputs, notices=(notice,))
