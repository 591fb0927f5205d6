"""Rows made from the definitions of a spec's items alone: clean ones at the edges of what is admitted, and bad ones.

A bad row has one cell (or one set of cells that belong together) that breaks one check; everything else in it is
clean. Nothing here asks the product what it would say: what is admitted is read from the published columns (データ型,
桁数, コード, データ出力条件, 主キー, 外部キー) once more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from migrate.model.spec import Item, Spec
from migrate.model.value import value
from migrate.quality.catalogue import Rule

Cells = dict[str, str | None]
AS_OF = date(2026, 11, 23)
LATER = (AS_OF + timedelta(days=1)).isoformat()
UNLIMITED = 4
"""Characters of a text for which no 桁数 is published."""
TEXTS = ("X", "N", "9", "9V", "S9")
NOT_IN_MJ = "한"
CLEAN_DATES = ("1970-01-31", "0000-01-01", "9999-12-31")
CLEAN_FORMS = {"DATE": CLEAN_DATES[:1], "TIME": ("23:59:59", "00:00", "12:34:56"), "YEAR": ("2026",)}
BAD_FORMS = {
    "DATE": ("2023-02-29", "2023-13-01", "2023/05/01", "20230501", "1970-99-01", "2023-05-01 "),
    "TIME": ("24:00:00", "12:60", "1:00"),
    "YEAR": ("20a3", "２０２６", "20234", "26"),
}
BAD_TEXTS = {
    "X": ("山", "ア"),
    "N": ("A", "1"),
    "9": ("A", "-1", "１"),
    "9V": ("A", "1.", "-1.0"),
    "S9": ("A", "+5", "1.5"),
}
SPOILT = {
    "MIG-CHR-001": ("\ue000", "XN"),
    "MIG-CHR-040": ("〓", "XN"),
    "MIG-CHR-042": ("\x07", "XN"),
    "MIG-CHR-043": ("\u200b", "XN"),
    "MIG-CHR-044": (" ", "XN"),
    "MIG-CHR-047": ("ｱ", "N"),
    "MIG-CHR-048": ("か\u309a", "N"),
    "MIG-CHR-049": ("⼭", "N"),
    "MIG-CHR-052": ("あ\U000e0100", "N"),
    "MIG-CHR-053": ("～〜", "N"),
}
"""Code → what must not be in a text, and the types of text that are asked."""
BEFORE_CODES = frozenset({"MIG-CHR-040", "MIG-CHR-042", "MIG-CHR-043", "MIG-CHR-047"})
"""Rules of characters that come before the code list; the others are never said of a coded item."""


@value
class Bad:
    """What is wrong with a row: ``code`` is found at ``item``."""

    code: str
    item: str
    cells: Mapping[str, str | None]
    """What is changed in a clean row."""


def size(item: Item) -> int:
    """Characters that an item admits, sign and decimal point not counted."""
    return sum(item.digits) or UNLIMITED


def closed(spec: Spec, item: Item) -> tuple[str, ...]:
    """The values of a closed code list, none for other items."""
    found = spec.codes.get(item.code_list_id) if item.code_list_id else None
    return () if found is None or found.open else tuple(one.value for one in found.values)


def _filler(item: Item) -> str:
    return (
        "頃" if item.name.endswith("_不詳表記") else {"N": "山", "9": "9", "9V": "9", "S9": "9"}.get(item.notation, "A")
    )


def fullest(item: Item, variant: int = 0) -> str:
    """The longest text that an item without code list admits; some types have more than one."""
    texts = _fullest(item)
    return texts[variant % len(texts)]


def _fullest(item: Item) -> tuple[str, ...]:
    whole = _filler(item) * size(item)
    match item.notation:
        case "9V" if len(item.digits) == 2:
            before, after = (_filler(item) * count for count in item.digits)
            return (f"{before}.{after}", before)
        case "S9":
            return (f"-{whole}", whole)
        case "X":
            return (whole, "ｱ" * size(item))
    return CLEAN_FORMS.get(item.notation, (whole,))


def too_long(item: Item) -> Iterator[str]:
    """Texts just over 桁数."""
    most, one = size(item), _filler(item)
    match item.notation:
        case "9V" if len(item.digits) == 2:
            whole, part = item.digits
            yield f"{one * (whole + 1)}.{one * part}"
            yield f"{one * whole}.{one * (part + 1)}"
        case "S9":
            yield f"-{one * (most + 1)}"
        case _:
            yield one * (most + 1)


def no_code(item: Item, codes: tuple[str, ...]) -> str:
    """A text of the item's type and length that is none of its codes."""
    digits = "9876543210" if item.notation in ("9", "S9") else "山川" if item.notation == "N" else "9876543210ZYXW"
    lengths = (len(codes[0]), *range(1, size(item) + 1))
    found: str
    found, *_ = (one * length for length in lengths for one in digits if one * length not in codes)
    return found


def spoilt(item: Item, mark: str) -> str | None:
    """A text with ``mark`` at its end that is no longer than it may be, None where there is none."""
    seen = 1 if len(mark) == 2 and mark != "～〜" else len(mark)
    mark = "\u3000" if mark == " " and item.notation == "N" else mark
    room = min(size(item) - seen, 1)
    return None if room < 0 else _filler(item) * room + mark


class Definitions:
    """What the items of one table ask for."""

    def __init__(self, spec: Spec, table: str, rules: tuple[Rule, ...]) -> None:
        self.spec, self.table, self.rules = spec, table, rules
        self.items = {item.name: item for item in spec.items_of(table)}
        self.conditions = tuple(self._conditions())

    def reached(self, code: str, item: Item) -> tuple[Rule, ...]:
        """The rows of a rule that name an item."""
        return tuple(r for r in self.rules if r.code == code and r.reaches(self.spec.business, self.table, item.name))

    def triple(self, item: Item) -> tuple[str, str]:
        """不詳フラグ and 不詳表記 of a date, ``""`` where there is none."""
        flag, words = f"{item.name}_不詳フラグ", f"{item.name}_不詳表記"
        return flag if flag in self.items else "", words if words in self.items else ""

    def admits_unknown(self, item: Item) -> bool:
        """True where month or day may be 99."""
        return any(self.triple(item)) or "不詳日を許容" in item.description

    def forbids(self, item: Item, text: str) -> bool:
        """True where a sentinel is out of place in an item of this name (MIG-DQ-111, -113)."""
        wrong = {"9999-12-31": "9999", "0000-01-01": "0000"}[text]
        first = self.reached("MIG-DQ-111", item)
        marked = self.reached("MIG-DQ-113", item)[:1]
        if wrong == "0000" and not any(self.triple(item)) and any(r.kind == "pattern" for r in marked):
            return True
        return any(wrong in r.parameters["禁止"] for r in first[:1])

    def known(self, item: Item) -> Cells:
        """A known day, and its flag and words accordingly."""
        flag, words = self.triple(item)
        return {item.name: CLEAN_DATES[0], **({flag: "0"} if flag else {}), **({words: None} if words else {})}

    def unknown(self, item: Item) -> Cells:
        """A day that is not known, and its flag and words accordingly."""
        flag, words = self.triple(item)
        said = {flag: "1"} if flag else {}
        return {item.name: "1970-99-99", **said, **({words: fullest(self.items[words])} if words else {})}

    def clean(self, variant: int) -> Cells:
        """Every item filled; ``variant`` turns over code values, sentinels and unknown days. Keys come later."""
        cells: Cells = {}
        for item in self.items.values():
            codes = closed(self.spec, item)
            cells[item.name] = codes[variant % len(codes)] if codes else fullest(item, variant)
        for item in self.items.values():
            if item.notation == "DATE":
                cells |= self._dates(item, variant)
        return cells

    def _dates(self, item: Item, variant: int) -> Cells:
        if any(self.triple(item)):
            return self.unknown(item) if variant % 2 else self.known(item)
        if variant % 4 == 3 and self.admits_unknown(item):
            return {item.name: "1970-01-99"}
        text = CLEAN_DATES[variant % 3]
        return {item.name: CLEAN_DATES[0] if text != CLEAN_DATES[0] and self.forbids(item, text) else text}

    def fewest(self) -> Cells:
        """Only what must be there."""
        full = self.clean(0)
        cells = {name: full[name] if item.required or item.primary_key else None for name, item in self.items.items()}
        for _ in self.items:
            for item, rule in self.conditions:
                if cells[item.name] is None and all(
                    cells[name] is not None if wanted == "*" else cells[name] in wanted.split("|")
                    for name, wanted in rule.parameters.items()
                ):
                    cells[item.name] = full[item.name]
        return cells

    def _conditions(self) -> Iterator[tuple[Item, Rule]]:
        """条件付き必須: each item and the first rule of each code that states its condition."""
        for item in self.items.values():
            taken: set[str] = set()
            for rule in self.rules:
                stated = rule.kind == "required_if" and set(rule.parameters) <= set(self.items)
                named = stated and rule.reaches(self.spec.business, self.table, item.name)
                if named and rule.code not in taken:
                    taken.add(rule.code)
                    yield item, rule

    def bad(self) -> Iterator[Bad]:
        """Bad rows of every item, but for keys and references."""
        for item in self.items.values():
            for code, text in self._bad_cells(item):
                yield Bad(code=code, item=item.name, cells={**self._around(item), item.name: text})
        for item, rule in self.conditions:
            if not item.required:  # else the more basic check is said
                yield Bad(code=rule.code, item=item.name, cells={**self._met_alone(item, rule), item.name: None})
        yield from self._bad_triples()

    def _met_alone(self, item: Item, rule: Rule) -> Cells:
        """Cells with which the condition of ``rule`` is met, and that of no rule of the item that comes before it."""
        cells: Cells = {}
        for one in (other for at, other in self.conditions if at is item and other.rank < rule.rank):
            name, values = next(iter(one.parameters.items()))
            others = [code for code in closed(self.spec, self.items[name]) if code not in values.split("|")]
            cells[name] = None if values == "*" else others[0]
        return cells | {name: values.split("|")[0] for name, values in rule.parameters.items() if values != "*"}

    def _around(self, item: Item) -> Cells:
        """The date that an item of a triple belongs to, as a bad cell of that item needs it."""
        stem, _, sign = item.name.rpartition("_")
        if sign not in ("不詳フラグ", "不詳表記") or stem not in self.items:
            return self.known(item) if item.notation == "DATE" else {}
        return self.unknown(self.items[stem]) if sign == "不詳表記" else self.known(self.items[stem])

    def _bad_cells(self, item: Item) -> Iterator[tuple[str, str | None]]:
        codes, notation = closed(self.spec, item), item.notation
        if item.required:
            yield "MIG-DQ-001", None
            yield "MIG-DQ-001", "\u3000"
        for text in BAD_TEXTS.get(notation, ()):
            yield "MIG-DQ-003", text
        if notation in TEXTS and item.digits:
            yield from (("MIG-DQ-004", text) for text in too_long(item))
        if codes:
            yield "MIG-DQ-005", no_code(item, codes)
        for text in BAD_FORMS.get(notation, ()):
            yield "MIG-DQ-006", text
        yield from self._spoilt(item)
        if notation == "DATE":
            yield from self._bad_days(item)
        if notation == "N" and not codes and item.digits:
            yield "MIG-DQ-105", "辻\U000e0102" + _filler(item) * (size(item) - 1)
        if self.reached("MIG-DQ-117", item) and notation == "N":
            yield "MIG-DQ-117", "山"

    def _spoilt(self, item: Item) -> Iterator[tuple[str, str]]:
        for code, (mark, types) in SPOILT.items():
            coded = closed(self.spec, item) and code not in BEFORE_CODES
            text = spoilt(item, mark) if item.notation in tuple(types) and not coded else None
            if text is not None and not (code == "MIG-CHR-044" and item.required and not text.strip()):
                yield code, text
        if item.notation == "N" and self.reached("MIG-CHR-051", item) and not closed(self.spec, item):
            yield "MIG-CHR-051", spoilt(item, NOT_IN_MJ) or ""

    def _bad_days(self, item: Item) -> Iterator[tuple[str, str]]:
        yield from (("MIG-DQ-110", text) for text in ("9999-99-99", "0000-00-00", "2999-12-31"))
        yield from (("MIG-DQ-112", text) for text in ("2023", "2023-05", "2023-05-00"))
        misplaced = self.reached("MIG-DQ-111", item)[:1]
        for text in ("9999-12-31", "0000-01-01"):
            if any(text[:4] in rule.parameters["禁止"] for rule in misplaced):
                yield "MIG-DQ-111", text
        if not self.admits_unknown(item):
            yield "MIG-DQ-113", "1970-99-99"
            yield "MIG-DQ-113", "1970-01-99"
        if self.reached("MIG-DQ-118", item):
            yield "MIG-DQ-118", "1872-12-31"
        if self.reached("MIG-DQ-119", item):
            yield "MIG-DQ-119", LATER

    def _bad_triples(self) -> Iterator[Bad]:
        for item in self.items.values():
            flag, words = self.triple(item)
            if item.notation != "DATE" or not (flag or words):
                continue
            if flag and words:
                yield Bad(code="MIG-DQ-114", item=words, cells={**self.unknown(item), words: None})
                yield Bad(code="MIG-DQ-115", item=flag, cells={**self.unknown(item), flag: "0"})
            yield Bad(code="MIG-DQ-116", item=item.name, cells={**self.known(item), item.name: "1970-99-99"})
