"""What tables and columns are called: published or in romaji, unique, and short enough for those who limit them."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from migrate.model.spec import Item, Spec
from migrate.spec.interop.options import Names

Fits = Callable[[str], bool]
_HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


def anything(name: str) -> bool:
    """Every name that is not empty fits."""
    return bool(name)


def key(name: str) -> str:
    """Names with the same key are the same name to some database (case, width and kana do not count everywhere).

    >>> key("カナ_Ａ") == key("かな_a")
    True
    """
    return unicodedata.normalize("NFKC", name).casefold().translate(_HIRAGANA)


def _short(name: str, id_: str, fits: Fits) -> str:
    """The longest beginning of ``name`` that fits with ``_id`` behind it."""
    for end in range(len(name), 0, -1):
        if fits(f"{name[:end]}_{id_}"):
            return f"{name[:end]}_{id_}"
    return f"i{id_}"


def unique(wanted: Mapping[str, str], fits: Fits = anything) -> Mapping[str, str]:
    """Names by id, no two the same to any database: a name that does not fit, or is not the only one, ends in its id.

    >>> unique({"01": "a", "02": "A", "03": "b"})
    {'01': 'a_01', '02': 'A_02', '03': 'b'}
    """
    count = Counter(key(name) for name in wanted.values())
    chosen = {id_: name for id_, name in wanted.items() if fits(name) and count[key(name)] == 1}
    taken = {key(name) for name in chosen.values()}
    for id_, name in wanted.items():
        if id_ not in chosen:
            short = _short(name, id_, fits)
            while key(short) in taken:
                short = f"i{short}" if fits(f"i{short}") else f"i{id_}"
            chosen[id_] = short
            taken.add(key(short))
    return {id_: chosen[id_] for id_ in wanted}


def table_ids(spec: Spec) -> Mapping[str, str]:
    """Tables → ``t`` and the データ項目ID of the first item: an ASCII name that stays when another table is added."""
    first: dict[str, str] = {}
    for item in spec.items:
        first.setdefault(item.table, f"t{item.id}")
    return first


def tables(spec: Spec, names: Names, fits: Fits = anything) -> Mapping[str, str]:
    """Tables → their names."""
    ids = table_ids(spec)
    if names is Names.ROMAJI:
        return ids
    chosen = unique({id_: table for table, id_ in ids.items()}, fits)
    return {table: chosen[id_] for table, id_ in ids.items()}


def columns(items: Iterable[Item], names: Names, fits: Fits = anything) -> Mapping[str, str]:
    """データ項目ID → column, for the items of one table; an item without romaji gets ``i`` and its ID."""
    if names is Names.ROMAJI:
        return unique({item.id: item.romaji or f"i{item.id}" for item in items}, fits)
    return unique({item.id: item.name for item in items}, fits)


def all_columns(spec: Spec, names: Names, fits: Fits = anything) -> Mapping[str, str]:
    """データ項目ID → column, for all tables; two tables may have columns of the same name."""
    return {id_: name for table in spec.tables for id_, name in columns(spec.items_of(table), names, fits).items()}
