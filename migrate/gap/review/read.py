"""A filled-in review, read back: rows are told by their hidden key, columns by their headings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from migrate.errors import UnreadableError
from migrate.files import xlsx, xlsx_unread
from migrate.files.xlsx import CellValue, Sheet, Workbook, cell_name, cell_text
from migrate.forms.answer import RefusedError, day_of
from migrate.forms.form import plain
from migrate.gap.review.book import (
    ANSWER_HEADS,
    CHOICES,
    DEGREES,
    FORM,
    GUIDE,
    ID_HEAD,
    META,
    VERSION,
)
from migrate.gap.review.offers import COLUMN, ITEM, Answer
from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.value import value

OWN = Basis(document="本ツール独自", section="対応の確認の様式")
Params = Mapping[str, str | int]
_TOP = 30
_STRANGE = "左端の隠れた列の ID が、作ったときのものではありません"
_SHIFTED = (
    "左端の隠れた列の ID が、見えている表・項目・列のものではありません（ID の列を除いて並べ替えたか、貼り付けました）"
)
_SHOWN = {ITEM: {"現行の表": 2, "グループ": 4, "項目": 5}, COLUMN: {"現行の表": 2, "列": 3}}
"""Kind of row and heading → which part of the key stands there for people to see."""
_LONGEST = 2_000
"""A cell with more characters than this is no answer."""


@value
class Printed:
    """One row as it was printed."""

    spec: str
    """``ID@EDITION``."""
    answer: Answer
    options: tuple[str, ...]


@value
class Said:
    """One row as it was filled in."""

    key: str
    printed: Printed
    answer: Answer
    places: Mapping[str, Place]
    """Heading → where its cell is."""


@value
class Filled:
    """One file."""

    file: str
    said: tuple[Said, ...]
    findings: tuple[Finding, ...]


def finding(code: str, severity: Severity, place: Place, params: Params | None = None) -> Finding:
    """A finding of the review."""
    return Finding(code=code, severity=severity, place=place, params=params or {}, basis=OWN)


def _meta(book: Workbook, file: str) -> tuple[str, dict[str, Printed]]:
    """団体コード, and the rows as they were printed by their keys.

    Raises:
        UnreadableError: MIG-GAP-095, no review of ours, or one of a newer edition.
    """
    sheet = next((s for s in book.sheets if s.name == META), None)
    rows = [tuple(cell_text(cell) for cell in row) for row in sheet.rows] if sheet else []
    head = {row[0]: row[1] for row in rows[:3] if len(row) > 1}
    if head.get("form") != FORM or head.get("version") != str(VERSION):
        raise UnreadableError("MIG-GAP-095", Place(file=file), {"file": file})
    printed = {}
    for row in rows[3:]:
        full = (*row, *("",) * (7 - len(row)))
        texts = Answer(choice=full[2], degree=full[3], reviewer=full[4], date=full[5], comment=full[6])
        printed[full[1]] = Printed(spec=full[0], answer=texts, options=tuple(one for one in full[7:] if one))
    return next((row[1] for row in rows[:3] if row and row[0] == "municipality" and len(row) > 1), ""), printed


def _head(sheet: Sheet) -> tuple[int, Mapping[str, int]] | None:
    """Row of the headings, and heading → column; None where they are not all there."""
    for at, row in enumerate(sheet.rows[:_TOP]):
        words: dict[str, int] = {}
        for column, cell in enumerate(row):
            words.setdefault(cell_text(cell).strip(), column)
        if ID_HEAD in words and all(head in words for head in ANSWER_HEADS):
            return at, words
    return None


def _shown(key: str) -> tuple[str, ...]:
    """業務ID, kind, and what a row of that key shows of it."""
    parts = json.loads(key)
    return (parts[0], parts[1], *(parts[at].strip() for at in _SHOWN[parts[1]].values()))


class _Reader:
    def __init__(self, file: str, printed: Mapping[str, Printed], unread: frozenset[tuple[str, str]]) -> None:
        self.file, self.printed, self.unread = file, printed, unread
        self.findings: list[Finding] = []
        self.seen: dict[str, Place] = {}
        self._by_shown = {_shown(key): key for key in printed}

    def _text(self, cell: CellValue, head: str, place: Place) -> str | None:
        """A cell as text; None where it cannot be an answer, which is noted."""
        if (place.sheet, place.cell) in self.unread:
            self._refuse(place, head, "数式やエラー値で、値を読めません", "値そのもの")
            return None
        text = cell_text(cell).strip(" 　\n\t\r")
        if len(text) > _LONGEST or any(ord(c) < 32 and c not in "\n\t\r" for c in text):
            self._refuse(place, head, "長すぎるか、表示できない文字があります", f"{_LONGEST} 文字までの文字")
            return None
        if head == "日付":
            return self._day(cell, place)
        if head == "程度" and text:
            return self._degree(text, place)
        return " ".join(text.split()) if head in ("決定", "担当") else text.replace("\r\n", "\n").replace("\r", "\n")

    def _degree(self, text: str, place: Place) -> str | None:
        known = next((one for one in DEGREES if plain(one) == plain(text)), None)
        if known is None:
            self._refuse(place, "程度", "一覧にない程度です", "、".join(DEGREES))
        return known

    def _day(self, cell: CellValue, place: Place) -> str | None:
        try:
            found = day_of(cell)
        except RefusedError as error:
            self._refuse(place, "日付", error.reason, "年月日（例 2026-11-26、令和8年11月26日）")
            return None
        if found.bent:
            self.findings.append(finding("MIG-GAP-120", Severity.INFO, place, {"meant": str(found.answer)}))
        return str(found.answer or "")

    def _refuse(self, place: Place, head: str, reason: str, wanted: str) -> None:
        self.findings.append(
            finding("MIG-GAP-096", Severity.ERROR, place, {"head": head, "reason": reason, "wanted": wanted})
        )

    def sheet(self, sheet: Sheet) -> Iterator[Said]:
        """The rows of one sheet that have a key of ours."""
        head = _head(sheet)
        if head is None:
            if any(cell_text(cell).strip() for row in sheet.rows for cell in row):
                place = Place(file=self.file, sheet=sheet.name)
                self.findings.append(finding("MIG-GAP-097", Severity.WARNING, place))
            return
        top, columns = head
        for at in range(top + 1, len(sheet.rows)):
            if (one := self._row(sheet, at, columns)) is not None:
                yield one

    def _row(self, sheet: Sheet, at: int, columns: Mapping[str, int]) -> Said | None:
        row = sheet.rows[at]

        def cell(column: int) -> CellValue:
            return row[column] if column < len(row) else None

        places = {h: Place(file=self.file, sheet=sheet.name, cell=cell_name(at, columns[h])) for h in ANSWER_HEADS}
        blank = not any(cell_text(cell(columns[h])).strip() for h in ANSWER_HEADS) and not any(
            (sheet.name, p.cell) in self.unread for p in places.values()
        )
        key = cell_text(cell(columns[ID_HEAD]))
        if key not in self.printed:
            if not blank:
                self.findings.append(finding("MIG-GAP-098", Severity.ERROR, places["決定"], {"reason": _STRANGE}))
            return None
        own = self._own(key, {head: cell_text(cell(at)).strip() for head, at in columns.items()})
        if not blank and own is None:
            self.findings.append(finding("MIG-GAP-098", Severity.ERROR, places["決定"], {"reason": _SHIFTED}))
            self.seen.setdefault(key, places["決定"])
            return None
        key = own or key
        if key in self.seen and not blank:
            reason = f"セル {self.seen[key].cell} と同じ行の写しです"
            self.findings.append(finding("MIG-GAP-098", Severity.ERROR, places["決定"], {"reason": reason}))
            return None
        self.seen[key] = places["決定"]
        texts = {h: self._text(cell(columns[h]), h, places[h]) for h in ANSWER_HEADS}
        if any(text is None for text in texts.values()):
            return None
        choice, degree, reviewer, day, comment = (texts[h] or "" for h in ANSWER_HEADS)
        answer = Answer(choice=choice, degree=degree, reviewer=reviewer, date=day, comment=comment)
        return Said(key=key, printed=self.printed[key], answer=answer, places=places)

    def _own(self, key: str, shown: Mapping[str, str]) -> str | None:
        """The key of what a row shows: that is what people decided on, wherever its hidden key has gone.

        The key itself where the headings to tell it by are not there; None where the row shows nothing of ours.
        """
        business, kind, *_ = json.loads(key)
        if not all(head in shown for head in _SHOWN[kind]):
            return key
        return self._by_shown.get((business, kind, *(shown[head] for head in _SHOWN[kind])))


def read(data: bytes, file: str, municipality: str) -> Filled:
    """The answers in the bytes of a workbook.

    Raises:
        UnreadableError: MIG-GAP-095 (no review of ours), -100 (of another body), MIG-FORM-001 to -015 (no workbook
            that can be read).
    """
    book = xlsx.loads(data, file)
    theirs, printed = _meta(book, file)
    if theirs and municipality and theirs != municipality:
        raise UnreadableError("MIG-GAP-100", Place(file=file), {"theirs": theirs, "ours": municipality})
    unread = frozenset((one.sheet, one.cell) for one in xlsx_unread.unread(data))
    reader = _Reader(file, printed, unread)
    sheets = (sheet for sheet in book.sheets if sheet.name not in (META, CHOICES, GUIDE))
    said = tuple(one for sheet in sheets for one in reader.sheet(sheet))
    lost = len(printed) - len(reader.seen)
    if lost:
        reader.findings.append(finding("MIG-GAP-101", Severity.WARNING, Place(file=file), {"count": lost}))
    return Filled(file=file, said=said, findings=tuple(reader.findings))
