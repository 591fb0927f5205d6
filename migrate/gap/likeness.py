"""How well a written name agrees with an item's name: words matched, words left over, what the tables say besides."""

from __future__ import annotations

from functools import cached_property, lru_cache

from migrate.gap.target import LIGHT, PLAIN, ItemWord, TableKey, Target, TargetItem
from migrate.gap.variants import announced
from migrate.lexicon.vocabulary import Vocabulary
from migrate.lexicon.written import Reading, Word
from migrate.model.value import value

_CONTEXT, _CONTEXT_OF = 0.6, 0.85
"""A word that the name lacks but the table's name has counts for so much, more where it says whose value it is."""
_UNKNOWN = 0.8
"""Weight of an unknown word of four letters or more."""
_PLAIN_WORDS = frozenset({"名", "名称", "コード", "区分", "種別", "種類", "フラグ", "番号", "期間"})
"""Kinds of value: a name may leave them out (KEN_MEI for 都道府県) …"""
_PLAIN_OF_ITEM, _PLAIN_OF_NAME = 0.5, 0.4
_USUAL = frozenset({"漢字", "全角", "半角", "現", "現在", "本店"})
_USUAL_OF_NAME = 0.3
"""Words that say what an item means anyway: 漢字氏名 is 氏名, 現住所 is 住所, as long as no other item says so."""
_FILLING = frozenset({"等", "の"})
_FILLING_WEIGHT = 0.2
_STRONG = 0.5
_ALL = 0.85
_NOTHING_STRONG = 0.75
"""… but a name that shares nothing but kinds of value is not the same."""
_OTHER_KIND = 0.45
_OPEN_KIND = 0.88
_MIXED = {
    frozenset({"コード", "フラグ"}): 0.8,
    frozenset({"コード", "番号"}): 0.75,
    frozenset({"番号", "連番"}): 0.75,
    frozenset({"日", "日時"}): 0.9,
}
_TAIL = 0.85
_MISSING_OF_ALONE, _MOST_OF_ALONE = 0.3, 0.69
"""A name that is just the end of an item's (年度 of 課税年度) says enough where no other item of the table ends so;
such a pair tells nothing of the table."""
_SURROGATES = frozenset({"id", "uid", "uuid", "guid", "pk", "oid"})
"""A column that is called so and no more numbers the rows of its table."""
_STRICT = frozenset({"コード", "番号", "フラグ", "日", "日時", "額"})


@value
class Pair:
    """Two words taken for the same thing."""

    item: str
    word: Word
    strength: float
    """0–1."""


@lru_cache(maxsize=1 << 18)
def _pairs(vocabulary: Vocabulary, reading: Reading, words: tuple[ItemWord, ...]) -> tuple[tuple[int, int, float], ...]:
    """Words of the item beside words of the name, strongest first, each word once: (item word, word, strength)."""
    options = []
    for i, ours in enumerate(words):
        for j, theirs in enumerate(reading):
            if theirs.word:
                strength = vocabulary.relation(ours.text, theirs.word) * theirs.quality
            else:
                strength = float(theirs.text.lower() == ours.text.lower())
            if strength > 0:
                options.append((-strength, i, j))
    used_i: set[int] = set()
    used_j: set[int] = set()
    found = []
    for minus, i, j in sorted(options):
        if i not in used_i and j not in used_j:
            used_i.add(i)
            used_j.add(j)
            found.append((i, j, -minus))
    return tuple(found)


def _kinds_agree(name: str, item: str, coded: bool) -> float:
    item = item or ("コード" if coded and name == "コード" else "")
    if name == item:
        return 1.0
    if not name or not item:
        return _OPEN_KIND if (name or item) in _STRICT and not (coded and not name) else 0.97
    return _MIXED.get(frozenset({name, item}), _OTHER_KIND)


@lru_cache(maxsize=1 << 17)
def _context(vocabulary: Vocabulary, word: str, around: frozenset[str]) -> float:
    return max((vocabulary.relation(word, other) for other in around), default=0.0)


class Comparison:
    """One reading of a column's name beside one item reading; the items that read so differ only by their tables.

    Args:
        target: the standard's side.
        words: the words of the items.
        reading: the column's name, read.
        around: words of the name of the column's table.
    """

    def __init__(self, target: Target, words: tuple[ItemWord, ...], reading: Reading, around: frozenset[str]) -> None:
        self.target, self.words, self.reading = target, words, reading
        pairs = _pairs(target.vocabulary, reading, words)
        self.pairs = tuple(Pair(item=words[i].text, word=reading[j], strength=s) for i, j, s in pairs)
        self.kind, self.item_kind = announced(reading[-1].word), announced(words[-1].text)
        self.is_surrogate = len(reading) == 1 and reading[0].text.lower() in _SURROGATES and len(words) > 1
        self.strong = 0.0
        self.item_got = self.item_whole = 0.0
        self.item_left: list[str] = []
        self.missing = frozenset(word.text for place, word in enumerate(words) if all(i != place for i, _, _ in pairs))
        self.name_got = self.name_whole = 0.0
        self.name_left: list[Word] = []
        if pairs:
            self._item_side({i: s for i, _, s in pairs}, around)
            self._name_side({j: s for _, j, s in pairs})
        taken = {j for _, j, _ in pairs}
        plain = all(j in taken or word.word in PLAIN for j, word in enumerate(reading))
        self.end = self._end({i: s for i, _, s in pairs}) if pairs and plain else ""

    def _end(self, matched: dict[int, float]) -> str:
        """The last word of the item's name that the name has, where it has nothing but the item's end, else ``""``."""
        if not self.missing or self.is_surrogate or min(matched.values()) < _TAIL:
            return ""
        first, last = min(matched), max(matched)
        after = self.words[last + 1 :]
        whole = last - first + 1 == len(matched) and all(word.text in PLAIN for word in after)
        return self.words[last].text if whole else ""

    def _item_side(self, matched: dict[int, float], around: frozenset[str]) -> None:
        """Words of the item that the name, or its table, has; what a business's name may say is left for later."""
        for place, word in enumerate(self.words):
            weight = self.target.weight(word.text)
            share = matched.get(place, 0.0)
            self.strong = max(self.strong, share * weight)
            if not share:
                if beside := _context(self.target.vocabulary, word.text, around):
                    share = (_CONTEXT_OF if word.of else _CONTEXT) * beside
                elif word.light:
                    weight *= LIGHT
                elif word.text in _FILLING:
                    weight *= _FILLING_WEIGHT
                else:
                    self.item_left.append(word.text)
                    continue
            self.item_got += weight * share
            self.item_whole += weight

    def _name_side(self, matched: dict[int, float]) -> None:
        """Words of the name that the item has; what the item's table may say is left for later."""
        for place, word in enumerate(self.reading):
            weight = self.target.weight(word.word) if word.word else _UNKNOWN * min(1.0, len(word.text) / 4)
            share = matched.get(place, 0.0)
            if not share and word.word:
                self.name_left.append(word)
                continue
            self.name_got += weight * share
            self.name_whole += weight

    def _ours(self, business: str) -> float:
        whole = self.item_whole
        said = self.target.business_words(business) if self.item_left else frozenset[str]()
        for word in self.item_left:
            factor = LIGHT if word in said else _PLAIN_OF_ITEM if word in _PLAIN_WORDS else 1.0
            whole += self.target.weight(word) * factor
        return self.item_got / whole if whole else 0.0

    def _theirs(self, table: TableKey) -> float:
        got, whole = self.name_got, self.name_whole
        for word in self.name_left:
            weight = self.target.weight(word.word)
            if word.word in self.target.business_words(table[0]):
                weight *= LIGHT
            if beside := self.target.beside(word.word).get(table, 0.0):
                got += weight * _CONTEXT * beside * word.quality
            elif word.word in _PLAIN_WORDS:
                weight *= _PLAIN_OF_NAME
            elif word.word in _USUAL:
                weight *= _USUAL_OF_NAME
            whole += weight
        return got / whole if whole else 0.0

    @cached_property
    def _telling_tables(self) -> frozenset[TableKey]:
        """Tables whose names say what is left over of the column's name."""
        return frozenset(key for word in self.name_left for key in self.target.beside(word.word))

    @cached_property
    def _of_business(self) -> bool:
        """True where the names of businesses say something that is left over of the column's name."""
        return any(word.word in self.target.words_of_businesses for word in self.name_left)

    @property
    def same_everywhere(self) -> bool:
        """True where the score does not depend on the item's table or business."""
        return not self.item_left and not self._telling_tables and not self._of_business and not self.end

    def alike(self, item: TargetItem) -> tuple[str, TableKey | None, bool]:
        """What the score depends on besides the words and `coded`: items that have it in common score alike."""
        business = item.business if self.item_left or self._of_business else ""
        return business, item.table if item.table in self._telling_tables else None, self.end in item.alone

    def score(self, item: TargetItem) -> float:
        """Agreement with one item that reads so, 0–1."""
        if not self.pairs:
            return 0.0
        ours, theirs = self._ours(item.business), self._theirs(item.table)
        if not ours or not theirs:
            return 0.0
        kinds = _kinds_agree(self.kind, self.item_kind, item.coded)
        score = 2 * ours * theirs / (ours + theirs) * kinds
        if self.strong < _STRONG and (self.item_left or theirs < _ALL):
            score *= _NOTHING_STRONG
        if self.is_surrogate:
            score *= _OTHER_KIND
        return max(score, self._alone(item, theirs) * kinds) if self.end in item.alone else score

    def _alone(self, item: TargetItem, theirs: float) -> float:
        """Agreement where the name is the end of the item's name, and no other item of the table ends so."""
        missing = sum(self.target.weight(word) for word in self.missing)
        got = self.target.weight_of(self.words) - missing
        ours = got / (got + _MISSING_OF_ALONE * missing)
        return min(_MOST_OF_ALONE, 2 * ours * theirs / (ours + theirs))
