"""The words of table-definition workbooks, as data in `specs/layouts/table-definition/words.csv`."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping

from migrate.files import tables
from migrate.files.bundled import bundled

_FILE = ("layouts", "table-definition", "words.csv")
_NOISE = re.compile(r"[\W_]")
_ASIDE = re.compile(r"[（(\[［【].*?[）)\]］】]|[※＊*注]+\d*\Z", re.DOTALL)
_NUMBERED = re.compile(r"\d+\Z")
_LONGEST = 60
"""A text longer than this is a sentence, not a heading."""
NUMBERED = frozenset({"index", "unique", "note", "codes", "key_columns"})
"""Meanings whose heading may carry a number (索引1, 備考2)."""


@functools.lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    r"""A heading without what carries no meaning: width, case, blanks, line breaks, brackets, signs.

    >>> plain("Ｎｏ．"), plain("NOT NULL"), plain("論 理\n名")
    ('no', 'notnull', '論理名')
    """
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())


def sign(text: str) -> str:
    """A mark for comparison: width, case and blanks folded; signs (○, ×, -) stay.

    >>> sign(" ＮＯＴ　ＮＵＬＬ "), sign("×"), sign("－")
    ('notnull', '×', '-')
    """
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@functools.cache
def vocabulary(part: str) -> Mapping[str, str]:
    """Folded word → meaning of one part, the ``part`` of the data (``heading``, ``title``, ``mark`` …)."""
    rows = tables.read(bundled("specs").joinpath(*_FILE))
    fold = sign if part == "mark" else plain
    return {fold(row["word"]): row["meaning"] for row in rows if row["part"] == part}


@functools.lru_cache(maxsize=50_000)
def meaning(part: str, text: str) -> str:
    r"""What a heading means, empty where it is not known; remarks in brackets and numbers at the end may be left out.

    >>> meaning("heading", "桁数（バイト）"), meaning("heading", "論理名\n（全角）"), meaning("heading", "索引２")
    ('bytes', 'logical', 'index')
    >>> meaning("heading", "氏名")
    ''
    """
    if not text or len(text) > _LONGEST:
        return ""
    known = vocabulary(part)
    folded = plain(text)
    if not folded and sign(text) == "#":
        return known.get("no", "")
    if folded in known:
        return known[folded]
    bare = plain(_ASIDE.sub("", text))
    if bare in known:
        return known[bare]
    found = known.get(_NUMBERED.sub("", bare or folded), "")
    return found if found in NUMBERED else ""


_HEADING = 40
"""No single heading cell is longer."""


def heading(part: str, text: str) -> str:
    """`meaning` for the many cells of a sheet: what is long or begins with a digit is no heading."""
    return "" if not text or len(text) > _HEADING or text[0].isdecimal() else meaning(part, text)


@functools.lru_cache(maxsize=50_000)
def mark(text: str) -> str:
    """What a mark says: ``yes``, ``no``, ``notnull``, ``null``, ``may``, ``maynot``; empty where it is none.

    >>> mark("○"), mark("Ｎ"), mark("否"), mark("NOT NULL"), mark("123")
    ('yes', 'no', 'no', 'notnull', '')
    """
    return vocabulary("mark").get(sign(text), "")
