"""`migrate demo DIR`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome

_FOLDER = Path("demo-town")


def alone(root: typer.Typer) -> None:
    """Register the command."""

    @leaf(root, "demo", fail_on=FailOn.ERROR)
    def demo(
        common: Common,
        folder: Annotated[Path, typer.Argument(help="作業フォルダ（無ければ作ります）。", metavar="[DIR]")] = _FOLDER,
    ) -> Outcome:
        """架空の町で、標準仕様の取込みから報告書までを通しで動かします。

        例: migrate demo demo-town

        町のデータには不具合を仕込んであり、見つかった指摘が仕込みと 1 件も違わなければ終了コード 0 です。
        --as-of を指定すると台帳の時計も止まり、同じ日付なら何度でも同じバイト列になります。
        """
        from migrate.flow import demo as flow

        return flow.demo(folder, common.as_of, common.tell)
