"""`migrate source`: what the current system is made of."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome

app = group("現行システムの定義（DDL・定義書・レイアウト表）とデータを読み、点検します。\n\n例: migrate source scan")


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
    """DDL・テーブル定義書・レイアウト表から表と列を読み、データのファイルの文字コードと表を確かめます。

    例: migrate source scan
    作業フォルダなしで: migrate source scan zei_schema.sql
    """
    from migrate.flow import source as flow
    from migrate.flow.spec import at_hand

    if files:
        return flow.scan_files(tuple(files), max_unknown, at_hand.around(common.workspace))
    return flow.scan(common.open(), common.session(), max_unknown)


@leaf(app, "lint", fail_on=FailOn.ERROR)
def lint(
    common: Common,
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="調べるファイル。省くと、読み取りずみの out/source/schema.json です。", metavar="[FILE]"),
    ] = None,
) -> Outcome:
    """現行の表と列に、移行で問題になる所がないかを調べます（キー、日付、コード、桁、外字、個人番号など）。

    例: migrate source lint
    作業フォルダなしで: migrate source lint zei_schema.sql
    """
    from migrate.flow import source_lint as flow
    from migrate.flow.spec import at_hand

    if files:
        return flow.run_files(tuple(files), at_hand.around(common.workspace))
    return flow.run(common.open(), common.session())


@leaf(app, "profile")
def profile(
    common: Common,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="調べるデータのファイル（DDL・レイアウト表も一緒に渡せます）。省くと source/ の全部です。",
            metavar="[FILE]",
        ),
    ] = None,
) -> Outcome:
    """データのファイルの中身を全行調べ、列ごとの件数・文字数・値の形・コードを示します。個人に関わる列の値は出しません。

    例: migrate source profile
    作業フォルダなしで: migrate source profile zei_schema.sql zei.csv
    """
    from migrate.flow import source_profile as flow

    if files:
        return flow.profile_files(tuple(files))
    return flow.profile(common.open(), common.session())


@leaf(app, "book", fail_on=FailOn.ERROR)
def book(
    common: Common,
    file: Annotated[Path, typer.Argument(help="テーブル定義書のブック（.xlsx）。様式は問いません。", metavar="FILE")],
    to: Annotated[Path, typer.Option("--to", help="一つの様式に整えたブックを書く先（.xlsx）。", metavar="FILE")],
) -> Outcome:
    """どのような様式のテーブル定義書でも読み、シートごとの確かさを示し、一つの様式に整えて書き出します。

    例: migrate source book 定義書.xlsx --to 整えた定義書.xlsx
    """
    from migrate.flow import source_book as flow

    return flow.run(file, to)
