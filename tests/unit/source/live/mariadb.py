"""A real MariaDB for tests: the machine's server binaries, a data folder of our own, a unix socket, no port."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_NAMES = ("mariadbd", "mysqld")
_QUICK = (
    "--skip-networking",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-buffer-pool-size=64M",
    "--skip-log-bin",
    "--character-set-server=utf8mb4",
)


def binary() -> str | None:
    """The server's program; None where there is none."""
    places = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
    found = next((path for name in _NAMES if (path := shutil.which(name, path=places))), None)
    return found if found and shutil.which("mariadb-install-db") else None


class Server:
    """A running server; ``run`` speaks to it as its administrator."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "s"

    def url(self, user: str, database: str) -> str:
        """The address as it is typed."""
        return f"mariadb://{user}@localhost/{database}?unix_socket={self.socket}"

    def run(self, script: str) -> str:
        """Run a script; a failure shows the server's own words."""
        words = [
            "mariadb",
            "--no-defaults",
            f"--socket={self.socket}",
            "--user=root",
            "--default-character-set=utf8mb4",
        ]
        done = subprocess.run([*words, "--batch", "--skip-column-names"], input=script.encode(), capture_output=True)
        assert (done.returncode, done.stderr.decode()) == (0, "")
        return done.stdout.decode()

    def dump(self, database: str, view: str) -> str:
        """The structure as the product's own tool writes it, without one view."""
        words = ["mariadb-dump", "--no-defaults", f"--socket={self.socket}", "--user=root", "--no-data"]
        words += ["--default-character-set=utf8mb4", f"--ignore-table={database}.{view}", database]
        done = subprocess.run(words, capture_output=True, check=True)
        return done.stdout.decode()


def _user() -> str:
    """Under whom the server runs: it refuses root."""
    name = pwd.getpwuid(os.geteuid()).pw_name
    if name != "root":
        return name
    return next(one for one in ("mysql", "nobody") if any(entry.pw_name == one for entry in pwd.getpwall()))


@contextlib.contextmanager
def server(program: str, extra: tuple[str, ...] = ()) -> Iterator[Server]:
    """A server whose data and socket are in a short path; it ends with the block."""
    user = _user()
    home = Path(tempfile.mkdtemp(prefix="my-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(home, user)
            home.chmod(0o755)
        install = ["mariadb-install-db", "--no-defaults", f"--datadir={home}/data", f"--user={user}"]
        skip = ["--skip-test-db", "--auth-root-authentication-method=normal"]
        subprocess.run([*install, *skip], check=True, capture_output=True)
        start = [program, "--no-defaults", f"--datadir={home}/data", f"--user={user}", f"--socket={home}/s"]
        options = [*_QUICK, f"--pid-file={home}/pid", *extra]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        running = subprocess.Popen([*start, *options], **quiet)  # type: ignore[call-overload]
        try:
            for _ in range(300):
                if (home / "s").exists() or running.poll() is not None:
                    break
                time.sleep(0.1)
            yield Server(home)
        finally:
            running.kill()
            running.wait()
    finally:
        shutil.rmtree(home, ignore_errors=True)
