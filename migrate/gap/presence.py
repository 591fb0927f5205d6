"""Whether a 必須 item has a value in every row of the column that feeds it."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.gap.link import Link
from migrate.model.finding import Finding, Severity
from migrate.model.gap import Fit


def empties(link: Link) -> int | None:
    """Cells without a value; None where there is no profile, or it does not tell."""
    if link.held is None or not link.held.rows:
        return None
    profile = link.held.profile
    return None if profile.empty is None or profile.blank is None else profile.empty + profile.blank


def judged(link: Link) -> Iterator[tuple[Fit, Finding]]:
    """MIG-GAP-038: rows without a value; -039: the declaration admits them and nobody has looked."""
    if not link.item.required or link.candidate.derived:
        return
    count = empties(link)
    if count:
        params = {"rows": count, "whole": link.held.rows if link.held is not None else 0}
        yield Fit.DECIDE, link.finding("MIG-GAP-038", Severity.ERROR, params)
    elif count is None and link.column.nullable and not link.key:
        yield Fit.FIT, link.finding("MIG-GAP-039", Severity.INFO, {})
