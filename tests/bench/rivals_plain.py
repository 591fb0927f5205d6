"""What the bench's plan does to a cell, in ordinary Python as one writes it for a single migration; for the rivals."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_ERAS = {
    "M": (date(1868, 1, 25), date(1912, 7, 30)),
    "T": (date(1912, 7, 30), date(1926, 12, 25)),
    "S": (date(1926, 12, 25), date(1989, 1, 7)),
    "H": (date(1989, 1, 8), date(2019, 4, 30)),
    "R": (date(2019, 5, 1), date.max),
}
_NAMES = {"明治": "M", "大正": "T", "昭和": "S", "平成": "H", "令和": "R"}
_ERA_DATE = re.compile(r"([MTSHR])(?:(\d\d)(\d\d)(\d\d)|(\d{1,2})年(\d{1,2})月(\d{1,2})日)")
_WEST_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)")
_HALF = {code + 0xFEE0: chr(code) for code in range(0x21, 0x7F)} | {0x3000: " "}
_FULL = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {0x20: "\u3000"}
for _code in range(0xFF61, 0xFFA0):
    for _mark in ("", "ﾞ", "ﾟ"):
        _whole = unicodedata.normalize("NFKC", chr(_code) + _mark)
        if len(_whole) == 1:
            _HALF[ord(_whole)] = chr(_code) + _mark


def wareki_date(text: str) -> str:
    """An era or western date to YYYY-MM-DD; nothing for what is no date."""
    text = unicodedata.normalize("NFKC", text).strip()
    if text[:2] in _NAMES:
        text = _NAMES[text[:2]] + text[2:].replace("元年", "1年")
    try:
        if found := _ERA_DATE.fullmatch(text):
            first, last = _ERAS[found[1]]
            year, month, day = (int(found[n] or found[n + 3]) for n in (2, 3, 4))
            made = date(first.year + year - 1, month, day)
            return made.isoformat() if first <= made <= last else ""
        if found := _WEST_DATE.fullmatch(text):
            return date(*(int(part) for part in found.groups())).isoformat()
    except ValueError:
        pass
    return ""


def trim(text: str) -> str:
    """Without blanks at both ends."""
    return text.strip(" \u3000")


def lpad(text: str, width: int) -> str:
    """Zeros on the left."""
    return text.zfill(width) if text else ""


def zenkaku_kana(text: str) -> str:
    """A reading in full-width."""
    return "\u3000".join(unicodedata.normalize("NFKC", text).split()).translate(_FULL)


def hankaku(text: str) -> str:
    """Full-width letters, digits and kana to half-width."""
    return text.translate(_HALF)


def digits(text: str) -> str:
    """Digits alone; nothing where other characters are among them."""
    plain = re.sub(r"[-‐―−ー()./ 〒]", "", unicodedata.normalize("NFKC", text))
    return plain if plain.isascii() and plain.isdigit() else ""


def name_part(text: str, part: int) -> str:
    """Surname (1) or given name (2) of a name with one blank."""
    parts = text.split()
    return parts[part - 1] if len(parts) == 2 else ""


def fusho(text: str) -> str:
    """1 where a date is written that is none."""
    return "1" if text and not wareki_date(text) else "0"
