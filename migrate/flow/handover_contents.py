"""What goes into a package: the files of its parts, and what is said of where they came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrate.errors import NothingCheckedError
from migrate.files import archive, records, yaml
from migrate.files.bagit import Entry
from migrate.handover import rejects
from migrate.handover.parts import LEDGER, PROJECT, REJECTS, Part
from migrate.model.balance import Conversion
from migrate.model.handover import RejectCount
from migrate.model.provenance import FileDigest
from migrate.model.value import value
from migrate.report import messages
from migrate.workspace import project
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

COMMAND = "handover"
RECORD = "handover.json"
"""What the package says of itself, in its ``data/``."""
_REJECTS = "out/rejects"
_ALWAYS = (PROJECT, LEDGER)
"""Parts that every workspace has: with nothing else there is nothing to hand over."""


@value
class Packed:
    """One file of a part and its content."""

    part: Part
    entry: Entry

    @property
    def bytes(self) -> int:
        """Length of the content."""
        content = self.entry.content
        return len(content) if isinstance(content, bytes) else content.stat().st_size


def _project(workspace: Workspace) -> bytes:
    """project.yaml without databases, whose addresses concern nobody else, and without comments."""
    stated = yaml.load(workspace.path(project.FILE))
    kept = {key: stated[key] for key in ("municipality", "specs", "sources", "output") if stated.get(key)}
    return yaml.dumps(records.as_json(kept))


def _ledger(workspace: Workspace) -> bytes:
    """The ledger up to the last line that is no hand-over: packing twice gives the same bytes, and the chain holds."""
    entries = workspace.entries()
    count = len(entries)
    while count and entries[count - 1].command.startswith(COMMAND):
        count -= 1
    lines = workspace.ledger.read_bytes().split(b"\n")[:count] if count else []
    return b"".join(line + b"\n" for line in lines)


def _found(work: Job, part: Part, taken: set[str]) -> Iterator[Packed]:
    """The files of a part that no part before it has taken; links and what other programs left behind stay out."""
    workspace = work.workspace
    for pattern in part.files:
        for path in sorted(workspace.root.glob(pattern)):
            name = path.relative_to(workspace.root).as_posix()
            if name in taken or not path.is_file() or path.is_symlink() or not archive.is_visible(name):
                continue
            taken.add(name)
            made = {PROJECT: _project, LEDGER: _ledger}.get(part.id)
            if made is None:
                work.note(path)
            yield Packed(part=part, entry=Entry(name=name, content=made(workspace) if made else path))


def _rejects(work: Job, part: Part) -> tuple[list[Packed], list[RejectCount]]:
    """The lists of what conversions rejected and found; no value is read for them."""
    packed: list[Packed] = []
    counted: list[RejectCount] = []
    for path in sorted(work.workspace.path("out", "convert").glob("*.json")):
        conversion = records.load(Conversion, work.read(path), work.workspace.relative(path))
        kept = work.workspace.path("out", "restricted", path.stem, "rejects.parquet")
        kept_out = rejects.rejected(kept) if kept.is_file() else frozenset()
        data = rejects.listed(conversion, kept_out, messages.sentence)
        packed.append(Packed(part=part, entry=Entry(name=f"{_REJECTS}/{path.stem}.csv", content=data)))
        counted += rejects.counts(path.stem, conversion, kept_out)
    return packed, counted


def gather(work: Job, chosen: Sequence[Part]) -> tuple[list[Packed], list[RejectCount]]:
    """Everything that goes in.

    Raises:
        NothingCheckedError: MIG-SYS-048, there is nothing yet.
    """
    packed: list[Packed] = []
    counted: list[RejectCount] = []
    taken: set[str] = set()
    for part in chosen:
        if part.id == REJECTS:
            lists, counted = _rejects(work, part)
            packed += lists
        else:
            packed += _found(work, part, taken)
    if not {one.part.id for one in packed} - set(_ALWAYS):
        raise NothingCheckedError("MIG-SYS-048")
    return sorted(packed, key=lambda one: one.entry.name), counted


def inputs(workspace: Workspace) -> tuple[FileDigest, ...]:
    """Files that people gave (sources, specs), with the sha256 that the ledger noted last."""
    noted: dict[str, FileDigest] = {}
    for entry in workspace.entries():
        noted |= {one.path: one for one in entry.inputs if not entry.command.startswith(COMMAND)}
    given = (one for path, one in noted.items() if not path.startswith(("out/", "mapping/")))
    return tuple(sorted(given, key=lambda one: one.path))


def specs(work: Job) -> tuple[str, ...]:
    """The specs that are pinned, or that a conversion was made for."""
    pinned = {f"{business}@{edition}" for business, edition in work.workspace.project.specs.items()}
    paths = sorted(work.workspace.path("out", "convert").glob("*.json"))
    return tuple(sorted(pinned | {records.load(Conversion, work.read(one), one.name).spec for one in paths}))
