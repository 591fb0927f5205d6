"""name_part(値, 番号)"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from migrate.engine.kinds import Kind
from migrate.text import blanks, columns
from migrate.text.refusal import UnconvertibleError

PARAMETERS = (Kind.VALUE, Kind.NUMBER)


def wrong(part: int) -> str:
    """What is wrong with the number of the part, ``""`` where nothing is."""
    return "" if part in (1, 2) else "1（氏）か 2（名）"


def apply(value: str | None, part: int) -> str | None:
    """Part 1 of a name is the text before its blank, part 2 the text after it.

    A name without a blank is not cut by guess: both parts are empty (the whole name has its own item and check). A name
    of three and more parts is refused: nobody but people can tell where its surname ends.

    >>> apply("山田　太郎", 1), apply(" ﾔﾏﾀﾞ  ﾀﾛｳ", 2)
    ('山田', 'ﾀﾛｳ')
    >>> apply("山田太郎", 1) is None
    True
    >>> apply("ｽﾐｽ ｼﾞｮﾝ ﾎﾟｰﾙ", 1)
    Traceback (most recent call last):
        ...
    migrate.text.refusal.UnconvertibleError: 空白が二つ以上あり、氏と名に分けられない
    """
    parts = blanks.squeeze(value or "").split("\u3000")
    if len(parts) > 2:
        raise UnconvertibleError("空白が二つ以上あり、氏と名に分けられない")
    return parts[part - 1] if len(parts) == 2 else None


def vector(values: pa.Array, part: int) -> pa.Array:
    """The same over a column; names with more than one blank between parts are left to `apply`."""
    whole = columns.squeezed(values)
    cut = pc.count_substring(whole, "\u3000")
    two = pc.equal(cut, 1)
    halves = pc.split_pattern(whole.filter(two), "\u3000").flatten()
    wanted = halves.take(pa.array(range(part - 1, len(halves), 2), pa.int64()))
    others = columns.only_where(pc.equal(cut, 0), pa.repeat("", len(whole)))
    return pc.replace_with_mask(others, two, wanted)
