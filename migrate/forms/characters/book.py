"""The workbook of characters: how to fill it in, progress, and one row a character with its shape."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import migrate
from migrate.characters.ledger.clusters import codes, shown
from migrate.characters.ledger.document import places
from migrate.files.xlsx import cell_name
from migrate.files.xlsx_write import Properties, new_sheet, new_workbook
from migrate.forms.book.look import height, paper
from migrate.forms.characters import progress_sheet
from migrate.forms.characters.layout import (
    ANSWERS,
    BY,
    CHECK,
    CHOICES,
    DATE,
    DONE,
    FORM,
    GUIDE,
    GUIDE_LINES,
    HEAD_ROW,
    HEADS,
    HELD,
    META,
    NO_TEXT,
    NOBODY,
    NOTE,
    OFFERS,
    OPEN,
    SHAPE,
    SHEET,
    TO,
    VERDICT,
    VERDICTS,
    VERSION,
    WIDTHS,
    Book,
    Row,
    Sized,
    cells_of,
    check_word,
    written,
)
from migrate.forms.characters.looks import Looks
from migrate.model.characters import CharacterVerdict
from migrate.text import formulas

_CREATED = datetime(2000, 1, 1)
"""Fixed, so that the same content gives the same bytes."""
_ROW_POINTS, _PICTURE_POINTS = 75.0, 30.0
_OFFER_WIDTH = 21
"""As wide as a column of proposals, see `layout.WIDTHS`."""
_SHAPE_SIZE, _OFFER_SIZE = Sized(pixels=56, left=6, top=20), Sized(pixels=36, left=6, top=4)
_FOOTER = f"様式 {FORM} 第{VERSION}版（本ツール独自）"


def stamp(target: str) -> str:
    """The line that tells the edition of the form."""
    return f"様式 {FORM} 第{VERSION}版：{target}（様式は本ツール独自）"


def _fixed(row: int, column: int) -> str:
    name = cell_name(row, column)
    letters = name.rstrip("0123456789")
    return f"${letters}${name[len(letters) :]}"


def _check(at: int) -> str:
    """The formula of the check column; it says what `check_word` says."""
    verdict, to, by, note = (f"TRIM({cell_name(at, HEADS.index(head))})" for head in (VERDICT, TO, BY, NOTE))
    held, replace = CharacterVerdict.HOLD.value, CharacterVerdict.REPLACE.value
    nothing = f'IF({note}="","{OPEN}","{HELD}")'
    said = f'IF(AND(OR({verdict}="",{verdict}="{replace}"),{to}=""),"{NO_TEXT}",IF({by}="","{NOBODY}","{DONE}"))'
    return f'=IF({verdict}="{held}","{HELD}",IF(AND({verdict}="",{to}=""),{nothing},{said}))'


class _Writer:
    def __init__(self, book: Any, plan: Book) -> None:
        self.book, self.plan, self.looks = book, plan, Looks(book)
        self.lists: list[tuple[str, ...]] = []

    def guide(self) -> None:
        """How to fill it in."""
        sheet, looks, plan = new_sheet(self.book, GUIDE), self.looks, self.plan
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 100)
        sheet.write_string(0, 0, plan.title, looks["title"])
        sheet.set_row(0, 26)
        facts = (
            ("様式", f"{FORM} 第{VERSION}版（本ツール独自）"),
            ("対象の文字集合", plan.target_title),
            ("作成日", plan.made),
            ("作成", f"migrate {migrate.__version__}"),
        )
        for at, (label, text) in enumerate((*facts, *GUIDE_LINES), start=2):
            sheet.write_string(at, 0, label, looks["head"])
            sheet.write_string(at, 1, text, looks["text"])
            sheet.set_row(at, height([(text, 96)]) + 3)
        paper(sheet, "A4", (0, 0), _FOOTER)
        sheet.protect("")

    def characters(self) -> None:
        """One row a character."""
        sheet, looks = new_sheet(self.book, SHEET), self.looks
        sheet.write_string(0, 0, self.plan.title, looks["title"])
        intro = (
            "文字ごとに「決定」を選び、置きかえるときは「対応する文字」を選んでください。クリーム色の欄だけに書きます。"
        )
        sheet.write_string(1, 0, intro, looks["intro"])
        sheet.write_string(2, 0, stamp(self.plan.target), looks["stamp"])
        sheet.set_row(0, 24)
        sheet.set_row(HEAD_ROW, 20)
        for column, (title, width) in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
            sheet.write_string(HEAD_ROW, column, title, looks["ask" if title in ANSWERS else "head"])
        for number, row in enumerate(self.plan.rows, start=1):
            self._row(sheet, HEAD_ROW + number, row, number)
        self._finish(sheet)

    def _row(self, sheet: Any, at: int, row: Row, number: int) -> None:
        looks, found, cells = self.looks, row.found, cells_of(row.decision)
        offers = [f"{written(one.text)}\n{one.reason}" for one in found.proposals[:OFFERS]]
        tall = height([(text, _OFFER_WIDTH) for text in offers]) + _PICTURE_POINTS if offers else 0.0
        sheet.set_row(at, max(_ROW_POINTS, tall))
        sheet.write_number(at, 0, number, looks["number"])
        sheet.write_blank(at, 1, None, looks["text"])
        self._picture(sheet, (at, HEADS.index(SHAPE)), (found.system, found.text), _SHAPE_SIZE)
        sheet.write_string(at, 2, shown(found.text), looks["shape"])
        texts = (codes(found.text), found.cp932, found.system, found.kind.value)
        for column, text in enumerate(texts, start=3):
            sheet.write_string(at, column, text, looks["text"])
        sheet.write_number(at, 7, found.rows, looks["number"])
        sheet.write_number(at, 8, found.people, looks["number"])
        sheet.write_string(at, 9, places(found), looks["text"])
        for n in range(OFFERS):
            sheet.write_string(at, 10 + n, "".join(offers[n : n + 1]), looks["offer"])
            for one in found.proposals[n : n + 1]:
                self._picture(sheet, (at, 10 + n), ("", one.text), _OFFER_SIZE)
        said = {VERDICT: cells.verdict, TO: written(cells.to), BY: cells.by, DATE: cells.date, NOTE: cells.note}
        for head in ANSWERS:
            self._answer(sheet, (at, HEADS.index(head)), said[head], head)
        sheet.write_formula(at, HEADS.index(CHECK), _check(at), looks["check"], check_word(cells))
        self.lists.append(tuple(written(one.text) for one in found.proposals))
        self._offer_list(sheet, at)

    def _answer(self, sheet: Any, spot: tuple[int, int], text: str, head: str) -> None:
        role = "day" if head == DATE else "risky" if formulas.risky(text) else "input"
        if head == DATE and text:
            sheet.write_datetime(*spot, date.fromisoformat(text), self.looks[role])
        elif text:
            sheet.write_string(*spot, text, self.looks[role])
        else:
            sheet.write_blank(*spot, None, self.looks[role])

    def _picture(self, sheet: Any, spot: tuple[int, int], of: tuple[str, str], size: Sized) -> None:
        png = self.plan.picture(*of)
        if png is None:
            return
        options = {
            "image_data": io.BytesIO(png),
            "x_offset": size.left,
            "y_offset": size.top,
            "x_scale": size.scale,
            "y_scale": size.scale,
            "object_position": 1,  # moves and hides with its cell, so that rows can be filtered and sorted
            "description": f"{codes(of[1])} の字形",
        }
        sheet.insert_image(*spot, "shape.png", options)

    def _offer_list(self, sheet: Any, at: int) -> None:
        """The row's own dropdown; another character may be written too."""
        if not self.lists[-1]:
            return
        row, column = len(self.lists) - 1, HEADS.index(TO)
        source = f"={CHOICES}!{_fixed(row, 0)}:{_fixed(row, len(self.lists[-1]) - 1)}"
        told = {"error_title": TO, "error_message": "一覧にない文字は、髙、U+9AD9、MJ024705 のどれかの形で書きます。"}
        rule = {"validate": "list", "source": source, "error_type": "information", **told}
        sheet.data_validation(at, column, at, column, rule)

    def _finish(self, sheet: Any) -> None:
        top, last = HEAD_ROW + 1, HEAD_ROW + max(1, len(self.plan.rows))
        verdict, check = HEADS.index(VERDICT), HEADS.index(CHECK)
        rule = {"validate": "list", "source": list(VERDICTS), "error_title": VERDICT}
        sheet.data_validation(top, verdict, last, verdict, rule)
        self.looks.states(sheet, (top, check, last, check))
        sheet.autofilter(HEAD_ROW, 0, last, check)
        sheet.freeze_panes(top, 4)
        paper(sheet, "A3", (HEAD_ROW, HEAD_ROW), _FOOTER)
        allowed = ("format_rows", "format_columns", "sort", "autofilter")
        sheet.protect("", dict.fromkeys(allowed, True))

    def machine(self) -> None:
        """What the reader needs: the rows as they were printed, and the lists of the dropdowns."""
        lists = self.book.add_worksheet(CHOICES)
        for at, texts in enumerate(self.lists):
            for column, text in enumerate(texts):
                lists.write_string(at, column, text)
        lists.very_hidden()
        meta, text_format = self.book.add_worksheet(META), self.book.add_format({"num_format": "@"})
        for at, line in enumerate(_meta(self.plan)):
            for column, part in enumerate(line):
                meta.write_string(at, column, part, text_format)
        meta.very_hidden()


def _meta(plan: Book) -> Iterator[tuple[str, ...]]:
    """Four lines of the whole, then one a row; characters as codes, which no program changes."""
    yield ("form", FORM)
    yield ("version", str(VERSION))
    yield ("municipality", plan.municipality)
    yield ("target", plan.target)
    for row in plan.rows:
        cells = cells_of(row.decision)
        said = (cells.verdict, codes(cells.to), cells.by, cells.date, cells.note)
        yield (row.found.system, codes(row.found.text), *said, *(codes(one.text) for one in row.found.proposals))


def workbook(plan: Book) -> bytes:
    """The bytes of the workbook; the same plan gives the same bytes."""
    stream = io.BytesIO()
    comments = f"様式 {FORM} 第{VERSION}版 / migrate {migrate.__version__}"
    book = new_workbook(stream, Properties(title=plan.title, comments=comments, created=_CREATED))
    writer = _Writer(book, plan)
    writer.guide()
    progress_sheet.add(book, plan, writer.looks)
    writer.characters()
    writer.machine()
    book.close()
    return stream.getvalue()
