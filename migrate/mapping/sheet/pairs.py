"""Pairs of codes that a mapping sheet writes into a cell: ``1:男→1、2:女→2``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_PIECES = re.compile(r"[、,;\n/ ]+")
_VALUE = r"[0-9A-Za-z]{1,10}"
_PAIR = re.compile(
    rf"[「'\"]?(?P<old>{_VALUE})[」'\"]?(?:[:=・(][^→⇒>]{{0,20}})?(?:→|⇒|->|=>)[「'\"]?(?P<new>{_VALUE})[」'\"]?(?:[:=・(].{{0,20}})?"
)


def pairs(text: str) -> Mapping[str, str]:
    """Old value → new value; empty where any part of the text is no pair, or an old value has two new ones.

    >>> pairs("1:男→1、2:女→2、9:不明→0")
    {'1': '1', '2': '2', '9': '0'}
    >>> pairs("1→0、0→1、ほかは空欄"), pairs("1→0、1→2"), pairs("不詳は空欄")
    ({}, {}, {})
    """
    found: dict[str, str] = {}
    for piece in filter(None, _PIECES.split(unicodedata.normalize("NFKC", text).strip())):
        pair = _PAIR.fullmatch(piece)
        if pair is None or found.setdefault(pair["old"], pair["new"]) != pair["new"]:
            return {}
    return found
