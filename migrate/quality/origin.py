"""From a row of the target file back to the source record that was written there, through the lineage file."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from migrate.errors import UnreadableError
from migrate.model.finding import Place

WRITTEN = "書込"
_COLUMNS = {"target_row": pl.Int64, "source_file": pl.String, "source_row": pl.Int64, "fate": pl.String}


def origins(lineage: Path, name: str, rows: pl.Series) -> dict[int, tuple[str, int]]:
    """Source file and record number of each target row in ``rows`` (from 1); a row that the file lacks is left out.

    Raises:
        UnreadableError: MIG-DQ-038, the lineage file is missing, damaged or of another form.
    """
    wanted = pl.LazyFrame({"target_row": rows.unique()}, schema={"target_row": pl.Int64})
    try:
        scan = pl.scan_parquet(lineage)
        if not set(_COLUMNS) <= set(scan.collect_schema().names()):
            raise UnreadableError("MIG-DQ-038", Place(file=name), {"file": name})
        found = (
            scan.select(pl.col(column).cast(kind) for column, kind in _COLUMNS.items())
            .filter(pl.col("fate") == WRITTEN)
            .join(wanted, on="target_row", how="semi")
            .sort("target_row", "source_file", "source_row", descending=[False, True, True])
            .collect()
        )
    except (pl.exceptions.PolarsError, OSError):
        raise UnreadableError("MIG-DQ-038", Place(file=name), {"file": name}) from None
    # The last of several entries for one row wins in the dict: descending order leaves the first source record.
    return {row: (file, record) for row, file, record, _ in found.iter_rows()}
