"""A delivery folder taken up: its files held against its listing, each given to the table whose rows it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path, PurePosixPath

from migrate.errors import UnreadableError
from migrate.files.digest import sha256_of
from migrate.flow import ci_csv, ci_manifest
from migrate.flow.ci_csv import CsvFile
from migrate.flow.ci_manifest import Listing
from migrate.model.delivery import DeliveryForm, Header
from migrate.model.finding import Finding, Place, Severity
from migrate.model.quality import Decision, State
from migrate.model.quality import Outcome as Check
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.quality.rows import open_rows
from migrate.quality.score import Score
from migrate.spec.interop import names
from migrate.spec.interop.options import Names

MANIFEST, MISSING, UNLISTED, CHANGED = "MIG-DQ-070", "MIG-DQ-072", "MIG-DQ-073", "MIG-DQ-074"
ROWS, HEADER, TABLE, TWICE = "MIG-DQ-075", "MIG-DQ-076", "MIG-DQ-078", "MIG-DQ-082"
TITLES: Mapping[str, str] = {
    MANIFEST: "manifest の有無",
    MISSING: "manifest にあるファイルの有無",
    UNLISTED: "manifest にないファイルの有無",
    CHANGED: "sha256 の一致",
    ROWS: "件数の一致",
    HEADER: "見出しの一致",
    TABLE: "グループの見分け",
    TWICE: "CSV と Parquet の件数の一致",
}
_PART = re.compile(r"(.+?)[_\-]?\d+")


@value
class Verdict:
    """One thing that was looked at: sound where it has no finding."""

    code: str
    table: str = ""
    finding: Finding | None = None


@value
class TableFiles:
    """The files of one table; where there are both kinds, both hold all of its rows."""

    table: str
    parquet: CsvFile | None = None
    csv: tuple[CsvFile, ...] = ()


@value
class Delivery:
    """One delivery."""

    folder: Path
    name: str
    """What its files' names begin with: empty, or a folder and a slash."""
    listing: Listing
    spec: Spec
    files: Mapping[str, Path] = field(default_factory=dict)
    """What lies there: name relative to the folder → path."""
    sums: Mapping[str, str] = field(default_factory=dict)
    """The same files → sha256 as they are."""

    def place(self, file: str, table: str = "") -> Place:
        """A file of the delivery as a place."""
        return Place(business=self.spec.business, table=table or None, file=f"{self.name}{file}")


@value
class CiDelivery:
    """What became of one delivery."""

    folder: str
    """Relative to the folder that was validated; empty where it is that folder."""
    spec: str
    manifest: str
    """The file that says what is there; empty where there is none."""
    record: str
    """The conversion record whose balance was looked at; empty where there is none."""
    files: int
    rows: int
    """That were checked."""
    scores: tuple[Score, ...]
    outcomes: tuple[Check, ...]
    decisions: tuple[Decision, ...]
    """What people decided about failures, and what came of it."""


def taken(folder: Path, name: str, listing: Listing, spec: Spec) -> Delivery:
    """The delivery in a folder; every data file is read for its sha256.

    Raises:
        UnreadableError: MIG-SYS-002, a file cannot be read.
    """
    files = ci_manifest.data_files(folder, listing)
    sums = {}
    for one, path in files.items():
        try:
            sums[one] = sha256_of(path)
        except OSError:
            raise UnreadableError("MIG-SYS-002", Place(file=f"{name}{one}"), {"file": f"{name}{one}"}) from None
    return Delivery(folder=folder, name=name, listing=listing, spec=spec, files=files, sums=sums)


def _bad(
    code: str, place: Place, params: Mapping[str, str | int] | None = None, weight: Severity = Severity.ERROR
) -> Verdict:
    finding = Finding(code=code, severity=weight, place=place, params=params or {})
    return Verdict(code=code, table=place.table or "", finding=finding)


def against_listing(delivery: Delivery) -> Iterator[Verdict]:
    """Is there a listing, is everything there that it names, is there more, is each file still the one it was."""
    listing = delivery.listing
    if not listing.name:
        place = Place(business=delivery.spec.business, file=delivery.name.rstrip("/") or None)
        yield _bad(MANIFEST, place, weight=Severity.WARNING)
        return
    yield Verdict(code=MANIFEST)
    sums, other = listing.sums, _of_the_other_kind(delivery)
    for name, digest in sorted(sums.items()):
        if name in other:
            continue
        if name not in delivery.files and not (delivery.folder / name).is_file():
            yield _bad(MISSING, delivery.place(name), {"file": name, "manifest": listing.name})
            continue
        yield Verdict(code=MISSING)
        now = delivery.sums.get(name) or sha256_of(delivery.folder / name)
        params = {"file": name, "manifest": listing.name}
        yield Verdict(code=CHANGED) if now == digest else _bad(CHANGED, delivery.place(name), params)
    for name in delivery.files:
        listed = name in sums
        params = {"file": name, "manifest": listing.name}
        yield Verdict(code=UNLISTED) if listed else _bad(UNLISTED, delivery.place(name), params)


def _of_the_other_kind(delivery: Delivery) -> set[str]:
    """Listed files that need not be there: a table may be delivered as Parquet alone, or as CSV alone."""
    found: set[str] = set()
    for table in delivery.listing.tables:
        if table.parquet in delivery.files and not any(name in delivery.files for name in table.csv):
            found |= table.csv.keys()
        elif table.parquet not in delivery.files and table.csv and all(name in delivery.files for name in table.csv):
            found.add(table.parquet)
    return found


def tables_of(delivery: Delivery) -> tuple[dict[str, TableFiles], list[Verdict], list[Finding]]:
    """The tables whose files are there, what was looked at, and the files that cannot be read."""
    found: dict[str, TableFiles] = {}
    verdicts: list[Verdict] = []
    unread: list[Finding] = []
    listed = _listed(delivery)
    for name, path in delivery.files.items():
        file = CsvFile(path=path, name=f"{delivery.name}{name}")
        try:
            table = listed.get(name) or _table_of(delivery, name, file)
        except UnreadableError as error:
            unread.append(as_finding(error, delivery))
            continue
        if table not in delivery.spec.tables:
            params = {"file": name, "spec": delivery.spec.id, "table": table or "？"}
            verdicts.append(_bad(TABLE, delivery.place(name), params))
            continue
        verdicts.append(Verdict(code=TABLE))
        before = found.get(table, TableFiles(table=table))
        if _is_parquet(path):
            found[table] = TableFiles(table=table, parquet=file, csv=before.csv)
        else:
            found[table] = TableFiles(table=table, parquet=before.parquet, csv=(*before.csv, file))
    return found, verdicts, unread


def as_finding(error: UnreadableError, delivery: Delivery, table: str = "") -> Finding:
    """A file that cannot be read beside others that can."""
    place = Place(
        business=delivery.spec.business, table=table or None, file=error.where.file or None, line=error.where.line
    )
    return Finding(code=error.code, severity=Severity.ERROR, place=place, params=dict(error.params))


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() == ".parquet"


def _listed(delivery: Delivery) -> dict[str, str]:
    """File → table, as the manifest says."""
    return {name: one.table for one in delivery.listing.tables for name in (one.parquet, *one.csv)}


def columns_of(file: CsvFile, form: DeliveryForm) -> tuple[str, ...]:
    """The columns of a file with a header: those of a Parquet file, or the first record of a CSV.

    Raises:
        UnreadableError: MIG-SYS-001/-002, MIG-DQ-031 … -036 (see ``open_rows``), or as ``ci_csv.records``.
    """
    if _is_parquet(file.path) or ci_csv.is_standard(form):
        return open_rows(file.path, file.name).columns
    return ci_csv.header_of(file, form)


def _table_of(delivery: Delivery, name: str, file: CsvFile) -> str:
    """The table that a file's name says, else the one whose items its columns are; empty where that is not clear."""
    spec, stem = delivery.spec, PurePosixPath(name).stem
    called = {**{table: table for table in spec.tables}, **{id_: table for table, id_ in names.table_ids(spec).items()}}
    part = _PART.fullmatch(stem)
    for one in (stem, part[1] if part else ""):
        if one in called:
            return called[one]
    columns = set(columns_of(file, delivery.listing.form))
    shared = {table: len(columns & known_columns(spec, table).keys()) for table in spec.tables}
    most = max(shared.values(), default=0)
    best = [table for table, count in shared.items() if most and count == most]
    return best[0] if len(best) == 1 else ""


def known_columns(spec: Spec, table: str) -> dict[str, str]:
    """What the columns of a table may be called, in Japanese or romaji → item."""
    items = spec.items_of(table)
    romaji = names.columns(items, Names.ROMAJI)
    return {**{romaji[item.id]: item.name for item in items}, **{item.name: item.name for item in items}}


def headers(delivery: Delivery, files: TableFiles) -> Iterator[Verdict]:
    """Is the first record of each CSV file the one that the manifest names.

    Raises:
        UnreadableError: as ``columns_of``.
    """
    listed = next((one for one in delivery.listing.tables if one.table == files.table), None)
    if listed is None or delivery.listing.form.header is Header.NONE:
        return
    for file in files.csv:
        if columns_of(file, delivery.listing.form) == listed.header:
            yield Verdict(code=HEADER, table=files.table)
        else:
            place = Place(business=delivery.spec.business, table=files.table, file=file.name, line=1)
            yield _bad(HEADER, place, {"file": file.name})


def row_counts(delivery: Delivery, files: TableFiles, counts: Mapping[str, int]) -> Iterator[Verdict]:
    """Do the rows agree: with the manifest where it states them, and those of CSV and Parquet with each other."""
    listed = next((one for one in delivery.listing.tables if one.table == files.table), None)
    if listed is not None:
        for name, expected in {listed.parquet: listed.rows, **listed.csv}.items():
            found = counts.get(f"{delivery.name}{name}")
            if found is None:
                continue
            if found == expected:
                yield Verdict(code=ROWS, table=files.table)
            else:
                params: dict[str, str | int] = {"file": name, "expected": expected, "found": found}
                yield _bad(ROWS, delivery.place(name, files.table), params)
    elif files.parquet is not None and files.csv and all(one.name in counts for one in (files.parquet, *files.csv)):
        texts, rows = sum(counts[one.name] for one in files.csv), counts[files.parquet.name]
        if texts == rows:
            yield Verdict(code=TWICE, table=files.table)
        else:
            place = Place(business=delivery.spec.business, table=files.table, file=files.parquet.name)
            yield _bad(TWICE, place, {"csv": texts, "parquet": rows})


def as_checks(verdicts: list[Verdict]) -> tuple[Check, ...]:
    """The verdicts as checks, one for each code and table."""
    grouped: dict[tuple[str, str], list[Verdict]] = {}
    for one in verdicts:
        grouped.setdefault((one.code, one.table), []).append(one)
    return tuple(
        Check(
            code=code,
            severity=next((v.finding.severity for v in ones if v.finding is not None), Severity.ERROR),
            table=table,
            item="",
            state=State.FAILED if any(v.finding is not None for v in ones) else State.PASSED,
            rows=len(ones),
            failed=sum(v.finding is not None for v in ones),
            category="整合性",
        )
        for (code, table), ones in sorted(grouped.items())
    )
