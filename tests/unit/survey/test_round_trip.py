"""What people write is what is kept, whatever they do to the workbook around it."""

from __future__ import annotations

import random
from typing import Any

import jsonschema
import openpyxl
import pytest

from migrate.files import yaml
from migrate.forms import kept as store
from migrate.forms.answer import Answer
from migrate.forms.kept_schema import schema
from migrate.forms.records import Answers
from migrate.survey.form import form
from migrate.survey.plan import Wish

from ...clerk import Spot, answer_to


def filled(desk: Any, data: bytes, seed: int, share: float = 0.7) -> tuple[bytes, dict[Spot, Answer]]:
    """A questionnaire with seeded answers in all sheets, and what has to be kept of them."""
    dice = random.Random(seed)
    written: dict[Spot, Any] = {}
    kept: dict[Spot, Answer] = {}
    for sheet in form().sheets:
        keys = ["031"] if sheet.id == "system" else ["all"] if not sheet.table else [p.key for p in sheet.presets]
        keys += [f"+{n}" for n in range(3)] if sheet.table else []
        for key in keys:
            for question in sheet.questions:
                first = question is sheet.first
                if (sheet.presets and first and not key.startswith("+")) or (
                    dice.random() > share and not question.identity
                ):
                    continue
                text, answer = answer_to(question, dice)
                if question.identity and question.kind.value != "date" and sheet.id != "system":
                    text = answer = f"{question.label}{key}"
                spot = (sheet.id, f"r{int(key[1:]) + 1:04}" if key.startswith("+") else key, question.id)
                written[sheet.id, key, question.id], kept[spot] = text, answer
    return desk.fill(data, written), kept


@pytest.fixture(scope="module")
def full(desk: Any, blank: bytes) -> tuple[bytes, dict[Spot, Answer]]:
    return filled(desk, blank, 1)


def wanted(gained: dict[Spot, Answer], kept: dict[Spot, Answer]) -> dict[Spot, Answer]:
    """What was gained, without what the form itself had suggested (names of printed rows)."""
    return {spot: answer for spot, answer in gained.items() if spot in kept}


@pytest.mark.parametrize("seed", range(6))
def test_what_is_written_is_kept(desk: Any, blank: bytes, seed: int) -> None:
    """make → fill → read gives the answers, in their one form, and nothing else but printed names."""
    data, kept = filled(desk, blank, seed)
    gained = desk.gain(data)
    assert wanted(gained, kept) == kept
    extra = {spot for spot in gained if spot not in kept}
    assert {(s, q) for s, _, q in extra} <= {
        ("peripheral", "name"),
        ("counterpart", "name"),
        ("role", "task"),
        ("system", "businesses"),
    }


def test_an_untouched_form_says_nothing(desk: Any, blank: bytes) -> None:
    """What the catalogue suggests is no answer of anybody's."""
    merged = desk.merge(desk.read(blank))
    assert (merged.changes, merged.same, merged.findings) == ((), 0, ())


def insert_rows(book: Any) -> None:
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            sheet.insert_rows(1, 3)
            sheet.insert_rows(11, 2)


def reorder_columns(book: Any) -> None:
    """The answers of every table go to the front, back to front."""
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible" and sheet["A4"].value == "ID":
            rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
            for at, row in enumerate(rows, start=1):
                for column, value in enumerate(reversed(row), start=1):
                    sheet.cell(at, column).value = value


def delete_help(book: Any) -> None:
    for sheet in book.worksheets:
        if sheet["A5"].value == "#help":
            sheet.delete_rows(5)
        elif sheet["A4"].value == "ID":
            sheet.delete_cols(8)


def delete_machine_sheets(book: Any) -> None:
    del book["_meta"]
    del book["_codes"]


def show_machine_sheets(book: Any) -> None:
    book["_meta"].sheet_state = "hidden"
    book["_codes"].sheet_state = "visible"


def rename_sheets(book: Any) -> None:
    for number, sheet in enumerate(book.worksheets):
        if not sheet.title.startswith("_"):
            sheet.title = f"シート{number}"


def delete_titles(book: Any) -> None:
    """Title, introduction and stamp go; the machine sheet still knows the sheets by their names."""
    for sheet in book.worksheets:
        if sheet["A4"].value == "ID":
            sheet.delete_rows(1, 3)


def more_blank_columns(book: Any) -> None:
    for sheet in book.worksheets:
        if sheet["A4"].value == "ID":
            sheet.insert_cols(3)


def delete_check_column(book: Any) -> None:
    for sheet in book.worksheets:
        if sheet["A4"].value == "ID":
            column = next(c for c in range(1, sheet.max_column + 1) if sheet.cell(4, c).value == "確認")
            sheet.delete_cols(column)


@pytest.mark.parametrize(
    "change",
    [
        insert_rows,
        reorder_columns,
        delete_help,
        delete_machine_sheets,
        show_machine_sheets,
        rename_sheets,
        delete_titles,
        more_blank_columns,
        delete_check_column,
    ],
    ids=lambda f: f.__name__,
)
def test_what_people_do_to_the_sheets(desk: Any, full: tuple[bytes, dict[Spot, Answer]], change: Any) -> None:
    """Rows, columns, names and texts around the answers may change: an answer is found by what stands beside it."""
    data, kept = full
    assert wanted(desk.gain(desk.edit(data, change)), kept) == kept


def test_without_the_hidden_ids(desk: Any, full: tuple[bytes, dict[Spot, Answer]]) -> None:
    """Where column A is gone, questions are found by their words and rows by their names."""
    data, kept = full

    def change(book: Any) -> None:
        for sheet in book.worksheets:
            if sheet["A4"].value == "ID":
                sheet.delete_cols(1)

    gained = desk.gain(desk.edit(data, change))
    assert wanted(gained, kept) == kept


def test_merged_cells_hold_for_all_their_rows(desk: Any, blank: bytes) -> None:
    """A department merged over three rows is the department of each of them."""

    def change(book: Any) -> None:
        for n in range(3):
            for question in ("sender", "receiver", "name"):
                desk.cell(book, "interface", f"+{n}", question).value = f"{question}{n}"
        first, last = (desk.cell(book, "interface", f"+{n}", "department").coordinate for n in (0, 2))
        desk.cell(book, "interface", "+0", "department").value = "市民課"
        desk.sheet(book, "interface").merge_cells(f"{first}:{last}")

    gained = desk.gain(desk.edit(blank, change))
    assert [gained["interface", f"r000{n}", "department"] for n in (1, 2, 3)] == ["市民課"] * 3


def test_files_and_form_again(desk: Any, full: tuple[bytes, dict[Spot, Answer]]) -> None:
    """Answers kept as YAML satisfy the schema, are read back the same, and fill the next form, which adds nothing."""
    data, _ = full
    changes = desk.merge(desk.read(data)).changes
    files: dict[str, bytes] = {}
    for record in changes:
        sheet = form().of(record.sheet)
        name = store.file_name(form(), sheet, record.key)
        files[name] = store.written(form(), files.get(name), name, [record])
    validator = jsonschema.Draft202012Validator(schema(form()))
    for name, text in files.items():
        assert list(validator.iter_errors(yaml.loads(text, name))) == [], name
    kept = store.load(form(), files)
    assert {(r.sheet, r.key): dict(r.answers) for r in kept.records} == {
        (r.sheet, r.key): dict(r.answers) for r in changes
    }
    again = desk.merge(desk.read(desk.make(answers=kept)), kept=kept)
    assert (again.changes, again.findings, again.same > 100) == ((), (), True)


def test_same_plan_same_bytes(desk: Any, blank: bytes) -> None:
    """Nothing of a clock is in the workbook."""
    assert desk.make() == blank


def test_a_thousand_interfaces(desk: Any) -> None:
    """1,000 rows are written, filled in and read back."""
    data = desk.make(wish=Wish(businesses=frozenset({"031"}), blank=1000))
    book = desk.open(data)
    sheet = desk.sheet(book, "interface")
    for n in range(1000):
        for column, text in enumerate(("住民基本台帳", f"受け手{n % 50}", f"データ{n}"), start=2):
            sheet.cell(6 + n, column).value = text
    gained = desk.gain(desk.save(book))
    assert sum(q == "name" for s, _, q in gained if s == "interface") == 1000
    assert gained["interface", "r1000", "name"] == "データ999"


def test_what_people_see(blank: bytes, tmp_path: Any) -> None:
    """Answers' cells are open and all else is locked; heads are frozen, printing is set up, choices have lists."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(blank)
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        if not sheet.title.startswith("_"):
            assert (
                sheet.protection.sheet,
                sheet.page_setup.orientation,
                sheet.freeze_panes is not None or sheet.title == "記入要領",
            ) == (True, "landscape", True)
    sheet = next(s for s in book.worksheets if s.title.startswith("031"))
    assert [sheet.cell(6, c).protection.locked for c in range(1, 9)] == [
        True,
        True,
        True,
        True,
        False,
        True,
        True,
        True,
    ]
    lists = [v for v in sheet.data_validations.dataValidation if v.type == "list"]
    assert len(lists) == sum(bool(q.choices) for q in form().of("system").questions)
    assert all(v.formula1.startswith("survey_") for v in lists)
    assert {book["_meta"].sheet_state, book["_codes"].sheet_state} == {"veryHidden"}


def test_a_text_that_looks_like_a_formula(desk: Any) -> None:
    """「=1+1」 is a text in the form, stays one when somebody edits it, and comes back as it is."""
    from migrate.forms.records import Record

    kept = Answers(records=(Record(sheet="system", key="031", answers={"note": "=1+1", "vendor": "+81"}),))
    data = desk.make(answers=kept)
    cell = desk.cell(desk.open(data), "system", "031", "note")
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
    again = desk.merge(desk.read(data), kept=kept)
    assert again.findings == ()
    assert all(set(r.answers) <= {"name", "businesses"} for r in again.changes)


def test_nothing_kept_is_lost_when_made_again(desk: Any) -> None:
    """Systems and rows that people added come back in the next form."""
    from migrate.forms.records import Record

    kept = Answers(
        records=(
            Record(
                sheet="system", key="A01", answers={"in_use": "有", "name": "独自の福祉システム", "businesses": "031"}
            ),
            Record(
                sheet="interface", key="r0007", answers={"sender": "独自の福祉システム", "receiver": "x", "name": "y"}
            ),
            Record(sheet="counterpart", key="r0001", answers={"name": "一部事務組合", "in_use": "有"}),
        )
    )
    book = desk.open(desk.make(answers=kept))
    assert desk.cell(book, "system", "A01", "name").value == "独自の福祉システム"
    assert desk.cell(book, "interface", "r0007", "receiver").value == "x"
    assert desk.cell(book, "counterpart", "r0001", "name").value == "一部事務組合"
