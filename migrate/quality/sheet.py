"""A CSV that people edit with a spreadsheet program, and the cells that its sheets have in common.

UTF-8 with or without BOM, or CP932 (what Excel writes as 「CSV」). A line whose first cell begins with ``#`` is a
comment. Dates are read as Excel rewrites them (2027/3/31), a 業務ID without the zeros that it drops. All faults are
said at once.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from migrate.errors import MigrateError
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.quality.catalogue import ANY

COMMENT = "#"
_DATE = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_SAID = 20
"""Faults that an error lists."""
T = TypeVar("T")


@value
class Line:
    """One record. ``number``: line of the file on which it begins."""

    number: int
    cells: Mapping[str, str]


class FaultError(Exception):
    """What is wrong with a cell, as a Japanese sentence."""


@value
class Known:
    """What a line may name: codes of the rules, and 業務IDs."""

    codes: frozenset[str]
    businesses: frozenset[str]


@value
class Scope:
    """The failures that a line is about: one rule of one business, at one or all tables and items."""

    code: str
    business: str
    table: str
    item: str

    def covers(self, code: str, table: str, item: str) -> bool:
        """True where the line is about this check."""
        return self.code == code and self.table in (ANY, table) and self.item in (ANY, item)

    @property
    def breadth(self) -> int:
        """Smaller is more exact: of two lines about one check the more exact one counts."""
        return 2 * (self.item == ANY) + (self.table == ANY)


def _refuse(name: str, faults: list[tuple[int, str]]) -> MigrateError:
    said = [f"{line} 行目: {text}" if line else text for line, text in faults[:_SAID]]
    if len(faults) > _SAID:
        said.append(f"ほか {len(faults) - _SAID} 件")
    return MigrateError("MIG-DQ-041", Place(file=name, line=faults[0][0] or None), {"reason": "\n".join(said)})


def _text(data: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            pass
    raise _refuse(name, [(0, "文字コードが UTF-8 でも Shift_JIS（CP932）でもありません。")])


def lines(data: bytes, name: str, columns: tuple[str, ...]) -> tuple[Line, ...]:
    """The records of a sheet that has at least ``columns``, without comments and empty lines.

    Raises:
        MigrateError: MIG-DQ-041, it is no such CSV.
    """
    reader = csv.reader(io.StringIO(_text(data, name), newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        missing = [column for column in columns if column not in header]
        if missing:
            raise _refuse(name, [(1, f"見出しに「{'」「'.join(missing)}」がありません。")])
        found, begins, faults = [], reader.line_num + 1, []
        for row in reader:
            number, begins = begins, reader.line_num + 1
            cells = [cell.strip() for cell in row]
            if not any(cells) or cells[0].startswith(COMMENT):
                continue
            if any(cells[len(header) :]):
                faults.append((number, "列の数が見出しより多い行です。"))
            cells += [""] * (len(header) - len(cells))
            found.append(Line(number=number, cells=dict(zip(header, cells, strict=False))))
    except csv.Error:
        raise _refuse(name, [(reader.line_num, "CSV の書き方が正しくありません（引用符など）。")]) from None
    if faults:
        raise _refuse(name, faults)
    return tuple(found)


def parsed(found: tuple[Line, ...], name: str, parse: Callable[[Line], T]) -> tuple[T, ...]:
    """What ``parse`` makes of each line.

    Raises:
        MigrateError: MIG-DQ-041 with every line that ``parse`` refused.
    """
    made, faults = [], []
    for line in found:
        try:
            made.append(parse(line))
        except FaultError as fault:
            faults.append((line.number, str(fault)))
    if faults:
        raise _refuse(name, faults)
    return tuple(made)


def filled(line: Line, column: str, hint: str = "") -> str:
    """A cell that must not be empty."""
    text = line.cells[column]
    if not text:
        raise FaultError(f"「{column}」が空欄です。{hint}")
    return text


def scope(line: Line, known: Known) -> Scope:
    """The check that a line is about."""
    code = filled(line, "規則").upper()
    if code not in known.codes:
        raise FaultError(f"規則 {code} はありません。一覧: migrate check rules")
    business = filled(line, "業務")
    if not re.fullmatch(r"[0-9]{1,3}", business):
        raise FaultError("「業務」は、業務ID（3 桁の数字）で書いてください。")
    if business.zfill(3) not in known.businesses:
        raise FaultError(f"業務ID {business.zfill(3)} の業務はありません。一覧: migrate spec list")
    hint = f"すべてに当てるときは {ANY} と書いてください。"
    return Scope(
        code=code,
        business=business.zfill(3),
        table=filled(line, "グループ", hint),
        item=filled(line, "項目", hint),
    )


def day(line: Line, column: str) -> date:
    """A date such as 2027-03-31 or 2027/3/31."""
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", filled(line, column)))
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    raise FaultError(f"「{column}」は、2027-03-31 のように暦にある日付で書いてください。")


def blank(columns: tuple[str, ...], example: tuple[str, ...]) -> bytes:
    """An empty sheet with an example as a comment, as Excel opens it without a question."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerow((f"{COMMENT}例 {example[0]}", *example[1:]))
    return stream.getvalue().encode("utf-8-sig")
