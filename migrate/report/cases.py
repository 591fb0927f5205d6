"""Rows that were rejected with the row that they belong to, for people: how many cases, and of what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from migrate.model.document import Column, Grid
from migrate.model.finding import Finding

_CODE = "MIG-CNV-031"
_COLUMNS = (
    Column(title="親のグループ", width=26),
    Column(title="ケース", unit="件", numeric=True, width=12),
    Column(title="いっしょに出力しなかった行", unit="行", numeric=True, width=22),
    Column(title="行の内訳", width=50),
)
_NOTE = "親の行が拒否されたため、それに属する行もまとめて出力していません。親の行そのものは、行数に入れていません。"

Row = tuple[str, str, int]
"""グループ, file and record number."""


def _place(one: Finding) -> Row:
    return one.place.table or "", one.place.file or "", one.place.row or 0


def _above(one: Finding) -> Row:
    return str(one.params["parent"]), str(one.params["file"]), int(one.params["row"])


def grid(findings: Iterable[Finding]) -> Grid:
    """The cases by the グループ of their first parent: a child's own children belong to the same case.

    Empty where no row was rejected with its parent.
    """
    above = {_place(one): _above(one) for one in findings if one.code == _CODE}
    roots: dict[Row, None] = {}
    children: dict[str, Counter[str]] = {}
    for at in above:
        root = at
        while root in above:
            root = above[root]
        roots[root] = None
        children.setdefault(root[0], Counter())[at[0]] += 1
    cases = Counter(table for table, _, _ in roots)
    rows = tuple(
        (table, cases[table], own.total(), "、".join(f"{child} {number:,} 行" for child, number in sorted(own.items())))
        for table, own in sorted(children.items())
    )
    return Grid(title="まとめて出力しなかった件（ケース）", columns=_COLUMNS, rows=rows, note=_NOTE)
