"""Which body reports: by its code, else by prefecture and name, so that own and published reports of one body meet."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from migrate.engine import municipalities
from migrate.model.pmo import Body, BodyKind
from migrate.pmo.intake.verdict import NotTakenError, Verdict
from migrate.text import check_digits
from migrate.text.refusal import UnconvertibleError

_KIND = "団体コード"
_PREFECTURES = range(1, 48)
_VARIANTS = str.maketrans("ヶ龍惠檮舘竈竃鯵桧曾澤瀧廣國條", "ケ竜恵梼館釜釜鰺檜曽沢滝広国条")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""They choose a glyph and change no letter."""
_UNION = "89"
"""Third digit of the codes of 一部事務組合 and 広域連合."""


def plain(text: str) -> str:
    """A name without blanks, in one width, with the letters that are written either way in one form.

    >>> plain(" 龍ヶ崎 市") == plain("竜ケ崎市")
    True
    """
    return _SELECTORS.sub("", "".join(unicodedata.normalize("NFKC", text).split())).translate(_VARIANTS)


def _ward(name: str) -> bool:
    """True for a ward of a designated city, which is no body."""
    return "市" in name[:-1] and name.endswith("区")


@cache
def nation() -> tuple[Body, ...]:
    """The municipalities and prefectures of today, by code; wards of designated cities are none."""
    found, prefectures = [], dict[str, str]()
    for one in municipalities.municipalities():
        prefectures.setdefault(one.code[:2], one.prefecture)
        if not _ward(one.name):
            code = check_digits.added(one.code, _KIND)
            found.append(Body(name=one.name, prefecture=one.prefecture, code=code))
    for number, name in prefectures.items():
        code = check_digits.added(f"{number}000", _KIND)
        found.append(Body(name=name, prefecture=name, code=code, kind=BodyKind.PREFECTURE))
    return tuple(sorted(found, key=lambda one: one.code))


@cache
def _written() -> Mapping[tuple[str, str], str]:
    """Prefecture and name, with and without 郡 → code; without prefecture where no other body is called so."""
    found = dict[tuple[str, str], str]()
    for one in municipalities.municipalities():
        if not _ward(one.name):
            code = check_digits.added(one.code, _KIND)
            found |= {(plain(one.prefecture), plain(name)): code for name in one.written}
    prefectures = (body for body in nation() if body.kind is BodyKind.PREFECTURE)
    return found | {(plain(body.name), name): body.code for body in prefectures for name in ("", plain(body.name))}


@cache
def _wards() -> Mapping[str, str]:
    """Code of a ward of a designated city → its name."""
    every = municipalities.municipalities()
    return {check_digits.added(one.code, _KIND): one.name for one in every if _ward(one.name)}


@cache
def _ward_names() -> frozenset[tuple[str, str]]:
    wards = (one for one in municipalities.municipalities() if _ward(one.name))
    return frozenset((plain(one.prefecture), plain(one.name)) for one in wards)


class Register:
    """Bodies that may report: those of the nation, and those of a roster."""

    def __init__(self, roster: Iterable[Body] = ()) -> None:
        told = {one.code: one for one in roster}
        self._bodies = {one.code: one for one in nation()} | told
        self._names = {**_written(), **{(plain(one.prefecture), plain(one.name)): one.code for one in told.values()}}

    def named(self, prefecture: str, name: str) -> Body | None:
        """The body of that name."""
        code = self._names.get((plain(prefecture), plain(name)))
        return self._bodies[code] if code else None

    def of_code(self, code: str) -> Body | None:
        """The body of that code."""
        return self._bodies.get(code)

    def is_ward(self, prefecture: str, name: str) -> bool:
        """True for a ward of a designated city, which is no body."""
        return (plain(prefecture), plain(name)) in _ward_names()

    def own(self, told: Body, period: str) -> Body:
        """The body that reports of itself, as the register has it.

        Raises:
            NotTakenError: no such body, no longer a body, or a name that is another body's.
        """
        if not told.code:
            found = self.named(told.prefecture, told.name)
            if found is None:
                raise _refused(f"団体コードがなく、「{told.prefecture}」の団体名からも団体が決まりません")
            return self._merged(found, told)
        try:
            check_digits.checked(told.code, _KIND)
        except UnconvertibleError:
            raise _refused("団体コードの検査数字が合いません（6 桁の全国地方公共団体コード）") from None
        found = self._bodies.get(told.code)
        if found is not None:
            return self._merged(found, told)
        return self._outside(told, period)

    def _merged(self, found: Body, told: Body) -> Body:
        """The register's body with the population told.

        Raises:
            NotTakenError: the name, the prefecture or the kind is another body's.
        """
        same = self._names.get((plain(found.prefecture), plain(told.name))) == found.code
        if not same or plain(told.prefecture) not in ("", plain(found.prefecture)):
            raise _refused(f"団体コード {told.code} は{_shown(found)}のものですが、団体名が違います")
        if told.kind is not found.kind:
            raise _refused(f"団体コード {found.code} の団体の区分は「{found.kind.value}」です")
        return replace(found, population=found.population if told.population is None else told.population)

    def _outside(self, told: Body, period: str) -> Body:
        """A body that is not in the register: a union, or a municipality that has ended since.

        Raises:
            NotTakenError: none of these.
        """
        if ward := _wards().get(told.code):
            raise _refused(f"団体コード {told.code} は行政区（{ward}）のもので、団体ではありません")
        five = told.code[:5]
        if five in municipalities.changes():
            day, after = municipalities.changes()[five]
            if day <= _last_day(period):
                raise _refused(f"団体コード {told.code} は {day} に廃止されています（{self._successors(after)}）")
            return told
        if told.kind is BodyKind.UNION and int(told.code[:2]) in _PREFECTURES and told.code[2] in _UNION:
            return told
        raise _refused(f"団体コード {told.code} の団体はありません")

    def _successors(self, codes: Iterable[str]) -> str:
        six = sorted(check_digits.added(one, _KIND) for one in codes)
        return "後継: " + "、".join(f"{one} {_shown(body)}" if (body := self.of_code(one)) else one for one in six)


def _shown(body: Body) -> str:
    return body.name if body.kind is BodyKind.PREFECTURE else f"{body.prefecture}{body.name}"


def _last_day(period: str) -> str:
    year, month = map(int, period.split("-"))
    return f"{period}-{calendar.monthrange(year, month)[1]:02}"


def _refused(reason: str) -> NotTakenError:
    return NotTakenError(Verdict.BODY, reason)
