"""The national side: a specification of one business in one edition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum

from migrate.model import notation
from migrate.model.finding import Finding
from migrate.model.provenance import Provenance
from migrate.model.value import value


class SpecKind(StrEnum):
    """What a spec rests on."""

    OFFICIAL = "official"
    """Read from an official workbook."""
    STARTER = "starter"
    """Made by this project from statutes; not the official list."""
    API = "api"
    """Read from an official API specification: what is sent, not the list of the data themselves."""
    REFERENCE = "reference"
    """A national reference model (GIF): its own notation of types, no 業務."""


NOTICES = {
    SpecKind.STARTER: (
        "これは、法令の記載事項などから本ツールが作ったひな型です。公式の「基本データリスト」ではありません。"
        "公式の一覧を使うには、発行元から入手したブックを migrate spec import ファイル名　で取り込んでください。"
    ),
    SpecKind.API: "これは API で送受信する項目の仕様です。データの一覧ではないので、比較や変換の相手にはしません。",
    SpecKind.REFERENCE: "これは政府の参照モデルです。業務の標準仕様ではありません。",
}
"""What every reader of such a spec, or of a result that rests on it, must know first (law 5: what is ours is called
ours)."""


class OutputCondition(StrEnum):
    """データ出力条件: whether a *value* must be present. Not to be mixed with 実装類型."""

    REQUIRED = "必須"
    CONDITIONAL = "条件付き必須"
    OPTIONAL = "任意"


class BasisKind(StrEnum):
    """What an item of a starter model rests on."""

    STATUTE = "statute"
    ORDINANCE = "ordinance"
    GUIDELINE = "要領"
    FORM = "様式"
    SAME_AS_031 = "same-item-in-031"
    INFERRED = "inferred"


LEGAL = (BasisKind.STATUTE, BasisKind.ORDINANCE, BasisKind.GUIDELINE, BasisKind.FORM)
"""What is fixed by a text of the law or a ministry."""


@value
class LegalBasis:
    """Why a starter model has an item. Official items have none of their own: their basis is the workbook."""

    kind: BasisKind
    text: str
    """Article, such as 「住民基本台帳法第7条第1号」, or why it is inferred."""
    source: str
    """Where the text was read."""
    as_of: str = ""
    """Month of the law's text that was read, ``YYYY-MM``."""


@value
class Reference:
    """One column of a foreign key: it holds the value of an item of another table."""

    business: str
    table: str
    item: str
    group: str = ""
    """Joins the columns of a composite key; ``""`` for a key of one column."""


@value
class Tally:
    """Items of a spec by what they rest on; the audit items are counted apart from the rest."""

    published: int
    """Items that the workbook itself is the basis of."""
    law: int
    """statute, ordinance, 要領 or 様式."""
    same_as_031: int
    inferred: int
    audit: int

    @property
    def items(self) -> int:
        """All items."""
        return self.published + self.law + self.same_as_031 + self.inferred + self.audit


AUDIT_ITEMS = frozenset({"操作者ID", "操作年月日", "操作時刻"})
"""The closing items of every table (who wrote the record, and when), as in 031's official list."""


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
    references: tuple[Reference, ...] = ()
    """What the foreign key points at, where that is known (official lists only mark ○)."""
    basis: LegalBasis | None = None

    @property
    def audit(self) -> bool:
        """True for the closing items that say who wrote the record and when."""
        return self.name in AUDIT_ITEMS

    @property
    def code_list_id(self) -> str:
        """Key of the code list: the published number padded to three digits, ``""`` without one."""
        return self.code.zfill(3) if self.code.isdigit() else self.code

    @property
    def notation(self) -> str:
        """データ型 as a key with half-width letters: X, N, 9, 9V, S9, BLOB, YEAR, DATE, TIME."""
        return notation.key(self.type)

    @property
    def digits(self) -> tuple[int, ...]:
        """桁数 as numbers: (15,), (5, 2) for 9V; empty where none is published."""
        return notation.digits(self.length)

    @property
    def words(self) -> str:
        """Type and length as people write them: ``X(15)``, ``9V(5,2)``."""
        return f"{self.type}({self.length})" if self.length else self.type

    @property
    def max_length(self) -> int | None:
        """Largest number of characters, sign and decimal point not counted; None where none is published."""
        return sum(self.digits) or None

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
class Function:
    """One 機能要件. Texts as published."""

    id: str
    """機能ID, 7 digits: 業務ID and a 4-digit number. Another number space than 帳票ID."""
    categories: tuple[str, str, str]
    """大項目, 中項目, 小項目 (機能名称)."""
    requirement: str
    kind: str
    """実装類型 as published: 実装必須機能, 標準オプション機能, 実装不可機能, or a first-generation name."""
    conformity_date: str
    """適合基準日 as published, ISO where it is a date."""
    remarks: str = ""


@value
class Form:
    """One 帳票要件. Texts as published."""

    id: str
    """帳票ID, 7 digits."""
    name: str
    categories: tuple[str, str]
    """大項目 (帳票の区分), 中項目."""
    requirement: str
    kind: str
    conformity_date: str
    remarks: str = ""


@value
class InterfaceItem:
    """One item that an interface carries."""

    name: str
    item_id: str = ""
    """データ項目ID where the list names it."""
    remarks: str = ""


@value
class Interface:
    """One 機能別連携仕様: who gives what to whom."""

    id: str
    """連携ID, such as ``001o006``."""
    name: str
    provider: str
    """Who gives, as published."""
    consumer: str
    """Who takes, as published."""
    method: str = ""
    """API, ファイル連携 … as published."""
    items: tuple[InterfaceItem, ...] = ()
    remarks: str = ""


@value
class Spec:
    """What one business's standard fixes in one edition: tables, items, code lists, functions, forms, interfaces.

    Each part may come from a workbook of its own, and a spec may hold only some of them.
    """

    business: str
    """業務ID, 3 digits; ``GIF`` for the reference model."""
    business_name: str
    edition: str
    """ISO date or version text that names the edition, such as ``2023-09-29``."""
    kind: SpecKind
    title: str
    items: tuple[Item, ...]
    code_lists: tuple[CodeList, ...]
    provenance: Provenance
    functions: tuple[Function, ...] = ()
    forms: tuple[Form, ...] = ()
    interfaces: tuple[Interface, ...] = ()

    @property
    def id(self) -> str:
        """``ID@EDITION``."""
        return f"{self.business}@{self.edition}"

    @property
    def notice(self) -> str:
        """What a reader must know first; ``""`` for an official list."""
        return NOTICES.get(self.kind, "")

    @property
    def tables(self) -> tuple[str, ...]:
        """グループ names in the order of their first item."""
        return tuple(dict.fromkeys(item.table for item in self.items))

    def items_of(self, table: str) -> tuple[Item, ...]:
        """Items of one グループ in published order."""
        return tuple(item for item in self.items if item.table == table)

    @property
    def tally(self) -> Tally:
        """Items by what they rest on."""
        kinds = Counter(
            "audit" if i.audit and i.basis else i.basis.kind if i.basis else "published" for i in self.items
        )
        return Tally(
            published=kinds["published"],
            law=sum(kinds[kind] for kind in LEGAL),
            same_as_031=kinds[BasisKind.SAME_AS_031],
            inferred=kinds[BasisKind.INFERRED],
            audit=kinds["audit"],
        )

    @property
    def codes(self) -> Mapping[str, CodeList]:
        """Code lists by three-digit id."""
        return {code_list.id: code_list for code_list in self.code_lists}


@value
class SheetRead:
    """What an import made of one sheet (or file). ``rows`` = ``taken`` + ``lost``."""

    name: str
    part: str
    """Kind of table that was found (items, codes, functions, forms, interfaces …), ``""`` where there is none."""
    rows: int
    """Rows that hold data."""
    taken: int
    """Rows that became part of the spec."""

    @property
    def lost(self) -> int:
        """Rows that were not understood; each is a finding."""
        return self.rows - self.taken


@value
class SpecImport:
    """What an import understood of a file, and what it did not."""

    spec: Spec
    sheets: tuple[SheetRead, ...]
    findings: tuple[Finding, ...]

    @property
    def data_rows(self) -> int:
        """Rows of the item tables that hold data: items + rows that are findings."""
        return sum(sheet.rows for sheet in self.sheets if sheet.part == "items")

    @property
    def lost(self) -> int:
        """Rows that were not understood, over all sheets; each is a finding."""
        return sum(sheet.lost for sheet in self.sheets)
