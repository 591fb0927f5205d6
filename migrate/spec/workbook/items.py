"""Rows of an item sheet (項目定義書, 基本データリスト) as items; every row is an item or a finding."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace

from migrate.model.finding import Basis, Severity
from migrate.model.spec import Item, OutputCondition
from migrate.spec.workbook.headings import Header, Sighting
from migrate.spec.workbook.table import MARKS, Params, Table, digits
from migrate.spec.workbook.view import SENTINEL, View

LEGEND = Basis(document="住登外者宛名番号管理 項目定義書", section="凡例）列項目説明", date="2023-09-29")
TYPES = frozenset({"X", "N", "9", "9V", "S9", "BLOB", "YEAR", "DATE", "TIME"})
"""凡例）データ型, compared in half width."""
_BUSINESS, _NUMBER, _ID = 3, 5, 8
_MARK = "○"
_CONDITIONS = {condition.value: condition.value for condition in OutputCondition}
_NO_MARK = frozenset({"", "-", "－", "―", "ー"})
_LENGTH = re.compile(r"[0-9]+([,.][0-9]+)?|[-－―ー]?")
_LEAST = 6
"""An ID in one cell may have lost the zeros of its 業務ID: 100001 is 00100001."""


def _id_columns(view: View, header: Header) -> tuple[int, ...]:
    """The ID's columns; an untitled column of digits to the right of a single one is its second part."""
    columns = header.columns["id"]
    beside = columns[0] + 1
    if len(columns) > 1 or beside in header.titled:
        return columns[:2]
    rows = range(header.first_row, view.height)
    texts = [text for row in rows if (text := view.text(row, beside)).strip() and text != SENTINEL]
    return (columns[0], beside) if 2 * sum(text.strip().isdigit() for text in texts) > len(texts) else columns


def _widened(view: View, sighting: Sighting) -> Sighting:
    """The sighting with both columns of the ID."""
    header = sighting.header
    columns = _id_columns(view, header)
    titled = header.titled | set(columns)
    return replace(sighting, header=replace(header, columns={**header.columns, "id": columns}, titled=titled))


class ItemTable(Table):
    """One item sheet on its way to items."""

    def __init__(self, view: View, sighting: Sighting, file: str) -> None:
        super().__init__(view, _widened(view, sighting), file, LEGEND)
        self._spans["id"] = self.header.columns["id"]
        self._odd: Counter[tuple[str, str]] = Counter()
        self._first: dict[tuple[str, str], str] = {}

    def item_id(self, row: int) -> str | None:
        """Eight digits from one or two cells, lost zeros put back; None where there are none."""
        columns = self.header.columns["id"]
        parts = [unicodedata.normalize("NFKC", self.view.text(row, column)).strip() for column in columns]
        filled = [part for part in parts if part]
        if len(filled) == 1 and parts[0]:
            return digits(filled[0], _ID, _LEAST)
        business, number = (digits(part, n, 1) for part, n in zip((parts * 2)[:2], (_BUSINESS, _NUMBER), strict=True))
        return business + number if len(filled) > 1 and business and number else None

    def marked(self, row: int, field: str) -> bool:
        """True where a row has ○ below ``field``; another sign is a finding (MIG-SPEC-016)."""
        text = self.text(row, field).strip()
        if text and text not in MARKS:
            heading = "主キー" if field == "primary_key" else "外部キー"
            self.say("MIG-SPEC-016", Severity.ERROR, self.cell(row, field), {"heading": heading})
        return text in MARKS

    def _strange(self, row: int, field: str) -> str:
        """The text below ``field``, remembered as none that the legend knows; ``columns`` says each text once."""
        text = self.text(row, field)
        self._odd[field, text] += 1
        self._first.setdefault((field, text), self.cell(row, field))
        return text

    def condition(self, row: int) -> str:
        """データ出力条件: the legend's word where only width and blanks differ, else as published."""
        text = self.text(row, "output_condition")
        bare = "".join(unicodedata.normalize("NFKC", text).split())
        known = _CONDITIONS.get(bare)
        return known or (self._strange(row, "output_condition") if bare else text)

    def implementation(self, row: int) -> str:
        """実装類型: ○ for each sign that means it, else as published."""
        text = self.text(row, "implementation")
        if text.strip() in MARKS:
            return _MARK
        return self._strange(row, "implementation") if text.strip() not in _NO_MARK else text

    def length(self, row: int) -> str:
        """桁数 as published."""
        text = self.text(row, "length")
        plain = unicodedata.normalize("NFKC", text).replace(" ", "")
        return text if _LENGTH.fullmatch(plain) else self._strange(row, "length")

    def columns(self) -> None:
        """See ``Table.columns``; texts that the legend does not know are said once each (MIG-SPEC-037)."""
        for (field, text), count in self._odd.items():
            heading = self.words.official[field]
            params: Params = {"heading": heading, "text": text, "count": count}
            self.say("MIG-SPEC-037", Severity.WARNING, self._first[field, text], params)
        super().columns()

    def refuse(self, row: int, reason: str) -> None:
        """List a row that is no item."""
        self.say("MIG-SPEC-002", Severity.ERROR, self.cell(row, "id"), {"reason": reason})

    def item(self, row: int) -> Item | None:
        """The item in a row; None, and a finding, where it is none."""
        identity = self.item_id(row)
        if identity is None and self.is_note(row):
            self.note(row)
            return None
        if identity is None:
            self.refuse(row, "データ項目IDが数字 8 桁になりません")
            return None
        for field, heading in (("name", "データ項目"), ("table", "グループの名称")):
            if not self.text(row, field).strip():
                self.refuse(row, f"{heading}が空です")
                return None
        kind = self.text(row, "type")
        if unicodedata.normalize("NFKC", kind).strip().upper() not in TYPES:
            self.say("MIG-SPEC-012", Severity.WARNING, self.cell(row, "type"), {"type": kind or "（空）"})
        return self._made(row, identity, kind)

    def _made(self, row: int, identity: str, kind: str) -> Item:
        return Item(
            id=identity,
            name=self.text(row, "name"),
            romaji=self.text(row, "romaji"),
            table=self.text(row, "table"),
            primary_key=self.marked(row, "primary_key"),
            foreign_key=self.marked(row, "foreign_key"),
            classes=(self.text(row, "class1"), self.text(row, "class2"), self.text(row, "class3")),
            type=kind,
            length=self.length(row),
            code=self.text(row, "code"),
            repeat=self.text(row, "repeat"),
            output_condition=self.condition(row),
            definition=self.text(row, "definition"),
            description=self.text(row, "description"),
            function=self.text(row, "function"),
            implementation=self.implementation(row),
            sample=self.text(row, "sample"),
            remarks=self.text(row, "remarks"),
        )


def read(table: ItemTable) -> list[tuple[str, Item]]:
    """The items of one sheet in their order, each with the address of its ID."""
    found = [(table.cell(row, "id"), item) for row in table.rows if (item := table.item(row)) is not None]
    table.columns()
    return found
