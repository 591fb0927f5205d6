"""What is found while a form is read: places are cells, words of the answers never appear."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.forms.form import Head
from migrate.model.finding import Finding, Place, Severity


def finding(
    head: Head, code: str, severity: Severity, place: Place, params: Mapping[str, str | int] | None = None
) -> Finding:
    """A finding of a form; the layout is the form's basis."""
    return Finding(code=code, severity=severity, place=place, params=params or {}, basis=head.basis)
