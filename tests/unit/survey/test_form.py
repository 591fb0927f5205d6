"""The questionnaire is data: complete, without contradictions, with its papers and its schema."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema

from migrate.files import records, tables, yaml
from migrate.forms.form import plain
from migrate.forms.kept_schema import schema
from migrate.survey.form import form

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "reports" / "layouts" / "survey"
SCHEMA = ROOT / "reports" / "schemas" / "survey-answers.json"


def test_papers() -> None:
    """The folder says what it is and that it is ours; each file has a table schema with its columns in order."""
    papers = yaml.load(FOLDER / "SOURCE.yaml")
    assert {"title", "publisher", "edition", "date", "licence", "sha256", "derived"} <= set(papers)
    assert papers["publisher"] == "本ツール独自"
    for name, schema_name in papers["schemas"].items():
        fields = json.loads((FOLDER / schema_name).read_text(encoding="utf-8"))["fields"]
        assert [field["name"] for field in fields] == list(tables.read(FOLDER / name)[0]), name


def test_questions_are_unlike_each_other() -> None:
    """Within a sheet no two questions have one id or one label, so that a row is found by either."""
    for sheet in form().sheets:
        ids = [q.id for q in sheet.questions]
        labels = [plain(q.label) for q in sheet.questions]
        assert (len(set(ids)), len(set(labels))) == (len(ids), len(labels)), sheet.id


def test_conditions_name_an_earlier_question_and_one_of_its_answers() -> None:
    """「when」 refers to a question of the same sheet and to an answer that can be chosen."""
    for sheet in form().sheets:
        for number, question in enumerate(sheet.questions):
            for condition in (one for group in question.when for one in group):
                other = next(q for q in sheet.questions[:number] if q.id == condition.question)
                assert condition.answer in [choice.text for choice in other.choices]


def test_tables_can_tell_their_rows_apart() -> None:
    """A table has an identity, and the rows that it prints are different."""
    for sheet in form().sheets:
        if sheet.table:
            assert any(q.identity for q in sheet.questions), sheet.id
            names = [plain(name) for p in sheet.presets for name in (p.name, *p.words)]
            own = [plain(p.name) for p in sheet.presets]
            assert len(own) == len(set(own)) and len({p.key for p in sheet.presets}) == len(sheet.presets)
            assert len(names) - len(set(names)) <= sum(plain(p.name) in map(plain, p.words) for p in sheet.presets)


def test_every_step_of_the_survey_has_a_sheet() -> None:
    """②-1 to ②-4 are steps 4 to 7."""
    assert sorted({sheet.step for sheet in form().sheets}) == [4, 5, 6, 7]


def test_schema_is_that_of_the_questions() -> None:
    """`reports/schemas/survey-answers.json` follows from the questions; MIGRATE_GOLDEN_UPDATE=1 writes it anew."""
    expected = records.to_bytes(schema(form()))
    if os.environ.get("MIGRATE_GOLDEN_UPDATE") == "1":
        SCHEMA.write_bytes(expected)
    assert SCHEMA.read_bytes() == expected
    jsonschema.Draft202012Validator.check_schema(json.loads(expected))
