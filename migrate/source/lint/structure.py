"""Rules about the shape of tables: repeated columns, history, marks of change, width."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from migrate.model.finding import Severity
from migrate.source.lint.families import Family
from migrate.source.lint.rule import Group, Hit, rules
from migrate.source.lint.subject import Field, Subject, plain

_DIGITS = re.compile(r"\d+")
_HISTORY = re.compile(r"履歴|(?:^|_)(?:RIREKI|REKI|HIST|HISTORY)(?:_|\s|$)", re.IGNORECASE)
_ORDER = frozenset({"履歴番号", "連番", "枝番"})
_WIDE = 200
_LEAST = 3
"""So many columns of one name with numbers are a group that repeats."""
_WHEN = re.compile(r"(?:更新|操作|変更|登録|最終).{0,4}(?:日|時)|UPD|MODIFIED|LAST_?UPDATE", re.IGNORECASE)
_WHO = re.compile(r"更新者|操作者|更新職員|更新ユーザ|更新端末|登録者|UPDATED_BY|MODIFIED_BY", re.IGNORECASE)


def repeated_columns(subject: Subject) -> Iterator[Hit]:
    """Columns that differ by a number only (TEL1 … TEL5), three or more; columns in reserve do not count."""
    for fields in subject.by_table().values():
        groups: dict[str, dict[int, Field]] = defaultdict(dict)
        for field in fields:
            name = plain(field.column.name)
            numbers = list(_DIGITS.finditer(name))
            if numbers and "予備" not in field.meaning.terms and len(numbers[-1][0]) <= 3:
                number = numbers[-1]
                groups[f"{name[: number.start()]}#{name[number.end() :]}"][int(number[0])] = field
        for stem, held in groups.items():
            row = range(min(held), max(held) + 1)
            if len(held) >= _LEAST and stem != "#" and min(held) <= 1 and len(row) == len(held):
                first, last_field = held[min(held)], held[max(held)]
                params: dict[str, str | int] = {
                    "first": first.column.name,
                    "last": last_field.column.name,
                    "count": len(held),
                }
                yield Hit(table=first.table, column=first.column, params=params)


def _is_day(field: Field) -> bool:
    return field.family is Family.DATE or field.meaning.kind == "年月日"


def history_without_number(subject: Subject) -> Iterator[Hit]:
    """A table of history without a number, a moment or a day in its key that puts the rows in order."""
    for fields in subject.by_table().values():
        table = fields[0].table if fields else None
        if table is None or not _HISTORY.search(f"{table.name} {table.logical_name}"):
            continue
        numbered = any(f.meaning.terms & _ORDER for f in fields)
        dated = any(
            f.meaning.kind == "日時" or f.family is Family.DATETIME or (f.in_key and _is_day(f)) for f in fields
        )
        if not (numbered or dated):
            yield Hit(table=table)


def _says(field: Field, words: re.Pattern[str], terms: set[str]) -> bool:
    return bool(field.meaning.terms & terms or words.search(field.label) or words.search(field.column.name))


def no_update_mark(subject: Subject) -> Iterator[Hit]:
    """A table that does not say when a row was changed, or by whom."""
    for fields in subject.by_table().values():
        if not fields:
            continue
        when = any(_says(f, _WHEN, {"操作年月日", "更新日時", "作成日時"}) for f in fields)
        who = any(_says(f, _WHO, {"操作者ID"}) for f in fields)
        missing = [word for word, there in (("更新日時", when), ("更新者", who)) if not there]
        if missing:
            yield Hit(table=fields[0].table, params={"missing": "と".join(missing)})


def wide_table(subject: Subject) -> Iterator[Hit]:
    """A table of more than 200 columns."""
    for table in subject.tables:
        if len(table.columns) > _WIDE:
            yield Hit(table=table, params={"count": len(table.columns)})


def doubled_index(subject: Subject) -> Iterator[Hit]:
    """Two indexes on the same columns."""
    for table in subject.tables:
        seen: set[tuple[str, ...]] = set()
        for index in table.indexes:
            key = tuple(plain(name) for name in index.columns)
            if key in seen:
                yield Hit(table=table, params={"columns": "、".join(index.columns)})
            seen.add(key)


RULES = rules(
    Group.STRUCTURE,
    ("MIG-SRC-108", "repeated-columns", "番号違いの列の繰り返し", Severity.WARNING, repeated_columns),
    ("MIG-SRC-109", "history-without-number", "順番の分からない履歴", Severity.WARNING, history_without_number),
    ("MIG-SRC-147", "no-update-mark", "更新の記録のない表", Severity.INFO, no_update_mark),
    ("MIG-SRC-148", "wide-table", "列の多すぎる表", Severity.INFO, wide_table),
    ("MIG-SRC-149", "doubled-index", "重複する索引", Severity.INFO, doubled_index),
)
