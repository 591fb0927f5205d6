"""A CSV file is read as it was written, and what it was taken for is said; what is in doubt is a finding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from migrate.errors import MigrateError
from migrate.source.raw import raw_records
from tests.unit.source.csv_writer import COLUMNS, Settings, codes, file_of, looked_at, rows, staged

ROWS = rows(40)
_TITLES = "住民異動一覧\r\n出力日,2026/11/26\r\n\r\n"

READ: list[tuple[Settings, dict[str, Any], list[tuple[str, str]]]] = [
    (Settings(), {"delimiter": ",", "quoting": "none", "newline": "CRLF"}, []),
    (Settings(delimiter="\t", newline="\n"), {"delimiter": "\t", "newline": "LF"}, []),
    (Settings(delimiter=";", encoding="utf-8-sig"), {"delimiter": ";"}, []),
    (Settings(delimiter="|"), {"delimiter": "|"}, []),
    (Settings(quoting="all"), {"quoting": "all"}, []),
    (Settings(newline="\r"), {"newline": "CR"}, []),
    (Settings(delimiter="\t", encoding="utf-16"), {"delimiter": "\t", "newline": "CRLF"}, []),
    (Settings(encoding="utf-16-be"), {"delimiter": ","}, []),
    (Settings(encoding="iso2022_jp"), {"delimiter": ","}, []),
    (Settings(encoding="euc_jp"), {"delimiter": ","}, [("MIG-SRC-234", "warning")]),
    (Settings(before=_TITLES), {"skipped": 3}, [("MIG-SRC-228", "info")]),
    (Settings(before="sep=;\r\n", delimiter=";"), {"skipped": 1, "delimiter": ";"}, []),
    (Settings(after="合計,,12345,\r\n40 件\r\n\x1a"), {"footer": 2}, [("MIG-SRC-229", "warning")]),
    (Settings(after="40 rows selected.\n"), {"footer": 1}, [("MIG-SRC-229", "warning")]),
    (Settings(after="\x1a"), {"footer": 0}, []),
    (Settings(after="\r\n\r\n"), {"footer": 0}, []),
    (Settings(last_end=False), {"footer": 0}, []),
    (Settings(header=False), {"header": False, "sure": 90}, [("MIG-SRC-227", "warning")]),
]


@pytest.mark.parametrize(("settings", "form", "found"), READ)
def test_read_as_written(
    tmp_path: Path, settings: Settings, form: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    """Every row comes back, the form is recorded, and only what was passed over or judged is a finding."""
    schema = looked_at(tmp_path, settings.write(ROWS))
    csv = file_of(schema).csv
    result, read = staged(tmp_path, schema)

    assert (read, result.bad_rows, result.bad_bytes) == (ROWS, (), ())
    assert csv is not None
    assert {key: getattr(csv, key) for key in form} == form
    assert codes(schema) == found


def test_escapes_as_mysql_writes(tmp_path: Path) -> None:
    r"""Backslash escapes are found by ``\N`` or by quotes; CP932's second bytes 5C are no backslashes; ``\N`` stays."""
    hard = [(a, f'{b}"表\\ソ"', c, d) for a, b, c, d in ROWS]
    found = []
    for settings in (Settings(escape="\\", quoting="all"), Settings(escape="\\", quoting="none", delimiter="\t")):
        data = settings.write(hard)
        if settings.quoting == "none":
            data = data.replace(b"2026-01-13", b"\\N")
        schema = looked_at(tmp_path, data)
        read = staged(tmp_path, schema)[1]
        found.append((file_of(schema).csv.escape, [row[1] for row in read] == [row[1] for row in hard]))  # type: ignore[union-attr]

    assert found == [("\\", True), ("\\", True)]
    assert [row[3] for row in read if row[3].startswith("\\")] == ["\\N"]
    assert codes(schema) == [("MIG-SRC-230", "warning"), ("MIG-SRC-233", "info")]


def test_quotes_that_quote_nothing(tmp_path: Path) -> None:
    """Where fields begin with quotes that never close, quotes are characters, and that is said."""
    inches = [(a, f'"{b}' if n % 2 else b, c, d) for n, (a, b, c, d) in enumerate(ROWS)]
    data = "\n".join("\t".join(row) for row in [("ATENA_NO", "氏名", "KINGAKU", "IDO_YMD"), *inches]).encode("cp932")
    schema = looked_at(tmp_path, data)

    assert staged(tmp_path, schema)[1] == inches
    assert codes(schema) == [("MIG-SRC-230", "info")]


def test_mixed_line_ends(tmp_path: Path) -> None:
    """CRLF and LF both end a record; a CR alone in the middle is a character, told with its number."""
    data = Settings().write(ROWS).replace(b"\r\n", b"\n", 20)
    schema = looked_at(tmp_path, data)
    read = staged(tmp_path, schema)[1]
    lone = looked_at(tmp_path, data.replace(b"2026-02-02", b"2026\r02-02"))

    assert (read, file_of(schema).csv.newline) == (ROWS, "mixed")  # type: ignore[union-attr]
    assert [(one.code, one.params["count"]) for one in lone.findings] == [("MIG-SRC-232", 1)]
    assert staged(tmp_path, lone)[0].rows == len(ROWS)


@pytest.mark.parametrize("inside", ["\n", "\r\n", "\n\n"])
@pytest.mark.parametrize("at", [0, -1])
def test_line_ends_of_excel_for_mac(tmp_path: Path, inside: str, at: int) -> None:
    """Records end in CR where every LF stands within quotes, as Excel for Mac writes breaks in cells."""
    hard = [*ROWS]
    hard[at] = (hard[at][0], f'本町{inside}"別棟"', *hard[at][2:])
    schema = looked_at(tmp_path, Settings(newline="\r").write(hard))
    read = staged(tmp_path, schema)[1]

    assert (read, file_of(schema).csv.newline) == (hard, "CR")  # type: ignore[union-attr]


def test_lone_carriage_returns_end_no_record(tmp_path: Path) -> None:
    """LF ends the records where one stands outside of quotes, however many CR stand in values."""
    hard = [(a, f"{b}\r\r", c, d) for a, b, c, d in ROWS]
    schema = looked_at(tmp_path, Settings(newline="\n").write(hard))

    assert file_of(schema).csv.newline == "LF"  # type: ignore[union-attr]


def test_stray_zero_bytes(tmp_path: Path) -> None:
    """NUL bytes stay in the values, and their number is told; a file full of them is refused as no text."""
    data = Settings().write(ROWS).replace("花".encode("cp932"), b"\0")
    schema = looked_at(tmp_path, data)

    assert [row[1] for row in staged(tmp_path, schema)[1]] == [row[1].replace("花", "\0") for row in ROWS]
    assert [(one.code, one.params["count"]) for one in schema.findings] == [("MIG-SRC-231", data.count(0))]


def test_without_header_doubts(tmp_path: Path) -> None:
    """Values of other types, or a header with names of its own: no table is taken for the file's."""
    other = [("x", *row[1:3], "y") for row in ROWS]
    own = [("番号", "名", "額", "日"), *ROWS]
    found = []
    for data in (Settings(header=False).write(other), Settings(header=False).write(own)):
        schema = looked_at(tmp_path, data)
        found.append([one.code for one in schema.findings])

    assert found == [["MIG-SRC-009", "MIG-SRC-017"]] * 2


STATED: list[tuple[Settings, dict[str, str]]] = [
    (Settings(header=False), {"header": "なし", "table": "T_IDO"}),
    (Settings(header=False, before="見出し\r\n"), {"header": "false", "table": "T_IDO", "skip": "1"}),
    (Settings(after="合計,,12345,\r\n"), {"footer": "1"}),
    (Settings(before=_TITLES), {"skip": "3"}),
    (Settings(delimiter="|"), {"delimiter": "縦棒"}),
    (Settings(delimiter="\t"), {"delimiter": "\\t", "quote": "あり", "escape": "なし"}),
    (Settings(encoding="euc_jp"), {"encoding": "EUC-JP"}),
    (Settings(encoding="shift_jis_2004"), {"encoding": "Shift_JIS-2004"}),
]


@pytest.mark.parametrize(("settings", "stated"), STATED)
def test_what_is_stated_is_taken(tmp_path: Path, settings: Settings, stated: dict[str, str]) -> None:
    """What project.yaml settles is read so and needs no finding any more."""
    schema = looked_at(tmp_path, settings.write(ROWS), **stated)

    assert (staged(tmp_path, schema)[1], codes(schema)) == (ROWS, [])


def test_a_header_that_is_none(tmp_path: Path) -> None:
    """Where project.yaml calls a row a header, the missing columns are told, and nothing of what the row holds."""
    schema = looked_at(tmp_path, Settings(header=False).write(ROWS), header="あり", table="T_IDO")

    assert [(one.code, one.params["columns"]) for one in schema.findings] == [("MIG-SRC-013", "、".join(COLUMNS))]


@pytest.mark.parametrize(
    "stated",
    [{"delimiter": ":"}, {"quote": "maybe"}, {"escape": "x"}, {"header": "2"}, {"skip": "-1"}, {"footer": "many"}],
)
def test_what_does_not_exist_is_refused(tmp_path: Path, stated: dict[str, str]) -> None:
    """A value that project.yaml cannot have is a usage error that names the key and what it can be."""
    with pytest.raises(MigrateError) as caught:
        looked_at(tmp_path, Settings().write(ROWS), **stated)

    assert (caught.value.code, caught.value.params["key"]) == ("MIG-SRC-015", next(iter(stated)))


def test_a_footer_that_is_data(tmp_path: Path) -> None:
    """A last row that only begins like a total, or that project.yaml calls a row, is read."""
    like = [*ROWS, ("合計", "山田　太郎", "1", "2026-01-01")]
    schema = looked_at(tmp_path, Settings().write(like))
    total = [*ROWS, ("合計", "", "1", "")]
    stated = looked_at(tmp_path, Settings().write(total), footer="0")

    assert (staged(tmp_path, schema)[0].rows, codes(schema)) == (len(ROWS) + 1, [])
    assert staged(tmp_path, stated)[1] == total


def test_another_delivery_of_the_same_file(tmp_path: Path) -> None:
    """Titles and totals are found again by what they are: a longer title or no total loses no row."""
    schema = looked_at(tmp_path, Settings(before=_TITLES, after="合計,,1,\r\n").write(ROWS))
    (tmp_path / "data.csv").write_bytes(Settings(before="一覧\r\n" + _TITLES).write(ROWS))

    assert staged(tmp_path, schema)[1] == ROWS


def test_two_delimiters_that_fit(tmp_path: Path) -> None:
    """A file that no table fits and that two delimiters cut evenly: the doubt is told with the key that settles it."""
    schema = looked_at(tmp_path, b"p;q,r\n" + b"1,2;3,4\n" * 30)

    assert [one.code for one in schema.findings] == ["MIG-SRC-009", "MIG-SRC-017", "MIG-SRC-226"]


def test_bad_bytes_and_records_are_those_of_the_file(tmp_path: Path) -> None:
    """What cannot be decoded or cut is kept in the file's own bytes, also where the file had to be recoded."""
    found = []
    for settings in (Settings(delimiter="|"), Settings(encoding="utf-16-le", before="\ufeff")):
        wrong = b"\xff" if settings.encoding == "cp932" else b"\x00\xd8"
        head, middle, tail = settings.write(ROWS[:1]), settings.write(ROWS)[len(settings.write([])) :], b""
        lines = middle.replace("表".encode(settings.encoding), wrong, 1)
        short = f"9999999999{settings.delimiter}山表".encode(settings.encoding)
        data = head + short + "\r\n".encode(settings.encoding) + lines + tail
        schema = looked_at(tmp_path, data)
        result = staged(tmp_path, schema)[0]
        ((row, again),) = raw_records(tmp_path / "data.csv", file_of(schema), schema.tables[0], [2])
        found.append((result.bad_rows[0].raw == short, again == short, row, wrong in result.bad_bytes[0].raw))

    assert found == [(True, True, 2, True)] * 2
