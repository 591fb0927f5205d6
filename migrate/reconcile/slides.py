"""行ずれ and 列ずれ: changed values that are what a neighbour must hold, too many of them for chance.

A neighbour is the row before or behind in the order of the expected rows, or the item before or behind in the order of
the standard. One cell alone proves nothing: a wrong sex is often the sex of the next person. So each cell that holds
its neighbour's value counts bits: how rare that value is among the expected ones. A row is taken for slid where its
neighbour (of items: either) explains at least half of its changed cells; slid rows that follow each other among the
changed rows add up their bits. They are called slid where chance would make up as much in fewer than one of `_ODDS`
tables like this one.
"""

from __future__ import annotations

from migrate.engine.duckdb import Engine, text
from migrate.model.reconcile import DifferenceKind

_CHANGED = text(DifferenceKind.CHANGED.value)
_ODDS = 100
_FAR = 8
"""Rows that lie further apart are not one block, even where nothing between them differs."""
_PIECE = 1 << 19
"""Changed rows whose neighbours are looked at together: a table that is wrong throughout must not fill the disk."""
_CHOICES = (
    (DifferenceKind.ROW_SLID, "CASE WHEN r.first THEN c.before ELSE c.behind END", 1),
    (DifferenceKind.COLUMN_SLID, 'greatest(c."left", c."right") - 1', 0),
)
"""Of the rows beside it, the one that explains more cells of a row counts (the first where they are equal); of the
items beside it, the better one for each cell, since two items may have changed places. Each choice costs a bit."""


def find(engine: Engine, width: int) -> None:
    """Give slid values in the relation ``differences`` their class; ``width`` columns, cN of both sides."""
    _changed(engine, width)
    _weigh(engine)
    cells = engine.number("SELECT count(*) FROM slide_cells")
    for kind, chosen, cost in _CHOICES:
        if cells:
            _blocks(engine, chosen, cost)
            engine.run(
                f"UPDATE differences AS x SET kind = {text(kind.value)} FROM slid AS s "
                f"WHERE x.kind = {_CHANGED} AND x.er = s.er AND x.item = s.item "
                f"AND s.bits >= log2({_ODDS} * {cells}::DOUBLE)"
            )


def _changed(engine: Engine, width: int) -> None:
    """Each changed cell, and which of its neighbours must hold what it holds; so many rows at a time."""
    engine.run(
        "CREATE OR REPLACE TEMP TABLE slide_rows AS SELECT *, row_number() OVER (ORDER BY er) AS n FROM "
        f"(SELECT er, any_value(dr) AS dr FROM differences WHERE kind = {_CHANGED} GROUP BY er)"
    )
    engine.run(
        "CREATE OR REPLACE TEMP TABLE slide_found "
        '(er BIGINT, item BIGINT, value UBIGINT, before BOOL, behind BOOL, "left" BOOL, "right" BOOL)'
    )
    for first in range(1, engine.number("SELECT count(*) FROM slide_rows") + 1, _PIECE):
        _values(engine, width, first)
        engine.run(
            "INSERT INTO slide_found SELECT x.er, x.item, v.here[x.item + 1] AS value, "
            "coalesce(v.before[x.item + 1] = value, false), coalesce(v.behind[x.item + 1] = value, false), "
            "x.item > 0 AND v.own[greatest(x.item, 1)] = value, "
            f"x.item < {width - 1} AND v.own[least(x.item + 2, {width})] = value "
            f"FROM differences x JOIN slide_values v USING (er) WHERE x.kind = {_CHANGED}"
        )


def _values(engine: Engine, width: int, first: int) -> None:
    """Changed rows: digests of their delivered values, of what they must hold, and of what rows beside them must."""

    def digests(side: str) -> str:
        return f"[{', '.join(f'hash({side}.c{n})' for n in range(width))}] AS digests"

    rows = f"(SELECT er, dr FROM slide_rows WHERE n BETWEEN {first} AND {first + _PIECE - 1})"
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE slide_expected AS SELECT r, {digests('e')} FROM expected e "
        f"WHERE r IN (SELECT er + unnest([-1, 0, 1]) FROM {rows})"
    )
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE slide_delivered AS SELECT r, {digests('d')} FROM delivered d "
        f"WHERE r IN (SELECT dr FROM {rows})"
    )
    engine.run(
        "CREATE OR REPLACE TEMP TABLE slide_values AS "
        "SELECT s.er, d.digests AS here, o.digests AS own, b.digests AS before, n.digests AS behind "
        f"FROM {rows} s JOIN slide_delivered d ON d.r = s.dr JOIN slide_expected o ON o.r = s.er "
        "LEFT JOIN slide_expected b ON b.r = s.er - 1 LEFT JOIN slide_expected n ON n.r = s.er + 1"
    )


def _weigh(engine: Engine) -> None:
    """Each changed cell: for each neighbour whose value it holds, the bits that this counts; NULL for the others."""
    wanted = " UNION ".join(
        f'SELECT item + {step} AS col, value FROM slide_found WHERE "{way}"'
        for way, step in (("before", 0), ("behind", 0), ("left", -1), ("right", 1))
    )
    engine.run(f"CREATE OR REPLACE TEMP TABLE slide_wanted AS {wanted}")
    engine.run("CREATE OR REPLACE TEMP TABLE slide_seen (col BIGINT, value UBIGINT, bits DOUBLE)")
    for (column,) in engine.rows("SELECT DISTINCT col FROM slide_wanted ORDER BY col"):
        engine.run(
            f"INSERT INTO slide_seen SELECT {column}, hash(c{column}) AS value, "
            "log2((SELECT count(*) FROM expected) / count(*)) FROM expected "
            f"WHERE hash(c{column}) IN (SELECT value FROM slide_wanted WHERE col = {column}) GROUP BY ALL"
        )
    engine.run(
        "CREATE OR REPLACE TEMP TABLE slide_cells AS SELECT f.er, f.item, "
        "CASE WHEN f.before THEN s.bits END AS before, CASE WHEN f.behind THEN s.bits END AS behind, "
        'CASE WHEN f."left" THEN l.bits END AS "left", CASE WHEN f."right" THEN r.bits END AS "right" '
        "FROM slide_found f LEFT JOIN slide_seen s ON s.col = f.item AND s.value = f.value "
        "LEFT JOIN slide_seen l ON l.col = f.item - 1 AND l.value = f.value "
        "LEFT JOIN slide_seen r ON r.col = f.item + 1 AND r.value = f.value"
    )


def _blocks(engine: Engine, chosen: str, cost: int) -> None:
    """The explained cells, with the bits of the block of rows to which they belong.

    ``chosen``: SQL of a changed cell's bits, NULL where no neighbour explains it; ``cost``: bits of the choice, by row.
    """
    engine.run(
        "CREATE OR REPLACE TEMP TABLE slid AS WITH "  # no window by row or block: DuckDB takes 50 µs for each of them
        "rows AS (SELECT er, count(before) >= count(behind) AS first FROM slide_cells GROUP BY er), "
        f"cells AS (SELECT c.er, c.item, {chosen} AS bits FROM slide_cells c JOIN rows r USING (er)), "
        f"sums AS (SELECT er, 2 * count(bits) >= count(*) AS slid, sum(bits) - {cost} AS bits FROM cells GROUP BY er), "
        "marked AS (SELECT *, NOT slid OR NOT lag(slid, 1, false) OVER w "
        f"OR er - lag(er, 1, 0) OVER w > {_FAR} AS starts FROM sums WINDOW w AS (ORDER BY er)), "
        "numbered AS (SELECT *, sum(starts::INT) OVER (ORDER BY er ROWS UNBOUNDED PRECEDING) AS block FROM marked), "
        "blocks AS (SELECT block, sum(bits) AS total FROM numbered WHERE slid GROUP BY block) "
        "SELECT c.er, c.item, b.total AS bits FROM cells c "
        "JOIN numbered n ON n.er = c.er AND n.slid JOIN blocks b USING (block) WHERE c.bits IS NOT NULL"
    )
