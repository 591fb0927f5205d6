"""Which values of a column may be shown. When in doubt, none: a column is a person's unless it is known not to be.

The name decides first (terms of the glossary, endings of physical names), in both scripts; then the contents may
close a column that its name had opened, never the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from enum import Enum, auto

from migrate.lexicon.glossary import Glossary, load
from migrate.lexicon.names import Reading, read_japanese, readings, value_class
from migrate.model.profile import Care
from migrate.model.source import SourceColumn
from migrate.model.value import value
from migrate.source.profile.gather import MOST_VALUES, Gathered


class Kind(Enum):
    """What a name says of the values."""

    PERSON = auto()
    CODE = auto()
    OPEN = auto()
    UNKNOWN = auto()


@value
class Verdict:
    """A decision and one Japanese sentence why. ``declared`` are the codes that the definition names."""

    care: Care
    why: str
    declared: tuple[str, ...] = ()


_PERSON = re.compile(
    "氏|姓名|名前|カナ|かな|フリガナ|ふりがな|読み|通称|住所|居所|所在|地番|番地|方書|郵便|電話|携帯|ファクス|FAX|メール|"
    "生年月日|誕生|死亡|個人番号|マイナンバー|宛名番号|住民番号|住民票コード|世帯番号|世帯主|世帯員|本籍|筆頭者|口座|名義|"
    "備考|摘要|特記|メモ|記事|代理人|保護者|後見|扶養者|義務者|被保険者|受給者|申請者|届出人|本人|配偶者|暗証|パスワード|"
    "旅券|免許|ローマ字|署名|印影"
)
_NUMBER = re.compile("番号|ID|アドレス")
_SUBJECT = re.compile(
    "個人|住民|宛名|世帯|氏名|義務者|被保険者|受給者|職員|利用者|児童|本人|口座|暗証|担当者|操作者|識別"
)
_CODE_TERM = re.compile(
    "(?:性別|続柄|国籍(?:等|名等)?|事由|理由|原因|状態|種類|等級|学年|資格|支援措置|有無|要否|可否)$"
)
_SURE_ENDING = re.compile("(?:区分|種別|フラグ|有無|要否|可否|状態|性別|続柄|事由)$")
_SURE_LATIN = re.compile(r"(?:^|_)(?:KBN|KUBUN|FLG|FLAG|SBT|SYUBETSU|SHUBETSU|STATUS|JIYU|JIYUU|UMU)$", re.IGNORECASE)
_CODE_LATIN = re.compile(r"(?:^|_)(?:CD|CODE|KODO)$", re.IGNORECASE)
_SYSTEM = re.compile("更新|作成|処理|操作|抽出|システム|バッチ")
_TIMES = {"日時", "年月日", "時刻"}
_DECLARED = re.compile(r"(?:^|[\s、,（(/／;；:：])([0-9A-Za-z]{1,4})\s*[:：=＝→]\s*[^\s0-9A-Za-z]")
_LONGEST = 20
_PERSONAL_FORMS = (
    "kojin_bango",
    "name",
    "phone_parted",
    "phone_digits",
    "email",
    "address",
    "era_letter_date",
    "era_kanji_date",
    "western_date_parted",
    "western_date_8",
    "timestamp_parted",
    "timestamp_14",
    "long_text",
)
_TIME_FORMS = ("timestamp_14", "timestamp_parted", "western_date_8", "western_date_parted", "no_date")
_YEARS = ("9{4}", "9{2}")
"""All that an open column may hold; one stray value closes it, since it could be the smallest or largest."""
_SHARE = 20
"""One cell in so many with a person's form closes a code column; fewer are shown by their shape."""
_MANY = 20


def declared_codes(column: SourceColumn) -> tuple[str, ...]:
    """The codes that a column's comment lists, such as 「1:男 2:女」; empty for fewer than two.

    >>> declared_codes(SourceColumn(name="SEX", comment="性別 1:男 2:女"))
    ('1', '2')
    """
    found = tuple(dict.fromkeys(_DECLARED.findall(f"{column.comment} {column.logical_name}")))
    return found if len(found) > 1 else ()


def _terms(reading: Reading) -> tuple[str, ...]:
    """All terms that the words of a reading may stand for."""
    return tuple(sense.term for token in reading for sense in token.senses)


def _last(reading: Reading) -> tuple[str, ...]:
    """Terms of the last word, the word itself where the glossary does not know it."""
    token = reading[-1]
    return tuple(sense.term for sense in token.senses) or (token.text,)


def _kind(glossary: Glossary, name: str) -> Kind:
    """What one name says: endings that only codes have, then a person's words, then what the last word is."""
    found = tuple(reading for reading in readings(glossary, name) if reading)
    if not found:
        return Kind.UNKNOWN
    if _SURE_LATIN.search(name) or _SURE_ENDING.search(name):
        return Kind.CODE
    every = (name, *(term for reading in found for term in _terms(reading)))
    ends = tuple(term for reading in found for term in _last(reading))
    numbered = any(_NUMBER.search(end) or value_class(end) == "番号" for end in ends)
    if numbered or any(_PERSON.search(term) for term in every):
        return Kind.PERSON
    if _CODE_LATIN.search(name) or any(value_class(end) in {"コード", "フラグ"} for end in ends):
        return Kind.PERSON if any(_SUBJECT.search(term) for term in every) else Kind.CODE
    return _rest(every, ends)


def _rest(every: tuple[str, ...], ends: tuple[str, ...]) -> Kind:
    """What a name without a person's word and without the word code says."""
    if any(_CODE_TERM.search(end) for end in ends):
        return Kind.CODE
    if all(value_class(end) == "年度" for end in ends):
        return Kind.OPEN
    timed = any(value_class(end) in _TIMES for end in ends)
    return Kind.OPEN if timed and any(_SYSTEM.search(term) for term in every) else Kind.UNKNOWN


def _joined(kinds: Iterable[Kind]) -> Kind:
    """One verdict of several names: a person's if any says so, else the one that all known ones agree on."""
    known = {kind for kind in kinds if kind is not Kind.UNKNOWN}
    if Kind.PERSON in known:
        return Kind.PERSON
    return known.pop() if len(known) == 1 else Kind.UNKNOWN


def by_name(glossary: Glossary, column: SourceColumn) -> Verdict:
    """What the column's names and its comment say."""
    names = [name for name in (column.name, column.logical_name) if name.strip()]
    kind = _joined(_kind(glossary, name) for name in names)
    codes = declared_codes(column)
    if kind is Kind.PERSON:
        return Verdict(care=Care.CLOSED, why="名前から、個人に関わる列と判断したため、値は出しません。")
    if codes:
        return Verdict(care=Care.CODE, why="定義にコードの一覧があるため、すべての値を出します。", declared=codes)
    if kind is Kind.CODE:
        return Verdict(care=Care.CODE, why="名前から、コードの列と判断したため、すべての値を出します。")
    if kind is Kind.OPEN:
        return Verdict(care=Care.OPEN, why="名前から、年度か処理の日時の列と判断したため、値の範囲を出します。")
    return Verdict(care=Care.CLOSED, why="個人に関わらないと言い切れないため、値は出しません。")


def by_content(verdict: Verdict, found: Gathered) -> Verdict:
    """The verdict once the contents are known: they close a column that looks like a person's, or like no code list."""
    if verdict.care is Care.CLOSED or not found.filled:
        return verdict
    if verdict.care is Care.OPEN:
        dated = sum(found.signatures[name] for name in _TIME_FORMS) + sum(found.patterns[one] for one in _YEARS)
        if dated < found.filled:
            return Verdict(care=Care.CLOSED, why="年度や日時でない値を含むため、値は出しません。")
        return verdict
    if any(found.signatures[name] * _SHARE > found.filled for name in _PERSONAL_FORMS):
        return Verdict(care=Care.CLOSED, why="名前はコードですが、個人の値に見える内容のため、値は出しません。")
    distinct, _ = found.distinct()
    if distinct > MOST_VALUES or (found.filled >= _MANY and distinct * 2 > found.filled):
        return Verdict(care=Care.CLOSED, why="名前はコードですが、値の種類が多すぎるため、値は出しません。")
    return verdict


_SHORT = re.compile(r"[0-9]{1,4}|[A-Za-z]{1,3}|(?=.*[0-9])[0-9A-Za-z_.\-]{1,4}", re.ASCII)
_LONGER = re.compile(r"[0-9]{5,6}|(?=.*[0-9])(?=.*[A-Za-z_.\-])[0-9A-Za-z_.\-]{5,10}", re.ASCII)
_DIGITS = re.compile(r"[0-9]{7,20}", re.ASCII)
_FREQUENT = 10


@value
class Value:
    """One value of a code column. ``usual`` is True where most cells of the column have its shape."""

    text: str
    count: int
    signatures: frozenset[str]
    usual: bool


def may_show(one: Value, declared: Container[str]) -> bool:
    """Whether a value of a code column may be told itself.

    It may where the definition lists it, where it is a short code, where it is a longer code in a column of such
    codes, or a frequent word that the glossary knows (男, 有). A word that nobody knows may be a name.
    """
    if one.text in declared:
        return True
    if not one.signatures.isdisjoint(_PERSONAL_FORMS):
        return False
    bare = one.text.strip(" \u3000")
    if _DIGITS.fullmatch(bare):
        return one.usual and one.count >= _FREQUENT
    if _SHORT.fullmatch(bare) or (one.usual and _LONGER.fullmatch(bare)):
        return True
    return one.count >= _FREQUENT and not bare.isascii() and len(bare) <= 10 and _known(bare)


def _known(text: str) -> bool:
    """True where every word of a Japanese text is in the glossary."""
    reading = read_japanese(load(), text)
    return bool(reading) and all(token.senses for token in reading)
