"""Invented rows for drafted tests: one that every expression can read, and changes that a rule may take or let pass.

Nothing is taken from the data: the values are the same for every municipality, or stand in the mapping itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from migrate.engine.expression import columns
from migrate.engine.plan import Plan, PlanBlock

UNKNOWN_DATE = "昭和45年頃"
_BY_FUNCTION = {
    "wareki_date": "S450131",
    "nengo_date": "3450131",
    "fusho_date": "S450131",
    "fusho_flag": "S450131",
    "nendo": "S450131",
    "timestamp": "20240401093000",
    "hms_time": "093000",
    "digits": "100-0014",
    "zenkaku_kana": "ｼｹﾝ ﾀﾛｳ",
    "name_part": "試験　太郎",
    "lpad": "123",
    "number": "123",
    "dantai_code": "01202",
    "zenkaku": "ｼｹﾝ",
    "fusho_hyoki": UNKNOWN_DATE,
}
"""Function around a column → a value for it. Where several stand around one, the first of this list decides."""
_THROUGH = frozenset({"trim", "blank_to_null", "coalesce", "concat", "nullif"})
_LONG_AGO, _LATE = "M060101", "99991231"
"""First day of the solar calendar, and a day that will not come."""
_GUESSES = ("", _LONG_AGO, _LATE, "0000", "9999", "0", "9")
PLAIN = "1"
Row = dict[str, str]


def calls(tree: exp.Expression, function: str) -> bool:
    """True where ``tree`` calls the function."""
    return any(call.this == function for call in tree.find_all(exp.Anonymous))


def _given(node: exp.Expression, code_maps: Mapping[str, Mapping[str, str]]) -> tuple[int, str]:
    """A value for a column by the innermost function around it, and how much that one counts (less is more)."""
    call = node.find_ancestor(exp.Anonymous)
    while call is not None and str(call.this) in _THROUGH:
        call = call.find_ancestor(exp.Anonymous)
    if call is None or (call.this != "code" and str(call.this) not in _BY_FUNCTION):
        return len(_BY_FUNCTION), PLAIN
    if call.this == "code":
        return -1, next(iter(code_maps.get(str(call.expressions[1].this), {})), PLAIN)
    return tuple(_BY_FUNCTION).index(str(call.this)), _BY_FUNCTION[str(call.this)]


def invented(block: PlanBlock, plan: Plan) -> Row:
    """A value for each column that an expression reads."""
    found: dict[str, tuple[int, str]] = {}
    for tree in (item.tree for item in block.items):
        for node in tree.find_all(exp.Column):
            given = _given(node, plan.code_maps)
            found[node.name] = min(found.get(node.name, given), given, key=lambda one: one[0])
    return {name: text for name, (_, text) in found.items() if text and not name.startswith("§")}


def _literals(condition: exp.Expression) -> dict[str, list[str]]:
    """Column → the texts that a condition compares it with, through whatever functions."""
    found: dict[str, list[str]] = {name: [] for name in columns(condition)}
    for node in condition.find_all(exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.In):
        sides = [node.this, *(node.expressions if isinstance(node, exp.In) else [node.expression])]
        texts = [str(one.this) for one in sides if isinstance(one, exp.Literal)]
        for name in {name for side in sides for name in columns(side)}:
            found[name] += [one for one in texts if one not in found[name]]
    return found


def taking(condition: exp.Expression) -> Iterator[Row]:
    """Changes of a row that may make a condition true: some are only tried."""
    literals = _literals(condition)
    if any(literals.values()):
        yield {name: texts[0] for name, texts in literals.items() if texts}
    for text in _GUESSES:
        yield dict.fromkeys(literals, text)
    for name, texts in literals.items():
        yield from ({name: text} for text in (*texts, *_GUESSES))


def passing(condition: exp.Expression) -> Iterator[Row]:
    """Changes of a row that may make a condition false, the nearest to the mapping's own words first."""
    literals = _literals(condition)
    for name, texts in literals.items():
        yield from ({name: text} for text in (*texts, PLAIN, "S450131", "R060401", *_GUESSES))
    for text in (PLAIN, *_GUESSES):
        yield dict.fromkeys(literals, text)


def newest(key: tuple[str, ...], latest_by: str, row: Row) -> Iterator[tuple[Row, Row]]:
    """Two rows of one key, the second one newer: as numbers, then as days."""
    same = row | {name: row.get(name) or PLAIN for name in key}
    for old, new in (("1", "2"), ("20240401", "20250401")):
        yield same | {latest_by: old}, same | {latest_by: new}


def _beside(block: PlanBlock, row: Row) -> dict[str, tuple[str, Row]]:
    """Alias → table and partner row for each join; moves the partners' columns out of ``row``."""
    found: dict[str, tuple[str, Row]] = {}
    for join in block.joins:
        prefix = f"{join.alias}."
        theirs = {name.removeprefix(prefix): row.pop(name) for name in list(row) if name.startswith(prefix)}
        for ours, their in join.keys:
            alias, _, column = ours.rpartition(".")
            holder = found[alias][1] if alias in found else row
            theirs[their] = holder.setdefault(column if alias in found else ours, PLAIN)
        if join.latest_by:
            theirs.setdefault(join.latest_by, PLAIN)
        theirs |= next(taking(join.condition)) if join.condition is not None else {}
        found[join.alias] = (join.table, theirs)
    return found


def sources(block: PlanBlock, rows: tuple[Row, ...]) -> dict[str, tuple[Row, ...]]:
    """The rows of the block's source, and the partners that the joins of each of them need, each once."""
    found: dict[str, list[Row]] = {block.source: []}
    partners: list[tuple[str, Row]] = []
    for row in rows:
        own = dict(row)
        partners += _beside(block, own).values()
        found[block.source].append(own)
    for table, row in partners:
        if row not in found.setdefault(table, []):
            found[table].append(row)
    return {table: tuple({n: t for n, t in row.items() if t} for row in many) for table, many in found.items()}
