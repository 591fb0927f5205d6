"""Rules about names of tables and columns: what a name hides, and what a name cannot be elsewhere."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from migrate.lexicon import spelling
from migrate.model.finding import Severity
from migrate.model.source import SourceTable
from migrate.source.lint.families import WHOLE, Family, words
from migrate.source.lint.rule import Group, Hit, at, rules
from migrate.source.lint.subject import Field, Subject, plain

_WORK = re.compile(
    r"(?:^|_)(?:TMP|TEMP|WK|BK|BAK|BKUP|BACKUP|OLD|COPY|SAVE)(?:_|\d|$)|^WORK_|_WORK\d*$|(?<!\d)(?:19|20)\d{6}(?!\d)",
    re.IGNORECASE,
)
_WORK_WORDS = re.compile(r"ワーク|退避|バックアップ|一時(?:表|テーブル)|作業用|コピー")
_ODD_WIDTH = re.compile(r"[０-９Ａ-Ｚａ-ｚ\uff66-\uff9f\u3000]")
_LIMIT = 63
"""Bytes of a PostgreSQL identifier (NAMEDATALEN - 1); what is longer is cut."""
_RESERVED = words(
    "ALL ANALYSE ANALYZE AND ANY ARRAY AS ASC ASYMMETRIC BOTH CASE CAST CHECK COLLATE COLUMN CONSTRAINT CREATE "
    "CURRENT_CATALOG CURRENT_DATE CURRENT_ROLE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DEFAULT DEFERRABLE DESC "
    "DISTINCT DO ELSE END EXCEPT FALSE FETCH FOR FOREIGN FROM GRANT GROUP HAVING IN INITIALLY INTERSECT INTO LATERAL "
    "LEADING LIMIT LOCALTIME LOCALTIMESTAMP NOT NULL OFFSET ON ONLY OR ORDER PLACING PRIMARY REFERENCES RETURNING "
    "SELECT SESSION_USER SOME SYMMETRIC SYSTEM_USER TABLE THEN TO TRAILING TRUE UNION UNIQUE USER USING VARIADIC WHEN "
    "WHERE WINDOW WITH"
)
"""Reserved key words of PostgreSQL 17 (manual, appendix C)."""
_GENERIC = words("id code cd no seq name nm kbn type status date value biko memo remarks yobi filler")


def is_work_table(table: SourceTable) -> bool:
    """True for tables that their name calls a copy, a work table or the state of a day.

    >>> [is_work_table(SourceTable(name=n, columns=())) for n in ("T_JUKI_BK", "JUKI_20240401", "WK_SHUKEI", "WORKER")]
    [True, True, True, False]
    """
    return bool(_WORK.search(table.name) or _WORK_WORDS.search(f"{table.name} {table.logical_name}"))


def work_table(subject: Subject) -> Iterator[Hit]:
    """A table that its name calls a work table, a backup or the state of a day."""
    for table in subject.tables:
        if is_work_table(table):
            yield Hit(table=table)


def reserve_column(subject: Subject) -> Iterator[Hit]:
    """Columns kept in reserve (予備, FILLER), one hit a table: such columns are often used in silence."""
    for fields in subject.by_table().values():
        held = [f.column.name for f in fields if "予備" in f.meaning.terms or "未使用" in f.label]
        if held:
            yield Hit(table=fields[0].table, params={"columns": _some(held), "count": len(held)})


def _some(names: list[str]) -> str:
    """The first names of a list, and that there are more.

    >>> _some(["A", "B", "C", "D"])
    'A、B、C ほか'
    """
    return "、".join(names[:3]) + (" ほか" if len(names) > 3 else "")


def no_japanese_name(subject: Subject) -> Iterator[Hit]:
    """A table with columns that have neither a Japanese name nor a comment."""
    for fields in subject.by_table().values():
        bare = [
            f.column.name
            for f in fields
            if spelling.is_latin(f.column.name) and not (f.column.logical_name or f.column.comment)
        ]
        if bare:
            params: dict[str, str | int] = {"count": len(bare), "total": len(fields), "columns": _some(bare)}
            yield Hit(table=fields[0].table, params=params)


def _long(name: str) -> int:
    size = len(name.encode())
    return size if size > _LIMIT else 0


def long_name(subject: Subject) -> Iterator[Hit]:
    """A name of more than 63 bytes of UTF-8."""
    for table in subject.tables:
        if size := _long(table.name):
            yield Hit(table=table, params={"name": table.name, "bytes": size})
    for field in subject.fields:
        if size := _long(field.column.name):
            yield at(field, {"name": field.column.name, "bytes": size})


def reserved_word(subject: Subject) -> Iterator[Hit]:
    """A name that is a reserved word of PostgreSQL, in most cases of other products too."""
    for table in subject.tables:
        if table.name.upper() in _RESERVED:
            yield Hit(table=table, params={"name": table.name})
    for field in subject.fields:
        if field.column.name.upper() in _RESERVED:
            yield at(field, {"name": field.column.name})


def odd_width(subject: Subject) -> Iterator[Hit]:
    """A name with full-width Latin letters or figures, or with half-width kana: it looks like another one."""
    for table in subject.tables:
        if _ODD_WIDTH.search(table.name):
            yield Hit(table=table, params={"name": table.name})
    for field in subject.fields:
        if _ODD_WIDTH.search(field.column.name):
            yield at(field, {"name": field.column.name})


def one_name_two_types(subject: Subject) -> Iterator[Hit]:
    """Columns of one name whose type (a warning) or length (for your information) is not that of most tables."""
    same: dict[str, list[Field]] = defaultdict(list)
    for field in subject.fields:
        name = plain(field.column.name)
        if name not in _GENERIC and "予備" not in field.meaning.terms and not field.person_key:
            same[name].append(field)
    for fields in same.values():
        shapes = Counter((f.family, f.size) for f in fields)
        usual = min(fields, key=lambda f: (-shapes[f.family, f.size], f.table.name))
        for field in fields:
            if (field.family, field.size) == (usual.family, usual.size):
                continue
            both = {field.family, usual.family}
            other = len(both) == 2 and Family.OTHER not in both and both != WHOLE
            params = {"own": field.shape, "usual": usual.shape, "table": usual.table.name}
            heavy = Severity.WARNING if other else Severity.INFO
            yield Hit(table=field.table, column=field.column, params=params, severity=heavy)


RULES = rules(
    Group.NAMES,
    ("MIG-SRC-140", "work-table", "作業用・控えらしい表", Severity.INFO, work_table),
    ("MIG-SRC-141", "reserve-column", "予備の列", Severity.INFO, reserve_column),
    ("MIG-SRC-142", "no-japanese-name", "日本語名のない列", Severity.INFO, no_japanese_name),
    ("MIG-SRC-143", "long-name", "長すぎる名前", Severity.WARNING, long_name),
    ("MIG-SRC-144", "reserved-word", "予約語の名前", Severity.INFO, reserved_word),
    ("MIG-SRC-145", "odd-width", "全角英数・半角カナの名前", Severity.INFO, odd_width),
    ("MIG-SRC-146", "one-name-two-types", "同じ名前で型か桁のちがう列", Severity.WARNING, one_name_two_types),
)
