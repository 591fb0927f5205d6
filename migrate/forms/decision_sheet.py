"""A CSV that people edit with a spreadsheet program to decide something: its cells, and its faults by line.

UTF-8 with or without BOM, or CP932 (what Excel writes as 「CSV」). A line whose first cell begins with ``#`` is a
comment. Dates are read as Excel rewrites them (2027/3/31), a 業務ID without the zeros that it drops. All faults are
said at once, under the code of whoever reads the sheet.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from migrate.errors import MigrateError
from migrate.model.finding import Place
from migrate.model.value import value

ANY = "*"
"""Whatever stands there: every table, every item, every row."""
COMMENT = "#"
_DATE = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_KEY = re.compile(r"[0-9a-f]{16}")
_SAID = 20
"""Faults that an error lists."""
T = TypeVar("T")


@value
class Line:
    """One record. ``number``: line of the file on which it begins."""

    number: int
    cells: Mapping[str, str]


def _decoded(data: bytes) -> str | None:
    """The text of a sheet, None where it is neither UTF-8 nor CP932."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            pass
    return None


class FaultError(Exception):
    """What is wrong with a cell, as a Japanese sentence."""


@value
class Sheet:
    """One sheet: where it stands, what it must have as columns, and the code of what is wrong with it."""

    file: str
    columns: tuple[str, ...]
    fault: str

    def read(self, data: bytes, parse: Callable[[Line], T]) -> tuple[T, ...]:
        """What ``parse`` makes of each record.

        Raises:
            MigrateError: ``fault``, it is no such CSV, or with every line that ``parse`` refused.
        """
        made: list[T] = []
        faults: list[tuple[int, str]] = []
        for line in self._lines(data):
            try:
                made.append(parse(line))
            except FaultError as fault:
                faults.append((line.number, str(fault)))
        if faults:
            raise self._refuse(faults)
        return tuple(made)

    def _refuse(self, faults: list[tuple[int, str]]) -> MigrateError:
        said = [f"{line} 行目: {text}" if line else text for line, text in faults[:_SAID]]
        if len(faults) > _SAID:
            said.append(f"ほか {len(faults) - _SAID} 件")
        return MigrateError(self.fault, Place(file=self.file, line=faults[0][0] or None), {"reason": "\n".join(said)})

    def _text(self, data: bytes) -> str:
        text = _decoded(data)
        if text is None:
            raise self._refuse([(0, "文字コードが UTF-8 でも Shift_JIS（CP932）でもありません。")])
        return text

    def _lines(self, data: bytes) -> tuple[Line, ...]:
        """The records, without comments and empty lines."""
        reader = csv.reader(io.StringIO(self._text(data), newline=""), strict=True)
        try:
            header = [cell.strip() for cell in next(reader, [])]
            missing = [column for column in self.columns if column not in header]
            if missing:
                raise self._refuse([(1, f"見出しに「{'」「'.join(missing)}」がありません。")])
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
            raise self._refuse([(reader.line_num, "CSV の書き方が正しくありません（引用符など）。")]) from None
        if faults:
            raise self._refuse(faults)
        return tuple(found)


def filled(line: Line, column: str, hint: str = "") -> str:
    """A cell that must not be empty."""
    text = line.cells[column]
    if not text:
        raise FaultError(f"「{column}」が空欄です。{hint}")
    return text


def business(line: Line, known: frozenset[str]) -> str:
    """The 業務ID in 「業務」, one of ``known``."""
    text = filled(line, "業務")
    if not re.fullmatch(r"[0-9]{1,3}", text):
        raise FaultError("「業務」は、業務ID（3 桁の数字）で書いてください。")
    if text.zfill(3) not in known:
        raise FaultError(f"業務ID {text.zfill(3)} の業務はありません。一覧: migrate spec list")
    return text.zfill(3)


def anywhere(line: Line, column: str) -> str:
    """A name, or ``*``."""
    return filled(line, column, f"すべてに当てるときは {ANY} と書いてください。")


def key(line: Line) -> str:
    """The digest of a row's key in 「キー」 as findings show it, or ``*``."""
    text = filled(line, "キー", f"すべての行に当てるときは {ANY} と書いてください。").lower()
    if text != ANY and not _KEY.fullmatch(text):
        raise FaultError(
            "「キー」は、指摘に出る 16 桁の符号（0〜9、a〜f）です。Excel が数値に変えたときは、貼り直してください。"
        )
    return text


def day(line: Line, column: str) -> date:
    """A date such as 2027-03-31 or 2027/3/31."""
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", filled(line, column)))
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    raise FaultError(f"「{column}」は、2027-03-31 のように暦にある日付で書いてください。")


def written(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A sheet with rows, as Excel opens it without a question."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def extended(before: bytes, rows: Iterable[Sequence[str]]) -> bytes:
    """A sheet that can be read, with rows at its end; what is there stays, in UTF-8."""
    text = _decoded(before) or ""
    end = "" if not text or text.endswith("\n") else "\r\n"
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerows(rows)
    return f"{text}{end}{stream.getvalue()}".encode("utf-8-sig")


def blank(columns: Sequence[str], example: Sequence[str]) -> bytes:
    """An empty sheet with an example as a comment."""
    return written(columns, [(f"{COMMENT}例 {example[0]}", *example[1:])])
