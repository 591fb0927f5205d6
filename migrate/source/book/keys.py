"""Keys: from the mark columns of a column's row, and from the parts for indexes, constraints and references."""

from __future__ import annotations

import re
from collections.abc import Mapping

from migrate.model.finding import Severity
from migrate.model.source import ForeignKey, Index
from migrate.model.value import value
from migrate.source.book.draft import Directory, Draft, Report, identifier
from migrate.source.book.grid import Grid
from migrate.source.book.header import Header
from migrate.source.book.plausible import is_named
from migrate.source.book.words import mark, plain
from migrate.text.width import half_ascii

_ARROWS = re.compile(r"[→⇒➡>]+|^(?:FK\d*|外部キー)[:：\s]+", re.IGNORECASE)
_TARGET = re.compile(r"(?P<table>[^()（）:：/／]+?)\s*(?:[(（:：/／]\s*(?P<column>[^)）]+)[)）]?)?\s*")
_LIST = re.compile(r"[,，、+＋・;；\n]+|\s+(?=[^\s(（])")
_SORTED = re.compile(r"\s*(?:\(?(?:ASC|DESC|昇順|降順)\)?|[（(](?:昇順|降順)[）)])\Z", re.IGNORECASE)


_CONSTRAINT = frozenset({"制約", "unique", "uniqueconstraint", "uniquekey", "一意制約", "一意性制約"})
_FIRST = frozenset({"1", "１"})
UNNAMED = "名前なし"
"""Stands in a clean book, with a number, for a key without a name."""
_LONGEST = 300
"""A longer cell names no target."""


@value
class Pending:
    """A key whose names are those of the book; it is resolved when all tables are known."""

    kind: str
    """``pk``, ``fk``, ``ix``."""
    columns: tuple[str, ...]
    table: str = ""
    """Target of a reference."""
    target: tuple[str, ...] = ()
    owner: str = ""
    """The table by name where the row says it, else the draft beside."""
    name: str = ""
    """Name of the index or constraint."""
    unique: bool = False
    constraint: bool = False
    sheet: str
    cell: str


def split_target(text: str) -> tuple[str, str]:
    """Table and column of a reference.

    >>> split_target("T_SHICHO.SHICHO_CD"), split_target("市町（市町コード）"), split_target("→ T_SHICHO")
    (('T_SHICHO', 'SHICHO_CD'), ('市町', '市町コード'), ('T_SHICHO', ''))
    """
    if len(text) > _LONGEST:
        return "", ""
    bare = _ARROWS.sub("", text).strip()
    found = _TARGET.fullmatch(half_ascii(bare))
    if found is None:
        return bare, ""
    table, column = (bare[slice(*found.span(part))].strip() if found[part] else "" for part in ("table", "column"))
    point = half_ascii(table).rfind(".")
    if not column and 0 < point < len(table) - 1:
        table, column = table[:point], table[point + 1 :]
    return identifier(table) or table, identifier(column) or column


def names(text: str) -> tuple[str, ...]:
    """Column names in one cell, sort orders left out.

    >>> names("SHIMEI, BIRTH_YMD DESC"), names("氏名＋生年月日")
    (('SHIMEI', 'BIRTH_YMD'), ('氏名', '生年月日'))
    """
    parts = (_SORTED.sub("", part).strip() for part in _LIST.split(text.strip("()（） ")))
    kept = (part for part in parts if part and part.upper() not in ("ASC", "DESC", "昇順", "降順"))
    return tuple(identifier(part) or part for part in kept)


class BlockReader:
    """Reads the rows below a header of indexes, constraints or references."""

    def __init__(self, grid: Grid, header: Header, report: Report) -> None:
        self.grid = grid
        self.header = header
        self.report = report
        self.used: set[int] = set()
        """Rows that were read."""

    def text(self, row: int, part: str) -> str:
        """Text of a row below a heading."""
        texts = (self.grid.text(row, column) for column in self.header.columns.get(part, ()))
        return next((text for text in texts if text), "")

    def kind(self, row: int) -> str:
        """What a row declares; empty for a check and the like."""
        said = plain(self.text(row, "key_kind"))
        if "ref_table" in self.header.columns and self.text(row, "ref_table"):
            return "fk"
        if said.startswith(("primary", "主キー", "pk")):
            return "pk"
        if not said or any(
            word in said for word in ("unique", "一意", "ユニーク", "index", "索引", "インデックス", "uk")
        ):
            return "ix"
        return ""

    def unique(self, row: int) -> tuple[bool, bool]:
        """Whether a row's values are unique, and whether a constraint says so (種別 or ユニーク: 制約)."""
        said = plain(self.text(row, "key_kind"))
        marked = plain(self.text(row, "key_unique"))
        constraint = marked in _CONSTRAINT or said in _CONSTRAINT
        word = any(one in said for one in ("unique", "一意", "ユニーク", "uk"))
        return constraint or word or mark(self.text(row, "key_unique")) == "yes", constraint

    def read(self, rows: range) -> list[Pending]:
        """The keys of all rows; a row without a name of its own, or with the name before, goes on with that key."""
        found: list[Pending] = []
        last = ""
        if "referrer" in self.header.columns:
            return found
        for row in rows:
            if not self.grid.held(row):
                continue
            columns = tuple(text for c in self.header.columns["key_columns"] if (text := self.grid.own(row, c)))
            kind = self.kind(row)
            if not columns or not kind:
                continue
            self.used.add(row)
            name = self.text(row, "key_name")
            unique, constraint = self.unique(row)
            owner = self.text(row, "table")
            goal, other = self.text(row, "ref_table"), self.text(row, "ref_columns")
            if kind == "fk" and not other:
                goal, other = split_target(goal)
            target = (other,) if other else ()
            first = self.text(row, "key_order") in _FIRST
            goes_on = found and "key_name" in self.header.columns and (name == last or not name) and not first
            before = None
            if goes_on and found[-1].kind == kind and found[-1].owner == owner:
                before = found.pop()
                columns, target = (*before.columns, *columns), (*before.target, *target)
            last = name or last
            found.append(
                Pending(
                    kind=kind,
                    columns=columns,
                    table=goal if kind == "fk" else "",
                    target=target if kind == "fk" else (),
                    owner=owner,
                    name=("" if UNNAMED in name or not is_named(name) else name) or (before.name if before else ""),
                    unique=unique,
                    constraint=constraint,
                    sheet=self.grid.name,
                    cell=self.grid.cell(row, self.header.columns["key_columns"][0]),
                )
            )
        return found


def _found(draft: Draft, cells: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that cells name, one or several in each; ``""`` for what is none."""
    return tuple(draft.find(name) for cell in cells for name in ((cell,) if draft.find(cell) else names(cell)))


def _target(to: Draft | None, cells: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of a reference's target, as declared where the table is known."""
    if to is None:
        return tuple(name for cell in cells for name in names(cell))
    named = (name for cell in cells for name in ((cell,) if to.find(cell) else names(cell)))
    return tuple(to.find(name) or name for name in named)


def resolve(pending: Pending, beside: Draft | None, drafts: Directory, reports: Mapping[str, Report]) -> None:
    """Give a key to its table, its names as declared; what cannot be found is said (MIG-SRC-071)."""
    draft = drafts.find(pending.owner) if pending.owner else beside
    own = _found(draft, pending.columns) if draft else ()
    report = reports[pending.sheet]
    if draft is None or not own or not all(own):
        report.say(
            "MIG-SRC-071", Severity.WARNING, pending.cell, {"reason": "列の名前が、その表の列のどれとも合いません"}
        )
        report.doubt("キーや索引の読めない所があります", 5)
        return
    if pending.kind == "pk":
        draft.primary = draft.primary or [(None, name) for name in own]
        draft.primary_name = draft.primary_name or pending.name
    elif pending.kind == "ix":
        one = Index(name=pending.name, columns=own, unique=pending.unique, constraint=pending.constraint)
        draft.indexes.append(one)
    else:
        goal = drafts.find(".".join((pending.table, *pending.target))) if len(pending.target) == 1 else None
        to = drafts.find(pending.table)
        target = _target(to, pending.target)
        if to is None and goal is not None:  # schema.table, no column
            to, target = goal, ()
        if to is None and not all(is_named(one) for one in (pending.table, *target)):
            report.say(
                "MIG-SRC-071", Severity.WARNING, pending.cell, {"reason": "参照先が表と列の名前らしくありません"}
            )
            report.doubt("キーや索引の読めない所があります", 5)
            return
        found = to.name if to else pending.table
        draft.foreign.append(ForeignKey(name=pending.name, columns=own, table=found, target=target))
