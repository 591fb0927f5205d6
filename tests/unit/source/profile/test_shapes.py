"""The shape of a value: one class letter per character, by the fast way and by the slow way alike."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from migrate.source.profile.shapes import letter, shapes

_BLOCKS = (
    range(0x00, 0x180),
    range(0x2000, 0x2060),
    range(0x2200, 0x2220),
    range(0x3000, 0x3100),
    range(0x4E00, 0x4E40),
    range(0xE000, 0xE010),
    range(0xF8E0, 0xF900),
    range(0xFF00, 0xFFEF),
    range(0xFF000, 0xFF100),
    (0x20000, 0x100000),
)
_POOL = [chr(code) for block in _BLOCKS for code in block] + list(
    "明大昭平令治正和成都道府県市区郡町村丁目番地号年月日元髙﨑𠮷"
)


def _slow(values: list[str]) -> list[str]:
    return ["".join(map(letter, value)) for value in values]


def test_each_character_has_the_same_class_either_way() -> None:
    """A character beside a kanji, which opens the fast way, has the class that `letter` gives."""
    values = ["山" + one for one in _POOL]

    assert dict(zip(values, _each(values), strict=True)) == dict(zip(values, _slow(values), strict=True))


def _each(values: list[str]) -> list[str]:
    return [str(shapes(pa.array([value]))[0]) for value in values]


def test_columns_keep_their_cells_apart() -> None:
    """Random values, empty ones among them, have the shapes of the single values, in a slice too."""
    dice = random.Random(4)
    values = ["".join(dice.choices(_POOL, k=dice.randint(0, 6))) for _ in range(2000)]
    column = pa.array(values)

    assert (shapes(column).to_pylist(), shapes(column.slice(7, 100)).to_pylist()) == (
        _slow(values),
        _slow(values[7:107]),
    )


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("S45.01.31", "E99.99.99"),
        ("昭和45年1月31日", "Mm99Y9N99W"),
        ("令和元年５月１日", "MmGYDNDW"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "kkkk kkk"),
        ("架空市本町１丁目", "JJaJaDaa"),
        ("〒100-0001", "J999-9999"),
        ("A\tb\r\n", "AcAcc"),
        ("\ue000\U000ff085", "gu"),
        ("", ""),
    ],
)
def test_shape(value: str, shape: str) -> None:
    """Digits, letters of eras, kana, gaiji, undecodable bytes and controls have letters of their own."""
    assert shapes(pa.array([value])).to_pylist() == [shape]


@pytest.mark.parametrize("beyond", [0, 1, 10, 30, 90])
def test_few_values_beyond_ascii(beyond: int) -> None:
    """Where few values are beyond ASCII only those are looked up; the others, and slices, have the same shapes."""
    random_ = random.Random(beyond)
    plain, other = ["S450131", "", "0001", "a-b"], ["昭和45年", "\U000ff081x", "山\ue000", "𠮷"]
    values = [random_.choice(other if n < beyond else plain) for n in range(100)]
    random_.shuffle(values)

    assert shapes(pa.array(values)).to_pylist() == _slow(values)
    assert shapes(pa.array(["山", *values])[1:]).to_pylist() == _slow(values)
