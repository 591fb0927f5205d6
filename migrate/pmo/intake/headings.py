"""Headings of published tables: what a column is, by its words and never by its position."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from migrate.model.value import value
from migrate.pmo.known import Known

FIRST_ROWS = 20
"""A heading stands within so many rows."""
_LEVELS = 3
"""A heading may be parted among so many rows, one below the other."""
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－ｰ", "-"))


class Role(StrEnum):
    """What a column tells of a body."""

    CODE = "code"
    PREFECTURE = "prefecture"
    NAME = "name"
    KIND = "kind"
    TOTAL = "total"
    BUSINESS = "business"
    STATUSES = "statuses"


_WORDS = {
    Role.CODE: ("団体コード", "code"),
    Role.PREFECTURE: ("都道府県", "都道府県名", "prefecture"),
    Role.NAME: ("市区町村", "市区町村名", "団体名", "自治体名", "municipality", "name"),
    Role.KIND: ("自治体区分", "団体区分", "区分", "kind"),
    Role.TOTAL: ("全体", "完了率", "全体完了率", "overall", "published_rate"),
    Role.BUSINESS: ("業務", "業務名", "business"),
    Role.STATUSES: ("statuses_1_to_40",),
}
_SUFFIXES = ("システム", "業務", "事務")


@value
class Columns:
    """Where what stands: positions from 0. ``row`` is the last row of the heading."""

    row: int
    roles: Mapping[Role, int]
    businesses: Mapping[str, int]
    """First 業務ID → column of its rate or mark."""
    steps: Mapping[int, int]
    """Number of the step → column of its state."""
    unknown: tuple[int, ...]
    """Columns with a heading that says nothing to us."""


def plain(text: str) -> str:
    r"""A heading without blanks, in one width.

    >>> plain("住民　基本\n台帳 ") == plain("住民基本台帳")
    True
    """
    return "".join(unicodedata.normalize("NFKC", text).split()).translate(_HYPHENS).casefold()


class Vocabulary:
    """All words that a heading may have."""

    def __init__(self, known: Known) -> None:
        self.roles = {plain(word): role for role, words in _WORDS.items() for word in words}
        self.businesses: dict[str, str] = {}
        for one in known.businesses:
            for word in (one.name, one.law_name, *one.aliases):
                self.businesses.setdefault(plain(word), one.systems[0])
        self.steps = {plain(one.published_name): one.number for one in known.steps}
        self.steps |= {plain(f"{one.code}{one.name}"): one.number for one in known.steps}

    def business(self, text: str) -> str:
        """The first 業務ID of the business that a word means; empty where it means none."""
        word = plain(text)
        ends = ("", *map(plain, _SUFFIXES))
        return next((id for end in ends if (id := self.businesses.get(word.removesuffix(end)))), "")

    def columns(self, rows: Sequence[Sequence[str]]) -> Columns | None:
        """The heading of a sheet: of the first rows the one that says most; None where none names bodies and more."""
        found = [self._columns(rows, at) for at in range(min(FIRST_ROWS, len(rows)))]
        best = max(found, key=lambda one: len(one.roles) + len(one.businesses) + len(one.steps), default=None)
        if best is None or not {Role.CODE, Role.PREFECTURE, Role.NAME} & set(best.roles):
            return None
        told = best.businesses or best.steps or Role.STATUSES in best.roles
        return best if told else None

    def _columns(self, rows: Sequence[Sequence[str]], at: int) -> Columns:
        roles, businesses, steps, unknown = dict[Role, int](), dict[str, int](), dict[int, int](), list[int]()
        for column in range(len(rows[at])):
            words = [word for word in _above(rows, at, column) if word]
            number = next((self.steps[word] for word in words if word in self.steps), 0)
            business = next(filter(None, map(self.business, words)), "")
            role = next((self.roles[word] for word in words if word in self.roles), None)
            if number:
                steps.setdefault(number, column)
            elif business:  # 「完了率」 may stand below it
                businesses.setdefault(business, column)
            elif role:
                roles.setdefault(role, column)
            elif words:
                unknown.append(column)
        return Columns(row=at, roles=roles, businesses=businesses, steps=steps, unknown=tuple(unknown))


def _above(rows: Sequence[Sequence[str]], at: int, column: int) -> Iterator[str]:
    """The word of a column in its row and, where it says nothing there, in the rows above."""
    for row in range(at, max(-1, at - _LEVELS), -1):
        yield plain(rows[row][column]) if column < len(rows[row]) else ""
