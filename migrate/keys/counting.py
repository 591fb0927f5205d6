"""What the table is, in counts: nothing of it is a number of anybody."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.engine.duckdb import Engine, text
from migrate.keys.numbering import HELD
from migrate.keys.table import NUMBERS
from migrate.model.keys import CheckDigit, KeyCount, KeyKind, Numbering, NumberSpace, SpaceCount


def counts(engine: Engine, run: int) -> tuple[KeyCount, ...]:
    """Rows by kind, system, space and how they came about; ``run`` is the latest."""
    rows = engine.rows(
        f"SELECT kind, system, rule, space, count(*), count(*) FILTER (first_run = {run}), "
        f"count(*) FILTER (last_seen < {run}) FROM {NUMBERS} GROUP BY ALL ORDER BY ALL"
    )
    return tuple(
        KeyCount(
            kind=str(kind),
            system=str(system),
            rule=Numbering(rule),
            space=str(space),
            rows=int(count),
            new=int(new),
            gone=int(gone),
        )
        for kind, system, rule, space, count, new, gone in rows
    )


def _room(space: NumberSpace) -> int:
    """Numbers that a space can give; with a check digit a body in eleven has none (rounded)."""
    if space.check_digit is CheckDigit.NONE:
        return space.last - space.first + 1
    return (space.last // 10 - space.first // 10 + 1) * 10 // 11


def spaces(engine: Engine, kinds: Sequence[KeyKind]) -> tuple[SpaceCount, ...]:
    """How full each space is."""
    found = []
    for kind in kinds:
        mine = f"FROM {NUMBERS} WHERE kind = {text(kind.name)}"
        for one in kind.spaces:
            used = engine.number(
                f"SELECT count(*) FROM (SELECT new::BIGINT AS number {mine} UNION SELECT "
                f"unnest(string_split(replaced, ','))::BIGINT {mine} AND replaced <> '') "
                f"WHERE number BETWEEN {one.first} AND {one.last}"
            )
            found.append(
                SpaceCount(
                    kind=kind.name,
                    space=one.name,
                    first=str(one.first),
                    last=str(one.last),
                    check_digit=one.check_digit,
                    used=used,
                    free=max(0, _room(one) - used),
                )
            )
    return tuple(found)


def held(engine: Engine) -> dict[tuple[str, str, str], int]:
    """Kind, system and reason → old numbers that have no number."""
    rows = engine.rows(f"SELECT kind, system, why, count(*) FROM {HELD} GROUP BY ALL ORDER BY ALL")
    return {(str(kind), str(system), str(why)): int(count) for kind, system, why, count in rows}
