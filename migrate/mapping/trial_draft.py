"""Draft tests of a mapping: invented rows for each rule, with what comes of them today, for people to judge.

Nothing is taken from the data: the values are the same for every municipality.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path

from sqlglot import exp

from migrate.engine.expression import columns
from migrate.engine.plan import Plan, PlanBlock, PlanRowRule
from migrate.mapping import trying
from migrate.mapping.trying import Tried
from migrate.mapping.written import quoted, said, scalar
from migrate.model.mapping import Fate
from migrate.model.source import SourceSchema
from migrate.model.trial import Stated, Trial
from migrate.model.value import value

_BY_FUNCTION = {
    "wareki_date": "S450131",
    "fusho_hyoki": "昭和45年頃",
    "hms_time": "093000",
    "digits": "100-0014",
    "zenkaku_kana": "ｼｹﾝ ﾀﾛｳ",
    "name_part": "試験　太郎",
    "zenkaku": "ｼｹﾝ",
    "lpad": "123",
}
_UNKNOWN_DATE = "昭和45年頃"
_LONG_AGO, _LATE = "M060101", "99991231"
"""First day of the solar calendar, and a day that will not come."""
_PLAIN = "1"
Row = dict[str, str]


@value
class Case:
    """One drafted test: the rows of each source table, and what to ask about the outcome."""

    name: str
    source: Mapping[str, Row]
    items: tuple[str, ...] = ()
    """Items whose value is expected; empty: all that are filled."""
    rule: str = ""
    """Name of the rule that must take the row; ``""``: the row's items are expected."""


def _invented(block: PlanBlock, plan: Plan) -> Row:
    """A value for each column that an expression reads, by the innermost function around it."""
    found: Row = {}
    for tree in (item.tree for item in block.items):
        for node in tree.find_all(exp.Column):
            call = node.find_ancestor(exp.Anonymous)
            while call is not None and str(call.this) in ("trim", "blank_to_null", "coalesce", "concat", "nullif"):
                call = call.find_ancestor(exp.Anonymous)
            given = _PLAIN
            if call is not None and call.this == "code":
                given = next(iter(plan.code_maps.get(str(call.expressions[1].this), {})), _PLAIN)
            elif call is not None:
                given = _BY_FUNCTION.get(str(call.this), _PLAIN)
            if found.get(node.name, _PLAIN) in (_PLAIN, _UNKNOWN_DATE):
                found[node.name] = given
    for rule in block.rows:  # what a rule looks at is empty, unless an item needs it
        for name in columns(rule.condition) if rule.condition is not None else ():
            found.setdefault(name, "")
    return {name: text for name, text in found.items() if text and not name.startswith("§")}


def _source(block: PlanBlock, row: Row) -> dict[str, Row]:
    """The row of the block's source, and the partners that its joins need."""
    tables: dict[str, Row] = {block.source: {}}
    own = dict(row)
    for join in block.joins:
        theirs = tables.setdefault(join.table, {})
        for name in [one for one in own if one.startswith(f"{join.alias}.")]:
            theirs[name.removeprefix(f"{join.alias}.")] = own.pop(name)
        for ours, their in join.keys:
            theirs[their] = own.setdefault(ours, _PLAIN)
        if join.latest_by:
            theirs.setdefault(join.latest_by, _PLAIN)
    tables[block.source] |= own
    return tables


def _taking(condition: exp.Expression) -> Iterator[Row]:
    """Changes of a row that may make a condition true: some are only tried."""
    equal = {e.this.name: str(e.expression.this) for e in condition.find_all(exp.EQ) if isinstance(e.this, exp.Column)}
    equal |= {
        e.this.name: str(e.expressions[0].this) for e in condition.find_all(exp.In) if isinstance(e.this, exp.Column)
    }
    yield equal
    names = columns(condition)
    for text in ("", _LONG_AGO, _LATE, "0000", "9999", "0", "9"):
        yield dict.fromkeys(names, text)


def _whole(block: PlanBlock) -> str:
    return f"{block.source}（{block.part}）" if block.part else block.source


def _asked(one: PlanBlock, block: PlanBlock, alone: bool) -> bool:
    return one is block if alone else one.table == block.table


class _Drafter:
    def __init__(self, plan: Plan, schema: SourceSchema, into: Path) -> None:
        self.plan, self.schema, self.into = plan, schema, into
        self.numbers = count()

    def run(self, block: PlanBlock, case: Case, alone: bool = False) -> Tried:
        """Run a case with all blocks of the target, or with that block alone."""
        source = {t: (Stated(values=row, lines={}),) for t, row in case.source.items()}
        trial = Trial(name=case.name, source=source, expected={}, fates=(), lines={})
        own = replace(self.plan, blocks=tuple(b for b in self.plan.blocks if _asked(b, block, alone)))
        return trying.run(own, self.schema, trial, self.into / str(next(self.numbers)))

    def cases(self, block: PlanBlock) -> Iterator[Case]:
        row = _invented(block, self.plan)
        head = f"{_whole(block)} → {block.table}"
        yield Case(name=f"{head}: すべての項目", source=_source(block, row))
        dated = {n for i in block.items for n in columns(i.tree) if _calls(i.tree, "fusho_hyoki")}
        for name in sorted(dated):
            items = tuple(item.item for item in block.items if name in columns(item.tree))
            yield Case(name=f"{head}: {name} が不詳", source=_source(block, row | {name: _UNKNOWN_DATE}), items=items)
        for rule in block.rows:
            if rule.condition is not None and not any(n.startswith("§") for n in columns(rule.condition)):
                yield self._for_rule(block, rule, row, head)

    def _for_rule(self, block: PlanBlock, rule: PlanRowRule, row: Row, head: str) -> Case:
        """A row that the rule takes; without source rows where none was found."""
        assert rule.condition is not None, "only rules with a condition come here"
        for change in _taking(rule.condition):
            changed = {name: text for name, text in (row | change).items() if text}
            case = Case(name=f"{head}: 決まり「{rule.name}」", source=_source(block, changed), rule=rule.name)
            fate, by = self.run(block, case, alone=True).fates[block.table, block.source, 1]
            if fate is rule.fate and by == {rule.name}:
                return case
        return Case(name=f"{head}: 決まり「{rule.name}」", source={}, rule=rule.name)

    def written(self, block: PlanBlock, case: Case) -> Iterator[str]:
        """The YAML of a case."""
        if not case.source:
            yield f"  # 要確認 {said(case.name)} に当たる行を作れませんでした。テストを書き足してください。"
            return
        tried = self.run(block, case)
        yield f"  - name: {scalar(case.name)}"
        yield "    source:"
        for table, row in case.source.items():
            cells = ", ".join(f"{scalar(name)}: {quoted(text)}" for name, text in row.items())
            yield f"      {scalar(table)}: {{{cells}}}"
        fate, by = tried.fates.get((block.table, block.source, 1), (Fate.EXCLUDED, frozenset()))
        rows = tried.rows.get(block.table, ())
        if not rows or (case.rule and fate is not Fate.WRITTEN):
            named = f", by: {scalar(next(iter(sorted(by))))}" if by else ""
            yield "    fates:"
            yield f"      - {{table: {scalar(block.table)}, fate: {fate.value}{named}}}"
            return
        yield "    expect:"
        yield f"      {scalar(block.table)}:"
        for one in rows:
            wanted = {i: v or "" for i, v in one.items() if (i in case.items if case.items else v)}
            lines = [f"{scalar(item)}: {quoted(text)}" for item, text in wanted.items()]
            yield f"        - {lines[0]}" if lines else "        - {}"
            yield from (f"          {line}" for line in lines[1:])


def _calls(tree: exp.Expression, function: str) -> bool:
    return any(call.this == function for call in tree.find_all(exp.Anonymous))


def draft(plan: Plan, schema: SourceSchema, into: Path) -> tuple[bytes, int]:
    """The text of a file of tests for a plan, and how many there are. ``into`` is a scratch folder.

    Raises:
        MigrateError: MIG-CNV-016 to -019, the plan cannot be run.
    """
    drafter = _Drafter(plan, schema, into)
    head = [
        f"# 対応表 {plan.business}.yaml のテストの下書きです。本ツールが作りました。作り直すたびに上書きします。",
        "# 元の値はすべて架空です。期待の値は、いまの対応表で変換した結果です。正しいかを人が確かめ、直してください。",
        f"# 確かめたものを mapping/tests/{plan.business}.yaml という名前で保存すると、migrate map test で動きます。",
        "mapping_test: 1",
        f"mapping: {plan.business}.yaml",
        "tests:",
    ]
    lines: list[str] = []
    for block in plan.blocks:
        for case in drafter.cases(block):
            lines += drafter.written(block, case)
    made = sum(line.startswith("  - name:") for line in lines)
    return ("\n".join([*head, *lines]) + "\n").encode(), made
