"""Rows of an item sheet (項目定義書, 基本データリスト) as items; every row is an item or a finding."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.spec import Item
from migrate.model.value import value
from migrate.spec.headings import Header, Vocabulary
from migrate.spec.view import SENTINEL, View

LEGEND = Basis(document="住登外者宛名番号管理 項目定義書", section="凡例）列項目説明", date="2023-09-29")
TYPES = frozenset({"X", "N", "9", "9V", "S9", "BLOB", "YEAR", "DATE", "TIME"})
"""凡例）データ型, compared in half width."""
_MARKS = frozenset("○〇◯●")
Params = Mapping[str, str | int]
_PARTS = (3, 5)
_ID = re.compile(r"[0-9]{8}")


@value
class SheetItems:
    """What one item sheet gave: items with the address of their ID, number of data rows, findings."""

    items: tuple[tuple[str, Item], ...]
    data_rows: int
    findings: tuple[Finding, ...]


class _Reader:
    """One item sheet on its way to items."""

    def __init__(self, view: View, header: Header, file: str) -> None:
        self.view = view
        self.header = header
        self.file = file
        self.findings: list[Finding] = []
        self.id_columns = self._id_columns()
        self.marks = view.marks(header.first_row, header.titled | set(self.id_columns))

    def _id_columns(self) -> tuple[int, ...]:
        """The ID's columns; an untitled column of digits to the right of a single one is its second part."""
        columns = self.header.columns["id"]
        beside = columns[0] + 1
        if len(columns) > 1 or beside in self.header.titled:
            return columns[:2]
        rows = range(self.header.first_row, self.view.height)
        texts = [text for row in rows if (text := self.view.text(row, beside)) and text != SENTINEL]
        return (columns[0], beside) if texts and all(text.isdigit() for text in texts) else columns

    def find(self, code: str, severity: Severity, cell: tuple[int, int], params: Params) -> None:
        place = Place(file=self.file, sheet=self.view.name, cell=self.view.cell(*cell))
        self.findings.append(Finding(code=code, severity=severity, place=place, params=params, basis=LEGEND))

    def text(self, row: int, field: str) -> str:
        columns = self.header.columns.get(field)
        return self.view.text(row, columns[0]) if columns else ""

    def item_id(self, row: int) -> str | None:
        """Eight digits from one or two cells, lost zeros put back; None where there are none."""
        parts = [unicodedata.normalize("NFKC", self.view.text(row, c)).strip() for c in self.id_columns]
        if not all(part.isdigit() for part in parts):
            return None
        joined = (
            "".join(p.zfill(n) for p, n in zip(parts, _PARTS, strict=False)) if len(parts) > 1 else parts[0].zfill(8)
        )
        return joined if _ID.fullmatch(joined) else None

    def marked(self, row: int, field: str) -> bool:
        text = self.text(row, field).strip()
        if text and text not in _MARKS:
            cell = (row, self.header.columns[field][0])
            self.find(
                "MIG-SPEC-016", Severity.ERROR, cell, {"heading": "主キー" if field == "primary_key" else "外部キー"}
            )
        return text in _MARKS

    def item(self, row: int) -> Item | None:
        """The item in a row; None, and a finding, where it is none."""
        first = (row, self.id_columns[0])
        identity = self.item_id(row)
        if identity is None:
            self.find("MIG-SPEC-002", Severity.ERROR, first, {"reason": "データ項目IDが数字 8 桁になりません"})
            return None
        for field, heading in (("name", "データ項目"), ("table", "グループの名称")):
            if not self.text(row, field).strip():
                self.find("MIG-SPEC-002", Severity.ERROR, first, {"reason": f"{heading}が空です"})
                return None
        kind = self.text(row, "type")
        if unicodedata.normalize("NFKC", kind).strip().upper() not in TYPES:
            self.find(
                "MIG-SPEC-012", Severity.WARNING, (row, self.header.columns["type"][0]), {"type": kind or "（空）"}
            )
        return Item(
            id=identity,
            name=self.text(row, "name"),
            romaji=self.text(row, "romaji"),
            table=self.text(row, "table"),
            primary_key=self.marked(row, "primary_key"),
            foreign_key=self.marked(row, "foreign_key"),
            classes=(self.text(row, "class1"), self.text(row, "class2"), self.text(row, "class3")),
            type=kind,
            length=self.text(row, "length"),
            code=self.text(row, "code"),
            repeat=self.text(row, "repeat"),
            output_condition=self.text(row, "output_condition"),
            definition=self.text(row, "definition"),
            description=self.text(row, "description"),
            function=self.text(row, "function"),
            implementation=self.text(row, "implementation"),
            sample=self.text(row, "sample"),
            remarks=self.text(row, "remarks"),
        )

    def columns(self, words: Vocabulary) -> None:
        """Say which columns were not used, and which are missing."""
        used = {columns[0] for columns in self.header.columns.values()} | set(self.id_columns)
        rows = range(self.header.first_row, self.view.height)
        for column in range(self.view.width):
            filled = [row for row in rows if self.view.own(row, column) not in ("", SENTINEL)]
            if column not in used and column not in self.marks and filled:
                title = self.view.text(self.header.first_row - 1, column) or self.view.text(self.header.row, column)
                heading = title.strip() or "（見出しなし）"
                cell = (filled[0], column)
                self.find("MIG-SPEC-009", Severity.WARNING, cell, {"heading": heading, "count": len(filled)})
        for field, heading in words.official.items():
            if field not in self.header.columns:
                self.find(
                    "MIG-SPEC-014", Severity.WARNING, (self.header.row, 0), {"heading": heading.replace("/", " ")}
                )


def read(view: View, header: Header, words: Vocabulary, file: str) -> SheetItems:
    """The items of one sheet in their order; ``file`` is the workbook's name for the findings."""
    reader = _Reader(view, header, file)
    rows = [row for row in range(header.first_row, view.height) if view.holds(row, reader.marks)]
    column = reader.id_columns[0]
    items = [(view.cell(row, column), item) for row in rows if (item := reader.item(row)) is not None]
    reader.columns(words)
    return SheetItems(items=tuple(items), data_rows=len(rows), findings=tuple(reader.findings))
