"""The bundled words of invented people and places, sorted by the shape that a text made of them has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import product

import pyarrow as pa

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.source.profile.shapes import shapes
from migrate.text import width

_MOST = 4000
"""So many words of one shape are enough."""


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    found = tables.read(bundled("specs") / "twin" / "words.csv")
    return tuple((row["kind"], row["text"], row["reading"]) for row in found)


def _pairs(kind: str) -> list[tuple[str, str]]:
    """Text and reading: the bundled words of a kind, names put together from their parts too."""
    whole = [(text, reading) for one, text, reading in _rows() if one == kind]
    heads, tails = ([(t, r) for one, t, r in _rows() if one == f"{kind}_{part}"] for part in ("head", "tail"))
    return whole + [(a + b, x + y) for (a, x), (b, y) in product(heads, tails)]


def _sorted(texts: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    different = list(dict.fromkeys(texts))
    found: dict[str, list[str]] = {}
    for text, shape in zip(different, shapes(pa.array(different, pa.string())).to_pylist(), strict=True):
        if len(group := found.setdefault(shape, [])) < _MOST:
            group.append(text)
    return {shape: tuple(group) for shape, group in found.items()}


@cache
def _by_shape(kind: str) -> Mapping[str, tuple[str, ...]]:
    pairs = _pairs(kind)
    readings = [reading for _, reading in pairs]
    halves = [width.half_width(reading) for reading in readings]
    return _sorted([*(text for text, _ in pairs), *readings, *halves])


def words(kind: str, shape: str) -> tuple[str, ...]:
    """Words of a kind (``family``, ``given``, ``place``, ``word``) in kanji, full or half-width kana; maybe none.

    >>> len(words("family", "JJ")) > 1000, len(words("given", "kkk")) > 50, words("place", "JJ")[:2]
    (True, True, ('架空', '雲雀'))
    """
    return _by_shape(kind).get(shape, ())
