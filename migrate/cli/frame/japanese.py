"""Typer's own words in Japanese, in one place."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

_HELP = "この説明を表示して終了します。"
_COMPLETION = {
    "install_completion": "いまのシェルに入力補完を組み込みます。",
    "show_completion": "いまのシェル用の入力補完スクリプトを表示します。",
}


def _translate_frame() -> None:
    """Set the fixed strings of Typer's help; imported late because Rich is slow to import."""
    from typer import rich_utils

    rich_utils.DEFAULT_STRING = "［既定値: {}］"
    rich_utils.ENVVAR_STRING = "［環境変数: {}］"
    rich_utils.REQUIRED_LONG_STRING = "［必須］"
    rich_utils.ARGUMENTS_PANEL_TITLE = "引数"
    rich_utils.OPTIONS_PANEL_TITLE = "オプション"
    rich_utils.COMMANDS_PANEL_TITLE = "コマンド"
    rich_utils.ERRORS_PANEL_TITLE = "エラー"
    rich_utils.ABORTED_TEXT = "中断しました。"


def _translate_parameters(command: Any, ctx: Any) -> None:
    for parameter in command.get_params(ctx):
        if parameter.name == "help":
            parameter.help = _HELP
        elif parameter.name in _COMPLETION:
            parameter.help = _COMPLETION[parameter.name]


class Group(TyperGroup):
    """A command group whose help is Japanese."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="使い方: ")

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _translate_frame()
        _translate_parameters(self, ctx)
        super().format_help(ctx, formatter)


class Command(TyperCommand):
    """A command whose help is Japanese."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="使い方: ")

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _translate_frame()
        _translate_parameters(self, ctx)
        super().format_help(ctx, formatter)


def usage_sentence(error: Any) -> str:
    """One Japanese sentence for a usage error of the parser."""
    kind = type(error).__name__
    name = ""
    if (param := getattr(error, "param", None)) is not None:
        name = "/".join(param.opts) if param.opts and param.opts[0].startswith("-") else str(param.name).upper()
    if kind == "NoSuchOption":
        near = getattr(error, "possibilities", None) or []
        hint = f" 近いもの: {'、'.join(near)}" if near else ""
        return f"オプション {error.option_name} はありません。{hint}"
    if kind == "MissingParameter":
        return f"{name} を指定してください。"
    if kind == "BadParameter":
        return f"{name} の値が正しくありません。"
    if kind == "BadOptionUsage":
        return f"オプション {error.option_name} の書き方が正しくありません（値が要るか、値を取りません）。"
    message = str(error.format_message())
    if message.startswith("No such command"):
        given = message.split("'")[1] if "'" in message else ""
        near_command = message.partition("Did you mean ")[2].rstrip("?").strip()
        hint = f" 近いもの: {near_command}" if near_command else ""
        return f"コマンド {given} はありません。{hint}"
    if message.startswith("Got unexpected extra argument"):
        return "引数が多すぎます。"
    if message.startswith("Missing command"):
        return "コマンドを指定してください。"
    return "指定のしかたが正しくありません。"


def group(help: str) -> typer.Typer:
    """A command group with Japanese help; ``help`` is one sentence, then an example."""
    return typer.Typer(cls=Group, help=help, no_args_is_help=True, add_completion=False)
