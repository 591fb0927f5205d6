"""A file's profile is that of all of its rows: compared with plain Python, and at the edges."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.errors import NothingCheckedError, UnreadableError
from migrate.flow import source_profile
from migrate.model.profile import Care, ColumnProfile, FileProfile, RaggedRow
from migrate.model.source import SourceColumn, SourceTable
from migrate.source.profile.gather import MOST_VALUES

Profiled = Callable[..., FileProfile]


def column(found: FileProfile, name: str) -> ColumnProfile:
    """The column of that name."""
    return next(one for one in found.columns if one.name == name)


def counts(column: ColumnProfile) -> dict[str, int | None]:
    """Form → cells."""
    return {one.name: one.count for one in column.signatures}


def _csv(*rows: str, encoding: str = "utf-8") -> bytes:
    return ("\r\n".join(rows) + "\r\n").encode(encoding)


def test_counts_are_those_of_plain_python(profiled: Profiled) -> None:
    """Empty, blank, different values and lengths of random cells over several chunks are exact."""
    dice = random.Random(1)
    pool = ["", " ", "　", "山田　太郎", "ｱｲｳ", "A1", "髙橋", "0012", "x" * 30]
    rows = [(dice.choice(pool), str(dice.randint(0, 30_000))) for _ in range(300_000)]
    found = profiled(_csv("shimei,atena_no", *(f"{a},{b}" for a, b in rows), encoding="cp932"), "cp932")
    filled = [a for a, _ in rows if a.strip(" 　")]
    name, number = column(found, "shimei"), column(found, "atena_no")

    assert (name.empty, name.blank, name.distinct, name.shortest, name.longest, name.mean_length) == (
        sum(not a for a, _ in rows),
        sum(a in (" ", "　") for a, _ in rows),
        len(pool) - 1,
        2,
        30,
        round(sum(map(len, filled)) / len(filled), 2),
    )
    assert (number.distinct, number.distinct_exact, found.records) == (len({b for _, b in rows}), True, 300_000)


def test_codes_are_all_listed_and_rare_ones_not_counted(profiled: Profiled) -> None:
    """A code column lists every value; the rare one has no number, nor its smallest neighbour."""
    found = column(profiled(_csv("sex", *["1"] * 60, *["2"] * 40, "7")), "sex")

    assert [(one.text, one.count) for one in found.values] == [("1", "60"), ("2", ">=10"), ("7", "<10")]


def test_code_columns_tell_no_other_counts(profiled: Profiled) -> None:
    """Classes, forms and the mean length of a code column would give the rare count away: they carry no numbers."""
    found = column(profiled(_csv("sex", *["1"] * 60, *["A"] * 40, "７")), "sex")

    assert {one.count for one in (*found.characters, *found.signatures)} == {None}
    assert (found.mean_length, found.patterns) == (None, ())


def test_values_in_a_code_column_that_look_like_names_are_shapes(profiled: Profiled) -> None:
    """A name that strayed into a code column is listed by its shape."""
    found = column(profiled(_csv("kbn,jumin_kbn", *["1,1"] * 60, "1,安藤　友人")), "jumin_kbn")

    assert [(one.text, one.pattern) for one in found.values] == [("1", "9"), (None, "J{2}_J{2}")]


@pytest.mark.parametrize("birth", ["1970-01-31T00:00:00", "1970-01-31 00:00:00", "19700131000000"])
def test_a_code_column_full_of_moments_is_closed(profiled: Profiled, birth: str) -> None:
    """A date of birth that a database wrote with a time is no code either."""
    found = column(profiled(_csv("jumin_kbn,sex", *[f"{birth},1"] * 40)), "jumin_kbn")

    assert (found.care, found.values) == (Care.CLOSED, ())


def test_times_of_processing_show_their_range(profiled: Profiled) -> None:
    """With a T between day and time as with a blank; one value that is no time closes the column."""
    times = ("2026-10-01T08:00:00", "2026-10-30T20:24:00")
    open_, stray = (column(profiled(_csv("koshin_nichiji,x", *(f"{t},1" for t in one))), "koshin_nichiji")
                    for one in (times, (*times, "2026-10-30X20:24:00")))  # fmt: skip

    assert (open_.care, open_.minimum, open_.maximum) == (Care.OPEN, *times)
    assert (stray.care, stray.minimum, stray.maximum) == (Care.CLOSED, None, None)


def test_a_code_column_full_of_names_is_closed(profiled: Profiled) -> None:
    """Contents close a column that its name had opened."""
    found = column(profiled(_csv("jumin_kbn,sex", *["安村　友人,1", "大川　花子,1"] * 40)), "jumin_kbn")

    assert (found.care, found.values) == (Care.CLOSED, ())


def test_open_columns_show_their_range_and_frequent_values(profiled: Profiled) -> None:
    """Years show smallest, largest and frequent values; a value of fewer than ten cells is not among these."""
    found = column(profiled(_csv("nendo,sex", *["2025,1"] * 30, *["2026,1"] * 12, "2019,1")), "nendo")

    assert (found.minimum, found.maximum, [(one.text, one.count) for one in found.values]) == (
        "2019",
        "2026",
        [("2025", "30"), ("2026", "12")],
    )


@pytest.mark.parametrize("stray", ["YAMADA", "山田", "7351924", "S450131", "73519240", "2025.5"])
def test_one_stray_value_closes_an_open_column(profiled: Profiled, stray: str) -> None:
    """What is neither a year nor a time could be shown as the largest value: the column is closed."""
    found = column(profiled(_csv("nendo,sex", *["2025,1"] * 30, f"{stray},1")), "nendo")

    assert (found.care, found.minimum, found.maximum, found.values) == (Care.CLOSED, None, None, ())


def test_times_of_processing_stay_open(profiled: Profiled) -> None:
    """Dates and times of several forms, and no date, keep the column open."""
    found = column(profiled(_csv("更新日時,sex", *["20261030202400,1"] * 12, "20261029,1", "00000000,1")), "更新日時")

    assert (found.care, found.minimum, found.maximum) == (Care.OPEN, "00000000", "20261030202400")


def test_ragged_rows_are_listed_not_lost(profiled: Profiled) -> None:
    """A record with a field too many or too few is listed under its number and counted in no column."""
    found = profiled(_csv("sex,nendo", "1,2020", "1", "2,2021", "1,2,3", "1,2022"))

    assert found.ragged == (RaggedRow(row=2, found=1, expected=2), RaggedRow(row=4, found=3, expected=2))
    assert (found.records, found.rows, column(found, "nendo").distinct) == (5, 3, 3)


def test_undecodable_bytes_are_counted_with_their_row(profiled: Profiled) -> None:
    """A cell with a byte that CP932 does not know is counted, its first row is told, the file is read to its end."""
    data = _csv("shimei,sex", *["安村,1"] * 20, encoding="cp932") + b"\x85\x40,1\r\n" + _csv("大川,1", encoding="cp932")
    found = profiled(data, "cp932")
    name = column(found, "shimei")

    assert (name.undecodable, name.first_undecodable, found.records) == (1, 21, 22)
    assert [one.count for one in name.characters if one.name == "undecodable"] == [1]


def test_header_only(profiled: Profiled) -> None:
    """A file without records has columns with nothing in them."""
    found = profiled(_csv("shimei,sex"))

    assert (found.records, [(one.empty, one.distinct, one.longest) for one in found.columns]) == (
        0,
        [(0, 0, None), (0, 0, None)],
    )


def test_one_row(profiled: Profiled) -> None:
    """With one record, listing a code would tell its count: the value is not listed."""
    found = profiled(_csv("shimei,sex", "安村　友人,1"))

    assert [(one.distinct, one.values) for one in found.columns] == [(1, ()), (1, ())]


def test_a_column_of_nothing(profiled: Profiled) -> None:
    """A column that is empty in every record has no values, lengths or forms."""
    found = column(profiled(_csv("kyu_shi,sex", *[",1"] * 20)), "kyu_shi")

    assert (found.empty, found.distinct, found.shortest, found.mean_length, found.signatures) == (20, 0, None, None, ())


def test_a_million_different_values(profiled: Profiled) -> None:
    """The number of different values is estimated within 3 % where it is large, and says so."""
    data = b"atena_no,sex\n" + b"".join(b"%d,1\n" % n for n in range(1_000_000))
    found = column(profiled(data), "atena_no")

    assert (found.distinct_exact, abs(found.distinct - 1_000_000) < 30_000) == (False, True)


def test_a_code_column_of_too_many_values_is_closed(profiled: Profiled) -> None:
    """What has more values than a code list can have is none."""
    data = b"ido_cd,sex\n" + b"".join(b"%d,1\n" % (n // 3) for n in range(3 * MOST_VALUES + 30))

    found = column(profiled(data), "ido_cd")

    assert (found.care, found.distinct, found.distinct_exact) == (Care.CLOSED, MOST_VALUES + 10, True)


def test_fixed_length_records(profiled: Profiled) -> None:
    """Fixed-length records are profiled by their layout."""
    layout = SourceTable(
        name="T",
        columns=(
            SourceColumn(name="SEX", start=1, bytes=1),
            SourceColumn(name="YUBIN", logical_name="郵便番号", start=2, bytes=8),
        ),
    )
    found = profiled(b"1123-4567\r\n" * 30 + b"2123-4567\r\n" * 20, "ascii", layout, fixed=True)

    assert (found.records, counts(column(found, "YUBIN"))) == (50, {"postal_3_4": 50})
    assert [(one.text, one.count) for one in column(found, "SEX").values] == [("1", "30"), ("2", "20")]


def test_a_header_that_differs_from_the_table_stops_nothing(profiled: Profiled) -> None:
    """A CSV is taken by its own header; what the table declares is added where the names agree."""
    declared = SourceTable(name="T", columns=(SourceColumn(name="SEX", logical_name="性別"), SourceColumn(name="GONE")))
    found = profiled(_csv("sex,nendo", "1,2020"), declared=declared)

    assert [(one.name, one.logical_name) for one in found.columns] == [("sex", "性別"), ("nendo", "")]


@pytest.mark.parametrize(
    "first",
    [
        "安村友人,大川花子",
        "安村　友人,S450131",
        "100,200",
        "YASUMURA,TOMOHITO",
        "sex,",
        "sex,SEX",
        "03-1234-5678,x@example.jp",
    ],
)
def test_a_first_line_that_may_be_data_is_no_header(profiled: Profiled, first: str) -> None:
    """Values are never taken for names of columns."""
    with pytest.raises(UnreadableError) as caught:
        profiled(_csv(first, "1,2"))

    assert (caught.value.code, first.split(",", maxsplit=1)[0] in str(dict(caught.value.params))) == (
        "MIG-SRC-161",
        False,
    )


def test_the_same_bytes_give_the_same_profile(profiled: Profiled) -> None:
    """Two runs over a file of several chunks agree, estimates included."""
    data = b"atena_no,sex\n" + b"".join(b"%d,%d\n" % (n, n % 3) for n in range(900_000))

    assert profiled(data) == profiled(data)


def test_empty_file_beside_a_good_one(tmp_path: Path) -> None:
    """A file of 0 bytes is an error finding; the other file is profiled."""
    (tmp_path / "a.csv").write_bytes(b"")
    (tmp_path / "b.csv").write_bytes(_csv("sex,nendo", "1,2020"))
    outcome = source_profile.profile_files([tmp_path / "a.csv", tmp_path / "b.csv"])

    assert [(one.code, one.place.file) for one in outcome.findings if one.severity == "error"] == [
        ("MIG-SRC-011", "a.csv")
    ]


def test_no_data_file_is_nothing_checked(tmp_path: Path) -> None:
    """A DDL alone has no rows to profile."""
    (tmp_path / "t.sql").write_text("CREATE TABLE T (A CHAR(1));", encoding="utf-8")

    with pytest.raises(NothingCheckedError) as caught:
        source_profile.profile_files([tmp_path / "t.sql"])

    assert caught.value.code == "MIG-SRC-160"
