"""A draft mapping from a comparison: YAML with the evidence as comments and 「要確認」 where a person must look.

It is only ever written to `mapping/<業務ID>.draft.yaml`; what a person wrote is never touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from migrate.engine.identifier import column_text
from migrate.mapping import constructs
from migrate.mapping.constructs import Applied, Construct
from migrate.mapping.draft_parents import parents
from migrate.mapping.propose import Proposal, closed_list, code_name, code_pairs, propose
from migrate.mapping.written import quoted, said, scalar
from migrate.model.gap import Candidate, ColumnGap, Counterpart, GapReport, ItemGap
from migrate.model.kinds import Kind, item_kind
from migrate.model.source import SourceColumn, SourceSchema, SourceTable
from migrate.model.spec import Item, OutputCondition, Spec
from migrate.model.value import value

_OUT_OF_USE = ("削除", "抹消", "取消", "無効")
_LEAST_SHARE = 0.30


@value
class Draft:
    """The text of a draft and what it leaves open."""

    text: bytes
    items: int
    """Items with a proposed expression, over all blocks."""
    doubtful: int
    """… of which marked 要確認."""
    undecided: int
    """Columns without a destination: a person has to say why they are dropped."""


def _feeds(report: GapReport, spec: Spec, table: SourceTable, target: str) -> bool:
    """True where the source table has the target's key, or a good share of its columns goes there."""
    fed = [i for i in report.items if i.table == target and any(c.table == table.name for c in i.candidates)]
    keys = {item.name for item in spec.items_of(target) if item.primary_key}
    columns = {c.column for i in fed for c in i.candidates if c.table == table.name}
    return bool(fed) and (bool(keys & {i.item for i in fed}) or len(columns) >= _LEAST_SHARE * len(table.columns))


def _evidence(candidate: Candidate) -> str:
    reason = candidate.evidence[0].sentence if candidate.evidence else ""
    return f"{round(candidate.score * 100)} 点 {reason}"


class _Writer:
    def __init__(self, report: GapReport, spec: Spec, schema: SourceSchema, known: Sequence[Construct]) -> None:
        self.report, self.spec, self.schema = report, spec, schema
        self.items = self.doubtful = 0
        self.applied = {table.name: tuple(constructs.applied(known, table)) for table in schema.tables}
        self.joined: dict[str, list[Applied]] = {}
        """Code map of a construct → where it is used."""
        self.decided: set[tuple[str, str]] = set()
        """Columns that a construct gives a destination, or that lead to a parent."""
        self.maps: dict[str, tuple[Item, SourceColumn]] = {}

    def _item(self, gap: ItemGap, item: Item, table: SourceTable) -> Iterator[str]:
        candidate = next((c for c in gap.candidates if c.table == table.name), None)
        if candidate is None:
            need = f"{said(item.name)}（{said(item.output_condition)}）: 当たる列がありません。"
            if item.primary_key or item.required:
                yield f"        # 要確認 {need}固定の値なら \"'0'\" のように書きます。"
            elif item.output_condition == OutputCondition.CONDITIONAL:
                yield f"        # {need}"
            return
        column = next(c for c in table.columns if c.name == candidate.column)
        proposal = self._joined(table, item, column, propose(self.spec, item, column, candidate))
        mark = "要確認 " if proposal.doubts else ""
        if mark or not _copied(column, item, proposal):
            yield f"        # {mark}{said(_evidence(candidate))}"
        for doubt in proposal.doubts:
            yield f"        #   {said(doubt)}。"
        if not proposal.expression:
            yield f"        # {said(item.name)}: {said(candidate.column)}"
            return
        self.items += 1
        self.doubtful += bool(proposal.doubts)
        if proposal.expression.startswith("code("):
            self.maps[code_name(item, table.name)] = (item, column)
        yield f"        {scalar(item.name)}: {scalar(proposal.expression)}"

    def _joined(self, table: SourceTable, item: Item, column: SourceColumn, proposal: Proposal) -> Proposal:
        """The proposal where a construct of the layout puts a neighbour beside the column."""
        for one in self.applied[table.name]:
            if one.beside is None or one.beside.name != column.name or item_kind(item) is not Kind.DATE:
                continue
            doubts = (*proposal.doubts, *((one.construct.note,) if one.construct.note else ()))
            proposal = replace(proposal, doubts=doubts)
            if one.expression:
                self.decided.add((table.name, one.column.name))
                if one.construct.codes:
                    self.joined.setdefault(one.construct.codes, []).append(one)
                proposal = replace(proposal, expression=one.expression)
        return proposal

    def _row_hints(self, table: SourceTable) -> Iterator[str]:
        """Samples of row rules, as comments: rows out of use, and all but the newest of a history."""
        extra = {c.column for c in self.report.columns if c.table == table.name and c.state is Counterpart.EXTRA}
        rules = []
        for column in table.columns:
            if any(word in column.logical_name for word in _OUT_OF_USE):
                rules.append(f"rule: {column.logical_name}, when: \"{column_text(column.name)} = '1'\", fate: 対象外")
        for one in self.applied[table.name]:
            if one.construct.rule:
                rules.append(f'rule: {_plain_name(one.column)}, when: "{one.rule}", fate: 対象外')
        history = [name for name in table.primary_key if name in extra]
        key = [name for name in table.primary_key if name not in extra]
        if len(history) == 1 and key:
            rules.append(f"rule: 旧履歴, key: [{', '.join(key)}], latest_by: {history[0]}, fate: 統合")
        if rules:
            yield "      # 要確認 移さない行があれば、決まりを書いてください。例:"
            yield "      # rows:"
            yield from (f"      #   - {{{said(rule)}, reason: 理由を書く}}" for rule in rules)

    def block(self, target: str, table: SourceTable) -> Iterator[str]:
        gaps = {gap.item: gap for gap in self.report.items if gap.table == target}
        name = f"  # {said(table.logical_name)}" if table.logical_name else ""
        yield f"    - source: {scalar(table.name)}{name}"
        if table.spec:
            yield f"      # 標準仕様 {said(table.spec)} の出力です。注記のない項目は、同じ項目をそのまま写します。"
        yield from self._row_hints(table)
        yield "      items:"
        for item in self.spec.items_of(target):
            if item.name in gaps:
                yield from self._item(gaps[item.name], item, table)

    def tables(self) -> Iterator[str]:
        yield "tables:"
        blocks: dict[tuple[str, str], list[str]] = {}
        for target in self.spec.tables:
            for table in (t for t in self.schema.tables if _feeds(self.report, self.spec, t, target)):
                lines = list(self.block(target, table))
                if any(map(_is_item, lines)):
                    blocks[target, table.name] = lines
        above = parents(blocks, self.schema)
        self.decided |= set(above.columns())
        for target in self.spec.tables:
            own = [place for place in blocks if place[0] == target]
            if own:
                yield f"  {scalar(target)}:"
                for place in own:
                    head, *rest = blocks[place]
                    yield from (head, *above.lines(place), *rest)
            else:
                yield f"  # 要確認 {said(target)}: 元になる現行の表が見つかりません。"

    def codes(self) -> Iterator[str]:
        if not self.maps and not self.joined:
            return
        yield "codes:"
        for name, used in sorted(self.joined.items()):
            pairs = constructs.pairs(used)
            values = "、".join(used[0].construct.values)
            yield f"  # 要確認 読み替えた後の値: {said(values)}。現行の値: 読み替えた後の値 の組を書いてください。"
            yield f"  {scalar(name)}:" if pairs else f"  {scalar(name)}: {{}}"
            yield from (f"    {quoted(one)}: {quoted(other)}" for one, other in sorted(pairs.items()))
        for name, (item, column) in sorted(self.maps.items()):
            values = "、".join(f"{v.value} {v.meaning}" for v in self.spec.codes[item.code_list_id].values)
            yield f"  # 要確認 標準の値: {said(values)}。現行の値: 標準の値 の組を書いてください。"
            yield from _pairs(name, column, self.spec, item)

    def open_columns(self) -> tuple[ColumnGap, ...]:
        """Columns of which nothing says where they go or why they do not."""
        proposed = {key for key, _ in self._drops()}
        extra = (c for c in self.report.columns if c.state is Counterpart.EXTRA)
        return tuple(c for c in extra if (c.table, c.column) not in self.decided | proposed)

    def _drops(self) -> Iterator[tuple[tuple[str, str], Applied]]:
        """Columns that no item needs and for which a construct has a reason."""
        extra = {(c.table, c.column) for c in self.report.columns if c.state is Counterpart.EXTRA}
        for table, found in self.applied.items():
            for one in found:
                if one.construct.drop and (table, one.column.name) in extra - self.decided:
                    yield (table, one.column.name), one

    def drop(self) -> Iterator[str]:
        proposed = tuple(self._drops())
        if proposed:
            yield "drop:"
        for table in dict.fromkeys(table for (table, _), _ in proposed):
            yield f"  {scalar(table)}:"
            for (of, column), one in proposed:
                if of == table:
                    note = f"。{one.construct.note}" if one.construct.note else ""
                    yield f"    # 要確認 本ツールの案です{said(note)}。"
                    yield f"    {scalar(column)}: {scalar(one.construct.drop)}"
        extra = self.open_columns()
        if not extra:
            return
        yield "# 要確認 行き先のない列です。移行しない理由を書き、行頭の # を外してください。"
        yield "# drop:" if not proposed else "# （上の drop に書き足してください）"
        for table in dict.fromkeys(c.table for c in extra):
            yield f"#   {said(scalar(table))}:"
            for c in extra:
                if c.table == table:
                    yield f"#     {said(scalar(c.column))}: 理由　# {said(c.logical_name)}"


def _plain_name(column: SourceColumn) -> str:
    return column.logical_name or column.name


def _copied(column: SourceColumn, item: Item, proposal: Proposal) -> bool:
    """True where an item of the standard is copied under its own name."""
    return bool(column.item) and column.logical_name == item.name and proposal.expression == column_text(column.name)


def _pairs(name: str, column: SourceColumn, spec: Spec, item: Item) -> Iterator[str]:
    """A code map: the pairs that the meanings give, and the declared values that are left as comments."""
    codes = closed_list(spec, item)
    pairs = code_pairs(column, codes) if codes is not None else {}
    if not column.codes:
        yield f"  {scalar(name)}: {{}}"
        return
    yield f"  {scalar(name)}:" if pairs else f"  {scalar(name)}: {{}}"
    for one in column.codes:
        if one.value in pairs:
            yield f"    {quoted(one.value)}: {quoted(pairs[one.value])}  # {said(one.meaning)}"
        else:
            yield f"    # 要確認 {said(quoted(one.value))}: 標準の値を書く  # {said(one.meaning)}"


def _is_item(line: str) -> bool:
    return line.startswith("        ") and not line.lstrip().startswith("#")


def draft(report: GapReport, spec: Spec, schema: SourceSchema, known: Sequence[Construct] = ()) -> Draft:
    """A draft for ``report`` (made from the same spec and schema); it loads, or `check` says what is open.

    ``known`` are the constructs of the layout, from a pack.
    """
    writer = _Writer(report, spec, schema, known)
    tables = list(writer.tables())
    head = [
        f"# 対応表の下書き（{spec.id} {said(spec.business_name)}）。migrate map draft が作りました。",
        f"# 直したものを mapping/{spec.business}.yaml という名前で保存してください。",
        "# この下書きは、作り直すたびに上書きします。",
        "# 「要確認」は人が決めるところです。点は証拠の評点（100 点満点、本ツール独自）です。",
        "mapping: 1",
        f'spec: "{spec.id}"',
        'product: ""',
    ]
    lines = [*head, *writer.codes(), *tables, *writer.drop()]
    text = ("\n".join(lines) + "\n").encode()
    undecided = len(writer.open_columns())
    return Draft(text=text, items=writer.items, doubtful=writer.doubtful, undecided=undecided)
