"""address_part(値, '部分')"""

from __future__ import annotations

from migrate.engine import municipalities
from migrate.engine.kinds import Kind
from migrate.text import addresses, blanks

PARAMETERS = (Kind.VALUE, Kind.TEXT)


def wrong(part: str) -> str:
    """What is wrong with the name of the part, ``""`` where nothing is."""
    return "" if part in addresses.PARTS else " ".join(addresses.PARTS)


def apply(value: str | None, part: str) -> str | None:
    """One part of an address (都道府県, 市区町村, 町字, 番地, 方書); what cannot be told apart stays together in 町字.

    >>> [apply("東京都千代田区霞が関１－２－３　庁舎５階", part) for part in addresses.PARTS]
    ['東京都', '千代田区', '霞が関', '１－２－３', '庁舎５階']
    >>> apply("蒲生郡日野町大字中山", "市区町村"), apply("日野町1-2", "市区町村")
    ('蒲生郡日野町', None)
    """
    parts = addresses.split(value or "", municipalities.gazetteer())
    return blanks.strip(parts[addresses.PARTS.index(part)]) or None
