"""Digests of a data file's values, their form made even, to see which columns share values. No value is kept."""

from __future__ import annotations

import heapq
import re
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa

from migrate.model.source import SourceFile, SourceKind, SourceTable
from migrate.source import read_csv, read_fixed
from migrate.source.profile.file import table_of_header
from migrate.text import blanks, dates, eras, width
from migrate.text.refusal import UnconvertibleError

MOST = 20_000
"""Digests kept of a column: its smallest ones, so that two columns are cut alike."""
_ERA_DIGITS = re.compile(r"([1-5])(\d{6})")
_DATE = re.compile(r"[A-Za-z明大昭平令]{1,2}.?\d.*|\d{8}|\d{4}[-/.年]\d.*")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)-(?=\d)")


def even(text: str) -> str:
    """A value with its form made even: blanks, width, dates of any era, hyphens in numbers, zeros in front.

    >>> even("４５－０１"), even("000123"), even("S450131"), even("ﾔﾏﾀﾞ ﾀﾛｳ"), even("900-0472")
    ('4501', '123', '1970-01-31', 'ヤマダタロウ', '9000472')
    """
    plain = width.full_kana(width.half_ascii(blanks.strip(text))).replace(" ", "")
    era = _ERA_DIGITS.fullmatch(plain)
    written = f"{eras.ERAS[int(era[1]) - 1].letter}{era[2]}" if era else plain
    if era or _DATE.fullmatch(plain):
        try:
            day = dates.to_iso(written)
        except UnconvertibleError:
            day = None
        if day or dates.is_empty(written) or dates.is_unknown(written):
            return day or ""
    plain = _BETWEEN_DIGITS.sub("", plain)
    return plain.lstrip("0") or "0" if plain.isdigit() else plain


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def digests(path: Path, file: SourceFile, declared: SourceTable | None) -> Mapping[str, frozenset[int]]:
    """Column → digests of its different values, empty values left out; at most the `MOST` smallest.

    Raises:
        UnreadableError: as `source.profile.file.profile`.
    """
    if file.kind is SourceKind.CSV:
        table = table_of_header(path, file, declared)
        tasks = read_csv.tasks(path, file, table)
    else:
        table = declared if declared is not None else SourceTable(name="", columns=())
        tasks = read_fixed.tasks(path, file, table)
    found: list[set[int]] = [set() for _ in table.columns]
    for task in tasks:
        for held, cells in zip(found, task().columns, strict=True):
            texts = (cells.dictionary if isinstance(cells, pa.DictionaryArray) else cells).unique().to_pylist()
            held.update(_digest(plain) for text in texts if text and (plain := even(text)))
            if len(held) > 2 * MOST:
                held.intersection_update(heapq.nsmallest(MOST, held))
    return {
        column.name: frozenset(heapq.nsmallest(MOST, held)) for column, held in zip(table.columns, found, strict=True)
    }
