"""Characters that people decided about, put into staged rows before anything else looks at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from migrate.characters.ledger import replace as characters
from migrate.model.staging import Staged

_CHANGED = b"changed"


def put_in(staged: Staged, texts: Mapping[str, str], path: Path) -> tuple[Staged, int]:
    """The staged rows with every character that is a key of ``texts`` written as its value, and how many cells changed.

    Args:
        staged: the rows as they were read; they stay as they are.
        texts: character → what to write.
        path: the Parquet file to make; one that is there whole was made of the same rows and decisions.
    """
    if not texts:
        return staged, 0
    if not path.exists():
        _write(staged.parquet, texts, path)
    changed = int(pq.read_metadata(path).metadata[_CHANGED])
    return replace(staged, parquet=path), changed


def _column(column: pa.ChunkedArray, texts: Mapping[str, str]) -> tuple[pa.ChunkedArray, int]:
    """A column with its characters written, and how many cells changed; the record numbers stay."""
    if not pa.types.is_string(column.type):
        return column, 0
    decided = pa.chunked_array([characters.replace(one, texts) for one in column.chunks], column.type)
    return decided, pc.sum(pc.not_equal(decided, column)).as_py() or 0


def _write(source: Path, texts: Mapping[str, str], path: Path) -> None:
    part, changed = path.with_suffix(".part"), 0
    with (
        pq.ParquetFile(source) as file,
        pq.ParquetWriter(part, file.schema_arrow, compression="lz4", use_dictionary=False) as writer,
    ):
        for group in range(file.num_row_groups):
            rows = file.read_row_group(group)
            columns = [_column(column, texts) for column in rows.columns]
            changed += sum(number for _, number in columns)
            writer.write_table(
                pa.table([column for column, _ in columns], schema=rows.schema), row_group_size=max(len(rows), 1)
            )
        writer.add_key_value_metadata({_CHANGED.decode(): str(changed)})
    part.replace(path)
