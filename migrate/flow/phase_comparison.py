"""The scope of a business's comparison with the standard, from the scan, the profiles and `gap run`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from migrate.files import records
from migrate.flow import loaded, profiles
from migrate.model.gap import Counterpart, GapReport
from migrate.model.source import SourceSchema
from migrate.model.value import value
from migrate.phase.comparison import Comparison, Covered, Held, Left
from migrate.phase.survey_report import Scan
from migrate.workspace.job import Job


@value
class Scanned:
    """The current systems as they were scanned."""

    schema: SourceSchema
    rows: Mapping[str, int]
    """Table → rows of its data, where a profile of them is at hand."""

    @property
    def scan(self) -> Scan:
        """Its size."""
        return Scan(
            tables=len(self.schema.tables),
            columns=sum(len(one.columns) for one in self.schema.tables),
            files=len(self.schema.files),
        )


def scanned(work: Job) -> Scanned | None:
    """What `source scan` and `source profile` left; None where nothing was scanned.

    Raises:
        UnreadableError: MIG-SYS-002, -003, -011.
    """
    path = work.workspace.path(*loaded.SCHEMA.split("/"))
    if not path.is_file():
        return None
    schema = records.load(SourceSchema, work.read(path), loaded.SCHEMA)
    rows: Counter[str] = Counter()
    for one in profiles.fresh(work, schema):
        rows[one.table] += one.rows
    return Scanned(schema=schema, rows=dict(rows))


def comparison(gap: GapReport, known: Scanned | None) -> Comparison:
    """The scope of one business; without a scan nothing is told of the size of its tables."""
    fed = dict.fromkeys(source for one in gap.coverage for source in one.sources)
    return Comparison(
        held=tuple(_held(known, name) for name in fed) if known else (),
        covered=tuple(
            Covered(table=one.table, sources=one.sources, required=one.required.whole, have=one.required.have)
            for one in gap.coverage
        ),
        left=_left(gap),
        elsewhere=_elsewhere(gap),
    )


def _held(known: Scanned, name: str) -> Held:
    table = known.schema.table(name)
    return Held(table=name, columns=len(table.columns) if table else 0, rows=known.rows.get(name))


def _left(gap: GapReport) -> tuple[Left, ...]:
    every, outside = Counter[str](), Counter[str]()
    for one in gap.columns:
        every[one.table] += 1
        outside[one.table] += one.state is Counterpart.EXTRA
    return tuple(
        Left(table=table, columns=number, whole=number == every[table]) for table, number in outside.items() if number
    )


def _elsewhere(gap: GapReport) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for one in gap.columns:
        found.update({item.partition(" ")[0] for item in one.elsewhere})
    return dict(sorted(found.items()))
