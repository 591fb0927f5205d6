"""Is it a definition? Residents may stand under the headings of one; nothing of them is read or quoted then."""

from __future__ import annotations

import re

from migrate.lexicon import glossary
from migrate.lexicon.names import Reading, readings
from migrate.source.book.draft import identifier
from migrate.source.book.words import meaning

_BLANK = re.compile(r"\S[ \u3000]+\S")
_SENTENCE = 40
_WORD = 2
"""A single known character (日, 数, 名) also begins family names."""


def _spelled(text: str) -> bool:
    """True for a physical name in one piece; ``TARO YAMADA`` is none."""
    return bool(identifier(text)) and not _BLANK.search(text.strip())


def _known(reading: Reading) -> tuple[int, int]:
    """Characters of a reading that make words of the glossary, and all that are no digits."""
    words = sum(len(token.text) for token in reading if token.senses and len(token.text) >= _WORD)
    return words, sum(len(token.text) for token in reading if not token.text.isdecimal())


def _readings(text: str) -> tuple[Reading, ...]:
    latin = text.isascii() and _BLANK.search(text)
    return readings(glossary.load(), text) if 0 < len(text) <= _SENTENCE and not latin else ()


def is_named(text: str) -> bool:
    """True where a text may well be the name of a column: an identifier, or half of it known words.

    >>> is_named("SHIMEI"), is_named("整理番号"), is_named("架空 太郎"), is_named("TARO KAKU"), is_named("0123")
    (True, True, False, False, False)
    """
    return _spelled(text) or any(2 * words >= whole > 0 for words, whole in map(_known, _readings(text)))


def quoted(text: str) -> str:
    """A text that may stand in a message: an identifier, a heading, or all of it known words; else ``""``.

    Anything else may be a resident's value in the wrong place; the message then points to the cell only.

    >>> quoted("宛名番号2"), quoted("物理名"), quoted("架空太郎"), quoted("整理番号")
    ('宛名番号2', '物理名', '', '')
    """
    known = any(words == whole > 0 for words, whole in map(_known, _readings(text)))
    return text if _spelled(text) or known or meaning("heading", text) or meaning("sheet", text) else ""
