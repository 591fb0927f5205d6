"""The frame of the command line: exit codes are a contract, errors are Japanese, streams never break."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from migrate.cli.frame import help as pages
from migrate.cli.frame.app import main
from migrate.errors import Exit, MigrateError, NothingCheckedError, UnreadableError


def _run(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "migrate", *words],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        timeout=60,
    )


def test_exit_codes_are_frozen() -> None:
    """The numbers are API."""
    assert {e.name: int(e) for e in Exit} == {
        "OK": 0,
        "FINDINGS": 1,
        "USAGE": 2,
        "UNREADABLE": 3,
        "BUG": 4,
        "NOTHING_CHECKED": 5,
        "INTERRUPTED": 130,
    }


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (MigrateError("MIG-SYS-013", params={"folder": "x"}), 2),
        (UnreadableError("MIG-SYS-001", params={"file": "x"}), 3),
        (NothingCheckedError("MIG-SYS-013", params={"folder": "x"}), 5),
        (KeyboardInterrupt(), 130),
        (MemoryError(), 3),
        (ZeroDivisionError("山田太郎"), 4),
    ],
    ids=lambda x: type(x).__name__ if isinstance(x, BaseException) else str(x),
)
def test_every_end_has_its_exit_code(
    raised: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever a command raises becomes its exit code and Japanese sentences, never a traceback or a value."""

    def end(code: str, sql_of: object) -> None:
        raise raised

    monkeypatch.setattr("migrate.flow.explain.explain", end)
    ended = main(["explain", "x"])
    said = capsys.readouterr().err

    assert ended == code
    assert ("Traceback" in said, "山田太郎" in said, said != "") == (False, False, True)


def test_bug_log_holds_no_value(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The log of a bug names files, lines and the kind of error, not what the error said."""

    def bug(code: str, sql_of: object) -> None:
        raise ValueError("個人の値")

    monkeypatch.setattr("migrate.flow.explain.explain", bug)
    main(["explain", "x"])
    log = Path(capsys.readouterr().err.split("記録（値は含みません）: ")[1].splitlines()[0])
    text = log.read_text(encoding="utf-8")
    log.unlink()

    assert ("ValueError" in text, "個人の値" in text) == (True, False)


@pytest.mark.parametrize(
    "words", [["explian"], ["explain", "--nope"], ["explain", "a", "b"], ["init"], ["explain", "--as-of", "x"], []]
)
def test_usage_errors_are_japanese_and_exit_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """No English sentence of the parser reaches the user."""
    ended = main(words)
    said = capsys.readouterr().err

    assert ended == 2
    assert [word for word in ("Usage", "No such", "Try", "Missing", "Got unexpected", "Invalid") if word in said] == []


def test_unknown_format_and_missing_output(capsys: pytest.CaptureFixture[str]) -> None:
    """A format that does not exist, and a workbook without a file to go to, are usage errors."""
    assert (main(["explain", "--format", "pdf"]), main(["explain", "--format", "xlsx"])) == (2, 2)


def test_format_by_the_name_of_the_output(tmp_path: Path) -> None:
    """Without --format the name of the file says the format; a name that says none is text."""
    out = [tmp_path / name for name in ("a.json", "b.docx", "c.txt")]
    assert main(["explain", "-o", str(out[0]), "-o", str(out[1]), "-o", str(out[2])]) == 0
    assert json.loads(out[0].read_bytes())["kind"] == "explain"
    assert out[1].read_bytes().startswith(b"PK")
    assert out[2].read_text(encoding="utf-8").startswith("指摘とエラーのコード")


def test_repeated_formats_go_to_their_outputs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--format and --output pair up in order."""
    out = [tmp_path / "a.json", tmp_path / "b.txt"]
    ended = main(["explain", "--json", "--format", "text", "-o", str(out[1]), "-o", str(out[0])])

    assert ended == 0
    assert json.loads(out[0].read_bytes())["kind"] == "explain"
    assert out[1].read_text(encoding="utf-8").startswith("指摘とエラーのコード")


def test_option_from_the_environment(tmp_path: Path) -> None:
    """Every common option can come from MIGRATE_*."""
    done = _run("explain", "MIG-SYS-004", cwd=tmp_path, MIGRATE_JSON="1")

    assert json.loads(done.stdout)["schema_version"] == 1


def test_cp932_pipe_survives_every_character(tmp_path: Path) -> None:
    """Output into a CP932 pipe escapes what it cannot show instead of failing."""
    done = _run("init", "町𠮷", "--name", "𠮷田町", cwd=tmp_path, PYTHONIOENCODING="cp932", PYTHONUTF8="0")

    assert (done.returncode, b"\\U00020bb7" in done.stdout) == (0, True)


def test_closed_pipe_is_no_error(tmp_path: Path) -> None:
    """A reader that stops early (``| head``) causes no message."""
    command = f"{sys.executable} -m migrate explain | head -1"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, timeout=60)

    assert (done.returncode, done.stderr) == (0, b"")


def test_help_lines_fit_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """No line of any help page is wider than the terminal, full-width characters counted as two."""
    monkeypatch.setenv("COLUMNS", "80")
    from migrate.cli.frame.app import build

    wide = []
    stack = [("migrate", typer.main.get_command(build()))]
    while stack:
        path, command = stack.pop()
        stack += [(f"{path} {n}", c) for n, c in getattr(command, "commands", {}).items()]
        text = command.get_help(command.make_context(path, [], resilient_parsing=True))
        wide += [line for line in text.splitlines() if pages.width(line) > 82]

    assert wide == []


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("あいうえお", 4, ["あい", "うえ", "お"]),
        ("あい、うえ", 4, ["あ", "い、", "うえ"]),
        ("migrate explain", 8, ["migrate", "explain"]),
    ],
)
def test_wrap(text: str, columns: int, lines: list[str]) -> None:
    """Japanese breaks anywhere but before closing marks; ASCII words stay whole."""
    assert pages.wrap(text, columns) == lines
