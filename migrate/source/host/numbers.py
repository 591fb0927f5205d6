"""Numbers of host files as exact decimal text: zoned, packed and binary, whole columns at once.

The text of a number with a sign or with decimals has no leading zeros (``-123.45``, the decimals are kept); one
without both is what a key or a date is kept in: it has all digits of its picture (``00123``). A field of a zoned
number that is all blanks holds no value. What is no number is not read: its bytes are given as stand-ins.
"""

from __future__ import annotations

import binascii
import sys
from array import array
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from migrate.model.record import FieldForm, Sign, Usage
from migrate.model.source import SourceColumn
from migrate.model.value import value
from migrate.source.host.cut import Decoded, Field, fixed, replaced, stand_ins

_BAD = ord("x")
_DIGITS = b"0123456789"


def _map(pairs: dict[bytes, bytes]) -> bytes:
    """A translation: every byte of a key to the byte at its place in the value, all others to ``x``."""
    made = bytearray([_BAD]) * 0x100
    for keys, values in pairs.items():
        for key, one in zip(keys, values, strict=True):
            made[key] = one
    return bytes(made)


_HOST = bytes(range(0xF0, 0xFA))
_ZONE = {True: _map({_HOST: _DIGITS}), False: _map({_DIGITS: _DIGITS})}
"""True: digits of EBCDIC, False: of ASCII."""
_PLUS, _MINUS = b"+" * 10, b"-" * 10
_UPPER = b"{ABCDEFGHI", b"}JKLMNOPQR"
_CARRIER = {
    True: _map({_HOST: _DIGITS, bytes(range(0xC0, 0xCA)): _DIGITS, bytes(range(0xD0, 0xDA)): _DIGITS}),
    False: _map({_DIGITS: _DIGITS, _UPPER[0]: _DIGITS, _UPPER[1]: _DIGITS, b"pqrstuvwxy": _DIGITS}),
}
"""The digit of the byte that carries the sign."""
_CARRIED = {
    True: _map({_HOST: _PLUS, bytes(range(0xC0, 0xCA)): _PLUS, bytes(range(0xD0, 0xDA)): _MINUS}),
    False: _map({_DIGITS: _PLUS, _UPPER[0]: _PLUS, _UPPER[1]: _MINUS, b"pqrstuvwxy": _MINUS}),
}
"""Its sign."""
_SEPARATE = {True: _map({b"\x4e\x60": b"+-"}), False: _map({b"+-": b"+-"})}
_NIBBLE = {True: _map({b"cdf": b"+-+"}), False: _map({b"cf": b"++"})}
"""True: half bytes that are signs, False: those of a number without sign."""
_WIDTHS = {1: "b", 2: "h", 4: "i", 8: "q"}


@value
class _Digits:
    """Decimal digits of all records, ``width`` each; ``signs`` has ``+`` or ``-`` for each. ``x`` is none of them."""

    data: bytes | bytearray
    width: int
    signs: bytes
    count: int


def _zoned(field: Field, form: FieldForm, host: bool) -> _Digits:
    width, signs = field.width, b"+" * field.count
    if not form.signed:
        return _Digits(data=field.data.translate(_ZONE[host]), width=width, signs=signs, count=field.count)
    at = 0 if form.sign in (Sign.LEADING, Sign.LEADING_SEPARATE) else width - 1
    carrier = field.data[at::width]
    made = bytearray(field.data.translate(_ZONE[host]))
    if form.sign in (Sign.LEADING, Sign.TRAILING):
        made[at::width] = carrier.translate(_CARRIER[host])
        return _Digits(data=made, width=width, signs=carrier.translate(_CARRIED[host]), count=field.count)
    made[at::width] = b"0" * field.count  # the sign's own byte becomes a leading zero, or is cut off
    if at == 0:
        return _Digits(data=made, width=width, signs=carrier.translate(_SEPARATE[host]), count=field.count)
    cut = bytearray(field.count * (width - 1))
    for position in range(width - 1):
        cut[position :: width - 1] = made[position::width]
    return _Digits(data=cut, width=width - 1, signs=carrier.translate(_SEPARATE[host]), count=field.count)


def _packed(field: Field, form: FieldForm, digits: int | None) -> _Digits:
    """Half bytes; a digit in front of those that the picture has room for makes the number a bad one."""
    hexed, width = binascii.hexlify(field.data), 2 * field.width
    signs = b"+" * field.count
    made = bytearray(hexed.translate(_map({_DIGITS: _DIGITS})))
    if form.sign is not Sign.NONE:
        signs = hexed[width - 1 :: width].translate(_NIBBLE[form.signed])
        room = width - 1
        shifted = bytearray(b"0") * (field.count * width)  # the sign goes, a zero comes in front
        shifted[1:] = made[:-1]
        shifted[0::width] = b"0" * field.count
        made = shifted
    else:
        room = width
    if digits is not None and digits < room:
        lead = made[width - digits - 1 :: width]
        if lead.strip(b"0"):
            made[width - digits - 1 :: width] = lead.translate(_map({b"0": b"0"}))
    return _Digits(data=made, width=width, signs=signs, count=field.count)


def _integers(field: Field, signed: bool, little: bool) -> pa.Array:
    """The values of a binary field as text, signs included."""
    code = _WIDTHS.get(field.width)
    if code is None:
        order = "little" if little else "big"
        whole = [int.from_bytes(field.raw(at), order, signed=signed) for at in range(field.count)]  # type: ignore[arg-type]
        return pa.array(map(str, whole), pa.string())
    numbers = array(code if signed else code.upper(), field.data)
    if little != (sys.byteorder == "little"):
        numbers.byteswap()
    kind = getattr(pa, ("int" if signed else "uint") + str(8 * field.width))()
    return pa.Array.from_buffers(kind, field.count, [None, pa.py_buffer(numbers)]).cast(pa.string())


def _binary(field: Field, column: SourceColumn, form: FieldForm, little: bool) -> pa.StringArray:
    text = _integers(field, form.signed, little)
    scale = column.scale or 0
    if scale < 0:
        return pc.if_else(pc.equal(text, "0"), text, pc.binary_join_element_wise(text, "0" * -scale, ""))
    if scale == 0:
        return text if form.signed else pc.utf8_lpad(text, column.length or 1, "0")
    size = pc.utf8_ltrim(text, characters="-")
    padded = pc.utf8_lpad(size, scale + 1, "0")
    sign = pc.if_else(pc.starts_with(text, "-"), "-", "")
    whole = pc.utf8_slice_codeunits(padded, 0, -scale)
    return pc.binary_join_element_wise(sign, whole, ".", pc.utf8_slice_codeunits(padded, -scale, None), "")


def _joined(digits: _Digits, scale: int) -> pa.StringArray:
    """Sign, whole part without leading zeros, point, decimals."""
    width, tail = digits.width, b""
    data: bytes | bytearray = digits.data
    if scale < 0:
        tail, scale = b"0" * -scale, 0
    if scale >= width:  # PIC V9, VP9: at least one digit before the point
        more = scale + 1 - width
        grown = bytearray(b"0") * (digits.count * (scale + 1))
        for position in range(width):
            grown[more + position :: scale + 1] = data[position::width]
        data, width = grown, scale + 1
    cells = fixed(data, width, digits.count)
    head = pc.ascii_ltrim(_part(cells, 0, width - scale - 1), characters="0")
    parts = [head, _part(cells, width - scale - 1, width - scale)]
    if scale:
        parts += [".", _part(cells, width - scale, width)]
    if b"-" in digits.signs:
        minus = pc.equal(fixed(digits.signs, 1, digits.count), pa.scalar(b"-", pa.binary(1)))
        zero = pc.equal(cells, pa.scalar(b"0" * width, pa.binary(width)))
        parts.insert(0, pc.if_else(pc.and_(minus, pc.invert(zero)), "-", ""))
    text = pc.binary_join_element_wise(*parts, "")
    if tail:
        text = pc.if_else(pc.equal(text, "0"), text, pc.binary_join_element_wise(text, tail.decode(), ""))
    return text


def _part(cells: pa.FixedSizeBinaryArray, begin: int, end: int) -> pa.StringArray:
    if begin == end:
        return pa.array([""], pa.string()).take(pa.array([0] * len(cells), pa.int64()))
    return pc.binary_slice(cells, begin, end).cast(pa.binary()).view(pa.string())


def _text(digits: _Digits, column: SourceColumn, form: FieldForm) -> pa.StringArray:
    scale = column.scale or 0
    if form.signed or scale:
        return _joined(digits, scale)
    width = min(column.length or digits.width, digits.width)
    return _part(fixed(digits.data, digits.width, digits.count), digits.width - width, digits.width)


def _bad(digits: _Digits) -> list[int]:
    """Positions of what holds an ``x``."""
    if _BAD not in digits.data and _BAD not in digits.signs:
        return []
    cells = fixed(digits.data, digits.width, digits.count).cast(pa.binary()).view(pa.string())
    wrong = pc.match_substring(cells, "x")
    signs = fixed(digits.signs, 1, digits.count).cast(pa.binary()).view(pa.string())
    found: list[int] = pc.indices_nonzero(pc.or_(wrong, pc.equal(signs, "x"))).to_pylist()
    return found


def number(field: Field, column: SourceColumn, host: bool, little: bool) -> Decoded:
    """Read a number out of every record.

    Args:
        field: its bytes.
        column: its form, digits (``length``) and decimals (``scale``, below 0 where the last digits are not kept).
        host: EBCDIC digits, zones and blanks, else those of ASCII.
        little: COMP-5 has the low byte first.
    """
    form = column.form or FieldForm()
    if form.usage in (Usage.BINARY, Usage.NATIVE):
        return Decoded(text=_binary(field, column, form, little and form.usage is Usage.NATIVE))
    digits = _packed(field, form, column.length) if form.usage is Usage.PACKED else _zoned(field, form, host)
    bad = _bad(digits)
    text = _text(digits, column, form)
    if not bad:
        return Decoded(text=text)
    return _kept(text, field, bad, (b"\x40" if host else b" ") if form.usage is Usage.ZONED else b"")


def _kept(text: pa.StringArray, field: Field, bad: Sequence[int], blank: bytes) -> Decoded:
    """Bytes that are no number as stand-ins; nothing but blanks is no value."""
    raws = [field.raw(at) for at in bad]
    empty = blank * field.width
    by = ["" if raw == empty else stand_ins(raw) for raw in raws]
    return Decoded(text=replaced(text, bad, by), bad=[at for at, one in zip(bad, by, strict=True) if one])


def hexadecimal(field: Field) -> Decoded:
    """Bytes that are no characters and no exact number, as hexadecimal digits."""
    hexed = binascii.hexlify(field.data).upper()
    return Decoded(text=_part(fixed(hexed, 2 * field.width, field.count), 0, 2 * field.width))
