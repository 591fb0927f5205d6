"""Rows of 機能要件 and 帳票要件 sheets as functions and forms.

実装類型 is a column of its own, or three columns of marks with its names as headings (also the names of the first
generation: 実装すべき機能, 実装してもしなくても良い機能, 実装しない機能), or a column for each size of municipality
(指定都市, 中核市, 一般市区町村). Signs (◎, ○, ×) mean what the workbook's own legend says.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from migrate.model.finding import Severity
from migrate.model.spec import Form, Function
from migrate.spec.workbook.headings import plain
from migrate.spec.workbook.table import MARKS, Params, Table, digits

_ID, _LEAST = 7, 5
_NOTE_CELLS = 2
_MIDNIGHT = "T00:00:00"
_HEADS = ("number", "category1", "category2", "category3")
_DASHES = frozenset({"-", "－", "―", "ー", "‐", "−", "—", "×"})
_BAN = "×"
_SIGN = re.compile(r"([◎○×△●])[^◎○×△●\w]{0,8}(\w+)")
_SAME = str.maketrans({"〇": "○", "◯": "○", "✕": "×", "☓": "×", "✖": "×"})
T = TypeVar("T", Function, Form)


def legend(texts: Iterable[str], kinds: Iterable[str]) -> Mapping[str, str]:
    """Sign → 実装類型, from notes such as 「◎：実装必須機能、○：標準オプション機能」.

    ``kinds`` are the known names. A sign with two meanings has none.

    >>> legend(["【凡例】◎…実装必須機能　〇：標準オプション機能"], ["実装必須機能", "標準オプション機能"])
    {'○': '標準オプション機能', '◎': '実装必須機能'}
    """
    known = sorted(kinds, key=len, reverse=True)
    found: dict[str, set[str]] = {}
    for text in texts:
        for sign, words in _SIGN.findall(unicodedata.normalize("NFKC", text.translate(_SAME))):
            if name := next((kind for kind in known if words.startswith(kind)), ""):
                found.setdefault(sign, set()).add(name)
    return {sign: names.pop() for sign, names in sorted(found.items()) if len(names) == 1}


class RequirementTable(Table):
    """One sheet of functions or forms. ``signs`` is the legend: what ◎, ○ and × mean as 実装類型."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.signs: Mapping[str, str] = {}
        self._odd: Counter[str] = Counter()
        self._first: dict[str, str] = {}
        self.spared = set(self.header.columns.get("other", ()))
        self._spans.pop("other", None)
        self._spans |= {field: self.header.columns[field] for field in ("size",) if field in self.header.columns}

    @property
    def kind_names(self) -> tuple[str, ...]:
        """The known names of 実装類型."""
        return tuple(name for name in self.words.headings["marked"] if "/" not in name)

    def notes(self) -> list[str]:
        """The texts above the table and in the rows that hold one or two cells, where legends stand."""
        rows = range(self.view.height)
        aside = (row for row in rows if row < self.header.row or len(self.view.held(row)) <= _NOTE_CELLS)
        return [self.view.own(row, column) for row in aside for column in self.view.held(row)]

    def refuse(self, row: int, reason: str) -> None:
        """List a row that is no function or form."""
        self.say("MIG-SPEC-028", Severity.ERROR, self.cell(row, "id"), {"reason": reason})

    def identity(self, row: int) -> str | None:
        """The 7-digit ID of a row; None, and a finding, where there is none."""
        text = self.text(row, "id")
        found = digits(text, _ID, _LEAST)
        if found is None and (self.is_note(row) or (not text.strip() and self.only(row, _HEADS))):
            self.note(row)
        elif found is None:
            self.refuse(row, f"{self.words.official['id']}が数字 7 桁になりません")
        return found

    def _columns_of_kinds(self) -> list[tuple[int, str]]:
        """The columns that have a name of 実装類型 as heading, each name once, as published but for blanks."""
        found: dict[str, int] = {}
        for column in self.header.columns.get("marked", ()):
            heads = (self.view.text(row, column) for row in range(self.header.first_row - 1, self.header.row - 1, -1))
            name = next((text for text in heads if self.words.fields.get(plain(text)) == "marked"), "")
            found.setdefault("".join(name.split()), column)
        return [(column, name) for name, column in found.items()]

    def _known(self, text: str) -> bool:
        return self.words.fields.get(plain(text)) == "marked"

    def _sign(self, text: str) -> str:
        """What a text says as 実装類型: the legend's word for a sign, nothing for a dash, else as published."""
        bare = text.strip().translate(_SAME)
        return self.signs.get(bare, "" if bare in _DASHES - {_BAN} else text)

    def _odd_kind(self, row: int, field: str, text: str) -> None:
        """Remember a kind that is not a known name; ``columns`` says each text once."""
        self._odd[text] += 1
        self._first.setdefault(text, self.cell(row, field))

    def _by_size(self, row: int) -> str:
        """実装類型 for each size of municipality: one word where all sizes have the same, else each with its size."""
        found = {}
        for column in self._spans["size"]:
            size = "".join(self.heading(column).split())
            found[size] = self._sign(self.view.text(row, column))
        odd = next((text for text in found.values() if not self._known(text)), None)
        if odd is not None:
            self._odd_kind(row, "size", odd)
        kinds = set(found.values())
        if len(kinds) == 1:
            return kinds.pop()
        return "、".join(f"{size}: {kind or '（空）'}" for size, kind in found.items())

    @functools.cached_property
    def written(self) -> bool:
        """True where 実装類型 stands in a column of its own; 要件種別 may be something else."""
        if not self.has("kind"):
            return False
        texts = (self._sign(self.text(row, "kind")) for row in self.rows)
        return not (self.has("size") or self.has("marked")) or any(self._known(text) for text in texts)

    def kind(self, row: int) -> str | None:
        """実装類型 as published; None, and a finding, where the marks do not say one."""
        if self.written:
            text = self.text(row, "kind")
            text = self._sign(text) or text
            if not self._known(text):
                self._odd_kind(row, "kind", text)
            return text
        if self.has("size"):
            return self._by_size(row)
        marked = []
        for column, name in self._columns_of_kinds():
            text = self.view.text(row, column).strip()
            if text in MARKS:
                marked.append(name)
            elif text and text not in _DASHES:
                self.refuse(row, f"「{name}」の列に ○ ではない印があります")
                return None
        if len(marked) > 1:
            self.refuse(row, f"実装類型が二つ以上あります（{'、'.join(marked)}）")
            return None
        if not marked and self.has("marked"):
            self._odd_kind(row, "marked", "")
        return marked[0] if marked else ""

    def date(self, row: int) -> str:
        """適合基準日 as published; a date cell as ISO date."""
        return self.text(row, "conformity_date").removesuffix(_MIDNIGHT)

    def columns(self) -> None:
        """See ``Table.columns``; marks, or columns for sizes of municipalities, stand for the column 実装類型."""
        for text, count in self._odd.items():
            params: Params = {"kind": text or "（空）", "count": count}
            self.say("MIG-SPEC-034", Severity.WARNING, self._first[text], params)
        self._spans["marked"] = tuple(column for column, _ in self._columns_of_kinds())
        if self.has("kind") and not self.written:
            self.spared |= set(self._spans.pop("kind"))
        known = self.has("kind") or self.has("size") or bool(self._spans["marked"])
        self.lacking = () if known else ("実装類型",)
        super().columns()


def _function(table: RequirementTable, row: int, identity: str, kind: str) -> Function:
    return Function(
        id=identity,
        categories=(table.text(row, "category1"), table.text(row, "category2"), table.text(row, "category3")),
        requirement=table.text(row, "requirement"),
        kind=kind,
        conformity_date=table.date(row),
        remarks=table.text(row, "remarks"),
    )


def _form(table: RequirementTable, row: int, identity: str, kind: str) -> Form | None:
    if not table.text(row, "name").strip():
        table.refuse(row, "帳票の名称が空です")
        return None
    return Form(
        id=identity,
        name=table.text(row, "name"),
        categories=(table.text(row, "category1"), table.text(row, "category2")),
        requirement=table.text(row, "requirement"),
        kind=kind,
        conformity_date=table.date(row),
        remarks=table.text(row, "remarks"),
    )


def _read(table: RequirementTable, made: Callable[[RequirementTable, int, str, str], T | None]) -> list[tuple[str, T]]:
    found = []
    for row in table.rows:
        identity = table.identity(row)
        kind = table.kind(row) if identity is not None else None
        if identity is not None and kind is not None and (one := made(table, row, identity, kind)) is not None:
            found.append((table.cell(row, "id"), one))
    table.columns()
    return found


def read_functions(table: RequirementTable) -> list[tuple[str, Function]]:
    """The functions of one sheet in their order, each with the address of its 機能ID."""
    return _read(table, _function)


def read_forms(table: RequirementTable) -> list[tuple[str, Form]]:
    """The forms of one sheet in their order, each with the address of its 帳票ID."""
    return _read(table, _form)
