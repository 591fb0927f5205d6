"""New numbers for old ones that have none yet: kept digits, or the next free numbers of a space."""

from __future__ import annotations

from migrate.engine.duckdb import Engine, text
from migrate.model.keys import CheckDigit, KeyKind, Numbering, NumberSpace
from migrate.model.value import value

WAITING = "waiting"
"""Relation of old numbers to be numbered by their source's rule: ``system``, ``old``, ``src`` and the source's."""
GIVEN = "given"
"""Relation: ``system``, ``old``, ``new``, ``rule``, ``space``, ``tbl``."""
HELD = "held"
"""Relation: ``kind``, ``system``, ``old``, ``wanted`` (the number that it cannot have), ``why`` (in words)."""
TAKEN = "taken"
"""Relation of numbers that somebody has or had: ``number`` (BIGINT)."""

_WEIGHTS = 6
NO_DIGITS, TOO_LONG, OUTSIDE, MEETS, FULL = (
    "数字だけでない",
    "桁が多すぎる",
    "範囲の外になる",
    "ほかの旧番号と同じ新番号になる",
    "範囲に空きがない",
)


@value
class Shortage:
    """A space that is too small."""

    space: str
    missing: int


def check_digit(body: str, digits: int) -> str:
    """SQL of the check digit of a body of ``digits`` digits (BIGINT); NULL where it would be 10.

    Modulus 11, weights 2 to 7 from the right; 住民記録システム標準仕様書 1.0 1.1.13 says only what becomes of the
    remainder 0, so that bodies whose remainder is 1 are passed over: their digit is 0 for some and none for others.
    """
    parts = (f"({body} // {10**place} % 10) * {2 + place % _WEIGHTS}" for place in range(digits))
    rest = f"(({' + '.join(parts)}) % 11)"
    return f"CASE {rest} WHEN 0 THEN 0 WHEN 1 THEN NULL ELSE 11 - {rest} END"


def _ranges(kind: KeyKind) -> str:
    rows = ", ".join(f"({text(one.name)}, {one.first}::BIGINT, {one.last}::BIGINT)" for one in kind.spaces)
    return f"(VALUES {rows}) AS r(space, first, last)"


def _keep(engine: Engine, kind: KeyKind) -> None:
    """Digits as they are; what cannot be kept, or would meet another number, is held."""
    room = f"({kind.digits} - length(prefix))"
    fits = f"regexp_full_match(old, '[0-9]+') AND length(old) <= {room}"
    engine.run(
        f"CREATE OR REPLACE TABLE kept AS SELECT t.*, r.first, r.last, "
        f"CASE WHEN {fits} THEN prefix || lpad(old, {room}::INTEGER, '0') END AS new "
        f"FROM {WAITING} AS t JOIN {_ranges(kind)} USING (space) WHERE rule = {text(Numbering.KEEP)}"
    )
    engine.run(
        "CREATE OR REPLACE TABLE kept_why AS SELECT *, CASE "
        f"WHEN new IS NULL AND NOT regexp_full_match(old, '[0-9]+') THEN {text(NO_DIGITS)} "
        f"WHEN new IS NULL THEN {text(TOO_LONG)} "
        f"WHEN new::BIGINT NOT BETWEEN first AND last THEN {text(OUTSIDE)} "
        f"WHEN new::BIGINT IN (SELECT number FROM {TAKEN}) OR count(*) OVER (PARTITION BY new) > 1 "
        f"THEN {text(MEETS)} END AS why FROM kept"
    )
    engine.run(f"INSERT INTO {GIVEN} SELECT system, old, new, rule, space, tbl FROM kept_why WHERE why IS NULL")
    engine.run(
        f"INSERT INTO {HELD} SELECT {text(kind.name)}, system, old, coalesce(new, ''), why FROM kept_why "
        "WHERE why IS NOT NULL"
    )
    engine.run(f"INSERT INTO {TAKEN} SELECT new::BIGINT FROM kept_why WHERE why IS NULL")
    engine.run("DROP TABLE kept")
    engine.run("DROP TABLE kept_why")


def _bodies(space: NumberSpace) -> tuple[int, int]:
    """First and last of the numbers that are counted through: with a check digit, without their last digit."""
    if space.check_digit is CheckDigit.NONE:
        return space.first, space.last
    return space.first // 10, space.last // 10


def _numbers(space: NumberSpace, digits: int, body: str) -> str:
    """SQL of the number of a body; NULL where it has none."""
    if space.check_digit is CheckDigit.NONE:
        return body
    return f"{body} * 10 + {check_digit(body, digits - 1)}"


def _start(engine: Engine, space: NumberSpace) -> int:
    """The body after the highest number that was ever assigned in a space."""
    highest = engine.rows(
        f"SELECT max(new::BIGINT) FROM known WHERE rule = {text(Numbering.ASSIGN)} AND space = {text(space.name)} "
        f"AND new::BIGINT BETWEEN {space.first} AND {space.last}"
    )[0][0]
    first, _ = _bodies(space)
    if highest is None:
        return first
    return int(highest) // (1 if space.check_digit is CheckDigit.NONE else 10) + 1


def _free(engine: Engine, space: NumberSpace, digits: int, need: int) -> int:
    """Make the relation ``free`` (``turn`` from 1, ``number``) of the next free numbers; how many there are."""
    start, last = _start(engine, space), _bodies(space)[1]
    taken = engine.number(f"SELECT count(*) FROM {TAKEN} WHERE number BETWEEN {space.first} AND {space.last}")
    amount = (need + taken) * 6 // 5 + 64
    while True:
        end = min(last, start + amount - 1)
        engine.run(
            "CREATE OR REPLACE TABLE free AS SELECT row_number() OVER (ORDER BY number) AS turn, number FROM "
            f"(SELECT {_numbers(space, digits, 'body')} AS number FROM range({start}, {end + 1}) AS b(body)) AS n "
            f"ANTI JOIN {TAKEN} USING (number) WHERE number BETWEEN {space.first} AND {space.last}"
        )
        found = engine.number("SELECT count(*) FROM free")
        if found >= need or end >= last:
            return found
        amount *= 2


def _assign(engine: Engine, kind: KeyKind, space: NumberSpace) -> Shortage | None:
    wanted = f"rule = {text(Numbering.ASSIGN)} AND space = {text(space.name)}"
    need = engine.number(f"SELECT count(*) FROM {WAITING} WHERE {wanted}")
    if not need:
        return None
    found = _free(engine, space, kind.digits, need)
    engine.run(
        "CREATE OR REPLACE TABLE queue AS SELECT *, row_number() OVER (ORDER BY src, length(old), old) AS turn "
        f"FROM {WAITING} WHERE {wanted}"
    )
    engine.run(
        f"INSERT INTO {GIVEN} SELECT q.system, q.old, lpad(f.number::VARCHAR, {kind.digits}, '0'), q.rule, q.space, "
        "q.tbl FROM queue AS q JOIN free AS f USING (turn)"
    )
    engine.run(f"INSERT INTO {TAKEN} SELECT f.number FROM queue AS q JOIN free AS f USING (turn)")
    engine.run(
        f"INSERT INTO {HELD} SELECT {text(kind.name)}, system, old, '', {text(FULL)} FROM queue WHERE turn > {found}"
    )
    engine.run("DROP TABLE queue")
    engine.run("DROP TABLE free")
    return Shortage(space=space.name, missing=need - found) if need > found else None


def number(engine: Engine, kind: KeyKind) -> tuple[Shortage, ...]:
    """Number everything in `WAITING` into `GIVEN`, the rest into `HELD`; needs ``known`` and `TAKEN`."""
    engine.run(
        f"CREATE OR REPLACE TABLE {GIVEN} "
        "(system VARCHAR, old VARCHAR, new VARCHAR, rule VARCHAR, space VARCHAR, tbl VARCHAR)"
    )
    _keep(engine, kind)
    found = (_assign(engine, kind, space) for space in kind.spaces)
    return tuple(one for one in found if one is not None)
