"""The generated reference in `reports/reference/` is what the code says; so is the list of groups in the READMEs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from migrate.cli.frame.app import build
from migrate.report import messages

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "reports" / "reference"
UPDATE = os.environ.get("MIGRATE_GOLDEN_UPDATE") == "1"


def _walk(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    yield path, command
    for name, child in sorted(getattr(command, "commands", {}).items()):
        yield from _walk(child, f"{path} {name}")


def _root() -> Any:
    return typer.main.get_command(build())


def _commands() -> str:
    parts = ["# コマンドの一覧\n", "`migrate … --help` の内容から自動生成しています（`nox -s golden -- --update`）。\n"]
    for path, command in _walk(_root(), "migrate"):
        context = command.make_context(path, [], resilient_parsing=True)
        parts += [f"## {path}\n", f"```text\n{command.get_help(context).rstrip()}\n```\n"]
    return "\n".join(parts)


def _codes() -> str:
    parts = [
        "# 指摘とエラーのコード\n",
        "`reports/messages/` から自動生成しています。`migrate explain コード` と同じ内容です。\n",
    ]
    for one in messages.all_messages():
        lines = [f"- 理由: {one.reason}", f"- 根拠: {one.basis}", f"- 直し方: {one.cure}"]
        if one.example:
            lines.insert(2, f"- 例: {one.example}")
        parts += [f"## {one.code} {one.title}\n", "\n".join(lines) + "\n"]
    return "\n".join(parts)


@pytest.mark.parametrize(("name", "make"), [("commands.md", _commands), ("codes.md", _codes)])
def test_reference_is_current(name: str, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reference file is exactly what the code generates."""
    monkeypatch.setenv("COLUMNS", "100")
    text = make()
    if UPDATE:
        REFERENCE.mkdir(parents=True, exist_ok=True)
        (REFERENCE / name).write_text(text, encoding="utf-8", newline="\n")

    assert (REFERENCE / name).read_text(encoding="utf-8") == text


@pytest.mark.parametrize("readme", ["README.md", "README.en.md"])
def test_readme_lists_every_command_group(readme: str) -> None:
    """Each group and each single command of the top level is named in both READMEs."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    missing = [name for name in _root().commands if f"`migrate {name}" not in text]

    assert missing == []


def test_both_readmes_have_the_same_commands() -> None:
    """The lines to copy are the same in both languages."""
    fences = {}
    for readme in ("README.md", "README.en.md"):
        lines = (ROOT / readme).read_text(encoding="utf-8").splitlines()
        fences[readme] = [lines[i + 1] for i, line in enumerate(lines) if line.startswith(("```sh", "```bat"))]

    assert fences["README.md"] == fences["README.en.md"]


def test_every_command_has_help_with_an_example() -> None:
    """The help of every command starts with a sentence and shows an example."""
    bare = [path for path, command in _walk(_root(), "migrate") if "例: migrate" not in (command.help or "")]

    assert bare == []
