"""What the forms share: conditions of questions, as data, as an answer's state, and as a formula."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.files import tables, yaml
from migrate.forms.book import checks
from migrate.forms.form import Condition, Form, Kind, SheetForm, plain
from migrate.forms.records import is_asked
from migrate.gap.functions import layout
from migrate.survey.form import form as survey

ROOT = Path(__file__).resolve().parents[3]
FORMS = [survey(), layout.fit(), layout.offer()]
SHEETS = [(form, sheet) for form in FORMS for sheet in form.sheets]


def test_a_condition_is_read_as_it_is_written() -> None:
    """``&`` is and, ``|`` is or, ``!=`` is any other answer."""
    when = layout.fit().of("function").question("fit")
    assert when is not None
    option = "標準オプション機能（旧: 実装してもしなくても良い機能）"
    assert when.when == (
        (
            Condition(question="class", answer="実装不可機能", same=False),
            Condition(question="class", answer=option, same=False),
        ),
        (Condition(question="adopt", answer="採用"),),
    )


@pytest.mark.parametrize(("form", "sheet"), SHEETS, ids=[f"{f.head.id}-{s.id}" for f, s in SHEETS])
def test_sheets_are_sound(form: Form, sheet: SheetForm) -> None:
    """Ids and labels differ; a condition names an earlier column and one of its answers."""
    ids = [q.id for q in sheet.questions]
    labels = [plain(q.label) for q in sheet.questions]
    assert (len(set(ids)), len(set(labels))) == (len(ids), len(labels))
    for number, question in enumerate(sheet.questions):
        for condition in (one for group in question.when for one in group):
            other = next(q for q in sheet.questions[:number] if q.id == condition.question)
            assert other.printed or condition.answer in [choice.text for choice in other.choices]
        assert not (question.printed and (question.required or question.choices))
        assert (question.kind is Kind.CHOICE) == bool(question.choices)
    assert form.head.noun


def test_asked_by_class() -> None:
    """The fit of an optional function is asked once it is adopted; of one that may not be built never."""
    sheet = layout.fit().of("function")
    fit = next(q for q in sheet.questions if q.id == "fit")
    option = "標準オプション機能（旧: 実装してもしなくても良い機能）"
    cases = [
        ({"class": "実装必須機能"}, True),
        ({"class": "?"}, True),
        ({"class": option}, False),
        ({"class": option, "adopt": "採用"}, True),
        ({"class": "実装必須機能", "adopt": "採用"}, True),
        ({"class": "実装不可機能"}, False),
        ({}, False),
    ]
    assert [is_asked(sheet, fit, given) for given, _ in cases] == [asked for _, asked in cases]


def test_formulas_stay_below_the_limit_of_excel() -> None:
    """Excel takes 8,192 characters."""
    for sheet in (s for form in FORMS for s in form.sheets if s.table):
        columns = {q.id: n for n, q in enumerate(sheet.questions)}
        text = checks.of_row(sheet, lambda q, c=columns: f"{chr(65 + c[q.id])}1048576", "A1048576", "Z1048576")
        assert len(text) < 8_192, sheet.id


def test_every_table_file_has_its_columns() -> None:
    """Both folders of the Fit&Gap name a table schema for each file."""
    for folder in ("functions", "package"):
        base = ROOT / "reports" / "layouts" / folder
        papers = yaml.load(base / "SOURCE.yaml")
        assert papers["publisher"] == "本ツール独自"
        for name, schema in papers["schemas"].items():
            fields = json.loads((base / schema).read_text(encoding="utf-8"))["fields"]
            assert [field["name"] for field in fields] == list(tables.read(base / name)[0]), name
