"""Files without a header line: the groups of as many items whose types, lengths and codes every value fits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from migrate.model.spec import Item
from migrate.source import codec as codecs
from migrate.source import csv_stated, header, transcode
from migrate.source.detect import Look
from migrate.source.records import Form, cut, fields
from migrate.source.standard.fit import Fit
from migrate.source.standard.shape import Naming, Shape

_SAMPLE = 200
_LEAST_FIELDS = 4
_LEAST_PROOFS = 3
"""So many columns hold values that hardly any other item would take: dates, times, years, codes."""
_FORMS = {
    "DATE": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "TIME": re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}"),
    "YEAR": re.compile(r"[0-9]{4}"),
    "9": re.compile(r"[0-9]+"),
    "9V": re.compile(r"[0-9]+(?:\.[0-9]+)?"),
    "S9": re.compile(r"[+-]?[0-9]+"),
}
_PROVING = frozenset({"DATE", "TIME", "YEAR"})


def _fits(shape: Shape, item: Item, text: str) -> bool:
    if not text:
        return not item.primary_key
    codes = shape.codes.get(item.code_list_id)
    if codes is not None:
        return any(text == code.value for code in codes)
    form = _FORMS.get(item.notation)
    if form is not None:
        return form.fullmatch(unicodedata.normalize("NFKC", text)) is not None
    return item.max_length is None or len(text) <= item.max_length


def _proves(shape: Shape, item: Item, texts: Sequence[str]) -> bool:
    return any(texts) and (item.notation in _PROVING or item.code_list_id in shape.codes)


def _proofs(shape: Shape, columns: Sequence[Sequence[str]]) -> int | None:
    """Number of columns that speak for the グループ, None where a value speaks against it."""
    if not all(_fits(shape, i, text) for i, texts in zip(shape.items, columns, strict=True) for text in texts):
        return None
    return sum(_proves(shape, item, texts) for item, texts in zip(shape.items, columns, strict=True))


def _columns(data: bytes, codec: str, form: Form) -> list[tuple[str, ...]]:
    """Values of the first records by column, none where they do not all have the same number of fields."""
    start = next((line.begin for line in header.rows(data, codec, form)), 0)
    records = [one for one in cut(data[start:], form, last=True, most=_SAMPLE + 1)[0] if one.raw]
    records = records[: max(1, min(len(records) - 1, _SAMPLE))]
    if len({one.fields for one in records}) != 1 or not all(one.closed for one in records):
        return []
    rows = [[codecs.decode(field, codec) for field in fields(one.raw, form)] for one in records]
    return list(zip(*rows, strict=True))


def fits(look: Look, shapes: Sequence[Shape], head: bytes, stated: bool) -> Iterator[Fit]:
    """The groups that a file may hold in the order of their items, if it has no header line.

    Args:
        look: the file.
        shapes: what comes into question.
        head: its first bytes.
        stated: True where project.yaml says which standard it is: then few values need to prove it.
    """
    said = csv_stated.of_source(look.source.declared)
    if said.header is True:
        return
    codec = look.encoding.codec
    data, inner = header.seen(head, codec), transcode.inner(codec, b"|\\")
    for form in header.forms(data, said):
        columns = _columns(data[: 256 << 10], inner, form)
        if len(columns) < _LEAST_FIELDS and not stated:
            continue
        for shape in (shape for shape in shapes if len(shape.items) == len(columns)):
            proofs = _proofs(shape, columns)
            if proofs is not None and (stated or proofs >= _LEAST_PROOFS):
                names = tuple(item.name for item in shape.items)
                places = tuple(range(len(names)))
                yield Fit(shape=shape, naming=Naming.NAME, names=names, places=places, headless=True)
