"""From the shape of a value to a maker of values of that shape (the letters of shapes: `profile.shapes`)."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence

from migrate.model.value import value
from migrate.source.profile.signatures import facts
from migrate.source.twin import days
from migrate.source.twin.makers import DantaiCode, HojinBango, Maker, Parted, Wide, Words, digits, joined
from migrate.source.twin.words import words
from migrate.text.characters import undecodable

_RUN = re.compile(r"(.)(?:\{(\d+)\})?", re.DOTALL)
_DAYS = ("era_letter_date", "era_kanji_date", "western_date_parted")
_CHARACTERS = {
    "A": "ABCDFGIJKLNOPQUVWXYZ",
    "E": "TSHR",
    "L": "ＡＢＣＤＦＧＩＪＫＬＮＯＰＱＵＶＷＸＹＺ",
    "e": "ＴＳＨＲ",
    "k": "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ",
    "K": "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン",
    "H": "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん",
    "J": "雲星霧露桐楓柊椋梓葛菱蓬茜蘇琴笛鼓舟帆錨砂礫峰渓滝渚汐凪暁宵虹霞雫鳩鶉鴨鷺鯉澤浦",
    "p": "#*&;",
    "M": "昭平令",
    "m": "和成",
    "a": "町村市",
    "Y": "年",
    "N": "月",
    "W": "日",
    "G": "元",
    "_": "\u3000",
    "h": "－",
    "g": "".join(chr(0xE000 + n) for n in range(32)),
    "c": "\x0b",
}
_AFTER_NUMBER = {1: ("番", "号"), 2: ("丁目", "番地")}
_AFTER_WORD = (("県",), ("市", "町"), ("町", "村"))
_VARIED = 6
_NEWEST = "20260331"
"""No later day is invented unless the profile tells a later one (years in eras stay below it as text)."""
_MOMENT = re.compile(r"(?P<day>.+)(?P<mark>[E ])(?P<clock>9{1,2}(?::99){1,2})(?P<part>(?:\.9+)?)")
_WHOLE = {"J", "K", "k"}
_GROUP = re.compile(r"9+|D+")
_GROUPS = re.compile(r"(?:9+|D+)(?:[-_ h./](?:9+|D+))*")
_DIGIT = {"flag_0_1": ("1", "0"), "digit_1": ("1",), "digit_2_9": tuple("23456789")}
_LISTED = {"western_date_8", "era_date_7", "era_date_6", "western_month_6"}
_CHECKED: Mapping[str, Callable[[random.Random], Maker]] = {"hojin_bango": HojinBango, "dantai_code": DantaiCode}


@value
class Manner:
    """How a column is imitated."""

    kind: str = ""
    """Of all twelve forms of numbers the one that most cells have, such as ``western_date_8``."""
    lead: str = "any"
    """First digit of numbers: ``any``, ``zero``, ``nonzero``."""
    low: str = ""
    """Smallest value where the profile tells it; else empty."""
    high: str = ""
    wanted: int = 1
    """So many different values are wanted."""


def expand(pattern: str) -> str:
    """A pattern with its runs written out.

    >>> expand("9{3}-9{4}")
    '999-9999'
    """
    return _RUN.sub(lambda run: run[1] * int(run[2] or 1), pattern)


def _runs(shape: str) -> Iterator[tuple[str, int]]:
    for run in re.finditer(r"(.)\1*", shape, re.DOTALL):
        yield run[1], len(run[0])


def _each(letter: str, length: int, dice: random.Random) -> Maker:
    """So many characters of one class; of a long run only the first ones differ from cell to cell."""
    pool = undecodable(0xFF) if letter == "u" else _CHARACTERS.get(letter, letter)
    if len(pool) == 1:
        return Words((pool * length,))
    parts: list[Maker] = [Words(tuple(pool), dice) for _ in range(min(length, _VARIED))]
    if length > _VARIED:
        parts.append(Words(("".join(dice.choices(pool, k=length - _VARIED)),)))
    return joined(parts, dice)


def _word(letter: str, length: int, kind: str, dice: random.Random) -> Maker | None:
    """A word of a kind, or several of them, that make a run of this length; None where there are none."""
    if found := words(kind, letter * length):
        return Words(found, dice)
    for part in range(min(length - 1, 4), 1, -1):
        found = words(kind, letter * part)
        rest = _word(letter, length - part, kind, dice) if found else None
        if rest is not None:
            return joined([Words(found, dice), rest], dice)
    return None


def _address(count: int, length: int, numbered: bool, dice: random.Random) -> Maker:
    """Characters of addresses: behind a number 丁目, 番, 号; behind a word 県, 市, 町."""
    if numbered:
        known = _AFTER_NUMBER.get(length) or ("丁目" + "町" * (length - 2),)
        return Words(known, dice)
    return Words([one + "町" * (length - 1) for one in _AFTER_WORD[min(count, len(_AFTER_WORD) - 1)]], dice)


def _run(letter: str, length: int, kind: str, many: bool, dice: random.Random) -> Maker:
    """A run of kanji or kana: words, or so many characters where ``many`` different values are wanted."""
    made = None if many else _word(letter, length, kind, dice) or _word(letter, length, "family", dice)
    head = words("family", letter * 2) if many and length > 2 else ()
    if head:
        return joined([Words(head, dice), _each(letter, length - 2, dice)], dice)
    return made or _each(letter, length, dice)


def _text(shape: str, lead: str, many: bool, dice: random.Random) -> Maker:
    """Any text: a person's name where it has a name's form, else words and numbers."""
    forms = facts(shape).signatures if shape.strip(" _") else ()
    kinds = ["family", "given"] if "name" in forms else ["place" if "address" in forms else "word"]
    parts: list[Maker] = []
    marks, before = 0, ""
    for letter, length in _runs(shape):
        if letter in "9D":
            number = digits(length, lead if len(shape) == length else "nonzero", dice)
            parts.append(Wide(number) if letter == "D" else number)
        elif letter == "a":
            parts.append(_address(marks, length, before in {"9", "D"}, dice))
            marks += 1
        elif letter in _WHOLE:
            parts.append(_run(letter, length, kinds[0], many, dice))
        else:
            parts.append(_each(letter, length, dice))
            kinds = kinds[1:] if letter in " _" and len(kinds) > 1 and before else kinds
        before = letter
    return joined(parts, dice)


def _phone(shape: str, dice: random.Random) -> Maker:
    """A telephone number that nobody has: its second group begins with 0, which no exchange's number does."""
    groups: list[Maker] = []
    count = 0
    for letter, length in _runs(shape):
        if letter != "9":
            groups.append(Words((letter * length,)))
            continue
        count += 1
        if count < 3 and length > 1:
            groups += [Words(("0",)), digits(length - 1, "nonzero" if count == 1 else "any", dice)]
        else:
            groups.append(Words(("0",)) if count == 2 else digits(length, "any", dice))
    return joined(groups, dice)


def _mail(shape: str, dice: random.Random) -> Maker:
    """A mail address whose last label is no domain."""
    head, dot, last = shape.rpartition(".")
    label = last.replace("A", "z").replace("E", "t")
    return joined([_text(head, "any", True, dice), Words((dot + label,))], dice)


def _between(texts: Sequence[str], manner: Manner) -> tuple[str, ...]:
    """Those that the smallest and the largest value of the column allow, all where none is left."""
    length = len(texts[0])
    low, high = manner.low[:length], manner.high[:length] or _NEWEST
    return tuple(text for text in texts if low <= text <= high) or tuple(texts)


def _listed(length: int, manner: Manner) -> tuple[str, ...]:
    """All numbers of a form that has few; none where it has many."""
    if manner.kind in _LISTED:
        return _between(days.digits(manner.kind), manner)
    if manner.kind in _DIGIT:
        return _DIGIT[manner.kind]
    if manner.kind == "no_date":
        return ("0" * length,)
    if manner.low and length <= 4:
        return _between([f"{number:0{length}d}" for number in range(10**length)], manner)
    return ()


def _number(length: int, manner: Manner, dice: random.Random) -> Maker:
    """A number of one of the known forms, else any number of this length."""
    if listed := _listed(length, manner):
        return Words(listed, dice)
    if manner.kind == "timestamp_14":
        day = Words(_between(days.digits("western_date_8"), manner), dice)
        return joined([day, Words(days.times(""), dice)], dice)
    if manner.kind == "phone_digits":
        return joined([Words(("0",)), digits(length - 8, "nonzero", dice), Words(("0",)), digits(6, "any", dice)], dice)
    if manner.kind in _CHECKED:
        return _CHECKED[manner.kind](dice)
    return digits(length, manner.lead, dice)


def _dated(shape: str, forms: Container[str], dice: random.Random) -> Maker | None:
    """A day, or a moment, where the shape is that of one; else None."""
    if any(name in forms for name in _DAYS) and (found := days.by_shape(shape)):
        return Words(found, dice)
    if "timestamp_parted" not in forms or (parts := _MOMENT.fullmatch(shape)) is None:
        return None
    if not (found := days.by_shape(parts["day"])):
        return None
    mark = "T" if parts["mark"] == "E" else " "
    made: list[Maker] = [Words(found, dice), Words((mark,)), Words(days.clock(parts["clock"]), dice)]
    if parts["part"]:
        made += [Words((".",)), digits(len(parts["part"]) - 1, "any", dice)]
    return joined(made, dice)


def _twelve(shape: str, dice: random.Random) -> Maker | None:
    """Twelve digits in groups, which together are never a 個人番号; None where the shape is another."""
    groups = _GROUP.findall(shape)
    bare = "".join(groups)
    if len(bare) != 12 or len(set(bare)) > 1 or _GROUPS.fullmatch(shape) is None:
        return None
    marks = [_CHARACTERS.get(one, one) for one in _GROUP.split(shape)[1:-1]]
    made: Maker = Parted(digits(12, "any", dice), tuple(map(len, groups)), marks)
    return Wide(made) if bare[0] == "D" else made


def maker(shape: str, manner: Manner, dice: random.Random) -> Maker:
    """A maker of texts that all have this shape (not empty); twelve digits are never a 個人番号."""
    bare = shape.strip(" _")
    forms = facts(shape).signatures if bare else ()
    if bare == shape and not shape.strip("9"):
        return _number(len(shape), manner, dice)
    special = _dated(shape, forms, dice) or _twelve(shape, dice)
    if special is not None:
        return special
    if "phone_parted" in forms:
        return _phone(shape, dice)
    if "email" in forms:
        return _mail(shape, dice)
    made = _text(shape, manner.lead, False, dice)
    return made if made.size >= manner.wanted else _text(shape, manner.lead, True, dice)
