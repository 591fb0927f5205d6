"""The stores in the golden cases hold what their maker makes."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from . import case_stores


@pytest.mark.parametrize("place", case_stores.STORES, ids=lambda one: one.parents[2].name)
def test_the_store_of_a_golden_case_is_up_to_date(tmp_path: Path, place: Path) -> None:
    """Row by row; a change of columns or of the invented nation shows here first."""
    case_stores.write(tmp_path, case_stores.STORES[place])
    made = sorted(one.relative_to(tmp_path) for one in tmp_path.rglob("*.parquet"))

    assert [one.relative_to(place) for one in sorted(place.rglob("*.parquet"))] == made
    assert [name for name in made if pq.read_table(place / name) != pq.read_table(tmp_path / name)] == []
