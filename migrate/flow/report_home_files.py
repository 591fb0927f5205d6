"""The files of a workspace that people open, and what the ledger tells of each: when it was made, whether it is old."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path, PurePosixPath

from migrate.files import tables
from migrate.files.archive import is_visible
from migrate.files.bundled import bundled
from migrate.flow import phase
from migrate.flow.outdated import Now, changed, makers
from migrate.flow.phase_witness import Present
from migrate.flow.procure_answers import RFI
from migrate.model.provenance import FileDigest
from migrate.model.value import value
from migrate.phase import form, history
from migrate.phase.home import FileState, OpenFile
from migrate.phase.progress import TOO_LARGE, matters
from migrate.survey.form import form as survey
from migrate.workspace.folder import Workspace
from migrate.workspace.ledger import Entry

_RETURNED, _THEIRS = "読み取る", "人のもの"
_SURVEYED = 2
"""The work item whose answers are those of the survey."""
_ANALYSED = frozenset({4, 8})
"""Work items that take up what vendors answered to the RFI."""
_OPENED = frozenset((".csv", ".docx", ".html", ".pdf", ".svg", ".xlsx"))
IGNORED = (history.FILE,)
"""Inputs that make nothing old: a document shows the statuses of its own day."""
_RESULT = ".json"
"""What commands leave for each other: a file is old, too, where it was made from one of them that is."""
_READS = (" read", " import", " review", " collect", " score", " add")
"""Words of the commands that take up what people have written."""


def known_now(workspace: Workspace, entries: Sequence[Entry]) -> Now:
    """The digest of a file as it is now; of a very large one, what the ledger noted last."""
    present = Present(workspace)
    noted = {one.path: one.sha256 for entry in entries for one in (*entry.outputs, *entry.inputs)}

    def now(name: str) -> str | None:
        found = present.get(name)
        return noted.get(name) if found == TOO_LARGE else found

    return now


@value
class _Kind:
    """A row of the table of kinds."""

    pattern: str
    kind: str
    hands: str
    """`_RETURNED`: people fill the files in and a command takes them up; `_THEIRS`: they are drafts that people go on
    with, never old; empty: the tool's own."""


@cache
def _kinds() -> tuple[_Kind, ...]:
    rows = tables.read(bundled("reports") / "layouts" / "phase" / "home" / "files.csv")
    return tuple(_Kind(**row) for row in rows)


def _row(name: str) -> _Kind | None:
    """The row of the table for a file; None for what nobody opens.

    >>> [one and one.kind for one in map(_row, ("phase/forms/①.xlsx", "out/restricted/a.xlsx", "mapping/031.yaml"))]
    ['記入する様式', '', None]
    """
    if PurePosixPath(name).suffix.casefold() not in _OPENED or not is_visible(name):
        return None
    return next(one for one in _kinds() if fnmatchcase(name, one.pattern))


def _names(workspace: Workspace) -> Iterator[str]:
    """Files in their order; folders of which nothing is told are not entered, links are not followed."""
    closed = {one.pattern.removesuffix("/*") for one in _kinds() if not one.kind and one.pattern.endswith("/*")}
    for folder, inner, names in os.walk(workspace.root):
        here = Path(folder).relative_to(workspace.root).as_posix()
        base = "" if here == "." else f"{here}/"
        inner[:] = sorted(one for one in inner if f"{base}{one}" not in closed)
        yield from (f"{base}{name}" for name in sorted(names) if not Path(folder, name).is_symlink())


class Told:
    """What the ledger tells of the files of a workspace. ``inputs``: all that `phase make` would read today."""

    def __init__(self, entries: Sequence[Entry], now: Now, inputs: Collection[str], businesses: Sequence[str]) -> None:
        self._now, self._inputs, self._businesses = now, inputs, businesses
        self._entries = entries
        self._made = makers(entries)
        self._read = {one: entry for entry in entries if _takes_up(entry) for one in entry.inputs}
        self._ours = {one.path for entry in entries for one in entry.outputs}

    def files(self, found: Mapping[str, _Kind]) -> tuple[OpenFile, ...]:
        """Everything that there is to open, kind by kind."""
        results = [one.path for one in self._made if one.path.endswith(_RESULT)]
        rank = {one: place for place, one in enumerate(self._made)}
        ours = (name for name, kind in found.items() if kind.hands != _THEIRS)
        in_time = sorted({*ours, *results}, key=lambda name: (rank.get(self._bytes(name), -1), name))
        old = changed(self._entries, {name: name for name in in_time}, self._now, IGNORED)
        kinds = list(dict.fromkeys(one.kind for one in _kinds()))
        told = (self._file(name, kind, old.get(name, ())) for name, kind in found.items())
        return tuple(sorted(told, key=lambda one: (kinds.index(one.kind), one.path)))

    def _bytes(self, name: str) -> FileDigest:
        return FileDigest(path=name, sha256=self._now(name) or "")

    def _file(self, name: str, kind: _Kind, old: Sequence[str]) -> OpenFile:
        maker, reader = self._made.get(self._bytes(name)), self._read.get(self._bytes(name))
        speaks = maker or reader
        if maker is not None:
            state, cause = self._age(maker, old)
        elif reader is not None:
            state, cause = FileState.READ, ""
        elif name in self._ours:
            state, cause = FileState.UNREAD if kind.hands == _RETURNED else FileState.EDITED, ""
        else:
            state, cause = FileState.UNTOLD, ""
        return OpenFile(
            path=name,
            kind=kind.kind,
            state=state,
            day=speaks.at[:10] if speaks else "",
            command=speaks.command if speaks else "",
            changed=cause,
        )

    def _age(self, maker: Entry, old: Sequence[str]) -> tuple[FileState, str]:
        """Whether a file is old, and by which input; what has come since counts for what `phase make` reads."""
        code = maker.command.removeprefix(f"{form.COMMANDS[0]} ")
        if code == maker.command:
            return (FileState.STALE, old[0]) if old else (FileState.FRESH, "")
        noted = {one.path for one in maker.inputs}
        causes = sorted({*old, *(name for name in self._inputs if name not in noted and name not in IGNORED)})
        own = next((name for name in causes if self._is_own(code, name)), "")
        if own:
            return FileState.STALE, own
        return (FileState.AROUND, causes[0]) if causes else (FileState.FRESH, "")

    def _is_own(self, code: str, name: str) -> bool:
        """True for what the documents of a step or work item mainly rest on, as its rules of evidence have it."""
        folders, names = _rests_on(code, tuple(self._businesses))
        return name in names or name.startswith(folders)


@cache
def _rests_on(code: str, businesses: tuple[str, ...]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Folders and files."""
    known = phase.procedure()
    if code == form.ACROSS:
        return (f"{form.form(form.REGISTERS).head.folder}/",), frozenset()
    mine = {one.number: one for one in known.steps if one.code == code or one.code.startswith(f"{code}-")}
    items = {one.item_number for one in mine.values()}
    folders = [f"{form.form(item).head.folder}/" for item in items if item in form.items()]
    folders += [f"{survey().head.folder}/" for item in items if item == _SURVEYED]
    folders += [f"{RFI.out}/" for item in items if item in _ANALYSED]
    rules = [one for one in known.rules if one.step in mine]
    names = (name for one in rules for id in businesses for name in matters(one, mine[one.step], id))
    return tuple(folders), frozenset(names)


def _takes_up(entry: Entry) -> bool:
    return any(f"{word} " in f"{entry.command} " for word in _READS)


def files(
    workspace: Workspace, entries: Sequence[Entry], now: Now, inputs: Collection[str], businesses: Sequence[str]
) -> tuple[OpenFile, ...]:
    """Everything that there is to open, kind by kind. ``inputs``: all that `phase make` would read today."""
    found = {name: kind for name in _names(workspace) if (kind := _row(name)) and kind.kind}
    return Told(entries, now, inputs, businesses).files(found)
