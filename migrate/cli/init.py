"""`migrate init DIR`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome


def alone(root: typer.Typer) -> None:
    """Register the command."""

    @leaf(root, "init")
    def init(
        common: Common,
        folder: Annotated[Path, typer.Argument(help="作る作業フォルダ。", metavar="DIR")],
        code: Annotated[str, typer.Option("--code", help="全国地方公共団体コード（6 桁）。")] = "",
        name: Annotated[str, typer.Option("--name", help="団体の名称。")] = "",
    ) -> Outcome:
        """自治体の作業フォルダを作ります。すでにある project.yaml は書き換えません。

        例: migrate init nanaseno --code 990019 --name 七瀬野町
        """
        from migrate.flow import init as flow

        return flow.init(folder, flow.Municipality(code=code, name=name), common.session())
