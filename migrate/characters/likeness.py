"""Characters that look alike, by the shapes of their glyphs: for gaiji, whose code says nothing.

A likeness is no identity: people look at both glyphs before they decide. `tests/bench/bench_likeness.py` measures how
often the right character is among the first ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from heapq import nsmallest
from pathlib import Path

from migrate.characters.stored import Stored
from migrate.model.value import value

_TEXT, _SHAPE = "文字", "字形"
_BYTES = 96
"""Of a shape."""


@value
class Alike:
    """A character, and how far its shape agrees: 100 where all bits do."""

    text: str
    score: int


def nearest(shape: int, among: Mapping[str, int], most: int) -> tuple[Alike, ...]:
    """The ``most`` characters whose shapes agree best, the best first.

    >>> [(one.text, one.score) for one in nearest(0b1110, {"a": 0b0110, "b": 0b0001, "c": 0b1110}, 2)]
    [('c', 100), ('a', 67)]
    """
    ordered = nsmallest(most, (((shape ^ other).bit_count(), text) for text, other in among.items()))
    return tuple(
        Alike(text=text, score=round(100 * (1 - apart / max(1, (shape | among[text]).bit_count()))))
        for apart, text in ordered
    )


def to_bytes(shapes: Mapping[str, int]) -> bytes:
    """Shapes as Parquet, sorted by character."""
    import pyarrow as pa  # noqa: PLC0415  # heavy
    import pyarrow.parquet as pq  # noqa: PLC0415

    texts = sorted(shapes)
    table = pa.table(
        [pa.array(texts, pa.string()), pa.array([shapes[text].to_bytes(_BYTES, "big") for text in texts], pa.binary())],
        [_TEXT, _SHAPE],
    )
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    data: bytes = sink.getvalue().to_pybytes()
    return data


def read(path: Path) -> Mapping[str, int]:
    """Shapes that `to_bytes` stored.

    Raises:
        UnreadableError: MIG-SPEC-089, the file is damaged.
    """
    table = Stored(path).columns(_TEXT, _SHAPE)
    texts, shapes = (column.to_pylist() for column in table.columns)
    return {text: int.from_bytes(shape, "big") for text, shape in zip(texts, shapes, strict=True)}
