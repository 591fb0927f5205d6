"""One block of a plan as a readable SQL statement of a dialect: for review, for Spark, for a vendor's own database.

The statement gives the target rows of the block: look-ups, conversion tables, row rules, merging, then the items. It
leaves out what is no row: rejects, reasons and lineage are the engine's.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from migrate.engine.dialects import Dialect, portable, said
from migrate.engine.expression import columns
from migrate.engine.lowering import Lowering, StagedCall
from migrate.engine.plan import Plan, PlanBlock, PlanJoin, PlanRowRule
from migrate.model.mapping import OnError
from migrate.model.value import value

_RULE = "mig_rule"
_AGES = ("duckdb", "spark", "postgres")
"""Dialects that order a history as the engine does."""


@value
class Loss:
    """What a dialect cannot say, or says with a loss."""

    item: str
    """Item or rule in which it stands."""
    what: str
    """The function, or the part of the statement."""
    lost: bool
    """True where nothing is written in its place (NULL)."""


@value
class ConversionTable:
    """A table that must be there before the statement runs: distinct input → output, reason."""

    name: str
    call: StagedCall


@value
class Statement:
    """The SQL of one block."""

    table: str
    source: str
    part: str
    sql: str
    needs: tuple[ConversionTable, ...]
    losses: tuple[Loss, ...]


class _Writer:
    def __init__(self, plan: Plan, block: PlanBlock, dialect: Dialect, prefix: str) -> None:
        self.plan, self.block, self.dialect, self.prefix = plan, block, dialect, prefix
        conditions = [rule.condition for rule in block.rows if rule.condition is not None]
        self.lowering = Lowering([*(item.tree for item in block.items), *conditions])
        self.losses: dict[tuple[str, str], Loss] = {}
        self.here = ""

    def name(self, text: str) -> str:
        return str(exp.to_identifier(text, quoted=True).sql(self.dialect.name))

    def text(self, text: str) -> str:
        return str(portable(exp.Literal.string(text), self.dialect.name).sql(self.dialect.name))

    def sql(self, tree: exp.Expression, within: bool = False) -> str:
        """A lowered tree as SQL; ``within`` the join of conversion tables, results are still in those tables."""
        resolved = tree.copy().transform(lambda node: self._resolved(node, within))
        return str(portable(resolved, self.dialect.name).sql(self.dialect.name))

    def _resolved(self, node: exp.Expression, within: bool) -> exp.Expression:
        """Results of staged calls as columns of their tables, or said in the dialect."""
        if not isinstance(node, exp.Column) or not node.name.startswith(("§v", "§b")) or node.name[2:] == "":
            return node
        call = self.lowering.call(int(node.name[2:]))
        kind = "output" if node.name.startswith("§v") else "reason"
        if self.dialect.tables:
            table = f"c{call.number}" if within else None
            return exp.column(exp.to_identifier(kind if within else f"{kind}_{call.number}", quoted=True), table=table)
        given = self.lowering.value(call.input).transform(lambda inner: self._resolved(inner, within))
        plain = portable(given, self.dialect.name)
        found = said(
            call.function, plain, call.literals, dict(self.plan.code_maps.get(call.code_map, {})), self.dialect.name
        )
        if found is None or call.function.name == "digits":
            self._lose(call.function.name, found is None)
        if found is None:
            found = exp.Null()
            found.add_comments([f" {call.function.name}({', '.join(call.columns)}) ".replace("*/", "* /")])
        return found

    def _lose(self, what: str, lost: bool) -> None:
        self.losses.setdefault((self.here, what), Loss(item=self.here, what=what, lost=lost))

    def _trimmed(self, column: str) -> str:
        return self.sql(
            Lowering([]).value(
                exp.Anonymous(this="trim", expressions=[exp.column(exp.to_identifier(column, quoted=True))])
            )
        )

    def base(self) -> str:
        """The rows of the source with the columns of look-ups."""
        wanted = sorted({c for tree in self._trees() for c in columns(tree)} | set(self._named()))
        own = [c for c in wanted if not c.startswith("§") and self._alias(c) is None]
        selected = [f"s.{self.name(c)}" for c in own]
        joins = []
        for n, join in enumerate(self.block.joins):
            q = f"j{n}"
            theirs = [c for c in wanted if self._alias(c) is join]
            selected += [f"{q}.{self.name(c.removeprefix(join.alias + '.'))} AS {self.name(c)}" for c in theirs]
            count = f"CASE WHEN {q}.mig_n IS NULL THEN '0' WHEN {q}.mig_n = 1 THEN '1' ELSE '2' END"
            selected.append(f"{count} AS {self.name(join.partners)}")
            joins.append(self._join(join, q))
        body = ",\n    ".join(selected) or "s.*"
        return f"  SELECT\n    {body}\n  FROM {self.name(self.block.source)} s" + "".join(joins)

    def _trees(self) -> Iterator[exp.Expression]:
        yield from (item.tree for item in self.block.items)
        yield from (rule.condition for rule in self.block.rows if rule.condition is not None)

    def _named(self) -> Iterator[str]:
        for rule in self.block.rows:
            yield from (*rule.key, rule.latest_by) if rule.latest_by else ()

    def _alias(self, column: str) -> PlanJoin | None:
        return next((join for join in self.block.joins if column.startswith(f"{join.alias}.")), None)

    def _join(self, join: PlanJoin, q: str) -> str:
        keys = ", ".join(self._trimmed(their) for _, their in join.keys)
        where = f" WHERE {self.sql(Lowering([]).condition(join.condition))}" if join.condition is not None else ""
        inner = f"SELECT t.* FROM {self.name(join.table)} t{where}"
        if join.latest_by:
            self.here = join.alias
            rank = self._rank(keys, join.latest_by)
            inner = (
                f"SELECT t.*\n      FROM (\n        SELECT t.*,\n          {rank} AS mig_rank\n"
                f"        FROM ({inner}) t\n      ) t WHERE mig_rank = 1"
            )
        first = ", ".join(self.name(their) for _, their in join.keys)
        numbered = (
            f"\n    SELECT t.*,\n      COUNT(*) OVER (PARTITION BY {keys}) AS mig_n,\n"
            f"      ROW_NUMBER() OVER (PARTITION BY {keys} ORDER BY {first}) AS mig_one\n"
            f"    FROM (\n      {inner}\n    ) t\n  "
        )
        met = " AND ".join(f"{self._of('s', ours)} = {self._of(q, their)}" for ours, their in join.keys)
        return f"\n  LEFT JOIN ({numbered}) {q} ON {q}.mig_one = 1 AND {met}"

    def _rank(self, keys: str, latest_by: str) -> str:
        """1 for the newest of a key and for rows whose age cannot be told; elsewhere by the column's own order."""
        if self.dialect.name not in _AGES:
            self._lose(f"latest_by {latest_by}", False)
            return f"RANK() OVER (PARTITION BY {keys} ORDER BY {self.name(latest_by)} DESC)"
        age = self._age(self._trimmed(latest_by))
        return (
            f"CASE WHEN {age} IS NULL THEN 1 ELSE RANK() OVER (PARTITION BY {keys} ORDER BY {age} DESC NULLS LAST) END"
        )

    @staticmethod
    def _age(text: str) -> str:
        """`ages.order` without regular expressions, whose dialects differ."""
        shape = f"TRANSLATE({text}, '123456789', '000000000')"
        dates = "', '".join(("0000-00-00", "0000/00/00", "0000-00/00", "0000/00-00"))
        digits = f"REPLACE({shape}, '0', '') = '' AND LENGTH({text}) <= 60"
        eight = f"REPLACE(REPLACE({text}, '-', ''), '/', '')"
        return (
            f"CASE WHEN {shape} IN ('{dates}') THEN LPAD({eight}, 60, '0') WHEN {digits} THEN LPAD({text}, 60, '0') END"
        )

    def _of(self, table: str, column: str) -> str:
        join = self._alias(column) if table == "s" else None
        if join is not None:
            table, column = f"j{self.block.joins.index(join)}", column.removeprefix(f"{join.alias}.")
        inner = exp.column(exp.to_identifier(column, quoted=True), table=table)
        empty = exp.Literal.string("")
        stripped = exp.Anonymous(this="trim", expressions=[inner, exp.Literal.string(" \u3000")])
        return self.sql(exp.Anonymous(this="nullif", expressions=[stripped, empty]))

    def converted(self) -> str:
        """The base with the results of conversion tables."""
        selected, joins = ["b.*"], []
        for call in self.lowering.calls:
            c = f"c{call.number}"
            selected += [
                f"{c}.{self.name(kind)} AS {self.name(f'{kind}_{call.number}')}" for kind in ("output", "reason")
            ]
            given = self.sql(self.lowering.value(call.input), within=True)
            joins.append(
                f"  LEFT JOIN {self.name(self.prefix + str(call.number))} {c} ON {c}.{self.name('input')} = {given}"
            )
        return f"  SELECT {', '.join(selected)}\n  FROM base b\n" + "\n".join(joins)

    def judged(self, before: str) -> str:
        """… with the name of the rule that keeps a row out."""
        arms = []
        for rule in self.block.rows:
            if rule.condition is not None:
                self.here = rule.name
                arms.append(f"WHEN {self.sql(self.lowering.condition(rule.condition))} THEN {self.text(rule.name)}")
        case = "CASE\n      " + "\n      ".join(arms) + "\n    END" if arms else "CAST(NULL AS CHAR(1))"
        return f"  SELECT r.*,\n    {case} AS {_RULE}\n  FROM {before} r"

    def newest(self, before: str, rule: PlanRowRule, number: int) -> str:
        """… only the newest of each key; rows without a key stay."""
        self.here = rule.name
        keys = ", ".join(self._trimmed(key) for key in rule.key)
        whole = " AND ".join(f"{self._trimmed(key)} IS NOT NULL" for key in rule.key)
        rank = self._rank(keys, rule.latest_by)
        inner = f"SELECT r.*, CASE WHEN {whole} THEN {rank} ELSE 1 END AS mig_age{number} FROM {before} r"
        return f"  SELECT n.* FROM (\n    {inner}\n  ) n WHERE mig_age{number} = 1"

    def items(self, before: str) -> str:
        """The items of rows that are written."""
        keys = self.plan.keys.get(self.block.table, ())
        selected, where = [], []
        for item in self.block.items:
            self.here = item.item
            found = self.sql(self.lowering.value(item.tree))
            failure = self.lowering.failure(item.tree) if self.dialect.tables else None
            if failure is not None:
                failed = self.sql(failure)
                found = f"CASE WHEN {failed} IS NULL THEN {found} END"
                where += [f"{failed} IS NULL"] if item.on_error is OnError.REJECT else []
            where += [f"{found} IS NOT NULL"] if item.item in keys else []
            selected.append(f"{found} AS {self.name(item.item)}")
        body = ",\n  ".join(selected)
        return f"SELECT\n  {body}\nFROM {before} r" + (f"\nWHERE {' AND '.join(where)}" if where else "")

    def statement(self) -> Statement:
        parts = [("base", self.base())]
        if self.dialect.tables and self.lowering.calls:
            parts.append(("converted", self.converted()))
        parts.append(("judged", self.judged(parts[-1][0])))
        parts.append(("kept", f"  SELECT r.* FROM judged r WHERE {_RULE} IS NULL"))
        merging = [rule for rule in self.block.rows if rule.latest_by]
        for n, rule in enumerate(merging, start=1):
            parts.append((f"newest{n}", self.newest(parts[-1][0], rule, n)))
        with_ = ",\n".join(f"{name} AS (\n{body}\n)" for name, body in parts)
        needs = self.lowering.calls if self.dialect.tables else ()
        sql = f"WITH {with_}\n{self.items(parts[-1][0])}"
        return Statement(
            table=self.block.table,
            source=self.block.source,
            part=self.block.part,
            sql=sql,
            needs=tuple(ConversionTable(name=f"{self.prefix}{call.number}", call=call) for call in needs),
            losses=tuple(self.losses.values()),
        )


def statement(plan: Plan, block: PlanBlock, dialect: Dialect, prefix: str = "mig_conv") -> Statement:
    """The statement of one block; ``prefix`` begins the names of the conversion tables that it joins."""
    return _Writer(plan, block, dialect, prefix).statement()
