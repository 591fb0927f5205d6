"""`migrate check run|rules`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome

app = group("変換後のデータを、標準仕様と規則で検査します。\n\n例: migrate check run")


@leaf(app, "run", fail_on=FailOn.ERROR)
def run(
    common: Common,
    file: Annotated[
        Path | None,
        typer.Argument(
            help="検査する CSV（UTF-8、見出しは項目名）か Parquet。省くと作業フォルダの変換結果。", metavar="[FILE]"
        ),
    ] = None,
    spec: Annotated[
        str, typer.Option("--spec", help="FILE を検査する標準仕様（業務ID か 業務ID@版）。", metavar="ID")
    ] = "",
    table: Annotated[
        str, typer.Option("--table", help="FILE のグループ名。見出しから分かれば省けます。", metavar="NAME")
    ] = "",
    business: Annotated[
        str, typer.Option("--business", help="業務ID（3 桁）。省くと変換済みの全業務。", metavar="ID")
    ] = "",
) -> Outcome:
    """変換後のデータを検査し、不合格の行を元の行番号で示します。値そのものは表示しません。

    例: migrate check run --business 031
    例: migrate check run 住登外者宛名基本情報.csv --spec 031（作業フォルダは不要です）
    """
    from migrate.flow import check as flow

    if flow.is_file_check(file, (spec, table), business):
        return flow.check_file(
            flow.Target(file=file or Path(), spec=spec, table=table), common.session(), common.workspace
        )
    return flow.check(common.open(), common.session(), business)


@leaf(app, "rules")
def rules(common: Common) -> Outcome:
    """検査の規則と、その重さ・分類・根拠を一覧で示します。

    例: migrate check rules
    """
    from migrate.flow import check as flow

    return flow.rules()
