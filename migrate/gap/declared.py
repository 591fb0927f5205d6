"""Codes that a declaration names, with their meanings, beside the values of the item's code list.

Official layouts and copybooks name them as such; most tables only have a remark such as 「1:男 2:女」.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from migrate.forms.form import plain
from migrate.gap.link import Link
from migrate.model.finding import Finding, Severity
from migrate.model.gap import Fit
from migrate.model.source import SourceColumn
from migrate.model.spec import CodeList, CodeValue
from migrate.model.value import value

_NOTED = re.compile(
    r"(?<![0-9A-Za-z０-９Ａ-Ｚａ-ｚ.．:：])(?P<value>[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]{1,4})[ 　]*[:：=＝→][ 　]*"
    r"(?P<meaning>[^\s\d:：=＝→、，,;；/／()（）「」・][^\s:：=＝→、，,;；/／()（）「」・]*)"
)
_LEAST = 2
"""A remark with fewer codes than this may be about anything."""
_SHOWN = 5


@value
class Pair:
    """One value of the declaration, and the value of the list that its meaning or else its code names."""

    declared: CodeValue
    same: CodeValue | None
    """Value of the list with the same code."""
    meant: CodeValue | None
    """Value of the list with the same meaning, None where there is none or more than one."""

    @property
    def crossed(self) -> bool:
        """True where the code stands for another meaning there."""
        return self.same is not None and self.meant is not None and self.same != self.meant

    @property
    def moved(self) -> str:
        """The value of the list that the meaning names, where that is another one; else empty."""
        return self.meant.value if self.meant is not None and self.meant != self.same else ""

    @property
    def unknown(self) -> bool:
        """True where neither the code nor the meaning is in the list."""
        return self.same is None and self.meant is None


def bare(text: str) -> str:
    """A code without the zeros in front: ``01`` and ``1`` are the same value, written in another way."""
    return text.strip().lstrip("0") or "0"


def codes(column: SourceColumn) -> tuple[CodeValue, ...]:
    """What the declaration says that a column may hold; empty where it says nothing.

    >>> [(one.value, one.meaning) for one in codes(SourceColumn(name="SEX", comment="性別　1:男 2:女"))]
    [('1', '男'), ('2', '女')]
    """
    if column.codes:
        return column.codes
    found = [_noted(m) for m in _NOTED.finditer(column.comment)]
    return tuple(found) if len({one.value for one in found}) == len(found) >= _LEAST else ()


def _noted(found: re.Match[str]) -> CodeValue:
    """A code of a remark; remarks are typed in full width where the values are not."""
    return CodeValue(value=unicodedata.normalize("NFKC", found["value"]), meaning=found["meaning"])


def _alike(one: str, other: str) -> bool:
    """True where one meaning is the other, or its beginning: 男 and 男性, 不明 and 不明（未記入）."""
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def _meant(one: CodeValue, values: Sequence[CodeValue]) -> CodeValue | None:
    wanted = plain(one.meaning)
    found = [v for v in values if plain(v.meaning) == wanted] or [v for v in values if _alike(plain(v.meaning), wanted)]
    return found[0] if len(found) == 1 else None


def pairs(column: SourceColumn, known: CodeList) -> tuple[Pair, ...]:
    """Each value of the declaration beside the list."""
    by_code = {bare(one.value): one for one in known.values}
    return tuple(
        Pair(declared=one, same=by_code.get(bare(one.value)), meant=_meant(one, known.values)) for one in codes(column)
    )


def _listed(texts: Sequence[str]) -> str:
    return "、".join(texts[:_SHOWN]) + ("など" if len(texts) > _SHOWN else "")


def judged(link: Link, known: CodeList, rows: Mapping[str, str] | None) -> Iterator[tuple[Fit, Finding]]:
    """MIG-GAP-121 values that the list does not have, -122 codes of another meaning, -123 values under another code.

    Args:
        link: the column and the item that it feeds.
        known: the item's code list.
        rows: value (`bare`) → its rows in words, where a profile has told the values themselves: then MIG-GAP-028
            speaks of those that neither the list nor a meaning knows, and -123 of the rows that its pairs concern.
    """
    found = pairs(link.column, known)
    unknown = [f"{one.declared.value}（{one.declared.meaning}）" for one in found if one.unknown]
    if unknown and rows is None:
        params: dict[str, str | int] = {"list": known.name, "count": len(unknown), "values": _listed(unknown)}
        yield Fit.DECIDE, link.finding("MIG-GAP-121", Severity.WARNING, params)
    crossed = [
        f"{one.declared.value} は現行で「{one.declared.meaning}」、一覧で「{one.same.meaning}」"
        for one in found
        if one.crossed and one.same is not None
    ]
    if crossed:
        params = {"list": known.name, "count": len(crossed), "values": _listed(crossed)}
        yield Fit.CONVERT, link.finding("MIG-GAP-122", Severity.WARNING, params)
    moved = [_moved(one, one.meant, rows) for one in found if one.moved and one.meant is not None]
    if moved:
        params = {"list": known.name, "values": "、".join(moved)}
        yield Fit.CONVERT, link.finding("MIG-GAP-123", Severity.INFO, params)


def _moved(one: Pair, meant: CodeValue, rows: Mapping[str, str] | None) -> str:
    """A value of the declaration, the one of the list that it means, and how many rows have it."""
    told = (rows or {}).get(bare(one.declared.value), "")
    said = f"{one.declared.value}（{one.declared.meaning}）→ {meant.value}（{meant.meaning}）"
    return f"{said} {told}" if told else said
