"""The seal of the golden cases holds: whoever asks for a network is ended, in Python, in native code, in a child."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from . import sealed

PYTHON = "socket.create_connection(('127.0.0.1', 1))"
KERNEL = pytest.mark.skipif(not sealed.filters(), reason="seccomp がありません（Linux の x86_64・aarch64 だけ）")


def _end(statement: str, allowed: Sequence[sealed.Address] = ()) -> tuple[int, str]:
    """How a sealed process ends that runs a statement, and what it says first."""
    script = f"import ctypes, os, socket, sealed\nsealed.seal(frozenset({list(allowed)!r}))\n{statement}\n"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=Path(__file__).parent, capture_output=True, text=True, timeout=60
    )
    return done.returncode, done.stderr.partition("\n")[0]


def test_a_connection_ends_the_process() -> None:
    """The address that was asked for is named."""
    assert _end(PYTHON) == (sealed.BROKEN, "network: socket.getaddrinfo ('127.0.0.1', 1)")


def test_no_error_can_be_swallowed() -> None:
    """A library that catches whatever happens is ended all the same."""
    swallowed = f"try:\n    {PYTHON}\nexcept BaseException:\n    pass"

    assert _end(swallowed)[0] == sealed.BROKEN


@KERNEL
@pytest.mark.parametrize("family", [2, 10, 16], ids=["IPv4", "IPv6", "netlink"])
def test_native_code_is_ended(family: int) -> None:
    """A socket that is not made by Python is seen by the kernel: the process dies of SIGSYS."""
    assert _end(f"ctypes.CDLL(None).socket({family}, 2, 0)")[0] == -31


@KERNEL
def test_a_child_is_ended() -> None:
    """What the process starts is sealed with it."""
    child = "[sys.executable, '-c', 'import socket; socket.socket()']"
    statement = f"import subprocess, sys\nsys.exit(-subprocess.run({child}).returncode)"

    assert _end(statement)[0] == 31


def test_the_machine_itself_is_no_network() -> None:
    """Sockets of the machine itself are let through."""
    assert _end("one, other = socket.socketpair()\none.send(b'x')\nsocket.socket(socket.AF_UNIX).close()") == (0, "")


def test_only_what_was_typed_is_let_through() -> None:
    """The typed address is asked, and refuses here; the next port ends the process."""
    first = f"try:\n    {PYTHON}\nexcept ConnectionRefusedError:\n    print('asked', file=__import__('sys').stderr)"

    assert _end(first, [("127.0.0.1", 1)]) == (0, "asked")
    assert _end(f"{first}\n{PYTHON.replace('1)', '2)')}", [("127.0.0.1", 1)])[0] == sealed.BROKEN


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["spec", "list"], set()),
        (["--database", "mariadb://yomu@db.example/juki"], {("db.example", 3306)}),
        (["--database", "postgresql://yomu@127.0.0.1:5433/juki"], {("127.0.0.1", 5433)}),
        (["--database", "postgresql:///juki?host=/run/postgresql", "out/a.txt"], set()),
        (["--spark", "spark://cluster.example:7077"], {("cluster.example", 7077)}),
    ],
)
def test_what_counts_as_typed(words: list[str], expected: set[sealed.Address]) -> None:
    """The host and port of an address among the words, the product's own port where none is typed."""
    assert sealed.typed(words) == expected


def test_watching_tells_and_stops_nothing() -> None:
    """What is asked while somebody watches is told; afterwards no more."""
    script = (
        "import socket, sealed\ntold = []\nwith sealed.watched(told):\n    socket.getaddrinfo('127.0.0.1', 1)\n"
        "socket.getaddrinfo('127.0.0.1', 2)\nprint(told)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parent, capture_output=True, text=True)

    assert done.stdout == "[\"socket.getaddrinfo ('127.0.0.1', 1)\"]\n"
