"""A report in the workbook of `pmo export`."""

from __future__ import annotations

from migrate.files.xlsx import Workbook
from migrate.model.pmo import BodyReport
from migrate.pmo.intake.terms import Terms
from migrate.pmo.intake.verdict import NotTakenError, Verdict


def is_report(book: Workbook) -> bool:
    """True where the workbook is one of `pmo export`."""
    return False


def read(book: Workbook, terms: Terms) -> BodyReport:
    """X"""
    raise NotTakenError(Verdict.UNREADABLE, "x")
