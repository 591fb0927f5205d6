"""The figures of the month: trend, heat table, funnel, bodies that are missing."""

from __future__ import annotations

from migrate.engine import duckdb
from migrate.engine.duckdb import Engine
from migrate.model.dashboard import FunnelStep, Heat, HeatRow, TrendMonth
from migrate.pmo.columns import MARKS
from migrate.pmo.dashboard.scope import Scope, of_municipalities, ordered


def trend(engine: Engine) -> tuple[TrendMonth, ...]:
    """The municipalities month by month, oldest first; months of which only others are known are left out."""
    done = next(mark for status, mark in MARKS.items() if status.value == "完了済み")
    rows = engine.rows(
        f"""WITH told AS (
              SELECT period, avg((statuses[40] = '{done}')::INT) FILTER (statuses <> '') AS operating,
                     coalesce(sum(len(list_filter(systems, lambda s: s.reason <> ''))), 0)::BIGINT AS support
              FROM cells WHERE {of_municipalities()} GROUP BY period)
            SELECT period, count(*), avg(rate), median(rate), count(*) FILTER (complete),
                   any_value(operating), any_value(support)
            FROM rates JOIN told USING (period) WHERE {of_municipalities()} GROUP BY period ORDER BY period"""
    )
    names = ("period", "bodies", "mean", "median", "complete", "operating", "support")
    return tuple(TrendMonth(**dict(zip(names, row, strict=True))) for row in rows)


def heat(engine: Engine, scope: Scope) -> Heat:
    """Mean rates of the municipalities by prefecture and business; of a single prefecture, by body."""
    month = f"period = {duckdb.text(scope.period)} AND {of_municipalities()}"
    areas = engine.rows(
        f"""SELECT prefecture, prefecture, count(*), avg(rate) FROM rates WHERE {month}
            GROUP BY prefecture ORDER BY {ordered("prefecture")}, prefecture"""
    )
    of, key = "都道府県", "prefecture"
    if len(areas) == 1:
        of, key = "団体", "body"
        areas = engine.rows(
            f"""SELECT body, name, 1, rate FROM rates JOIN bodies USING (period, body, prefecture, kind)
                WHERE {month} ORDER BY code = '', body"""
        )
    rates = {
        (area, business): rate
        for area, business, rate in engine.rows(
            f"SELECT {key}, business, avg(completion) FROM cells WHERE {month} GROUP BY {key}, business"
        )
    }
    whole = dict(engine.rows(f"SELECT business, avg(completion) FROM cells WHERE {month} GROUP BY business"))
    ((bodies, overall),) = engine.rows(f"SELECT count(*), avg(rate) FROM rates WHERE {month}")
    rows = tuple(
        HeatRow(
            key=area,
            label=label,
            bodies=count,
            overall=rate,
            rates=tuple(rates.get((area, business)) for business in scope.businesses),
        )
        for area, label, count, rate in areas
    )
    last = HeatRow(
        key="", label="全体", bodies=bodies, overall=overall, rates=tuple(map(whole.get, scope.businesses))
    )
    return Heat(of=of, businesses=tuple(scope.businesses.values()), rows=rows, last=last)


def funnel(engine: Engine, scope: Scope) -> tuple[FunnelStep, ...]:
    """Every step: how many businesses of municipalities stand where; sources without steps are not in it."""
    counted = {
        (step, mark): count
        for step, mark, count in engine.rows(
            f"""SELECT step, statuses[step], count(*) FROM cells, range(1, 41) AS steps(step)
                WHERE period = {duckdb.text(scope.period)} AND statuses <> '' AND {of_municipalities()}
                GROUP BY ALL"""
        )
    }
    done, working, untouched, outside = MARKS.values()
    return tuple(
        FunnelStep(
            code=one.code,
            name=one.name,
            done=counted.get((one.number, done), 0),
            outside=counted.get((one.number, outside), 0),
            working=counted.get((one.number, working), 0),
            open=counted.get((one.number, untouched), 0),
        )
        for one in scope.steps
    )


def missing(engine: Engine, scope: Scope) -> tuple[str, ...]:
    """Bodies that have reported before and of which nothing has come of this month."""
    month = duckdb.text(scope.period)
    return tuple(
        f"{prefecture} {name}" if name != prefecture else name
        for prefecture, name in engine.rows(
            f"""SELECT any_value(prefecture), arg_max(name, period) FROM bodies WHERE period < {month}
                AND body NOT IN (SELECT body FROM bodies WHERE period = {month})
                GROUP BY body ORDER BY {ordered("any_value(prefecture)")}, body"""
        )
    )
