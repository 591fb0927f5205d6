"""Other names under which legacy systems know an item: one side of 又は, a person's own number for the 宛名番号."""

from __future__ import annotations

import re
from collections.abc import Iterator

KINDS = {
    "番号": "番号", "ID": "番号", "連番": "連番", "コード": "コード", "区分": "コード", "種別": "コード",
    "種類": "コード", "フラグ": "フラグ", "有無": "フラグ", "年月日": "日", "日": "日", "期限": "日", "納期限": "日",
    "有効期限": "日", "生年月日": "日", "日時": "日時", "時刻": "時刻", "年度": "年度", "年": "年度", "年月": "年月",
    "額": "額", "金額": "額", "数": "数", "回数": "数", "名": "名", "名称": "名", "表記": "名", "率": "率",
    "割合": "率",
}  # fmt: skip
"""What kind of value a name's last word announces."""
_BY_END = ("年月日", "番号", "年度", "コード", "区分", "フラグ", "額")
_ENDINGS = tuple(sorted({*KINDS, "氏名", "住所", "事由"}, key=lambda word: (-len(word), word)))
_EITHER = re.compile("又は")
_EITHER_DOT = re.compile("[・]")
_ONE_THING = re.compile("子ども・子育て|の")
"""Where a dot joins no two names for one value."""
_THAT = "である旨"
_ATENA = "_宛名番号"
_PERSON = ("番号", "コード")
"""What legacy systems call the number of a person: 所有者番号, 所有者コード."""


def announced(word: str) -> str:
    """The kind of value that a name's last word announces, ``""`` where none.

    >>> announced("種別"), announced("税額"), announced("氏名")
    ('コード', '額', '')
    """
    return KINDS.get(word) or KINDS.get(next((end for end in _BY_END if word.endswith(end)), ""), "")


def _ending(text: str) -> str:
    return next((word for word in _ENDINGS if text.endswith(word)), "")


def _sides(segment: str) -> tuple[str, ...]:
    """The sides of 又は or of a dot, the left one with the ending that it shares with the right one."""
    split = _EITHER if "又は" in segment else _EITHER_DOT
    if "又は" not in segment and _ONE_THING.search(segment):
        return ()
    sides = tuple(side for side in split.split(segment) if side)
    if len(sides) < 2:
        return ()
    shared = _ending(sides[-1])
    return tuple(side if _ending(side) else side + shared for side in sides)


def variants(name: str) -> Iterator[str]:
    """Other names of an item, none for most.

    >>> list(variants("氏名又は名称_フリガナ")), list(variants("届出・申告年月日")), list(variants("所有者_宛名番号"))
    (['氏名_フリガナ', '名称_フリガナ'], ['届出年月日', '申告年月日'], ['所有者_番号', '所有者_コード'])
    """
    segments = name.split("_")
    for place, segment in enumerate(segments):
        for side in _sides(segment):
            yield "_".join((*segments[:place], side, *segments[place + 1 :]))
    if name.endswith(_THAT):
        yield name.removesuffix(_THAT)
    if name.endswith(_ATENA):
        person = name.removesuffix(_ATENA)
        yield from (f"{person}_{word}" for word in _PERSON)
