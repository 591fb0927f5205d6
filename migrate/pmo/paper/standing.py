"""Where one body, or the bodies of one prefecture, stand in a month, beside others and the months before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from migrate.engine import duckdb
from migrate.engine.duckdb import Engine
from migrate.model.pmo import BodyKind
from migrate.model.procedure import TOTAL_STEPS, Status
from migrate.model.value import value
from migrate.pmo.columns import MARKS
from migrate.pmo.known import UNKNOWN, Known

CLOSED = MARKS[Status.DONE] + MARKS[Status.NOT_APPLICABLE]


@value
class BusinessStanding:
    """One business of a body. Rates are 0–1, days ISO days; None or empty where they are not told."""

    business: str
    name: str
    completion: float | None
    before: float | None
    """Its rate in the month before."""
    statuses: str
    """40 characters 済中未外, or none."""
    overdue: tuple[int, ...]
    """Steps that are open after their planned day."""
    operation: str
    """Earliest day since which one of its systems is in operation."""
    support: tuple[tuple[str, str], ...]
    """事由 and new deadline of its systems that are 特定移行支援システム."""
    vendors: tuple[str, ...]


@value
class Risk:
    """An open risk: level, day by which it is to be settled, and the words where they were let out."""

    id: str
    business: str
    level: str
    due: str
    text: str


@value
class BodyStanding:
    """A body in one month."""

    key: str
    name: str
    prefecture: str
    kind: BodyKind
    size: str
    """Class of population; `UNKNOWN` where it is not told."""
    period: str
    as_of: str
    completion: float | None
    evidence: float | None
    """Mean share of proven steps, 0–1; None where the report tells of none."""
    history: tuple[tuple[str, float | None], ...]
    """Months and rates, oldest first, this one last."""
    businesses: tuple[BusinessStanding, ...]
    risks: tuple[Risk, ...]


@value
class Peers:
    """Municipalities to be seen beside: how many, their mean and median, how many of them are ahead."""

    name: str
    n: int
    mean: float
    median: float
    ahead: int


def keys(engine: Engine, period: str, text: str) -> tuple[tuple[str, str, str], ...]:
    """Key, prefecture and name of the bodies that ``text`` may mean: a code of 6 or 5 digits, a name, a key."""
    meant = duckdb.text(text)
    return tuple(
        engine.rows(
            f"""SELECT body, prefecture, name FROM bodies
                WHERE period = {duckdb.text(period)}
                  AND ({meant} IN (body, name, prefecture || name) OR (length({meant}) = 5 AND body[:5] = {meant}))
                ORDER BY body"""
        )
    )


def bodies(engine: Engine, known: Known, period: str, chosen: Sequence[str]) -> tuple[BodyStanding, ...]:
    """The bodies of these keys, in the order of their codes; `rollup_relations.define` has been called."""
    wanted = ", ".join(map(duckdb.text, chosen))
    histories: dict[str, list[tuple[str, float | None]]] = {}
    for body, month, rate in engine.rows(
        f"SELECT body, period, completion FROM bodies WHERE body IN ({wanted}) ORDER BY body, period"
    ):
        histories.setdefault(body, []).append((month, rate))
    cells = _cells(engine, known, period, wanted)
    heads = engine.rows(
        f"""SELECT body, name, prefecture, kind, as_of, completion, evidence, risks,
                   coalesce((SELECT any_value(size) FROM cells c WHERE c.body = b.body AND c.period = b.period), '')
            FROM bodies b WHERE period = {duckdb.text(period)} AND body IN ({wanted}) ORDER BY body"""
    )
    return tuple(
        BodyStanding(
            key=body,
            name=name,
            prefecture=prefecture,
            kind=BodyKind(kind),
            size=size or UNKNOWN,
            period=period,
            as_of=as_of,
            completion=rate,
            evidence=evidence,
            history=tuple(histories[body]),
            businesses=cells.get(body, ()),
            risks=tuple(Risk(**one) for one in risks or ()),
        )
        for body, name, prefecture, kind, as_of, rate, evidence, risks, size in heads
    )


def _cells(engine: Engine, known: Known, period: str, wanted: str) -> Mapping[str, tuple[BusinessStanding, ...]]:
    order = {id: at for at, id in enumerate(known.names)}
    before = _before(engine, period, wanted)
    found: dict[str, list[BusinessStanding]] = {}
    for body, business, rate, as_of, statuses, planned, told in engine.rows(
        f"""SELECT body, business, closed / {TOTAL_STEPS}, as_of, statuses, planned, systems FROM cells
            WHERE period = {duckdb.text(period)} AND body IN ({wanted})"""
    ):
        systems = told or []
        found.setdefault(body, []).append(
            BusinessStanding(
                business=business,
                name=known.names[business],
                completion=rate,
                before=before.get((body, business)),
                statuses=statuses,
                overdue=_overdue(statuses, planned or (), as_of),
                operation=min((one["operation"] for one in systems if one["operation"]), default=""),
                support=tuple(sorted({(one["reason"], one["until"] or "") for one in systems if one["reason"]})),
                vendors=tuple(sorted({one["vendor"] for one in systems if one["vendor"]})),
            )
        )
    return {body: tuple(sorted(mine, key=lambda one: order[one.business])) for body, mine in found.items()}


def _overdue(statuses: str, planned: Sequence[date | None], as_of: str) -> tuple[int, ...]:
    if not as_of:
        return ()
    day = date.fromisoformat(as_of)
    return tuple(
        number
        for number, (mark, end) in enumerate(zip(statuses, planned, strict=False), start=1)
        if end is not None and end < day and mark not in CLOSED
    )


def _before(engine: Engine, period: str, wanted: str) -> Mapping[tuple[str, str], float]:
    """Body and business → its rate in the last month that the body reported before."""
    return {
        (body, business): rate
        for body, business, rate in engine.rows(
            f"""SELECT body, business, closed / {TOTAL_STEPS} FROM cells
                WHERE period < {duckdb.text(period)} AND body IN ({wanted}) AND closed IS NOT NULL
                QUALIFY row_number() OVER (PARTITION BY body, business ORDER BY period DESC) = 1"""
        )
    }


def peers(engine: Engine, one: BodyStanding) -> tuple[Peers, ...]:
    """The other municipalities of the prefecture, of the size, and all; groups of nobody are left out."""
    if one.kind is not BodyKind.MUNICIPALITY or one.completion is None:
        return ()
    groups = [
        (f"{one.prefecture}の市区町村", f"prefecture = {duckdb.text(one.prefecture)}"),
        ("保管庫の市区町村すべて", "true"),
    ]
    if one.size != UNKNOWN:
        groups.insert(1, (f"人口{one.size}の市区町村", f"size = {duckdb.text(one.size)}"))
    return tuple(found for name, which in groups if (found := _peers(engine, one, name, which)) is not None)


def _peers(engine: Engine, one: BodyStanding, name: str, which: str) -> Peers | None:
    ((n, mean, median, ahead),) = engine.rows(
        f"""SELECT count(*), avg(rate), median(rate), count(*) FILTER (rate > {one.completion} + 1e-9)
            FROM (SELECT body, avg(closed)::DECIMAL(18, 12) / {TOTAL_STEPS} AS rate FROM cells
                  WHERE period = {duckdb.text(one.period)} AND kind = {duckdb.text(BodyKind.MUNICIPALITY.value)}
                    AND {which} AND closed IS NOT NULL AND body <> {duckdb.text(one.key)} GROUP BY body)"""
    )
    return Peers(name=name, n=n, mean=float(mean), median=float(median), ahead=ahead) if n else None


def of_prefecture(engine: Engine, period: str, prefecture: str) -> tuple[str, ...]:
    """Keys of the municipalities of a prefecture that have reported, in the order of their codes."""
    return tuple(
        key
        for (key,) in engine.rows(
            f"""SELECT body FROM bodies WHERE period = {duckdb.text(period)} AND prefecture = {duckdb.text(prefecture)}
                AND kind = {duckdb.text(BodyKind.MUNICIPALITY.value)} ORDER BY body"""
        )
    )
