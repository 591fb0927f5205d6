"""The requirements of one business as rows of a form: each 機能要件 and 帳票要件 of the standard, with its class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.forms.form import KEY, plain
from migrate.model.spec import Form, Function
from migrate.model.value import value
from migrate.text import dates
from migrate.text.refusal import UnconvertibleError

FUNCTION, FORM, OUTSIDE = "function", "form", "outside"
"""Ids of the sheets."""
KINDS = {FUNCTION: "機能", FORM: "帳票", OUTSIDE: "標準の外"}
"""What a row is; 機能ID and 帳票ID are two number spaces, so that an ID alone does not say it."""
_LEAST = 5
"""A word of at least so many characters is found inside a longer text too, such as 「【類型1：実装必須機能】」."""


class Duty(StrEnum):
    """Class of a requirement (共通機能標準仕様書 第2.7版 1.6)."""

    MUST = "実装必須機能"
    OPTION = "標準オプション機能"
    NEVER = "実装不可機能"
    UNKNOWN = "類型不明"

    @property
    def words(self) -> str:
        """As people see it: the class that is still called by its first name in step ⑤-2 has both names."""
        return f"{self}（旧: 実装してもしなくても良い機能）" if self is Duty.OPTION else str(self)


@value
class Requirement:
    """One 機能要件 or 帳票要件."""

    sheet: str
    """``function`` or ``form``."""
    key: str
    """The published 機能ID or 帳票ID; one that stands there again has ``-2`` behind it."""
    categories: tuple[str, str]
    """大項目 and 中項目."""
    name: str
    text: str
    duty: Duty
    published: str
    """The class as published."""
    date: str
    """適合基準日 as published, ISO where it is a date."""

    @property
    def printed(self) -> dict[str, str]:
        """What the form prints, by the id of its column."""
        return {
            "id": self.key,
            "major": self.categories[0],
            "middle": self.categories[1],
            "name": self.name,
            "requirement": self.text,
            "class": self.published if self.duty is Duty.UNKNOWN else self.duty.words,
            "date": self.date,
        }


@value
class Business:
    """One business and what its standard requires."""

    id: str
    """業務ID."""
    name: str
    edition: str
    requirements: tuple[Requirement, ...]
    unusable: int = 0
    """Requirements whose ID is none, so that no answer can be kept under it."""

    def of(self, sheet: str) -> tuple[Requirement, ...]:
        """The requirements of one sheet."""
        return tuple(one for one in self.requirements if one.sheet == sheet)


@cache
def _classes() -> dict[str, Duty]:
    rows = tables.read(bundled("reports") / "layouts" / "functions" / "classes.csv")
    return {plain(row["published"]): Duty(row["class"]) for row in rows}


def duty_of(published: str) -> Duty:
    r"""The class that a published text names.

    >>> duty_of("【類型１：実装必須機能】"), duty_of("実装しない\n機能"), duty_of("")
    (<Duty.MUST: '実装必須機能'>, <Duty.NEVER: '実装不可機能'>, <Duty.UNKNOWN: '類型不明'>)
    """
    text = plain(published.replace("〇", "○").replace("◯", "○"))
    if (found := _classes().get(text)) is not None:
        return found
    inside = {duty for word, duty in _classes().items() if len(word) >= _LEAST and word in text}
    return inside.pop() if len(inside) == 1 else Duty.UNKNOWN


def _iso(text: str) -> str:
    """A date as ISO; any other text as published."""
    try:
        return dates.to_iso(text) or text
    except UnconvertibleError:
        return text


def _one(one: Function | Form, key: str) -> Requirement:
    is_form = isinstance(one, Form)
    return Requirement(
        sheet=FORM if is_form else FUNCTION,
        key=key,
        categories=(one.categories[0], one.categories[1]),
        name=one.name if isinstance(one, Form) else one.categories[2],
        text=one.requirement,
        duty=duty_of(one.kind),
        published=one.kind,
        date=_iso(one.conformity_date),
    )


def requirements(of: tuple[Function, ...] | tuple[Form, ...]) -> Iterator[Requirement]:
    """The rows of a sheet; a requirement without an ID that can be a key is left out (see `Business.unusable`)."""
    seen: Counter[str] = Counter()
    for one in of:
        if not KEY.fullmatch(one.id):
            continue
        seen[one.id] += 1
        yield _one(one, one.id if seen[one.id] == 1 else f"{one.id}-{seen[one.id]}")
