"""The forms of the work items are data: complete, without contradictions, with their papers and schemas."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest

from migrate.files import records, tables, yaml
from migrate.files.bundled import bundled
from migrate.forms.form import Kind, plain
from migrate.forms.kept_schema import schema
from migrate.phase import form as forms
from migrate.phase import register, steps

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "reports" / "layouts" / "phase"
STEPS = steps.load(bundled("specs") / "procedure" / steps.EDITION).steps
ITEMS = pytest.mark.parametrize("item", forms.items())


def test_papers() -> None:
    """The folder says that it is ours; each file, of every work item, has the columns of its table schema in order."""
    papers = yaml.load(FOLDER / "SOURCE.yaml")
    assert papers["publisher"] == "本ツール独自"
    for name, described in papers["schemas"].items():
        fields = [one["name"] for one in json.loads((FOLDER / described).read_text(encoding="utf-8"))["fields"]]
        for path in (*FOLDER.glob(name), *FOLDER.glob(f"*/{name}")):
            assert list(tables.read(path)[0]) == fields, path


def test_every_work_item_and_step_has_a_title() -> None:
    """18 work items and 40 steps, in their order, then the registers of the whole project."""
    codes = [code for one in STEPS for code in (one.code.partition("-")[0], one.code)]

    assert list(forms.titles()) == [*dict.fromkeys(codes), forms.ACROSS]


@ITEMS
def test_sheets_serve_steps_of_their_work_item(item: int) -> None:
    """A sheet of ① serves ①-1, ①-2 or ①-3, one of the whole project none; ids and names are unlike each other."""
    sheets = forms.form(item).sheets
    served = {one.number for one in STEPS if one.item_number == item} or {forms.REGISTERS}

    assert {sheet.step for sheet in sheets} <= served
    assert len({sheet.id for sheet in sheets}) == len({sheet.name for sheet in sheets}) == len(sheets)


@ITEMS
def test_questions(item: int) -> None:
    """No two alike in a sheet; conditions name a question of the sheet and one of its answers; rows are named."""
    for sheet in forms.form(item).sheets:
        labels = [plain(one.label) for one in sheet.questions]
        assert len(set(labels)) == len(labels), sheet.id
        assert len({one.id for one in sheet.questions}) == len(labels), sheet.id
        for question in sheet.questions:
            assert (question.kind is Kind.CHOICE) == bool(question.choices), (sheet.id, question.id)
            for condition in (one for group in question.when for one in group):
                other = sheet.question(condition.question)
                assert other is not None, (sheet.id, question.id)
                assert not other.choices or condition.answer in {one.text for one in other.choices}
        business = sheet.question(register.BUSINESS)
        assert business is None or business.kind is Kind.BUSINESSES
        assert not sheet.table or any(one.identity for one in sheet.questions), sheet.id


@ITEMS
def test_kept_answers_have_a_schema(item: int) -> None:
    """reports/schemas holds the schema that follows from the questions."""
    path = ROOT / "reports" / "schemas" / f"{forms.form(item).head.schema}.json"
    expected = records.to_bytes(schema(forms.form(item)))
    if os.environ.get("MIGRATE_GOLDEN_UPDATE"):
        path.write_bytes(expected)
    jsonschema.Draft202012Validator.check_schema(json.loads(expected))

    assert path.read_bytes() == expected
