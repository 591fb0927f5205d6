"""What the cells of a column's definition say: type, digits, 必須 and NULL可, code lists."""

from __future__ import annotations

import re
import unicodedata

from migrate.model.value import value
from migrate.source.book.words import mark, meaning, sign
from migrate.text.width import half_ascii

_NOTHING = frozenset(("", "-", "ー", "―", "‐", "–", "—", "−", "/", "*なし", "なし", "無", "無し"))
_TYPE = re.compile(r"(?P<name>.*?)\s*\(\s*(?P<inside>[^()]*)\)\s*(?P<rest>.*)\Z", re.DOTALL)
_TYPE_DIGITS = re.compile(r"(?P<name>[^\d\s]+|[^\d\s]\w*?)\s+(?P<inside>\d+(?:\s*[,.]\s*\d+)?)\Z")
_DIGITS = re.compile(
    r"(?:整数|最大|可変|固定)?(?P<length>\d{1,9})(?:桁)?(?:\s*[,.、・v+(]\s*(?:小数)?(?P<scale>\d{1,4})(?:桁)?\)?)?"
    r"\s*(?P<unit>バイト|bytes?|b|文字|chars?|character|codeunits32|octets|桁)?"
)
_UNITS = {"バイト": "BYTE", "b": "BYTE", "byte": "BYTE", "bytes": "BYTE", "octets": "BYTE"}
_UNITS |= {"文字": "CHAR", "char": "CHAR", "chars": "CHAR", "character": "CHAR", "codeunits32": "CHAR"}
_KEYED = re.compile(
    r"(?P<mark>yes|y|○|〇|◯)?[(\[]?(?P<key>pk|fk|uk|uq|ix|idx|p|f|u|i|主キー|外部キー|主|外|一意|索引)[)\]]?(?P<order>\d*)(?:[-.](?P<part>\d{1,3}))?[)\]]?"
)
_NULL_KEY = re.compile(r"(?P<mark>\w+|[○〇◯])\(pk(?P<order>\d*)\)")
_BETWEEN = re.compile(r"[\s、,;/・|]+(?=[0-9A-Za-z]{1,8}\s*[:=])|\n+")
_LONGEST = 200
_ENDS = " \u3000\n、,;/・|。"
_ONE = re.compile(r"\s*(?P<code>[0-9A-Za-z]{1,8})\s*[:=]\s*(?P<name>.+)", re.DOTALL)


class OddError(ValueError):
    """A cell that says something else than its heading asks for."""


@value
class Size:
    """Digits as a declaration has them: whole length, decimals, what is counted."""

    length: int | None = None
    scale: int | None = None
    unit: str = ""


@value
class Type:
    """A type's name in upper case, and the size that stands in its brackets."""

    name: str = ""
    size: Size = Size()


def is_nothing(text: str) -> bool:
    """True for an empty cell and for a dash that stands for one."""
    return sign(text) in _NOTHING


def read_size(text: str) -> Size:
    """The digits in a cell.

    >>> read_size("１０"), read_size("10,2").scale, read_size("7.2").length, read_size("20バイト").unit
    (Size(length=10, scale=None, unit=''), 2, 7, 'BYTE')

    Raises:
        OddError: the cell says something else.
    """
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    if is_nothing(text) or folded in ("max", "可変", "*"):
        return Size()
    found = _DIGITS.fullmatch(folded.removeprefix("(").removesuffix(")") if folded.startswith("(") else folded)
    if found is None:
        raise OddError
    scale = found["scale"]
    unit = _UNITS.get(found["unit"] or "", "")
    return Size(length=int(found["length"]), scale=int(scale) if scale is not None else None, unit=unit)


def read_type(text: str) -> Type:
    """A type with or without its size.

    >>> read_type("VARCHAR2(10 CHAR)")
    Type(name='VARCHAR2', size=Size(length=10, scale=None, unit='CHAR'))
    >>> read_type("ｎｕｍｂｅｒ（１０，２）").size.scale, read_type("timestamp(6) with time zone").name
    (2, 'TIMESTAMP WITH TIME ZONE')
    >>> read_type("文字列（可変）").name, read_type("char 8").size.length
    ('文字列(可変)', 8)
    """
    if is_nothing(text):
        return Type()
    folded = " ".join(half_ascii(text).split())
    if len(folded) > _LONGEST:
        return Type(name=folded.upper())
    found = _TYPE.fullmatch(folded) or _TYPE_DIGITS.fullmatch(folded)
    if found is None or not found["name"]:
        return Type(name=folded.upper())
    try:
        size = read_size(found["inside"])
    except OddError:
        return Type(name=folded.upper())
    if size == Size() and sign(found["inside"]) != "max":
        return Type(name=folded.upper())
    rest = found.groupdict().get("rest") or ""
    return Type(name=" ".join(part for part in (found["name"].upper(), rest.upper()) if part), size=size)


def is_type(text: str) -> bool:
    """True for the name of a type that database products or houses use, with or without its size.

    >>> is_type("ＣＨＡＲ（１０）"), is_type("文字"), is_type("ATENA_NO")
    (True, True, False)
    """
    return bool(text) and len(text) <= _LONGEST and bool(meaning("type", read_type(text).name))


@value
class Null:
    """What a cell below 必須 or NULL可 says; ``nullable`` is None where it says nothing."""

    nullable: bool | None = None
    key_order: int | None = None
    """Place in the primary key where the cell says it too (``Yes (PK1)``), 0 without a number."""


def read_null(text: str, required: bool) -> Null:
    """Whether NULL is allowed, from a cell below 必須 (``required``) or below NULL可; the same mark means the opposite.

    >>> read_null("○", True).nullable, read_null("○", False).nullable, read_null("否", False).nullable
    (False, True, False)
    >>> read_null("NOT NULL", False).nullable, read_null("任意", True).nullable, read_null("", True).nullable
    (False, True, None)
    >>> read_null("Yes (PK2)", True)
    Null(nullable=False, key_order=2)

    Raises:
        OddError: the cell says something else.
    """
    folded = sign(text)
    keyed = _NULL_KEY.fullmatch(folded)
    order = int(keyed["order"] or 0) if keyed else None
    said = mark(keyed["mark"] if keyed else text)
    if not folded:
        return Null()
    if said in ("notnull", "null"):
        return Null(nullable=said == "null", key_order=order)
    if required and said in ("yes", "no", "may"):
        return Null(nullable=said != "yes", key_order=order)
    if not required and said in ("yes", "no", "may", "maynot"):
        return Null(nullable=said in ("yes", "may"), key_order=order)
    raise OddError


def read_codes(text: str) -> tuple[tuple[str, str], ...]:
    r"""The code list that a cell's text is, empty where it is none or holds anything else; names stay as written.

    >>> read_codes("1:男 2:女"), read_codes("０＝無、１＝有"), read_codes("宛名番号")
    ((('1', '男'), ('2', '女')), (('0', '無'), ('1', '有')), ())
    >>> read_codes("1：個人\n2：法人 （外国を含む）")
    (('1', '個人'), ('2', '法人 （外国を含む）'))
    """
    folded = half_ascii(text)
    spans, start = [], 0
    for gap in _BETWEEN.finditer(folded):
        spans.append((start, gap.start()))
        start = gap.end()
    spans.append((start, len(folded)))
    found = []
    for first, last in spans:
        one = _ONE.fullmatch(folded[first:last].rstrip(_ENDS))
        name = text[first + one.start("name") : first + one.end("name")].strip() if one else ""
        if one is None or not name:
            return ()
        found.append((one["code"], name))
    return tuple(found)


def codes_text(codes: tuple[tuple[str, str], ...]) -> str:
    """A code list in one way of writing.

    >>> codes_text((("1", "男"), ("2", "女")))
    '1:男 2:女'
    """
    return " ".join(f"{code}:{' '.join(name.split())}" for code, name in codes)


def in_one_way(text: str) -> str:
    """A cell's code list in one way of writing where it is one, else the text as it is.

    >>> in_one_way("０＝無、１＝有"), in_one_way("別紙参照")
    ('0:無 1:有', '別紙参照')
    """
    found = codes_text(read_codes(text))
    return found if found and codes_text(read_codes(found)) == found else text


@value
class KeyMark:
    """A cell of a key column: its kind (``pk``, ``fk``, ``uk``, ``ix``, empty for a mark alone) and order."""

    kind: str = ""
    order: int | None = None
    part: int | None = None
    """Place in a composite key (FK1-2)."""


_KINDS = {"pk": "pk", "p": "pk", "主キー": "pk", "主": "pk", "fk": "fk", "f": "fk", "外部キー": "fk", "外": "fk"}
_KINDS |= {"uk": "uk", "uq": "uk", "u": "uk", "一意": "uk", "ix": "ix", "idx": "ix", "i": "ix", "索引": "ix"}


def read_keys(text: str) -> tuple[KeyMark, ...]:
    """The keys that a mark cell names.

    >>> [(k.kind, k.order) for k in read_keys("PK1, FK")], [(k.kind, k.order) for k in read_keys("②")]
    ([('pk', 1), ('fk', None)], [('', 2)])
    >>> read_keys("×"), read_keys("○")
    ((), (KeyMark(kind='', order=None, part=None),))

    Raises:
        OddError: the cell says something else.
    """
    folded = sign(text)
    if folded.isdecimal() and len(folded) < 4:
        return (KeyMark(order=int(folded)),) if int(folded) else ()
    said = mark(text)
    if said in ("yes", "notnull"):
        return (KeyMark(),)
    if not folded or said in ("no", "null") or is_nothing(text):
        return ()
    found = []
    for part in re.split(r"[,、/・+&\n\s]+", unicodedata.normalize("NFKC", text).casefold()):
        one = _KEYED.fullmatch(part)
        if one is None:
            raise OddError
        order, place = (int(one[name]) if one[name] else None for name in ("order", "part"))
        found.append(KeyMark(kind=_KINDS[one["key"]], order=order, part=place))
    return tuple(found)
