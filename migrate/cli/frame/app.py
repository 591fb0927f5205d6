"""The application: command files found by name, errors turned into sentences and exit codes."""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import sys
import threading
import traceback
import warnings
from pathlib import Path
from typing import Annotated, Any

import typer

import migrate
from migrate.cli.frame import japanese
from migrate.errors import Exit, MigrateError, UnreadableError

_HELP = """自治体の基幹業務システムを標準準拠システムへ移すための道具です。

例: migrate demo demo-town
架空の町で、取込みから報告書までを通しで動かします。

指定されたデータベースのほか、ネットワークは使いません。
困ったときは migrate doctor、指摘の意味は migrate explain コード。"""

_GARBAGE = 50_000
"""So many new objects before Python looks for rings of them that nobody holds (its own habit: 700)."""


def _version(value: bool) -> None:
    if value:
        print(f"migrate {migrate.__version__}")
        raise typer.Exit(0)


def _root(
    version: Annotated[
        bool, typer.Option("--version", help="版を表示して終了します。", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


def build() -> typer.Typer:
    """The whole application: every module beside `frame` is a group (``app``) or a single command (``alone``)."""
    import migrate.cli

    root = typer.Typer(
        cls=japanese.Group, help=_HELP, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None
    )
    root.callback(cls=japanese.Group)(_root)
    for module in sorted(pkgutil.iter_modules(migrate.cli.__path__), key=lambda m: m.name):
        if module.ispkg:
            continue
        part = importlib.import_module(f"migrate.cli.{module.name}")
        if (single := getattr(part, "alone", None)) is not None:
            single(root)
        else:
            root.add_typer(part.app, name=module.name)
    return root


def _say(lines: list[str]) -> None:
    sys.stderr.write("\n".join(lines) + "\n")


def _bug(error: BaseException) -> int:
    """Write a log without values (file, line, type only) and say where it is."""
    import tempfile

    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"migrate {migrate.__version__}  {type(error).__name__}"]
    lines += [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
    handle, path = tempfile.mkstemp(prefix="migrate-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write("\n".join(lines) + "\n")
    _refuse(MigrateError("MIG-SYS-099", params={"kind": type(error).__name__, "log": path}))
    return Exit.BUG


def _guard() -> None:
    """What Python prints by itself (a thread that died, a library's warning) may quote a value: say it our own way."""
    threading.excepthook = lambda told: None if told.exc_value is None else _stray(told.exc_value)
    sys.unraisablehook = lambda told: None if told.exc_value is None else _stray(told.exc_value)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


def _stray(error: BaseException) -> None:
    _bug(error)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit code; never a traceback, never a resident's value."""
    if arguments is None:  # a process of our own, not a caller's
        _guard()
    for stream in (sys.stdout, sys.stderr):
        if (reconfigure := getattr(stream, "reconfigure", None)) is not None:
            reconfigure(errors="backslashreplace")
    try:
        result = build()(args=arguments, prog_name="migrate", standalone_mode=False)
        if result == Exit.INTERRUPTED:  # Typer turns Ctrl-C into this exit code
            raise KeyboardInterrupt
        if sys.stdout is not None:  # a reader that has gone is met here, not when the interpreter ends
            sys.stdout.flush()
        return int(result) if isinstance(result, int) else Exit.OK
    except (Exception, KeyboardInterrupt) as error:
        return _end(error)


def _end(error: BaseException) -> int:
    """Say why a command ended early and give its exit code."""
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        _say(["中断しました。途中の出力は残していません。もう一度同じコマンドを実行できます。"])
        return Exit.INTERRUPTED
    if isinstance(error, BrokenPipeError):  # the reader of our output has gone: nothing to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OK
    if hasattr(error, "format_message") and hasattr(error, "ctx"):
        return _usage(error)
    known = _known(error)
    return _bug(error) if known is None else _refuse(known)


def _known(error: BaseException) -> MigrateError | None:
    """The toolkit's error for what went wrong, None where it is a bug."""
    if isinstance(error, MigrateError):
        return error
    if isinstance(error, MemoryError):
        return UnreadableError("MIG-SYS-098")
    if isinstance(error, OSError):
        from migrate.files import atomic

        return atomic.refuse(error, Path(str(error.filename)).name if error.filename else "出力")
    return None


def _refuse(error: MigrateError) -> int:
    from migrate.report import messages

    _say(messages.error_lines(error))
    return error.exit


def _usage(error: Any) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":
        _say([error.format_message()])  # the help page
        return Exit.USAGE
    command = error.ctx.command_path if error.ctx is not None else "migrate"
    params = {"sentence": japanese.usage_sentence(error), "command": command}
    return _refuse(MigrateError("MIG-SYS-020", params=params))


def run() -> None:
    """Entry point of the ``migrate`` command."""
    gc.set_threshold(_GARBAGE)  # values of a command stay to its end: to look for rings among them often is in vain
    code = main()
    if "duckdb" not in sys.modules:  # its binding takes what is frozen for a leak and says so on stderr
        gc.freeze()  # what is left goes with the process: to search it again takes longer than a small command
    sys.exit(code)
