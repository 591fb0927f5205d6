"""The adapter: what the engine relies on of DuckDB, and what it must never do."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from migrate.engine.duckdb import Engine, Limits, name, opened, text


@pytest.fixture
def engine(tmp_path: Path):
    """An open database."""
    with opened(tmp_path / "work", Limits(memory="200MB", threads=2)) as one:
        yield one


def test_statements_run_between_two_batches(engine: Engine) -> None:
    """A result that is being read does not block other statements."""
    engine.run("CREATE TABLE t AS SELECT range AS n FROM range(200000)")
    seen = 0
    for batch in engine.batches("SELECT n FROM t ORDER BY n", 1000):
        seen += batch.num_rows
        if seen < 5000:
            engine.run(f"CREATE TABLE more{seen} (a VARCHAR)")

    assert seen == 200000


def test_insert_appends(engine: Engine) -> None:
    """Arrow rows are appended, none lost, NULL kept."""
    engine.run("CREATE TABLE t (a VARCHAR)")
    for _ in range(2):
        engine.insert("t", pa.table({"a": ["x", None]}))

    assert engine.rows("SELECT a FROM t ORDER BY a") == [("x",), ("x",), (None,), (None,)]


def test_names_and_texts_are_quoted(engine: Engine) -> None:
    """Quotes, semicolons and comments in a name or a text stay what they are."""
    odd = 'a"; DROP TABLE t; --'
    engine.run(f"CREATE TABLE {name(odd)} AS SELECT {text(chr(39) + odd)} AS {name(odd)}")

    assert engine.rows(f"SELECT {name(odd)} FROM {name(odd)}") == [("'" + odd,)]


def test_no_extension_is_looked_for(engine: Engine) -> None:
    """Nothing is installed or loaded at run time: no network."""
    settings = dict(engine.rows("SELECT name, value FROM duckdb_settings() WHERE name LIKE '%known_extensions'"))

    assert settings == {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    with pytest.raises((OSError, duckdb.Error)):
        engine.run("SELECT * FROM read_csv('https://localhost:1/x.csv')")


def test_limits_are_kept(engine: Engine) -> None:
    """Memory and threads are what was asked for, temp files stay in the folder handed in."""
    rows = dict(engine.rows("SELECT name, value FROM duckdb_settings() WHERE name IN ('threads', 'temp_directory')"))

    assert rows["threads"] == "2"
    assert rows["temp_directory"].endswith("work/spill")


def test_memory_that_does_not_do_is_said_as_such(tmp_path: Path) -> None:
    """DuckDB's own error becomes MemoryError, for which the frame has a sentence."""
    with pytest.raises(MemoryError), opened(tmp_path / "small", Limits(memory="1MB", threads=1)) as small:
        small.rows("SELECT list(range) FROM range(3000000)")
