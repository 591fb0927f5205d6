"""Nobody's answer is overwritten in silence: files against each other, and against what is kept."""

from __future__ import annotations

from typing import Any

from migrate.forms.records import Answers, Record

NAMED = {"name": "住登外者", "businesses": "031"}
KEPT = Answers(
    records=(
        Record(sheet="system", key="031", answers={**NAMED, "vendor": "甲社", "users": 10}),
        Record(sheet="interface", key="r0001", answers={"sender": "a", "receiver": "b", "name": "c", "volume": 5}),
    )
)
VENDOR = ("system", "031", "vendor")


def codes(merged: Any) -> list[tuple[str, str | None]]:
    return [(f.code, f.place.cell) for f in merged.findings]


def changes(merged: Any) -> dict[tuple[str, str], dict[str, Any]]:
    return {(r.sheet, r.key): dict(r.answers) for r in merged.changes}


def with_answers(kept: Answers, **given: Any) -> Answers:
    first = kept.records[0]
    return Answers(records=(Record(sheet="system", key="031", answers={**first.answers, **given}), *kept.records[1:]))


def test_a_changed_answer_is_taken(desk: Any) -> None:
    """The form was given 甲社, a person wrote 乙社, and nothing changed meanwhile."""
    data = desk.fill(desk.make(answers=KEPT), {VENDOR: "乙社"})
    merged = desk.merge(desk.read(data), kept=KEPT)
    assert (changes(merged)["system", "031"]["vendor"], merged.changed, codes(merged)) == ("乙社", 1, [])


def test_an_answer_that_the_form_was_given_is_no_answer(desk: Any) -> None:
    """A form that still says what it was given does not undo what was kept since."""
    data = desk.make(answers=KEPT)
    merged = desk.merge(desk.read(data), kept=with_answers(KEPT, vendor="乙社"))
    assert (changes(merged), codes(merged)) == ({}, [])


def test_both_changed(desk: Any) -> None:
    """Changed here and kept otherwise since: the cell is named, what is kept stays."""
    data = desk.fill(desk.make(answers=KEPT), {VENDOR: "丙社"})
    kept = with_answers(KEPT, vendor="乙社")
    merged = desk.merge(desk.read(data), kept=kept)
    assert (changes(merged), codes(merged)) == ({}, [("MIG-SRC-286", "E13")])
    assert changes(desk.merge(desk.read(data), kept=kept, overwrite=True)) == {("system", "031"): {"vendor": "丙社"}}


def test_two_files_disagree(desk: Any) -> None:
    """Two departments, two answers: both cells are named with the other, and neither is kept."""
    one = desk.read(desk.fill(desk.make(), {VENDOR: "甲社", ("system", "031", "users"): 3}), "a.xlsx")
    two = desk.read(desk.fill(desk.make(), {VENDOR: "乙社", ("system", "031", "users"): "３人"}), "b.xlsx")
    for overwrite in (False, True):
        merged = desk.merge(one, two, overwrite=overwrite)
        assert "vendor" not in changes(merged)["system", "031"]
        assert changes(merged)["system", "031"]["users"] == 3
        assert [(f.code, f.place.file) for f in merged.findings] == [
            ("MIG-SRC-285", "a.xlsx"),
            ("MIG-SRC-285", "b.xlsx"),
        ]
        assert "b.xlsx" in str(merged.findings[0].params["other"])


def test_the_order_of_files_does_not_decide(desk: Any) -> None:
    """The same answers are kept whichever file comes first."""
    one = desk.read(desk.fill(desk.make(), {VENDOR: "甲社", ("system", "031", "users"): 3}), "a.xlsx")
    two = desk.read(desk.fill(desk.make(), {VENDOR: "乙社", ("system", "031", "tables"): 4}), "b.xlsx")
    assert changes(desk.merge(one, two)) == changes(desk.merge(two, one))


def test_a_cleared_answer_stays(desk: Any) -> None:
    """Clearing a cell is told, and loses nothing."""
    data = desk.fill(desk.make(answers=KEPT), {VENDOR: None})
    merged = desk.merge(desk.read(data), kept=KEPT)
    assert (changes(merged), codes(merged)) == ({}, [("MIG-SRC-287", "E13")])


def test_a_deleted_row_stays(desk: Any) -> None:
    """A row that is gone from the file is told, and loses nothing."""

    def change(book: Any) -> None:
        desk.sheet(book, "interface").delete_rows(6)

    merged = desk.merge(desk.read(desk.edit(desk.make(answers=KEPT), change)), kept=KEPT)
    assert (changes(merged), [f.code for f in merged.findings]) == ({}, ["MIG-SRC-288"])
    assert merged.findings[0].params["key"] == "r0001"


def test_a_copied_row_is_a_new_row(desk: Any) -> None:
    """A row copied with its hidden id and then changed becomes a row of its own, below or above the original."""

    def change(book: Any) -> None:
        sheet = desk.sheet(book, "interface")
        sheet.insert_rows(6)
        for column in range(1, 15):
            sheet.cell(6, column).value = sheet.cell(7, column).value
        sheet.cell(6, 4).value = "別の情報"

    merged = desk.merge(desk.read(desk.edit(desk.make(answers=KEPT), change)), kept=KEPT)
    assert changes(merged) == {
        ("interface", "r0002"): {"sender": "a", "receiver": "b", "name": "別の情報", "volume": 5}
    }
    assert codes(merged) == []


def test_the_same_row_twice(desk: Any) -> None:
    """Two rows with one identity and different answers: the first counts, the second is named."""
    row = {"sender": "a", "receiver": "b", "name": "c"}
    given = {("interface", f"+{n}", q): text for n in (0, 1) for q, text in row.items()}
    given |= {("interface", "+0", "volume"): 1, ("interface", "+1", "volume"): 2}
    merged = desk.merge(desk.read(desk.fill(desk.make(), given)))
    assert changes(merged)["interface", "r0001"]["volume"] == 1
    assert codes(merged) == [("MIG-SRC-280", "K7")]


def test_rows_of_two_files_meet(desk: Any) -> None:
    """The same new interface in two files is one row; another one gets the next key."""
    row = {"sender": "a", "receiver": "b", "name": "c"}
    one = desk.fill(desk.make(), {("interface", "+0", q): text for q, text in row.items()})
    two = desk.fill(
        desk.make(),
        {("interface", "+3", q): text for q, text in row.items()}
        | {("interface", "+4", q): text for q, text in {**row, "name": "d"}.items()}
        | {("interface", "+3", "volume"): 7},
    )
    merged = desk.merge(desk.read(one, "a.xlsx"), desk.read(two, "b.xlsx"))
    assert changes(merged) == {
        ("interface", "r0001"): {**row, "volume": 7},
        ("interface", "r0002"): {**row, "name": "d"},
    }


def test_a_row_without_a_name(desk: Any) -> None:
    """A row that nothing names cannot be kept, and is told with its cell."""
    merged = desk.merge(desk.read(desk.fill(desk.make(), {("interface", "+0", "volume"): 7})))
    assert (changes(merged), codes(merged)) == ({}, [("MIG-SRC-282", "B6")])


def test_a_form_without_its_machine_sheet(desk: Any) -> None:
    """Where nobody knows what the form was given, new answers are taken and different ones are conflicts."""

    def change(book: Any) -> None:
        del book["_meta"]
        desk.cell(book, "system", "031", "vendor").value = "乙社"
        desk.cell(book, "system", "031", "package").value = "製品"

    data = desk.edit(desk.make(answers=KEPT), change)
    merged = desk.merge(desk.read(data), kept=KEPT)
    assert [code for code, _ in codes(merged)] == ["MIG-SRC-286"]
    assert changes(merged)["system", "031"]["package"] == "製品"
