"""Delivered files as they are: Parquet is taken in place; for CSV see `delivered_csv`.

No value is trimmed, folded or guessed.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from migrate.engine.content import Digesting
from migrate.errors import UnreadableError
from migrate.model.delivery import Content
from migrate.model.finding import Place
from migrate.model.value import value

_BATCH = 1 << 16


@value
class Delivered:
    """The delivered rows of one table in one format, ready to be compared.

    ``parquet`` has one row per record, in the order of the files.
    """

    file: str
    """Relative to the workspace; the first one, and how many follow, where there are several."""
    parquet: Path
    tells_empty: bool
    """True where an empty text and no value are two different things."""
    content: Content | None = None
    """Of its rows, where it has been read whole."""

    @property
    def name(self) -> str:
        """The bare file name, for messages that name the place beside it."""
        return self.file.rpartition("/")[2]


def open_parquet(path: Path, file: str, columns: tuple[str, ...]) -> Delivered:
    """A delivered Parquet file.

    Raises:
        UnreadableError: MIG-REC-010 (damaged), MIG-REC-011 (other columns than the table has, or not text).
    """
    digesting = Digesting(columns)
    try:
        with pq.ParquetFile(path, pre_buffer=False) as found:
            _texts_of(found.schema_arrow, columns, file)
            for batch in found.iter_batches(_BATCH):  # a damaged page shows only when it is read
                batch.validate(full=True)
                digesting.add(batch)
    except (pa.ArrowException, OSError):
        raise UnreadableError(
            "MIG-REC-010", Place(file=file), {"file": file, "reason": "Parquet として読めません"}
        ) from None
    return Delivered(file=file, parquet=path, tells_empty=True, content=digesting.content())


def _texts_of(schema: pa.Schema, columns: tuple[str, ...], file: str) -> None:
    """Refuse other columns than the table has, and one that is not text."""
    same_columns(tuple(schema.names), columns, file)
    for one in schema:
        if not (pa.types.is_string(one.type) or pa.types.is_large_string(one.type)):
            raise UnreadableError(
                "MIG-REC-011", Place(file=file), {"file": file, "reason": f"「{one.name}」が文字列ではありません"}
            )


def same_columns(found: tuple[str, ...], wanted: tuple[str, ...], file: str) -> None:
    """Both name the same columns, in whatever order.

    Raises:
        UnreadableError: MIG-REC-011, what is missing, extra or doubled, by its number.
    """
    if Counter(found) == Counter(wanted):
        return
    missing = [c for c in wanted if c not in found]
    extra = [c for c in dict.fromkeys(found) if c not in wanted]
    twice = [c for c, times in Counter(found).items() if times > 1 and c in wanted]
    spoken = (("ない項目", missing), ("余分な項目", extra), ("重複した項目", twice))
    reason = "、".join(f"{word} {len(names)}" for word, names in spoken if names)
    named = missing or twice
    item = named[0] if named else None
    raise UnreadableError("MIG-REC-011", Place(file=file, item=item), {"file": file, "reason": reason})
