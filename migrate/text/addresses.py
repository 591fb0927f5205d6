"""Addresses: cut where a published name or a digit says so, kept together where nothing does.

How 町字, 番地 and 方書 are told apart is our own rule (no text fixes one); names of prefectures and municipalities are
handed in. Nothing is ever lost: the parts of an address, put together, are the address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from migrate.model.value import value
from migrate.text import blanks

_VARIANTS = str.maketrans("ヶｹ龍惠檮", "ケケ竜恵梼")
"""Letters of municipal names that are written either way; none changes the length."""
_DIGIT = "[0-9０-９]"
_TOWN = re.compile(
    rf"(?:[^0-9０-９{blanks.BLANKS}]*{_DIGIT}+(?:丁目|条[東西南北]?|号線|線|地割|番町|丁))*[^0-9０-９{blanks.BLANKS}]*"
)
_LINK = "[-‐‑‒–—―−－ーｰのノ之]"
_LOT = re.compile(
    rf"(?>{_DIGIT}+(?:(?:(?:番地|番|号){_LINK}?|{_LINK}){_DIGIT}+)*(?:番地|番|号(?![室棟館]))?)"
    rf"(?!{_LINK}|[号室棟館階FＦ])"
)
PARTS = ("都道府県", "市区町村", "町字", "番地", "方書")


@value
class Municipality:
    """A municipality or a ward of a designated city."""

    code: str
    """Five digits."""
    prefecture: str
    county: str
    """郡 or 島 that stands before the name of 町 and 村, else ``""``."""
    name: str

    @property
    def written(self) -> tuple[str, ...]:
        """How an address may name it, the longer form first."""
        return (self.county + self.name, self.name) if self.county else (self.name,)


class Gazetteer:
    """Names by which addresses begin."""

    def __init__(self, municipalities: Iterable[Municipality]) -> None:
        within: dict[str, set[str]] = {}
        alone: set[str] = set()
        for one in municipalities:
            within.setdefault(one.prefecture, set()).update(name.translate(_VARIANTS) for name in one.written)
            longest = one.written[0].translate(_VARIANTS)
            alone |= {longest} if one.county or not longest.endswith(("町", "村")) else set()
        self._within: Mapping[str, frozenset[str]] = {pref: frozenset(names) for pref, names in within.items()}
        self._alone = frozenset(alone)
        self._longest = max(map(len, alone | {name for names in within.values() for name in names}))

    def prefecture(self, text: str) -> str:
        """The prefecture that ``text`` begins with, ``""`` without one."""
        return next((text[:size] for size in (3, 4) if text[:size] in self._within), "")

    def municipality(self, text: str, prefecture: str) -> str:
        """The municipality that ``text`` begins with; without prefecture 町 and 村 count only after their 郡."""
        names = self._within.get(prefecture, self._alone)
        plain = text[: self._longest].translate(_VARIANTS)
        return next((text[:size] for size in range(len(plain), 0, -1) if plain[:size] in names), "")


def split(text: str, gazetteer: Gazetteer) -> tuple[str, str, str, str, str]:
    """都道府県, 市区町村, 町字, 番地 and 方書 of an address; together they are ``text``.

    Where the end of 町字 or 番地 cannot be told (a blank before the first digit, a room number that runs on), all that
    follows the municipality stays together as 町字.

    >>> own = Gazetteer([Municipality(code="47999", prefecture="沖縄県", county="島尻郡", name="七瀬野町")])
    >>> split("沖縄県島尻郡七瀬野町本町１丁目２－３　メゾン１０１", own)
    ('沖縄県', '島尻郡七瀬野町', '本町１丁目', '２－３', '　メゾン１０１')
    >>> split("七瀬野町メゾン 101", own)
    ('', '', '七瀬野町メゾン 101', '', '')
    """
    prefecture = gazetteer.prefecture(text)
    rest = text[len(prefecture) :]
    municipality = gazetteer.municipality(rest, prefecture)
    rest = rest[len(municipality) :]
    found = _TOWN.match(rest)
    town = found[0] if found else ""
    lot = _LOT.match(rest, len(town))
    if lot is None:
        return prefecture, municipality, rest, "", ""
    return prefecture, municipality, town, lot[0], rest[lot.end() :]
