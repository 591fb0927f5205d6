"""Only the database that was typed is contacted: no other name, port or host, by whatever code."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .... import sealed

SEALED = Path(sealed.__file__)
_INTERNET = re.compile(r"(connect|bind|sendto|sendmsg|sendmmsg)\(.*sa_family=AF_(?!UNIX|UNSPEC)\w+[^}]*\}")
_PORT = re.compile(r"sin6?_port=htons\((\d+)\)")
_HOST = re.compile(r'inet_(?:addr|pton)\((?:AF_INET6, )?"([^"]+)"')


def _typed(port: int) -> list[str]:
    return ["source", "scan", "--database", f"postgresql://postgres@127.0.0.1:{port}/postgres"]


def _run(folder: Path, command: list[str]) -> subprocess.CompletedProcess[bytes]:
    environment = {name: text for name, text in os.environ.items() if not name.startswith("MIGRATE_")}
    environment |= {"PYTHONUTF8": "1", "PYTHONPATH": str(SEALED.parents[1])}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=120)


def test_nobody_else_is_asked(port: tuple[int, Path], tmp_path: Path) -> None:
    """A scan of a real server goes well in a process that any other address would have ended."""
    done = _run(tmp_path, [sys.executable, str(SEALED), *_typed(port[0])])

    assert (done.returncode, b"setai" in done.stdout, b"network:" in done.stderr) == (0, True, False)


def test_another_port_would_have_ended_it(port: tuple[int, Path], tmp_path: Path) -> None:
    """The same scan in a process that may ask for another port only is ended."""
    script = "import sys, sealed\nsealed.seal(frozenset({('127.0.0.1', 1)}))\nfrom migrate.cli.frame.app import main\n"
    script = f"import sys\nsys.path.insert(0, {str(SEALED.parent)!r})\n{script}sys.exit(main(sys.argv[1:]))"

    assert _run(tmp_path, [sys.executable, "-c", script, *_typed(port[0])]).returncode == sealed.BROKEN


def test_the_kernel_saw_one_address(port: tuple[int, Path], tmp_path: Path) -> None:
    """Of all system calls of the scan, native libraries and children included, those of the network name it only."""
    strace = shutil.which("strace")
    if strace is None or subprocess.run([strace, "true"], capture_output=True).returncode:
        pytest.skip("strace がありません（apt-get install strace）か、使えません")
    log = tmp_path / "calls"
    watched = [strace, "-f", "-s", "200", "-e", "trace=network", "-o", str(log)]

    done = _run(tmp_path, [*watched, sys.executable, "-m", "migrate", *_typed(port[0])])

    calls = [one[0] for line in log.read_text("utf-8", "replace").splitlines() if (one := _INTERNET.search(line))]
    found = {(_HOST.findall(one)[0], int(_PORT.findall(one)[0])) for one in calls}
    assert (done.returncode, found) == (0, {("127.0.0.1", port[0])})
