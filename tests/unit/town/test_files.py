"""The four files are what two old systems hand over: layouts, encodings, sizes, and the same bytes each time."""

from __future__ import annotations

import csv
import io
import re
import time

import pytest

from migrate import town
from migrate.town import town as facts

TAX = [
    *("ATENA_NO", "RIREKI_NO", "KOJIN_NO", "SHIMEI_KJ", "SHIMEI_KN", "SHIMEI_EN"),
    *("SEIBETSU", "SEINENGAPPI", "ZIP", "SHIKUCHOSON_CD", "TODOFUKEN"),
    *("SHIKUCHOSON", "CHOAZA", "BANCHI", "KATAGAKI", "DAIHYO_FLG", "NAYOSE_NO"),
    *("SAKUJO_FLG", "KOSHIN_USER", "KOSHIN_YMD", "KOSHIN_JI", "DENWA", "BIKO"),
]
WELFARE = {
    **{
        "ATENA_CD": 8,
        "SIMEI": 60,
        "KANA": 30,
        "SEX": 1,
        "UMARE": 7,
        "MYNUMBER": 12,
        "YUBIN": 7,
        "CITY_CD": 6,
        "KEN": 8,
    },
    **{"CITY": 24, "MACHI": 40, "BANCHI": 40, "KATA": 60, "GYOMU": 3, "MASSHO": 1, "UPD_YMD": 7, "UPD_HMS": 6},
    **{"UPD_ID": 8, "YOBI": 10},
}
SPEED_LIMIT = 5.0
"""Seconds of processor time; the aim is well under 3, a busy machine gives less."""


def _ddl(made: town.Town) -> str:
    return made.files["source/zei_schema.sql"].decode("cp932")


def test_files_have_their_names_and_no_other_is_there(made: town.Town) -> None:
    """Two files of each system, named relative to a workspace."""
    assert sorted(made.files) == [
        "source/fuku_atena.dat",
        "source/fuku_layout.csv",
        "source/zei_jutogai.csv",
        "source/zei_schema.sql",
    ]


def test_same_seed_same_bytes_other_seed_others(made: town.Town) -> None:
    """The town is a pure function of its seed."""
    start = time.process_time()
    again = town.build()
    seconds = time.process_time() - start
    print(f"town.build: {seconds:.2f} s of processor time")  # shown with -s
    other = town.build(32)

    assert (again.files, again.planted, again.planted_csv()) == (made.files, made.planted, made.planted_csv())
    assert other.files["source/zei_jutogai.csv"] != made.files["source/zei_jutogai.csv"]
    assert seconds < SPEED_LIMIT


def test_row_counts_and_sizes(zei: list, fuku: list, made: town.Town) -> None:
    """14,000 and 6,000 records, about 2.8 and 2.0 MB."""
    sizes = {name: len(data) // 100_000 for name, data in made.files.items()}

    assert (len(zei), len(fuku)) == (14_000, 6_000)
    assert sizes == {
        "source/fuku_atena.dat": 20,
        "source/fuku_layout.csv": 0,
        "source/zei_jutogai.csv": 28,
        "source/zei_schema.sql": 0,
    }


def test_every_line_ends_in_crlf(made: town.Town) -> None:
    """CR and LF come only together."""
    for data in made.files.values():
        assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r")
        assert data.endswith(b"\r\n")


def test_header_and_ddl_name_the_same_columns(made: town.Town) -> None:
    """The CSV's header is the table's columns, in order."""
    header = made.files["source/zei_jutogai.csv"].split(b"\r\n")[0].decode().split(",")
    declared = re.findall(r'"(\w+)" (?:CHAR|NUMBER|VARCHAR2)\(', _ddl(made))

    assert header == declared == TAX


def test_ddl_looks_like_an_oracle_export(made: town.Town) -> None:
    """Owner, storage, comments in Japanese, key, indexes and grants are there."""
    ddl = _ddl(made)
    words = (
        "SEGMENT CREATION",
        "STORAGE(",
        "TABLESPACE",
        "NOT NULL ENABLE",
        "COMMENT ON TABLE",
        "CREATE INDEX",
        "GRANT ",
    )

    assert [word for word in words if word not in ddl] == []
    assert ddl.count("COMMENT ON COLUMN") == len(TAX)
    assert 'ADD CONSTRAINT "PK_T_JUTOGAI" PRIMARY KEY ("ATENA_NO", "RIREKI_NO")' in ddl


def test_cells_fit_the_declared_columns(zei: list, made: town.Town) -> None:
    """No cell of the CSV holds more bytes than its column, planted ones included."""
    widths = {name: int(size) for name, size in re.findall(r'"(\w+)" (?:CHAR|VARCHAR2)\((\d+)\)', _ddl(made))}
    over = [(n, name) for n, row in enumerate(zei, 1) if row for name, w in widths.items() if len(row[name]) > w]

    assert over == []


def test_text_columns_are_quoted_and_others_bare(made: town.Town) -> None:
    """The CSV is spooled: VARCHAR2 in quotes, CHAR and NUMBER without."""
    first = made.files["source/zei_jutogai.csv"].split(b"\r\n")[1].decode("cp932")

    assert re.fullmatch(
        r'\d{10},\d,\d{0,12}(,"[^"]*"){3},[129],"[^"]*",[\d-]+,\d{6}(,"[^"]*"){5},[01],\d*,[01].*', first
    )


def test_layout_file_lays_fields_side_by_side(layout: list[tuple[str, int, int]], made: town.Town) -> None:
    """Each field begins where the one before ends; 338 bytes in all."""
    header = made.files["source/fuku_layout.csv"].decode("cp932").split("\r\n")[0]

    assert header == "項番,項目名,物理名,開始位置,桁数,型,備考"
    assert {name: width for name, _, width in layout} == WELFARE
    assert [start for _, start, _ in layout] == [sum(list(WELFARE.values())[:n]) for n in range(len(WELFARE))]
    assert sum(WELFARE.values()) == 338


def test_names_are_padded_with_full_width_blanks(fuku: list) -> None:
    """氏名 ends in full-width blanks, the reading in half-width ones."""
    assert fuku[0] is not None
    assert fuku[0]["SIMEI"].endswith(b"\x81\x40")
    assert fuku[0]["KANA"].endswith(b"  ")


@pytest.mark.parametrize(
    "mess",
    [
        *("明治45年7月30日", "大正15年12月25日", "令和元年5月1日", "昭和45年頃", "年月日不詳", "㈱", "①", "ﾞ"),
        *("髙橋", "﨑", "濵田", '送付先を""本社""に変更'),
    ],
)
def test_old_mess_is_there(mess: str, made: town.Town) -> None:
    """What old systems hold and conversions get wrong is among the rows."""
    assert mess in made.files["source/zei_jutogai.csv"].decode("cp932", "replace")


@pytest.mark.parametrize(
    "form",
    [
        r"[MTSHR]\d{6}",
        r"[MTSHR]\d\d\.\d\d\.\d\d",
        r"[昭平]\S\d?年\d+月\d+日",
        r"[ＭＴＳＨＲ][０-９]{6}",
        r"[ＭＴＳＨＲ][０-９．]{8}",
    ],
)
def test_every_form_of_date_is_there(form: str, zei: list) -> None:
    """Birthdays come in all the forms side by side."""
    dates = [row["SEINENGAPPI"].decode("cp932") for row in zei if row]

    assert sum(bool(re.fullmatch(form, one)) for one in dates) > 100


def test_extended_characters_come_in_both_codes(made: town.Town) -> None:
    """髙 is FBFC (IBM) in the tax file, as Windows writes it, and EEE0 (NEC) in the welfare file."""
    tax, welfare = made.files["source/zei_jutogai.csv"], made.files["source/fuku_atena.dat"]

    assert (tax.count(b"\xfb\xfc") > 100, welfare.count(b"\xee\xe0") > 100) == (True, True)


def test_history_deleted_and_merged_rows_are_there(zei: list, fuku: list) -> None:
    """Older states, deleted persons and 抹消 make up a fair part of the files."""
    older = sum(row["RIREKI_NO"] > b"1" for row in zei if row)
    deleted = sum(row["SAKUJO_FLG"] == b"1" for row in zei if row)
    gone = sum(row["MASSHO"] == b"1" for row in fuku if row)

    assert older > 1_500
    assert deleted > 200
    assert gone > 100


def test_manifest_lists_each_finding_once(made: town.Town) -> None:
    """The manifest is UTF-8 with header, one line per expected finding; no two on one row."""
    rows = list(csv.DictReader(io.StringIO(made.planted_csv().decode(), newline="")))
    places = [(row["file"], row["row"]) for row in rows]

    assert list(rows[0]) == ["stage", "code", "file", "row", "item"]
    assert len(rows) == len(made.planted) == len(set(places)) > 100


def test_each_kind_has_some_and_not_many(made: town.Town) -> None:
    """Three to twelve of each code; the codes are those that a row of these files can cause."""
    counts: dict[str, int] = {}
    for one in made.planted:
        counts[one.code] = counts.get(one.code, 0) + 1
    checks = (1, 2, 3, 4, 7, 8, 10, 11, 12, 13, 14, 15)

    assert sorted(counts) == sorted(
        [f"MIG-CNV-00{n}" for n in range(1, 6)] + ["MIG-CHR-001", "MIG-CHR-042"] + [f"MIG-DQ-{n:03d}" for n in checks]
    )
    assert [code for code, count in counts.items() if not 3 <= count <= 15] == []


def test_town_is_no_real_municipality() -> None:
    """99 is no prefecture; the check digit is right."""
    digits = [int(digit) for digit in facts.CODE]

    assert facts.CODE[:2] == "99"
    assert (11 - sum(d * w for d, w in zip(digits, (6, 5, 4, 3, 2), strict=False)) % 11) % 10 == digits[5]
