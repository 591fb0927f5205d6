"""The review as a workbook: how to fill it in, a sheet of items and a sheet of columns for each business."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import migrate
from migrate.files.xlsx import cell_name
from migrate.files.xlsx_write import Properties, new_sheet, new_workbook
from migrate.gap.review.offers import HOLD, ITEM, JOIN, NONE, REFUSE, TOP, Answer, Row, Sheetful
from migrate.model.decision import Degree
from migrate.model.value import value
from migrate.text import formulas

FORM, VERSION = "migrate-gap-review", 1
META, CHOICES, GUIDE = "_meta", "_choices", "記入要領"
ID_HEAD, CHECK_HEAD = "ID", "確認"
HEAD_ROW = 3
ANSWER_HEADS = ("決定", "程度", "担当", "日付", "コメント")
DEGREES = (Degree.EXACT.value, Degree.BROADER.value, Degree.NARROWER.value)
SPECIAL = (REFUSE, NONE, HOLD)
_OFFERS = tuple(f"候補{n}" for n in range(1, TOP + 1))
_ABOUT = {
    "item": (
        ("グループ", 18), ("データ項目ID", 12), ("項目", 22), ("型・桁", 9), ("出力条件", 12), ("現行の表", 16),
        ("いまの案", 20),
    ),
    "column": (("現行の表", 16), ("列", 18), ("日本語名", 20), ("型・桁", 13), ("いまの案", 30)),
}  # fmt: skip
_TITLES = {"item": "項目から見た対応", "column": "現行の列から見た対応"}
_INTROS = {
    "item": "標準の項目ごとに、この表のどの列を当てるかを「決定」で選んでください。",
    "column": "現行の列ごとに、当てる標準の項目を「決定」で選んでください。項目のシートで決めた列は空欄で構いません。",
}
_OFFER_WIDTH = 32
_ANSWER_WIDTHS = (30, 8, 16, 13, 30)
_CREATED = datetime(2000, 1, 1)
"""Fixed, so that the same content gives the same bytes."""
_FONT = "BIZ UDPゴシック"
_BASE: dict[str, Any] = {"font_name": _FONT, "font_size": 10, "valign": "top", "text_wrap": True}
_BOX = {"border": 1, "border_color": "#949494", "align": "left", "indent": 1}
_ROLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "text_wrap": False},
    "intro": {"text_wrap": False, "font_color": "#333333"},
    "stamp": {"font_size": 8, "font_color": "#4D4D4D", "text_wrap": False},
    "head": {**_BOX, "bold": True, "bg_color": "#0017C1", "font_color": "#FFFFFF", "valign": "vcenter"},
    "ask": {**_BOX, "bold": True, "bg_color": "#B45309", "font_color": "#FFFFFF", "valign": "vcenter"},
    "text": _BOX,
    "offer": {**_BOX, "font_size": 9, "bg_color": "#F2F2F2", "font_color": "#333333"},
    "input": {**_BOX, "bg_color": "#FFF9DB", "locked": False, "num_format": "@"},
    "risky": {**_BOX, "bg_color": "#FFF9DB", "locked": False, "num_format": "@", "quote_prefix": True},
    "day": {**_BOX, "bg_color": "#FFF9DB", "locked": False, "num_format": 'yyyy"年"m"月"d"日"'},
    "check": {**_BOX, "indent": 0, "align": "center", "bg_color": "#F2F2F2"},
    "未決": {"bg_color": "#FBF5E0", "font_color": "#604B00"},
    "担当なし": {"bg_color": "#FDEEEE", "font_color": "#A90000", "bold": True},
    "済": {"bg_color": "#E6F5EC", "font_color": "#115A36"},
}
_GUIDE = (
    ("書くところ", "クリーム色の欄だけです。絞り込み、列幅の変更をしても構いません。"),
    ("並べ替え", "シートの保護を解いてから（パスワードはありません）、見出しから下の行をまるごと並べ替えてください。"),
    ("決定", "一覧から選ぶか、「候補1」のように書きます。一覧にない列は「表.列」、項目は「グループ.項目」と書きます。"),
    (
        "いくつもあるとき",
        f"一つの項目に二つの列（または一つの列に二つの項目）が当たるときは、「{JOIN}」でつなぎます。"
        "元号・年・月・日に分かれた日付は、候補のままでも、全部の列をつないでも同じです。",
    ),
    (REFUSE, "示した候補を退けます。次の比較では、退けた組を除いて探し直します。"),
    (NONE, "当たるものがない、と決めます。次の比較では、もう候補を出しません。"),
    (HOLD, "まだ決められない印です。コメントに理由を書いてください。決定が空欄でコメントだけの行も「保留」とします。"),
    (
        "程度",
        "列の意味が項目と同じなら「一致」、項目より多くを含むなら「広い」、一部だけなら「狭い」。空欄は「一致」とします。",
    ),
    ("担当", "担当課や役割を書きます。氏名を書くかどうかは、職員が決めてください。"),
    ("日付", "決めた日です。空欄なら、読み取った日とします。"),
    ("読み取り", "migrate gap review ファイル名　で読み取り、gap/decisions に保存します。誤りはセルの番地で示します。"),
)


@value
class Book:
    """One workbook to be written."""

    title: str
    municipality: str
    """団体コード, empty where project.yaml has none."""
    made: str
    sheets: tuple[Sheetful, ...]


class _Looks:
    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}

    def __getitem__(self, role: str) -> Any:
        if role not in self._made:
            base = {} if role in ("未決", "担当なし", "済") else _BASE
            self._made[role] = self._book.add_format({**base, **_ROLES[role]})
        return self._made[role]


def sheet_name(spec_business: str, kind: str) -> str:
    """Name of a sheet."""
    return f"{spec_business} {'項目から' if kind == ITEM else '列から'}"


def heads(kind: str) -> tuple[str, ...]:
    """Headings of a sheet, the hidden id first."""
    return (ID_HEAD, *(title for title, _ in _ABOUT[kind]), *_OFFERS, *ANSWER_HEADS, CHECK_HEAD)


def stamp(spec: str, kind: str) -> str:
    """The line that tells the edition of the form and the sheet."""
    return f"様式 {FORM} 第{VERSION}版：{spec}：{kind}（様式は本ツール独自）"


def _widths(kind: str) -> tuple[int, ...]:
    return (4, *(width for _, width in _ABOUT[kind]), *(_OFFER_WIDTH,) * TOP, *_ANSWER_WIDTHS, 10)


def _lines(text: str, width: int) -> int:
    def wide(part: str) -> int:
        return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in part)

    return sum(max(1, -(-wide(part) // max(2, width - 3))) for part in text.split("\n"))


def _height(texts: Sequence[tuple[str, int]]) -> float:
    return min(400.0, max(_lines(text, width) for text, width in texts) * 13.5 + 6)


def _offers(row: Row) -> list[str]:
    texts = []
    for one in row.options:
        label = f"　{one.label}" if one.label else ""
        texts.append(f"{one.text}{label}\n{one.score} 点 {one.sentence}")
    return [*texts, *[""] * (TOP - len(texts))]


def check_word(answer: Answer) -> str:
    """What the check column says of an answer."""
    if not answer.choice:
        return "保留" if answer.comment else "未決"
    return "済" if answer.reviewer else "担当なし"


def _check(row: int, first: int) -> str:
    choice, reviewer, comment = (cell_name(row, first + n) for n in (0, 2, 4))
    empty = f'IF(TRIM({comment})="","未決","保留")'
    return f'=IF(TRIM({choice})="",{empty},IF(TRIM({reviewer})="","担当なし","済"))'


def _put(sheet: Any, looks: _Looks, spot: tuple[int, int], text: str, head: str) -> None:
    if head == "日付" and text:
        sheet.write_datetime(*spot, date.fromisoformat(text), looks["day"])
    elif text:
        sheet.write_string(*spot, text, looks["risky" if formulas.risky(text) else "input"])
    else:
        sheet.write_blank(*spot, None, looks["day" if head == "日付" else "input"])


def _validate(sheet: Any, row: int, first: int, list_row: int, count: int) -> None:
    source = f"={CHOICES}!{_fixed(list_row, 0)}:{_fixed(list_row, count - 1)}"
    told = {"error_title": "決定", "error_message": "一覧にない列や項目は「表.列」「グループ.項目」の形で書きます。"}
    sheet.data_validation(
        row, first, row, first, {"validate": "list", "source": source, "error_type": "information", **told}
    )


def _fixed(row: int, column: int) -> str:
    name = cell_name(row, column)
    letters = name.rstrip("0123456789")
    return f"${letters}${name[len(letters) :]}"


class _Writer:
    def __init__(self, book: Any) -> None:
        self.book, self.looks = book, _Looks(book)
        self.lists: list[tuple[str, ...]] = []

    def sheet(self, one: Sheetful, kind: str) -> None:
        """One sheet of rows."""
        rows = one.items if kind == ITEM else one.columns
        sheet, looks = new_sheet(self.book, sheet_name(one.spec.business, kind)), self.looks
        sheet.write_string(0, 1, f"{_TITLES[kind]}（{one.spec.id} {one.spec.business_name}）", looks["title"])
        sheet.write_string(1, 1, _INTROS[kind], looks["intro"])
        sheet.write_string(2, 1, stamp(one.spec.id, kind), looks["stamp"])
        sheet.set_row(0, 24)
        sheet.set_row(HEAD_ROW, 20)
        for column, (title, width) in enumerate(zip(heads(kind), _widths(kind), strict=True)):
            sheet.set_column(column, column, width, None, {"hidden": True} if column == 0 else None)
            sheet.write_string(HEAD_ROW, column, title, looks["ask" if title in ANSWER_HEADS else "head"])
        first = heads(kind).index(ANSWER_HEADS[0])
        for at, row in enumerate(rows, start=HEAD_ROW + 1):
            self._row(sheet, at, row, first)
        self._finish(sheet, kind, len(rows), first)

    def _row(self, sheet: Any, at: int, row: Row, first: int) -> None:
        looks, offers = self.looks, _offers(row)
        sheet.write_string(at, 0, row.key, looks["text"])
        for column, text in enumerate(row.about, start=1):
            sheet.write_string(at, column, text, looks["text"])
        for column, text in enumerate(offers, start=1 + len(row.about)):
            sheet.write_string(at, column, text, looks["offer"])
        texts = (row.answer.choice, row.answer.degree, row.answer.reviewer, row.answer.date, row.answer.comment)
        for n, (text, head) in enumerate(zip(texts, ANSWER_HEADS, strict=True)):
            _put(sheet, looks, (at, first + n), text, head)
        sheet.write_formula(at, first + 5, _check(at, first), looks["check"], check_word(row.answer))
        self.lists.append((*(option.text for option in row.options), *SPECIAL))
        _validate(sheet, at, first, len(self.lists) - 1, len(self.lists[-1]))
        printed = [*row.about, *offers, *texts]
        widths = _widths(row.kind)[1:]
        sheet.set_row(at, _height([(t, w) for t, w in zip(printed, widths, strict=False)]))

    def _finish(self, sheet: Any, kind: str, count: int, first: int) -> None:
        """Dropdowns of whole columns, colours of the check column, paper."""
        top, last = HEAD_ROW + 1, HEAD_ROW + max(1, count)
        degrees = {"validate": "list", "source": list(DEGREES), "error_title": "程度"}
        sheet.data_validation(top, first + 1, last, first + 1, degrees)
        for word in ("未決", "担当なし", "済"):
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": self.looks[word]}
            sheet.conditional_format(top, first + 5, last, first + 5, rule)
        sheet.autofilter(HEAD_ROW, 1, last, first + 5)
        sheet.freeze_panes(top, 4 if kind == ITEM else 3)
        sheet.hide_gridlines(2)
        sheet.set_paper(8)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROW, HEAD_ROW)
        sheet.set_footer(f'&L&8&"{_FONT},Regular"様式 {FORM} 第{VERSION}版（本ツール独自）&C&8&A&R&8&P / &N')
        allowed = ("format_rows", "format_columns", "sort", "autofilter")
        sheet.protect("", dict.fromkeys(allowed, True))

    def guide(self, plan: Book) -> None:
        """How to fill it in, and which tables have no rows."""
        sheet, looks = new_sheet(self.book, GUIDE), self.looks
        sheet.set_column(0, 0, 20)
        sheet.set_column(1, 1, 96)
        sheet.write_string(0, 0, plan.title, looks["title"])
        sheet.set_row(0, 26)
        left = tuple(
            (f"{one.spec.business} に行のない表", "、".join(one.untouched)) for one in plan.sheets if one.untouched
        )
        facts = (
            ("様式", f"{FORM} 第{VERSION}版（本ツール独自）"),
            ("標準仕様", "、".join(one.spec.id for one in plan.sheets)),
            ("作成日", plan.made),
            ("作成", f"migrate {migrate.__version__}"),
        )
        for at, (label, text) in enumerate((*facts, *_GUIDE, *left), start=2):
            sheet.write_string(at, 0, label, looks["head"])
            sheet.write_string(at, 1, text, looks["text"])
            sheet.set_row(at, _height([(text, 92), (label, 16)]))
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.protect("")

    def machine(self, plan: Book) -> None:
        """What the reader needs: the rows as they were printed, and the lists of the dropdowns."""
        lists = self.book.add_worksheet(CHOICES)
        for at, texts in enumerate(self.lists):
            for column, text in enumerate(texts):
                lists.write_string(at, column, text)
        lists.very_hidden()
        meta = self.book.add_worksheet(META)
        text = self.book.add_format({"num_format": "@"})
        for at, line in enumerate(_meta(plan)):
            for column, part in enumerate(line):
                meta.write_string(at, column, part, text)
        meta.very_hidden()


def _meta(plan: Book) -> Iterator[tuple[str, ...]]:
    yield ("form", FORM)
    yield ("version", str(VERSION))
    yield ("municipality", plan.municipality)
    for one in plan.sheets:
        for row in (*one.items, *one.columns):
            said = row.answer
            texts = (said.choice, said.degree, said.reviewer, said.date, said.comment)
            yield (one.spec.id, row.key, *texts, *(option.text for option in row.options))


def workbook(plan: Book) -> bytes:
    """The bytes of the review; the same plan gives the same bytes."""
    stream = io.BytesIO()
    comments = f"様式 {FORM} 第{VERSION}版 / migrate {migrate.__version__}"
    book = new_workbook(stream, Properties(title=plan.title, comments=comments, created=_CREATED))
    writer = _Writer(book)
    writer.guide(plan)
    for one in plan.sheets:
        for kind in _TITLES:
            writer.sheet(one, kind)
    writer.machine(plan)
    book.close()
    return stream.getvalue()
