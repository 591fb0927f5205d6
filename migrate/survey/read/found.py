"""What is found while a questionnaire is read: places are cells, words of the answers never appear."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.model.finding import Basis, Finding, Place, Severity

OWN = Basis(document="本ツール独自", section="現行システムの概要調査の調査票（reports/layouts/survey）")


def finding(code: str, severity: Severity, place: Place, params: Mapping[str, str | int] | None = None) -> Finding:
    """A finding of the survey; the layout is ours, and so is its basis."""
    return Finding(code=code, severity=severity, place=place, params=params or {}, basis=OWN)
