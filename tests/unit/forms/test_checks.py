"""The check column of forms whose rows require nothing."""

from __future__ import annotations

from migrate.forms.book import checks
from migrate.phase import form as forms


def test_a_row_without_required_questions_has_a_whole_formula() -> None:
    """The comparison with 0 has something on its left: an empty sum is 0 (LibreOffice: Err:510)."""
    bare = [
        sheet
        for item in forms.items()
        for sheet in forms.form(item).sheets
        if sheet.table and not any(question.required for question in sheet.questions)
    ]
    formulas = [checks.of_row(sheet, lambda question: question.id, "A1", "Z1") for sheet in bare]

    assert bare
    assert all('IF(0>0,"未記入"' in one for one in formulas)
