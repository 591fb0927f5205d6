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

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import Command
from migrate.flow.outcome import Outcome
from migrate.model.finding import Severity

_DATE = "%Y-%m-%d"
_OWN = "共通のオプション"


def _options(fail_on: FailOn) -> list[inspect.Parameter]:
    def option(name: str, annotation: Any, default: Any) -> inspect.Parameter:
        return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)

    def info(*names: str, help: str, env: str, **more: Any) -> Any:
        return typer.Option(*names, help=help, envvar=env, rich_help_panel=_OWN, **more)

    return [
        option(
            "workspace",
            Annotated[
                Path | None,
                info(
                    "--workspace",
                    "-C",
                    help="作業フォルダ（無ければ上の階層を探します）。",
                    env="MIGRATE_WORKSPACE",
                    metavar="DIR",
                ),
            ],
            None,
        ),
        option("json_", Annotated[bool, info("--json", help="--format json と同じです。", env="MIGRATE_JSON")], False),
        option(
            "format_",
            Annotated[
                list[str] | None,
                info(
                    "--format",
                    help="出力の形式（text、json、html、xlsx …）。繰り返せます。",
                    env="MIGRATE_FORMAT",
                    metavar="FORMAT",
                ),
            ],
            None,
        ),
        option(
            "output",
            Annotated[
                list[Path] | None,
                info(
                    "--output",
                    "-o",
                    help="出力先のファイル。--format と同じ順に繰り返します。",
                    env="MIGRATE_OUTPUT",
                    metavar="FILE",
                ),
            ],
            None,
        ),
        option(
            "fail_on",
            Annotated[
                FailOn,
                info("--fail-on", help="この重さ以上の指摘があれば終了コード 1 とします。", env="MIGRATE_FAIL_ON"),
            ],
            fail_on,
        ),
        option(
            "as_of",
            Annotated[
                datetime | None,
                info(
                    "--as-of",
                    help="報告書に記す時点（年月日）。既定は今日です。",
                    env="MIGRATE_AS_OF",
                    formats=[_DATE],
                    metavar="YYYY-MM-DD",
                ),
            ],
            None,
        ),
        option(
            "quiet", Annotated[bool, info("--quiet", "-q", help="結果だけを表示します。", env="MIGRATE_QUIET")], False
        ),
        option(
            "verbose",
            Annotated[bool, info("--verbose", "-v", help="指摘をすべて表示します。", env="MIGRATE_VERBOSE")],
            False,
        ),
    ]


def _take(values: dict[str, Any]) -> Common:
    formats = tuple(values.pop("format_") or ())
    if values.pop("json_"):
        formats = (*formats, "json")
    fail_on = FailOn(values.pop("fail_on"))
    as_of = values.pop("as_of")
    return Common(
        workspace=values.pop("workspace"),
        formats=formats or ("text",),
        outputs=tuple(values.pop("output") or ()),
        fail_on=None if fail_on is FailOn.NEVER else Severity(fail_on.value),
        as_of=as_of.date() if as_of else None,
        quiet=values.pop("quiet"),
        verbose=values.pop("verbose"),
    )


Body = Callable[..., Outcome]


def leaf(app: typer.Typer, name: str, fail_on: FailOn = FailOn.NEVER) -> Callable[[Body], Body]:
    """Register ``body(common, …)`` as the command ``name`` of ``app``; its docstring is the help (Japanese)."""

    def register(body: Body) -> Body:
        signature = inspect.signature(body, eval_str=True)
        own = [p for p in signature.parameters.values() if p.name != "common"]
        own = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own]

        @functools.wraps(body)
        def run(**values: Any) -> None:
            from migrate.cli.frame.show import show

            common = _take(values)
            raise typer.Exit(show(body(common, **values), common))

        del run.__wrapped__  # the signature below replaces the body's own
        parameters = [*own, *_options(fail_on)]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        app.command(name, cls=Command)(run)
        return body

    return register
