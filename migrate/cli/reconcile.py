"""`migrate reconcile run`."""

from __future__ import annotations

from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome

app = group("元データと変換後のデータを、行と合計で突き合わせます（現新比較）。\n\n例: migrate reconcile run")


@leaf(app, "run", fail_on=FailOn.ERROR)
def run(
    common: Common,
    business: Annotated[
        str, typer.Option("--business", help="業務ID（3 桁）。省くと対応表のある全業務。", metavar="ID")
    ] = "",
) -> Outcome:
    """元データを読み直して、変換後の Parquet と CSV のすべての行と比べます。相違が 0 件なら合格です。

    例: migrate reconcile run --business 031
    """
    from migrate.flow import reconcile as flow

    return flow.run(common.open(), common.session(), business)
