"""What is wrong in a filled-in form is said by sheet and cell, without a word of what stands there."""

from __future__ import annotations

import random
from typing import Any

import pytest

from migrate.errors import MigrateError, UnreadableError
from migrate.files import xlsx
from migrate.report import messages

SECRET = "秘密のことば"


def found(desk: Any, data: bytes) -> list[tuple[str, str | None, str | None]]:
    return [(f.code, f.place.sheet, f.place.cell) for f in desk.read(data).findings]


@pytest.mark.parametrize(
    ("question", "text", "cell"),
    [
        ("users", SECRET, "E11"),
        ("contract_end", SECRET, "E24"),
        ("hosting", SECRET, "E28"),
        ("businesses", SECRET, "E7"),
    ],
)
def test_a_cell_that_cannot_be_read(desk: Any, blank: bytes, question: str, text: str, cell: str) -> None:
    """The cell is named, with what may be written there; other cells are kept; the text is nowhere."""
    filled = desk.read(desk.fill(blank, {("system", "031", question): text, ("system", "031", "vendor"): "甲社"}))
    (one,) = filled.findings
    assert (one.code, one.place.sheet, one.place.cell) == ("MIG-SRC-272", "031 住登外者宛名番号管理", cell)
    said = messages.sentence(one) + messages.cure(one) + str(dict(one.params))
    assert SECRET not in said and str(one.params["wanted"]) in messages.cure(one)
    assert desk.merge(filled).changes[0].answers["vendor"] == "甲社"


def test_formulas_and_error_values(desk: Any, blank: bytes) -> None:
    """A formula that nobody has calculated, and #REF!, are no empty cells."""

    def change(book: Any) -> None:
        desk.cell(book, "system", "031", "tables").value = "=1+1"
        desk.cell(book, "interface", "+0", "volume").value = "=#REF!"

    codes = found(desk, desk.edit(blank, change))
    assert [code for code, _, _ in codes] == ["MIG-SRC-274", "MIG-SRC-274"]


def test_an_unknown_question(desk: Any, blank: bytes) -> None:
    """An answer to a question that the form does not have is told."""

    def change(book: Any) -> None:
        sheet = desk.sheet(book, "system", "031")
        sheet.cell(60, 3).value, sheet.cell(60, 5).value = "独自の質問", "答え"

    assert found(desk, desk.edit(blank, change)) == [("MIG-SRC-275", "031 住登外者宛名番号管理", "E60")]


def test_an_unknown_column_and_a_lost_one(desk: Any, blank: bytes) -> None:
    """A renamed heading is both: a column that nobody knows, and a question that is not there."""

    def change(book: Any) -> None:
        sheet = desk.sheet(book, "interface")
        column = next(c for c in range(1, 16) if str(sheet.cell(4, c).value).startswith("頻度"))
        sheet.cell(4, column).value = "どのくらい"
        for question in ("sender", "receiver", "name"):
            desk.cell(book, "interface", "+0", question).value = "x"
        sheet.cell(6, column).value = "毎日"

    assert [code for code, _, _ in found(desk, desk.edit(blank, change))] == ["MIG-SRC-278", "MIG-SRC-279"]


def test_a_foreign_sheet(desk: Any, blank: bytes) -> None:
    """A sheet that is none of the form's is told where it holds anything."""

    def change(book: Any) -> None:
        book.create_sheet("メモ")["A1"] = "覚え"
        book.create_sheet("空")

    assert found(desk, desk.edit(blank, change)) == [("MIG-SRC-276", "メモ", None)]


def test_a_copied_sheet(desk: Any, blank: bytes) -> None:
    """A copy of a system's sheet cannot be told from it: the second one is refused, not merged."""

    def change(book: Any) -> None:
        sheet = desk.sheet(book, "system", "031")
        desk.cell(book, "system", "031", "vendor").value = "甲社"
        book.copy_worksheet(sheet)

    filled = desk.read(desk.edit(blank, change))
    assert [f.code for f in filled.findings] == ["MIG-SRC-281"]
    assert sum(row.sheet == "system" for row in filled.rows) == 1


def test_another_municipality(desk: Any) -> None:
    """A form of another municipality is not read at all."""
    filled = desk.read(desk.fill(desk.make(code="131016"), {("system", "031", "vendor"): "甲社"}))
    assert ([f.code for f in filled.findings], filled.rows) == (["MIG-SRC-284"], ())


@pytest.mark.parametrize(("edition", "age"), [("0", "古い"), ("2", "新しい")])
def test_another_edition(desk: Any, blank: bytes, edition: str, age: str) -> None:
    """A form of another edition is read by the ids of its questions, and it is told."""

    def change(book: Any) -> None:
        book["_meta"]["B2"] = edition
        desk.cell(book, "system", "031", "vendor").value = "甲社"

    filled = desk.read(desk.edit(blank, change))
    assert [(f.code, f.params["age"]) for f in filled.findings] == [("MIG-SRC-283", age)]
    assert desk.merge(filled).changes[0].answers["vendor"] == "甲社"


def test_a_workbook_that_is_not_ours(desk: Any) -> None:
    """Any other workbook is refused (exit 3)."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active["A1"] = "質問"
    with pytest.raises(UnreadableError) as caught:
        desk.read(desk.save(book))
    assert (caught.value.code, caught.value.exit) == ("MIG-SRC-271", 3)


def test_a_key_from_a_file_is_no_path(desk: Any, blank: bytes) -> None:
    """A machine sheet that names a key with a path in it is not believed."""

    def change(book: Any) -> None:
        desk.cell(book, "system", "031", "vendor").value = "甲社"
        desk.sheet(book, "system", "031")["B3"] = None
        for row in book["_meta"].iter_rows():
            for cell in row:
                if cell.value == "031":
                    cell.value = "../../x"

    filled = desk.read(desk.edit(blank, change))
    assert {row.key for row in filled.rows if row.sheet == "system"} <= {"031", ""}
    assert [record.key for record in desk.merge(filled).changes] in ([], ["031"])


def test_a_merge_over_columns_answers_one_question(desk: Any, blank: bytes) -> None:
    """What stands in merged cells of a row belongs to the first of their questions only."""

    def change(book: Any) -> None:
        cells = [desk.cell(book, "interface", "+0", q) for q in ("sender", "receiver", "name")]
        cells[0].value = "甲"
        desk.sheet(book, "interface").merge_cells(f"{cells[0].coordinate}:{cells[2].coordinate}")

    (row,) = [r for r in desk.read(desk.edit(blank, change)).rows if r.sheet == "interface"]
    assert [row.said[q].answer for q in ("sender", "receiver", "name")] == ["甲", None, None]


def _odd(dice: random.Random) -> Any:
    from datetime import date, datetime, time

    return dice.choice(
        [
            *(None, "", "　", "\n", "=1", "○", "031", SECRET * 200, "\x00\x01", "𠮷\U000e0100", "1" * 400, "９" * 50),
            *(0.0, -1.0, 1e308, float("inf"), float("nan"), 46112.0, True, False),
            *(date(1, 1, 1), datetime(9999, 12, 31, 23, 59), time(1, 2), "質問", "回答", "ID", "#help", "system"),
            *(
                "様式 migrate-survey 第99999999999999999999版：interface：",
                "様式 migrate-survey 第1版：nothing：x",
                "R99.99.99",
            ),
        ]
    )


def _mutant(book: xlsx.Workbook, dice: random.Random) -> xlsx.Workbook:
    """Cells replaced, rows and columns moved, doubled and dropped, merges drawn, sheets renamed and lost."""
    from dataclasses import replace

    sheets = list(book.sheets)
    for _ in range(dice.randint(1, 12)):
        at = dice.randrange(len(sheets))
        rows = [list(row) for row in sheets[at].rows]
        if not rows:
            continue
        row = dice.randrange(len(rows))
        match dice.randrange(7):
            case 0:
                del rows[row]
            case 1:
                rows.insert(dice.randrange(len(rows)), list(rows[row]))
            case 2:
                rows = [line[::-1] for line in rows]
            case 3:
                column = dice.randrange(8)
                rows = [line[:column] + line[column + 1 :] for line in rows]
            case 4:
                sheets[at] = replace(sheets[at], merged=(((row, 0), (row + dice.randint(0, 9), dice.randint(0, 9))),))
            case 5:
                sheets[at] = replace(sheets[at], name=dice.choice(["_meta", "連携一覧", "x", "記入要領"]))
            case _:
                for _ in range(dice.randint(1, 40)):
                    line = dice.choice(rows)
                    if line:
                        line[dice.randrange(len(line))] = _odd(dice)
        sheets[at] = replace(sheets[at], rows=tuple(map(tuple, rows)))
    if dice.random() < 0.2:
        sheets.pop(dice.randrange(len(sheets)))
    return xlsx.Workbook(sheets=tuple(sheets))


def test_two_hundred_mutants(desk: Any, blank: bytes) -> None:
    """Whatever a workbook holds, it is read, named or refused: never another error, never a word of it in a finding."""
    given = {("system", "031", "vendor"): SECRET, ("interface", "+0", "sender"): SECRET}
    sound = xlsx.loads(desk.fill(blank, given), "form.xlsx")
    dice = random.Random(20261126)
    read = refused = 0
    for _ in range(200):
        mutant = _mutant(sound, dice)
        try:
            filled = desk.of_book(mutant)
        except MigrateError as error:
            assert error.code == "MIG-SRC-271"
            refused += 1
            continue
        read += 1
        merged = desk.merge(filled)
        for one in (*filled.findings, *merged.findings):
            assert SECRET not in messages.sentence(one) + messages.cure(one) + str(dict(one.params))
    assert read > 150
    assert read + refused == 200


def test_damaged_bytes(desk: Any, blank: bytes) -> None:
    """Bytes that are cut or changed are refused with a code of ours, or read."""
    dice = random.Random(7)
    outcomes = set()
    for _ in range(25):
        data = bytearray(blank)
        for _ in range(dice.randint(1, 30)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        if dice.random() < 0.3:
            del data[dice.randrange(len(data)) :]
        try:
            desk.read(bytes(data))
            outcomes.add("read")
        except MigrateError as error:
            assert error.code.startswith(("MIG-FORM-", "MIG-SRC-271"))
            outcomes.add("refused")
    assert "refused" in outcomes
