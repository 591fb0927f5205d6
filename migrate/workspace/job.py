"""A job: one command's work in a workspace, from lock to ledger line.

Inputs are noted with their sha256. Outputs are staged in `.migrate/tmp` and published together at the end of the
body; a file whose bytes did not change is not touched. Where the body fails, nothing is published.
"""

from __future__ import annotations

import hashlib
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from migrate.errors import MigrateError, UnreadableError
from migrate.files import atomic
from migrate.files.digest import sha256_of
from migrate.model.balance import BalanceSums
from migrate.model.finding import Place
from migrate.model.provenance import FileDigest
from migrate.workspace import disposal, ledger, lock, project
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

_KEPT_SECONDS = 7 * 86400


class Job:
    """What a command's body uses to read inputs and to stage outputs."""

    def __init__(self, workspace: Workspace, session: Session, command: str) -> None:
        self.workspace = workspace
        self.session = session
        self.command = command
        self.findings = 0
        """Set by the body: number of findings, noted in the ledger."""
        self.sums: BalanceSums | None = None
        """Set by a body that converts rows: the balance, noted in the ledger where the run ends well."""
        self.changed = False
        """True after the job where at least one output's bytes are new; a chain of jobs may set it itself."""
        self.interrupted = False
        """True where a person stopped the job, who may take it up again."""
        self.inputs: dict[str, FileDigest] = {}
        self.outputs: dict[str, FileDigest] = {}
        self._staged: dict[str, Path] = {}
        self._made: dict[str, str] = {}
        """The sha256 of files that were handed over whole."""
        self._removed: list[str] = []
        self._spent: list[Path] = []
        self._last: str | None = None
        self._kept: Path | None = None
        self._modes: dict[str, int] = {}
        self._began = time.monotonic()

    @property
    def seconds(self) -> float | None:
        """How long the job has run, to a tenth; None where the session's clock stands still."""
        return None if self.session.frozen else round(time.monotonic() - self._began, 1)

    def read(self, path: Path) -> bytes:
        """Bytes of an input file, noted in the ledger.

        Raises:
            UnreadableError: MIG-SYS-001 (no such file), -002 (cannot be read).
        """
        self.note(path)
        return path.read_bytes()

    def note(self, path: Path) -> FileDigest:
        """Note an input file with its sha256 (for readers that open it themselves)."""
        name = self.workspace.relative(path)
        if name not in self.inputs:
            try:
                self.inputs[name] = FileDigest(path=name, sha256=sha256_of(path))
            except FileNotFoundError:
                disposal.refuse(self.workspace.path(disposal.FILE), name)
                raise UnreadableError("MIG-SYS-001", Place(file=name), {"file": name}) from None
            except OSError:
                raise UnreadableError("MIG-SYS-002", Place(file=name), {"file": name}) from None
        return self.inputs[name]

    def write(self, name: str, data: bytes, restricted: bool = False, last: bool = False) -> None:
        """Stage ``data`` as the file ``name`` (relative to the workspace); ``last`` publishes it after all others."""
        try:
            self.stage(name, restricted=restricted, last=last).write_bytes(data)
        except OSError as error:
            raise atomic.refuse(error, name) from None

    def stage(self, name: str, restricted: bool = False, last: bool = False) -> Path:
        """Path of a temp file that becomes ``name`` when the body has ended well."""
        temp = self.workspace.temp / f"{uuid.uuid4().hex}.part"
        self._staged[name] = temp
        if restricted:
            self._modes[name] = atomic.RESTRICTED
        if last:
            self._last = name
        return temp

    def keep(self, path: Path, name: str, restricted: bool = False) -> FileDigest:
        """Stage a finished file under its name: it is moved, and its sha256 made once."""
        self._made[name] = sha256_of(path)
        path.replace(self.stage(name, restricted=restricted))
        return FileDigest(path=name, sha256=self._made[name])

    def scratch(self) -> Path:
        """A new empty folder that disappears with the job."""
        folder = self.workspace.temp / uuid.uuid4().hex
        folder.mkdir(parents=True)
        return folder

    def kept(self, key: str) -> Path:
        """A folder that outlives a killed or interrupted job, for whoever runs the same command again with ``key``.

        ``key`` stands for everything that the work rests on. The folder is removed when the job ends by itself.
        """
        own = self.workspace.kept / hashlib.sha256(self.command.encode()).hexdigest()[:16]
        folder = own / key[:32]
        for other in own.glob("*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        self.workspace.kept.chmod(atomic.RESTRICTED_FOLDER)
        self._kept = own
        return folder

    def forget(self) -> None:
        """Remove what `kept` made."""
        if self._kept is not None:
            shutil.rmtree(self._kept, ignore_errors=True)
            with suppress(OSError):  # somebody else's work is in it
                self.workspace.kept.rmdir()

    def until_noted(self, path: Path) -> None:
        """Remove a file of the tool's own once the ledger has this run's line: it stands in for the line till then."""
        self._spent.append(path)

    def spend(self) -> None:
        """Remove what `until_noted` names."""
        for path in self._spent:
            path.unlink(missing_ok=True)

    def remove(self, name: str) -> None:
        """Remove an earlier output when the body has ended well."""
        self._removed.append(name)

    def publish(self) -> None:
        """Move the staged files to their names.

        The ``last`` one is taken away first and comes back at the end: a set without it is known to be unfinished.
        """
        root = self.workspace.root
        news = []
        for name, temp in self._staged.items():
            if name in self._modes:
                temp.chmod(self._modes[name])
            digest = FileDigest(path=name, sha256=self._made.get(name) or sha256_of(temp))
            target = root / name
            if not target.is_file() or sha256_of(target) != digest.sha256:
                news.append(name)
            self.outputs[name] = digest
        gone = [name for name in self._removed if (root / name).is_file()]
        self.changed = self.changed or bool(news or gone)
        if not (news or gone):
            return
        for name in news:
            if atomic.open_elsewhere(root / name):
                raise UnreadableError("MIG-SYS-005", Place(file=name), {"file": name})
        if self._last is not None and self._last != project.FILE:  # without that one there is no workspace
            (root / self._last).unlink(missing_ok=True)
            if self._last not in news:
                news.append(self._last)
        for name in gone:
            (root / name).unlink(missing_ok=True)
        for name in sorted(news, key=lambda one: (one == self._last, one)):
            atomic.publish(self._staged[name], root / name)


def _result(job: Job, before: tuple[ledger.Entry, ...]) -> ledger.Result:
    inputs = tuple(sorted(job.inputs.values(), key=lambda f: f.path))
    previous = next((e for e in reversed(before) if e.command == job.command), None)
    if not job.changed and previous is not None and previous.inputs == inputs and previous.findings == job.findings:
        return ledger.Result.UNCHANGED
    return ledger.Result.FINDINGS if job.findings else ledger.Result.DONE


def _entry(job: Job, result: ledger.Result, error: str = "") -> ledger.Entry:
    return ledger.Entry(
        at=job.session.now(),
        who=job.session.who,
        command=job.command,
        inputs=tuple(sorted(job.inputs.values(), key=lambda f: f.path)),
        outputs=tuple(sorted(job.outputs.values(), key=lambda f: f.path)),
        result=result,
        findings=job.findings,
        error=error,
        sums=None if error else job.sums,
        seconds=job.seconds,
    )


def _sweep(workspace: Workspace) -> None:
    """Remove what a killed job left behind; what it kept for its next run only where nobody came back for it."""
    shutil.rmtree(workspace.temp, ignore_errors=True)
    workspace.temp.mkdir(atomic.RESTRICTED_FOLDER, parents=True, exist_ok=True)  # a killed run leaves rows in it
    for pattern in (".*.part", ".*.stale"):
        for left in workspace.temp.parent.glob(pattern):
            left.unlink(missing_ok=True)
    for folder in workspace.kept.glob("*"):
        if time.time() - folder.stat().st_mtime > _KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def run(workspace: Workspace, session: Session, command: str) -> Iterator[Job]:
    """Lock the workspace, run the body, publish its outputs, append one ledger line.

    A body that raises leaves no output; a MigrateError is noted in the ledger as 失敗 with its code.

    Raises:
        MigrateError: MIG-SYS-010 (locked by somebody else), and whatever the body raises.
    """
    with lock.hold(workspace.lock, session.who):
        job = Job(workspace, session, command)
        try:
            _sweep(workspace)
            before = workspace.entries()
            try:
                yield job
                job.publish()
            except MigrateError as error:
                job.outputs.clear()
                ledger.append(workspace.ledger, _entry(job, ledger.Result.FAILED, error.code), workspace.head)
                raise
            except OSError as error:
                raise atomic.refuse(error, Path(error.filename or command).name) from None
            except KeyboardInterrupt:
                job.interrupted = True
                raise
            result = _result(job, before)
            if not (session.chained and result is ledger.Result.UNCHANGED):
                ledger.append(workspace.ledger, _entry(job, result), workspace.head)
                job.spend()
        finally:
            shutil.rmtree(workspace.temp, ignore_errors=True)
            if not job.interrupted:
                job.forget()
