"""An oracle of its own looks at the raw files: it finds exactly what the manifest lists, and every other row is clean.

It knows the example mapping's rules (which rows are written, how numbers are made) and the standard's limits, and uses
none of the product's converters or checks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from migrate import town

ZEI, FUKU = "source/zei_jutogai.csv", "source/fuku_atena.dat"
STARTS = {"M": (1868, 1, 25), "T": (1912, 7, 30), "S": (1926, 12, 25), "H": (1989, 1, 8), "R": (2019, 5, 1)}
ENDS = {"M": (1912, 7, 30), "T": (1926, 12, 25), "S": (1989, 1, 7), "H": (2019, 4, 30), "R": (9999, 12, 31)}
LETTERS = {"明治": "M", "大正": "T", "昭和": "S", "平成": "H", "令和": "R"}
HALF = str.maketrans("０１２３４５６７８９．ＭＴＳＨＲ", "0123456789.MTSHR")
UNKNOWN = re.compile(r"年月日不詳|推定昭和\d+年|(昭和|大正)\d+年(\d+月)?(頃|月日不詳)")
KANA = re.compile("[ｦ-ﾟ･ ]*")
FULL_LIMITS = {"住所_都道府県": 4, "住所_市区郡町村名": 12, "住所_町字": 18, "住所_番地号表記": 50, "住所_方書": 300}
Found = tuple[str, str, int, str]


def _day(text: str) -> date | None:
    """The day that ``text`` names; None for no date and 不詳.

    Raises:
        ValueError: it names no day.
    """
    plain = text.translate(HALF).strip()
    if not plain.strip("0") or UNKNOWN.fullmatch(plain):
        return None
    for name, letter in LETTERS.items():
        plain = plain.replace(name, letter)
    parts = re.fullmatch(r"([MTSHR])(\d\d)(\d\d)(\d\d)", plain) or re.fullmatch(
        r"([MTSHR])(\d+|元)[.年](\d+)[.月](\d+)日?", plain
    )
    if parts is None:
        raise ValueError(text)
    era, year = parts[1], 1 if parts[2] == "元" else int(parts[2])
    found = date(STARTS[era][0] + year - 1, int(parts[3]), int(parts[4]))
    if not date(*STARTS[era]) <= found <= date(*ENDS[era]):
        raise ValueError(text)
    return found


def _weigh(number: str, weights: tuple[int, ...]) -> int:
    return sum(int(d) * w for d, w in zip(number, weights, strict=False)) % 11


def _mynumber_ok(number: str) -> bool:
    rest = _weigh(number, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2))
    return bool(re.fullmatch(r"[0-9]{12}", number)) and int(number[11]) == (0 if rest <= 1 else 11 - rest)


def _city_ok(code: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{6}", code)) and int(code[5]) == (11 - _weigh(code, (6, 5, 4, 3, 2))) % 10


def _text(data: bytes) -> str:
    """CP932 without the five single bytes that Python takes although the code has none.

    Raises:
        UnicodeDecodeError: a byte is unknown.
    """
    found = data.decode("cp932")
    if set(found) & set("\x80\uf8f0\uf8f1\uf8f2\uf8f3"):
        raise UnicodeDecodeError("cp932", data, 0, 1, "no character")
    return found.strip(" \u3000")


def _composed(text: str) -> int:
    """Length once half-width kana are full-width (a voicing mark melts into its letter)."""
    return len(re.sub("(?<=[ｦ-ﾝ])[ﾞﾟ]", "", text))


class Row:
    """One record under the names of the standard's items."""

    def __init__(self, file: str, number: int, raw: dict[str, bytes], names: dict[str, str]) -> None:
        self.file, self.number, self.raw, self.names = file, number, raw, names

    def __getitem__(self, item: str) -> str:
        return _text(self.raw[self.names[item]]) if item in self.names else ""

    def at(self, code: str, item: str) -> Found:
        return (code, self.file, self.number, item)


TAX = {
    **{"宛名番号": "ATENA_NO", "個人番号": "KOJIN_NO", "氏名": "SHIMEI_KJ", "氏名_外国人アルファベット": "SHIMEI_EN"},
    **{
        "氏名_読み仮名": "SHIMEI_KN",
        "性別": "SEIBETSU",
        "生年月日": "SEINENGAPPI",
        "住所_市区町村コード": "SHIKUCHOSON_CD",
    },
    **{
        "住所_都道府県": "TODOFUKEN",
        "住所_市区郡町村名": "SHIKUCHOSON",
        "住所_町字": "CHOAZA",
        "住所_番地号表記": "BANCHI",
    },
    **{
        "住所_方書": "KATAGAKI",
        "住所_郵便番号": "ZIP",
        "代表宛名フラグ": "DAIHYO_FLG",
        "名寄せ先宛名番号": "NAYOSE_NO",
    },
    **{"操作者ID": "KOSHIN_USER", "操作年月日": "KOSHIN_YMD", "操作時刻": "KOSHIN_JI"},
}
WELFARE = {
    **{"宛名番号": "ATENA_CD", "個人番号": "MYNUMBER", "氏名": "SIMEI", "氏名_読み仮名": "KANA", "性別": "SEX"},
    **{"生年月日": "UMARE", "住所_市区町村コード": "CITY_CD", "住所_都道府県": "KEN", "住所_市区郡町村名": "CITY"},
    **{
        "住所_町字": "MACHI",
        "住所_番地号表記": "BANCHI",
        "住所_方書": "KATA",
        "住所_郵便番号": "YUBIN",
        "業務ID": "GYOMU",
    },
    **{"操作者ID": "UPD_ID", "操作年月日": "UPD_YMD", "操作時刻": "UPD_HMS"},
}


def _characters(row: Row) -> Iterator[Found]:
    for item, column in row.names.items():
        try:
            text = _text(row.raw[column])
        except UnicodeDecodeError:
            yield row.at("MIG-CNV-003", item)
            row.raw = row.raw | {column: "あ\u3000い".encode("cp932")}
            continue
        if re.search("[\ue000-\uf8ff]", text):
            yield row.at("MIG-CHR-001", item)
        if "\t" in text:
            yield row.at("MIG-CHR-042", item)
        if item in FULL_LIMITS and _composed(text) > FULL_LIMITS[item]:
            yield row.at("MIG-DQ-004", item)


def _person(row: Row) -> Iterator[Found]:
    sexes = "129" if row.file == ZEI else "MFU"
    if row["性別"] not in sexes or not row["性別"]:
        yield row.at("MIG-CNV-004", "性別")
    name, english = row["氏名"], row["氏名_外国人アルファベット"]
    if name and not re.search(r"\S[\u3000 ]\S", name):
        yield row.at("MIG-DQ-013", "氏名")
    if english and not re.fullmatch(r"[A-Z]+( [A-Z]+)+", english):
        yield row.at("MIG-DQ-013", "氏名_外国人アルファベット")
    if not (name or english):
        yield row.at("MIG-DQ-001", "氏名")
    if not KANA.fullmatch(row["氏名_読み仮名"]):
        yield row.at("MIG-DQ-015", "氏名_読み仮名")
    if row["個人番号"] and not _mynumber_ok(row["個人番号"]):
        yield row.at("MIG-DQ-010", "個人番号")


def _days(row: Row) -> Iterator[Found]:
    try:
        born = _day(row["生年月日"])
    except ValueError:
        yield row.at("MIG-CNV-001", "生年月日")
        born = None
    worked = _day(row["操作年月日"])
    if worked is None:
        yield row.at("MIG-DQ-001", "操作年月日")
    elif born and born > worked:
        yield row.at("MIG-DQ-014", "生年月日")
    if not re.fullmatch(r"([01]\d|2[0-3])[0-5]\d[0-5]\d", row["操作時刻"]):
        yield row.at("MIG-DQ-001", "操作時刻")


def _codes(row: Row) -> Iterator[Found]:
    if not _city_ok(row["住所_市区町村コード"]):
        yield row.at("MIG-DQ-012", "住所_市区町村コード")
    if not re.fullmatch(r"\d{3}-?\d{4}", row["住所_郵便番号"]):
        yield row.at("MIG-CNV-001", "住所_郵便番号")
    if not row["操作者ID"]:
        yield row.at("MIG-DQ-001", "操作者ID")
    elif not re.fullmatch("[!-~]{1,10}", row["操作者ID"]):
        yield row.at("MIG-DQ-003", "操作者ID")
    if row.file == ZEI and row["代表宛名フラグ"] == "0" and not row["名寄せ先宛名番号"]:
        yield row.at("MIG-DQ-002", "名寄せ先宛名番号")
    if row.file == ZEI and row["代表宛名フラグ"] == "1" and row["名寄せ先宛名番号"]:
        yield row.at("MIG-DQ-002", "代表なのに名寄せ先がある")
    if row.file == FUKU and not re.fullmatch("02[0-9]", row["業務ID"]):
        yield row.at("MIG-DQ-005", "業務ID")


def _sets(rows: list[Row]) -> Iterator[Found]:
    """Keys, references and 個人番号 over both systems, in the order of the target."""
    keys: set[str] = set()
    numbers: set[str] = set()
    for row in rows:
        number = row["宛名番号"]
        key = number.rjust(15, "0") if row.file == ZEI else "9" + number.rjust(14, "0")
        if key in keys:
            yield row.at("MIG-DQ-007", "宛名番号")
        keys.add(key)
        if row["個人番号"] and row["個人番号"] in numbers:
            yield row.at("MIG-DQ-011", "個人番号")
        numbers.add(row["個人番号"])
    for row in rows:
        target = row["名寄せ先宛名番号"]
        if target and (target.rjust(15, "0") not in keys or target == row["宛名番号"]):
            yield row.at("MIG-DQ-008", "名寄せ先宛名番号")


def _written(zei: list, fuku: list) -> tuple[list[Row], list[Found]]:
    """Rows that the example mapping writes, and those that it has to reject."""
    rejected: list[Found] = []
    newest: Counter[bytes] = Counter()
    for raw in zei:
        if raw and raw["SAKUJO_FLG"] == b"0" and raw["ATENA_NO"]:
            newest[raw["ATENA_NO"]] = max(newest[raw["ATENA_NO"]], int(raw["RIREKI_NO"]))
    rows = []
    for file, raws, names in ((ZEI, zei, TAX), (FUKU, fuku, WELFARE)):
        for number, raw in enumerate(raws, start=1):
            if raw is None:
                rejected.append(("MIG-CNV-002", file, number, ""))
                continue
            taken = raw["SAKUJO_FLG"] == b"1" if file == ZEI else raw["MASSHO"] == b"1"
            if taken or (file == ZEI and raw["ATENA_NO"] and int(raw["RIREKI_NO"]) < newest[raw["ATENA_NO"]]):
                continue
            row = Row(file, number, raw, names)
            if row["宛名番号"]:
                rows.append(row)
            else:
                rejected.append(row.at("MIG-CNV-005", "宛名番号"))
                rejected += [f for part in (_characters, _person, _days, _codes) for f in part(row)]
    return rows, rejected


@pytest.fixture(scope="module")
def found(zei: list, fuku: list) -> list[Found]:
    rows, findings = _written(zei, fuku)
    for row in rows:
        for part in (_characters, _person, _days, _codes):
            findings += part(row)
    return [*findings, *_sets(rows)]


def test_every_planted_defect_is_in_the_bytes_and_nothing_else(found: list[Found], made: town.Town) -> None:
    """The oracle's findings are the manifest, one for one."""
    assert sorted(found) == sorted((one.code, one.file, one.row, one.item) for one in made.planted)


def test_stage_follows_the_code(made: town.Town) -> None:
    """Conversion finds what cannot be converted, the check finds the rest."""
    assert {one.stage for one in made.planted if one.code.startswith("MIG-CNV")} == {"convert"}
    assert {one.stage for one in made.planted if not one.code.startswith("MIG-CNV")} == {"check"}


def test_both_files_carry_each_kind_where_it_can_be(made: town.Town) -> None:
    """Only 名寄せ先 (MIG-DQ-002, -008) is a matter of the tax system alone."""
    files: dict[str, set[str]] = {}
    for one in made.planted:
        files.setdefault(one.code, set()).add(one.file)

    assert {code for code, seen in files.items() if seen != {ZEI, FUKU}} == {"MIG-DQ-002", "MIG-DQ-008"}


def test_one_number_in_both_systems_is_among_them(zei: list, fuku: list, made: town.Town) -> None:
    """Some 個人番号 is held by both systems, as happens where nobody has matched them."""
    tax = {row["KOJIN_NO"] for row in zei if row and row["KOJIN_NO"]}
    welfare = {row["MYNUMBER"] for row in fuku if row and row["MYNUMBER"].strip()}

    assert len(tax & welfare) == 2


def test_a_deleted_target_is_among_the_lost_references(zei: list, made: town.Town) -> None:
    """Some 名寄せ先 exist in the old system but are deleted, and so are not migrated."""
    deleted = {row["ATENA_NO"] for row in zei if row and row["SAKUJO_FLG"] == b"1"}
    lost = [zei[one.row - 1]["NAYOSE_NO"] for one in made.planted if one.code == "MIG-DQ-008"]

    assert sum(target in deleted for target in lost) == 2
