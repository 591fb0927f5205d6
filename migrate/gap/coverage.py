"""Coverage: how many of the items that a グループ must have are there, by items and by rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from migrate.gap.keys import Fill
from migrate.gap.values import Held
from migrate.model.gap import Fit, GapReport, ItemGap, Share, TableCoverage
from migrate.model.source import SourceTable
from migrate.model.spec import OutputCondition
from migrate.model.value import value

_HAD = frozenset({Fit.FIT, Fit.CONVERT})
Columns = Mapping[tuple[str, str], Held]


def share(items: Iterable[ItemGap]) -> Share:
    """How many of the items are 適合 or 変換で適合, and how many are 要判断."""
    states = [item.fit for item in items]
    return Share(have=sum(s in _HAD for s in states), whole=len(states), open=sum(s is Fit.DECIDE for s in states))


def rows_of(table: SourceTable, held: Columns) -> int | None:
    """Rows of a table, None without a profile."""
    known = (held.get((table.name, column.name)) for column in table.columns)
    return max((one.rows for one in known if one is not None), default=None)


@value
class _Cells:
    """Cells with a value, and columns that do not tell how many."""

    filled: int = 0
    untold: int = 0


def _filled(item: ItemGap, table: SourceTable, rows: int, held: Columns) -> _Cells:
    """Cells of an item that rows of one table give a value to."""
    known = next((one for one in item.candidates if one.table == table.name), None)
    if known is None:
        return _Cells()
    one = held.get((known.table, known.column))
    if one is None or one.profile.empty is None or one.profile.blank is None:
        return _Cells(filled=rows, untold=1)
    return _Cells(filled=max(0, rows - one.profile.empty - one.profile.blank))


def _by_rows(required: Sequence[ItemGap], sources: Sequence[SourceTable], held: Columns) -> tuple[Share | None, int]:
    """Cells of 必須 items that have a value, of all rows × items; and columns that do not tell."""
    rows = [(table, rows_of(table, held)) for table in sources]
    whole = sum(count or 0 for _, count in rows) * len(required)
    if not whole or any(count is None for _, count in rows):
        return None, 0
    cells = [_filled(item, table, count or 0, held) for item in required for table, count in rows]
    return Share(have=sum(one.filled for one in cells), whole=whole), sum(one.untold for one in cells)


def coverage(report: GapReport, fills: Sequence[Fill], held: Columns) -> tuple[TableCoverage, ...]:
    """Coverage of every グループ; ``fills``: the tables whose rows it takes."""
    items: dict[str, list[ItemGap]] = defaultdict(list)
    for item in report.items:
        items[item.table].append(item)
    found = []
    for group, own in items.items():
        sources = tuple(fill.table for fill in fills if fill.group == group)
        counts = [rows_of(table, held) for table in sources]
        required = [item for item in own if item.output_condition == OutputCondition.REQUIRED]
        cells, untold = _by_rows(required, sources, held)
        found.append(
            TableCoverage(
                table=group,
                sources=tuple(table.name for table in sources),
                required=share(required),
                conditional=share(i for i in own if i.output_condition == OutputCondition.CONDITIONAL),
                implementation=share(i for i in own if i.implementation),
                rows=sum(n or 0 for n in counts) if counts and None not in counts else None,
                cells=cells,
                untold=untold,
            )
        )
    return tuple(found)
