"""Keys from the cells of a column's own row: marks of keys and indexes, and the target of a reference."""

from __future__ import annotations

import re

from migrate.model.source import Index
from migrate.model.value import value
from migrate.source.book.columns import RowReader
from migrate.source.book.draft import Draft
from migrate.source.book.keys import Pending, names, split_target
from migrate.source.book.values import KeyMark, OddError, is_nothing, read_keys
from migrate.source.book.words import mark, plain

_KINDS = {"pk": "pk", "key": "pk", "unique": "uk", "index": "ix"}
_ONLY_MARK = re.compile(r"(?:fk|外部キー|外)?\d*")
Group = tuple[str, int]


@value
class _Reference:
    """The target that one row names."""

    column: str
    table: str
    target: tuple[str, ...]
    cell: str
    group: Group | None
    """What ties it to other rows: the number of its mark (FK1), or the cell that is merged over them."""
    order: int


class Marks:
    """Collects the marks of one header's rows and gives keys to the drafts."""

    def __init__(self, reader: RowReader) -> None:
        self.reader = reader
        self.pending: list[tuple[Draft, Pending]] = []
        self.unaimed: list[tuple[Draft, str, str]] = []
        """Draft, column and cell of marks of references without a target in their row."""
        self._found: dict[tuple[int, str, str], list[tuple[int | None, str]]] = {}
        """(draft, kind, heading) → order and column."""
        self._references: dict[int, list[_Reference]] = {}
        self._merged = 0

    def _marks(self, row: int, part: str, column: int) -> tuple[KeyMark, ...]:
        try:
            return read_keys(self.reader.grid.text(row, column))
        except OddError:
            self.reader.odd(row, part, "キーのしるしとして読めません")
            return ()

    def take(self, draft: Draft, row: int, name: str) -> None:
        """Read the key cells of a column's row."""
        headings = dict(self.reader.headings())
        foreign: list[tuple[KeyMark, str]] = []
        for part, own in _KINDS.items():
            for column in self.reader.columns.get(part, ()):
                for one in self._marks(row, part, column):
                    kind = one.kind or own
                    if kind == "pk":
                        draft.primary.append((one.order, name))
                    elif kind == "fk":
                        foreign.append((one, self.reader.grid.cell(row, column)))
                    else:
                        key = (id(draft), kind, headings.get(column, "") if part != "key" else "")
                        self._found.setdefault(key, []).append((one.order, name))
        foreign += self._aims(row)
        if not self._reference(draft, row, name, foreign[0][0] if foreign else KeyMark()) and foreign:
            self.unaimed.append((draft, name, foreign[0][1]))

    def _aims(self, row: int) -> list[tuple[KeyMark, str]]:
        """The mark below 外部キー where the cell holds no target but a mark."""
        text = self.reader.text(row, "fk")
        if not text or mark(text) in ("no", "null") or is_nothing(text):
            return []
        if not mark(text) and not _ONLY_MARK.fullmatch(plain(text)):
            return []
        try:
            return [(one, self.reader.cell(row, "fk")) for one in read_keys(text)]
        except OddError:
            return [(KeyMark(), self.reader.cell(row, "fk"))]

    def _group(self, row: int, part: str, said: KeyMark) -> Group | None:
        if said.kind == "fk" and said.order is not None and said.part is not None:
            return "mark", said.order
        column = self.reader.at(row, part)
        joined = [self.reader.grid.joined((row, column), (near, column)) for near in (row - 1, row + 1)]
        if not any(joined):
            return ("mark", said.order) if said.kind == "fk" and said.order else None
        self._merged += not joined[0]
        return "cell", self._merged

    def _reference(self, draft: Draft, row: int, name: str, said: KeyMark) -> bool:
        """Note the targets of a row; False where it names none."""
        reader = self.reader
        part = "reftable" if reader.text(row, "reftable") else "fk"
        text = reader.text(row, part)
        if is_nothing(text) or mark(text) or (part == "fk" and _ONLY_MARK.fullmatch(plain(text))):
            return False
        other = reader.text(row, "refcolumn") if part == "reftable" else ""
        group = self._group(row, part, said)
        for line in text.split("\n") if part == "fk" else (text,):
            table, column = split_target(line)
            column = other or column
            if table:
                one = _Reference(
                    column=name,
                    table=table,
                    target=names(column) if column else (),
                    cell=reader.cell(row, part),
                    group=group,
                    order=said.part or 0,
                )
                self._references.setdefault(id(draft), []).append(one)
        return True

    def finish(self, drafts: list[Draft]) -> None:
        """Give each draft its indexes and references once all rows are read."""
        by_id = {id(draft): draft for draft in drafts}
        for (who, kind, heading), marks in self._found.items():
            by_id[who].indexes += (Index(columns=columns, unique=kind == "uk") for columns in _together(marks, heading))
        for who, references in self._references.items():
            groups: dict[tuple[str, object], list[_Reference]] = {}
            for number, one in enumerate(references):
                groups.setdefault((one.table, one.group or number), []).append(one)
            for group in groups.values():
                self._pend(by_id[who], sorted(group, key=lambda one: one.order))

    def _pend(self, draft: Draft, rows: list[_Reference]) -> None:
        """One reference of the rows of a group; a target that is written once counts for all of them."""
        first = rows[0]
        columns = tuple(one.column for one in rows)
        target = first.target
        if len(rows) > 1 and len(target) != len(rows):
            target = tuple(name for one in rows for name in one.target)
        if len(rows) == 1 and len(target) > 1 and all(draft.find(name) for name in target):
            columns = target
        pending = Pending(
            kind="fk", columns=columns, table=first.table, target=target, sheet=draft.sheet, cell=first.cell
        )
        self.pending.append((draft, pending))


def _together(marks: list[tuple[int | None, str]], heading: str) -> list[tuple[str, ...]]:
    """The indexes of one heading: numbers below it order a composite one, or name several of them."""
    orders = [order for order, _ in marks]
    if all(order is not None for order in orders):
        if len(marks) > 1 and sorted(o or 0 for o in orders) == list(range(1, len(marks) + 1)) and heading:
            return [tuple(name for _, name in sorted(marks, key=lambda one: one[0] or 0))]
        return [tuple(name for own, name in marks if own == order) for order in dict.fromkeys(orders)]
    if heading and plain(heading)[-1:].isdigit():
        return [tuple(name for _, name in marks)]
    return [(name,) for _, name in marks]
