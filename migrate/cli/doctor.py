"""`migrate doctor`."""

from __future__ import annotations

from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome


def alone(root: typer.Typer) -> None:
    """Register the command."""

    @leaf(root, "doctor", fail_on=FailOn.ERROR)
    def doctor(
        common: Common,
        offline: Annotated[
            bool, typer.Option("--offline", help="入れた部品の版とファイルが、配布物のままかも調べます。")
        ] = False,
    ) -> Outcome:
        """この PC で migrate が動くかを調べます（Python、文字コード、空き容量、フォント、任意の部品）。

        例: migrate doctor --offline

        どこにも接続しません。--offline は、閉じた網の PC に配布物から入れたあとの確かめです。
        """
        from migrate.flow import doctor as flow

        return flow.doctor(common.workspace, offline)
