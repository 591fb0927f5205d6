"""The SQL that is shown for a rule is the one that judges."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.engine.duckdb import Limits, opened
from migrate.model.spec import Spec
from migrate.quality import catalogue, query
from migrate.quality.listing import listed

from .conftest import TABLE


def test_the_sql_of_a_table_rule_lists_the_rows(spec: Spec, tmp_path: Path) -> None:
    """It runs as it stands, over a table named as the page says."""
    (rule,) = (one for one in catalogue.rules() if one.code == "MIG-DQ-007")
    found = listed(rule, (spec,))

    assert found is not None
    with opened(tmp_path / "engine", Limits()) as engine:
        engine.run(
            f"CREATE TABLE \"031 {TABLE}\" AS SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'a')) t(_row, \"宛名番号\")"
        )
        assert (found.where, engine.rows(found.sql)) == (f"031 {TABLE}「宛名番号」", [(3,)])


def test_the_sql_of_a_query_is_its_file(spec: Spec) -> None:
    """Every query rule shows its file, whatever spec is at hand."""
    rules = [one for one in catalogue.rules() if one.kind == "query"]
    shown = {one.code: found.sql for one in rules if (found := listed(one, ()))}

    assert shown == {one.code: query.path_of(one.code).read_text("utf-8").strip() for one in rules}


@pytest.mark.parametrize("code", ["MIG-DQ-001", "MIG-DQ-005"])
def test_a_rule_of_single_values_shows_the_sql_of_its_first_item(spec: Spec, code: str) -> None:
    """Such a rule is written for one item; which one is said."""
    (rule,) = (one for one in catalogue.rules() if one.code == code)
    found = listed(rule, (spec,))

    assert found is not None
    assert found.where.startswith("031 ")
    assert found.sql.startswith("SELECT _row FROM ")
