"""Sheets that people edit: what a spreadsheet program writes is read, and every fault is said with its line."""

from __future__ import annotations

from datetime import date

import pytest

from migrate.errors import MigrateError
from migrate.forms import decision_sheet
from migrate.quality import sheet, thresholds, waivers

KNOWN = sheet.Known(codes=frozenset({"MIG-DQ-005"}), businesses=frozenset({"001", "031"}))
HEAD = ",".join(waivers.COLUMNS)
LINE = "MIG-DQ-005,031,*,*,0123456789abcdef,係,理由,2027-03-31"


def said(text: str | bytes) -> str:
    """The reason of the error."""
    with pytest.raises(MigrateError) as error:
        waivers.read(text.encode() if isinstance(text, str) else text, KNOWN)
    assert error.value.code == "MIG-DQ-041"
    return str(error.value.params["reason"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_encodings_of_spreadsheets_are_read(encoding: str) -> None:
    """UTF-8 with and without BOM, and what Excel writes as 「CSV」."""
    (found,) = waivers.read(f"{HEAD}\r\n{LINE}\r\n".encode(encoding), KNOWN)

    assert (found.line, found.owner, found.reason, found.end) == (2, "係", "理由", date(2027, 3, 31))


def test_what_excel_rewrites_is_read() -> None:
    """A date with slashes, a 業務ID without zeros, empty lines and comments."""
    text = f"{HEAD},備考\n,,,,,,,,\n#MIG-DQ-999,例\n" + "MIG-DQ-005,1,*,*,*,係,理由,2027/3/31,メモ\n"
    (found,) = waivers.read(text.encode(), KNOWN)

    assert (found.line, found.scope.business, found.end) == (4, "001", date(2027, 3, 31))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (LINE.replace("MIG-DQ-005", "MIG-DQ-999"), "規則 MIG-DQ-999 はありません"),
        (LINE.replace(",031,", ",住民,"), "業務ID（3 桁の数字）"),
        (LINE.replace(",031,", ",39,"), "業務ID 039 の業務はありません"),
        (LINE.replace(",*,*,", ",,*,"), "「グループ」が空欄です。すべてに当てるときは * "),
        (LINE.replace("0123456789abcdef", "1.23457E+15"), "16 桁の符号"),
        (LINE.replace("係", ""), "担当のない免除はできません"),
        (LINE.replace("理由", ""), "理由のない免除はできません"),
        (LINE.replace("2027-03-31", "2027-02-30"), "暦にある日付"),
        (LINE.replace("2027-03-31", "来年度末"), "暦にある日付"),
        (f"{LINE}\n{LINE}", "2 行目と同じものを指しています"),
        (f"{LINE},余り", "列の数が見出しより多い"),
    ],
)
def test_faults_name_the_line(line: str, fault: str) -> None:
    """Each fault is said with the line on which it stands."""
    reason = said(f"{HEAD}\n{line}\n")

    assert fault in reason
    assert reason.startswith(f"{line.count(chr(10)) + 2} 行目: ")


def test_all_faults_are_said_at_once() -> None:
    """Two faulty lines are two sentences."""
    assert said(f"{HEAD}\n{LINE.replace('係', '')}\n{LINE.replace('理由', '')}\n").count("行目: ") == 2


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "見出しに「規則」"),
        (b"\x81 ", "文字コード"),
        (f'{HEAD}\n"MIG\n'.encode(), "引用符"),
        ("規則,業務\n".encode(), "見出しに「グループ」「項目」"),
    ],
)
def test_what_is_no_sheet_is_refused(data: bytes, fault: str) -> None:
    """An empty file, another encoding, an open quotation mark, missing columns."""
    assert fault in said(data)


@pytest.mark.parametrize(
    ("text", "limit"),
    [("10", (10, None)), ("１，０００件", (1000, None)), ("0.5%", (None, "1/2")), ("５％", (None, "5"))],
)
def test_limits(text: str, limit: tuple[int | None, str | None]) -> None:
    """Rows or a percentage, also in full-width characters."""
    line = f"MIG-DQ-005,031,*,*,{text},理由,課長,2026-11-01"
    (found,) = thresholds.read(f"{','.join(thresholds.COLUMNS)}\n{line}\n".encode(), KNOWN)

    assert (found.rows, None if found.percent is None else str(found.percent)) == limit


@pytest.mark.parametrize("text", ["", "少し", "-1", "100%", "1.5"])
def test_what_is_no_limit_is_refused(text: str) -> None:
    """No words, nothing negative, not everything."""
    line = f"MIG-DQ-005,031,*,*,{text},理由,課長,2026-11-01"
    with pytest.raises(MigrateError, match="MIG-DQ-041"):
        thresholds.read(f"{','.join(thresholds.COLUMNS)}\n{line}\n".encode(), KNOWN)


@pytest.mark.parametrize("made", [thresholds, waivers])
def test_a_blank_sheet_holds_no_decision(made: object) -> None:
    """The example in a new sheet is a comment; it is read without a fault."""
    module = thresholds if made is thresholds else waivers
    data = decision_sheet.blank(module.COLUMNS, module.EXAMPLE)

    assert (data[:3], module.read(data, KNOWN)) == (b"\xef\xbb\xbf", ())
