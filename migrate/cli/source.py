"""`migrate source`: what the current system is made of."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.database import ask_password, database_flow
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome

_Database = Annotated[
    str,
    typer.Option("--database", help="データベースの URL（パスワードなし）か、project.yaml での名前。", metavar="URL"),
]
_Schema = Annotated[
    list[str] | None,
    typer.Option("--schema", help="読むスキーマ。繰り返せます。", metavar="NAME"),
]
_Views = Annotated[bool, typer.Option("--views", help="ビューも表として読みます。")]

app = group("現行システムの定義（DDL・定義書・レイアウト表）とデータを読み、点検します。\n\n例: migrate source scan")


@leaf(app, "scan", fail_on=FailOn.ERROR)
def scan(
    common: Common,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="見るファイル（フォルダ・ZIP・gz は中の全部）。省くと作業フォルダの source/ の全部です。",
            metavar="[FILE]",
        ),
    ] = None,
    max_unknown: Annotated[
        int, typer.Option("--max-unknown", help="読めない文をここまで許します。", min=0, metavar="N")
    ] = 0,
    database: _Database = "",
    schema: _Schema = None,
    views: _Views = False,
    no_databases: Annotated[
        bool,
        typer.Option("--no-databases", help="project.yaml のデータベースにつながず、前に読んだ構造を使います。"),
    ] = False,
) -> Outcome:
    """DDL・テーブル定義書・レイアウト表・データベースから表と列を読み、データのファイルの文字コードと表を確かめます。

    例: migrate source scan
    作業フォルダなしで: migrate source scan zei_schema.sql
    データベース: migrate source scan --database postgresql://yomu@db.example/juki
    """
    from migrate.flow import source as flow
    from migrate.flow.spec import at_hand

    if database:
        live, around = database_flow(), at_hand.around(common.workspace)
        wanted = live.target(database, around, schema or (), views)
        return flow.scan_files(tuple(files or ()), max_unknown, around, (live.structure_of(wanted, ask_password),))
    if files:
        return flow.scan_files(tuple(files), max_unknown, at_hand.around(common.workspace))
    workspace = common.open()
    if no_databases or not workspace.project.databases:
        return flow.scan(workspace, common.session(), max_unknown)
    live = database_flow()
    return flow.scan(workspace, common.session(), max_unknown, lambda work: live.declared(work, ask_password))


@leaf(app, "fetch", fail_on=FailOn.ERROR)
def fetch(
    common: Common,
    database: _Database = "",
    schema: _Schema = None,
    table: Annotated[
        list[str] | None,
        typer.Option("--table", help="取り出す表（スキーマ.表 も可）。繰り返せます。省くと全部です。", metavar="NAME"),
    ] = None,
    views: _Views = False,
    replace: Annotated[bool, typer.Option("--replace", help="前に取り出したファイルを替えます。")] = False,
) -> Outcome:
    """データベースの行を、同じ時点の CSV として作業フォルダの source/ に取り出します。データベースには何も書きません。

    例: migrate source fetch --database postgresql://yomu@db.example/juki
    URL: postgresql://利用者@サーバー:ポート/データベース。ほかに mariadb、mysql、oracle、sqlserver、db2、sqlite
    パスワードは URL に書かず、環境変数 MIGRATE_DB_PASSWORD に入れるか、聞かれたときに入力します。
    暗号化: ?sslmode=require、verify-ca、verify-full（&sslrootcert=認証局.pem）、disable。省くと prefer です。
    ソケット: postgresql://yomu@/juki?host=/run/postgresql、mariadb://yomu@localhost/juki?unix_socket=/run/mysqld/mysqld.sock
    """
    live, workspace = database_flow(), common.open()
    wanted = live.target(database, workspace, schema or (), views)
    outcome: Outcome = live.fetch(workspace, common.session(), wanted, table or (), ask_password, replace)
    return outcome


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


@leaf(app, "twin", fail_on=FailOn.ERROR)
def twin(
    common: Common,
    rows: Annotated[
        int | None,
        typer.Option(
            "--rows",
            help="最も大きいファイルの行数。ほかは比例。省くと元と同じ行数です。",
            min=1,
            max=2_000_000_000,
            metavar="N",
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="乱数の種。同じ種なら同じデータになります。", metavar="N")] = 1,
    clean: Annotated[
        bool, typer.Option("--clean", help="復号できないバイトと、切り分けられない行を作りません。")
    ] = False,
) -> Outcome:
    """プロファイルだけから、同じ形の架空データ（事業者に渡せる写し）を作ります。元のデータは開きません。

    例: migrate source profile のあとで migrate source twin
    100 万行の試験用に: migrate source twin --rows 1000000 --clean
    """
    from migrate.flow import source_twin as flow

    return flow.run(common.open(), common.session(), rows, seed, clean)


@leaf(app, "book", fail_on=FailOn.ERROR)
def book(
    common: Common,
    file: Annotated[
        Path, typer.Argument(help="テーブル定義書のブック（.xlsx .xlsm .xls .ods）。様式は問いません。", metavar="FILE")
    ],
    to: Annotated[Path, typer.Option("--to", help="一つの様式に整えたブックを書く先（.xlsx）。", metavar="FILE")],
) -> Outcome:
    """どのような様式のテーブル定義書でも読み、シートごとの確かさを示し、一つの様式に整えて書き出します。

    例: migrate source book 定義書.xlsx --to 整えた定義書.xlsx
    """
    from migrate.flow import source_book as flow

    return flow.run(file, to)
