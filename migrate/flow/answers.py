"""The answers of a form in the workspace: load them, and write what changed."""

from __future__ import annotations

from migrate.files.digest import sha256_of_bytes
from migrate.forms import kept
from migrate.forms.form import Form
from migrate.forms.merge import Merged
from migrate.forms.records import Answers, Record
from migrate.model.provenance import FileDigest
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job


def kept_in(workspace: Workspace, form: Form) -> tuple[Answers, tuple[FileDigest, ...]]:
    """What is kept of the answers to ``form``, and the files that hold it, for those who write nothing.

    Raises:
        MigrateError: the form's code for damaged answers. UnreadableError: MIG-SYS-007, a file is not YAML.
    """
    folder = form.head.folder
    files = {f"{folder}/{path.name}": path.read_bytes() for path in sorted(workspace.path(folder).glob("*.yaml"))}
    noted = tuple(FileDigest(path=name, sha256=sha256_of_bytes(data)) for name, data in files.items())
    return kept.load(form, files), noted


def load(work: Job, form: Form) -> Answers:
    """What is kept of the answers to ``form``.

    Raises:
        MigrateError: the form's code for damaged answers. UnreadableError: MIG-SYS-007, a file is not YAML.
    """
    folder = form.head.folder
    paths = sorted(work.workspace.path(folder).glob("*.yaml"))
    return kept.load(form, {f"{folder}/{path.name}": work.read(path) for path in paths})


def write(work: Job, form: Form, merged: Merged) -> tuple[str, ...]:
    """Stage the files with changed answers; names of those files."""
    by_file: dict[str, list[Record]] = {}
    for record in merged.changes:
        by_file.setdefault(kept.file_name(form, form.of(record.sheet), record.key), []).append(record)
    for name, changes in by_file.items():
        path = work.workspace.path(name)
        before = path.read_bytes() if path.is_file() else None
        work.write(name, kept.written(form, before, name, changes))
    return tuple(sorted(by_file))
