"""Answers to a requirement whose text was another one when the form was made: they may no longer hold."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.forms.read import found as notes
from migrate.forms.read.workbook import Filled
from migrate.gap.functions import layout
from migrate.gap.functions.requirement import Business
from migrate.model.finding import Finding, Severity


def _bare(text: str) -> str:
    return "".join(text.split())


def stale(business: Business, filled: Filled) -> Iterator[Finding]:
    """A warning for each answered row whose requirement or class is not that of the standard in use."""
    known = {(one.sheet, one.key): one.printed for one in business.requirements}
    for row in filled.rows:
        now = known.get((row.sheet, row.key)) or known.get((row.sheet, row.printed.get("id", "")))
        answered = any(said.answer is not None for said in row.said.values())
        if now is None or not answered:
            continue
        changed = [
            id for id in ("requirement", "class") if id in row.printed and _bare(row.printed[id]) != _bare(now[id])
        ]
        if changed:
            reason = "要件の文か類型が、表を作ったときと違います"
            params: dict[str, str | int] = {"count": 1, "keys": now["id"], "reason": reason}
            yield notes.finding(layout.FIT, "MIG-GAP-089", Severity.WARNING, row.place, params)
