"""The national side: a specification of one business in one edition."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from migrate.model.finding import Finding
from migrate.model.provenance import Provenance
from migrate.model.value import value


class SpecKind(StrEnum):
    """What a spec rests on."""

    OFFICIAL = "official"
    """Read from an official workbook."""
    STARTER = "starter"
    """Made by this project from statutes; not the official list."""


class OutputCondition(StrEnum):
    """データ出力条件: whether a *value* must be present. Not to be mixed with 実装類型."""

    REQUIRED = "必須"
    CONDITIONAL = "条件付き必須"
    OPTIONAL = "任意"


@value
class Item:
    """One データ項目. Texts are kept exactly as published; an empty cell is ``""``.

    Source of the columns: 項目定義書 凡例「列項目説明」(デジタル庁, 2023-09-29).
    """

    id: str
    """データ項目ID, 8 digits: 業務ID and a 5-digit item code."""
    name: str
    romaji: str
    table: str
    """グループ 名称: the unit of one file."""
    primary_key: bool
    foreign_key: bool
    classes: tuple[str, str, str]
    """クラス分類 LV1–LV3."""
    type: str
    """データ型 as published: X, Ｎ (full-width), 9, 9V, S9, BLOB, YEAR, DATE, TIME."""
    length: str
    """桁数 as published: characters, not bytes; ``n,m`` for 9V."""
    code: str
    """コード as published, such as ``1``, ``002``, ``999``; empty where the item has no code list."""
    repeat: str
    """繰り返し as published."""
    output_condition: str
    """データ出力条件 as published (see OutputCondition)."""
    definition: str
    description: str
    function: str
    """標準仕様書関連箇所."""
    implementation: str
    """実装類型: ``○`` where the system must be able to output the column."""
    sample: str
    remarks: str

    @property
    def code_list_id(self) -> str:
        """Key of the code list: the published number padded to three digits, ``""`` without one."""
        return self.code.zfill(3) if self.code.isdigit() else self.code

    @property
    def max_length(self) -> int | None:
        """Largest number of characters, sign and decimal point not counted; None where none is published."""
        digits = [int(part) for part in self.length.split(",") if part.strip().isdigit()]
        return sum(digits) if digits else None

    @property
    def required(self) -> bool:
        """True where データ出力条件 is 必須."""
        return self.output_condition == OutputCondition.REQUIRED


@value
class CodeValue:
    """One value of a code list."""

    value: str
    meaning: str
    remarks: str = ""


@value
class CodeList:
    """One コード一覧 entry. ``open`` lists (任意: values are the municipality's own) admit any value."""

    id: str
    """Three digits within the business, such as ``001``."""
    published_id: str
    """As published, such as ``1``."""
    name: str
    values: tuple[CodeValue, ...]

    @property
    def open(self) -> bool:
        """True where the list leaves its values to the municipality (コード値 「任意」)."""
        return any(v.value == "任意" for v in self.values)


@value
class Spec:
    """All tables, items and code lists of one business in one edition."""

    business: str
    """業務ID, 3 digits."""
    business_name: str
    edition: str
    """ISO date or version text that names the edition, such as ``2023-09-29``."""
    kind: SpecKind
    title: str
    items: tuple[Item, ...]
    code_lists: tuple[CodeList, ...]
    provenance: Provenance

    @property
    def id(self) -> str:
        """``ID@EDITION``."""
        return f"{self.business}@{self.edition}"

    @property
    def tables(self) -> tuple[str, ...]:
        """グループ names in the order of their first item."""
        return tuple(dict.fromkeys(item.table for item in self.items))

    def items_of(self, table: str) -> tuple[Item, ...]:
        """Items of one グループ in published order."""
        return tuple(item for item in self.items if item.table == table)

    @property
    def codes(self) -> Mapping[str, CodeList]:
        """Code lists by three-digit id."""
        return {code_list.id: code_list for code_list in self.code_lists}


@value
class SpecImport:
    """What an import understood of a workbook, and what it did not."""

    spec: Spec
    data_rows: int
    """Rows of the item sheet that hold data; equals items + rows listed in ``findings``."""
    findings: tuple[Finding, ...]
