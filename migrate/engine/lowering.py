"""Trees of `expression` to DuckDB SQL.

Rule of values: no value is NULL and a text is never empty. Rule of conditions: true or false, never NULL. Calls of
functions without ``lower`` become columns ``§vN`` (value) and ``§bN`` (why there is none) of the staged relation.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from migrate.engine import functions
from migrate.engine.expression import columns
from migrate.engine.functions import Function
from migrate.engine.kinds import Kind
from migrate.model.value import value


@value
class StagedCall:
    """A call that runs once per distinct value. ``depth`` 1 reads source columns only, 2 also results of 1 …"""

    number: int
    depth: int
    function: Function
    input: exp.Expression
    """Tree of its first argument."""
    literals: tuple[str | int, ...]
    """The other arguments."""

    @property
    def code_map(self) -> str:
        """Name of the code map it uses, ``""`` without one."""
        kinds = self.function.parameters[1:]
        return next((str(x) for k, x in zip(kinds, self.literals, strict=True) if k is Kind.CODE_MAP), "")

    @property
    def columns(self) -> tuple[str, ...]:
        """Source columns that it reads."""
        return columns(self.input)

    @property
    def value_column(self) -> str:
        """Column that holds its result."""
        return f"§v{self.number}"

    @property
    def failure_column(self) -> str:
        """Column that holds ``number|reason`` where it has none."""
        return f"§b{self.number}"


def _text(content: str) -> exp.Expression:
    return exp.Literal.string(content)


def _function(name: str, *arguments: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _column(name: str) -> exp.Expression:
    return exp.column(exp.to_identifier(name, quoted=True))


def _known(call: exp.Anonymous) -> Function:
    found = functions.function(str(call.this))
    assert found is not None, "trees come from expression.parse"
    return found


class Lowering:
    """The SQL of a set of trees over one source table; equal calls share one column."""

    def __init__(self, trees: Iterable[exp.Expression]) -> None:
        self._calls: dict[str, StagedCall] = {}
        for tree in trees:
            for node in reversed(list(tree.find_all(exp.Anonymous, bfs=False))):  # inner before outer
                if _known(node).lower is None:
                    self._stage(node)

    @property
    def calls(self) -> tuple[StagedCall, ...]:
        """All staged calls, shallow first."""
        return tuple(sorted(self._calls.values(), key=lambda call: (call.depth, call.number)))

    def call(self, number: int) -> StagedCall:
        """The staged call of that number."""
        return next(call for call in self._calls.values() if call.number == number)

    def made(self, column: str) -> bool:
        """True where a column is not the source's but holds what a staged call gave."""
        return any(column in (call.value_column, call.failure_column) for call in self._calls.values())

    def _stage(self, node: exp.Anonymous) -> None:
        key = node.sql("duckdb")
        if key in self._calls:
            return
        first, *rest = node.expressions
        inner = [self._calls[one.sql("duckdb")].depth for one in first.find_all(exp.Anonymous) if self._is_staged(one)]
        literals = tuple(str(one.this) if one.is_string else int(one.this) for one in rest)
        self._calls[key] = StagedCall(
            number=len(self._calls) + 1,
            depth=1 + max(inner, default=0),
            function=_known(node),
            input=first,
            literals=literals,
        )

    def _is_staged(self, node: exp.Anonymous) -> bool:
        return node.sql("duckdb") in self._calls

    def rests_on_calls(self, tree: exp.Expression) -> bool:
        """True where a tree reads the result of a staged call."""
        return any(self._is_staged(node) for node in tree.find_all(exp.Anonymous))

    def value(self, node: exp.Expression) -> exp.Expression:
        """SQL of a value tree: NULL or a text that is not empty."""
        match node:
            case exp.Column():
                return _function("nullif", _column(node.name), _text(""))
            case exp.Literal() if node.this:
                return node.copy()
            case exp.Literal() | exp.Null():
                return exp.Null()
            case exp.Case():
                branches = [
                    exp.If(this=self.condition(b.this), true=self.value(b.args["true"])) for b in node.args["ifs"]
                ]
                default = node.args.get("default")
                return exp.Case(ifs=branches, default=self.value(default) if default is not None else None)
        assert isinstance(node, exp.Anonymous), "trees come from expression.parse"
        function = _known(node)
        if function.lower is None:
            return _column(self._calls[node.sql("duckdb")].value_column)
        return function.lower(*(self.value(argument) for argument in node.expressions))

    def _side(self, node: exp.Expression) -> exp.Expression:
        return _function("coalesce", self.value(node), _text(""))

    def condition(self, node: exp.Expression) -> exp.Expression:
        """SQL of a condition tree: true or false."""
        match node:
            case exp.And() | exp.Or():
                return exp.paren(type(node)(this=self.condition(node.this), expression=self.condition(node.expression)))
            case exp.Not():
                return exp.Not(this=exp.paren(self.condition(node.this)))
            case exp.EQ() | exp.NEQ():
                return exp.paren(type(node)(this=self._side(node.this), expression=self._side(node.expression)))
            case exp.LT() | exp.LTE() | exp.GT() | exp.GTE():
                order = type(node)(this=self.value(node.this), expression=self.value(node.expression))
                return _function("coalesce", order, exp.false())
            case exp.In():
                listed = [_text(one.this) for one in node.expressions]
                return exp.paren(exp.In(this=self._side(node.this), expressions=listed))
        assert isinstance(node, exp.Is), "trees come from expression.parse_condition"
        return exp.paren(exp.Is(this=self.value(node.this), expression=exp.Null()))

    def failure(self, node: exp.Expression) -> exp.Expression | None:
        """SQL of why a tree has no value (``number|reason``), NULL where nothing failed; None where nothing can fail.

        Branches of CASE that are not taken, and arguments of coalesce after the first with a value, do not count.
        """
        match node:
            case exp.Column() | exp.Literal() | exp.Null():
                return None
            case exp.Case():
                return self._case_failure(node)
            case exp.Anonymous() if node.this == "coalesce":
                return self._coalesce_failure(list(node.expressions))
            case exp.Anonymous() if _known(node).lower is None:
                own = _column(self._calls[node.sql("duckdb")].failure_column)
                return self._first([self.failure(node.expressions[0]), own])
        parts = [
            one for argument in node.args.values() for one in (argument if isinstance(argument, list) else [argument])
        ]
        return self._first([self.failure(part) for part in parts if isinstance(part, exp.Expression)])

    @staticmethod
    def _first(found: list[exp.Expression | None]) -> exp.Expression | None:
        real = [one for one in found if one is not None]
        return _function("coalesce", *real) if len(real) > 1 else real[0] if real else None

    def _case_failure(self, node: exp.Case) -> exp.Expression | None:
        tests: list[exp.Expression | None] = [self.failure(branch.this) for branch in node.args["ifs"]]
        taken = [self.failure(branch.args["true"]) for branch in node.args["ifs"]]
        default = node.args.get("default")
        last = self.failure(default) if default is not None else None
        if last is None and not any(one is not None for one in taken):
            return self._first(tests)
        branches = [
            exp.If(this=self.condition(branch.this), true=one if one is not None else exp.Null())
            for branch, one in zip(node.args["ifs"], taken, strict=True)
        ]
        return self._first([*tests, exp.Case(ifs=branches, default=last)])

    def _coalesce_failure(self, arguments: list[exp.Expression]) -> exp.Expression | None:
        first, *rest = arguments
        later = self._coalesce_failure(rest) if rest else None
        if later is not None:
            missing = exp.Is(this=self.value(first), expression=exp.Null())
            later = exp.Case(ifs=[exp.If(this=missing, true=later)])
        return self._first([self.failure(first), later])


def sql(tree: exp.Expression) -> str:
    """A lowered tree as DuckDB SQL."""
    return str(tree.sql("duckdb"))
