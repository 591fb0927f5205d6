"""`migrate report build|home`."""

from __future__ import annotations

from typing import Annotated

import typer

from migrate.cli.frame.common import Common
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome

app = group("各段階の結果を、1 つの報告書にまとめます。作業フォルダの表紙も作ります。\n\n例: migrate report build")


@leaf(app, "build")
def build(
    common: Common,
    business: Annotated[
        str, typer.Option("--business", help="業務ID（3 桁）。省くと、すべての業務を載せます。", metavar="ID")
    ] = "",
) -> Outcome:
    """各段階の結果から、検証報告書（HTML、Excel、JSON）を out/report/ に書きます。

    例: migrate report build --business 031

    未実施の段階は「未実施」と記します。別の場所にも書くには: migrate report build --format html --output 報告書.html
    """
    from migrate.flow import report as flow

    return flow.run(common.open(), common.session(), business)


@leaf(app, "home")
def home(common: Common) -> Outcome:
    """作業フォルダの表紙（いま、次にすること、遅れ、残っている指摘、開くもの）を out/report/home.html に書きます。

    例: migrate report home

    毎朝開く 1 枚です。どのコマンドのあとでも、もう一度実行すると新しくなります。
    """
    from migrate.flow import report_home as flow

    return flow.run(common.open(), common.session())
