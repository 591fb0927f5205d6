"""The standard's side of the matching, prepared once: the words of every item, how much each tells, and an index."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from migrate.gap import forms
from migrate.gap.variants import KINDS, variants
from migrate.lexicon.glossary import Derivation
from migrate.lexicon.vocabulary import Vocabulary
from migrate.lexicon.written import readings
from migrate.model.spec import CodeList, Item, Spec
from migrate.model.value import value

TableKey = tuple[str, str]
"""業務ID and グループ."""

PLAIN = (frozenset(KINDS) | {"状態", "状況"}) - {"期限", "納期限", "有効期限", "生年月日"}
"""Words that say little but the kind of value."""
_PLAIN = 0.45
"""Weight of a word that only says the kind of value."""
_LEAST, _MOST = 0.55, 1.0
_CONTRARY = 1.2
_CONTRARY_WORDS = frozenset(
    {
        "喪失", "終了", "解除", "取消", "抹消", "廃止", "失効", "停止", "前", "後", "従前", "旧", "不詳", "却下",
        "除外", "還付", "返戻", "公示",
    }
)  # fmt: skip
"""Words that turn a name into another thing: to leave one out is worse than to leave another word out."""
_BASE_OBJECTS = frozenset({"住所", "氏名"})
"""Objects of the naming grammar that legacy names leave out (KEN for 住所_都道府県)."""
_BEARERS = frozenset({"先", "者", "人"})
"""… and what they add to a word that the table says already (還付先 in 還付充当)."""
_LEFT_OUT = frozenset({"日本人"})
_APART, _APART_WORDS = "の別", frozenset({"の", "別", "の別"})
_FIRST_COUNTS = frozenset({"年度"})
"""Kinds of value of which the first one in a table is its own (課税年度 before 賦課年度)."""
LIGHT = 0.3
"""Share of its weight that a light word keeps."""
_SHORT_CODE = 4
_FEW_TABLES = 100
"""With fewer tables of the standard at hand, a name that all of them have still tells that the standard covers it."""


class ItemWord(NamedTuple):
    """One word of an item's name. ``light``: legacy names leave it out, because table or business say it already.

    A named tuple, because it is hashed a million times.
    """

    text: str
    light: bool = False
    of: bool = False
    """It names whose value it is (児童 of 児童_氏名): a table that is called so leaves it out."""


@value
class TargetItem:
    """One item of one spec, ready to be compared."""

    place: int
    """Position in `Target.items`."""
    business: str
    at: int
    """Position in its spec."""
    item: Item
    words: tuple[ItemWord, ...]
    coded: bool
    """A short half-width text that may be a code although no word says so (性別, 異動事由)."""
    table: TableKey
    """業務ID and グループ."""
    tells: float = 1.0
    """How much its name tells of its table, 0–1: 1 where no other table has it, near 0 for 操作者ID."""
    rule: Derivation | None = None
    """Set where ``words`` are not the item's own but those of a whole that it is a part of (氏名 for 氏_日本人)."""
    whole: str = ""
    """Name of that whole."""
    whole_is_item: bool = False
    """The whole is itself an item of the table."""
    others: tuple[tuple[ItemWord, ...], ...] = ()
    """Words of the other names that it is known by."""
    alone: frozenset[str] = frozenset()
    """Endings of its name that no other item of its table has: 年度 alone then says enough."""


def words_of(vocabulary: Vocabulary, name: str) -> tuple[str, ...]:
    """The words of a name in its likeliest reading; an unknown piece is a word of its own."""
    found = readings(vocabulary, name)
    return tuple(w.word or w.text for w in found[0]) if found else ()


def _item_words(vocabulary: Vocabulary, name: str, said: frozenset[str]) -> tuple[ItemWord, ...]:
    """Words of an item's name; ``said`` are the words that its table and business say already."""
    segments = [s for s in name.split("_") if s]
    words: list[ItemWord] = []
    for at, segment in enumerate(segments):
        is_object = at < len(segments) - 1
        own = words_of(vocabulary, segment)
        of_table = not said.isdisjoint(own)
        for word in own:
            light = is_object and (segment in _BASE_OBJECTS or word in said or (of_table and word in _BEARERS))
            words.append(ItemWord(text=word, light=light or word in _LEFT_OUT, of=is_object))
    return tuple(words)


class Target:
    """All items that columns may be matched with.

    Args:
        vocabulary: the words.
        specs: the specs, each business at most once.
    """

    def __init__(self, vocabulary: Vocabulary, specs: Sequence[Spec]) -> None:
        self.vocabulary = vocabulary
        self.specs = tuple(specs)
        self._business_words = {
            spec.business: frozenset(words_of(vocabulary, spec.business_name)) for spec in self.specs
        }
        prepared = tuple(self._prepared())
        self._tables = len({i.table for i in prepared})
        named = Counter(name for _, name in {(i.table, i.item.name) for i in prepared})
        self.items: tuple[TargetItem, ...] = tuple(
            replace(item, place=place, tells=self._tells(named[item.item.name])) for place, item in enumerate(prepared)
        )

    def _tells(self, tables: int) -> float:
        """How much a name tells that so many tables have."""
        return 1 - math.log(tables) / math.log(max(self._tables, _FEW_TABLES))

    def _prepared(self) -> Iterable[TargetItem]:
        for spec in self.specs:
            names = {(item.table, item.name) for item in spec.items}
            endings = Counter((item.table, word) for item in spec.items for word in self._endings(item.name))
            seen: set[str] = set()
            for at, item in enumerate(spec.items):
                said = frozenset(words_of(self.vocabulary, item.table))
                length = item.max_length
                words = _item_words(self.vocabulary, item.name, said)
                alone = self._alone(item, endings, first=item.table not in seen)
                seen |= {item.table} if alone & _FIRST_COUNTS else set()
                itself = TargetItem(
                    place=0,
                    business=spec.business,
                    at=at,
                    item=item,
                    table=(spec.business, item.table),
                    words=words,
                    coded=item.notation == "X" and length is not None and length <= _SHORT_CODE,
                    others=tuple(self._others(item.name, words, said)),
                    alone=alone,
                )
                yield itself
                yield from self._parts(itself, said, names)

    def _parts(
        self, itself: TargetItem, said: frozenset[str], names: Collection[tuple[str, str]]
    ) -> Iterable[TargetItem]:
        """The item once more for each whole that it may be a part of, under the words of the whole."""
        for rule in self.vocabulary.derivations:
            whole = rule.whole_name(itself.item.name)
            if not whole:
                continue
            words = _item_words(self.vocabulary, whole, said)
            if rule.kind and all(word.text != rule.kind for word in words):
                words = (*(w._replace(light=False) for w in words), ItemWord(text=rule.kind, light=True))
            yield replace(
                itself,
                words=words,
                coded=False,
                others=(),
                alone=frozenset(),
                rule=rule,
                whole=whole,
                whole_is_item=(itself.item.table, whole) in names,
            )

    def _others(self, name: str, words: tuple[ItemWord, ...], said: frozenset[str]) -> Iterator[tuple[ItemWord, ...]]:
        """Words of the other names of an item; one of the two that 同居別居の別 tells apart is enough."""
        yield from (_item_words(self.vocabulary, other, said) for other in variants(name))
        if name.endswith(_APART):
            yield from ((word,) for word in words if word.text not in _APART_WORDS)

    def _endings(self, name: str) -> frozenset[str]:
        """The last word of a name, and the last one that says more than the kind of value."""
        words = words_of(self.vocabulary, name.rsplit("_", maxsplit=1)[-1])
        telling = [word for word in words if word not in PLAIN]
        return frozenset((*words[-1:], *telling[-1:]))

    def _alone(self, item: Item, endings: Mapping[tuple[str, str], int], first: bool) -> frozenset[str]:
        """Endings of an item that no other item of its table has."""
        if item.audit:
            return frozenset()
        own = self._endings(item.name)
        return frozenset(w for w in own if endings[item.table, w] == 1 or (first and w in _FIRST_COUNTS))

    def business_words(self, business: str) -> frozenset[str]:
        """Words of a business's own name (介護, 保険 of 介護保険), which its items leave out or repeat at will."""
        return self._business_words[business]

    @cached_property
    def words_of_businesses(self) -> frozenset[str]:
        """Words of the names of all businesses."""
        return frozenset().union(*self._business_words.values())

    @cached_property
    def told_by_values(self) -> tuple[TargetItem, ...]:
        """Items that tell themselves by the form of their values (個人番号, メールアドレス)."""
        return tuple(item for item in self.items if item.rule is None and forms.tells_itself(item.item))

    def codes_of(self, item: TargetItem) -> CodeList | None:
        """The code list of an item, None where it has none."""
        return self._codes.get((item.business, item.item.code_list_id)) if item.item.code_list_id else None

    @cached_property
    def _codes(self) -> Mapping[tuple[str, str], CodeList]:
        return {(spec.business, name): codes for spec in self.specs for name, codes in spec.codes.items()}

    @cached_property
    def tables(self) -> Mapping[TableKey, tuple[TargetItem, ...]]:
        """Items of every table."""
        found: dict[TableKey, list[TargetItem]] = defaultdict(list)
        for item in self.items:
            if item.rule is None:
                found[item.table].append(item)
        return {key: tuple(items) for key, items in found.items()}

    @cached_property
    def table_words(self) -> Mapping[TableKey, tuple[frozenset[str], frozenset[str]]]:
        """Per table, the words of its name and those of its items."""
        return {
            key: (
                frozenset(words_of(self.vocabulary, key[1])),
                frozenset(w.text for item in items for w in item.words),
            )
            for key, items in self.tables.items()
        }

    @cached_property
    def _beside(self) -> dict[str, dict[TableKey, float]]:
        return {}

    def beside(self, word: str) -> Mapping[TableKey, float]:
        """How near the names of tables come to a word, 0–1; tables whose names do not are left out."""
        known = self._beside.get(word)
        if known is None:
            known = {}
            for key, (name, _) in self.table_words.items():
                nearest = max((self.vocabulary.relation(word, other) for other in name), default=0.0)
                if nearest:
                    known[key] = nearest
            self._beside[word] = known
        return known

    @cached_property
    def by_words(self) -> Mapping[tuple[ItemWord, ...], tuple[TargetItem, ...]]:
        """Items that read the same (氏名 stands in many tables): compared once."""
        found: dict[tuple[ItemWord, ...], list[TargetItem]] = defaultdict(list)
        for item in self.items:
            for words in dict.fromkeys((item.words, *item.others)):
                found[words].append(item)
        return {words: tuple(items) for words, items in found.items()}

    @cached_property
    def index(self) -> Mapping[str, frozenset[tuple[ItemWord, ...]]]:
        """Word → item readings that hold it."""
        return self._index(light=False)

    @cached_property
    def light_index(self) -> Mapping[str, frozenset[tuple[ItemWord, ...]]]:
        """住所 and 氏名 → item readings that hold them as light ones: so many that they would hide the others."""
        return self._index(light=True)

    def _index(self, light: bool) -> Mapping[str, frozenset[tuple[ItemWord, ...]]]:
        found: dict[str, set[tuple[ItemWord, ...]]] = defaultdict(set)
        for words in self.by_words:
            for word in words:
                if (word.light and word.text in _BASE_OBJECTS) is light:
                    found[word.text].add(words)
        return {word: frozenset(names) for word, names in found.items()}

    @cached_property
    def plain_index(self) -> Mapping[str, frozenset[tuple[ItemWord, ...]]]:
        """The part of `index` with the items that say nothing but a kind of value (回数, 種別)."""
        return {word: frozenset(w for w in names if len(w) == 1) for word, names in self.index.items() if word in PLAIN}

    @cached_property
    def _seen(self) -> Counter[str]:
        own = (item for item in self.items if item.rule is None)
        return Counter(word for item in own for word in {w.text for w in item.words})

    @cached_property
    def _weights(self) -> dict[str, float]:
        return {}

    def weight(self, word: str) -> float:
        """How much a word tells, 0.45–1.2: little where it only says the kind of value, more the rarer it is."""
        known = self._weights.get(word)
        if known is None:
            if word in PLAIN:
                known = _PLAIN
            else:
                rare = math.log(max(2, len(self.items)) / (1 + self._seen[word])) / math.log(max(2, len(self.items)))
                known = _LEAST + (_MOST - _LEAST) * max(0.0, min(1.0, (rare - 0.3) / 0.6))
                known *= _CONTRARY if word in _CONTRARY_WORDS else 1.0
            self._weights[word] = known
        return known

    @cached_property
    def _whole_weights(self) -> dict[tuple[ItemWord, ...], float]:
        return {}

    def weight_of(self, words: tuple[ItemWord, ...]) -> float:
        """Weight of a whole item reading; light words count little."""
        known = self._whole_weights.get(words)
        if known is None:
            known = sum(self.weight(w.text) * (LIGHT if w.light else 1.0) for w in words)
            self._whole_weights[words] = known
        return known

    @cached_property
    def _table_seen(self) -> Counter[str]:
        return Counter(word for name, items in self.table_words.values() for word in name | items)

    def tells_table(self, word: str) -> float:
        """How much a word tells of a table, 0–1, by how many tables hold it."""
        whole = math.log(1 + self._tables)
        return math.log(1 + self._tables / (1 + self._table_seen[word])) / whole if whole else 1.0
