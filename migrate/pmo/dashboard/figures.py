"""What the page shows and the roll-up does not hold: ⑱ and 特定移行 by month, heat table, steps, missing bodies.

All over the roll-up's views (`rollup_relations.define`), of municipalities alone.
"""

from __future__ import annotations

from migrate.engine import duckdb
from migrate.engine.duckdb import Engine
from migrate.model.dashboard import FunnelStep, Heat, HeatRow, TrendMonth
from migrate.model.pmo import BodyKind
from migrate.model.procedure import TOTAL_STEPS, Status
from migrate.pmo.columns import MARKS
from migrate.pmo.known import Known, prefectures
from migrate.pmo.rollup import Rollup

_MUNICIPALITIES = f"kind = {duckdb.text(BodyKind.MUNICIPALITY.value)}"
_RATE = f"(closed / {TOTAL_STEPS})::DECIMAL(18, 15)"
"""Sums of decimals do not depend on the order in which threads add."""


def place(column: str) -> str:
    """SQL: the place of a prefecture in the order of codes; names that are none come last."""
    names = ", ".join(map(duckdb.text, prefectures()))
    return f"coalesce(list_position([{names}], {column}), 99)"


def trend(engine: Engine, rolled: Rollup) -> tuple[TrendMonth, ...]:
    """The municipalities month by month, oldest first."""
    done = f"(statuses[{TOTAL_STEPS}] = {duckdb.text(MARKS[Status.DONE])})::INT"
    beside = {
        period: (operating, support)
        for period, operating, support in engine.rows(
            f"""SELECT period, avg({done}) FILTER (statuses <> ''),
                       coalesce(sum(len(list_filter(systems, lambda one: one.reason <> ''))), 0)::BIGINT
                FROM cells WHERE {_MUNICIPALITIES} GROUP BY period"""
        )
    }
    return tuple(
        TrendMonth(
            period=one.period,
            bodies=one.n,
            mean=one.mean,
            median=one.median,
            complete=one.at_100,
            operating=beside[one.period][0],
            support=beside[one.period][1],
        )
        for one in rolled.national.history
    )


def heat(engine: Engine, known: Known, rolled: Rollup) -> Heat:
    """Mean rates by prefecture and business; where there is only one prefecture, by body."""
    month = f"period = {duckdb.text(rolled.period)} AND {_MUNICIPALITIES}"
    single = len(rolled.groups) == 1
    rates = {
        (area, business): float(rate)
        for area, business, rate in engine.rows(
            f"""SELECT {"body" if single else "prefecture"}, business, avg({_RATE}) FROM cells
                WHERE {month} AND closed IS NOT NULL GROUP BY GROUPING SETS ((1, 2), (2))"""
        )
    }
    if single:
        areas = [(one.key, one.name, 1, one.completion) for one in rolled.municipalities]
    else:
        areas = [(one.key, one.name, one.n, one.mean) for one in rolled.groups]
    *rows, last = (
        HeatRow(
            key=key or "",
            label=label,
            bodies=bodies,
            overall=overall,
            rates=tuple(rates.get((key, business)) for business in known.names),
        )
        for key, label, bodies, overall in (*areas, (None, "全体", rolled.national.n, rolled.national.mean))
    )
    of = "団体" if single else "都道府県"
    return Heat(of=of, businesses=tuple(known.names.values()), rows=tuple(rows), last=last)


def funnel(engine: Engine, known: Known, period: str) -> tuple[FunnelStep, ...]:
    """Every step: how many businesses stand where; sources without steps are not in it."""
    counted = {
        (step, mark): count
        for step, mark, count in engine.rows(
            f"""SELECT step, statuses[step], count(*) FROM cells, range(1, {TOTAL_STEPS + 1}) AS steps(step)
                WHERE period = {duckdb.text(period)} AND statuses <> '' AND {_MUNICIPALITIES} GROUP BY ALL"""
        )
    }

    def count(step: int, status: Status) -> int:
        return int(counted.get((step, MARKS[status]), 0))

    return tuple(
        FunnelStep(
            code=one.code,
            name=one.name,
            done=count(one.number, Status.DONE),
            outside=count(one.number, Status.NOT_APPLICABLE),
            working=count(one.number, Status.WORKING),
            open=count(one.number, Status.OPEN),
        )
        for one in known.steps
    )


def missing(engine: Engine, period: str) -> tuple[str, ...]:
    """Bodies that have reported before and of which nothing has come of this month."""
    month = duckdb.text(period)
    return tuple(
        name if name == prefecture else f"{prefecture} {name}"
        for prefecture, name in engine.rows(
            f"""SELECT arg_max(prefecture, period) AS area, arg_max(name, period) FROM bodies WHERE period < {month}
                AND body NOT IN (SELECT body FROM bodies WHERE period = {month})
                GROUP BY body ORDER BY {place("area")}, body"""
        )
    )
