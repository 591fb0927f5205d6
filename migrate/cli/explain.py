"""`migrate explain CODE`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from migrate.cli.frame.common import Common
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome
from migrate.model.quality import Listing

if TYPE_CHECKING:
    from migrate.quality.catalogue import Rule


def _sql(rules: tuple[Rule, ...]) -> Listing | None:
    from migrate.flow import explain_rule

    return explain_rule.listing(rules)


def alone(root: typer.Typer) -> None:
    """Register the command."""

    @leaf(root, "explain")
    def explain(
        common: Common,
        code: Annotated[
            str, typer.Argument(help="指摘やエラーのコード。省くと一覧を表示します。", metavar="[CODE]")
        ] = "",
    ) -> Outcome:
        """指摘やエラーのコードの意味・理由・根拠・直し方を示します。

        例: migrate explain MIG-SYS-004
        """
        from migrate.flow import explain as flow

        return flow.explain(code, _sql)
