"""Spark of this machine in an empty network: opens a session, makes its workers work, prints what sockets there are.

Run in a network namespace of its own: python spark_alone.py FOLDER. Prints JSON: rows counted, local addresses of
listening sockets, both ends of all others.
"""

from __future__ import annotations

import fcntl
import ipaddress
import json
import socket
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

from migrate.engine.spark_session import address, session

_SET_FLAGS, _UP = 0x8914, 0x1
_LISTENING = "0A"


def _loopback_up() -> None:
    """A new namespace has a loopback device that is down."""
    with socket.socket() as one:
        fcntl.ioctl(one, _SET_FLAGS, struct.pack("16sH14x", b"lo", _UP))


def _host(text: str) -> str:
    """An address as /proc writes it: words of 32 bits in the machine's order."""
    words = [int(text[i : i + 8], 16) for i in range(0, len(text), 8)]
    found = ipaddress.ip_address(struct.pack(f"={len(words)}I", *words))
    return str(getattr(found, "ipv4_mapped", None) or found)


def _sockets() -> Iterator[tuple[str, str, str]]:
    """(kind, local, remote) of every internet socket of the namespace."""
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            local, remote, state = line.split()[1:4]
            kind = "listens" if state == _LISTENING or table.startswith("udp") else "speaks"
            yield kind, _host(local.partition(":")[0]), _host(remote.partition(":")[0])


def main() -> None:
    """Work, and look while the session is open."""
    _loopback_up()
    with session(address("local[2]", ""), Path(sys.argv[1])) as spark:
        rows = spark.range(0, 1000, 1, 4).repartition(3).mapInPandas(lambda parts: parts, "id long").count()
        found = sorted(set(_sockets()))
    print(json.dumps({"rows": rows, "sockets": found}))


if __name__ == "__main__":
    main()
