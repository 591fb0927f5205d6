"""The files of a conversion that are handed on: Parquet, CSV in the form of `project.yaml`, lineage, manifest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from migrate.engine import csvout, unwritable
from migrate.engine.result import Converted, ConvertedTable
from migrate.engine.unwritable import Unwritable, Why
from migrate.model.delivery import (
    BUSINESS,
    ENCODINGS,
    GROUP,
    GROUP_ID,
    NUMBER,
    SUFFIXES,
    CsvPart,
    DeliveryForm,
    Header,
    ManifestTable,
)
from migrate.model.finding import Finding, Place, Severity
from migrate.model.provenance import FileDigest
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.spec.interop import names
from migrate.spec.interop.options import Names
from migrate.workspace.job import Job

UNHELD = {Why.CHARACTER: "MIG-CNV-091", Why.SEPARATOR: "MIG-CNV-092", Why.NOTHING: "MIG-CNV-093"}
_SHOWN = 10
"""Characters that a finding names; the listing has all."""
_LEAST_DIGITS = 3
_LISTING = "unwritable-"


@value
class Delivery:
    """What was staged for one business."""

    tables: tuple[ManifestTable, ...]
    listings: tuple[FileDigest, ...]
    """Where the values stand that could not be written as CSV (取扱注意)."""
    findings: tuple[Finding, ...]

    @property
    def files(self) -> tuple[FileDigest, ...]:
        """All of them, as path and sha256."""
        each = (one for t in self.tables for one in (t.parquet, *t.csv, t.lineage))
        return tuple(FileDigest(path=one.path, sha256=one.sha256) for one in (*each, *self.listings))


def keep(work: Job, path: Path, name: str, restricted: bool = False) -> FileDigest:
    """Hand a finished file to the job under its name in the workspace."""
    return work.keep(path, name, restricted=restricted)


def header(spec: Spec, table: str, items: tuple[str, ...], form: DeliveryForm) -> tuple[str, ...]:
    """The first line of a table's CSV files; empty where the form has none."""
    if form.header is Header.NONE:
        return ()
    if form.header is Header.JAPANESE:
        return items
    own = spec.items_of(table)
    romaji = names.columns(own, Names.ROMAJI)
    called = {item.name: romaji[item.id] for item in own}
    return tuple(called[item] for item in items)


def file_names(spec: Spec, table: str, form: DeliveryForm, count: int) -> tuple[str, ...]:
    """The names of a table's ``count`` CSV files in their order; the numbers have as many digits as the last needs."""
    whole = form.name
    for mark, text in ((BUSINESS, spec.business), (GROUP_ID, names.table_ids(spec)[table]), (GROUP, table)):
        whole = whole.replace(mark, text)
    digits = max(_LEAST_DIGITS, len(str(count)))
    return tuple(whole.replace(NUMBER, f"{n:0{digits}d}") for n in range(1, count + 1))


@value
class Rows:
    """Rows of a table that become CSV files."""

    table: str
    items: tuple[str, ...]
    parquet: Path
    folder: str
    """Where the files go, relative to the workspace."""
    listing: str
    """Where values stand that cannot be written; in out/restricted."""


@value
class Texts:
    """The CSV files of some rows; none where a value cannot be written in the form."""

    csv: tuple[CsvPart, ...]
    listings: tuple[FileDigest, ...]
    findings: tuple[Finding, ...]


def texts(work: Job, spec: Spec, rows: Rows) -> Texts:
    """Stage the CSV files of ``rows`` in the form of `project.yaml`, or the listing of what cannot be written in it."""
    form = work.workspace.project.output.of(spec.business)
    title = header(spec, rows.table, rows.items, form)
    listing = rows.parquet.with_suffix(".unwritable")
    refused = unwritable.find(rows.parquet, form, title, listing)
    if not refused:
        return Texts(csv=_csv(work, spec, rows, form, title), listings=(), findings=())
    found = tuple(_finding(spec.business, rows, form, one) for one in refused)
    return Texts(csv=(), listings=(keep(work, listing, rows.listing, restricted=True),), findings=found)


def deliver(
    work: Job,
    spec: Spec,
    converted: Converted,
    columns: Mapping[str, tuple[str, ...]],
    form: DeliveryForm | None,
) -> Delivery:
    """Stage the files of all tables. ``columns``: target table → its items in order; no CSV without a ``form``."""
    tables: list[ManifestTable] = []
    listings: list[FileDigest] = []
    findings: list[Finding] = []
    for one in converted.tables:
        rows = Rows(
            table=one.table,
            items=columns[one.table],
            parquet=one.parquet,
            folder=f"out/converted/{spec.business}",
            listing=f"out/restricted/{spec.business}/{_LISTING}{one.table}.parquet",
        )
        made = texts(work, spec, rows) if form else Texts(csv=(), listings=(), findings=())
        listings += made.listings
        findings += made.findings
        title = header(spec, one.table, rows.items, form) if form else ()
        tables.append(_table(work, spec.business, one, title, made.csv))
    return Delivery(tables=tuple(tables), listings=tuple(listings), findings=tuple(findings))


def _csv(work: Job, spec: Spec, rows: Rows, form: DeliveryForm, title: tuple[str, ...]) -> tuple[CsvPart, ...]:
    written = csvout.write(rows.parquet, rows.parquet.with_suffix(".csv"), form, title)
    parts = []
    for part, name in zip(written, file_names(spec, rows.table, form, len(written)), strict=True):
        size = part.path.stat().st_size
        kept = keep(work, part.path, f"{rows.folder}/{name}", restricted=True)
        parts.append(CsvPart(path=kept.path, sha256=kept.sha256, rows=part.rows, bytes=size))
    return tuple(parts)


def _table(
    work: Job, business: str, table: ConvertedTable, title: tuple[str, ...], csv: tuple[CsvPart, ...]
) -> ManifestTable:
    return ManifestTable(
        table=table.table,
        rows=table.rows,
        header=title,
        parquet=keep(work, table.parquet, f"out/converted/{business}/{table.table}.parquet", restricted=True),
        csv=csv,
        lineage=keep(work, table.lineage, f"out/lineage/{business}/{table.table}.parquet"),
        content=table.content,
    )


def _finding(business: str, rows: Rows, form: DeliveryForm, found: Unwritable) -> Finding:
    shown = [f"{one} {count:,} 回" for one, count in list(found.characters.items())[:_SHOWN]]
    more = len(found.characters) - len(shown)
    params: dict[str, str | int] = {
        "rows": found.rows,
        "characters": "、".join(shown) + (f"、ほか {more:,} 種類" if more else ""),
        "encoding": ENCODINGS[form.encoding],
        "nothing": form.nothing,
        "listing": rows.listing,
    }
    place = Place(business=business, table=rows.table, item=found.item)
    return Finding(code=UNHELD[found.why], severity=Severity.ERROR, place=place, params=params)


def clear(work: Job, business: str, files: tuple[FileDigest, ...]) -> None:
    """Files of an earlier mapping or form do not stay behind."""
    kept = {file.path for file in files}
    folders = {
        f"out/converted/{business}": ("*.parquet", *(f"*{suffix}" for suffix in SUFFIXES)),
        f"out/lineage/{business}": ("*.parquet",),
        f"out/restricted/{business}": (f"{_LISTING}*.parquet",),
    }
    for folder, patterns in folders.items():
        for path in sorted(one for pattern in patterns for one in work.workspace.path(folder).glob(pattern)):
            name = work.workspace.relative(path)
            if path.is_file() and name not in kept:
                work.remove(name)
