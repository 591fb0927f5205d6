"""A record's items at their bytes: tables unrolled, overlaid areas side by side, every field a column."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from migrate.model.record import FieldForm, Sign, Usage
from migrate.model.source import SourceColumn
from migrate.model.spec import CodeValue
from migrate.model.value import value
from migrate.source.copybook.entry import Entry
from migrate.source.copybook.item import Item
from migrate.source.copybook.names import Names
from migrate.source.copybook.picture import Category

_MOST_COLUMNS = 20_000
_MOST_BYTES = 16 << 20
_DEEPEST = 60


@value
class Fault:
    """Why a record cannot be laid out to its end."""

    line: int
    name: str
    reason: str


@value
class Where:
    """What stands around an item: subscripts, overlaid areas, the table with a variable number of occurrences."""

    subscripts: tuple[int, ...] = ()
    readings: tuple[str, ...] = ()
    occurs: int | None = None
    depends: str = ""


@value
class Laid:
    """One field before its name is settled."""

    column: SourceColumn
    groups: tuple[str, ...]
    """Names of the groups around it, the innermost first."""
    suffix: str


class TooMuchError(Exception):
    """The record has more fields or bytes than can be handled."""

    def __init__(self, entry: Entry, reason: str) -> None:
        super().__init__(reason)
        self.entry = entry
        self.reason = reason


def _type(item: Item) -> str:
    """The type in the words of layout tables."""
    picture, usage = item.entry.picture, item.usage
    if picture is None:
        return item.usage_word.upper()
    if usage is Usage.WIDE:
        return "N"
    if picture.category is not Category.NUMERIC:
        return "X"
    return "S9" if picture.signed else "9V" if picture.scale > 0 else "9"


class Layouter:
    """Lays one record out. The result: ``laid``, ``faults`` (then positions mean nothing), ``behind`` (a field behind a
    table of variable length).
    """

    def __init__(self, named: Names) -> None:
        self.named = named
        self.laid: list[Laid] = []
        self.faults: dict[tuple[int, str], Fault] = {}
        self.fillers: dict[int, int] = {}
        self.variable: Entry | None = None
        self.behind: Entry | None = None

    def fault(self, entry: Entry, reason: str) -> None:
        """Note once why positions cannot be told."""
        self.faults.setdefault((entry.line, entry.name), Fault(line=entry.line, name=entry.name, reason=reason))

    def name(self, item: Item) -> str:
        """An item's name; one without a name has the word FILLER and a number."""
        if item.entry.name:
            return item.entry.name
        number = self.fillers.setdefault(id(item.entry), len(self.fillers) + 1)
        return f"FILLER-{number}"

    def place(self, items: list[Item], start: int, where: Where, deep: int = 0) -> int:
        """Lay items out one after the other from byte ``start`` (from 0); gives the byte behind them."""
        at = start
        begins: dict[str, int] = {}
        overlaid = {item.entry.redefines.upper() for item in items if item.entry.redefines}
        for item in items:
            entry = item.entry
            if deep > _DEEPEST:
                raise TooMuchError(entry, "集団項目が深すぎます")
            base = entry.redefines.upper()
            if base and base not in begins:
                self.fault(entry, f"REDEFINES の相手「{entry.redefines}」がありません")
            begin = begins.get(base, at)
            begins.setdefault(entry.name.upper(), begin)
            inner = where
            if base or entry.name.upper() in overlaid:
                inner = replace(where, readings=(*where.readings, self.name(item)))
            at = max(at, self.item(item, begin, inner, deep))
        return at

    def item(self, item: Item, begin: int, where: Where, deep: int) -> int:
        """Lay one item out, all its occurrences."""
        occurs = item.entry.occurs
        if self.variable is not None and not where.depends and not item.entry.redefines:
            self.behind = self.behind or item.entry
        if occurs is None:
            return self.one(item, begin, where, deep)
        step = at = 0
        for number in range(1, occurs.most + 1):
            inner = replace(where, subscripts=(*where.subscripts, number))
            if not where.depends:
                inner = replace(inner, occurs=number, depends=occurs.depends)
            at = self.one(item, begin + (number - 1) * step, inner, deep)
            if number == 1:
                step = _step(item, at - begin)
        if occurs.depends and not where.depends:
            self.variable = item.entry
        return max(at, begin + occurs.most * step)

    def one(self, item: Item, begin: int, where: Where, deep: int) -> int:
        """Lay one occurrence of an item out."""
        if item.below:
            return self.place(item.below, begin, where, deep + 1)
        width = item.width
        if width is None or not width:
            reason = "PICTURE を読めないか、ないため、バイト数が分かりません"
            self.fault(item.entry, reason)
            width = 0
        begin = -(-begin // item.boundary) * item.boundary
        if len(self.laid) >= _MOST_COLUMNS or begin + width > _MOST_BYTES:
            reason = f"繰り返しが多すぎます（項目 {_MOST_COLUMNS} 個、{_MOST_BYTES >> 20} MB まで）"
            raise TooMuchError(item.entry, reason)
        self.laid.append(self.field(item, begin, width, where))
        return begin + width

    def field(self, item: Item, begin: int, width: int, where: Where) -> Laid:
        """One field as a column."""
        entry, picture = item.entry, item.entry.picture
        numeric = picture is not None and picture.category is Category.NUMERIC
        form = FieldForm(
            usage=item.usage,
            picture=picture.text if picture else "",
            signed=bool(picture and picture.signed),
            sign=item.placed_sign if numeric else Sign.TRAILING,
            occurs=where.occurs if where.depends else (where.subscripts[-1] if where.subscripts else None),
            depends=where.depends,
            readings=where.readings,
        )
        codes = tuple(
            CodeValue(value=text, meaning=self.named.get(one.at) or one.name)
            for one in item.conditions
            for text in one.values
        )
        column = SourceColumn(
            name=self.name(item),
            logical_name=self.named.get(entry.at, ""),
            type=_type(item),
            length=(picture.digits if numeric else picture.size) if picture else width,
            length_unit="CHAR" if picture else "BYTE",
            scale=picture.scale if picture and numeric and picture.scale else None,
            default=entry.values[0] if len(entry.values) == 1 else "",
            line=entry.line,
            start=begin + 1,
            bytes=width,
            codes=codes,
            form=form,
        )
        groups, above = [], item.above
        while above is not None:
            groups.append(above.entry.name)
            above = above.above
        suffix = "".join(f"-{number}" for number in where.subscripts)
        return Laid(column=column, groups=tuple(name for name in groups if name), suffix=suffix)


def _step(item: Item, size: int) -> int:
    """Bytes from one occurrence to the next: filled up so that aligned items stand alike in each."""
    widest = max((one.boundary for one in _all(item)), default=1)
    return -(-size // widest) * widest


def _all(item: Item) -> list[Item]:
    return [item, *(inner for one in item.below for inner in _all(one))] if item.below else [item]


def settled(laid: list[Laid]) -> tuple[SourceColumn, ...]:
    """Columns with names that occur once: a name that does not is led by its groups', else followed by a number."""
    names = [one.column.name + one.suffix for one in laid]
    for depth in range(max((len(one.groups) for one in laid), default=0)):
        counts = Counter(name.casefold() for name in names)
        if max(counts.values(), default=1) == 1:
            break
        names = [
            f"{one.groups[depth]}-{name}" if counts[name.casefold()] > 1 and depth < len(one.groups) else name
            for one, name in zip(laid, names, strict=True)
        ]
    times: Counter[str] = Counter()
    taken = {name.casefold() for name in names}
    columns = []
    for one, name in zip(laid, names, strict=True):
        unique = name
        while times[name.casefold()] and unique.casefold() in taken:
            times[name.casefold()] += 1
            unique = f"{name}#{times[name.casefold()]}"
        times[name.casefold()] = times[name.casefold()] or 1
        taken.add(unique.casefold())
        columns.append(replace(one.column, name=unique))
    return tuple(_resolved(columns, laid))


def _resolved(columns: list[SourceColumn], laid: list[Laid]) -> list[SourceColumn]:
    """The item of DEPENDING ON under its settled name."""
    by_item: dict[str, str] = {}
    for column, one in zip(columns, laid, strict=True):
        by_item.setdefault(one.column.name.upper(), column.name)
    return [
        replace(c, form=replace(c.form, depends=by_item.get(c.form.depends.upper(), c.form.depends)))
        if c.form is not None and c.form.depends
        else c
        for c in columns
    ]
