"""Commands as processes of their own, forked from one that has imported the tool: imports are most of a short command.

As a script it is that process: it reads one order a line (JSON), forks, and answers with the exit code. Each command
has no network but the addresses that are typed in it (`sealed`): another exit code than its own tells of an attempt.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import pkgutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

_HEAVY = ("duckdb", "polars", "pyarrow.compute", "pyarrow.parquet", "pydantic", "sqlglot", "xlsxwriter", "jinja2")
"""Libraries that commands import late. None of them starts a thread before it is used."""
_SECONDS = 120
_CAN_FORK = hasattr(os, "fork")


def run(words: Sequence[str], folder: Path, environment: Mapping[str, str]) -> tuple[int, str, str]:
    """``migrate WORDS`` in ``folder``: exit code, what it wrote to stdout and stderr; a hanging command is killed."""
    if not _CAN_FORK:
        whole = [sys.executable, "-m", "migrate", *words]
        done = subprocess.run(whole, cwd=folder, env=environment, capture_output=True, timeout=_SECONDS)
        return done.returncode, done.stdout.decode(), done.stderr.decode()
    paths = [folder.with_name(f"{folder.name}.{stream}") for stream in ("out", "err")]
    order = {
        "words": list(words),
        "folder": str(folder),
        "environment": dict(environment),
        "paths": list(map(str, paths)),
    }
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(json.dumps(order) + "\n")
    server.stdin.flush()
    answer = server.stdout.readline()
    assert answer, "the process that has imported the tool has ended"
    code = int(answer)
    out, err = (one.read_bytes().decode() for one in paths)
    return code, out, err


@cache
def _server() -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    environment = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.Popen([sys.executable, __file__], stdin=pipe, stdout=pipe, env=environment, text=True)


def preload() -> None:
    """Import the tool and what it imports late."""
    import migrate.flow

    for name in _HEAVY:
        importlib.import_module(name)
    for module in pkgutil.walk_packages(migrate.flow.__path__, "migrate.flow."):
        importlib.import_module(module.name)


def _serve() -> None:
    preload()
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        order = json.loads(line)
        if (child := os.fork()) == 0:
            _obey(order)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), file=answers, flush=True)


def _obey(order: Mapping[str, Any]) -> NoReturn:
    import sealed

    from migrate.cli.frame import app

    code: object = 70
    try:
        signal.alarm(_SECONDS)
        os.chdir(order["folder"])
        os.environ.clear()
        os.environ.update(order["environment"])
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, path in enumerate(order["paths"], start=1):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
        sys.stdout, sys.stderr = (io.TextIOWrapper(io.FileIO(number, "w", closefd=False)) for number in (1, 2))
        sys.argv = ["migrate", *order["words"]]
        sealed.seal(sealed.typed(order["words"]))
        app.run()
    except SystemExit as end:
        code = end.code or 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(str(code)))


if __name__ == "__main__":
    _serve()
