"""No network: a process that ends at once when it, a library or a child of it asks for any.

``python tests/sealed.py WORDS`` is ``migrate WORDS`` in such a process; ``seal`` makes the running one such.

Two seals lie over each other. Python's own audit events name the address, and let through what the user typed. The
kernel's seccomp filter (Linux) sees native code as well, and what the process starts: no socket can be made but one of
the machine itself (AF_UNIX), and whoever tries is killed by SIGSYS. Both end the process: an error could be swallowed.
"""

from __future__ import annotations

import ctypes
import os
import platform
import re
import socket
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import urlsplit

BROKEN = 97
"""The exit code of a process that Python's own seal has ended."""
Address = tuple[str, int]
_PORTS = {"postgresql": 5432, "mariadb": 3306, "mysql": 3306, "spark": 7077, "sc": 15002}
_WATCHERS: list[list[str]] = []
_EVENTS = frozenset(
    f"socket.{one}"
    for one in ("connect", "bind", "sendto", "sendmsg", "getaddrinfo", "gethostbyname", "gethostbyaddr", "getnameinfo")
)
_SOCKET = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""Machine → its number for seccomp, the number of the system call ``socket``."""
_IO_URING_SETUP = 425
_ALLOW, _KILL, _NO_SUCH_CALL = 0x7FFF0000, 0x80000000, 0x00050000 | 38
_LOAD, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_CALL_AT, _MACHINE_AT, _FAMILY_AT = 0, 4, 16
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2


def typed(words: Sequence[str]) -> frozenset[Address]:
    """The addresses among the words of a command.

    >>> sorted(typed(["source", "scan", "--database", "postgresql://yomu@db.example/juki", "out/a.txt"]))
    [('db.example', 5432)]
    """
    found = (urlsplit(one) for one in words if re.match(r"[a-z]+://", one))
    return frozenset((one.hostname, one.port or _PORTS.get(one.scheme, 0)) for one in found if one.hostname)


def filters() -> bool:
    """True where the kernel's seal can be laid."""
    return sys.platform == "linux" and platform.machine() in _SOCKET


def seal(allowed: frozenset[Address] = frozenset()) -> None:
    """Seal this process, before it has threads. Where addresses are allowed, only Python's own seal can tell them."""
    if filters() and not allowed:
        _lay_filter()
    sys.addaudithook(_guard(allowed, _end))


@contextmanager
def watched(told: list[str]) -> Iterator[None]:
    """What this process itself asks of the network meanwhile is written down, and not stopped."""
    _listen()
    _WATCHERS.append(told)
    try:
        yield
    finally:
        _WATCHERS.remove(told)


@cache
def _listen() -> None:
    """Python's hooks stay for as long as the process lives: there is one."""
    sys.addaudithook(_guard(frozenset(), lambda what: [one.append(what) for one in _WATCHERS]))


def _guard(allowed: frozenset[Address], tell: Callable[[str], object]) -> Callable[[str, tuple[Any, ...]], None]:
    local = getattr(socket, "AF_UNIX", None)

    def guard(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in _EVENTS:
            return
        first = arguments[0]
        if isinstance(first, socket.socket):
            if first.family == local or tuple(arguments[1][:2]) in allowed:
                return
            tell(f"{event} {arguments[1]}")
        elif (first, int(arguments[1] or 0) if event == "socket.getaddrinfo" else 0) not in allowed:
            tell(f"{event} {arguments[:2]}")

    return guard


def _end(what: str) -> None:
    os.write(2, f"network: {what}\n".encode())
    os._exit(BROKEN)


def _lay_filter() -> None:
    """Kill whoever makes a socket that is not of the machine itself; io_uring, which could make one, is not there."""
    machine, call = _SOCKET[platform.machine()]
    program = [
        (_LOAD, 0, 0, _MACHINE_AT),
        (_IF_EQUAL, 0, 6, machine),
        (_LOAD, 0, 0, _CALL_AT),
        (_IF_EQUAL, 5, 0, _IO_URING_SETUP),
        (_IF_EQUAL, 0, 2, call),
        (_LOAD, 0, 0, _FAMILY_AT),
        (_IF_EQUAL, 0, 1, int(socket.AF_UNIX)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _KILL),
        (_RETURN, 0, 0, _NO_SUCH_CALL),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *one) for one in program))
    head = struct.pack("@HP", len(program), ctypes.addressof(code))
    control = ctypes.CDLL(None, use_errno=True).prctl
    for words in ((_NO_NEW_PRIVILEGES, 1, 0, 0, 0), (_SECCOMP, _FILTER, ctypes.c_char_p(head), 0, 0)):
        if control(*words):
            raise OSError(ctypes.get_errno(), "the process could not be sealed")


if __name__ == "__main__":
    seal(typed(sys.argv[1:]))
    from migrate.cli.frame.app import main

    sys.exit(main(sys.argv[1:]))
