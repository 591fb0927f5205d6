"""What a kind of rule is: one file in `migrate/quality/rules/`, found by its name, that offers ``KIND``."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from datetime import date

from migrate.model.spec import Item, Spec
from migrate.model.value import value
from migrate.quality.catalogue import Rule
from migrate.quality.terms import Term, col, lit

Words = Mapping[str, str | int]


@value
class Around:
    """What a check knows beside the table under test: the specs of all businesses at hand, and the reference date."""

    specs: Mapping[str, Spec]
    as_of: date


@value
class Use:
    """One rule at one item of one table."""

    rule: Rule
    spec: Spec
    table: str
    item: Item
    around: Around


@value
class Reach:
    """A column of another table, which may be another business's."""

    business: str
    table: str
    item: str


@value
class CellTest:
    """Judges cells of one column; both are boolean terms over the columns of the table."""

    domain: Term
    """True where there is something to judge."""
    passes: Term
    """True where the cell is in order; False or null is a failure. Read only inside ``domain``."""


@value
class TableTest:
    """Judges a whole table in SQL."""

    domain: Term
    sql: str
    """DuckDB SQL with one column ``_row``: positions (from 1) of the failing rows. Tables are named by `relation`, hold
    text columns with null for no value, and ``_row``."""


Test = CellTest | TableTest


def _always(use: Use) -> bool:
    return True


def _no_columns(use: Use) -> tuple[str, ...]:
    return ()


def _no_tables(use: Use) -> tuple[Reach, ...]:
    return ()


def _ready() -> bool:
    return True


def _no_words(use: Use) -> Words:
    return {}


@value
class Kind:
    """A kind of rule."""

    test: Callable[[Use], Test]
    applies: Callable[[Use], bool] = _always
    """False where the definitions of item and table give the rule nothing to say."""
    columns: Callable[[Use], tuple[str, ...]] = _no_columns
    """Other columns of the table that the rule reads."""
    tables: Callable[[Use], tuple[Reach, ...]] = _no_tables
    """Columns of other tables that the rule reads."""
    ready: Callable[[], bool] = _ready
    """False where data that the rule needs was left out of this installation: it is then 未実施."""
    words: Callable[[Use], Words] = _no_words
    """Named parameters of the finding's text: names, counts and lengths of the schema."""


def kind_of(rule: Rule) -> Kind:
    """The kind of a rule."""
    module = importlib.import_module(f"migrate.quality.rules.{rule.kind}")
    kind: Kind = module.KIND
    return kind


def quoted(name: str) -> str:
    """``name`` as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def relation_name(business: str, table: str) -> str:
    """The name under which the rows of ``table`` are seen by a ``TableTest``."""
    return f"{business} {table}"


def relation(use: Use, table: str = "") -> str:
    """`relation_name` of the rule's own table, or of another one of its business, as a quoted SQL identifier."""
    return quoted(relation_name(use.spec.business, table or use.table))


def has_value(name: str) -> Term:
    """True where the cell holds a value."""
    return col(name).is_not_null()


BLANKS = " \u3000\t\u00a0"
_BLANKS = lit(BLANKS, "BLANKS", "これだけの値は、値なしとみなす")


def has_text(name: str) -> Term:
    """True where the cell holds more than blanks."""
    return col(name).strip(_BLANKS).bytes().fill_null(0) > 0
