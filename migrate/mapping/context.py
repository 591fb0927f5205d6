"""What the checks of a mapping look at."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from collections.abc import Mapping as Dict
from dataclasses import field, replace

from sqlglot import exp

from migrate.engine import expression
from migrate.mapping import seen
from migrate.mapping.load import OWN
from migrate.mapping.measured import Measured, as_measured
from migrate.mapping.trees import BlockTrees, trees
from migrate.model.decision import Decisions
from migrate.model.finding import Finding, Place, Severity
from migrate.model.mapping import Block, Mapping
from migrate.model.source import SourceSchema, SourceTable
from migrate.model.spec import Spec
from migrate.model.value import value


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def near(name: str, known: Iterable[str]) -> str:
    """The names most like ``name``, else the first few of ``known``, for the cure.

    Width and case do not count: that is how names are mistyped.

    >>> near("kojin_no", ("ATENA_NO", "KOJIN_NO")), near("氏＿名", ("氏_名", "名"))
    ('KOJIN_NO、ATENA_NO', '氏_名、名')
    """
    names: dict[str, list[str]] = {}
    for one in known:
        names.setdefault(_plain(one), []).append(one)
    close = difflib.get_close_matches(_plain(name), names, n=3, cutoff=0.4) or list(names)[:5]
    return "、".join(one for key in close for one in names[key]) or "なし"


@value
class Context:
    """A mapping with its trees, the spec and the current system's schema."""

    mapping: Mapping
    spec: Spec
    schema: SourceSchema
    trees: tuple[BlockTrees, ...]
    refused: tuple[Finding, ...]
    measured: Measured = field(default_factory=dict)
    """Columns whose data was profiled."""
    known: Dict[str, Dict[str, None]] = field(default_factory=dict)
    """Source table → names of its columns, in their order."""
    decisions: Decisions | None = None
    """What people decided on the business."""

    def finding(
        self,
        code: str,
        severity: Severity,
        params: Dict[str, str | int],
        table: str | None = None,
        item: str | None = None,
        line: int | None = None,
    ) -> Finding:
        """A finding in this mapping's file; ``table`` and ``item`` name a place of the standard or of the source."""
        business = self.spec.business if table in self.spec.tables else None
        place = Place(business=business, table=table, item=item, file=self.mapping.path, line=line)
        return Finding(code=code, severity=severity, place=place, params=params, basis=OWN)

    def unknown_column(self, source: str, column: str, line: int | None) -> Finding | None:
        """MIG-MAP-012 where a known table has no such column."""
        names = self.known.get(source)
        if names is None or column in names:
            return None
        params = {"source": source, "column": column, "near": near(column, names)}
        return self.finding("MIG-MAP-012", Severity.ERROR, params, line=line)

    def unknown_table(self, source: str, line: int | None) -> Finding:
        """MIG-MAP-013, the finding of a table that is not there."""
        params = {"source": source, "near": near(source, (t.name for t in self.schema.tables))}
        return self.finding("MIG-MAP-013", Severity.ERROR, params, line=line)

    def table_of(self, block: Block) -> SourceTable | None:
        """The source of a block with the columns of its joins, None where there is no such source."""
        return seen.table(self.schema, block)

    def measured_table(self, block: Block, names: Iterable[str]) -> SourceTable | None:
        """Those columns of a block's table with the longest value in their data; None where one was not measured."""
        table, wanted = self.table_of(block), set(names)
        if table is None or not self.measured:
            return None
        kept = replace(table, columns=tuple(column for column in table.columns if column.name in wanted))
        known = {name: self.measured.get(self.origin(block, name), ()) for name in wanted}
        return as_measured(kept, known)

    @staticmethod
    def origin(block: Block, name: str) -> tuple[str, str]:
        """Table and column behind a name in an expression of the block."""
        return seen.origin(block, name)

    @staticmethod
    def columns_of(tree: exp.Expression | None) -> tuple[str, ...]:
        """Columns of a tree, none where it was refused."""
        return expression.columns(tree) if tree is not None else ()

    def columns(self, block: BlockTrees, item: str) -> tuple[str, ...]:
        """Columns of one item's tree."""
        return block.columns.get(item, ())


def context(
    mapping: Mapping, spec: Spec, schema: SourceSchema, measured: Measured, decisions: Decisions | None = None
) -> Context:
    """Parse the mapping's expressions and put everything together."""
    parsed, refused = trees(mapping)
    return Context(
        mapping=mapping,
        spec=spec,
        schema=schema,
        trees=parsed,
        refused=refused,
        measured=measured,
        decisions=decisions,
        known={table.name: dict.fromkeys(column.name for column in table.columns) for table in schema.tables},
    )
