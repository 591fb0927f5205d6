r"""What values an item admits, in the words that Table Schema, JSON Schema and data contracts share.

Types follow 凡例「データ型」 (デジタル庁, 2023-09-29). A DATE is text: 0000-01-01 and 9999-12-31 are legal, a 不詳 date
need not be in the calendar. 桁数 counts characters; a variation selector (IVS) belongs to the character before it, so
that a text of n characters may have 2 n code points (ours: no published rule counts selectors). Patterns are written
so that Python, ECMA-262 (flag u) and Rust read them alike: ``\uXXXX`` inside the BMP, the characters themselves
outside it.
"""

from __future__ import annotations

import re

from migrate.model.spec import Item, Spec
from migrate.model.value import value

_SELECTORS = "\\uFE00-\\uFE0F\U000e0100-\U000e01ef"
_HALF = " -~\\uFF61-\\uFF9F"
_NOT_FULL = "\\u0000-\\u00A0\\u00AD\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFF61-\\uFFDC\\uFFE8-\\uFFFF"
"""Control, invisible and half-width characters: what the check of converted data refuses in a full-width text."""
_FULL = f"(?:[^{_NOT_FULL}{_SELECTORS}][{_SELECTORS}]?)"
_FORMS = {
    "DATE": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    "TIME": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$",
    "YEAR": "^[0-9]{4}$",
}
_FIGURES = {"9": "^[0-9]*$", "S9": "^-?[0-9]*$", "9V": "^[0-9]*(\\.[0-9]+)?$"}
"""Codes of a numeric type that are carried as text."""
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
SELECTOR_FACTOR = 2
"""Code points that one full-width character takes at most: itself and one variation selector."""


@value
class Domain:
    """The values of an item."""

    kind: str
    """``string``, ``integer`` or ``number``."""
    max_length: int | None = None
    """Most code points of a string."""
    pattern: str = ""
    minimum: int | None = None
    maximum: int | float | None = None
    values: tuple[str | int, ...] = ()
    """The closed code list."""
    binary: bool = False
    """True for BLOB: base64 where the format is text."""

    def can_be(self, text: str) -> bool:
        """True where ``text`` has the form of a value: a published sample may be a piece of JSON instead."""
        return bool(text) and not self.binary and (self.kind == "string" or bool(_NUMBER.fullmatch(text)))


def closed_values(item: Item, spec: Spec) -> tuple[str, ...]:
    """The values that the item's code list admits; empty where it has none or an open one."""
    found = spec.codes.get(item.code_list_id) if item.code_list_id else None
    return tuple(dict.fromkeys(one.value for one in found.values)) if found and not found.open else ()


def _canonical(text: str) -> bool:
    """True where a code value stays itself as a number: ``1`` does, ``01`` does not."""
    return text.isascii() and text.isdigit() and str(int(text)) == text


def is_number(item: Item, spec: Spec) -> bool:
    """True for 9, S9 and 9V; codes only where the list is closed and no value begins with 0."""
    if item.notation not in ("9", "S9", "9V"):
        return False
    values = closed_values(item, spec)
    return not item.code or (bool(values) and all(map(_canonical, values)))


def _number(item: Item, spec: Spec) -> Domain:
    sizes = item.digits
    kind = item.notation
    values = tuple(map(int, closed_values(item, spec)))
    if values or not sizes:
        whole = "number" if kind == "9V" else "integer"
        return Domain(kind=whole, minimum=None if kind == "S9" else 0, values=values)
    most: int | float = 10 ** sizes[0] - 1
    if kind == "9V":
        places = sizes[1] if len(sizes) > 1 else 0
        most = float(f"{10 ** sizes[0] - 1}.{'9' * places}") if places else most
        return Domain(kind="number", minimum=0, maximum=most)
    return Domain(kind="integer", minimum=-int(most) if kind == "S9" else 0, maximum=most)


def domain(item: Item, spec: Spec) -> Domain:
    """The values of an item; a notation that the legend does not have admits any text."""
    if is_number(item, spec):
        return _number(item, spec)
    values = closed_values(item, spec)
    kind = item.notation
    if kind == "BLOB":
        return Domain(kind="string", binary=True)
    if kind in _FORMS:
        return Domain(kind="string", pattern=_FORMS[kind], values=values)
    length = sum(item.digits) or None
    repeat = f"{{0,{length}}}" if length else "*"
    if kind == "X":
        return Domain(kind="string", max_length=length, pattern=f"^[{_HALF}]{repeat}$", values=values)
    if kind == "N":
        most = SELECTOR_FACTOR * length if length else None
        return Domain(kind="string", max_length=most, pattern=f"^{_FULL}{repeat}$", values=values)
    pattern = _FIGURES.get(kind, "").replace("*", repeat)
    return Domain(kind="string", max_length=length, pattern=pattern, values=values)


def described(item: Item) -> str:
    """項目定義 and 項目説明 (where a condition 「※※」 stands), joined by an empty line."""
    return "\n\n".join(text for text in (item.definition, item.description) if text)
