"""The mapping for people: the document of a mapping, and the lineage of its items and columns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from migrate.errors import MigrateError
from migrate.flow import loaded, pipeline, profiles
from migrate.flow.map import files
from migrate.flow.outcome import Outcome
from migrate.mapping import lineage, load, paper
from migrate.mapping.check import check
from migrate.mapping.context import Context, context
from migrate.mapping.measured import measured
from migrate.model.document import Column, Document, Grid, Section
from migrate.model.finding import Finding, Severity
from migrate.model.value import value
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job


@value
class MapDoc:
    """Which mappings are in the document, and how many points are open."""

    mappings: tuple[str, ...]
    errors: int
    warnings: int


@value
class MapLineage:
    """Ways from columns to items, items that no column feeds, and columns that are not moved."""

    name: str
    """The item, column, グループ or table that was asked for, ``""`` for all."""
    paths: tuple[lineage.Path, ...]
    unfed: tuple[lineage.Unfed, ...]
    left: tuple[lineage.Left, ...]


def _context(work: Job, path: Path) -> tuple[Context, tuple[Finding, ...]]:
    name = work.workspace.relative(path)
    mapping = load.load(work.read(path), name, pipeline.codes_of(work, path))
    spec = loaded.spec(work, mapping.spec.partition("@")[0]).spec
    schema = loaded.schema(work)
    found = profiles.fresh(work, schema)
    return context(mapping, spec, schema, measured(found)), check(mapping, spec, schema, found)


def doc(workspace: Workspace, session: Session, file: Path | None = None) -> Outcome:
    """The mapping document of the mapping named, else of all in the workspace.

    Raises:
        NothingCheckedError: MIG-MAP-040, MIG-GAP-020, -021.
        MigrateError: MIG-MAP-001 to -008, -063 to -065, MIG-SPEC-006.
    """
    with job.run(workspace, session, "map doc") as work:
        made = [_context(work, path) for path in files(workspace, file)]
    papers = [paper.paper(c, found) for c, found in made]
    found = tuple(one for _, many in made for one in many)
    single = papers[0]
    if len(papers) > 1:
        sections = tuple(
            replace(s, id=f"m{n}-{s.id}", title=f"{p.facts[0][1]} {s.title}")
            for n, p in enumerate(papers, start=1)
            for s in p.sections
        )
        facts = tuple(fact for p in papers for fact in p.facts)
        single = Document(title="対応表", subtitle=workspace.project.name, facts=facts, sections=sections)
    return Outcome(
        kind="map-doc",
        data=MapDoc(
            mappings=tuple(c.mapping.path for c, _ in made),
            errors=sum(f.severity is Severity.ERROR for f in found),
            warnings=sum(f.severity is Severity.WARNING for f in found),
        ),
        document=single,
        findings=found,
        inputs=tuple(work.inputs.values()),
    )


_UNFED = (
    Column(title="現行の表", width=16),
    Column(title="グループ", width=24),
    Column(title="項目", width=28),
    Column(title="式", width=30),
)
_LEFT = (
    Column(title="現行の表", width=16),
    Column(title="列", width=18),
    Column(title="移行しない理由", width=50),
)
_SHOWN = 20


def show_lineage(workspace: Workspace, session: Session, name: str = "", file: Path | None = None) -> Outcome:
    """Ways from columns to items: of the item, column, グループ or table named, else all.

    Raises:
        MigrateError: MIG-MAP-124, nothing has that name; MIG-MAP-001 to -008, -063 to -065.
        NothingCheckedError: MIG-MAP-040.
    """
    with job.run(workspace, session, "map lineage") as work:
        paths = files(workspace, file)
        mappings = [
            load.load(work.read(path), workspace.relative(path), pipeline.codes_of(work, path)) for path in paths
        ]
    every = tuple(path for mapping in mappings for path in lineage.paths(mapping))
    found = lineage.about(every, name) if name else every
    unfed = tuple(
        one
        for mapping in mappings
        for one in lineage.unfed(mapping)
        if not name or name in lineage.named(one.table, one.item)
    )
    left = tuple(
        one
        for mapping in mappings
        for one in lineage.left(mapping)
        if not name or name in lineage.named(one.source, one.column)
    )
    if not found and not unfed and not left:
        constant = (one.item for mapping in mappings for one in lineage.unfed(mapping))
        known = tuple(dict.fromkeys((*(path.item for path in every if path.item), *constant)))
        rest = f" ほか {len(known) - _SHOWN} 個" if len(known) > _SHOWN else ""
        raise MigrateError("MIG-MAP-124", params={"name": name, "known": "、".join(known[:_SHOWN]) + rest})
    blocks: list[Grid] = [lineage.grid(found)] if found else []
    if unfed:
        rows = tuple((one.source, one.table, one.item, one.expression) for one in unfed)
        blocks.append(Grid(title="列から作らない項目", columns=_UNFED, rows=rows))
    if left:
        reasons = tuple((one.source, one.column, one.reason) for one in left)
        blocks.append(Grid(title="移行しない列", columns=_LEFT, rows=reasons))
    drawn = (lineage.diagram(found),) if any(path.item for path in found) else ()
    title = f"「{name}」の道筋" if name else "列と項目の道筋"
    return Outcome(
        kind="map-lineage",
        data=MapLineage(name=name, paths=found, unfed=unfed, left=left),
        document=Document(
            title=title,
            facts=tuple(("対応表", mapping.path) for mapping in mappings),
            sections=(Section(id="lineage", title="道筋", blocks=(*drawn, *blocks)),),
        ),
        inputs=tuple(work.inputs.values()),
    )
