"""What the tests of the engine share: real Spark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from . import spark_parts


@pytest.fixture(scope="session")
def pyspark_site() -> Path:
    """Where pyspark and what it needs are installed."""
    return spark_parts.packages()


@pytest.fixture(scope="session")
def spark(pyspark_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[spark_parts.Child]:
    """Spark with two cores on this machine, in a process that converts."""
    with spark_parts.child(pyspark_site, tmp_path_factory.mktemp("七瀬野 spark") / "spark") as one:
        yield one
