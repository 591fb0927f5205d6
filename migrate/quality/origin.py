"""The lineage file of a conversion: which source record was written to which row of the target file."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from migrate.errors import UnreadableError
from migrate.model.finding import Place

WRITTEN = "書込"
_COLUMNS = {"target_row", "source_file", "source_row", "fate"}


def require(lineage: Path, name: str) -> None:
    """Refuse a lineage file that cannot be joined.

    Raises:
        UnreadableError: MIG-DQ-038, the file is missing, damaged or of another form.
    """
    try:
        names = set(pq.read_schema(lineage).names)
    except (pa.ArrowException, OSError, ValueError):
        names = set()
    if not names >= _COLUMNS:
        raise UnreadableError("MIG-DQ-038", Place(file=name), {"file": name})
