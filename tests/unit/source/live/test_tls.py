"""TLS against a real PostgreSQL with a certificate: demanded, checked, refused, and said where it is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.errors import UnreadableError
from migrate.source.live import connection
from migrate.source.live.address import Credentials, parse


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
