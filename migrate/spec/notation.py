"""データ型 and 桁数 as published, read as a key and as numbers (凡例「データ型」, デジタル庁, 2023-09-29)."""

from __future__ import annotations

from migrate.model.spec import Item

FIXED = {"DATE": 10, "TIME": 8, "YEAR": 4}
"""Characters of the types whose form is fixed, all of them ASCII."""
_PLAIN = str.maketrans("ＸＮ９ＶＳ", "XN9VS")


def notation(item: Item) -> str:
    """データ型 with half-width letters, as a key: ``Ｎ`` and ``N`` are one."""
    return item.type.strip().translate(_PLAIN)


def digits(item: Item) -> tuple[int, ...]:
    """桁数 as numbers: ``15`` → (15,), ``5,2`` → (5, 2); empty where none is published."""
    parts = [part.strip() for part in item.length.replace("，", ",").split(",")]
    return tuple(map(int, parts)) if all(part.isascii() and part.isdigit() for part in parts) else ()


def words(item: Item) -> str:
    """The notation as people write it: ``X(15)``, ``9V(5,2)``, ``DATE(10)``."""
    return f"{item.type}({item.length})" if item.length else item.type
