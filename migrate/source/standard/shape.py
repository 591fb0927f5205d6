"""What a file of one グループ looks like: its items under each of the three names that a header may use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from migrate.lexicon import spelling
from migrate.model.spec import CodeValue, Item, Spec
from migrate.model.value import value


class Naming(StrEnum):
    """By what a header calls the items; the words are the ones that reports print."""

    NAME = "項目名"
    ROMAJI = "ローマ字"
    ID = "データ項目ID"


def _text(naming: Naming, item: Item) -> str:
    return {Naming.NAME: item.name, Naming.ROMAJI: item.romaji, Naming.ID: item.id}[naming]


@value
class Shape:
    """One グループ of one edition."""

    spec: str
    """``ID@EDITION``."""
    business_name: str
    group: str
    items: tuple[Item, ...]
    codes: Mapping[str, tuple[CodeValue, ...]]
    """Three-digit id of a closed code list → its values."""
    lists: Mapping[str, str]
    """Three-digit id of a code list that an item uses → its name."""
    places: Mapping[Naming, Mapping[str, int]]
    """Comparison key of an item's name → its position."""

    @property
    def business(self) -> str:
        """業務ID."""
        return self.spec.partition("@")[0]

    @property
    def table(self) -> str:
        """The name of the table: two businesses may have a グループ of the same name."""
        return f"{self.business}_{self.group}"

    @property
    def needed(self) -> frozenset[int]:
        """Positions of the items that a whole export cannot do without: the key and what is 必須."""
        return frozenset(n for n, item in enumerate(self.items) if item.primary_key or item.required)

    @property
    def definition(self) -> tuple[object, ...]:
        """All that a reader of the file depends on; equal where two editions do not differ in this グループ."""
        return tuple(
            (i.name, i.romaji, i.id, i.words, i.primary_key, i.required, self.codes.get(i.code_list_id))
            for i in self.items
        )


def key(text: str) -> str:
    """Comparison key of a header's name: neither width, case nor separators count.

    >>> key("氏名＿読み仮名") == key("氏名_読み仮名"), key("SHIMEI")
    (True, 'shimei')
    """
    return spelling.key(text)


def _shape(spec: Spec, group: str) -> Shape:
    items = spec.items_of(group)
    places = {
        naming: {key(text): n for n, item in reversed(tuple(enumerate(items))) if (text := _text(naming, item))}
        for naming in Naming
    }
    used = {item.code_list_id for item in items}
    lists = [code_list for code_list in spec.code_lists if code_list.id in used]
    return Shape(
        spec=spec.id,
        business_name=spec.business_name,
        group=group,
        items=items,
        codes={c.id: tuple(CodeValue(value=v.value, meaning=v.meaning) for v in c.values) for c in lists if not c.open},
        lists={c.id: c.name for c in lists},
        places=places,
    )


def shapes(specs: Iterable[Spec]) -> tuple[Shape, ...]:
    """The グループ of all ``specs``, in their order."""
    return tuple(_shape(spec, group) for spec in specs for group in spec.tables)
