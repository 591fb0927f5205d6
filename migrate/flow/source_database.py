"""Databases of the current system: their structure for a scan, their rows into `source/`. Nothing is written to them.

This module needs the extra ``db``; nothing else imports it but the command that was given a database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from migrate.errors import MigrateError, UnreadableError
from migrate.files import records
from migrate.files.digest import sha256_of_bytes
from migrate.flow.outcome import Outcome
from migrate.model.document import Document
from migrate.model.fetch import FetchedTable, SourceFetch
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.provenance import FileDigest
from migrate.model.source import SourceFile, SourceKind, SourceSchema
from migrate.model.value import value
from migrate.source import remarks
from migrate.source.live import connection, document, rows, structure
from migrate.source.live.address import Address, Credentials, from_environment, is_url, parse, user_of
from migrate.source.live.connection import Live
from migrate.source.live.product import of as product_of
from migrate.source.live.structure import LiveTable, Structure
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job
from migrate.workspace.project import FILE, DeclaredDatabase

Ask = Callable[[str], str]
"""Asks for the password of the database of that name, hidden; the empty string where there is nobody to ask."""
FOLDER = "out/source/fetch"
_SOURCE = "source"
_DENIED = ("MIG-SRC-214", "MIG-SRC-208")


@value
class Target:
    """The database to read."""

    address: Address
    schemas: tuple[str, ...] = ()
    views: bool = False
    folder: str = _SOURCE
    """Where its files go: a folder of its own where project.yaml names several databases."""


def _declared(one: DeclaredDatabase) -> Target:
    return Target(address=parse(one.url, one.name, Place(file=FILE)), schemas=one.schemas)


def target(text: str, workspace: Workspace | None, schemas: Sequence[str] = (), views: bool = False) -> Target:
    """The database that ``text`` names: a URL, or a name in project.yaml; empty: the only one there.

    Raises:
        MigrateError: MIG-SRC-200, -201 (the URL), -209 (no such name, or none said where there are several).
    """
    if is_url(text):
        return Target(address=parse(text), schemas=tuple(schemas), views=views)
    known = {one.name: one for one in workspace.project.databases} if workspace is not None else {}
    name = next(iter(known)) if not text and len(known) == 1 else text
    if name not in known:
        params = {"name": text or "なし", "known": "、".join(known) or "なし"}
        raise MigrateError("MIG-SRC-209", Place(file=FILE) if workspace else None, params)
    found = _declared(known[name])
    folder = f"{_SOURCE}/{name}" if len(known) > 1 else _SOURCE
    return replace(found, schemas=tuple(schemas) or found.schemas, views=views, folder=folder)


def _credentials(address: Address, ask: Ask) -> Credentials:
    """From the environment, else from the prompt.

    Raises:
        MigrateError: MIG-SRC-201, -202: what cannot work is said before a password is asked for.
    """
    connection.check(address)
    found = from_environment(address)
    if found is not None:
        return found
    needed = product_of(address).asks_password
    return Credentials(user=user_of(address), password=ask(address.label) if needed else "")


def _schema(live: Live, read: Structure) -> SourceSchema:
    """What was read, in the form of a scan."""
    tables, left_out = remarks.clean(one.table for one in read.tables)
    digest = sha256_of_bytes(records.to_bytes([records.as_json(table) for table in tables]))
    file = SourceFile(
        path=live.address.name,
        kind=SourceKind.DATABASE,
        sha256=digest,
        encoding="utf-8",
        why=f"{live.said}。",
    )
    findings = (*read.findings, *live.findings(), *left_out)
    return SourceSchema(tables=tables, files=(file,), findings=tuple(sorted(findings, key=sort_key)))


def structure_of(wanted: Target, ask: Ask) -> SourceSchema:
    """The structure of a database.

    Raises:
        MigrateError: MIG-SRC-201, -202.
        UnreadableError: MIG-SRC-203 to -208.
        NothingCheckedError: MIG-SRC-205, no table can be seen.
    """
    with connection.opened(wanted.address, _credentials(wanted.address, ask)) as live:
        return _schema(live, structure.read(live, wanted.schemas, wanted.views))


def declared(work: Job, ask: Ask) -> tuple[SourceSchema, ...]:
    """The structures of all databases of project.yaml, noted as inputs of the job.

    Raises:
        MigrateError: as `structure_of`; MIG-SRC-200.
    """
    databases = work.workspace.project.databases
    if databases:
        work.note(work.workspace.path(FILE))
    read = tuple(structure_of(_declared(one), ask) for one in databases)
    for one in read:
        _note(work, one)
    return read


def _note(work: Job, schema: SourceSchema) -> None:
    file = schema.files[0]
    work.inputs[file.path] = FileDigest(path=file.path, sha256=file.sha256)


def _chosen(read: Structure, wanted: Sequence[str], address: Address) -> list[LiveTable]:
    """The tables that were named, with or without their schema; all of them where none was.

    Raises:
        UnreadableError: MIG-SRC-205, no such table.
    """
    if not wanted:
        return list(read.tables)
    found: list[LiveTable] = []
    for name in wanted:
        alike = [one for one in read.tables if name in (one.thing.name, f"{one.schema}.{one.thing.name}")]
        if not alike:
            known = "、".join(one.table.name for one in read.tables[:20])
            params = {"what": f"表「{name}」", "known": f"読める表: {known}"}
            raise UnreadableError("MIG-SRC-205", Place(file=address.name), params)
        found += [one for one in alike if one not in found]
    return found


def _free(work: Job, folder: str, tables: Sequence[LiveTable], replace_files: bool) -> dict[str, LiveTable]:
    """File → table; the files must not be there yet.

    Raises:
        MigrateError: MIG-SRC-215, a file is there, or two tables would get the same one.
    """
    files: dict[str, LiveTable] = {}
    taken: set[str] = set()
    for table in tables:
        name = f"{folder}/{rows.file_name(table.schema, table.thing.name)}"
        if name.casefold() in taken or (not replace_files and work.workspace.path(name).exists()):
            raise MigrateError("MIG-SRC-215", Place(file=name, table=table.table.name), {"file": name})
        taken.add(name.casefold())
        files[name] = table
    return files


def _refused(error: UnreadableError, table: LiveTable) -> Finding:
    """A table that the server does not let us read, as a finding: the others are read all the same."""
    place = Place(file=error.where.file, table=table.table.name)
    return Finding(code=error.code, severity=Severity.ERROR, place=place, params=dict(error.params))


def _fetch(work: Job, live: Live, files: dict[str, LiveTable]) -> tuple[tuple[FetchedTable, ...], list[Finding]]:
    fetched: list[FetchedTable] = []
    findings: list[Finding] = []
    for name, table in files.items():
        staged = work.workspace.temp / f"fetch-{len(fetched) + len(findings)}.part"
        try:
            one = rows.fetch(live, table, staged, name)
        except UnreadableError as error:
            if error.code not in _DENIED:
                raise
            staged.unlink(missing_ok=True)
            findings.append(_refused(error, table))
            continue
        staged.rename(work.stage(name, restricted=True))
        fetched.append(one.table)
        findings += one.findings
    return tuple(fetched), findings


def fetch(
    workspace: Workspace,
    session: Session,
    wanted: Target,
    tables: Sequence[str],
    ask: Ask,
    replace_files: bool = False,
) -> Outcome:
    """Write the rows of a database's tables into `source/`, all of one moment; out/source/fetch/ says what was done.

    Raises:
        MigrateError: MIG-SRC-201, -202, -215 (a file is there already), MIG-SYS-010.
        UnreadableError: MIG-SRC-203 to -208, -214 (not one table may be read), -216.
        NothingCheckedError: MIG-SRC-205, no table can be seen.
    """
    credentials = _credentials(wanted.address, ask)
    with job.run(workspace, session, "source fetch") as work:
        with connection.opened(wanted.address, credentials) as live:
            read = structure.read(live, wanted.schemas, wanted.views)
            files = _free(work, wanted.folder, _chosen(read, tables, wanted.address), replace_files)
            schema = _schema(live, read)
            _note(work, schema)
            fetched, findings = _fetch(work, live, files)
        refused = [one for one in findings if one.code in _DENIED]
        if not fetched and refused:
            raise UnreadableError(refused[0].code, refused[0].place, refused[0].params)
        found = tuple(sorted((*_about(schema, fetched, whole=not tables), *findings), key=sort_key))
        data = SourceFetch(
            database=live.address.name,
            product=live.product.title,
            version=live.version,
            snapshot=live.product.snapshot,
            read_only=live.product.read_only,
            structure=schema.files[0].sha256,
            tables=fetched,
        )
        work.write(f"{FOLDER}/{live.address.label}.json", records.dump(data), last=True)
        work.findings = len(found)
    return _outcome(data, found, tuple(work.inputs.values()))


def _about(schema: SourceSchema, fetched: Sequence[FetchedTable], whole: bool) -> list[Finding]:
    """What the reading of the structure found, as far as it matters for the tables that were wanted."""
    names = {table.table for table in fetched}
    found = [one for one in schema.findings if one.code != "MIG-SRC-214"]  # the reading of the rows says it again
    return [one for one in found if whole or one.place.table is None or one.place.table in names]


def _outcome(data: SourceFetch, found: tuple[Finding, ...], inputs: Sequence[FileDigest]) -> Outcome:
    notice = f"{_SOURCE}/ に書きました（取扱注意）。次は migrate source scan と migrate source profile です。"
    return Outcome(
        kind="source-fetch",
        data=data,
        document=Document(
            title="データベースから取り出したデータ", summary=document.summary(data), sections=document.sections(data)
        ),
        findings=found,
        inputs=tuple(sorted(inputs, key=lambda one: one.path)),
        notices=(notice,),
    )
