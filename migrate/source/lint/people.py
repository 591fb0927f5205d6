"""Rules about residents: who a row is about, and what must be handled with care."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from migrate.lexicon import spelling
from migrate.model.finding import Severity
from migrate.source.lint.families import Family
from migrate.source.lint.rule import Group, Hit, at, rules
from migrate.source.lint.subject import PERSON_KEYS, Field, Subject

_MY_NUMBER = re.compile(r"個人番号|マイナンバー|MY_?(?:NUMBER|NO)(?:_|$)", re.IGNORECASE)
_PROTECTION = re.compile(r"支援措置|ＤＶ|(?<![A-Z])DV(?![A-Z])|閲覧制限|発行停止|発行抑止|異動抑止|ストーカー|虐待")
_SENSITIVE = re.compile(r"障害(?!発生|内容)|疾病|病名|傷病|診断|既往|生活保護|犯罪|前科|信条|宗教|人種|健診結果")
_REMARKS = re.compile(r"備考|メモ|特記|摘要|コメント|連絡事項|自由記述|記事欄")
_BANK = frozenset({"口座番号", "口座名義人"})
_WITNESS = frozenset({"生年月日", "住所", "性別"})
_OTHER_KEYS = frozenset(
    {"世帯番号", "被保険者番号", "受給者証番号", "個人番号", "住民票コード", "基礎年金番号", "法人番号"}
)


def several_person_keys(subject: Subject) -> Iterator[Hit]:
    """A table with two numbers for the same person, neither of them qualified (世帯主, 名寄せ先 …)."""
    for fields in subject.by_table().values():
        keys = [f.column.name for f in fields if f.meaning.whole in PERSON_KEYS]
        if len(keys) > 1:
            yield Hit(table=fields[0].table, params={"columns": "、".join(keys[:5])})


def person_without_key(subject: Subject) -> Iterator[Hit]:
    """A table with a name and at least one more mark of a person, without any number that says who it is."""
    for fields in subject.by_table().values():
        terms = {f.meaning.whole for f in fields}
        numbered = any(f.person_key or f.meaning.last in _OTHER_KEYS for f in fields)
        person = bool(terms & {"氏名", "フリガナ"}) and bool(terms & _WITNESS)
        if person and not numbered:
            yield Hit(table=fields[0].table)


def person_keys_differ(subject: Subject) -> Iterator[Hit]:
    """A number of a person whose type or length is not the one that most tables have."""
    keys = [f for f in subject.fields if f.person_key]
    forms = Counter((f.family, f.size) for f in keys)
    if len(forms) < 2:
        return
    usual = min(keys, key=lambda f: (-forms[f.family, f.size], f.table.name))
    for field in keys:
        if (field.family, field.size) != (usual.family, usual.size):
            where = f"{usual.table.name}.{usual.column.name}"
            yield at(field, {"own": field.shape, "usual": usual.shape, "where": where})


def _is_my_number(field: Field) -> bool:
    """By name; an abbreviation without a Japanese name (KOJIN_NO) only where 12 digits fit exactly."""
    m = field.meaning
    if m.kind == "フラグ" or field.label.endswith(("区分", "有無", "年月日")):
        return False
    named = bool(_MY_NUMBER.search(field.label) or _MY_NUMBER.search(field.column.name))
    guessed = m.whole == "個人番号" and spelling.is_latin(field.label)
    return named or (m.last == "個人番号" and not guessed) or (guessed and field.size in {12, None})


def my_number(subject: Subject) -> Iterator[Hit]:
    """A column of 個人番号: its table is 特定個人情報."""
    for field in subject.fields:
        if _is_my_number(field):
            yield at(field, {"label": field.label})


def resident_record_code(subject: Subject) -> Iterator[Hit]:
    """A column of 住民票コード."""
    for field in subject.fields:
        if field.meaning.last == "住民票コード":
            yield at(field, {"label": field.label})


def bank_account(subject: Subject) -> Iterator[Hit]:
    """A column of a bank account's number or holder."""
    for field in subject.fields:
        if field.meaning.last in _BANK:
            yield at(field, {"label": field.label})


def protection(subject: Subject) -> Iterator[Hit]:
    """A column that says whose address must not be shown to whom."""
    for field in subject.fields:
        if _PROTECTION.search(field.label) or field.meaning.terms & {"支援措置", "抑止"}:
            yield at(field, {"label": field.label})


def sensitive(subject: Subject) -> Iterator[Hit]:
    """A table with columns that are 要配慮個人情報 by their name."""
    for fields in subject.by_table().values():
        named = [f for f in fields if not spelling.is_latin(f.label)]
        held = [f.label for f in named if _SENSITIVE.search(f.label)]
        if held:
            params: dict[str, str | int] = {"columns": "、".join(held[:3]), "count": len(held)}
            yield Hit(table=fields[0].table, params=params)


def gaiji_likely(subject: Subject) -> Iterator[Hit]:
    """A name or an address in kanji."""
    for field in subject.fields:
        if field.kanji:
            yield at(field, {"label": field.label, "type": field.column.type or "文字"})


def remarks(subject: Subject) -> Iterator[Hit]:
    """Free text: residents' data stand in it in any form, and no rule of conversion fits."""
    for field in subject.fields:
        free = field.size is None or field.size >= 20
        if (
            (field.text or field.family is Family.TEXT_LOB)
            and free
            and ("備考" in field.meaning.terms or _REMARKS.search(field.label))
        ):
            yield at(field, {"label": field.label})


RULES = rules(
    Group.PEOPLE,
    ("MIG-SRC-110", "several-person-keys", "個人の番号が複数ある表", Severity.WARNING, several_person_keys),
    ("MIG-SRC-111", "person-without-key", "個人の番号のない個人の表", Severity.WARNING, person_without_key),
    ("MIG-SRC-112", "person-keys-differ", "型か桁のちがう個人の番号", Severity.WARNING, person_keys_differ),
    ("MIG-SRC-113", "my-number", "個人番号の列", Severity.WARNING, my_number),
    ("MIG-SRC-114", "resident-record-code", "住民票コードの列", Severity.WARNING, resident_record_code),
    ("MIG-SRC-115", "bank-account", "口座の列", Severity.INFO, bank_account),
    ("MIG-SRC-116", "protection", "支援措置・抑止の列", Severity.WARNING, protection),
    ("MIG-SRC-117", "sensitive", "要配慮個人情報らしい列", Severity.INFO, sensitive),
    ("MIG-SRC-118", "gaiji-likely", "外字が入りうる列", Severity.WARNING, gaiji_likely),
    ("MIG-SRC-119", "remarks", "自由記述の列", Severity.INFO, remarks),
)
