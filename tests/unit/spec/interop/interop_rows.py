"""Rows that fill any spec's tables to the brim: two generations, both date sentinels, IVS, plane 16, full length."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping

from migrate.model.spec import Item, Spec
from migrate.spec.interop.domain import closed_values, is_number
from migrate.spec.interop.keys import foreign_keys

GENERATIONS = (1, 2)
HISTORY = "履歴番号"
_WIDE = ("葛\U000e0100", "\U00100000", "\U00020bb7\U000e0101")
"""A character with IVS; one of plane 16; one outside the BMP with IVS, the widest that there is."""
_NARROW = "Aｱ'\\ﾟ~ "
_FIXED = {
    "DATE": ("0000-01-01", "9999-12-31"),
    "TIME": ("23:59:59", "00:00"),
    "YEAR": ("0000", "9999"),
}

Row = Mapping[str, str]


def _cycled(parts: tuple[str, ...] | str, length: int, first: int) -> str:
    return "".join(parts[(first + place) % len(parts)] for place in range(length))


def _number(item: Item, generation: int) -> str:
    sizes = item.digits or (9,)
    whole = "9" * sizes[0] if generation == 1 else "0"
    text = f"{whole}.{('9' if generation == 1 else '0') * sizes[1]}" if len(sizes) > 1 else whole
    return f"-{text}" if item.notation == "S9" and generation == 1 else text


def full(item: Item, spec: Spec, generation: int) -> str:
    """A legal value of an item that is as long and as wide as can be; the two generations differ."""
    if HISTORY in item.name and is_number(item, spec):
        return str(generation)
    if values := closed_values(item, spec):
        return values[(generation - 1) % len(values)]
    if is_number(item, spec):
        return _number(item, generation)
    if item.notation in _FIXED:
        return _FIXED[item.notation][generation - 1]
    if item.notation == "BLOB":
        return base64.b64encode(bytes((0, 255, generation))).decode()
    return _text(item, generation)


def _text(item: Item, generation: int) -> str:
    length = sum(item.digits) or 40
    if item.notation == "N":
        return _cycled(_WIDE, length, generation - 1) if length < 3 else _widest(length, generation)
    first = str(generation)
    return first + _cycled(_NARROW, length - 1, generation)[: length - 1].rstrip(" ").ljust(length - 1, "Z")


def _widest(length: int, generation: int) -> str:
    return _WIDE[generation - 1] + _WIDE[2 - generation] + _WIDE[2] * (length - 2)


def _roots(spec: Spec) -> Mapping[str, Item]:
    """データ項目ID → the item whose value it repeats: the one that its foreign keys lead to."""
    root = {item.id: item for item in spec.items}

    def end(item: Item) -> Item:
        while root[item.id] is not item:
            item = root[item.id]
        return item

    for key in foreign_keys(spec):
        if not key.obstacle:
            for column, target in zip(key.columns, key.target, strict=True):
                if end(column) is not end(target):
                    root[end(column).id] = end(target)
    return {item.id: end(item) for item in spec.items}


def _moving(spec: Spec, roots: Mapping[str, Item]) -> set[str]:
    """Roots that differ between the generations: all but the keys of tables that keep a history."""
    histories = {item.table for item in spec.items if item.primary_key and HISTORY in item.name}
    still = {
        roots[item.id].id
        for item in spec.items
        if item.primary_key and item.table in histories and HISTORY not in item.name
    }
    forced = {roots[item.id].id for item in spec.items if item.primary_key and item.table not in histories}
    return {root.id for root in roots.values() if root.id not in still or root.id in forced}


def rows(spec: Spec) -> Mapping[str, tuple[Row, ...]]:
    """Table → its two rows, データ項目ID → value; foreign keys hold, primary keys differ."""
    roots = _roots(spec)
    moving = _moving(spec, roots)

    def value(item: Item, generation: int) -> str:
        root = roots[item.id]
        return full(root, spec, generation if root.id in moving else 1)

    return {
        table: tuple({item.id: value(item, one) for item in spec.items_of(table)} for one in GENERATIONS)
        for table in spec.tables
    }


def in_order(spec: Spec) -> Iterator[str]:
    """Tables so that each comes after those that it points at."""
    points_at = {
        table: {k.target_table for k in foreign_keys(spec) if k.table == table and not k.obstacle}
        for table in spec.tables
    }
    done: set[str] = set()
    while len(done) < len(points_at):
        table = next(one for one in points_at if one not in done and points_at[one] <= {*done, one})
        done.add(table)
        yield table
