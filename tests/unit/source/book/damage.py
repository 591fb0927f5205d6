"""Workbook files damaged as files: bytes, parts of the archive, and what the XML of its parts says."""

from __future__ import annotations

import io
import random
import re
import warnings
import zipfile
from collections.abc import Callable

Damage = Callable[[bytes, random.Random], bytes]
Parts = dict[str, bytes]
_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")


def parts_of(data: bytes) -> Parts:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts, twice: str = "") -> bytes:
    """A workbook of these parts; one of them may be there twice."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        if twice:
            with warnings.catch_warnings(action="ignore"):
                archive.writestr(twice.swapcase() if len(twice) % 2 else twice, parts[twice])
    return stream.getvalue()


def _sheet(parts: Parts, chance: random.Random) -> str:
    return chance.choice([name for name in parts if _SHEET.fullmatch(name)])


def bytes_flipped(data: bytes, chance: random.Random) -> bytes:
    """Some bytes of the file."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 30))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(data: bytes, chance: random.Random) -> bytes:
    """The end, the beginning or the middle is missing."""
    one, other = sorted((chance.randrange(len(data)), chance.randrange(len(data))))
    return chance.choice((data[:other], data[one:], data[:one] + data[other:]))


def part_bytes(data: bytes, chance: random.Random) -> bytes:
    """Bytes inside a part, packed properly again."""
    parts = parts_of(data)
    name = chance.choice(list(parts))
    parts[name] = bytes_flipped(parts[name], chance)
    return packed(parts)


def part_cut(data: bytes, chance: random.Random) -> bytes:
    """A part ends too early, is empty or missing."""
    parts = parts_of(data)
    name = chance.choice(list(parts))
    parts[name] = parts[name][: chance.randrange(len(parts[name]))] if chance.random() < 0.6 else b""
    if chance.random() < 0.3:
        del parts[name]
    return packed(parts)


def parts_swapped(data: bytes, chance: random.Random) -> bytes:
    """Two parts stand for each other."""
    parts = parts_of(data)
    one, other = chance.sample(list(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]
    return packed(parts)


def part_twice(data: bytes, chance: random.Random) -> bytes:
    """A part is there twice, in the same case or another one."""
    parts = parts_of(data)
    return packed(parts, twice=chance.choice(list(parts)))


def entities(data: bytes, chance: random.Random) -> bytes:
    """A document type, entities, other declared encodings, instructions."""
    parts = parts_of(data)
    name = chance.choice([name for name in parts if name.startswith("xl/") and name.endswith(".xml")])
    body = parts[name].partition(b"?>")[2] or parts[name]
    heads = (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "' + b"A" * 50 + b'"><!ENTITY y "&x;&x;&x;">]>',
        b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd">',
        b'<?xml version="1.0" encoding="UTF-16"?>',
        b'<?xml version="1.0" encoding="shift_jis"?>',
        b'<?xml version="1.1" standalone="yes"?><?pi &x; ?><!-- <!ENTITY -->',
        b"",
    )
    parts[name] = chance.choice(heads) + body.replace(
        b"<v>", chance.choice((b"<v>&x;", b"<v>&#0;", b"<v>&amp;", b"<v>")), 3
    )
    return packed(parts)


def _in_sheet(data: bytes, chance: random.Random, change: Callable[[bytes], bytes]) -> bytes:
    parts = parts_of(data)
    name = _sheet(parts, chance)
    parts[name] = change(parts[name])
    return packed(parts)


def dimensions(data: bytes, chance: random.Random) -> bytes:
    """A dimension of a million rows, cells and rows far out, addresses that are none."""
    far = chance.choice((b"XFD1048576", b"A1048576", b"ZZZZ9", b"A0", b"A99999999999", b"\xef\xbc\xa11", b""))

    def change(text: bytes) -> bytes:
        text = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:' + (far or b"XFD1048576") + b'"', text)
        if chance.random() < 0.6:
            text = re.sub(rb'<c r="[A-Z]+\d+"', b'<c r="' + far + b'"', text, count=chance.randint(1, 5))
        if chance.random() < 0.3:
            row = str(chance.choice((0, 200_001, 1_048_576, 10**12))).encode()
            text = re.sub(rb'<row r="\d+"', b'<row r="' + row + b'"', text, count=1)
        return text

    return _in_sheet(data, chance, change)


def strings(data: bytes, chance: random.Random) -> bytes:
    """Indexes into the shared strings, formats and kinds of cells that do not exist."""
    wrong = chance.choice((b"99999999", b"-1", b"1e9", b"", b"\xe3\x81\x82", b"4294967296"))

    def change(text: bytes) -> bytes:
        text = re.sub(rb"<v>\d+</v>", b"<v>" + wrong + b"</v>", text, count=chance.randint(1, 9))
        kinds = (b' t="s"', b' t="zz"', b' s="99999"', b' t="b"', b' t="d"', b' t="e"')
        return text.replace(b' t="s"', chance.choice(kinds), chance.randint(0, 5))

    return _in_sheet(data, chance, change)


def formulas(data: bytes, chance: random.Random) -> bytes:
    """Formulas without a value, with errors, circular ones, shared ones without a master."""
    made = chance.choice(
        (
            b"<f>A1</f>",
            b'<f t="shared" si="7"/>',
            b'<f t="array" ref="A1:XFD1048576">A1:A9</f>',
            b"<f>" + b"(" * 5000 + b"</f>",
            b"<f>WEBSERVICE(&quot;http://127.0.0.1/&quot;)</f>",
        )
    )
    value = chance.choice((b"", b"<v>#REF!</v>", b"<v>#N/A</v>", b"<v>NaN</v>", b"<v>1E400</v>"))
    kind = chance.choice((b' t="e"', b' t="str"', b""))

    def change(text: bytes) -> bytes:
        cell = rb'<c r="([A-Z]+\d+)"[^>]*><v>[^<]*</v></c>'
        return re.sub(cell, rb'<c r="\1"' + kind + b">" + made + value + b"</c>", text, count=chance.randint(1, 9))

    return _in_sheet(data, chance, change)


def merges(data: bytes, chance: random.Random) -> bytes:
    """Merged ranges over each other, over the whole sheet, backwards, a thousand of them."""
    one = (b"A1:XFD1048576", b"C9:A1", b"A1:C9", b"B2:D12", b"A1", b"A1:A1", b"zz", b"A1:A1048576")
    found = [chance.choice(one) for _ in range(chance.choice((1, 2, 1000)))]
    text = b"".join(b'<mergeCell ref="' + ref + b'"/>' for ref in found)
    made = b"<mergeCells>" + text + b"</mergeCells>"
    return _in_sheet(data, chance, lambda body: re.sub(rb"</sheetData>", b"</sheetData>" + made, body))


def deep(data: bytes, chance: random.Random) -> bytes:
    """Elements in elements, names that are long, columns hidden by the million."""
    made = chance.choice(
        (
            b"<x>" * 20_000 + b"</x>" * 20_000,
            b"<" + b"n" * 70_000 + b"/>",
            b'<cols><col min="1" max="99999999" hidden="1"/></cols>',
            b"<a b='" + b"x" * 200_000 + b"'/>",
        )
    )
    return _in_sheet(data, chance, lambda body: body.replace(b"<sheetData>", made + b"<sheetData>"))


DAMAGES: tuple[Damage, ...] = (
    bytes_flipped,
    cut,
    part_bytes,
    part_cut,
    parts_swapped,
    part_twice,
    entities,
    dimensions,
    strings,
    formulas,
    merges,
    deep,
)


def damaged(data: bytes, seed: int) -> tuple[str, bytes]:
    """One kind of damage, now and then two, by seed; with its name."""
    chance = random.Random(seed)
    one = DAMAGES[seed % len(DAMAGES)]
    made = one(data, chance)
    return f"{one.__name__} {seed}", bytes_flipped(made, chance) if made and chance.random() < 0.1 else made
