"""What a changed value is beyond being another one: within what the mapping allows, or slid in from a neighbour.

`compare` has left 値の相違 in the relation ``differences``; here some of them get a narrower class, none comes or goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from migrate.engine.duckdb import Engine, text
from migrate.model.mapping import Tolerance, ToleranceKind
from migrate.model.reconcile import DifferenceKind, TableComparison
from migrate.reconcile import slides

_CHANGED, _TOLERATED = text(DifferenceKind.CHANGED.value), text(DifferenceKind.TOLERATED.value)
_DECIMAL = text(r"[+-]?[0-9]{1,18}(\.[0-9]{1,9})?")
_DAY = text("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def refined(
    engine: Engine, compared: TableComparison, columns: tuple[str, ...], tolerances: Mapping[str, Tolerance]
) -> TableComparison:
    """``compared``, whose relations are still in the engine, with narrower classes where they apply.

    ``columns`` are all items in their order; ``tolerances`` stand at items that are no keys.
    """
    if not compared.differences.get(DifferenceKind.CHANGED):
        return compared
    for item, allowed in tolerances.items():
        _tolerate(engine, columns.index(item), allowed)
    slides.find(engine, len(columns))
    counted = dict(engine.rows("SELECT kind, count(*) FROM differences GROUP BY kind"))
    return replace(compared, differences={one: counted.get(one.value, 0) for one in DifferenceKind})


def _tolerate(engine: Engine, number: int, allowed: Tolerance) -> None:
    """Two values that are both numbers or both days, and no further apart than allowed."""
    engine.run(
        f"UPDATE differences AS x SET kind = {_TOLERATED} FROM expected AS e, delivered AS d "
        f"WHERE x.kind = {_CHANGED} AND x.item = {number} AND e.r = x.er AND d.r = x.dr "
        f"AND {within(f'e.c{number}', f'd.c{number}', allowed)}"
    )


def within(one: str, other: str, allowed: Tolerance) -> str:
    """SQL, never NULL: true where two texts can be measured and are close enough."""
    sides = (one, other)
    if allowed.kind is ToleranceKind.DAYS:
        first, second = (
            f"CASE WHEN regexp_full_match({side}, {_DAY}) THEN TRY_CAST({side} AS DATE) END" for side in sides
        )
        return f"coalesce(abs(date_diff('day', {first}, {second})) <= {int(allowed.size)}, false)"
    first, second = (
        f"CASE WHEN regexp_full_match({side}, {_DECIMAL}) THEN CAST({side} AS DECIMAL(28, 9)) END" for side in sides
    )
    return f"coalesce(abs({first} - {second}) <= CAST({text(allowed.size)} AS DECIMAL(28, 9)), false)"
