"""Parameter lists of an API specification (request and response) as items of kind ``api``.

An API has no データ項目ID: items get provisional numbers, 業務ID and 80001, 80002 … in the order of their rows.
"""

from __future__ import annotations

import re
import unicodedata

from migrate.model.finding import Severity
from migrate.model.spec import Item, OutputCondition
from migrate.spec.workbook.table import MARKS, Table

FIRST_NUMBER = 80_001
_LABEL = "仕様名"
_SIDES = {"request": "リクエスト", "response": "レスポンス"}
_CONDITION = "※※"
_STATUS = re.compile(r"ステータスコード\D{0,3}([0-9]{3})")
_STRUCTURES = ("構造化", "配列")
_NOT_MARKED = frozenset({"", "-", "－", "―", "任意"})


class ApiTable(Table):
    """One request or response sheet. ``refused`` is true while the rows describe the answer to an error."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.refused = False
        self._spans["romaji"] = self._levels(self._spans["romaji"])

    def _levels(self, span: tuple[int, ...]) -> tuple[int, ...]:
        """The columns of an object's name: a level each, the deeper ones to the right without own heading."""
        end = span[0] + 1
        while end < self.view.width and (end in span or end not in self.header.titled):
            end += 1
        return tuple(range(span[0], end))

    @property
    def api(self) -> str:
        """Name of the API without 「仕様」, else the sheet's name."""
        name = self.view.beside(_LABEL, self.header.row).strip() or self.view.name
        return re.sub(r"仕様書?$", "", name)

    @property
    def group(self) -> str:
        """グループ of the items, such as 「住登外者宛名番号付番API リクエスト」."""
        return f"{self.api} {_SIDES[self.words.kind]}"

    def aside(self, row: int, reason: str) -> None:
        """List a row that is no item by its nature; it does not block."""
        cell = self.view.cell(row, self.view.held(row)[0])
        self.say("MIG-SPEC-030", Severity.INFO, cell, {"reason": reason})

    def _section(self, row: int) -> bool:
        """True for a heading between the rows; it says whether an error's answer follows."""
        held = self.view.held(row)
        text = unicodedata.normalize("NFKC", self.view.own(row, held[0]))
        if len(held) > 1 or not text.strip().startswith(("■", "エラー")):
            return False
        status = _STATUS.search(text)
        self.refused = not (status and status[1].startswith("2"))
        self.aside(row, "見出し")
        return True

    def condition(self, row: int) -> str | None:
        """データ出力条件: ◎ is 必須, a ※※ sentence 条件付き必須, else 任意; None for another sign."""
        text = self.text(row, "required").strip()
        if text in MARKS or text == OutputCondition.REQUIRED:
            return OutputCondition.REQUIRED.value
        if text not in _NOT_MARKED:
            return None
        remarks = self.text(row, "remarks") + self.text(row, "definition")
        return (OutputCondition.CONDITIONAL if _CONDITION in remarks else OutputCondition.OPTIONAL).value

    def _reason(self, row: int) -> str:
        """Why a row is no item by its nature; ``""`` where it should be one."""
        if self.refused:
            return "エラーの応答"
        if any(word in "".join(self.text(row, "type").split()) for word in _STRUCTURES):
            return "構造（項目を入れる器）"
        if not self.text(row, "romaji").strip() and not self.text(row, "name").strip():
            sample = self.text(row, "sample").strip()
            return "閉じかっこ" if sample and not sample.strip("]}) \n,") else ""
        return ""

    def item(self, row: int, identity: str) -> Item | None:
        """The item in a row; None, and a finding, where it is none."""
        if self._section(row):
            return None
        if reason := self._reason(row):
            self.aside(row, reason)
            return None
        name, romaji, condition = self.text(row, "name"), self.text(row, "romaji"), self.condition(row)
        if not name.strip() and self.is_note(row):
            self.note(row)
            return None
        if not name.strip() or not romaji.strip() or condition is None:
            reason = "必須の印が ◎ でも空でもありません" if condition is None else "パラメータ名か項目名が空です"
            self.say("MIG-SPEC-028", Severity.ERROR, self.cell(row, "name"), {"reason": reason})
            return None
        return Item(
            id=identity,
            name=name,
            romaji=romaji,
            table=self.group,
            primary_key=False,
            foreign_key=False,
            classes=("", "", ""),
            type=self.text(row, "type"),
            length=self.text(row, "length"),
            code="",
            repeat="",
            output_condition=condition,
            definition=self.text(row, "definition"),
            description=self.text(row, "remarks"),
            function="",
            implementation="",
            sample=self.text(row, "sample"),
            remarks="",
        )


def read(table: ApiTable, business: str, number: int) -> list[tuple[str, Item]]:
    """The items of one sheet in their order, each with the address of its name; ``number`` is the first one's."""
    found: list[tuple[str, Item]] = []
    for row in table.rows:
        item = table.item(row, f"{business}{number + len(found):05d}")
        if item is not None:
            found.append((table.cell(row, "name"), item))
    table.columns()
    return found
