"""The Japanese name in a comment: 「性別　1:男 2:女」 names the column 「性別」."""

from __future__ import annotations

import re

_END = re.compile(r"[\n\t。：:=＝;；]|[ \u3000]")
_OPEN = re.compile(r"[（(\[［【<＜「『][^）)\]］】>＞」』]*\Z")


def logical_name(comment: str) -> str:
    """The name at the head of a comment: up to the first blank, colon, full stop or line end.

    A parenthesis that the cut leaves open is dropped; one that is closed belongs to the name.

    >>> logical_name("性別（1:男、2:女）"), logical_name("氏名（漢字）"), logical_name(" 宛名番号　全角 ")
    ('性別', '氏名（漢字）', '宛名番号')
    """
    text = comment.strip(" \u3000\t\n*-=")
    cut = _END.search(text)
    head = text[: cut.start()] if cut else text
    return _OPEN.sub("", head)
