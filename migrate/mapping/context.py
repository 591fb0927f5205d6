"""What the checks of a mapping look at."""

from __future__ import annotations

from collections.abc import Mapping as Dict

from sqlglot import exp

from migrate.engine import expression
from migrate.mapping.load import OWN
from migrate.mapping.trees import BlockTrees, trees
from migrate.model.finding import Finding, Place, Severity
from migrate.model.mapping import Mapping
from migrate.model.source import SourceSchema
from migrate.model.spec import Spec
from migrate.model.value import value


@value
class Context:
    """A mapping with its trees, the spec and the current system's schema."""

    mapping: Mapping
    spec: Spec
    schema: SourceSchema
    trees: tuple[BlockTrees, ...]
    refused: tuple[Finding, ...]

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

    @staticmethod
    def columns_of(tree: exp.Expression | None) -> tuple[str, ...]:
        """Columns of a tree, none where it was refused."""
        return expression.columns(tree) if tree is not None else ()

    def columns(self, block: BlockTrees, item: str) -> tuple[str, ...]:
        """Columns of one item's tree."""
        return self.columns_of(block.items.get(item))


def context(mapping: Mapping, spec: Spec, schema: SourceSchema) -> Context:
    """Parse the mapping's expressions and put everything together."""
    parsed, refused = trees(mapping)
    return Context(mapping=mapping, spec=spec, schema=schema, trees=parsed, refused=refused)
