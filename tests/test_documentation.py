"""The guides for three readers are walked as they are written: a town's first hour, a vendor's CI, a PMO's month.

A ``console`` block holds commands (``$ …``) and what is seen; ``…`` stands for anything. ``# 終了コード N`` after a
command is its exit code (``*``: any), without it 0. What stdout and stderr hold is compared together.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from . import forked

ROOT = Path(__file__).parents[1]
GUIDES = ("mappings/README.md", "tests/README.md", "reports/README.md")
PAGES = ("README.md", "README.en.md", "specs/README.md", *GUIDES)
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_EXIT = re.compile(r"\s+# 終了コード (\d+|\*)$")
_LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
_TYPED = re.compile(r"`(migrate [a-z][^`]*)`")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One command, its exit code (``*``: any), and what is shown."""

    command: str
    code: str
    shown: str


def _steps(page: str) -> list[Step]:
    found = []
    for block in _BLOCK.findall((ROOT / page).read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, shown = part.partition("\n")
            code = _EXIT.search(line)
            found.append(Step(command=_EXIT.sub("", line), code=code[1] if code else "0", shown=shown.strip("\n")))
    return found


def _done(command: str, folder: Path) -> tuple[int, str]:
    """Exit code and what is seen; ``migrate`` runs in a process forked from one that has imported it."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MIGRATE_")}
    environment |= {"COLUMNS": "120", "MIGRATE_USER": "職員", "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"}
    words = shlex.split(command)
    if words[0] == "migrate":
        code, out, err = forked.run(words[1:], folder, environment)
        return code, out + err
    command = re.sub(r"^python ", f"{shlex.quote(sys.executable)} ", command)
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def _is_seen(shown: str, seen: str) -> bool:
    wanted = ".*?".join(re.escape(part) for part in re.sub(r"\n*…\n*", "…", shown).split("…"))
    return re.fullmatch(wanted, seen.strip("\n"), re.DOTALL) is not None


@pytest.mark.parametrize("page", GUIDES)
def test_a_guide_is_walked_as_it_is_written(page: str, tmp_path: Path) -> None:
    """Every command, in its order, in an empty folder."""
    folder = tmp_path / "walk"
    folder.mkdir()
    steps = _steps(page)
    assert len(steps) > 8
    for step in steps:
        code, seen = _done(step.command, folder)
        assert step.code in (str(code), "*"), f"{step.command}\n{seen}"
        assert _is_seen(step.shown, seen), f"{step.command}\n--- shown\n{step.shown}\n--- seen\n{seen}"


def test_the_comparison_sees_a_difference() -> None:
    """It would prove nothing otherwise."""
    assert _is_seen("甲\n…\n乙…", "甲\n一\n二\n乙丙\n")
    assert _is_seen("…", "")
    assert not _is_seen("甲\n…\n乙", "甲\n乙丙\n")
    assert not _is_seen("", "甲")


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    local = [one for one in _LINK.findall(text) if "://" not in one]
    assert [one for one in local if not (ROOT / page).parent.joinpath(one).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_that_is_named_exists(page: str) -> None:
    """Each `migrate …` of the text against the generated reference."""
    reference = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "reports/reference").glob("*.md")}
    everything = "\n".join(reference.values())
    wrong = []
    for typed in _TYPED.findall((ROOT / page).read_text(encoding="utf-8")):
        words = typed.split()
        names = [word for word in words[1:3] if re.fullmatch(r"[a-z][a-z-]*", word)]
        if not any(f"migrate {' '.join(names[:count])}" in everything for count in range(len(names), 0, -1)):
            wrong.append(typed)
        wrong += [typed for option in re.findall(r"--[a-z][a-z-]+", typed) if option not in everything]
    assert wrong == []


def test_both_languages_name_the_same_groups_of_commands() -> None:
    groups = [
        set(re.findall(r"^\| `migrate ([a-z]+)", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE))
        for page in ("README.md", "README.en.md")
    ]
    assert groups[0] == groups[1]
