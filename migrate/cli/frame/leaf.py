"""The options that every command has, added in one place, and the shape of a command.

A command is a function ``(common, its own options …) -> Outcome``; `leaf` gives it the common options, shows its
outcome and ends with the exit code.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.models import OptionInfo

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import Command
from migrate.flow.outcome import Outcome
from migrate.model.finding import Severity

Body = Callable[..., Outcome]

_DATE = "%Y-%m-%d"
_DATE_WORD = "YYYY-MM-DD"
_OWN = "共通のオプション"
_NAMED = {".docx": "docx", ".xlsx": "xlsx", ".html": "html", ".json": "json"}
"""Ends of file names that say the format by themselves, where --format is not given."""


def _info(name: str, *short: str, help: str, metavar: str | None = None) -> Any:
    """One common option; the environment variable is named after it."""
    formats = [_DATE] if metavar == _DATE_WORD else None
    return typer.Option(
        f"--{name}", *short, help=help, metavar=metavar, formats=formats, envvar=_variable(name), rich_help_panel=_OWN
    )


def _variable(name: str) -> str:
    return "MIGRATE_" + name.upper().replace("-", "_")


_OPTIONS: tuple[tuple[str, Any, Any], ...] = (
    (
        "workspace",
        Annotated[
            Path | None, _info("workspace", "-C", help="作業フォルダ（無ければ上の階層を探します）。", metavar="DIR")
        ],
        None,
    ),
    ("json_", Annotated[bool, _info("json", help="--format json と同じです。")], False),
    (
        "format_",
        Annotated[
            list[str] | None,
            _info(
                "format",
                help="出力の形式（text、json、html、xlsx、docx、junit、sarif、github、gitlab）。繰り返せます。",
                metavar="FORMAT",
            ),
        ],
        None,
    ),
    (
        "output",
        Annotated[
            list[Path] | None,
            _info(
                "output",
                "-o",
                help="出力先のファイル（- は画面）。--format と同じ順に繰り返します。"
                "--format を省くと、.docx・.xlsx・.html・.json は名前で決まります。",
                metavar="FILE",
            ),
        ],
        None,
    ),
    (
        "fail_on",
        Annotated[FailOn, _info("fail-on", help="この重さ以上の指摘があれば終了コード 1 とします。")],
        FailOn.NEVER,
    ),
    (
        "as_of",
        Annotated[
            datetime | None,
            _info("as-of", help="報告書に記す時点（年月日）。既定は今日です。", metavar=_DATE_WORD),
        ],
        None,
    ),
    ("quiet", Annotated[bool, _info("quiet", "-q", help="結果だけを表示します。")], False),
    ("verbose", Annotated[bool, _info("verbose", "-v", help="指摘をすべて表示します。")], False),
)
"""Name of the parameter, its annotation, its default."""


def _parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def _own(body: Body) -> list[inspect.Parameter]:
    """The body's own parameters; each of its options can come from the environment too."""
    found = []
    for parameter in inspect.signature(body, eval_str=True).parameters.values():
        if parameter.name == "common":
            continue
        for info in getattr(parameter.annotation, "__metadata__", ()):
            if isinstance(info, OptionInfo) and info.envvar is None:
                info.envvar = _variable(parameter.name)
        found.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))
    return found


def _file_option(name: str) -> inspect.Parameter:
    """``--html FILE`` is short for ``--format html --output FILE``."""
    info = _info(name, help=f"--format {name} --output FILE と同じです。", metavar="FILE")
    return _parameter(name, Annotated[Path | None, info], None)


def _take(values: dict[str, Any], files: tuple[str, ...]) -> Common:
    formats = tuple(values.pop("format_") or ())
    if values.pop("json_"):
        formats = (*formats, "json")
    outputs = tuple(values.pop("output") or ())
    named = {name: path for name in files if (path := values.pop(name))}
    formats = formats or tuple(_NAMED.get(one.suffix.lower(), "text") for one in outputs)
    formats, outputs = (*named, *formats), (*named.values(), *outputs)
    fail_on = FailOn(values.pop("fail_on"))
    as_of = values.pop("as_of")
    return Common(
        workspace=values.pop("workspace"),
        formats=formats or ("text",),
        outputs=outputs,
        fail_on=None if fail_on is FailOn.NEVER else Severity(fail_on.value),
        as_of=as_of.date() if as_of else None,
        quiet=values.pop("quiet"),
        verbose=values.pop("verbose"),
    )


def leaf(
    app: typer.Typer, name: str, fail_on: FailOn = FailOn.NEVER, files: tuple[str, ...] = ()
) -> Callable[[Body], Body]:
    """Register ``body(common, …)`` as the command ``name`` of ``app``; its docstring is the help (Japanese).

    ``files`` are formats that also have an option of their own, which names the file.
    """

    def register(body: Body) -> Body:
        @functools.wraps(body)
        def run(**values: Any) -> None:
            from migrate.cli.frame.show import show

            common = _take(values, files)
            raise typer.Exit(show(body(common, **values), common))

        del run.__wrapped__  # the signature below replaces the body's own
        shared = [_parameter(n, a, fail_on if n == "fail_on" else default) for n, a, default in _OPTIONS]
        parameters = [*_own(body), *map(_file_option, files), *shared]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        app.command(name, cls=Command)(run)
        return body

    return register
