"""What is planted in which table, and how often."""

from __future__ import annotations

from migrate.town import defects as spoil
from migrate.town.defects import Kind, has
from migrate.town.rows import Row

_LONG_TOWN = "大字夕映新田字上ノ原小字八幡前東割七番耕地"
_LONG_CITY = "和歌山県東牟婁郡那智勝浦町"
_LONG_LOT = "1234-1,1234-2,1234-3,1234-5,1234-6,1234-8,1235-1,1235-2"
_LATE_DOTTED = (
    ("R08.09.15", "R08.04.01"),
    ("昭和60年7月1日", "S58.06.30"),
    ("H300201", "H30.01.31"),
    ("S451231", "S45.12.01"),
)
_LATE_COMPACT = (("R080915", "R080401"), ("S600701", "S580630"), ("H300201", "H300131"))


def _japanese(row: Row) -> bool:
    return not row.cells["SHIMEI_EN"] and "\u3000" in row.cells["SHIMEI_KJ"].strip() and bool(row.cells["SHIMEI_KN"])


def _abroad(row: Row) -> bool:
    return " " in row.cells["SHIMEI_EN"] and "\u3000" in row.cells["SHIMEI_KJ"].strip()


def _second(row: Row) -> bool:
    return row.cells["DAIHYO_FLG"] == "0"


def _no_kana(column: str) -> Kind:
    return Kind(
        code="MIG-DQ-015",
        item="氏名_読み仮名",
        count=3,
        spoil=spoil.no_kana(column),
        suits=lambda row: " " in row.cells[column],
    )


ZEI = (
    Kind(
        code="MIG-CNV-001",
        item="生年月日",
        count=6,
        spoil=spoil.put(
            "SEINENGAPPI", "S640108", "昭和99年1月1日", "平成31年5月1日", "S45.02.30", "T151226", "昭和45年13月"
        ),
    ),
    Kind(code="MIG-CNV-001", item="住所_郵便番号", count=3, spoil=spoil.put("ZIP", "100-O014", "FUMEI", "06X-0001")),
    Kind(
        code="MIG-CNV-002", item="", count=2, spoil=spoil.lose_tail(len(',""')), suits=lambda row: not row.cells["BIKO"]
    ),
    Kind(code="MIG-CNV-002", item="", count=2, spoil=spoil.grow_tail(b',""')),
    Kind(
        code="MIG-CNV-003",
        item="氏名",
        count=2,
        spoil=spoil.append_byte("SHIMEI_KJ", 0xFD, 0x8E),
        suits=_japanese,
    ),
    Kind(code="MIG-CNV-003", item="住所_番地号表記", count=2, spoil=spoil.append_byte("BANCHI", 0x80, 0xA0)),
    Kind(
        code="MIG-CNV-003", item="住所_方書", count=1, spoil=spoil.append_byte("KATAGAKI", 0x8A), suits=has("KATAGAKI")
    ),
    Kind(code="MIG-CNV-004", item="性別", count=4, spoil=spoil.put("SEIBETSU", "3", "M", "0", "X")),
    Kind(code="MIG-CNV-005", item="宛名番号", count=3, spoil=spoil.put("ATENA_NO", "")),
    Kind(code="MIG-CHR-001", item="氏名", count=2, spoil=spoil.insert_gaiji("SHIMEI_KJ"), suits=_abroad),
    Kind(code="MIG-CHR-001", item="住所_町字", count=2, spoil=spoil.insert_gaiji("CHOAZA")),
    Kind(code="MIG-CHR-001", item="住所_方書", count=3, spoil=spoil.insert_gaiji("KATAGAKI"), suits=has("KATAGAKI")),
    Kind(code="MIG-DQ-001", item="操作者ID", count=3, spoil=spoil.put("KOSHIN_USER", "")),
    Kind(code="MIG-DQ-001", item="操作時刻", count=2, spoil=spoil.put("KOSHIN_JI", "")),
    Kind(code="MIG-DQ-002", item="名寄せ先宛名番号", count=4, spoil=spoil.put("NAYOSE_NO", ""), suits=_second),
    Kind(code="MIG-DQ-003", item="操作者ID", count=3, spoil=spoil.put("KOSHIN_USER", "ＺＥＩ０１", "ZEI０1", "臨時１")),
    Kind(code="MIG-CHR-042", item="住所_方書", count=2, spoil=spoil.insert_tab("KATAGAKI")),
    Kind(code="MIG-DQ-004", item="住所_町字", count=3, spoil=spoil.put("CHOAZA", _LONG_TOWN[:19], _LONG_TOWN)),
    Kind(code="MIG-DQ-004", item="住所_市区郡町村名", count=2, spoil=spoil.put("SHIKUCHOSON", _LONG_CITY)),
    Kind(code="MIG-DQ-004", item="住所_番地号表記", count=1, spoil=spoil.put("BANCHI", _LONG_LOT)),
    Kind(
        code="MIG-DQ-008",
        item="名寄せ先宛名番号",
        count=4,
        spoil=spoil.put("NAYOSE_NO", "0009999990", "0009999991", "9999999999", "0000000001"),
        suits=_second,
    ),
    Kind(code="MIG-DQ-010", item="個人番号", count=4, spoil=spoil.wrong_check_digit("KOJIN_NO"), suits=has("KOJIN_NO")),
    Kind(code="MIG-DQ-012", item="住所_市区町村コード", count=4, spoil=spoil.wrong_check_digit("SHIKUCHOSON_CD")),
    Kind(code="MIG-DQ-013", item="氏名", count=4, spoil=spoil.drop_blank("SHIMEI_KJ"), suits=_japanese),
    Kind(
        code="MIG-DQ-013",
        item="氏名_外国人アルファベット",
        count=2,
        spoil=spoil.drop_blank("SHIMEI_EN"),
        suits=_abroad,
    ),
    Kind(
        code="MIG-DQ-014",
        item="生年月日",
        count=4,
        spoil=spoil.born_later("SEINENGAPPI", "KOSHIN_YMD", *_LATE_DOTTED),
    ),
    _no_kana("SHIMEI_KN"),
)

FUKU = (
    Kind(code="MIG-CNV-001", item="生年月日", count=3, spoil=spoil.put("UMARE", "S640108", "H310501", "S450230")),
    Kind(code="MIG-CNV-001", item="住所_郵便番号", count=2, spoil=spoil.put("YUBIN", "100OO14", "???????")),
    Kind(code="MIG-CNV-002", item="", count=2, spoil=spoil.lose_tail(10)),
    Kind(code="MIG-CNV-002", item="", count=1, spoil=spoil.grow_tail(b"  ")),
    Kind(code="MIG-CNV-003", item="氏名", count=1, spoil=spoil.append_byte("SIMEI", 0xFE)),
    Kind(code="MIG-CNV-003", item="住所_番地号表記", count=2, spoil=spoil.append_byte("BANCHI", 0xFF, 0x82, after=" ")),
    Kind(code="MIG-CNV-004", item="性別", count=3, spoil=spoil.put("SEX", "1", "X", "*")),
    Kind(code="MIG-CNV-005", item="宛名番号", count=3, spoil=spoil.put("ATENA_CD", "")),
    Kind(code="MIG-CHR-001", item="住所_町字", count=2, spoil=spoil.insert_gaiji("MACHI")),
    Kind(code="MIG-CHR-001", item="住所_方書", count=2, spoil=spoil.insert_gaiji("KATA"), suits=has("KATA")),
    Kind(code="MIG-DQ-001", item="操作者ID", count=2, spoil=spoil.put("UPD_ID", "")),
    Kind(code="MIG-DQ-001", item="操作年月日", count=2, spoil=spoil.put("UPD_YMD", "0000000", "")),
    Kind(code="MIG-DQ-003", item="操作者ID", count=2, spoil=spoil.put("UPD_ID", "福祉", "ＦＫ０１")),
    Kind(code="MIG-CHR-042", item="住所_方書", count=1, spoil=spoil.insert_tab("KATA")),
    Kind(code="MIG-DQ-004", item="住所_町字", count=3, spoil=spoil.put("MACHI", _LONG_TOWN[:19], _LONG_TOWN[:20])),
    Kind(code="MIG-DQ-010", item="個人番号", count=3, spoil=spoil.wrong_check_digit("MYNUMBER"), suits=has("MYNUMBER")),
    Kind(code="MIG-DQ-012", item="住所_市区町村コード", count=3, spoil=spoil.wrong_check_digit("CITY_CD")),
    Kind(code="MIG-DQ-013", item="氏名", count=3, spoil=spoil.drop_blank("SIMEI")),
    Kind(code="MIG-DQ-014", item="生年月日", count=3, spoil=spoil.born_later("UMARE", "UPD_YMD", *_LATE_COMPACT)),
    _no_kana("KANA"),
)
