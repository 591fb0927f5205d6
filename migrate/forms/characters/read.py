"""A filled-in workbook of characters, read back: a row is the system and the code that it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from migrate.characters.ledger.clusters import of_codes
from migrate.characters.ledger.repertoire import is_name
from migrate.errors import UnreadableError
from migrate.files import xlsx, xlsx_unread
from migrate.files.xlsx import CellValue, Sheet, Workbook, cell_name, cell_text
from migrate.forms.answer import MAX_TEXT, RefusedError, day_of, holds_personal_number
from migrate.forms.characters import writing
from migrate.forms.characters.layout import (
    ANSWERS,
    BY,
    CHOICES,
    CODE,
    DATE,
    FORM,
    GUIDE,
    META,
    NOTE,
    PROGRESS,
    SYSTEM,
    TO,
    VERDICT,
    VERSION,
    Cells,
)
from migrate.forms.characters.writing import Written
from migrate.model.characters import CharacterKey, CharacterVerdict
from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.value import value

OWN = Basis(document="本ツール独自", section="文字の同定の様式")
Params = Mapping[str, str | int]
_TOP = 30
_HEAD_LINES = 4


@value
class Printed:
    """One row as it was printed."""

    cells: Cells
    offers: tuple[str, ...]


@value
class Said:
    """One row as it was filled in."""

    key: CharacterKey
    printed: Cells
    cells: Cells
    places: Mapping[str, Place]
    """Heading → where its cell is."""


@value
class Filled:
    """One file."""

    file: str
    target: str
    said: tuple[Said, ...]
    findings: tuple[Finding, ...]


@value
class _Meta:
    municipality: str
    target: str
    printed: Mapping[CharacterKey, Printed]


def finding(code: str, severity: Severity, place: Place, params: Params | None = None) -> Finding:
    """A finding of the workbook."""
    return Finding(code=code, severity=severity, place=place, params=params or {}, basis=OWN)


def _meta(book: Workbook, file: str) -> _Meta:
    """What the form says of itself, and its rows as they were printed.

    Raises:
        UnreadableError: MIG-CHR-015, no workbook of ours, or one of a newer edition.
    """
    sheet = next((s for s in book.sheets if s.name == META), None)
    lines = [tuple(cell_text(cell) for cell in row) for row in sheet.rows] if sheet else []
    head = {line[0]: line[1] for line in lines[:_HEAD_LINES] if len(line) > 1}
    if head.get("form") != FORM or head.get("version") != str(VERSION) or not is_name(head.get("target", "")):
        raise UnreadableError("MIG-CHR-015", Place(file=file), {"file": file})
    printed = {}
    for line in lines[_HEAD_LINES:]:
        system, code, verdict, to, by, day, note, *offers = (*line, *[""] * (7 - len(line)))
        text, written = of_codes(code), of_codes(to) if to else ""
        if text is not None and written is not None:
            cells = Cells(verdict=verdict, to=written, by=by, date=day, note=note)
            known = tuple(one for offer in offers if (one := of_codes(offer)) is not None)
            printed[system, text] = Printed(cells=cells, offers=known)
    return _Meta(municipality=head.get("municipality", ""), target=head["target"], printed=printed)


def _head(sheet: Sheet) -> tuple[int, Mapping[str, int]] | None:
    """Row of the headings, and heading → column; None where they are not all there."""
    for at, row in enumerate(sheet.rows[:_TOP]):
        words: dict[str, int] = {}
        for column, cell in enumerate(row):
            words.setdefault(cell_text(cell).strip(), column)
        if all(head in words for head in (SYSTEM, CODE, *ANSWERS)):
            return at, words
    return None


@dataclass
class _Reader:
    file: str
    meta: _Meta
    unread: frozenset[tuple[str, str]]
    gj: Written
    findings: list[Finding] = field(default_factory=list)
    seen: dict[CharacterKey, Place] = field(default_factory=dict)

    def _note(self, code: str, severity: Severity, place: Place, params: Params | None = None) -> None:
        self.findings.append(finding(code, severity, place, params))

    def sheet(self, sheet: Sheet) -> Iterator[Said]:
        """The rows of one sheet that are rows of ours and say something."""
        head = _head(sheet)
        if head is None:
            if any(cell_text(cell).strip() for row in sheet.rows for cell in row):
                self._note("MIG-CHR-022", Severity.WARNING, Place(file=self.file, sheet=sheet.name))
            return
        top, columns = head
        for at in range(top + 1, len(sheet.rows)):
            if (one := self._row(sheet, at, columns)) is not None:
                yield one

    def _row(self, sheet: Sheet, at: int, columns: Mapping[str, int]) -> Said | None:
        row = sheet.rows[at]
        cells = {head: row[columns[head]] if columns[head] < len(row) else None for head in (SYSTEM, CODE, *ANSWERS)}
        places = {h: Place(file=self.file, sheet=sheet.name, cell=cell_name(at, columns[h])) for h in ANSWERS}
        blank = not any(cell_text(cells[h]).strip() or (sheet.name, places[h].cell) in self.unread for h in ANSWERS)
        system, text = cell_text(cells[SYSTEM]).strip(), of_codes(cell_text(cells[CODE]))
        printed = self.meta.printed.get((system, text)) if text else None
        if printed is None or text is None:
            if not blank:
                reason = "「システム」と「符号」の組が、作ったときのどの行のものでもありません"
                self._note("MIG-CHR-017", Severity.ERROR, places[VERDICT], {"reason": reason})
            return None
        key = (system, text)
        if key in self.seen:
            if not blank:
                reason = f"セル {self.seen[key].cell} と同じ文字の行です"
                self._note("MIG-CHR-017", Severity.ERROR, places[VERDICT], {"reason": reason})
            return None
        self.seen[key] = places[VERDICT]
        said = self._cells(cells, places, printed)
        return None if said is None else Said(key=key, printed=printed.cells, cells=said, places=places)

    def _cells(self, cells: Mapping[str, CellValue], places: Mapping[str, Place], printed: Printed) -> Cells | None:
        """The answers of a row; None where one of them cannot be read, which is noted."""
        found: dict[str, str] = {}
        for head in ANSWERS:
            try:
                found[head] = self._answer(head, cells[head], places[head], printed)
            except RefusedError as error:
                params = {"head": head, "reason": error.reason, "wanted": error.wanted}
                self._note("MIG-CHR-016", Severity.ERROR, places[head], params)
        if len(found) < len(ANSWERS):
            return None
        replace, verdict = CharacterVerdict.REPLACE, found[VERDICT] or (CharacterVerdict.REPLACE if found[TO] else "")
        if verdict == replace and not found[TO]:
            wanted = "対応する文字（決められなければ「保留」）"
            params = {"head": TO, "reason": "「対応する文字」と決めた行なのに、空欄です", "wanted": wanted}
            self._note("MIG-CHR-016", Severity.ERROR, places[TO], params)
            return None
        if verdict not in {replace, ""} and found[TO]:
            if found[TO] != printed.cells.to:
                wanted = f"空欄（置きかえるなら、決定を「{replace}」）"
                params = {"head": TO, "reason": f"「{verdict}」の行に、文字が書かれています", "wanted": wanted}
                self._note("MIG-CHR-016", Severity.ERROR, places[TO], params)
                return None
            found[TO] = ""  # what stood there before the decision was changed
        return Cells(verdict=verdict, to=found[TO], by=found[BY], date=found[DATE], note=found[NOTE])

    def _answer(self, head: str, cell: CellValue, place: Place, printed: Printed) -> str:
        if (place.sheet, place.cell) in self.unread:
            raise RefusedError("数式やエラー値で、値を読めません", "値そのもの")
        text = cell_text(cell)
        if len(text) > MAX_TEXT or any(ord(c) < 32 and c not in "\n\t\r" for c in text):
            raise RefusedError("長すぎるか、表示できない文字があります", f"{MAX_TEXT:,} 文字までの文字")
        if head == VERDICT:
            verdict = writing.verdict(text)
            return verdict.value if verdict else ""
        if head == TO:
            return writing.read(text, printed.offers, self.gj)
        if head == DATE:
            return str(day_of(cell).answer or "")
        if holds_personal_number(text):
            raise RefusedError("個人番号と同じ形の 12 桁の数字があります", "個人番号を消してください")
        text = text.replace("\r\n", "\n").replace("\r", "\n").strip(" 　\n\t")
        return " ".join(text.split()) if head == BY else text


def read(data: bytes, file: str, municipality: str, gj: Written) -> Filled:
    """The answers in the bytes of a workbook; ``gj`` gives the writings of a GJ name.

    Raises:
        UnreadableError: MIG-CHR-015 (no workbook of ours), -018 (of another body), MIG-FORM-001 to -015 (no workbook
            that can be read).
    """
    book = xlsx.loads(data, file)
    meta = _meta(book, file)
    if meta.municipality and municipality and meta.municipality != municipality:
        params = {"theirs": meta.municipality, "ours": municipality}
        raise UnreadableError("MIG-CHR-018", Place(file=file), params)
    unread = frozenset((one.sheet, one.cell) for one in xlsx_unread.unread(data))
    reader = _Reader(file, meta, unread, gj)
    sheets = (sheet for sheet in book.sheets if sheet.name not in (META, CHOICES, GUIDE, PROGRESS))
    said = tuple(one for sheet in sheets for one in reader.sheet(sheet))
    lost = len(meta.printed) - len(reader.seen)
    if lost:
        reader.findings.append(finding("MIG-CHR-019", Severity.WARNING, Place(file=file), {"count": lost}))
    return Filled(file=file, target=meta.target, said=said, findings=tuple(reader.findings))
