"""Parents of rows for a draft, from the foreign keys that the current system declares."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from migrate.mapping.written import in_flow, said
from migrate.model.source import ForeignKey, SourceSchema, SourceTable
from migrate.model.value import value

Place = tuple[str, str]
"""グループ and source of a block."""


@value
class ProposedParent:
    """A block's parent, as a foreign key suggests it."""

    group: str
    table: SourceTable
    key: ForeignKey
    always: bool
    """True where each row has one: none of the columns may be empty."""

    @property
    def target(self) -> tuple[str, ...]:
        """Columns of the parent's table."""
        return self.key.target or self.table.primary_key

    @property
    def place(self) -> Place:
        """Where the parent is written."""
        return self.group, self.table.name

    @property
    def text(self) -> str:
        """What a mapping says of it."""
        keys = ", ".join(f"{in_flow(a)}: {in_flow(b)}" for a, b in zip(self.key.columns, self.target, strict=True))
        return f"parent: {{table: {in_flow(self.group)}, source: {in_flow(self.table.name)}, on: {{{keys}}}}}"


def _candidates(table: SourceTable, schema: SourceSchema, groups: Mapping[str, list[str]]) -> Iterator[ProposedParent]:
    filled = {column.name for column in table.columns if not column.nullable} | set(table.primary_key)
    for key in table.foreign_keys:
        other = schema.table(key.table)
        if other is None or other.name == table.name or len(key.target or other.primary_key) != len(key.columns):
            continue
        always = set(key.columns) <= filled
        for group in groups.get(other.name, ()):
            yield ProposedParent(group=group, table=other, key=key, always=always)


def _leads_to(start: Place, end: Place, sure: Mapping[Place, ProposedParent]) -> bool:
    """True where the parents from ``start`` on come to ``end``."""
    at: Place | None = start
    while at is not None and at != end:
        at = sure[at].place if at in sure else None
    return at == end


@value
class Parents:
    """The parents of all blocks of a draft."""

    sure: Mapping[Place, ProposedParent]
    """Blocks of which each row surely has a parent, and only one that it can be."""
    open: Mapping[Place, tuple[ProposedParent, ...]]
    """Blocks of which people have to say."""

    def lines(self, place: Place) -> Iterator[str]:
        """The lines of one block."""
        if place in self.sure:
            name = said(self.sure[place].table.name)
            yield f"      # どの行も {name} の行に属します（現行の外部キー、NOT NULL）。"
            yield "      # 親の行を拒否したら、この行もいっしょに拒否します。"
            yield f"      {self.sure[place].text}"
        elif place in self.open:
            yield "      # 要確認 親の行を拒否したらこの行もいっしょに拒否するのであれば、どれか一つを書いてください。"
            yield "      # 現行の外部キーによる案:"
            yield from (f"      # {said(one.text)}" for one in self.open[place])

    def columns(self) -> Iterator[tuple[str, str]]:
        """Table and column of each key of a parent that is written."""
        for (_, source), one in self.sure.items():
            yield from ((source, column) for column in one.key.columns)
            yield from ((one.table.name, column) for column in one.target)


def parents(blocks: Collection[Place], schema: SourceSchema) -> Parents:
    """The parents that foreign keys suggest for the blocks of a draft.

    One is sure where a single key, of columns that are never empty, leads to a table that fills one other グループ,
    and the way back does not come round to the block itself.
    """
    groups: dict[str, list[str]] = {}
    for group, source in blocks:
        groups.setdefault(source, []).append(group)
    sure: dict[Place, ProposedParent] = {}
    left: dict[Place, tuple[ProposedParent, ...]] = {}
    for place in blocks:
        table = schema.table(place[1])
        found = tuple(_candidates(table, schema, groups)) if table is not None else ()
        alone = len(found) == 1 and found[0].always and found[0].group != place[0]
        if alone and not _leads_to(found[0].place, place, sure):
            sure[place] = found[0]
        elif found:
            left[place] = found
    return Parents(sure=sure, open=left)
