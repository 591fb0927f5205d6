"""A pack's mapping laid upon a current system: what fits is carried over, what does not is a comment and is named."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from migrate.engine import expression
from migrate.mapping import layout
from migrate.mapping.lines import BlockLines, Text
from migrate.mapping.trees import BlockTrees, trees
from migrate.model.mapping import Block, Dropped
from migrate.model.mapping import Mapping as Written
from migrate.model.source import SourceSchema
from migrate.model.value import value

_LIKE = 0.8
"""A table with this share of the columns of one that is gone may be the same one under another name."""
_LEAST = 3


@value
class Lost:
    """One thing of the pack that does not fit."""

    line: int
    """In the pack's own file."""
    table: str
    what: str
    """In Japanese: the table, or the columns."""
    item: str = ""


@value
class Fitted:
    """The text after it was laid upon the current system."""

    text: bytes
    items: int
    """Items that were carried over, over all blocks."""
    lost: tuple[Lost, ...]


def like(columns: Collection[str], held: layout.Columns) -> str:
    """The table that has most of these columns, ``""`` where none has enough of them."""
    if len(columns) < _LEAST:
        return ""
    shares = {table: len(have & set(columns)) / len(columns) for table, have in held.items()}
    best = max(sorted(shares), key=lambda table: shares[table], default="")
    return best if best and shares[best] >= _LIKE else ""


def _absent(names: Collection[str], have: frozenset[str]) -> list[str]:
    """Columns of the block's own table that are not there; those of a look-up (``alias.X``) are left to `map check`."""
    return [name for name in names if "." not in name and name not in have]


class _Carry:
    def __init__(self, data: bytes, mapping: Written, held: layout.Columns) -> None:
        self.text, self.mapping, self.held = Text(data, mapping.path), mapping, held
        self.read = layout.of_mapping(mapping)
        self.lost: list[Lost] = []
        self.items = 0

    def _lose(self, line: int, table: str, what: str, item: str = "") -> None:
        self.lost.append(Lost(line=line, table=table, what=what, item=item))
        self.text.remark(line, f"要確認 {what} は、この現行システムにありません。写していません。")

    def block(self, lines: BlockLines, of: BlockTrees) -> bool:
        """One block; False where nothing of it is left."""
        have = self.held.get(lines.source)
        if have is None:
            self._lose(lines.first, lines.source, f"表 {lines.source}{self._instead(lines.source)}")
            self.text.take_out(lines.first, lines.last)
            return False
        left = 0
        for entry in lines.items:
            tree = of.items.get(entry.item)
            gone = _absent(expression.columns(tree), have) if tree is not None else []
            if not gone:
                left += 1
                continue
            self._lose(entry.first, lines.source, f"列 {'、'.join(gone)}", entry.item)
            if entry.alone:
                self.text.take_out(entry.first, entry.last)
        self.items += left
        for rule, condition in zip(of.block.rows, of.conditions, strict=True):
            named = (*rule.key, *((rule.latest_by,) if rule.latest_by else ()))
            asked = (*named, *(expression.columns(condition) if condition is not None else ()))
            if (gone := _absent(asked, have)) and rule.line:
                self.lost.append(Lost(line=rule.line, table=lines.source, what=f"行の決まりの列 {'、'.join(gone)}"))
                said = f"要確認 行の決まり「{rule.name}」の列 {'、'.join(gone)} は、この現行システムにありません。"
                self.text.remark(rule.line, f"{said}書き直してください。")
        if not left:
            self.text.take_out(lines.first, lines.last)
        return bool(left)

    def _instead(self, table: str) -> str:
        other = like(self.read.get(table, frozenset()), self.held)
        return f"（列のよく似た表: {other}）" if other else ""

    def blocks(self) -> None:
        """All blocks; a グループ of which nothing is left goes as a whole."""
        of = iter(trees(self.mapping)[0])
        there: list[Block] = []
        for group in self.text.groups():
            own = [(lines, next(of)) for lines in group.blocks]
            kept = [parsed.block for lines, parsed in own if self.block(lines, parsed)]
            there += kept
            if not kept:
                self.text.take_out(group.first, group.last)
        self._parents(there)

    def _parents(self, there: Collection[Block]) -> None:
        """Parents that the blocks which are left name: their columns, and whether they are left themselves."""
        places = {(block.table, block.source) for block in there}
        for block in there:
            parent = block.parent
            if parent is None or not parent.line:
                continue
            gone = _absent([ours for ours, _ in parent.keys], self.held.get(block.source, frozenset()))
            gone += _absent([theirs for _, theirs in parent.keys], self.held.get(parent.source, frozenset()))
            lost = "" if (parent.table, parent.source) in places else f"親のグループ {parent.table}"
            what = lost or (f"親とつながる列 {'、'.join(gone)}" if gone else "")
            if what:
                self.lost.append(Lost(line=parent.line, table=block.source, what=what))
                said = f"要確認 {what} は、この現行システムにありません。parent を書き直してください。"
                self.text.remark(parent.line, said)

    def drops(self) -> None:
        """Columns that the pack gives up, and that are not there to be given up."""
        by_table: dict[str, list[Dropped]] = {}
        for one in self.mapping.dropped:
            by_table.setdefault(one.source, []).append(one)
        gone = {table: list(self._gone(table, ones)) for table, ones in by_table.items()}
        for table, ones in by_table.items():
            if len(gone[table]) == len(ones):
                self.text.take_out(*self.text.extent("drop", table))
            else:
                for one in gone[table]:
                    self.text.take_out(*self.text.extent("drop", table, one.column))
        if by_table and all(len(gone[table]) == len(ones) for table, ones in by_table.items()):
            self.text.take_out(*self.text.extent("drop"))

    def _gone(self, table: str, ones: Collection[Dropped]) -> Iterator[Dropped]:
        for one in ones:
            if one.column not in self.held.get(table, frozenset()) and one.line:
                if table in self.held:
                    what = f"移さない列 {one.column}"
                    self.lost.append(Lost(line=one.line, table=table, what=what))
                yield one


def fitted(data: bytes, mapping: Written, schema: SourceSchema) -> Fitted:
    """Lay the mapping in ``data`` (read as ``mapping``) upon the tables of ``schema``."""
    held: Mapping[str, frozenset[str]] = layout.of_schema(schema)
    work = _Carry(data, mapping, held)
    work.blocks()
    work.drops()
    lost = tuple(sorted(work.lost, key=lambda one: (one.line, one.table, one.item)))
    return Fitted(text=work.text.written(), items=work.items, lost=lost)
