"""What is known of every system of a month that may speak for slipping: computed by SQL, judged elsewhere."""

from __future__ import annotations

from datetime import date

from migrate.engine import duckdb
from migrate.engine.duckdb import Engine
from migrate.model.pmo import BodyKind
from migrate.model.procedure import TOTAL_STEPS, Status
from migrate.model.value import value
from migrate.pmo.columns import MARKS

_LEFT = "({})".format(", ".join(duckdb.text(MARKS[one]) for one in (Status.WORKING, Status.OPEN)))


@value
class Facts:
    """One body and business. Days are None and counts 0 where nothing is told."""

    body: str
    business: str
    size: str
    """Class of size, 「不明」 where none is told; of a body that is no municipality, its kind."""
    vendors: tuple[str, ...]
    """Sorted; none told is 「不明」 alone."""
    packages: tuple[str, ...]
    closed: float
    """Closed steps; where only a rate is told, that rate × 40."""
    statuses: str
    proven: str
    planned: bool
    """Whether any planned day is told."""
    overdue: int
    """Open steps whose planned day has passed."""
    oldest_step: int | None
    oldest_day: date | None
    behind: int
    """Days since ``oldest_day``."""
    near: int
    """Bodies of the same business, size and vendors, itself included."""
    near_median: float
    """Of their closed steps."""
    wide: int
    """The same whatever the vendors."""
    wide_median: float
    still: int
    """Reports in a row before this one in which its state was the same; a month without a report is passed over."""
    since: str
    """The first month of that state."""
    moved: int
    """Steps with a day of change."""
    moved_day: date | None
    """The one day of all of them."""
    running: str
    """First day of operation that has come; empty: none."""


def gather(engine: Engine, period: str) -> tuple[Facts, ...]:
    """Of every system with a rate; needs the views of `rollup_relations.define` and `define_vendors`."""
    rows = engine.rows(_facts(period))
    return tuple(
        Facts(
            body=row[0],
            business=row[1],
            size=row[2],
            vendors=tuple(row[3]),
            packages=tuple(row[4]),
            closed=row[5],
            statuses=row[6],
            proven=row[7],
            planned=row[8],
            overdue=row[9],
            oldest_step=row[10],
            oldest_day=row[11],
            behind=row[12],
            near=row[13],
            near_median=row[14],
            wide=row[15],
            wide_median=row[16],
            still=row[17],
            since=row[18],
            moved=row[19],
            moved_day=row[20],
            running=row[21],
        )
        for row in rows
    )


def _facts(period: str) -> str:
    month = f"period = {duckdb.text(period)}"
    return f"""
        WITH now AS (
            SELECT *, CASE WHEN kind = {duckdb.text(BodyKind.MUNICIPALITY.value)} THEN size ELSE kind END AS class,
                try_cast(as_of AS DATE) AS day, list_filter(changed, lambda one: one IS NOT NULL) AS moves,
                CASE WHEN statuses <> '' THEN
                    list_filter(range(1, {TOTAL_STEPS + 1}), lambda n: planned[n] < try_cast(as_of AS DATE)
                        AND substr(statuses, n, 1) IN {_LEFT}) END AS late
            FROM cells WHERE {month} AND closed IS NOT NULL),
        named AS (SELECT body, business, list(vendor ORDER BY vendor) AS vendors
            FROM sold WHERE {month} GROUP BY ALL),
        packed AS (SELECT body, business, list_sort(list(DISTINCT system.package)
                FILTER (system.package <> '')) AS packages,
                min(system.operation) FILTER (system.operation <> '' AND system.operation <= as_of) AS running
            FROM systems WHERE {month} GROUP BY ALL),
        still AS ({_still(month)}),
        old AS (SELECT *, list_min(list_transform(late, lambda n: planned[n])) AS oldest FROM now)
        SELECT body, business, class, vendors, coalesce(packages, []), closed, statuses, proven,
            planned IS NOT NULL, coalesce(len(late), 0),
            list_filter(late, lambda n: planned[n] = oldest)[1], oldest, coalesce(day - oldest, 0),
            count(*) OVER near, median(closed) OVER near, count(*) OVER wide, median(closed) OVER wide,
            coalesce(same, 0), coalesce(since, ''), coalesce(len(moves), 0),
            CASE WHEN len(list_distinct(moves)) = 1 THEN moves[1] END, coalesce(running, '')
        FROM old JOIN named USING (body, business) LEFT JOIN packed USING (body, business)
            LEFT JOIN still USING (body, business)
        WINDOW near AS (PARTITION BY business, class, vendors), wide AS (PARTITION BY business, class)
        ORDER BY body, business"""


def _still(month: str) -> str:
    """Of systems below 100 %: how many stored months in a row before this one have the same state, and since when."""
    state = "CASE WHEN {0}.statuses = '' THEN {0}.closed::VARCHAR ELSE {0}.statuses END"
    return f"""
        SELECT body, business, coalesce(list_position(same, false) - 1, len(same)) - 1 AS same,
            months[coalesce(list_position(same, false) - 1, len(same))] AS since
        FROM (SELECT body, business, list(past.state = one.state ORDER BY past.period DESC) AS same,
                  list(past.period ORDER BY past.period DESC) AS months
              FROM (SELECT body, business, {state.format("cells")} AS state FROM cells
                    WHERE {month} AND closed < {TOTAL_STEPS}) one
              JOIN (SELECT body, business, period, {state.format("cells")} AS state FROM cells) past
              USING (body, business) GROUP BY ALL)"""
