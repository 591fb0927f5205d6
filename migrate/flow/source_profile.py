"""Profile the data files of the current system: what their columns hold, without a person's values."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.files import records
from migrate.files.digest import Digests
from migrate.flow import loaded, source, standards
from migrate.flow.outcome import Outcome
from migrate.model.document import Document
from migrate.model.finding import Finding, Severity, sort_key
from migrate.model.profile import FileProfile
from migrate.model.provenance import FileDigest
from migrate.model.source import SourceFile, SourceKind, SourceSchema, SourceTable
from migrate.model.value import value
from migrate.report import findings as messages
from migrate.source import encoding
from migrate.source.detect import Detect, Input
from migrate.source.encoding import Encoding, Presumption
from migrate.source.profile import document
from migrate.source.profile.file import MisjudgedError, prepare, profiled
from migrate.source.profile.findings import findings as look_over
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

FOLDER = "out/source/profile"
_DATA = (SourceKind.CSV, SourceKind.FIXED)


@value
class SourceProfile:
    """The profiles of all data files."""

    files: tuple[FileProfile, ...]


def _refused(error: MigrateError) -> Finding:
    """A file that could not be profiled, as a finding: the other files are profiled all the same."""
    return Finding(code=error.code, severity=Severity.ERROR, place=error.where, params=dict(error.params))


@value
class _Looked:
    """All data files: their profiles, what was found, and how many could not be read."""

    profiles: tuple[FileProfile, ...]
    findings: tuple[Finding, ...]
    refused: int


class _Presumed:
    """Encodings of large files by their beginnings, until reading the files for their profiles proves them.

    To prove them beforehand costs a pass over all bytes, a fifth of the profile. What else the pass would tell (a
    reason with the number of undecodable bytes, NULs) is no part of a profile.
    """

    def __init__(self) -> None:
        self.open: dict[str, Presumption] = {}
        """By the file's name, as long as it is not proved."""

    def __call__(self, path: Path, name: str) -> Encoding:
        found = encoding.presumed(path, name)
        if found is None:
            return encoding.detect(path, name)
        self.open[name] = found
        return Encoding(codec=found.codec, why="始めの部分がそう読めるため")

    def most(self, name: str) -> int:
        """So many bytes of a file may be undecodable or NUL before its encoding is in doubt."""
        return self.open[name].most if name in self.open else sys.maxsize

    def prove(self, name: str, strange: int | None) -> None:
        """Take note of the bytes of a file that turned out to be undecodable or NUL; None: they were not counted."""
        if name in self.open and strange is not None and strange <= self.open[name].most:
            del self.open[name]


class _Profiler:
    """Profiles data files; one that is asked for again, read in the same way, is not read again."""

    def __init__(self, paths: Mapping[str, Path], presumed: _Presumed) -> None:
        self.paths = paths
        self.presumed = presumed
        self._done: list[tuple[SourceFile, SourceTable | None, FileProfile]] = []

    def __call__(self, file: SourceFile, table: SourceTable | None) -> FileProfile:
        read = replace(file, why="")
        for known, declared, made in self._done:
            if (known, declared) == (read, table):
                return made
        found = profiled(self.paths[file.path], file, table, self.presumed.most(file.path))
        self.presumed.prove(file.path, found.strange)
        self._done.append((read, table, found.profile))
        return found.profile


def _profiles(schema: SourceSchema, profiler: _Profiler) -> _Looked:
    """Profile every data file of the schema; one that cannot be read keeps no other from it.

    Raises:
        NothingCheckedError: MIG-SRC-160, there is no data file.
        UnreadableError: the first file's error, where none could be profiled.
    """
    files = [file for file in schema.files if file.kind in _DATA]
    empty = tuple(finding for finding in schema.findings if finding.code == "MIG-SRC-011")
    if not files:
        raise NothingCheckedError("MIG-SRC-160", params={"count": len(profiler.paths)})
    profiles: list[FileProfile] = []
    errors: list[UnreadableError] = []
    for file in files:
        try:
            profiles.append(profiler(file, schema.table(file.table) if file.table else None))
        except UnreadableError as error:
            errors.append(error)
    if not profiles:
        raise errors[0]
    found = (*look_over(tuple(profiles)), *map(_refused, errors), *empty)
    return _Looked(profiles=tuple(profiles), findings=tuple(sorted(found, key=sort_key)), refused=len(errors))


def _looked(scanned: Callable[[Detect], SourceSchema], sources: Sequence[Input]) -> _Looked:
    """Scan with presumed encodings and profile; what that leaves unproved is scanned again with proved ones.

    The result, and the error where there is one, is that of proved encodings.
    """
    presumed = _Presumed()
    profiler = _Profiler({one.name: one.path for one in sources}, presumed)
    try:
        looked = _profiles(scanned(presumed), profiler)
    except (MigrateError, MisjudgedError):
        if not presumed.open:
            raise
    else:
        if not presumed.open:
            return looked
    presumed.open.clear()
    return _profiles(scanned(encoding.detect), profiler)


def _outcome(looked: _Looked, inputs: Sequence[FileDigest], notices: tuple[str, ...]) -> Outcome:
    profiles, found = looked.profiles, looked.findings
    lost = (
        f"読めなかったデータのファイルが {looked.refused} 個あります。ほかのファイルだけを調べました（終了コード 3）。"
    )
    title, summary = "現行データの内容（プロファイル）", document.summary(profiles)
    short = Document(title=title, summary=summary, sections=document.brief_sections(profiles))
    return Outcome(
        kind="source-profile",
        data=SourceProfile(files=profiles),
        document=Document(title=title, summary=summary, sections=document.sections(profiles)),
        brief=messages.with_findings(short, found, messages.SHOWN),
        findings=found,
        inputs=tuple(sorted(inputs, key=lambda one: one.path)),
        unreadable=looked.refused > 0,
        notices=(*notices, lost) if looked.refused else notices,
    )


def _scanned(work: Job, sources: Sequence[Input], digests: Digests, detect: Detect) -> SourceSchema:
    """The schema of the last scan where the same files are there with the same contents, else a new look."""
    path = work.workspace.path(loaded.SCHEMA)
    if path.is_file() and not work.workspace.project.sources:
        schema = records.load(SourceSchema, work.read(path), loaded.SCHEMA)
        known = {file.path: file.sha256 for file in schema.files if file.kind is not SourceKind.DATABASE}
        stated = any("project.yaml" in file.why for file in schema.files)
        if not stated and known == {one.name: one.sha256 or digests.of(one.path) for one in sources}:
            return schema
        work.inputs.pop(loaded.SCHEMA, None)
        beside = loaded.databases(schema)
        return source.look(sources, known=standards.supplier(work.workspace, work), beside=beside, detect=detect)
    return source.look(sources, known=standards.supplier(work.workspace, work), detect=detect)


def _save(work: Job, profiles: tuple[FileProfile, ...]) -> None:
    """One JSON file for each profile; those of files that are gone do not stay behind."""
    names = set()
    several = {file for file, count in Counter(one.file for one in profiles).items() if count > 1}
    for one in profiles:
        kind = f".{one.table}" if one.file in several else ""  # a file with several kinds of records
        name = f"{FOLDER}/{one.file.removeprefix('source/')}{kind}.json"
        names.add(name)
        work.write(name, records.dump(one))
    for path in sorted(work.workspace.path(FOLDER).rglob("*.json")):
        if (name := work.workspace.relative(path)) not in names:
            work.remove(name)


@contextmanager
def _readable(digests: Digests) -> Iterator[None]:
    """Where a file cannot be read, its digest says which one.

    Raises:
        UnreadableError: MIG-SYS-001, -002.
    """
    try:
        yield
    except OSError:
        digests.all()
        raise


@contextmanager
def _noted(work: Job, digests: Digests) -> Iterator[None]:
    """Note the files as inputs of the job, also where the work is refused: the ledger then says of what.

    Raises:
        UnreadableError: MIG-SYS-001, -002.
    """
    try:
        with _readable(digests):
            yield
    except MigrateError:
        _note(work, digests)
        raise
    _note(work, digests)


def _note(work: Job, digests: Digests) -> None:
    work.inputs.update((one.path, one) for one in digests.all())


def profile(workspace: Workspace, session: Session) -> Outcome:
    """Profile all data files in the workspace's `source/` and save out/source/profile/<file>.json.

    Raises:
        NothingCheckedError: MIG-SRC-016, -160.
        UnreadableError: MIG-SRC-007, -008, -012, -014, -161, -162, MIG-SYS-002.
        MigrateError: MIG-SRC-015, -022, MIG-SYS-010, -012.
    """
    with job.run(workspace, session, "source profile") as work, Digests() as digests:
        sources = source.inputs_of(work, digests.begin)
        with _noted(work, digests):
            prepare()
            looked = _looked(lambda detect: _scanned(work, sources, digests, detect), sources)
        _save(work, looked.profiles)
        work.findings = len(looked.findings)
    notice = f"{FOLDER}/ に書きました。個人に関わる列の値は含みません。"
    return _outcome(looked, tuple(work.inputs.values()), (notice,))


def profile_files(paths: Sequence[Path]) -> Outcome:
    """Profile these files (DDL and layouts among them say what the data files hold); nothing is saved.

    Raises:
        NothingCheckedError: MIG-SRC-016, -160.
        UnreadableError: MIG-SRC-007, -008, -012, -014, -161, -162, MIG-SYS-001, -002.
    """
    with Digests() as digests:
        sources = source.inputs_given(paths, digests.begin)
        with _readable(digests):
            prepare()
            looked = _looked(
                lambda detect: source.look(sources, known=standards.supplier(None), detect=detect), sources
            )
        inputs = [FileDigest(path=one.name, sha256=one.sha256 or digests.of(one.path)) for one in sources]
    return _outcome(looked, inputs, ("ファイルを指定したので、作業フォルダには保存していません。",))
