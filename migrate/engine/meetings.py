"""What a look-up must not do in silence: lose rows, or find several."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.engine.block import BlockRun
from migrate.model.finding import Finding, Place, Severity
from migrate.model.mapping import Unmet


def findings(business: str, run: BlockRun) -> Iterator[Finding]:
    """MIG-CNV-027 rows without a partner, -028 rows with several, -029 rows of the other table that nobody asks for."""
    place = Place(business=business, table=run.block.table, file=run.staged.file)
    for met in run.joins:
        who: dict[str, str | int] = {"source": run.block.source, "table": met.join.table, "alias": met.join.alias}
        if met.none:
            severity = Severity.ERROR if met.join.unmet is Unmet.REJECT else Severity.WARNING
            params = who | {"count": met.none, "fate": met.join.unmet.value}
            yield Finding(code="MIG-CNV-027", severity=severity, place=place, params=params)
        if met.many:
            params = who | {"count": met.many}
            yield Finding(code="MIG-CNV-028", severity=Severity.ERROR, place=place, params=params)
        if met.unused:
            params = who | {"count": met.unused, "used": met.used}
            yield Finding(code="MIG-CNV-029", severity=Severity.INFO, place=place, params=params)
