"""One table converted anew: its files, balance and findings take the place of the earlier ones, all others stay."""

from __future__ import annotations

from pathlib import Path

from migrate.engine import renewed
from migrate.engine.duckdb import Limits, opened
from migrate.engine.renewed import Renewal
from migrate.engine.result import Converted
from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import records
from migrate.flow import chars_common, csv_left_out, loaded, pipeline
from migrate.flow.delivery import deliver, keep
from migrate.flow.finished import Finished, finished, manifest_file, same
from migrate.flow.pipeline import How, Prepared
from migrate.model.balance import Conversion
from migrate.model.delivery import Manifest, ManifestTable
from migrate.model.finding import Place, sort_key
from migrate.model.provenance import FileDigest
from migrate.workspace.job import Job


def earlier(work: Job, business: str, how: How) -> Finished:
    """The conversion that is to be renewed in part, from the sources as they are.

    Raises:
        NothingCheckedError: MIG-CNV-048, there is none; -035, it is unfinished.
        MigrateError: MIG-CNV-049, a source file, a decision about a character in it, or the form of the CSV files has
            changed since.
        UnreadableError: MIG-CNV-036, a file that it wrote was changed.
    """
    name = manifest_file(business)
    if not work.workspace.path(name).is_file():
        raise NothingCheckedError("MIG-CNV-048", Place(business=business), {"business": business, "file": name})
    found = finished(work, business)
    for file in found.conversion.outputs:
        same(work, file)
    paths = ((one, work.workspace.path(one.path)) for one in found.manifest.sources)
    changed = [one.path for one, path in paths if not path.is_file() or work.note(path).sha256 != one.sha256]
    form = csv_left_out.form(work.workspace, business, how.csv)
    if found.manifest.csv != form:
        changed.append("project.yaml の output" if form and found.manifest.csv else "--form（CSV を作るかどうか）")
    changed += [
        f"{table} の文字の決定"
        for table in chars_common.changed_since(work, loaded.schema(work), found.manifest.characters)
    ]
    if changed:
        raise _changed(business, changed)
    return found


def _changed(business: str, changed: list[str]) -> MigrateError:
    return MigrateError(
        "MIG-CNV-049", Place(business=business), {"business": business, "changed": "、".join(sorted(changed))}
    )


class _Renewed:
    """What stays of the earlier conversion, and what takes the place of the rest."""

    def __init__(self, work: Job, prepared: Prepared, converted: Converted, before: Finished) -> None:
        self.work, self.prepared, self.converted, self.before = work, prepared, converted, before
        self.tables = prepared.plan.tables
        self.order = renewed.places([(block.table, block.source) for block in prepared.whole.blocks])
        self.table_order = renewed.places([(block.table,) for block in prepared.whole.blocks])

    def restricted(self, limits: Limits) -> list[FileDigest]:
        """Stage the files of raw values."""
        read = tuple(dict.fromkeys(block.source for block in self.prepared.plan.blocks))
        by_table = Renewal(by=("target_table", "source_table"), gone=self.tables, order=self.order)
        by_source = Renewal(
            by=("source_table",),
            gone=read,
            order=renewed.places([(block.source,) for block in self.prepared.whole.blocks]),
        )
        made = self.converted
        files = [(path, by_table) for path in (made.rejects, made.values, made.unwritten)]
        kept = []
        with opened(self.work.scratch(), limits) as engine:
            for path, renewal in (*files, (made.undecodable, by_source)):
                name = f"out/restricted/{self.prepared.business}/{path.name}"
                into = self.work.scratch() / path.name
                renewed.write(engine, self.work.workspace.path(name), path, into, renewal)
                kept.append(keep(self.work, into, name, restricted=True))
        return kept

    def place(self, table: str) -> int:
        """Place of a table among all; tables that the mapping does not know any more come last."""
        return self.table_order.get((table,), len(self.table_order))

    def manifest(self, new: tuple[ManifestTable, ...]) -> Manifest:
        """The manifest with the new tables; by which mapping a table was made is said where that differs."""
        before = self.before.manifest
        stay = tuple(one for one in before.tables if one.table not in self.tables)
        made_by = {one.table: before.mappings.get(one.table, before.mapping_sha256) for one in stay}
        made_by |= dict.fromkeys(self.tables, self.prepared.mapping_sha256)
        whole = self.prepared.mapping_sha256 if len(set(made_by.values())) == 1 else before.mapping_sha256
        return Manifest(
            spec=before.spec,
            mapping_sha256=whole,
            sources=before.sources,
            csv=before.csv,
            tables=tuple(sorted((*stay, *new), key=lambda one: self.place(one.table))),
            characters={**before.characters, **self.prepared.characters},
            mappings={table: digest for table, digest in sorted(made_by.items()) if digest != whole},
        )

    def conversion(self, outputs: list[FileDigest], new: Conversion, mapping_sha256: str) -> Conversion:
        """The whole conversion's balance and findings."""
        before, last = self.before.conversion, len(self.order)
        lines = [one for one in before.lines if one.target not in self.tables]
        targets = [one for one in before.targets if one.table not in self.tables]
        stay = (one for one in before.findings if one.place.table not in self.tables)
        return Conversion(
            spec=before.spec,
            mapping_sha256=mapping_sha256,
            lines=tuple(sorted((*lines, *new.lines), key=lambda one: self.order.get((one.target, one.source), last))),
            targets=tuple(sorted((*targets, *new.targets), key=lambda one: self.place(one.table))),
            outputs=tuple(sorted(outputs, key=lambda file: file.path)),
            findings=tuple(sorted((*stay, *new.findings), key=sort_key)),
        )


def _files(before: Finished, tables: tuple[str, ...]) -> set[str]:
    """Names of the earlier files of some tables."""
    own = [table for table in before.manifest.tables if table.table in tables]
    named = {file.path for table in own for file in (table.parquet, table.lineage, *table.csv)}
    listings = {f"unwritable-{table}.parquet" for table in tables}
    return named | {file.path for file in before.conversion.outputs if Path(file.path).name in listings}


def save(work: Job, prepared: Prepared, converted: Converted, before: Finished, how: How) -> Conversion:
    """Stage the outputs of the tables that were converted among those of the others; what was converted, alone.

    Raises:
        MigrateError: MIG-CNV-049, the earlier run was made by another edition of the standard, or without a source
            that the table needs now.
    """
    known = {one.path for one in before.manifest.sources}
    changed = [one.path for one in pipeline.delivered(work, prepared) if one.path not in known]
    if before.manifest.spec != prepared.plan.spec:
        changed.append(f"標準仕様 {before.manifest.spec} → {prepared.plan.spec}")
    if changed:
        raise _changed(prepared.business, changed)
    made = _Renewed(work, prepared, converted, before)
    delivery = deliver(work, prepared.spec, converted, prepared.plan.columns, before.manifest.csv)
    manifest = made.manifest(delivery.tables)
    gone = _files(before, made.tables)
    restricted = made.restricted(how.limits)
    new = [*delivery.files, *restricted]
    replaced = gone | {file.path for file in new}
    stay = [file for file in before.conversion.outputs if file.path not in replaced]
    for name in sorted(gone - {file.path for file in new}):
        work.remove(name)
    own = Conversion(
        spec=prepared.plan.spec,
        mapping_sha256=prepared.mapping_sha256,
        lines=converted.lines,
        targets=converted.targets,
        outputs=tuple(sorted(new, key=lambda file: file.path)),
        findings=tuple(sorted((*converted.findings, *delivery.findings), key=sort_key)),
    )
    work.write(manifest_file(prepared.business), records.dump(manifest), last=True)
    whole = made.conversion([*stay, *new], own, manifest.mapping_sha256)
    work.write(f"out/convert/{prepared.business}.json", records.dump(whole))
    return own
