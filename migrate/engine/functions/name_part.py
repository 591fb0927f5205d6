"""name_part(値, 番号)"""

from __future__ import annotations

from migrate.engine.kinds import Kind
from migrate.text import blanks

PARAMETERS = (Kind.VALUE, Kind.NUMBER)


def apply(value: str | None, part: int) -> str | None:
    """Part 1 of a name is the text before the first blank, part 2 everything after it.

    A name without a blank is not cut by guess: both parts are empty (the whole name has its own item and check).

    >>> apply("山田　太郎", 1), apply("山田　太郎", 2)
    ('山田', '太郎')
    >>> apply("ｽﾐｽ ｼﾞｮﾝ ﾎﾟｰﾙ", 2)
    'ｼﾞｮﾝ　ﾎﾟｰﾙ'
    >>> apply("山田太郎", 1) is None
    True
    """
    first, cut, rest = blanks.squeeze(value or "").partition("\u3000")
    if not cut:
        return None
    return {1: first, 2: rest}.get(part)
