"""TLS against a real PostgreSQL with a certificate: demanded, checked, refused, and said where it is missing."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrate.errors import UnreadableError
from migrate.source.live import connection
from migrate.source.live.address import Credentials, parse

from ...spec import postgres as pg

_SUBJECT = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """A server on a port of this machine with a certificate for ``localhost``; its port and the certificate."""
    folder = pg.binaries()
    if folder is None or shutil.which("openssl") is None:
        pytest.skip("PostgreSQL のサーバーか openssl がありません")
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = free.getsockname()[1]
    with pg.server(folder) as running:
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


def _weak(url: str) -> list[str]:
    with connection.opened(parse(url), Credentials(user="postgres")) as live:
        return [str(live.encrypted)]


def test_encrypted_where_the_server_can(port: tuple[int, Path]) -> None:
    """Without a word the connection is encrypted; with sslmode=disable it is not."""
    at = f"postgresql://postgres@localhost:{port[0]}/postgres"

    assert (_weak(at), _weak(f"{at}?sslmode=disable"), _weak(f"{at}?sslmode=require")) == (
        ["True"],
        ["False"],
        ["True"],
    )


def test_certificate_is_checked(port: tuple[int, Path]) -> None:
    """With its certificate at hand the server is known by its name; under another name it is refused."""
    number, certificate = port
    right = _weak(f"postgresql://postgres@localhost:{number}/postgres?sslrootcert={certificate}")
    chain = _weak(f"postgresql://postgres@127.0.0.1:{number}/postgres?sslmode=verify-ca&sslrootcert={certificate}")
    with pytest.raises(UnreadableError) as caught:
        _weak(f"postgresql://postgres@127.0.0.1:{number}/postgres?sslrootcert={certificate}")

    assert (right, chain, caught.value.code) == (["True"], ["True"], "MIG-SRC-203")
    assert "証明書" in str(caught.value.params["reason"])


def test_unknown_certificate_is_refused(port: tuple[int, Path]) -> None:
    """A certificate that nobody vouches for is refused where it is to be checked."""
    with pytest.raises(UnreadableError) as caught:
        _weak(f"postgresql://postgres@localhost:{port[0]}/postgres?sslmode=verify-full")

    assert (caught.value.code, "証明書" in str(caught.value.params["reason"])) == ("MIG-SRC-203", True)
