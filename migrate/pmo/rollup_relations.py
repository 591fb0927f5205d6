"""The relations that a roll-up counts over, as SQL over the store's views `bodies` and `businesses`.

``cells`` has a row a body and business of the 20; ``closed`` of it is the number of its closed steps (where the source
tells only a rate, that rate times 40), free of binary noise, so that what is 100 % is 100 %. A relation of *values* has
a row a month, kind of body, group and body: sums over what of the body belongs to the group.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from migrate.engine import duckdb
from migrate.engine.duckdb import Engine
from migrate.model.procedure import TOTAL_STEPS, Status, Step
from migrate.model.value import value
from migrate.pmo import vendors
from migrate.pmo.by import WHOLE, By
from migrate.pmo.columns import MARKS
from migrate.pmo.known import UNKNOWN, Known, SizeClass, sizes

_CLOSED = MARKS[Status.DONE] + MARKS[Status.NOT_APPLICABLE]
_WORKING, _OPEN = MARKS[Status.WORKING], MARKS[Status.OPEN]
_PROVEN = "証"
_RUNS = "system.operation <> '' AND (as_of = '' OR system.operation <= as_of)"
_LAST = f"substr(statuses, {TOTAL_STEPS}, 1) = {duckdb.text(MARKS[Status.DONE])}"


_COLUMNS = {By.PREFECTURE: "prefecture", By.BUSINESS: "business", By.MINISTRY: "ministry", By.SIZE: "size"}


@value
class Stretch:
    """Consecutive steps that are counted together."""

    key: str
    name: str
    first: int
    last: int


def stretches(steps: Sequence[Step], by: By) -> tuple[Stretch, ...]:
    """The phases, work items or single steps, in their order."""
    found = []
    for (key, name), group in groupby(steps, lambda one: _place(one, by)):
        numbers = [one.number for one in group]
        found.append(Stretch(key=key, name=name, first=numbers[0], last=numbers[-1]))
    return tuple(found)


def _place(step: Step, by: By) -> tuple[str, str]:
    """Key and name of the group that a step belongs to."""
    if by is By.PHASE:
        return step.phase, step.phase
    if by is By.ITEM:
        return str(step.item_number), f"{step.code.partition('-')[0]} {step.item}"
    return str(step.number), f"{step.code} {step.name}"


def define(engine: Engine, known: Known) -> None:
    """Make the views ``cells`` and ``systems``."""
    rows = (
        f"({duckdb.text(one.systems[0])}, {duckdb.text(one.ministry)}, {place})"
        for place, one in enumerate(known.businesses)
    )
    engine.view("known", f"SELECT * FROM (VALUES {', '.join(rows)}) AS known(business, ministry, place)")
    engine.view(
        "cells",
        f"""SELECT c.*, b.kind, b.prefecture, b.printed AS total, b.as_of, known.ministry, {_size(sizes())} AS size,
                round(c.completion * {TOTAL_STEPS}, 9) AS closed
            FROM businesses c JOIN bodies b USING (period, body) JOIN known USING (business)""",
    )
    engine.view("systems", "SELECT * EXCLUDE (systems), unnest(systems) AS system FROM cells")


def _size(classes: Iterable[SizeClass]) -> str:
    whens = " ".join(
        f"WHEN b.population >= {one.least} THEN {duckdb.text(one.name)}"
        for one in sorted(classes, key=lambda one: -one.least)
    )
    return f"CASE {whens} ELSE {duckdb.text(UNKNOWN)} END"


def _count(column: str, marks: str) -> str:
    """How many characters of a text are among ``marks``."""
    return f"(length({column}) - length(translate({column}, {duckdb.text(marks)}, '')))::DOUBLE"


def define_vendors(engine: Engine, period: str = "") -> None:
    """Make the table ``vendors`` (name as reported → as counted) and the view ``sold`` (cell → its vendors).

    Of one month, or of all.
    """
    counts = engine.rows(f"SELECT system.vendor, count(*) FROM systems {_month(period)} GROUP BY 1")
    names = vendors.shown({"": 0} | {name or "": count for name, count in counts})
    rows = ", ".join(f"({duckdb.text(raw)}, {duckdb.text(name)})" for raw, name in sorted(names.items()))
    engine.run(f"CREATE TABLE vendors AS SELECT * FROM (VALUES {rows}) AS vendors(raw, vendor)")
    engine.view(
        "sold",
        f"""SELECT DISTINCT period, body, business, vendors.vendor FROM (
               SELECT period, body, business,
                   unnest(CASE WHEN len(systems) > 0
                               THEN list_transform(systems, lambda one: coalesce(one.vendor, ''))
                               ELSE [''] END) AS raw
               FROM cells {_month(period)}
           ) JOIN vendors USING (raw)""",
    )


def values(by: By | None, period: str = "") -> str:
    """Values by cells; without ``by`` all cells of a body are one group, that of the nation.

    With ``period`` all of that month, else of all months and then only what is closed.
    """
    group = "''" if by is None else "vendor" if by is By.VENDOR else _COLUMNS[by]
    more = {"told": "0", "working": "0", "untouched": "0", "evident": "0", "evidenced": "0", "printed": "NULL::DOUBLE"}
    if period:
        more = {
            "told": "count(*) FILTER (statuses <> '')",
            "working": f"sum({_count('statuses', _WORKING)})",
            "untouched": f"sum({_count('statuses', _OPEN)})",
            "evident": "count(evidenced)",
            "evidenced": "sum(evidenced)",
            "printed": "any_value(total)" if by is None or by in WHOLE else "avg(printed)",
        }
    return f"""
        SELECT period, kind, {group} AS grp, body, {TOTAL_STEPS} AS size, count(closed) AS cells, sum(closed) AS closed,
            {", ".join(f"{sql} AS {name}" for name, sql in more.items())}
        FROM {_source(by)} {_month(period)} GROUP BY ALL HAVING count(closed) > 0"""


def _month(period: str) -> str:
    return f"WHERE period = {duckdb.text(period)}" if period else ""


def _source(by: By | None) -> str:
    return "cells JOIN sold USING (period, body, business)" if by is By.VENDOR else "cells"


def step_values(parts: Sequence[Stretch], period: str = "") -> str:
    """Values by steps; with ``period`` of that month, else of all months and then only what is closed."""
    sums = {"closed": _sums("statuses", _CLOSED)}
    if period:
        sums |= {"working": _sums("statuses", _WORKING), "untouched": _sums("statuses", _OPEN)}
        sums |= {"evidenced": _sums("proven", _PROVEN)}
    named = ", ".join(f"{sql} AS {name}" for name, sql in sums.items())
    rows = ", ".join(f"({duckdb.text(one.key)}, {one.first}, {one.last})" for one in parts)
    cut = ", ".join(
        f"{f'list_sum(list_slice({name}, first, last))::DOUBLE' if name in sums else 'NULL::DOUBLE'} AS {name}"
        for name in ("closed", "working", "untouched", "evidenced")
    )
    return f"""
        SELECT period, kind, key AS grp, body, last - first + 1 AS size, told AS cells, told, evident, {cut},
            NULL::DOUBLE AS printed
        FROM (SELECT period, kind, body, count(*) AS told, count(evidenced) AS evident, {named} FROM cells
              {_month(period) or "WHERE true"} AND statuses <> '' GROUP BY ALL)
        CROSS JOIN (VALUES {rows}) AS parts(key, first, last)"""


def _sums(column: str, marks: str) -> str:
    """A list with a number for each step: in how many cells its character is one of ``marks``."""
    wanted = ", ".join(duckdb.text(mark) for mark in marks)
    each = (f"sum((substr({column}, {n}, 1) IN ({wanted}))::INT)" for n in range(1, TOTAL_STEPS + 1))
    return f"[{', '.join(each)}]"


def statistics(relation: str) -> str:
    """One row a month, kind and group of a relation of values: see `rollup.Statistics` for the columns.

    Means are sums of decimals: they do not depend on the order in which threads add.
    """
    exact = "DECIMAL(18, 15)"
    return f"""
        WITH rated AS (SELECT *, closed / (size * cells) AS rate, closed = size * cells AS full_,
                5 * closed >= 4 * size * cells AS upper,
                working / (size * nullif(told, 0)) AS working_rate, untouched / (size * nullif(told, 0)) AS open_rate,
                evidenced / (size * nullif(evident, 0)) AS evidence FROM ({relation}))
        SELECT period, kind, grp, count(*), sum(cells)::BIGINT, sum(told)::BIGINT,
            avg(rate::{exact}), median(rate), min(rate),
            quantile_cont(rate, 0.25), quantile_cont(rate, 0.75), max(rate),
            count(*) FILTER (full_), count(*) FILTER (upper AND NOT full_), count(*) FILTER (NOT upper),
            avg(working_rate::{exact}), avg(open_rate::{exact}),
            count(evidence), avg(evidence::{exact}), median(evidence),
            count(printed), avg(printed::{exact}), median(printed)
        FROM rated GROUP BY period, kind, grp ORDER BY period, kind, grp"""


def apart(by: By | None, period: str) -> str:
    """One row a kind and group: what is counted beside the steps (⑱, systems in operation, 特定移行支援システム)."""
    group = "''" if by is None else "vendor" if by is By.VENDOR else _COLUMNS[by]
    month = f"period = {duckdb.text(period)}"
    name = "vendors.vendor" if by is By.VENDOR else group
    joined = "JOIN vendors ON vendors.raw = coalesce(system.vendor, '')" if by is By.VENDOR else ""
    reasons = ", ".join(f"count(*) FILTER (system.reason = {duckdb.text(one)})" for one in REASONS)
    return f"""
        SELECT * FROM (SELECT kind, {group} AS grp, count(*) FILTER (statuses <> ''), count(*) FILTER ({_LAST})
                       FROM {_source(by)} WHERE {month} GROUP BY ALL)
        FULL JOIN (SELECT kind, {name} AS grp, count(*), count(*) FILTER ({_RUNS}),
                      count(DISTINCT body) FILTER (system.reason <> ''), count(*) FILTER (system.reason <> ''),
                      {reasons}
                   FROM systems {joined} WHERE {month} GROUP BY ALL)
        USING (kind, grp) ORDER BY kind, grp"""


REASONS = ("1", "2", "3", "4", "?")
"""事由 of a 特定移行支援システム; 「?」 where a list says only that it is one."""
