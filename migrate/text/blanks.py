"""Blanks: the half-width blank and the full-width blank U+3000. Others are characters."""

from __future__ import annotations

import re

BLANKS = " \u3000"
_RUN = re.compile(f"[{BLANKS}]+")


def strip(text: str) -> str:
    """``text`` without blanks at both ends.

    >>> strip("　山田　太郎　 ")
    '山田　太郎'
    """
    return text.strip(BLANKS)


def strip_left(text: str) -> str:
    """``text`` without blanks in front.

    >>> strip_left(" 　山田　")
    '山田　'
    """
    return text.lstrip(BLANKS)


def strip_right(text: str) -> str:
    """``text`` without blanks behind.

    >>> strip_right("　山田　 ")
    '　山田'
    """
    return text.rstrip(BLANKS)


def squeeze(text: str) -> str:
    """``text`` without blanks at both ends, each inner run of blanks as one U+3000.

    >>> squeeze(" ヤマダ  　タロウ ")
    'ヤマダ　タロウ'
    """
    return _RUN.sub("\u3000", strip(text))
