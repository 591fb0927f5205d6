"""Golden command cases: `tests/cases/<command>/<case>/` holds what is typed and everything that comes of it.

`command.txt` has one command a line; `in/` is copied into an empty folder and the commands run there. `expected/` holds
stdout.txt, stderr.txt, exit.txt (one code a line) and, below `files/`, the output files that matter.
`nox -s golden -- --update` rewrites them; the difference is then read.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from migrate.workspace.clock import JST

from . import forked

CASES = Path(__file__).parent / "cases"
UPDATE = os.environ.get("MIGRATE_GOLDEN_UPDATE") == "1"
_LOG = re.compile(r"(\S*)migrate-\w+\.log")
_NOW = datetime.now(JST)
_DAY = re.compile(f"(?<=、)({_NOW:%Y-%m-%d}|{_NOW + timedelta(days=1):%Y-%m-%d})(?=）)")
"""The day on which a command of the case was run, as its ledger has it: today, or tomorrow where midnight passes."""


def _cases() -> list[Path]:
    return sorted(path.parent for path in CASES.glob("*/*/command.txt"))


def _normal(text: str) -> str:
    return _DAY.sub("YYYY-MM-DD", _LOG.sub("LOG", text.replace("\r\n", "\n")))


def _run(case: Path, folder: Path) -> dict[str, str]:
    if (case / "in").is_dir():
        shutil.copytree(case / "in", folder, dirs_exist_ok=True)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MIGRATE_")}
    environment |= {"COLUMNS": "120", "MIGRATE_USER": "golden", "PYTHONUTF8": "1"}
    out, err, codes = "", "", ""
    for line in (case / "command.txt").read_text(encoding="utf-8").splitlines():
        words = shlex.split(line)
        assert words[0] == "migrate", line
        code, printed, said = forked.run(words[1:], folder, environment)
        out += printed
        err += said
        codes += f"{code}\n"
    return {"stdout.txt": _normal(out), "stderr.txt": _normal(err), "exit.txt": codes}


@pytest.mark.parametrize("case", _cases(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_golden_case(case: Path, tmp_path: Path) -> None:
    """A command prints, writes and returns exactly what its golden case holds."""
    folder = tmp_path / "here"
    folder.mkdir()
    actual = _run(case, folder)
    expected_folder = case / "expected"
    wanted = expected_folder / "files"
    names = [p.relative_to(wanted).as_posix() for p in sorted(wanted.rglob("*")) if p.is_file()]
    if UPDATE:
        expected_folder.mkdir(exist_ok=True)
        for name, text in actual.items():
            (expected_folder / name).write_text(text, encoding="utf-8", newline="\n")
        for name in names:
            shutil.copyfile(folder / name, wanted / name)
        return

    assert {name: (expected_folder / name).read_text(encoding="utf-8") for name in actual} == actual
    assert {name: (wanted / name).read_bytes() for name in names} == {
        name: (folder / name).read_bytes() if (folder / name).is_file() else b"" for name in names
    }
