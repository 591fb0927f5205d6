"""Numbers of hosts: exact decimal text, illegal ones kept byte by byte."""

from __future__ import annotations

import pytest

from migrate.model.record import FieldForm, Sign, Usage
from migrate.model.source import SourceColumn
from migrate.source.host.cut import Field
from migrate.source.host.numbers import hexadecimal, number
from migrate.text.characters import undecodable

P, Z, B = Usage.PACKED, Usage.ZONED, Usage.BINARY


def _column(usage: Usage, digits: int, scale: int = 0, signed: bool = True, sign: Sign = Sign.TRAILING) -> SourceColumn:
    return SourceColumn(name="N", length=digits, scale=scale, form=FieldForm(usage=usage, signed=signed, sign=sign))


def _read(column: SourceColumn, *cells: bytes, host: bool = False, little: bool = False) -> list[str | None]:
    """Texts; None for a cell that is reported (its text must be the stand-ins of its bytes)."""
    field = Field(data=b"".join(cells), width=len(cells[0]), count=len(cells))
    found = number(field, column, host, little)
    texts = found.text.to_pylist()
    for at in found.bad:
        assert texts[at] == "".join(map(undecodable, cells[at]))
    return [None if at in found.bad else text for at, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("hexed", "text"),
    [("12345c", "123.45"), ("12345d", "-123.45"), ("12345f", "123.45"), ("00000d", "0.00"), ("00007d", "-0.07")],
)
def test_packed(hexed: str, text: str) -> None:
    """Signs C and F are plus, D is minus; nought has no sign; the decimals are kept."""
    assert _read(_column(P, 5, 2), bytes.fromhex(hexed)) == [text]


@pytest.mark.parametrize(
    "hexed", ["1234ac", "12a45c", "123450", "123459", "12345a", "12345b", "12345e", "404040", "000000"]
)
def test_illegal_packed(hexed: str) -> None:
    """A digit above 9, a sign that is none of C, D and F, blanks and binary nought are no numbers."""
    assert _read(_column(P, 5, 2), bytes.fromhex(hexed)) == [None]


def test_packed_of_even_digits() -> None:
    """The first half byte of an even number of digits is nought; another digit there has no room in the picture."""
    assert _read(_column(P, 4), b"\x01\x23\x4c", b"\x11\x23\x4c") == ["1234", None]


def test_packed_without_sign() -> None:
    """A number without S keeps its leading zeros and has no minus; COMP-6 has no half byte for a sign."""
    assert _read(_column(P, 5, signed=False), b"\x00\x12\x3f", b"\x00\x12\x3c", b"\x00\x12\x3d") == [
        "00123",
        "00123",
        None,
    ]
    assert _read(_column(P, 4, signed=False, sign=Sign.NONE), b"\x01\x23", b"\x0c\x23") == ["0123", None]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (b"12C", "1.23"),
        (b"12L", "-1.23"),
        (b"12{", "1.20"),
        (b"12}", "-1.20"),
        (b"123", "1.23"),
        (b"12s", "-1.23"),
        (b"12p", "-1.20"),
        (b"   ", ""),
    ],
)
def test_zoned_in_ascii(cell: bytes, text: str) -> None:
    """The zone of the last digit carries the sign: letters, or p to y; all blanks are no value."""
    assert _read(_column(Z, 3, 2), cell) == [text]


@pytest.mark.parametrize("cell", [b"1 3", b"12Z", b"A23", b"12-", b"\0\0\0", b"12 "])
def test_illegal_zoned(cell: bytes) -> None:
    """Blanks between digits, other letters and a zone in the wrong place are no numbers."""
    assert _read(_column(Z, 3, 2), cell) == [None]


@pytest.mark.parametrize(
    ("hexed", "text"),
    [("f1f2c3", "12.3"), ("f1f2d3", "-12.3"), ("f1f2f3", "12.3"), ("404040", ""), ("f1f2e3", None), ("313233", None)],
)
def test_zoned_in_ebcdic(hexed: str, text: str | None) -> None:
    """Zones C and F are plus, D is minus."""
    assert _read(_column(Z, 3, 1), bytes.fromhex(hexed), host=True) == [text]


@pytest.mark.parametrize(
    ("sign", "cells"),
    [
        (Sign.LEADING, (b"A23", b"J23")),
        (Sign.LEADING_SEPARATE, (b"+123", b"-123")),
        (Sign.TRAILING_SEPARATE, (b"123+", b"123-")),
    ],
)
def test_places_of_the_sign(sign: Sign, cells: tuple[bytes, ...]) -> None:
    """The sign is in the first digit, or in a byte of its own at either end."""
    assert _read(_column(Z, 3, sign=sign), *cells) == ["123", "-123"]


def test_separate_sign_in_ebcdic() -> None:
    """Plus is 4E and minus 60; a blank is no sign."""
    cells = (b"\x4e\xf1\xf2", b"\x60\xf1\xf2", b"\x40\xf1\xf2")

    assert _read(_column(Z, 2, sign=Sign.LEADING_SEPARATE), *cells, host=True) == ["12", "-12", None]


@pytest.mark.parametrize(("scale", "text"), [(0, "12"), (1, "1.2"), (2, "0.12"), (4, "0.0012"), (-3, "12000")])
def test_decimals_and_scaling(scale: int, text: str) -> None:
    """V and P move the point."""
    assert _read(_column(Z, 2, scale), b"12") == [text]
    assert _read(_column(P, 2, scale), b"\x01\x2c") == [text]
    assert _read(_column(B, 2, scale), b"\x00\x0c") == [text]


def test_scaled_nought() -> None:
    """Nought stays nought where the last digits are not kept."""
    assert _read(_column(Z, 2, -3), b"00") == ["0"]


@pytest.mark.parametrize("width", [1, 2, 3, 4, 5, 8])
def test_binary(width: int) -> None:
    """Two's complement of any width, high byte first; COMP-5 in the order of the machine."""
    cells = [n.to_bytes(width, "big", signed=True) for n in (-1, 100, -128)]

    assert _read(_column(B, 4), *cells) == ["-1", "100", "-128"]
    assert _read(_column(Usage.NATIVE, 4), *(cell[::-1] for cell in cells), little=True) == ["-1", "100", "-128"]
    assert _read(_column(B, 4), *cells, little=True) == ["-1", "100", "-128"]
    assert _read(_column(B, 4, signed=False), (7).to_bytes(width, "big")) == ["0007"]


def test_largest_numbers() -> None:
    """Thirty-one digits are exact."""
    digits = "9" * 31

    assert _read(_column(P, 31, 2), bytes.fromhex(digits + "d")) == [f"-{digits[:29]}.{digits[29:]}"]


def test_no_records() -> None:
    """A block without a record gives columns without a value."""
    empty = Field(data=b"", width=3, count=0)
    columns = [
        _column(usage, 3, scale, signed) for usage in (P, Z, B) for scale in (0, 2, 5) for signed in (True, False)
    ]

    assert [number(empty, column, True, False).text.to_pylist() for column in columns] == [[]] * len(columns)


def test_floating_point_is_not_read() -> None:
    """What is no exact number is given as hexadecimal digits."""
    assert hexadecimal(Field(data=b"\x41\x10\x00\xff", width=2, count=2)).text.to_pylist() == ["4110", "00FF"]
