"""Repertoires: which characters a target takes. JIS and CP932 are Python's own tables, MJ and GJ those at hand.

Law and standards: 行政事務標準文字 is MJ文字情報一覧表 and 追加文字 (GJ). Both hold kanji and 変体仮名 only; that
everything else is what JIS X 0213 has is this toolkit's own reading, said wherever the repertoire is named.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from enum import StrEnum

from migrate.characters import mojijoho
from migrate.characters.glyphs import Glyphs
from migrate.characters.ledger.clusters import clusters, is_control, of_codes
from migrate.errors import MigrateError, UnreadableError
from migrate.model.finding import Place
from migrate.text.characters import is_private, is_undecodable


class Target(StrEnum):
    """The repertoires that are known by name."""

    MJ = "mj"
    JISX0213 = "jisx0213"
    JISX0208 = "jisx0208"
    CP932 = "cp932"


_TITLES = {
    Target.MJ: "行政事務標準文字（MJ＋追加文字）",
    Target.JISX0213: "JIS X 0213",
    Target.JISX0208: "JIS X 0208",
    Target.CP932: "CP932",
}
_CODECS = {Target.JISX0213: "euc_jis_2004", Target.JISX0208: "iso2022_jp", Target.CP932: "cp932"}


class Repertoire:
    """A set of characters, selectors and marks included (``text in repertoire``).

    Control characters and undecodable bytes are in none; private use is in none unless a table or a list names it.
    """

    def __init__(self, name: str, title: str, holds: Callable[[str], bool]) -> None:
        self.name = name
        """A name of ``Target``, or one made of the list's file name; it becomes part of file names."""
        self.title = title
        self._holds = holds
        self._known: dict[str, bool] = {}

    def __contains__(self, text: object) -> bool:
        if not isinstance(text, str) or not text:
            return False
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = not (is_control(text[0]) or is_undecodable(text[0])) and self._holds(text)
        return found

    def holds_all(self, text: str) -> bool:
        """True where every character of a text is in it."""
        return all(one in self for one in clusters(text))


def _encodes(text: str, codec: str) -> bool:
    """True where the code has the character itself: Python's CP932 also writes 〜 with the code of ～."""
    try:
        same = text.encode(codec).decode(codec) == text
    except UnicodeError:
        return False
    return same and not any(is_private(one) for one in text)


def _mj(fonts: Sequence[Glyphs]) -> Callable[[str], bool]:
    known = mojijoho.load()

    def holds(text: str) -> bool:
        if known.name_of(text) is not None or any(_is_gj(font.name_of(text)) for font in fonts):
            return True
        han = unicodedata.name(text[0], "").startswith("CJK") and "IDEOGRAPH" in unicodedata.name(text[0], "")
        return not han and _encodes(text, _CODECS[Target.JISX0213])

    return holds


def _is_gj(name: str | None) -> bool:
    return name is not None and name.startswith("GJ")


def named(target: Target, fonts: Sequence[Glyphs] = ()) -> Repertoire:
    """A repertoire by its name; ``fonts`` are glyph tables of the user, which say what plane 16 holds (追加文字)."""
    if target is Target.MJ:
        return Repertoire(target, _TITLES[target], _mj(fonts))
    codec = _CODECS[target]
    return Repertoire(target, _TITLES[target], lambda text: _encodes(text, codec))


def listed(data: bytes, name: str) -> Repertoire:
    """The repertoire of a list: a character, ``U+XXXX``, ``U+XXXX-U+YYYY`` or a sequence a line; ``#`` begins a remark.

    Raises:
        UnreadableError: MIG-SYS-008, it is not UTF-8.
        MigrateError: MIG-CHR-007 with the line, a line names no character, or nothing is listed.
    """
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        reason = {"file": name, "reason": "UTF-8 ではありません"}
        raise UnreadableError("MIG-SYS-008", Place(file=name), reason) from None
    single: set[str] = set()
    ranges: list[tuple[int, int]] = []
    for number, line in enumerate(lines, start=1):
        text = line.partition("#")[0].strip() if line.strip() != "#" else "#"
        if not text:
            continue
        first, dash, last = text.partition("-")
        ends = (of_codes(first), of_codes(last)) if dash and last else (None, None)
        if ends[0] and ends[1] and len(ends[0]) == len(ends[1]) == 1 and ends[0] <= ends[1]:
            ranges.append((ord(ends[0]), ord(ends[1])))
            continue
        one = of_codes(text) or (text if not text.upper().startswith("U+") else "")
        if not one or len(clusters(one)) != 1:
            raise MigrateError("MIG-CHR-007", Place(file=name, line=number), {"reason": f"{number} 行目を読めません"})
        single.add(one)
    if not single and not ranges:
        raise MigrateError("MIG-CHR-007", Place(file=name), {"reason": "文字が一つも書かれていません"})

    def holds(text: str) -> bool:
        return text in single or (len(text) == 1 and any(low <= ord(text) <= high for low, high in ranges))

    return Repertoire(name_of_list(name), f"一覧「{name}」", holds)


def name_of_list(file: str) -> str:
    """The name of the repertoire of a list file: part of a file name that no known target has.

    >>> name_of_list("相手の 文字.txt"), name_of_list("list-相手の-文字")
    ('list-相手の-文字', 'list-相手の-文字')
    """
    stem = file.rpartition(".")[0] or file
    return stem if is_name(stem) and stem.startswith("list-") else "list-" + re.sub(r"[^\w-]+", "-", stem)[:60]


def is_name(text: str) -> bool:
    """True for what may be the name of a repertoire."""
    return re.fullmatch(r"[\w-]{1,80}", text) is not None
