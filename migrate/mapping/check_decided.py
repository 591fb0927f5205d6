"""Checks of a mapping beside what people decided in the review."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.context import Context
from migrate.mapping.decided import Against, differing
from migrate.model.finding import Basis, Finding, Place, Severity

_BASIS = Basis(document="本ツール独自", section="対応の決定（gap/decisions）")


def decided(c: Context) -> Iterator[Finding]:
    """MIG-MAP-101: an item or a column with which the mapping does something else than was decided."""
    if c.decisions is None:
        return
    published = {(item.table, item.name) for item in c.spec.items}
    for one in differing(c.trees, c.mapping, c.decisions, c.schema):
        if not one.decision.item or (one.decision.group, one.decision.item) in published:
            yield _finding(c, one)


def _finding(c: Context, one: Against) -> Finding:
    decision = one.decision
    return Finding(
        code="MIG-MAP-101",
        severity=Severity.WARNING,
        place=Place(
            business=c.spec.business,
            table=one.table or one.source,
            item=one.item or decision.column,
            file=c.mapping.path,
            line=one.line,
        ),
        params={
            "what": one.item or f"{one.source}.{decision.column}",
            "decided": one.words,
            "who": decision.reviewer or "担当の記載なし",
            "when": decision.date or "日付の記載なし",
            "file": c.decisions.path if c.decisions is not None else "",
            "line": decision.line or 0,
        },
        basis=_BASIS,
    )
