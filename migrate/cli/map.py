"""`migrate map draft|check|test|show|packs|sql|functions|doc|lineage|upgrade|pack|import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome
from migrate.model.pack import Notes

app = group("現行の列から標準の項目を作る対応表を、下書き・点検・表示します。\n\n例: migrate map check")

_FILE = typer.Argument(help="対応表のファイル。省くと mapping フォルダのすべてです。", metavar="[FILE]")


@leaf(app, "draft")
def draft(
    common: Common,
    business: Annotated[str, typer.Option("--business", help="業務ID（3 桁）。省くと全業務です。", metavar="ID")] = "",
    pack: Annotated[str, typer.Option("--pack", help="もとにするパックの名前か、そのフォルダ。", metavar="NAME")] = "",
) -> Outcome:
    """比較の結果から対応表の下書き（mapping/業務ID.draft.yaml）を作ります。人の書いた対応表には触れません。

    例: migrate map draft --business 031
    同じ製品の対応から始める: migrate map draft --pack standard-export
    """
    from migrate.flow import map as flow

    return flow.draft_all(common.open(), common.session(), business, pack)


@leaf(app, "packs")
def packs(common: Common) -> Outcome:
    """使い回せる対応（パック）の一覧を示します。読み取りずみの現行システムがあれば、合い方も示します。

    例: migrate map packs
    """
    from migrate.flow import map_packs as flow
    from migrate.flow.spec import at_hand

    return flow.run(at_hand.around(common.workspace))


@leaf(app, "check", fail_on=FailOn.ERROR)
def check(common: Common, file: Annotated[Path | None, _FILE] = None) -> Outcome:
    """変換の前に対応表を点検します。誤りがあれば、終了コードは 1 です。

    例: migrate map check mapping/031.yaml
    """
    from migrate.flow import map as flow

    return flow.check(common.open(), common.session(), file)


@leaf(app, "test", fail_on=FailOn.ERROR)
def test(
    common: Common,
    file: Annotated[
        Path | None, typer.Argument(help="テストのファイル。省くと mapping/tests のすべてです。", metavar="[FILE]")
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help="動かさずに、決まりごとのテストの下書きを作ります。")] = False,
) -> Outcome:
    """対応表のテスト（架空の元の行と、出るはずの行）を、本番と同じ変換で動かします。違いがあれば、終了コードは 1 です。

    例: migrate map test mapping/tests/031.yaml
    下書きを作る: migrate map test --draft
    """
    from migrate.flow import map_test as flow

    if draft:
        return flow.draft(common.open(), common.session())
    return flow.run(common.open(), common.session(), file)


@leaf(app, "show")
def show(common: Common, file: Annotated[Path | None, _FILE] = None) -> Outcome:
    """対応表を表にして示します。

    例: migrate map show
    """
    from migrate.flow import map as flow

    return flow.show(common.open(), common.session(), file)


@leaf(app, "sql")
def sql(
    common: Common,
    file: Annotated[Path | None, _FILE] = None,
    dialect: Annotated[
        str,
        typer.Option("--dialect", help="duckdb、spark、postgres、oracle、tsql、mysql のどれか。", metavar="NAME"),
    ] = "duckdb",
) -> Outcome:
    """対応表を SQL にします（out/sql）。その方言で書けないところは指摘にします。

    例: migrate map sql --dialect spark
    """
    from migrate.flow import map_sql as flow

    return flow.sql(common.open(), common.session(), dialect, file)


@leaf(app, "functions")
def functions(common: Common) -> Outcome:
    """対応表の式で使える関数と、SQL の方言ごとの書き方の一覧を示します。

    例: migrate map functions
    """
    from migrate.flow import map_sql as flow

    return flow.function_list()


@leaf(app, "doc")
def doc(common: Common, file: Annotated[Path | None, _FILE] = None) -> Outcome:
    """対応表の書面を作ります。グループごとに、項目の作り方を言葉で、移さないものと要点も示します。

    例: migrate map doc --format xlsx --output 対応表.xlsx
    """
    from migrate.flow import map_doc as flow

    return flow.doc(common.open(), common.session(), file)


@leaf(app, "lineage")
def lineage(
    common: Common,
    name: Annotated[
        str,
        typer.Argument(
            help="項目・列・グループ・現行の表の名前（グループ.項目、表.列 でも）。省くとすべてです。", metavar="[NAME]"
        ),
    ] = "",
    file: Annotated[Path | None, typer.Option("--file", help="対応表のファイル。", metavar="FILE")] = None,
) -> Outcome:
    """項目がどの列からどの関数を通って作られるかを、逆向きにも示します。

    例: migrate map lineage 生年月日
    図にする: migrate map lineage --format html --output 道筋.html
    """
    from migrate.flow import map_doc as flow

    return flow.show_lineage(common.open(), common.session(), name, file)


@leaf(app, "upgrade")
def upgrade(
    common: Common,
    to: Annotated[
        str, typer.Option("--to", help="移る先の版（例 2026-11-01）。業務ID@版 でも書けます。", metavar="EDITION")
    ],
    file: Annotated[Path | None, _FILE] = None,
) -> Outcome:
    """対応表を、標準仕様の次の版に移した下書きを作ります。響く対応・決定・点検・回答と、工数の目安を示します。

    例: migrate map upgrade --to 2026-11-01
    元の対応表と、人の決定のファイルには触れません。
    """
    from migrate.flow import map_upgrade as flow

    return flow.run(common.open(), common.session(), to, file)


@leaf(app, "pack")
def pack(
    common: Common,
    name: Annotated[str, typer.Argument(help="パックの名前（半角の英小文字・数字・ハイフン）。", metavar="NAME")],
    file: Annotated[Path | None, _FILE] = None,
    title: Annotated[str, typer.Option("--title", help="パックの題。省くと名前です。", metavar="TEXT")] = "",
    notes: Annotated[
        Notes,
        typer.Option("--notes", help="コメントと note の扱い: keep（残す）、drop（除く）。あるときは必ず選びます。"),
    ] = Notes.ASK,
) -> Outcome:
    """対応表を、同じ製品を使うほかの団体に渡せるパック（pack/名前）にします。住民の値は含めません。

    例: migrate map pack zei-sogo --title "税総合の対応" --notes drop
    使う側: migrate map draft --pack pack/zei-sogo
    """
    from migrate.flow import map_pack as flow

    wanted = flow.Wanted(name=name, title=title, notes=notes, file=file)
    return flow.run(common.open(), common.session(), wanted)


@leaf(app, "import")
def import_(
    common: Common,
    file: Annotated[Path, typer.Argument(help="対応表のワークブック（xlsx）。", metavar="FILE")],
    business: Annotated[str, typer.Option("--business", help="業務ID（3 桁）。省くと全業務です。", metavar="ID")] = "",
) -> Outcome:
    """いまある対応表のワークブック（様式は問いません）から、対応表の下書きを作ります。読めないところはセルで示します。

    例: migrate map import 移行項目対応表.xlsx --business 031
    """
    from migrate.flow import map_import as flow

    return flow.run(common.open(), common.session(), file, business)
