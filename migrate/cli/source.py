"""`migrate source scan`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome

app = group("現行システムの表の定義とデータのファイルを読みます。\n\n例: migrate source scan")


@leaf(app, "scan", fail_on=FailOn.ERROR)
def scan(
    common: Common,
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="見るファイル。省くと作業フォルダの source/ の全部です。", metavar="[FILE]"),
    ] = None,
    max_unknown: Annotated[
        int, typer.Option("--max-unknown", help="読めない文をここまで許します。", min=0, metavar="N")
    ] = 0,
) -> Outcome:
    """DDL・レイアウト表から表と列を読み、データのファイルの文字コードと表を確かめます。

    例: migrate source scan
    作業フォルダなしで: migrate source scan zei_schema.sql
    """
    from migrate.flow import source as flow

    if files:
        return flow.scan_files(tuple(files), max_unknown)
    return flow.scan(common.open(), common.session(), max_unknown)
