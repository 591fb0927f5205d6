"""`migrate gap run`."""

from __future__ import annotations

from typing import Annotated

import typer

from migrate.cli.frame.common import Common
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome

app = group("現行システムの表と、標準仕様の項目を比べます（③標準仕様との比較分析）。\n\n例: migrate gap run")


@leaf(app, "run")
def run(
    common: Common,
    business: Annotated[str, typer.Option("--business", help="業務ID（3 桁）。省くと全業務です。", metavar="ID")] = "",
    explain: Annotated[
        str, typer.Option("--explain", help="この項目の候補と証拠を示します（名前かデータ項目ID）。", metavar="ITEM")
    ] = "",
) -> Outcome:
    """標準の項目ごとに当たる現行の列を探し、適合・変換で適合・要判断・現行になし に分けます。

    例: migrate gap run --business 031
    """
    from migrate.flow import gap as flow

    if explain:
        return flow.explain(common.open(), common.session(), explain, business)
    return flow.run(common.open(), common.session(), business)
