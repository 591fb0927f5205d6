"""The checks of `check run` on the tables of deliveries, which are read in whatever form they were delivered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from migrate.errors import UnreadableError
from migrate.flow import ci_csv, ci_delivery
from migrate.flow.ci_csv import CsvFile
from migrate.flow.ci_delivery import Delivery, TableFiles
from migrate.model.delivery import Header
from migrate.model.finding import Finding, sort_key
from migrate.model.quality import CheckResult
from migrate.model.value import value
from migrate.quality import run as checks
from migrate.quality.failures import KeyDigest
from migrate.quality.rows import batches, open_rows
from migrate.quality.run import Given, Setting, Subject
from migrate.quality.settle import Decisions


@value
class Ready:
    """A table that can be checked."""

    given: Given
    counts: Mapping[str, int]
    """File → its rows; of every file of the table."""
    parts: tuple[tuple[CsvFile, int], ...]
    """The CSV files whose rows, one after another, are those that are checked, with their numbers of rows."""


@value
class Way:
    """How the checks are made."""

    scratch: Path
    """An empty folder; it will hold values of rows."""
    as_of: date
    digest: KeyDigest | None
    decided: Mapping[str, Decisions]
    """業務ID → what people decided about failures."""


class Taken:
    """A delivery on its way: what of it can be checked (table → files), and what could not be read."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery
        self.ready: dict[str, Ready] = {}
        self.unread: list[Finding] = []

    @property
    def subject(self) -> Subject:
        """What is checked."""
        return Subject(spec=self.delivery.spec, given={table: one.given for table, one in self.ready.items()})


def ready(delivery: Delivery, files: TableFiles, scratch: Path) -> Ready:
    """A table's files counted, and one file of its rows that the checks can read: Parquet, else the CSV files together.

    Raises:
        UnreadableError: MIG-DQ-031 … -037, -077, MIG-SYS-001, -002.
    """
    if files.parquet is None:
        return _from_csv(delivery, files, scratch)
    open_rows(files.parquet.path, files.parquet.name)
    counts = {files.parquet.name: pq.read_metadata(files.parquet.path).num_rows}
    counts |= {one.name: _counted(delivery, one) for one in files.csv}
    return Ready(given=Given(data=files.parquet.path, name=files.parquet.name), counts=counts, parts=())


def _counted(delivery: Delivery, file: CsvFile) -> int:
    form = delivery.listing.form
    if not ci_csv.is_standard(form):
        return ci_csv.counted(file, form)
    rows = open_rows(file.path, file.name)
    return sum(frame.height for frame in batches(rows, [rows.columns[0]]))


def _from_csv(delivery: Delivery, files: TableFiles, scratch: Path) -> Ready:
    form, first = delivery.listing.form, files.csv[0]
    own = ci_delivery.known_columns(delivery.spec, files.table)
    if form.header is Header.NONE:
        own = {item.name: item.name for item in delivery.spec.items_of(files.table)}
    columns = tuple(own) if form.header is Header.NONE else ci_delivery.columns_of(first, form)
    as_it_is = ci_csv.is_standard(form) and all(own.get(name, name) == name for name in columns)
    if as_it_is and len(files.csv) == 1:
        count = _counted(delivery, first)
        return Ready(given=Given(data=first.path, name=first.name), counts={first.name: count}, parts=((first, count),))
    target = scratch / f"{len(list(scratch.iterdir()))}.csv"
    numbers = ci_csv.together(files.csv, form, own, target)
    counts = {one.name: number for one, number in zip(files.csv, numbers, strict=True)}
    parts = tuple(zip(files.csv, numbers, strict=True))
    return Ready(given=Given(data=target, name=first.name), counts=counts, parts=parts)


def check(taken: tuple[Taken, ...], way: Way) -> tuple[CheckResult, ...]:
    """The results of the deliveries, each judged with the others at hand; a table that cannot be read is left out of
    ``ready`` and said in ``unread``.
    """
    results = []
    for number, one in enumerate(taken):
        folder = way.scratch / f"check-{number}"
        result = _run(one, taken, replace(way, scratch=folder))
        results.append(replace(result, findings=_placed(one, result.findings)))
    return tuple(results)


def _run(one: Taken, taken: tuple[Taken, ...], way: Way, again: int = 0) -> CheckResult:
    folder = way.scratch / str(again)
    folder.mkdir(parents=True)
    setting = Setting(
        scratch=folder,
        failures=folder / "failures.parquet",
        as_of=way.as_of,
        digest=way.digest,
        others=_others(one, taken),
        decisions=way.decided.get(one.delivery.spec.business, Decisions()),
    )
    try:
        return checks.run(one.subject, setting)
    except UnreadableError as error:
        _leave_out(error, taken)
        return _run(one, taken, way, again + 1)


def _others(one: Taken, taken: tuple[Taken, ...]) -> tuple[Subject, ...]:
    """The other businesses at hand, each once: a folder may hold the same business several times."""
    found = {other.delivery.spec.business: other.subject for other in reversed(taken)}
    return tuple(subject for business, subject in sorted(found.items()) if business != one.delivery.spec.business)


def _leave_out(error: UnreadableError, taken: tuple[Taken, ...]) -> None:
    """Go on without the table whose file cannot be read; the error where it is of none."""
    for one in taken:
        for table, made in one.ready.items():
            if made.given.name == error.where.file:
                one.unread.append(ci_delivery.as_finding(error, one.delivery, table))
                del one.ready[table]
                return
    raise error


def _placed(taken: Taken, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings with the delivered file, its own row number and, in a CSV, the line."""
    rows: dict[str, list[Finding]] = {}
    placed = []
    for one in findings:
        made = taken.ready.get(one.place.table or "")
        if made is None or not made.parts or one.place.row is None:
            placed.append(one)
        else:
            rows.setdefault(one.place.table or "", []).append(one)
    for table, found in rows.items():
        placed += _in_parts(taken, taken.ready[table], found)
    return tuple(sorted(placed, key=sort_key))


def _in_parts(taken: Taken, made: Ready, findings: list[Finding]) -> list[Finding]:
    placed, start = [], 0
    for file, count in made.parts:
        own = [one for one in findings if start < (one.place.row or 0) <= start + count]
        lines = ci_csv.lines(file, taken.delivery.listing.form, count, {(one.place.row or 0) - start for one in own})
        for one in own:
            row = (one.place.row or 0) - start
            placed.append(replace(one, place=replace(one.place, file=file.name, row=row, line=lines.get(row))))
        start += count
    return placed
