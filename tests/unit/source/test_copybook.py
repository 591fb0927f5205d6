"""Copybooks: each clause does what COBOL says of it; what is not understood is said with its line."""

from __future__ import annotations

import pytest

from migrate.model.record import FieldForm
from migrate.model.source import SourceColumn, SourceTable
from migrate.source.copybook.reader import Copybook, read_copybooks


def _book(text: str, *members: tuple[str, str]) -> Copybook:
    return read_copybooks([(text, "src/main.cpy"), *members])[0]


def _fixed(*lines: str) -> str:
    return "".join(f"       {line}\n" for line in lines)


def _table(*lines: str) -> SourceTable:
    book = _book(_fixed("01  R.", *lines))
    assert book.findings == ()
    return book.tables[0]


def _places(table: SourceTable) -> list[tuple[str, int | None, int | None]]:
    return [(column.name, column.start, column.bytes) for column in table.columns]


def _form(column: SourceColumn) -> FieldForm:
    assert column.form is not None
    return column.form


@pytest.mark.parametrize(
    ("clause", "bytes_", "type_", "digits", "scale"),
    [
        ("PIC X(10)", 10, "X", 10, None),
        ("PIC XXBXX", 5, "X", 5, None),
        ("PIC A(3)", 3, "X", 3, None),
        ("PIC N(10)", 20, "N", 10, None),
        ("PIC G(5) USAGE DISPLAY-1", 10, "N", 5, None),
        ("PIC N(5) USAGE NATIONAL", 10, "N", 5, None),
        ("PIC 9(8)", 8, "9", 8, None),
        ("PIC S9(7)V99", 9, "S9", 9, 2),
        ("PIC 9(5)V9", 6, "9V", 6, 1),
        ("PIC S9(7)V99 COMP-3", 5, "S9", 9, 2),
        ("PIC S9(8) PACKED-DECIMAL", 5, "S9", 8, None),
        ("PIC S9(4) COMP", 2, "S9", 4, None),
        ("PIC S9(5) BINARY", 4, "S9", 5, None),
        ("PIC S9(10) USAGE IS COMP-5", 8, "S9", 10, None),
        ("COMP-3 PIC IS S9(3)", 2, "S9", 3, None),
        ("PIC S9(3) SIGN IS LEADING SEPARATE CHARACTER", 4, "S9", 3, None),
        ("PIC S9(3) TRAILING SEPARATE", 4, "S9", 3, None),
        ("PIC SV9(3)", 3, "S9", 3, 3),
        ("PIC S9(3)PP", 3, "S9", 3, -2),
        ("PIC VPP99", 2, "9V", 2, 4),
        ("PIC ZZ,ZZ9.99-", 10, "X", 10, None),
        ("PIC -(7)9.9", 10, "X", 10, None),
        ("PIC \\\\,\\\\9", 6, "X", 6, None),
        ("PIC 9(4) BLANK WHEN ZERO", 4, "9", 4, None),
        ("PIC X(4) JUSTIFIED RIGHT VALUE 'A.B'", 4, "X", 4, None),
        ("COMP-1", 4, "HEX4", 4, None),
        ("COMP-2", 8, "HEX8", 8, None),
        ("PIC 9(5) COMP-6", 3, "9", 5, None),
    ],
)
def test_bytes_of_clauses(clause: str, bytes_: int, type_: str, digits: int, scale: int | None) -> None:
    """PICTURE, USAGE and SIGN say how many bytes a field has."""
    column = _table(f"05  F  {clause}.").columns[0]

    assert (column.bytes, column.type, column.length, column.scale) == (bytes_, type_, digits, scale)


def test_levels_and_order() -> None:
    """Groups take no bytes of their own; a deeper level belongs to the group above it, whatever its number."""
    table = _table("05  A  PIC X(2).", "05  G.", "   49  B  PIC X(3).", "   49  C  PIC 9(4).", "05  D  PIC X.")

    assert _places(table) == [("A", 1, 2), ("B", 3, 3), ("C", 6, 4), ("D", 10, 1)]


def test_occurs() -> None:
    """Tables are unrolled with their subscripts, groups and tables in tables too."""
    table = _table("05  G OCCURS 2.", "  10  A PIC X.", "  10  B PIC X OCCURS 2 TIMES INDEXED BY I J.", "05  Z PIC X.")

    assert [c.name for c in table.columns] == ["A-1", "B-1-1", "B-1-2", "A-2", "B-2-1", "B-2-2", "Z"]
    assert table.columns[-1].start == 7


def test_depending_on() -> None:
    """A table of variable length has its largest number of columns, each with the field that counts them."""
    table = _table("05  N PIC 9(2).", "05  T OCCURS 0 TO 3 TIMES DEPENDING ON N ASCENDING KEY IS K.", "  10  K PIC X.")

    assert [(c.name, _form(c).occurs, _form(c).depends) for c in table.columns[1:]] == [
        ("K-1", 1, "N"),
        ("K-2", 2, "N"),
        ("K-3", 3, "N"),
    ]


def test_field_behind_a_table_of_variable_length() -> None:
    """What stands behind such a table moves with it: said."""
    book = _book(_fixed("01 R.", "05 N PIC 9.", "05 T PIC X OCCURS 1 TO 3 DEPENDING ON N.", "05 Z PIC X."))

    assert [(f.code, f.place.item, f.place.line) for f in book.findings] == [("MIG-SRC-241", "Z", 4)]


def test_redefines() -> None:
    """An overlaid area has all its readings, and what follows stands behind the longest."""
    table = _table("05  A PIC X(4).", "05  B REDEFINES A.", "  10  C PIC 9(2).", "  10  D PIC 9(4).", "05  E PIC X.")

    assert _places(table) == [("A", 1, 4), ("C", 1, 2), ("D", 3, 4), ("E", 7, 1)]
    assert [_form(c).readings for c in table.columns] == [("A",), ("B",), ("B",), ()]


def test_fillers_and_doubled_names() -> None:
    """Every byte is a column: fields without a name are numbered, a name twice is led by its group's."""
    table = _table("05 FILLER PIC X.", "05 G.", "  10 N PIC X.", "05 H.", "  10 N PIC X.", "05 PIC X(2).")

    assert [c.name for c in table.columns] == ["FILLER-1", "G-N", "H-N", "FILLER-2"]


def test_sync() -> None:
    """SYNC leaves bytes free up to the boundary, alike in every occurrence."""
    table = _table(
        "05 A PIC X.", "05 B PIC S9(9) COMP SYNC.", "05 T OCCURS 2.", "  10 C PIC X.", "  10 D PIC S9(4) COMP SYNC."
    )

    assert _places(table) == [("A", 1, 1), ("B", 5, 4), ("C-1", 9, 1), ("D-1", 11, 2), ("C-2", 13, 1), ("D-2", 15, 2)]


def test_usage_and_sign_of_groups() -> None:
    """USAGE and SIGN of a group hold for its fields."""
    table = _table("05 G COMP-3.", "  10 A PIC S9(5).", "05 H SIGN LEADING SEPARATE.", "  10 B PIC S9(5).")

    assert [c.bytes for c in table.columns] == [3, 6]


def test_conditions_and_values() -> None:
    """Condition names are the codes of their field, VALUE its default."""
    column = _table(
        "05 K PIC X VALUE 'D'.", "  88 DATA-REC VALUE 'D'. *> データ", "  88 REST VALUES ARE 'T' 'E'."
    ).columns[0]

    assert (column.default, [(c.value, c.meaning) for c in column.codes]) == (
        "D",
        [("D", "データ"), ("T", "REST"), ("E", "REST")],
    )


def test_independent_items_are_left_out() -> None:
    """Levels 66, 77 and 78 describe no field of a record; a constant may say how often a table occurs."""
    book = _book(_fixed("78 MAX-N VALUE 3.", "77 W PIC X.", "01 R.", "05 A PIC X OCCURS MAX-N.", "66 B RENAMES A."))

    assert ([c.name for c in book.tables[0].columns], book.skipped) == (["A-1", "A-2", "A-3"], 3)


def test_columns_of_the_fixed_form() -> None:
    """Columns 1 to 6 and 73 to 80 are no code; * and / in column 7 are comments, D lines are left out."""
    lines = (
        "000010 01  R.".ljust(72) + "IDENT001",
        "000020*05  X PIC X.",
        "000030/05  Y PIC X.",
        "000040D    05  Z PIC X.",
        "ABC050     05  A PIC X(3).".ljust(72) + "IDENT002",
    )
    text = "\n".join(lines)

    assert _places(_book(text).tables[0]) == [("A", 1, 3)]


def test_continued_lines() -> None:
    """A hyphen in column 7 goes on with a word or a string."""
    text = "       01 R.\n           05 KIN\n      -    GAKU PIC S9(5)\n      -    V99 VALUE 'A\n      -    'B'.\n"
    column = _book(text).tables[0].columns[0]

    assert (column.name, column.bytes, column.scale, column.default) == ("KINGAKU", 7, 2, "AB")


@pytest.mark.parametrize(
    "text",
    [
        "01 R.\n05 A PIC X. *> 甲\n",
        ">>SOURCE FORMAT IS FREE\n       01 R.\n       05 A PIC X. *> 甲\n",
        '      $SET SOURCEFORMAT"FREE"\n  01 R.\n    05 A\n PIC X. *> 甲\n',
        "       01 R.\n      * 甲\n           05 A PIC X.\n",
        "       01 R.\n" + "           05 A PIC X.".ljust(72) + "甲\n",
    ],
)
def test_forms_and_names(text: str) -> None:
    """Free and fixed form; comments behind a field, above it, or in the identification area name it."""
    column = _book(text).tables[0].columns[0]

    assert (column.name, column.logical_name) == ("A", "甲")


def test_japanese_data_names() -> None:
    """日本語利用者語 are names, and Japanese names of their own."""
    book = _book(_fixed("01 住民レコード.", "　05 宛名番号　PIC 9(10).", "05 氏名 PIC N(20)."))

    assert (book.tables[0].name, [(c.name, c.logical_name) for c in book.tables[0].columns]) == (
        "住民レコード",
        [("宛名番号", "宛名番号"), ("氏名", "氏名")],
    )


def test_copy() -> None:
    """COPY puts a member in place, which gives no table of its own; REPLACING changes words and parts of words."""
    member = ("           05 :TAG:-NO PIC 9(4). *> 番号\n           05 FLD PIC X(2).\n", "src/MEM.cpy")
    text = _fixed("01 R.", "COPY MEM REPLACING ==:TAG:== BY ==ZEI==", "  FLD BY KBN.", "05 Z PIC X.")
    main, copied = read_copybooks([(text, "src/main.cpy"), member])

    assert (_places(main.tables[0]), copied.tables) == ([("ZEI-NO", 1, 4), ("KBN", 5, 2), ("Z", 7, 1)], ())
    assert [c.logical_name for c in main.tables[0].columns] == ["番号", "", ""]


def test_copy_without_its_member() -> None:
    """A member that is not there, or that copies itself, is said with the line of the COPY."""
    book = _book(_fixed("01 R.", "05 A PIC X.", "COPY NONE."))
    loop = read_copybooks([(_fixed("01 R.", "COPY B."), "a.cpy"), (_fixed("COPY B."), "b.cpy")])[0]

    assert [(f.code, f.place.line) for f in book.findings] == [("MIG-SRC-240", 3)]
    assert [(f.code, f.place.line) for f in loop.findings][:1] == [("MIG-SRC-240", 2)]


def test_programs() -> None:
    """Of a program only the records of its files are read."""
    text = _fixed(
        "IDENTIFICATION DIVISION.", "PROGRAM-ID. P.", "DATA DIVISION.", "FILE SECTION.", "FD F RECORDING MODE IS F.",
        "01 R1.", "05 A PIC X(2).", "01 R2.", "05 B PIC X(3).", "WORKING-STORAGE SECTION.", "01 W.", "05 C PIC X.",
        "PROCEDURE DIVISION.", "  MOVE 1 TO C.",
    )  # fmt: skip

    assert [(t.name, _places(t)) for t in _book(text).tables] == [("R1", [("A", 1, 2)]), ("R2", [("B", 1, 3)])]


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (("01 R.", "05 A PIC X TYPE TO B."), 2),
        (("01 R.", "05 A PIC QQ."), 2),
        (("01 R.", "05 A PIC 9(5", "."), 2),
        (("01 R.", "05 A."), 2),
        (("01 R.", "05 A REDEFINES B PIC X."), 2),
        (("01 R.", "05 A PIC X OCCURS MANY."), 2),
        (("01 R.", "05 A PIC X OCCURS 99999."), 2),
        (("01 R.", "05 A USAGE POINTER."), 2),
        (("01 R.", "A PIC X.", "05 B PIC X."), 2),
        (("01 R.",), 1),
    ],
)
def test_what_is_not_understood(lines: tuple[str, ...], line: int) -> None:
    """A clause, a picture, an item that cannot be laid out: an error with its line, and it is counted."""
    book = _book(_fixed(*lines))

    assert {f.place.line for f in book.findings if f.code == "MIG-SRC-240"} == {line}
    assert book.unknown > 0


def test_positions_end_where_an_item_is_unknown() -> None:
    """A record of which a part is not understood has no positions: no field may be read at a guessed place."""
    for part in ("05 B PIC QQ.", "05 B PIC X COMP-33.", "COPY NONE.", "B PIC X."):
        (table,) = _book(_fixed("01 R.", "05 A PIC X.", part, "05 C PIC X.")).tables

        assert {column.start for column in table.columns} == {None}
        assert {"A", "C"} <= {column.name for column in table.columns}


def test_entries_without_a_record() -> None:
    """Entries without level 01 are one record, named after the file."""
    assert (_book(_fixed("05 A PIC X.", "05 B PIC X.")).tables[0].name) == "MAIN"


def _nested() -> str:
    lines = ["01 R."] + [f"{level:02} G{level} OCCURS 2 TIMES." for level in range(2, 49)] + ["49 F PIC X."]
    return _fixed(*lines)


def _copies() -> list[tuple[str, str]]:
    return [(_fixed("01 R.", "COPY M0."), "main.cpy")] + [
        (_fixed(f"COPY M{n + 1}.", f"COPY M{n + 1}.", "05 A PIC X."), f"M{n}.cpy") for n in range(16)
    ]


@pytest.mark.parametrize(
    "texts",
    [
        [(_nested(), "n.cpy")],
        [(_fixed("01 R.", *["05 A PIC X."] * 30_000), "many.cpy")],
        [(_fixed("01 R.", "05 A PIC X OCCURS 999999999."), "huge.cpy")],
        [(_fixed("01 R.", "05 A PIC X(999999999)."), "wide.cpy")],
        [("       01 R.\n           05 A\n" + "      -    B\n" * 30_000, "long.cpy")],
        [("       01 R.\n           05 A PIC X " + "Q " * 100_000 + ".\n", "words.cpy")],
        _copies(),
    ],
)
def test_hostile_copybooks_end(texts: list[tuple[str, str]]) -> None:
    """Tables in tables, endless names, members that copy others twice: it ends, and says what it did not do."""
    found = read_copybooks(texts)

    assert any(f.code == "MIG-SRC-240" for book in found for f in book.findings)
