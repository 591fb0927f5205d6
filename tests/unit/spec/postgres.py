"""A real PostgreSQL for tests: the machine's server binaries, a cluster of our own, a unix socket, no port."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

_FOLDERS = "/usr/lib/postgresql/*/bin"
_QUICK = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def binaries() -> Path | None:
    """The folder of the newest server binaries; None where there are none."""
    on_path = shutil.which("initdb")
    installed = sorted(Path("/").glob(_FOLDERS[1:]), key=lambda p: [int(n) for n in p.parent.name.split(".")])
    found = [*([Path(on_path).parent] if on_path else []), *reversed(installed)]
    return next((one for one in found if (one / "postgres").exists() and (one / "initdb").exists()), None)


class Server:
    """A running server; ``psql`` speaks to it."""

    def __init__(self, folder: Path, psql: Path) -> None:
        self._folder = folder
        self._psql = psql

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run a script in one session; it stops at the first error."""
        words = [str(self._psql), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(self._folder), "-U", "postgres"]
        environment = {**os.environ, "PGCLIENTENCODING": "UTF8", "PGOPTIONS": "-c client_min_messages=warning"}
        return subprocess.run(
            [*words, "-d", "postgres", "-f", "-"], input=script.encode(), capture_output=True, env=environment
        )

    def output(self, script: str) -> str:
        """What a script prints; a failure shows the server's own words."""
        done = self.run(script)
        assert (done.returncode, done.stderr.decode()) == (0, "")
        return done.stdout.decode()


def _unprivileged() -> dict[str, object]:
    """Under which user the server runs: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextlib.contextmanager
def server(folder: Path) -> Iterator[Server]:
    """A server whose data and socket are in a short path; it ends with the block."""
    who = _unprivileged()
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if who:
            os.chown(home, who["user"], who["group"])  # type: ignore[call-overload]
        initdb = [str(folder / "initdb"), "-D", str(home / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        common = {"cwd": home, "check": True, "capture_output": True, "env": {**os.environ, "HOME": str(home)}, **who}
        subprocess.run([*initdb, "--no-locale", "--no-sync"], **common)
        control = [str(folder / "pg_ctl"), "-D", str(home / "data"), "-w"]
        subprocess.run(
            [*control, "-l", str(home / "log"), "-o", f"{_QUICK} -k {home}", "start"],
            **{**common, "capture_output": False, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL},
        )
        try:
            yield Server(home, folder / "psql" if (folder / "psql").exists() else Path("psql"))
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **common)
    finally:
        shutil.rmtree(home, ignore_errors=True)
