"""Forms and chapters of a request for proposals are data: complete, without contradictions, with papers and schemas."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import jsonschema
import pytest

from migrate.errors import MigrateError
from migrate.files import records, tables, yaml
from migrate.forms.decision_sheet import written
from migrate.forms.form import Form, Kind, plain
from migrate.forms.kept_schema import schema
from migrate.model.document import Note
from migrate.procure import layouts
from migrate.procure.rfp import chapters, lists
from migrate.procure.rfp.books import ESTIMATE, LOG, PROPOSAL
from migrate.procure.rfp.paper import REQUEST
from migrate.procure.rfp.tender import KIND

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "reports" / "layouts" / KIND
FORMS = pytest.mark.parametrize("form", [layouts.form(one.id) for one in layouts.listed(KIND)], ids=lambda f: f.head.id)


def test_papers() -> None:
    """The folder says that it is ours; each file has the columns of its table schema in order."""
    papers = yaml.load(FOLDER / "SOURCE.yaml")
    assert papers["publisher"] == "本ツール独自"
    for name, described in papers["schemas"].items():
        fields = [one["name"] for one in json.loads((FOLDER / described).read_text(encoding="utf-8"))["fields"]]
        for path in (one for one in FOLDER.rglob(name) if "criteria" not in one.parts):
            assert list(tables.read(path)[0]) == fields, path


@FORMS
def test_questions(form: Form) -> None:
    """No two alike in a sheet, a choice has choices, conditions name a question of the sheet, rows are named."""
    for sheet in form.sheets:
        labels = [plain(one.label) for one in sheet.questions]
        assert len(set(labels)) == len({one.id for one in sheet.questions}) == len(labels), sheet.id
        for question in sheet.questions:
            assert (question.kind is Kind.CHOICE) == bool(question.choices), (sheet.id, question.id)
            for condition in (one for group in question.when for one in group):
                assert sheet.question(condition.question) is not None, (sheet.id, question.id)
        assert not sheet.table or any(one.identity for one in sheet.questions), sheet.id


@pytest.mark.parametrize("id", [PROPOSAL, ESTIMATE])
def test_lines(id: str) -> None:
    """Printed rows are of tables of the form, their keys unlike each other."""
    for sheet, found in layouts.lines(id).items():
        assert layouts.form(id).of(sheet).table
        assert len({one.key for one in found}) == len(found)


def test_places_of_texts_are_terms() -> None:
    """What stands in braces is a term of the request, or the municipality."""
    labels = {one.label for one in layouts.form(REQUEST).of("request").questions} | {"団体"}
    places = {place for one in chapters.ours() for place in re.findall(r"\{(.+?)\}", one.text)}

    assert places <= labels
    assert set(lists.rows()) == {row["list"] for row in tables.read(FOLDER / "list-heads.csv")}


def _own(*rows: tuple[str, ...]) -> tuple[chapters.Chapter, ...]:
    return chapters.load(written(chapters.COLUMNS, rows), "chapters.csv")


def test_the_body_has_the_last_word() -> None:
    """A chapter is replaced, added to, left out with all in it, or new at the end of the one that its id names."""
    own = _own(
        ("調達仕様書", "place", "差し替え", "", "庁舎だけです。"),
        ("調達仕様書", "build.test", "追記", "", "年度末を避けます。"),
        ("調達仕様書", "operation", "削除", "", ""),
        ("調達仕様書", "build.disaster", "追加", "訓練", "{件名}の訓練を行います。"),
    )
    found = {one.id: one for one in chapters.merged(own)["specification"]}
    ids = list(found)
    said = chapters.sections([found["build.disaster"]], {"件名": "甲業務"}, {})

    assert found["place"].text == "庁舎だけです。"
    assert found["build.test"].text.endswith("\n年度末を避けます。")
    assert [id for id in ids if id.startswith("operation")] == []
    assert ids[ids.index("build.disaster") - 1] == "build.handover"
    assert said[0].blocks == (Note(text="甲業務の訓練を行います。"),)


def test_untouched_file_changes_nothing() -> None:
    """The body's file as it is made says what our chapters say."""
    assert chapters.load(chapters.template(), "chapters.csv") == ()


@pytest.mark.parametrize(
    "row",
    [
        ("何か", "place", "差し替え", "", "文"),
        ("調達仕様書", "place", "変更", "", "文"),
        ("調達仕様書", "PLACE ONE", "差し替え", "", "文"),
        ("調達仕様書", "place", "差し替え", "", ""),
        ("調達仕様書", "place", "追加", "題", "文"),
        ("調達仕様書", "nowhere", "追記", "", "文"),
        ("調達仕様書", "nowhere", "追加", "", "文"),
    ],
)
def test_what_cannot_be_meant_is_said_with_its_line(row: tuple[str, ...]) -> None:
    """A paper, way or chapter that there is not, and a text that is missing, are named by their line."""
    with pytest.raises(MigrateError) as bad:
        _own(row)

    assert bad.value.code == "MIG-RFP-051"
    assert "2 行目" in str(bad.value.params["reason"])


def test_a_chapter_that_says_nothing_is_left_out() -> None:
    """A heading without a text, a table, and anything in it is no chapter."""
    hollow = chapters.Chapter(paper="specification", id="a", title="空", text="")
    inside = chapters.Chapter(paper="specification", id="a.b", title="中", text="")

    assert chapters.sections([hollow, inside], {}, {}) == ()
    assert [one.title for one in chapters.sections([hollow, inside], {}, {"a.b": (Note(text="文"),)})] == ["空", "中"]


@pytest.mark.parametrize("id", [REQUEST, LOG])
def test_kept_answers_have_a_schema(id: str) -> None:
    """reports/schemas holds the schema that follows from the questions."""
    form = layouts.form(id)
    path = ROOT / "reports" / "schemas" / f"{form.head.schema}.json"
    expected = records.to_bytes(schema(form))
    if os.environ.get("MIGRATE_GOLDEN_UPDATE"):
        path.write_bytes(expected)
    jsonschema.Draft202012Validator.check_schema(json.loads(expected))

    assert path.read_bytes() == expected
