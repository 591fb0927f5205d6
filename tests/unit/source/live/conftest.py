"""Real servers for the tests of live databases: PostgreSQL and MariaDB, each on a socket of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ...spec import postgres as pg
from . import mariadb as my
from .sample import MARIADB, POSTGRESQL


@pytest.fixture(scope="session")
def postgres() -> Iterator[pg.Server]:
    """A running PostgreSQL with the sample schema."""
    folder = pg.binaries()
    if folder is None:
        pytest.skip("PostgreSQL のサーバーがありません（apt-get install postgresql）")
    with pg.server(folder) as running:
        running.output(POSTGRESQL)
        yield running


@pytest.fixture(scope="session")
def mariadb() -> Iterator[my.Server]:
    """A running MariaDB with the sample schema."""
    program = my.binary()
    if program is None:
        pytest.skip("MariaDB のサーバーがありません（apt-get install mariadb-server）")
    with my.server(program) as running:
        running.run(MARIADB)
        yield running
