"""A cell of 「対応する文字」: the ways in which people name a character."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from migrate.characters import mojijoho
from migrate.characters.ledger.clusters import clusters, codes, of_codes
from migrate.characters.ledger.store import MOST_TO
from migrate.forms.answer import RefusedError
from migrate.model.characters import CharacterVerdict
from migrate.text.characters import is_undecodable

_CODED = re.compile(r"((?:U\+[0-9A-F]{4,6}[ +,、]*)+)(.*)", re.IGNORECASE | re.DOTALL)
_NAME = re.compile(r"(?:MJ|GJ)[0-9]{6}", re.IGNORECASE)
_OFFER = re.compile(r"候補([1-9])")
_WANTED = "髙、U+9AD9、U+8FBB U+E0102、MJ028902、候補1 のどれかの形"
Written = Callable[[str], Sequence[str]]
"""Name of a GJ glyph → the texts that write it, by the user's font tables."""


def _half(text: str) -> str:
    """What is typed in full width, in half width: codes and names only, never a character that is meant."""
    return unicodedata.normalize("NFKC", text)


def _named(name: str, gj: Written) -> str:
    texts = gj(name) if name.startswith("GJ") else mojijoho.load().writings(name)
    if not texts:
        what = "フォントの表（migrate spec import-font）" if name.startswith("GJ") else "MJ文字情報一覧表"
        raise RefusedError(f"「{name}」を書く文字が、{what}にありません", _WANTED)
    return texts[0]


def _coded(found: re.Match[str]) -> str:
    text, beside = of_codes(found[1]), found[2].strip()
    if text is None:
        raise RefusedError("ない符号です", _WANTED)
    if beside and beside != text:
        raise RefusedError(f"符号（{codes(text)}）と、並べて書かれた文字（{codes(beside)}）が違います", _WANTED)
    return text


def read(cell: str, offers: Sequence[str], gj: Written) -> str:
    """The character (or characters) that a cell names, ``""`` where it is empty; ``offers`` are the row's proposals.

    Raises:
        RefusedError: it names none, or too many.
    """
    text = cell.strip(" 　\t\r\n")
    if not text:
        return ""
    plain = _half(text).upper()
    if offer := _OFFER.fullmatch(plain):
        if int(offer[1]) > len(offers):
            raise RefusedError(f"この行に「{plain}」はありません", _WANTED)
        return offers[int(offer[1]) - 1]
    if _NAME.fullmatch(plain):
        return _named(plain, gj)
    coded = _CODED.fullmatch(text) or (_CODED.fullmatch(_half(text)) if plain.startswith("U+") else None)
    if coded is None and plain.startswith("U+"):
        raise RefusedError("符号の形が違います", _WANTED)
    meant = _coded(coded) if coded else text
    if len(clusters(meant)) > MOST_TO:
        raise RefusedError(f"{len(clusters(meant))} 文字あります（{MOST_TO} 文字まで）", _WANTED)
    if any(is_undecodable(one) for one in meant):
        raise RefusedError("復号できないバイトの印です", _WANTED)
    return meant


def verdict(cell: str) -> CharacterVerdict | None:
    """The decision that a cell names, None where it is empty.

    Raises:
        RefusedError: it names none.
    """
    text = "".join(_half(cell).split())
    if not text:
        return None
    try:
        return CharacterVerdict(text)
    except ValueError:
        words = "、".join(one.value for one in CharacterVerdict)
        raise RefusedError("選べる決定ではありません", words) from None
