"""The forms of a request are data: complete, without contradictions, with their papers and schemas."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest

from migrate.files import records, tables, yaml
from migrate.forms.form import Form, Kind, plain
from migrate.forms.kept_schema import schema
from migrate.procure import layouts
from migrate.procure.rfi.books import KIND

ROOT = Path(__file__).resolve().parents[4]
FOLDER = ROOT / "reports" / "layouts" / "rfi"
IDS = tuple(one.id for one in layouts.listed(KIND))
FORMS = pytest.mark.parametrize("form", [layouts.form(id) for id in IDS], ids=IDS)


def test_papers() -> None:
    """The folder says that it is ours; each file has the columns of its table schema in order."""
    papers = yaml.load(FOLDER / "SOURCE.yaml")
    assert papers["publisher"] == "本ツール独自"
    ours = {path for path in FOLDER.rglob("*.csv") if not (path.parent / "SOURCE.yaml").is_file()} | {
        *FOLDER.glob("*.csv")
    }
    assert {path.name for path in ours} == set(papers["schemas"])
    for name, described in papers["schemas"].items():
        fields = [one["name"] for one in json.loads((FOLDER / described).read_text(encoding="utf-8"))["fields"]]
        for path in FOLDER.rglob(name):
            assert list(tables.read(path)[0]) == fields, path


@FORMS
def test_questions(form: Form) -> None:
    """No two alike in a sheet; conditions name a question of the sheet and one of its answers; rows are named."""
    for sheet in form.sheets:
        labels = [plain(one.label) for one in sheet.questions]
        assert len(set(labels)) == len({one.id for one in sheet.questions}) == len(labels), sheet.id
        assert sheet.step in range(14, 19)
        for question in sheet.questions:
            assert (question.kind is Kind.CHOICE) == bool(question.choices), (sheet.id, question.id)
            for condition in (one for group in question.when for one in group):
                other = sheet.question(condition.question)
                assert other is not None, (sheet.id, question.id)
                assert not other.choices or condition.answer in {one.text for one in other.choices}
        assert not sheet.table or any(one.identity for one in sheet.questions), sheet.id


@FORMS
def test_no_word_means_two_choices(form: Form) -> None:
    """A word that vendors write for a choice belongs to that choice alone."""
    for sheet in form.sheets:
        for question in sheet.questions:
            words = [plain(word) for one in question.choices for word in {one.text, *one.words}]
            assert len(set(words)) == len(words), (sheet.id, question.id)


@pytest.mark.parametrize("id", ["rfi/answer", "rfi/outside"])
def test_lines(id: str) -> None:
    """Printed rows are of tables of the form, their keys unlike each other; each says something."""
    for sheet, found in layouts.lines(id).items():
        assert layouts.form(id).of(sheet).table
        assert len({one.key for one in found}) == len(found)
        assert all(len(one.printed) >= 2 for one in found), sheet


@pytest.mark.parametrize("id", ["rfi/request", "rfi/log"])
def test_kept_answers_have_a_schema(id: str) -> None:
    """reports/schemas holds the schema that follows from the questions."""
    form = layouts.form(id)
    path = ROOT / "reports" / "schemas" / f"{form.head.schema}.json"
    expected = records.to_bytes(schema(form))
    if os.environ.get("MIGRATE_GOLDEN_UPDATE"):
        path.write_bytes(expected)
    jsonschema.Draft202012Validator.check_schema(json.loads(expected))

    assert path.read_bytes() == expected


@pytest.mark.parametrize("kind", ["rfi", "rfp"])
def test_the_register_speaks_to_the_staff(kind: str) -> None:
    """Its own lines stand in the place of what vendors are told under the same label, each label once."""
    told = layouts.form(f"{kind}/log").guide
    labels = [label for label, _ in told]

    assert len(labels) == len(set(labels))
    assert f"migrate {kind} qa import" in dict(told)["出し方"]
    assert "返却票" in dict(layouts.form(f"{kind}/ask").guide)["出し方"]
