"""Comparison keys of schema names. They stand beside the names; the names themselves are never changed.

Only names of tables, columns and items come here, never a person's name, so NFKC does no harm.
"""

from __future__ import annotations

import re
import unicodedata

_KUNREI = (
    (re.compile(r"sh([aou])"), r"sy\1"),
    (re.compile(r"ch([aou])"), r"ty\1"),
    (re.compile(r"shi"), "si"),
    (re.compile(r"chi"), "ti"),
    (re.compile(r"tsu"), "tu"),
    (re.compile(r"fu"), "hu"),
    (re.compile(r"jy"), "zy"),
    (re.compile(r"j([aou])"), r"zy\1"),
    (re.compile(r"ji|di"), "zi"),
    (re.compile(r"du|dzu"), "zu"),
    (re.compile(r"ou|oo|oh(?![aiueoy])"), "o"),
    (re.compile(r"uu"), "u"),
    (re.compile(r"m(?=[bmp])"), "n"),
    (re.compile(r"wo"), "o"),
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORDS = re.compile(r"[^A-Za-z0-9]+")
_SEPARATORS = re.compile(r"[\s_・･（）()「」\-／/．.]+")


def key(text: str) -> str:
    """Width- and case-free form of a Japanese name; separators are kept as ``_``.

    >>> key("ｶﾅ氏名（全角）")
    'カナ氏名_全角'
    """
    return _SEPARATORS.sub("_", unicodedata.normalize("NFKC", text).lower()).strip("_")


def romaji_key(text: str) -> str:
    """One spelling for the Hepburn, Kunrei and long-vowel spellings of a Latin name.

    >>> romaji_key("JYUSHO"), romaji_key("juusyo"), romaji_key("ATENA_NO")
    ('zyusyo', 'zyusyo', 'atena_no')
    """
    word = text.lower()
    for pattern, plain in _KUNREI:
        word = pattern.sub(plain, word)
    return word


def words(name: str) -> tuple[str, ...]:
    """Words of a physical name: cut at separators and at camelCase, numbers at the end cut off.

    >>> words("T_JUTOGAI"), words("birthDate"), words("YOBI1"), words("HHNo")
    (('T', 'JUTOGAI'), ('birth', 'Date'), ('YOBI',), ('HH', 'No'))
    """
    spaced = _CAMEL.sub("_", unicodedata.normalize("NFKC", name))
    cut = (part.rstrip("0123456789") or part for part in _WORDS.split(spaced) if part)
    return tuple(cut)


def is_latin(name: str) -> bool:
    """True where a name is written without Japanese letters."""
    return unicodedata.normalize("NFKC", name).isascii()
