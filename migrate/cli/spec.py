"""`migrate spec`: look at, find, import, compare, export and examine national specifications."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome

app = group(
    "標準仕様（項目・コード・機能・帳票・連携）を取り込み、見て、探し、比べ、書き出します。\n\n例: migrate spec list"
)

_REFERENCE = typer.Argument(help="業務ID（3 桁）。版も指定するなら 031@2023-09-29 の形です。", metavar="ID")


@leaf(app, "list")
def list_(common: Common) -> Outcome:
    """使える標準仕様の業務・版・種類を一覧で示します。作業フォルダの外でも使えます。

    例: migrate spec list
    """
    from migrate.flow.spec import at_hand
    from migrate.flow.spec import show as flow

    return flow.list_specs(at_hand.around(common.workspace))


@leaf(app, "show")
def show(common: Common, spec: Annotated[str, _REFERENCE]) -> Outcome:
    """一つの標準仕様の概要と出典を示します。

    例: migrate spec show 031
    """
    from migrate.flow.spec import at_hand
    from migrate.flow.spec import show as flow

    return flow.show(spec, at_hand.around(common.workspace))


@leaf(app, "items")
def items(
    common: Common,
    spec: Annotated[str, _REFERENCE],
    table: Annotated[
        str, typer.Option("--table", help="このグループだけ示します（公表の名称のまま）。", metavar="NAME")
    ] = "",
) -> Outcome:
    """データ項目を、公表された名称のまま示します。

    例: migrate spec items 031 --json
    """
    from migrate.flow.spec import at_hand
    from migrate.flow.spec import show as flow

    return flow.items(spec, at_hand.around(common.workspace), table)


@leaf(app, "codes")
def codes(common: Common, spec: Annotated[str, _REFERENCE]) -> Outcome:
    """コード一覧の値と、それを使う項目を示します。

    例: migrate spec codes 031
    """
    from migrate.flow.spec import at_hand
    from migrate.flow.spec import show as flow

    return flow.codes(spec, at_hand.around(common.workspace))


@leaf(app, "search")
def search(
    common: Common,
    query: Annotated[str, typer.Argument(help="探す語。漢字・かな・ローマ字・現行システムの略語。", metavar="WORD")],
    spec: Annotated[
        list[str] | None, typer.Option("--spec", help="この仕様の中だけ探します。繰り返せます。", metavar="ID")
    ] = None,
) -> Outcome:
    """データ項目を、名称・読みがな・ローマ字・略語で探します。

    例: migrate spec search せいねんがっぴ
    """
    from migrate.flow.spec import at_hand
    from migrate.flow.spec import search as flow

    return flow.search(query, at_hand.around(common.workspace), tuple(spec or ()))


@leaf(app, "lint", fail_on=FailOn.ERROR)
def lint(
    common: Common,
    spec: Annotated[
        list[str] | None, typer.Argument(help="業務ID。省くと作業フォルダで使う版です。", metavar="ID")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="手もとのすべての仕様を点検します。")] = False,
) -> Outcome:
    """標準仕様のデータを点検します（ID・キー・型・桁数・コード一覧・根拠・出典）。

    例: migrate spec lint --all
    """
    from migrate.flow.spec import at_hand
    from migrate.flow.spec import lint as flow

    return flow.run(tuple(spec or ()), all_, at_hand.around(common.workspace))


@leaf(app, "import", fail_on=FailOn.ERROR)
def import_(
    common: Common,
    file: Annotated[
        Path,
        typer.Argument(
            help="基本データリスト・コード一覧・機能帳票要件・連携仕様・API 仕様のブック（.xlsx）、コード一覧の CSV、"
            "migrate spec export で書き出したファイル。",
            metavar="FILE",
        ),
    ],
    business: Annotated[
        str, typer.Option("--business", help="業務ID（3 桁）。省くとブックから読み取ります。", metavar="ID")
    ] = "",
    edition: Annotated[
        str, typer.Option("--edition", help="版（公表日など）。省くとファイル名の日付を使います。", metavar="EDITION")
    ] = "",
    partial: Annotated[
        bool, typer.Option("--partial", help="読み取れない所があっても、読み取れた分を保存します。")
    ] = False,
) -> Outcome:
    """公式のブックを、名称と値を変えずに取り込みます。作業フォルダの外では、読み取れる内容を示すだけです。

    何のブックかは中身で見分けます。同じ版の項目・コード・機能・帳票・連携は、一つの版にまとめます。

    例: migrate spec import 項目定義書_20230929.xlsx
    """
    from migrate.flow.spec import at_hand
    from migrate.flow.spec import import_ as flow

    wanted = flow.Wanted(file=file, business=business, edition=edition, partial=partial)
    return flow.import_(wanted, at_hand.around(common.workspace), common.session())


@leaf(app, "import-font", fail_on=FailOn.ERROR)
def import_font(
    common: Common,
    file: Annotated[Path, typer.Argument(help="フォント（.ttf、.otf、.ttc）。", metavar="FILE")],
    face: Annotated[
        int, typer.Option("--face", help="TTC の中の何番目のフォントか（1 から）。", metavar="N", min=0, max=64)
    ] = 0,
) -> Outcome:
    """手もとのフォントから、文字と MJ文字図形・追加文字（GJ）の対応を読み取ります。フォントそのものは写しません。

    例: migrate spec import-font acgjm.ttf
    """
    from migrate.flow.spec import at_hand
    from migrate.flow.spec import font as flow

    return flow.import_font(file, face, at_hand.around(common.workspace), common.session())


@leaf(app, "export")
def export(
    common: Common,
    spec: Annotated[str, _REFERENCE],
    to: Annotated[Path, typer.Option("--to", help="書き出すファイル。", metavar="FILE")],
    layout: Annotated[
        str,
        typer.Option(
            "--layout",
            help="様式。official は項目定義書と同じ並びのブック。ほかに odcs、table-schema、json-schema、ddl。",
            metavar="LAYOUT",
        ),
    ] = "official",
    names: Annotated[
        str, typer.Option("--names", help="表と列の名前。japanese（既定）か romaji。", metavar="NAMES")
    ] = "",
    dialect: Annotated[
        str,
        typer.Option(
            "--dialect",
            help="ddl の製品。postgres（既定）、oracle、sqlserver、duckdb、spark。",
            metavar="DIALECT",
        ),
    ] = "",
    checks: Annotated[
        bool, typer.Option("--checks", help="ddl に、コード一覧の値だけを許す CHECK 制約を付けます。")
    ] = False,
    table: Annotated[
        str, typer.Option("--table", help="table-schema で、この表のスキーマだけを書き出します。", metavar="NAME")
    ] = "",
) -> Outcome:
    """標準仕様を、公表された様式のブックか、ほかの道具が読む形（データ契約、スキーマ、DDL）に書き出します。

    例: migrate spec export 031 --layout ddl --dialect postgres --to 031.sql
    """
    from migrate.flow.spec import at_hand
    from migrate.flow.spec import export as flow

    wanted = flow.Wanted(layout=layout, target=to, names=names, dialect=dialect, checks=checks, table=table)
    return flow.export(spec, at_hand.around(common.workspace), wanted)


@leaf(app, "diff")
def diff(
    common: Common,
    before: Annotated[str, typer.Argument(help="変更前の標準仕様。031@2023-09-29 の形です。", metavar="A")],
    after: Annotated[str, typer.Argument(help="変更後の標準仕様。", metavar="B")],
) -> Outcome:
    """二つの版をくらべ、違いと、すでに変換したデータへの影響（厳しくなる・緩くなる・中立）を示します。

    例: migrate spec diff 031@2023-09-29 031@api-2.0
    """
    from migrate.flow.spec import at_hand
    from migrate.flow.spec import diff as flow

    return flow.diff(before, after, at_hand.around(common.workspace))


@leaf(app, "impact")
def impact(
    common: Common,
    before: Annotated[str, typer.Argument(help="変更前の標準仕様。031@2023-09-29 の形です。", metavar="A")],
    after: Annotated[str, typer.Argument(help="変更後の標準仕様。", metavar="B")],
    conformity_date: Annotated[
        str,
        typer.Option(
            "--conformity-date",
            help="変更後の版の適合基準日。省くと、変わった要件に書かれた、次に来る日です。",
            metavar="DATE",
        ),
    ] = "",
) -> Outcome:
    """改定が作業フォルダの何に触れるか（Fit&Gap、対応表、検査、テスト、例規、予算、工程）を示します。

    適合基準日から逆算した工程案も作ります。工程表は、migrate plan import で取り込むまで変わりません。

    例: migrate spec impact 031@2023-09-29 031@api-2.0 --conformity-date 令和10年4月1日
    """
    from migrate.flow import spec_impact as flow

    return flow.run(common.open(), common.session(), before, after, conformity_date)
