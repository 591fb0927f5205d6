"""Real servers for the tests of live databases: PostgreSQL and MariaDB, each on a socket of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ...spec import postgres as pg
from . import mariadb as my
from .sample import MARIADB, POSTGRESQL

_SUBJECT = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")


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


@pytest.fixture(scope="session")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """A server on a port of this machine with a certificate for ``localhost``; its port and the certificate."""
    folder = pg.binaries()
    if folder is None or shutil.which("openssl") is None:
        pytest.skip("PostgreSQL のサーバーか openssl がありません")
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = free.getsockname()[1]
    with pg.server(folder) as running:
        running.output("CREATE TABLE setai (bango integer PRIMARY KEY, na text)")
        data = Path(running._folder) / "data"
        files = ["-keyout", str(data / "server.key"), "-out", str(data / "server.crt")]
        made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", *files, *_SUBJECT]
        subprocess.run(made, check=True, capture_output=True)
        owner = data.stat()
        for name in ("server.key", "server.crt"):
            os.chown(data / name, owner.st_uid, owner.st_gid)
            (data / name).chmod(0o600)
        certificate = tmp_path_factory.mktemp("tls") / "ca.pem"
        shutil.copyfile(data / "server.crt", certificate)
        options = f"-c listen_addresses=127.0.0.1 -c port={number} -c ssl=on -c fsync=off -k {running._folder}"
        control = [str(folder / "pg_ctl"), "-D", str(data), "-w", "-m", "immediate", "-o", options, "restart"]
        subprocess.run(control, check=True, stdout=subprocess.DEVNULL, cwd=running._folder, **pg._unprivileged())
        yield number, certificate
