"""Rules about code columns: what their values mean, and whether one meaning has one form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from migrate.model.finding import Severity
from migrate.source.lint.families import Family
from migrate.source.lint.rule import Group, Hit, at, rules
from migrate.source.lint.subject import CODED, Field, Subject, plain

_LIST = re.compile(
    r"[0-9０-９A-Za-zＡ-Ｚ]\s*[:：=＝→]\s*[^\s0-9０-９:：]|[①-⑳]|(?:コード|区分)(?:表|一覧|マスタ)|コード\s*[A-Z]{0,2}[0-9]{2,}(?![0-9]*[桁文])"
)
"""A value with its meaning, or a list that is named (コード表, コード L001-3)."""
_ENTRY = re.compile(r"(?<![0-9０-９])[0-9０-９]{1,2}[.．、,)） 　]?[ぁ-んァ-ヶ一-龠]")
"""An entry without a sign after its number (1男 2女): two of them are a list."""
_PUBLIC = frozenset(
    {"都道府県コード", "金融機関コード", "店舗コード", "国名コード", "市区町村コード", "町字コード", "保険者番号"}
)
"""Codes whose lists anybody can get."""
_MOST = 4
"""Digits of a code that has a list of its own; longer ones (団体コード, 銀行) have public lists."""


def _coded(field: Field) -> bool:
    m = field.meaning
    short = field.size is not None and field.size <= _MOST and not field.column.scale
    small = field.family in {Family.EXACT, Family.TEXT, Family.NATIONAL} or field.text
    return (
        short and small and not {m.last, field.label} & _PUBLIC and (m.kind in {"コード", "フラグ"} or m.whole in CODED)
    )


def _listed(comment: str) -> bool:
    """True where a comment says what at least one value means.

    >>> _listed("性別 1:男 2:女"), _listed("性別 1男 2女"), _listed("除票区分（コード L001-3）")
    (True, True, True)
    >>> _listed("続柄（コードマスタ 05）")
    True
    >>> _listed("性別（全角）"), _listed("第1号被保険者区分"), _listed("異動コード 10桁")
    (False, False, False)
    """
    return bool(_LIST.search(comment)) or len(_ENTRY.findall(comment)) > 1


def code_without_list(subject: Subject) -> Iterator[Hit]:
    """A short code or flag whose comment lists no values and that refers to no table."""
    owners = {plain(t.primary_key[0]): t.name for t in subject.tables if len(t.primary_key) == 1}
    for field in subject.fields:
        name = plain(field.column.name)
        refers = name in {plain(c) for key in field.table.foreign_keys for c in key.columns}
        master = owners.get(name) is not None or field.in_key
        if _coded(field) and not refers and not master and not _listed(field.column.comment):
            yield at(field, {"label": field.label})


def _flag_form(field: Field) -> str:
    if field.family is Family.BOOLEAN:
        return "真偽"
    return "数値" if field.family is Family.EXACT else "文字"


def flags_differ(subject: Subject) -> Iterator[Hit]:
    """A flag in another kind of type than most flags of the schema."""
    flags = [f for f in subject.fields if f.meaning.kind == "フラグ" and (f.text or f.family in _FLAGS)]
    forms = Counter(_flag_form(f) for f in flags)
    if len(forms) < 2:
        return
    usual = min(forms, key=lambda form: (-forms[form], form))
    for field in flags:
        if (form := _flag_form(field)) != usual:
            yield at(field, {"own": form, "usual": usual})


_FLAGS = frozenset({Family.EXACT, Family.BOOLEAN})
RULES = rules(
    Group.CODES,
    ("MIG-SRC-138", "code-without-list", "値の一覧のないコード", Severity.WARNING, code_without_list),
    ("MIG-SRC-139", "flags-differ", "型のちがうフラグ", Severity.INFO, flags_differ),
)
