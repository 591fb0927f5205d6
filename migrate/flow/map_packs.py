"""The packs at hand, and how far each fits the current system."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.files import records
from migrate.files.bundled import bundled
from migrate.flow import loaded
from migrate.flow.outcome import Outcome
from migrate.mapping import layout, packs
from migrate.mapping.layout import LayoutFit
from migrate.mapping.packs import Pack
from migrate.model.document import Column, Document, Grid, Section
from migrate.model.source import SourceSchema
from migrate.model.value import value
from migrate.workspace.folder import Workspace

_COLUMNS = (
    Column(title="パック", width=24),
    Column(title="内容", width=44),
    Column(title="業務", width=14),
    Column(title="表", unit="個", numeric=True, width=6),
    Column(title="列", unit="個", numeric=True, width=6),
    Column(title="組みの決まり", unit="件", numeric=True, width=12),
    Column(title="この現行システムとの合い方", width=40),
)


@value
class PackFit:
    """One pack, and what the scanned current system has of it (None where nothing was scanned)."""

    name: str
    title: str
    specs: tuple[str, ...]
    """``ID@EDITION`` that its mappings are for."""
    fingerprint: str
    """Of the tables and columns that its mappings read; ``""`` where it has none."""
    tables: int
    columns: int
    constructs: int
    fit: LayoutFit | None = None
    constructs_used: int | None = None
    """Columns of the current system that stand in one of its constructs."""
    standard_tables: int | None = None
    """A pack for exports of the standard: tables of the current system that are one."""


@value
class MapPacks:
    """All packs at hand."""

    packs: tuple[PackFit, ...]


def _fit(pack: Pack, schema: SourceSchema | None) -> PackFit:
    read = pack.columns
    return PackFit(
        name=pack.name,
        title=pack.title,
        specs=tuple(mapping.spec for mapping in pack.mappings),
        fingerprint=layout.fingerprint(read) if read else "",
        tables=len(read),
        columns=sum(map(len, read.values())),
        constructs=len(pack.constructs),
        fit=layout.fit(read, layout.of_schema(schema)) if read and schema else None,
        constructs_used=packs.in_use(pack, schema) if pack.constructs and schema else None,
        standard_tables=sum(bool(t.spec) for t in schema.tables) if schema and packs.for_standards(pack) else None,
    )


def _words(one: PackFit) -> str:
    words = []
    if one.standard_tables is not None:
        words.append(f"標準の項目どおりの表 {one.standard_tables} 個")
    if one.fit is not None:
        words.append(
            f"表 {one.fit.tables_met} ／ {one.fit.tables} 個、列 {one.fit.columns_met} ／ {one.fit.columns} 個"
        )
    if one.constructs_used is not None:
        words.append(f"組みの決まりに当たる列 {one.constructs_used} 個")
    return "。".join(words) or "まだ読んでいません"


def _grid(found: Sequence[PackFit]) -> Grid:
    rows = tuple(
        (one.name, one.title, "、".join(one.specs) or "どれでも", one.tables, one.columns, one.constructs, _words(one))
        for one in found
    )
    note = "パックは、製品の表の形から標準への対応を、使い回せる形にしたものです。"
    return Grid(title="使えるパック", columns=_COLUMNS, rows=rows, note=note)


def run(workspace: Workspace | None) -> Outcome:
    """List the bundled packs; in a workspace that was scanned, also how far each fits. Nothing is written.

    Raises:
        UnreadableError: MIG-SYS-002, -003, the scan's result is damaged.
    """
    schema = None
    if workspace is not None and (path := workspace.path(loaded.SCHEMA)).is_file():
        schema = records.load(SourceSchema, path.read_bytes(), loaded.SCHEMA)
    found = tuple(_fit(pack, schema) for pack in packs.all_packs(bundled("mappings")))
    section = Section(id="map-packs", title="パック", blocks=(_grid(found),))
    return Outcome(
        kind="map-packs",
        data=MapPacks(packs=found),
        document=Document(title="対応表のパック", sections=(section,)),
        notices=("使うには: migrate map draft --pack パックの名前",),
    )
