"""`migrate gap run` and `migrate gap functions make|read|show`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome

app = group("現行システムの表と、標準仕様の項目を比べます（③標準仕様との比較分析）。\n\n例: migrate gap run")
functions = group(
    "機能・帳票の要件と今の業務を比べる Fit&Gap 表を作り、読み、課題にまとめます（③-1、③-2）。\n\n"
    "例: migrate gap functions make"
)
app.add_typer(functions, name="functions")
_BUSINESSES = typer.Option(
    "--business", help="業務ID（3 桁）。繰り返せます。省くと、要件を取り込んだ全業務です。", metavar="ID"
)
_PACKAGE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,19}", re.ASCII)


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


def _package(text: str) -> str:
    """The key of a package: it becomes part of a file name.

    Raises:
        typer.BadParameter: it is none.
    """
    if text and not _PACKAGE.fullmatch(text):
        raise typer.BadParameter(text)
    return text


@leaf(functions, "make")
def functions_make(
    common: Common,
    business: Annotated[list[str] | None, _BUSINESSES] = None,
    department: Annotated[
        str, typer.Option("--department", help="この担当課の行と、担当課の決まっていない行だけにします。", metavar="課")
    ] = "",
    package: Annotated[
        str,
        typer.Option(
            "--package",
            help="製品の事業者に渡す回答票を作ります。ID は製品を区別する半角の英数字（例 a-sha）です。",
            metavar="ID",
            callback=_package,
        ),
    ] = "",
    rows: Annotated[
        int, typer.Option("--rows", help="標準にない機能・帳票のための空いた行の数。", min=0, max=500, metavar="N")
    ] = 20,
    force: Annotated[
        bool, typer.Option("--force", help="まだ読んでいない記入ずみのファイルにも上書きします。")
    ] = False,
) -> Outcome:
    """機能・帳票の Fit&Gap 表（Excel）を業務ごとに作ります。分かっている回答は記入ずみです。様式は本ツール独自です。

    例: migrate gap functions make --business 001
    担当課に渡す: migrate gap functions make --department 市民課
    製品の事業者に渡す: migrate gap functions make --package a-sha
    """
    from migrate.flow import functions as flow

    wish = flow.Wish(businesses=tuple(business or ()), department=department, package=package, blank=rows)
    return flow.make(common.open(), common.session(), wish, force)


@leaf(functions, "read", fail_on=FailOn.ERROR)
def functions_read(
    common: Common,
    files: Annotated[
        list[Path],
        typer.Argument(help="記入された Fit&Gap 表か、製品の回答票（.xlsx）。いくつでも渡せます。", metavar="FILE…"),
    ],
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="保存してある回答と食い違うとき、ファイルの回答で置きかえます。")
    ] = False,
) -> Outcome:
    """記入された Fit&Gap 表と製品の回答票を読み、fit/ に保存します。誤りと課の間の食い違いは、セルの番地で示します。

    例: migrate gap functions read fit/forms/001-住民基本台帳.xlsx
    """
    from migrate.flow import functions as flow

    return flow.read(common.open(), common.session(), tuple(files), overwrite)


@leaf(functions, "show", fail_on=FailOn.ERROR)
def functions_show(
    common: Common,
    business: Annotated[list[str] | None, _BUSINESSES] = None,
    department: Annotated[str, typer.Option("--department", help="この担当課の行だけを示します。", metavar="課")] = "",
) -> Outcome:
    """Fit&Gap の結果を、類型ごとの件数、課題と期限、担当課ごとの状況、残っている行、製品との比較にまとめます。

    例: migrate gap functions show --format html -o FitGap.html
    """
    from migrate.flow import functions_show as flow

    return flow.show(common.open(), common.session(), tuple(business or ()), department)
