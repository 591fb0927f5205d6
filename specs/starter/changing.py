"""The starter model while it is built: rows, code values, and the changes that are made to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from migrate.files import tables
from migrate.model.spec import Reference
from migrate.model.value import value

FIRST_NUMBER = 90001
"""First provisional number: the 9xxxx range marks numbers that are not official."""
_SETTABLE = ("type", "length", "required", "key", "code", "note", "basis", "basis_kind", "source", "law_as_of",
             "fk_group")  # fmt: skip
_CODE_SETTABLE = ("code_name", "meaning", "basis", "source")


@value
class Row:
    """One item of the model while it is built; texts as in the items file. ``number``: the provisional number."""

    number: int
    business: str
    table: str
    item: str
    type: str = ""
    length: str = ""
    required: str = ""
    key: str = ""
    code: str = ""
    basis: str = ""
    basis_kind: str = ""
    source: str = ""
    note: str = ""
    fk_group: str = ""
    law_as_of: str = ""


@value
class Code:
    """One value of a code list while it is built; ``value`` is empty for a list that has no value yet."""

    list_id: str
    name: str
    value: str = ""
    meaning: str = ""
    basis: str = ""
    source: str = ""
    ship: bool = True


@value
class Problem:
    """A change that cannot be made: where it stands, whose it is, and why (Japanese)."""

    place: str
    business: str
    reason: str


class RefusalError(Exception):
    """Why a change cannot be made."""


def _one(name: str, text: str) -> dict[str, Any]:
    return {name: text}


class Model:
    """All rows of all businesses in their order, and all code values; changes are applied one by one."""

    def __init__(self, items: list[Mapping[str, str]], codes: list[Mapping[str, str]]) -> None:
        self.names: dict[str, str] = {}
        self.rows: dict[str, list[Row]] = {}
        for given in items:
            business = given["business_id"]
            self.names[business] = given["business"]
            rows = self.rows.setdefault(business, [])
            texts: dict[str, Any] = {name: given[name] for name in ("table", "item", *_SETTABLE)}
            rows.append(Row(number=FIRST_NUMBER + len(rows), business=business, **texts))
        self.next = {business: FIRST_NUMBER + len(rows) for business, rows in self.rows.items()}
        self.codes = [
            Code(list_id=c["code_id"], name=c["code_name"], value=c["value"], meaning=c["meaning"], basis=c["basis"],
                 source=c["source"], ship=c["ship"] != "no")
            for c in codes
        ]  # fmt: skip

    def _index(self, change: Mapping[str, str], name: str) -> int:
        rows = self.rows[change["business_id"]]
        found = [i for i, row in enumerate(rows) if (row.table, row.item) == (change["table"], name)]
        if not found:
            raise RefusalError(f"「{change['table']}」に項目「{name}」はありません")
        return found[-1]

    def change(self, change: Mapping[str, str]) -> None:
        """Apply one row of a change file.

        Raises:
            RefusalError: the business, table or item is not there, or ``old`` is not what is there.
        """
        business, field, old, new = (change[key] for key in ("business_id", "field", "old", "new"))
        if business not in self.rows:
            raise RefusalError(f"業務 {business} はありません")
        if not change["reason"].strip():
            raise RefusalError("理由がありません")
        rows = self.rows[business]
        if field == "add":
            self._add(change)
            return
        at = self._index(change, change["item"])
        if field == "drop":
            del rows[at]
        elif field == "rename":
            if old != change["item"] or any((r.table, r.item) == (change["table"], new) for r in rows):
                raise RefusalError(f"「{change['item']}」を「{new}」に改名できません")
            rows[at] = replace(rows[at], item=new)
            self._follow(business, change["table"], old, new)
        elif field in _SETTABLE:
            if getattr(rows[at], field) != old:
                raise RefusalError(f"{field} は「{old}」ではなく「{getattr(rows[at], field)}」です")
            rows[at] = replace(rows[at], **_one(field, new))
        else:
            raise RefusalError(f"field「{field}」はありません")

    def _add(self, change: Mapping[str, str]) -> None:
        business, table, item = change["business_id"], change["table"], change["item"]
        rows = self.rows[business]
        if any((r.table, r.item) == (table, item) for r in rows) or change["old"]:
            raise RefusalError(f"「{table}」に「{item}」を加えられません（すでにあるか、old が空ではありません）")
        own = [i for i, row in enumerate(rows) if row.table == table]
        at = self._index(change, change["new"]) if change["new"] else (own[-1] if own else len(rows) - 1)
        rows.insert(at + 1, Row(number=self.next[business], business=business, table=table, item=item))
        self.next[business] += 1

    def _follow(self, business: str, table: str, old: str, new: str) -> None:
        """Foreign keys that point at a renamed item point at its new name."""
        for owner, rows in self.rows.items():
            for i, row in enumerate(rows):
                keys = [
                    f"FK→{'' if short else business + '/'}{table}.{new}"
                    if (short := part == f"FK→{table}.{old}" and owner == business)
                    or part == f"FK→{business}/{table}.{old}"
                    else part
                    for part in row.key.split(";")
                ]
                rows[i] = replace(row, key=";".join(keys))

    def change_code(self, change: Mapping[str, str]) -> None:
        """Apply one row of a code change file.

        Raises:
            RefusalError: the list or value is not there, ``old`` is not what is there, or the list is not ours to fill.
        """
        list_id, number, field, old, new = (change[key] for key in ("code_id", "value", "field", "old", "new"))
        if not change["reason"].strip():
            raise RefusalError("理由がありません")
        own = [i for i, code in enumerate(self.codes) if code.list_id == list_id]
        found = [i for i in own if number in {"", self.codes[i].value}]
        if field == "add":
            if old or any(self.codes[i].value == number for i in own) or not all(self.codes[i].ship for i in own):
                raise RefusalError(f"コード一覧 {list_id} に値「{number}」を加えられません")
            name = self.codes[own[0]].name if own else ""
            at = own[-1] + 1 if own else len(self.codes)
            self.codes.insert(at, Code(list_id=list_id, name=name, value=number, meaning=new))
        elif not found:
            raise RefusalError(f"コード一覧 {list_id} に値「{number}」はありません")
        elif field == "drop":
            self.codes = [code for i, code in enumerate(self.codes) if i not in found]
        elif field in _CODE_SETTABLE:
            attribute = "name" if field == "code_name" else field
            if any(getattr(self.codes[i], attribute) != old for i in found) or (field == "code_name") != (not number):
                raise RefusalError(f"{field} は「{old}」ではないか、値の指定が合いません")
            for i in found:
                self.codes[i] = replace(self.codes[i], **_one(attribute, new))
        else:
            raise RefusalError(f"field「{field}」はありません")


def order(text: str) -> list[tuple[int, str]]:
    """Sort key in which the numbers of an id count as numbers."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.findall(r"\d+|\D+", text)]


def apply_changes(model: Model, folder: Path) -> list[Problem]:
    """Apply every change of ``folder`` to ``model``; what could not be applied."""
    problems = []
    for path in sorted(folder.glob("*.csv")):
        is_codes = path.name.startswith("codes")
        for line, row in enumerate(tables.read(path), start=2):
            try:
                (model.change_code if is_codes else model.change)(row)
            except RefusalError as refused:
                business = "" if is_codes else row["business_id"]
                place = f"changes/{path.name} の {line} 行目（見出しを 1 行目とする）"
                problems.append(Problem(place=place, business=business, reason=str(refused)))
    return problems


def references(row: Row) -> Iterator[Reference]:
    """What the foreign keys in a row's ``key`` (``FK→ID/table.item`` or ``FK→table.item``) point at."""
    for part in row.key.split(";"):
        if part.startswith("FK→"):
            target, _, item = part.removeprefix("FK→").rpartition(".")
            match = re.fullmatch(r"(?:([0-9]{3})/)?(.+)", target)
            business, table = match.groups() if match else (None, target)
            yield Reference(business=business or row.business, table=table, item=item, group=row.fk_group)


def key_problems(model: Model) -> list[Problem]:
    """Tables without a primary key, and foreign keys that do not hold the whole key of a table that is there."""
    tables_of: dict[tuple[str, str], list[Row]] = {}
    for rows in model.rows.values():
        for row in rows:
            tables_of.setdefault((row.business, row.table), []).append(row)
    keys = {table: {r.item for r in rows if "PK" in r.key.split(";")} for table, rows in tables_of.items()}
    found = [(table, "主キーがありません") for table, key in keys.items() if not key]
    for table, rows in tables_of.items():
        held: dict[tuple[str, str, str], set[str]] = {}
        for row in rows:
            for one in references(row):
                held.setdefault((one.business, one.table, one.group or f"（{row.item}）"), set()).add(one.item)
        for (business, target, _), items in held.items():
            if keys.get((business, target)) != items:
                found.append(
                    (table, f"外部キー（{'、'.join(sorted(items))}）が {business} の「{target}」の主キーと合いません")
                )
    return [Problem(place=f"{business}「{table}」", business=business, reason=why) for (business, table), why in found]
