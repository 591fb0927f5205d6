"""A town checked by all bundled rules: what fails where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from migrate.files.bundled import bundled
from migrate.model.spec import Spec
from migrate.quality import run as checks
from migrate.spec import library

from .households import Town

AS_OF = date(2026, 11, 23)
Failure = tuple[str, str, str, int]
"""Business, table, rule and household."""


@cache
def _entries() -> tuple[library.Entry, ...]:
    return library.entries(bundled("specs"))


@cache
def spec_of(business: str) -> Spec:
    """The bundled spec of a business."""
    return library.resolve(business, _entries(), {}).spec


def _subjects(town: Town, folder: Path) -> Iterator[checks.Subject]:
    """Each business with the tables that the town has, all columns of the standard in them."""
    for business in sorted({business for business, _ in town.tables}):
        given = {}
        for (_, table), rows in (one for one in town.tables.items() if one[0][0] == business):
            names = [item.name for item in spec_of(business).items_of(table)]
            strange = {name for row in rows for name in row.cells} - set(names)
            if strange:
                raise KeyError(business, table, *sorted(strange))
            path = folder / f"{business} {table}.parquet"
            data = {name: [row.cells.get(name) or None for row in rows] for name in names}
            pl.DataFrame(data, schema=dict.fromkeys(names, pl.String)).write_parquet(path)
            given[table] = checks.Given(data=path, name=path.name)
        yield checks.Subject(spec=spec_of(business), given=given)


def failures(town: Town, folder: Path) -> Counter[Failure]:
    """Every failure by business, table, rule and the household whose row it is."""
    subjects = tuple(_subjects(town, folder))
    found: Counter[Failure] = Counter()
    for subject in subjects:
        business = subject.spec.business
        scratch = folder / business
        scratch.mkdir()
        others = tuple(one for one in subjects if one is not subject)
        setting = checks.Setting(scratch=scratch, failures=scratch / "failures.parquet", as_of=AS_OF, others=others)
        checks.run(subject, setting)
        for table, code, row in pl.read_parquet(setting.failures).select("table", "code", "row").iter_rows():
            found[business, table, code, town.tables[business, table][row - 1].household] += 1
    return found
