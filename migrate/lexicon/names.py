"""Reading a name: which terms of the glossary a Japanese, romaji, abbreviated or English name is made of."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

from migrate.lexicon import spelling
from migrate.lexicon.cutting import LONGEST, MAX_NAME, cut
from migrate.lexicon.glossary import Glossary, Sense
from migrate.model.value import value

_STRANGER = 2.0
"""An unknown letter weighs as much as two known words."""
_CLASSES = (
    ("日時", "日時"),
    ("年月日", "年月日"),
    ("日付", "年月日"),
    ("時刻", "時刻"),
    ("時間", "時刻"),
    ("コード", "コード"),
    ("区分", "コード"),
    ("種別", "コード"),
    ("フラグ", "フラグ"),
    ("有無", "フラグ"),
    ("番号", "番号"),
    ("ID", "番号"),
    ("年度", "年度"),
    ("名称", "名称"),
    ("表記", "名称"),
    ("額", "金額"),
    ("名", "名称"),
    ("日", "年月日"),
    ("数", "数量"),
)
_CLASS_WORDS = frozenset(
    {
        "ID",
        "コード",
        "番号",
        "区分",
        "種別",
        "フラグ",
        "有無",
        "年月日",
        "日",
        "時刻",
        "日時",
        "名称",
        "額",
        "数",
        "表記",
    }
)
_CODED = {"コード", "番号", "フラグ"}
_CLOSE = {frozenset({"コード", "番号"}), frozenset({"コード", "フラグ"})}


@value
class Token:
    """One word of a name; ``senses`` is empty where the glossary does not know it."""

    text: str
    senses: tuple[Sense, ...] = ()
    weight: float = 1.0

    @property
    def term(self) -> str:
        """The likeliest term, else the word itself."""
        return self.senses[0].term if self.senses else self.text


Reading = tuple[Token, ...]


def value_class(term: str) -> str:
    """What kind of value a term names, by its ending; ``""`` where the ending does not say.

    >>> value_class("宛名番号"), value_class("市区町村コード"), value_class("氏名"), value_class("方書")
    ('番号', 'コード', '', '')
    """
    if term in {"氏名", "名", "件名", "旧氏名"}:
        return ""
    return next((kind for ending, kind in _CLASSES if term.endswith(ending)), "")


def classes_agree(one: str, other: str) -> float:
    """1 for the same kind of value, 0.85 where one name leaves it open, 0.7 for kinds often mixed, else 0.4."""
    if one == other:
        return 1.0
    if not one or not other:
        return 0.85 if {one, other} & _CODED else 1.0
    return 0.7 if frozenset({one, other}) in _CLOSE else 0.4


def _weight(term: str) -> float:
    return 0.4 if term in _CLASS_WORDS else 1.0


def _token(text: str, senses: tuple[Sense, ...]) -> Token:
    return Token(text=text, senses=senses, weight=_weight(senses[0].term) if senses else min(1.0, 0.4 * len(text)))


def _divisible(glossary: Glossary, form: str) -> bool:
    return any(form[:i] in glossary.japanese and form[i:] in glossary.japanese for i in range(2, len(form) - 1))


def _cut(glossary: Glossary, text: str, fine: bool) -> Iterator[tuple[str, tuple[Sense, ...]]]:
    """``text`` cut into forms of the glossary; a piece that is none has no sense."""

    def known(form: str) -> bool:
        return form in glossary.japanese and not (fine and _divisible(glossary, form))

    return ((form, glossary.japanese[form] if found else ()) for form, found in cut(text, known, _STRANGER))


@lru_cache(maxsize=65536)
def read_japanese(glossary: Glossary, text: str, fine: bool = False) -> Reading:
    """``text`` as terms; ``fine`` cuts compounds (宛名番号) into their parts (宛名, 番号)."""
    tokens: list[Token] = []
    for segment in spelling.key(text[:MAX_NAME]).split("_"):
        if not segment:
            continue
        for position, (form, senses) in enumerate(_cut(glossary, segment, fine)):
            if form == "名" and position:
                tokens.append(_token(form, (Sense(term="名称", quality=1.0, way="同じ語"),)))
            else:
                tokens.append(_token(form, senses))
    return tuple(tokens)


def _latin_word(glossary: Glossary, word: str) -> list[tuple[str, tuple[Sense, ...]]]:
    """One word without separators: as a whole, as a chain of known forms, as the beginning of a term."""
    form = spelling.romaji_key(word)
    if found := glossary.latin.get(form):
        return [(word, found)]
    best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())]
    for end in range(1, len(form) + 1):
        options = [
            (cost[0] + 1.0 + (0.5 if end - start < 3 else 0.0), (*cost[1], form[start:end]))
            for start in range(max(0, end - LONGEST), end - 1)
            if (cost := best[start]) is not None and form[start:end] in glossary.latin
        ]
        best.append(min(options, default=None))
    if len(form) <= 40 and (whole := best[-1]) is not None and 0 < len(whole[1]) <= 4:
        return [(piece, glossary.latin[piece]) for piece in whole[1]]
    return [(word, glossary.prefixes.get(form, ()))]


def _latin_pieces(glossary: Glossary, name: str) -> list[tuple[str, tuple[Sense, ...]]]:
    words = spelling.words(name[:MAX_NAME])[:12]
    pieces: list[tuple[str, tuple[Sense, ...]]] = []
    start = 0
    while start < len(words):
        for end in range(len(words), start, -1):
            group = words[start:end]
            forms = (spelling.romaji_key("_".join(group)), spelling.romaji_key("".join(group)))
            senses = next((glossary.latin[f] for f in forms if f in glossary.latin), ())
            if senses:
                pieces.append(("_".join(group), senses))
                start = end
                break
        else:
            pieces += _latin_word(glossary, words[start])
            start += 1
    return pieces


def _joined(glossary: Glossary, pieces: list[tuple[str, tuple[Sense, ...]]], choice: tuple[Sense, ...]) -> Reading:
    """The reading in which neighbouring words that form one term in Japanese (更新 + 年月日) are one token."""
    tokens: list[Token] = []
    texts = [text for text, _ in pieces]
    start = 0
    while start < len(choice):
        for end in range(min(len(choice), start + 4), start + 1, -1):
            senses = glossary.japanese.get(spelling.key("".join(s.term for s in choice[start:end])))
            if senses and all(s.term for s in choice[start:end]):
                quality = min(s.quality for s in choice[start:end])
                way = choice[start].way
                merged = tuple(Sense(term=s.term, quality=s.quality * quality, way=way) for s in senses)
                tokens.append(_token("_".join(texts[start:end]), merged))
                start = end
                break
        else:
            sense = choice[start]
            tokens.append(_token(texts[start], (sense,) if sense.term else ()))
            start += 1
    return tuple(tokens)


@lru_cache(maxsize=65536)
def read_latin(glossary: Glossary, name: str) -> tuple[Reading, ...]:
    """Readings of a physical name, one per combination of the likeliest senses of its words; at most twelve."""
    pieces = _latin_pieces(glossary, name)
    nothing = (Sense(term="", quality=0.0, way=""),)
    choices = product(*((senses[:3] or nothing) for _, senses in pieces))
    plain = tuple(_token(text, senses) for text, senses in pieces)
    found = [plain, *(_joined(glossary, pieces, choice) for choice in islice(choices, 12))]
    return tuple(dict.fromkeys(found))


def readings(glossary: Glossary, name: str) -> tuple[Reading, ...]:
    """Every reading of a name in either script, coarse ones first; empty for an empty name."""
    if not name.strip():
        return ()
    if spelling.is_latin(name):
        as_term = (read_japanese(glossary, name),) if spelling.key(name) in glossary.japanese else ()
        return tuple(dict.fromkeys((*as_term, *read_latin(glossary, name))))
    return tuple(dict.fromkeys((read_japanese(glossary, name), read_japanese(glossary, name, True))))
