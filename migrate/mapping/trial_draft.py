"""Draft tests of a mapping: invented rows for each rule, with what comes of them today, for people to judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from sqlglot import exp

from migrate.engine.expression import columns
from migrate.engine.plan import Plan, PlanBlock, PlanItem, PlanRowRule
from migrate.mapping import trying
from migrate.mapping.trial_rows import UNKNOWN_DATE, Row, calls, invented, newest, passing, sources, taking
from migrate.mapping.trying import Tried
from migrate.mapping.written import quoted, said, scalar
from migrate.model.mapping import Fate, OnError
from migrate.model.source import SourceSchema
from migrate.model.trial import Stated, Trial
from migrate.model.value import value


@value
class Case:
    """One drafted test: the rows of each source table, and what to ask about the outcome."""

    name: str
    source: Mapping[str, tuple[Row, ...]]
    items: tuple[str, ...] = ()
    """Items whose value is expected; empty: all that are filled."""
    rule: str = ""
    """Name of the rule that must take the first row; ``""``: the row's items are expected."""


def _whole(block: PlanBlock) -> str:
    return f"{block.source}（{block.part}）" if block.part else block.source


def _plain(rule: PlanRowRule) -> exp.Expression | None:
    """The condition of a rule that looks at columns; None for the others."""
    own = rule.condition is not None and not any(name.startswith("§") for name in columns(rule.condition))
    return rule.condition if own else None


def _conditions(block: PlanBlock) -> dict[str, exp.Expression]:
    """Rule → its condition on columns."""
    return {rule.name: condition for rule in block.rows if (condition := _plain(rule)) is not None}


def _branches(tree: exp.Expression) -> Iterator[exp.Expression]:
    for case in tree.find_all(exp.Case):
        yield from (branch.this for branch in case.args["ifs"])


def _holds(condition: exp.Expression) -> exp.Expression:
    """A value that is there where a condition holds."""
    return exp.Case(ifs=[exp.If(this=condition.copy(), true=exp.Literal.string("1"))])


class _Drafter:
    def __init__(self, plan: Plan, schema: SourceSchema, into: Path) -> None:
        self.plan, self.schema, self.into = plan, schema, into
        self.numbers = count()

    def _run(self, plan: Plan, source: Mapping[str, tuple[Row, ...]]) -> Tried:
        stated = {t: tuple(Stated(values=row, lines={}) for row in rows) for t, rows in source.items()}
        trial = Trial(name="", source=stated, expected={}, fates=(), lines={})
        return trying.run(plan, self.schema, trial, self.into / str(next(self.numbers)))

    def outcome(self, block: PlanBlock, source: Mapping[str, tuple[Row, ...]]) -> Tried:
        """What all blocks of a block's target make of rows."""
        blocks = tuple(one for one in self.plan.blocks if one.table == block.table)
        return self._run(replace(self.plan, blocks=blocks), source)

    def _probe(
        self, block: PlanBlock, rows: Sequence[Row], asked: Mapping[str, exp.Expression]
    ) -> tuple[frozenset[str], ...]:
        """For each row the names of those values that it gives, no rule asked: many rows in one run."""
        if not rows or not asked:
            return tuple(frozenset() for _ in rows)
        items = tuple(PlanItem(item=name, tree=tree, on_error=OnError.EMPTY) for name, tree in asked.items())
        one = replace(block, rows=(), items=items, yields=None)
        plan = replace(self.plan, blocks=(one,), keys={one.table: ()}, columns={one.table: tuple(asked)})
        made = self._run(plan, sources(block, tuple(rows))).rows[block.table]
        return tuple(frozenset(name for name, text in row.items() if text) for row in made[: len(rows)])

    def base(self, block: PlanBlock) -> Row:
        """A row that no rule takes: rule by rule, what takes the invented row is changed until it lets it pass."""
        row = invented(block, self.plan)
        rules = _conditions(block)
        asked = {name: _holds(condition) for name, condition in rules.items()}
        (taken,) = self._probe(block, (row,), asked)
        for name in rules:
            if name not in taken:
                continue
            rows = [row | change for change in passing(rules[name])]
            for changed, by in zip(rows, self._probe(block, rows, asked), strict=True):
                if name not in by and by <= taken:
                    row, taken = changed, by
                    break
        return row

    def cases(self, block: PlanBlock) -> Iterator[Case]:
        row = self.base(block)
        head = f"{_whole(block)} → {block.table}"
        yield Case(name=f"{head}: すべての項目", source=sources(block, (row,)))
        yield from self._unfilled(block, row, head)
        dated = {n for i in block.items for n in columns(i.tree) if calls(i.tree, "fusho_hyoki")}
        for name in sorted(dated):
            items = tuple(item.item for item in block.items if name in columns(item.tree))
            changed = sources(block, (row | {name: UNKNOWN_DATE},))
            yield Case(name=f"{head}: {name} が不詳", source=changed, items=items)
        found = self._taken(block, row)
        for rule in block.rows:
            name = f"{head}: 決まり「{rule.name}」"
            if rule.latest_by:
                yield Case(name=name, source=self._merged(block, rule, row), rule=rule.name)
            elif _plain(rule) is not None:
                source = sources(block, (found[rule.name],)) if rule.name in found else {}
                yield Case(name=name, source=source, rule=rule.name)

    def _unfilled(self, block: PlanBlock, row: Row, head: str) -> Iterator[Case]:
        """Items that the row leaves empty because of a CASE: a row for each branch that fills one of them."""
        asked = {item.item: item.tree for item in block.items if item.tree.find(exp.Case) is not None}
        conditions = (branch for tree in asked.values() for branch in _branches(tree))
        rows = [row, *({**row, **change} for one in conditions for change in (*taking(one), *passing(one)))]
        told = self._probe(block, rows, asked)
        left = set(asked) - (told[0] if told else set())
        for changed, filled in zip(rows, told, strict=True):
            if items := tuple(name for name in asked if name in filled & left):
                yield Case(name=f"{head}: {'・'.join(items)}", source=sources(block, (changed,)), items=items)
                left -= set(items)

    def _taken(self, block: PlanBlock, row: Row) -> dict[str, Row]:
        """Rule → a row that it takes, and no other rule of the block if there is such a row."""
        rules = _conditions(block)
        asked = {name: _holds(condition) for name, condition in rules.items()}
        tries = [(name, row | change) for name, condition in rules.items() for change in taking(condition)]
        told = self._probe(block, [one for _, one in tries], asked)
        found: dict[str, Row] = {}
        for (name, one), by in zip(tries, told, strict=True):
            if by == {name}:
                found.setdefault(name, one)
        return found

    def _merged(self, block: PlanBlock, rule: PlanRowRule, row: Row) -> Mapping[str, tuple[Row, ...]]:
        """Rows of which a rule merges the first into the second; nothing where none were found."""
        alone = replace(self.plan, blocks=(block,))
        for rows in newest(rule.key, rule.latest_by, row):
            source = sources(block, rows)
            fate, by = self._run(alone, source).fates[block.table, block.source, 1]
            if (fate, by) == (Fate.MERGED, frozenset({rule.name})):
                return source
        return {}

    def written(self, block: PlanBlock, case: Case) -> Iterator[str]:
        """The YAML of a case."""
        if not case.source:
            yield f"  # 要確認 {said(case.name)} に当たる行を作れませんでした。テストを書き足してください。"
            return
        tried = self.outcome(block, case.source)
        yield f"  - name: {scalar(case.name)}"
        yield "    source:"
        for table, rows in case.source.items():
            yield f"      {scalar(table)}:" if len(rows) > 1 else f"      {scalar(table)}: {_flow(rows[0])}"
            yield from (f"        - {_flow(row)}" for row in rows if len(rows) > 1)
        made = tried.rows.get(block.table, ())
        fate, _ = tried.fates.get((block.table, block.source, 1), (Fate.EXCLUDED, frozenset()))
        if not made or (case.rule and fate is not Fate.WRITTEN):
            yield "    fates:"
            yield from _fates(block, case, tried)
            return
        yield "    expect:"
        yield f"      {scalar(block.table)}:"
        for one in made:
            wanted = {i: v or "" for i, v in one.items() if (i in case.items if case.items else v)}
            lines = [f"{scalar(item)}: {quoted(text)}" for item, text in wanted.items()]
            yield f"        - {lines[0]}" if lines else "        - {}"
            yield from (f"          {line}" for line in lines[1:])


def _flow(row: Row) -> str:
    return f"{{{', '.join(f'{scalar(name)}: {quoted(text)}' for name, text in row.items())}}}"


def _fates(block: PlanBlock, case: Case, tried: Tried) -> Iterator[str]:
    """The fate of each row of the block's source."""
    rows = case.source[block.source]
    for n in range(1, len(rows) + 1):
        fate, by = tried.fates.get((block.table, block.source, n), (Fate.EXCLUDED, frozenset()))
        which = f"row: {n}, " if len(rows) > 1 else ""
        named = f", by: {scalar(min(by))}" if by else ""
        yield f"      - {{{which}table: {scalar(block.table)}, fate: {fate.value}{named}}}"


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
