"""What the gap report costs beside the matching: 500 tables, 7,500 columns, 20 businesses; printed, not asserted.

Run: python tests/bench/bench_gap_report.py
The tables are those of `tests/bench/schemas/`, copied under other names until there are 500.
"""

from __future__ import annotations

import csv
import itertools
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from migrate.files import records
from migrate.files.bundled import bundled
from migrate.gap import comparison, document, overview, weights
from migrate.gap.comparison import Case
from migrate.gap.complete import complete
from migrate.lexicon import vocabulary
from migrate.model.source import SourceColumn, SourceSchema, SourceTable
from migrate.spec import library

SCHEMAS = Path(__file__).parent / "schemas"
TABLES, COLUMNS = 500, 15


def schema() -> SourceSchema:
    """500 tables of 15 columns each."""
    columns: dict[str, list[SourceColumn]] = defaultdict(list)
    for path in sorted(SCHEMAS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                kind, _, rest = row["source_type"].partition("(")
                length = int(rest.rstrip(")").split(",")[0]) if rest else None
                column = SourceColumn(
                    name=row["source_column"], logical_name=row["source_comment"], type=kind.upper(), length=length
                )
                columns[row["source_table"]].append(column)
    tables = []
    for number, (name, own) in zip(range(TABLES), itertools.cycle(columns.items()), strict=False):
        full = tuple(itertools.islice(itertools.cycle(own), COLUMNS))
        named = tuple(replace(c, name=f"{c.name}_{n}" if n >= len(own) else c.name) for n, c in enumerate(full))
        tables.append(SourceTable(name=f"{name}_{number}", columns=named, primary_key=(named[0].name,)))
    return SourceSchema(tables=tuple(tables), files=())


def main() -> None:
    entries = library.entries(bundled("specs"))
    businesses = sorted({entry.head.business for entry in entries if entry.head.business.isdigit()})[:20]
    specs = tuple(library.resolve(business, entries, {}).spec for business in businesses)
    case = Case(schema=schema(), specs=specs)
    words = vocabulary.load()
    began = time.perf_counter()
    matched = comparison.matches(words, case)
    matching = time.perf_counter() - began
    began = time.perf_counter()
    reports = complete(comparison.reports_of(case, matched), specs, case.schema, {}, weights.default())
    judged = time.perf_counter() - began
    began = time.perf_counter()
    sections = [section for report in reports for section in document.sections(report)]
    sections.append(overview.section(reports, {spec.id: spec.business for spec in specs}))
    told = time.perf_counter() - began
    began = time.perf_counter()
    size = sum(len(records.dump(report)) for report in reports)
    written = time.perf_counter() - began
    items = sum(len(spec.items) for spec in specs)
    print(f"{len(case.schema.tables)} tables, {TABLES * COLUMNS} columns, {len(specs)} businesses, {items} items")
    print(f"matching {matching:.1f} s; findings, coverage, estimate {judged:.2f} s; document {told:.2f} s; ", end="")
    print(f"JSON {written:.2f} s ({size / 1e6:.0f} MB); all but the matching {judged + told + written:.2f} s")


if __name__ == "__main__":
    main()
