"""Commands that are killed while they work, and what must be true when they are run again.

`run` starts ``migrate WORDS`` in a process forked from one that has imported the tool, and kills it (SIGKILL, with all
its children) after so many seconds, or just before its N-th change of a file: the crash points of Python code can be
enumerated so; what native code writes is met by the clock. As a script it is that process.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

KILLED = -signal.SIGKILL
_CASES = Path(__file__).parent / "cases"
_ENVIRONMENT = {"MIGRATE_USER": "tester", "PYTHONUTF8": "1", "COLUMNS": "120"}
_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\+09:00)?")
_DIARY = ("ledger.jsonl", ".migrate/head")
"""What tells of every run, also of one more."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link", "os.symlink")


@dataclass(frozen=True, kw_only=True)
class Work:
    """One command, and what makes the folder that it is run in. ``root`` is its workspace or store, below that."""

    words: tuple[str, ...]
    prepare: Callable[[Path], None]
    root: str = "."
    ledger: bool = True


def run(words: Sequence[str], folder: Path, *, at: int = 0, after: float = 0.0) -> int:
    """Exit code of the command; `KILLED` where it was killed before its ``at``-th change or ``after`` seconds."""
    return counted(words, folder, at=at, after=after)[0]


def counted(words: Sequence[str], folder: Path, *, at: int = 0, after: float = 0.0) -> tuple[int, int]:
    """Exit code as of `run`, and how many changes the command made."""
    out = [str(folder.with_name(f"{folder.name}.{stream}")) for stream in ("out", "err")]
    environment = {**os.environ, **_ENVIRONMENT}
    order = {"words": list(words), "folder": str(folder), "environment": environment, "paths": out}
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(json.dumps({**order, "at": at, "after": after}) + "\n")
    server.stdin.flush()
    answer = server.stdout.readline()
    assert answer, "the process that has imported the tool has ended"
    code, changes = answer.split()
    return int(code), int(changes)


def said(folder: Path) -> str:
    """What the last command wrote to stderr."""
    return folder.with_name(f"{folder.name}.err").read_text(encoding="utf-8")


@cache
def _server() -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, __file__], stdin=pipe, stdout=pipe, text=True)


def _copied(*parts: str) -> Callable[[Path], None]:
    def prepared(folder: Path) -> None:
        shutil.copytree(_CASES.joinpath(*parts), folder, dirs_exist_ok=True)

    return prepared


def _after(prepare: Callable[[Path], None], *commands: Sequence[str]) -> Callable[[Path], None]:
    def prepared(folder: Path) -> None:
        prepare(folder)
        for words in commands:
            code = run(words, folder)
            assert code in (0, 1), (words, code, said(folder))

    return prepared


_TOWN = _copied("convert-run", "fates", "in")
_CONVERT = ("convert", "run", "-q", "--fail-on", "never", "--as-of", "2026-11-26")
_IMPORT = ("spec", "import", "031_20230929.xlsx", "-C", "town")
_NATION = ("--store", "保管庫", "--roster", "名簿.csv", "--period", "2026-11", "--received", "2026-12-04")
WORKS = {
    "convert": Work(words=_CONVERT, prepare=_TOWN),
    "check": Work(words=("check", "run", "-q", "--as-of", "2026-11-26"), prepare=_after(_TOWN, _CONVERT)),
    "reconcile": Work(words=("reconcile", "run", "-q", "--as-of", "2026-11-26"), prepare=_after(_TOWN, _CONVERT)),
    "pmo collect": Work(
        words=("pmo", "collect", "受領", *_NATION, "--due", "2026-12-05", "--as-of", "2026-12-04"),
        prepare=_copied("pmo-collect", "returns", "in"),
        root="保管庫",
        ledger=False,
    ),
    "spec import": Work(
        words=_IMPORT,
        prepare=_after(
            lambda _: None,
            ("init", "town", "--code", "990019", "--name", "七瀬野町", "-q"),
            ("spec", "export", "031", "--to", "031_20230929.xlsx", "-q"),
        ),
        root="town",
    ),
    "phase set": Work(
        words=("phase", "set", "8", "完了済み", "--note", "課長会で確認"), prepare=_copied("phase-set", "history", "in")
    ),
}


def state(folder: Path, work: Work) -> dict[str, str]:
    """Every file that the work leaves, by its digest; moments are left out, and so is the diary of runs."""
    root = folder / work.root
    files = (path for path in root.rglob("*") if path.is_file())
    named = {path.relative_to(root).as_posix(): path for path in files}
    return {
        name: hashlib.sha256(_MOMENT.sub(b"T", path.read_bytes())).hexdigest()
        for name, path in sorted(named.items())
        if name not in _DIARY
    }


def faults(folder: Path, work: Work) -> Iterator[str]:
    """What is wrong with the ledger, and what was left behind."""
    if work.ledger and run(("ledger", "verify", "-C", work.root, "-q"), folder) != 0:
        yield said(folder)
    for path in (folder / work.root).rglob("*"):
        if path.name.endswith((".part", ".stale", ".tmp")) or path.parts[-2:] == (".migrate", "lock"):
            yield f"left behind: {path.name}"


def _serve() -> None:
    sys.path.insert(0, str(Path(__file__).parent))
    import forked  # type: ignore[import-not-found]

    forked.preload()
    answers, changes = os.fdopen(os.dup(1), "w"), mmap.mmap(-1, 4)
    for line in sys.stdin:
        order = json.loads(line)
        if (child := os.fork()) == 0:
            os.setpgid(0, 0)
            _count(changes, order["at"], order["folder"])
            forked._obey(order)
        code = _ended(child, order["after"])
        print(code, int.from_bytes(changes[:], "little"), file=answers, flush=True)


def _ended(child: int, after: float) -> int:
    """The exit code; the whole group is killed when its time is over."""
    deadline = time.monotonic() + after
    while True:
        done, status = os.waitpid(child, os.WNOHANG if after else 0)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= deadline:
            os.killpg(child, signal.SIGKILL)
            after = 0
        time.sleep(0.001)


def _count(counter: mmap.mmap, last: int, folder: str) -> None:
    """Count the changes of files in ``folder``; the process ends just before the ``last``-th one (0: never)."""
    made = 0
    counter[:] = bytes(4)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal made
        path = str(arguments[0]) if arguments else ""
        changes = event in _CHANGES or (event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING)
        if changes and (not path.startswith("/") or path.startswith(folder)) and not path.startswith("/dev"):
            made += 1
            if made == last:
                os.kill(os.getpid(), signal.SIGKILL)
            counter[:] = made.to_bytes(4, "little")

    sys.addaudithook(hook)


if __name__ == "__main__":
    _serve()
