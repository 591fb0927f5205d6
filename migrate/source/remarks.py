"""Remarks, comments and defaults of definitions without what has the form of a person's value.

A name cannot be told from other words; what can be told by its form alone is left out, and said. In a column of
persons, a default that is no word of the trade is left out too, and what a remark gives as an example.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from migrate.lexicon.glossary import load
from migrate.lexicon.names import read_japanese
from migrate.model.finding import Finding, Place, Severity
from migrate.model.profile import Care
from migrate.model.source import SourceColumn, SourceTable
from migrate.source.profile.care import by_name
from migrate.text.width import half_ascii

_LEFT_OUT = "［…］"
_BAR = "[-－‐−ー ]"
_BEFORE = r"[^\s\u3000、。，,:：（）()「」]{0,30}"
_FORMS = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}"  # mail
    rf"|(?<!\d)0\d{{1,4}}(?:{_BAR}|\()\d{{1,4}}(?:{_BAR}|\))\d{{3,4}}(?!\d)"  # telephone
    rf"|{_BEFORE}[\d一二三四五六七八九十]{{1,4}}丁目[\d番地号の\-－ー]{{0,12}}"
    rf"|{_BEFORE}\d{{1,5}}番(?:地の?)?\d{{1,5}}号?",
    re.ASCII | re.IGNORECASE,
)
"""All parts are bounded: a remark may be of any length."""
_TWELVE = re.compile(rf"(?<!\d)\d{{4}}{_BAR}?\d{{4}}{_BAR}?\d{{4}}(?!\d)", re.ASCII)
_JAPANESE = re.compile(r"[\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af]")
_LITERAL = re.compile(r"'([^']*)'|\A([^']+)\Z")
_EXAMPLE = re.compile(
    r"((?:例|例えば|サンプル|ex\.?)[ \u3000]*[:：)）][ \u3000]*)([^、。，,()（）\n]{1,60})", re.IGNORECASE
)
_NOTHING = re.compile(
    "(?:不明|未定|未設定|未登録|未入力|該当|登録|設定|記載|入力|値|空白|空|ブランク|[半全]角|スペース|なし|無し|無|の|文字"
    "|連絡先|担当者?|電話|番号|携帯|問い?合わ?せ先?|送付先?|住所|宛先|内線|本庁|代表|メール|アドレス|窓口|会社|課|係|者|先"
    "|[ \u3000])*"
)
"""Words for no value and for blanks, and those that announce a telephone number."""
_LONG = 40
_OWNER = re.compile(r"(?:^|(?<=[ \u3000、。，,:：(（]))([々〆ヶ\u3400-\u9fff]{2,8}|[ァ-ヶー]{2,12})[ \u3000:：]*\Z")
"""A word of Chinese characters or katakana at the end: of whom the telephone number behind it is."""
_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def _is_my_number(text: str) -> bool:
    """True where twelve digits pass the check of a 個人番号 (平成26年総務省令第85号 第5条)."""
    digits = [int(one) for one in text if one.isdecimal()]
    rest = sum(digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)) % 11
    return digits[-1] == (0 if rest <= 1 else 11 - rest)


def without_values(text: str) -> str:
    """A remark with ``［…］`` in place of telephone numbers, addresses, mail addresses and 個人番号.

    >>> without_values("1:男 2:女 99999999は無期限"), without_values("連絡先 ０５５－１３５７－２４６８")
    ('1:男 2:女 99999999は無期限', '連絡先 ［…］')
    >>> without_values("架空市本町１丁目２－３に送付"), without_values("第1号被保険者"), without_values("整理番号10桁")
    ('［…］に送付', '第1号被保険者', '整理番号10桁')
    """
    if not any(one.isdecimal() or one == "@" for one in text) and "丁目" not in text:
        return text
    folded = half_ascii(text)
    if len(folded) != len(text):
        folded = text
    spans = [m.span() for m in _FORMS.finditer(folded)]
    spans += [m.span() for m in _TWELVE.finditer(folded) if _is_my_number(m[0])]
    kept, at = "", 0
    for begin, end in sorted(spans):
        if begin >= at:
            kept, at = kept + _without_person(text[at:begin]) + _LEFT_OUT, end
    return kept + text[at:]


def _without_person(before: str) -> str:
    """What stands before such a value, without the word right before it where that may be its owner's name."""
    found = _OWNER.search(before, max(0, len(before) - _LONG))
    if found is None or found[1].endswith(("課", "係", "室", "支所")) or _is_known(found[1]):
        return before
    return before[: found.start(1)] + before[found.end(1) :].lstrip(" \u3000")


def _is_persons(column: SourceColumn) -> bool:
    """True where the column's names do not say that it is none of persons."""
    return by_name(load(), column).care is Care.CLOSED


def _is_known(text: str) -> bool:
    """True where a Japanese text says that there is no value, or every word of it is in the glossary."""
    if _NOTHING.fullmatch(text):
        return True
    reading = read_japanese(load(), text) if len(text) < _LONG else ()
    return bool(reading) and all(token.senses for token in reading)


def _without_names(column: SourceColumn) -> SourceColumn:
    """Without the example in a remark and the default that may be a name, where the column is one of persons."""
    told = any(_JAPANESE.search(m[1] or m[2] or "") for m in _LITERAL.finditer(column.default))
    if not (told or _EXAMPLE.search(column.comment)) or not _is_persons(column):
        return column

    def hidden(match: re.Match[str]) -> str:
        text = match[1] or match[2] or ""
        return match[0] if not _JAPANESE.search(text) or _is_known(text) else match[0].replace(text, _LEFT_OUT)

    def bare(match: re.Match[str]) -> str:
        return match[0] if _is_known(match[2]) else match[1] + _LEFT_OUT

    default = _LITERAL.sub(hidden, column.default)
    return replace(column, default=default, comment=_EXAMPLE.sub(bare, column.comment))


def _column(column: SourceColumn) -> SourceColumn:
    found = _without_names(column)
    texts = (found.comment, found.logical_name, found.default)
    comment, logical, default = map(without_values, texts)
    if (comment, logical, default) != texts:
        found = replace(found, comment=comment, logical_name=logical, default=default)
    return column if found == column else found


def _table(table: SourceTable) -> SourceTable:
    columns = tuple(map(_column, table.columns))
    comment, logical = without_values(table.comment), without_values(table.logical_name)
    return replace(table, columns=columns, comment=comment, logical_name=logical)


def _said(before: SourceTable, after: SourceTable) -> Iterator[Finding]:
    if (before.comment, before.logical_name) != (after.comment, after.logical_name):
        place = Place(file=after.file, line=after.line if not after.sheet else None, table=after.name)
        place = replace(place, sheet=after.sheet or None, cell=after.cell or None)
        yield Finding(code="MIG-SRC-096", severity=Severity.WARNING, place=place)
    for one, other in zip(before.columns, after.columns, strict=True):
        if one is not other:
            line = None if after.sheet else other.line
            place = Place(file=after.file, line=line, table=after.name, item=other.name)
            place = replace(place, sheet=after.sheet or None, cell=other.cell or None)
            yield Finding(code="MIG-SRC-096", severity=Severity.WARNING, place=place)


def clean(tables: Iterable[SourceTable]) -> tuple[tuple[SourceTable, ...], tuple[Finding, ...]]:
    """The tables without such values in names and remarks, and where some were left out (MIG-SRC-096)."""
    given = tuple(tables)
    kept = tuple(map(_table, given))
    return kept, tuple(finding for pair in zip(given, kept, strict=True) for finding in _said(*pair))
