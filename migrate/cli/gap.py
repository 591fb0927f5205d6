"""`migrate gap run|match|actuals|review` and `migrate gap functions make|read|show`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.errors import MigrateError
from migrate.flow.outcome import Outcome
from migrate.model.review import ReviewSplit

app = group("現行システムの表と、標準仕様の項目を比べます（③標準仕様との比較分析）。\n\n例: migrate gap run")


functions = group(
    "機能・帳票の要件と今の業務を比べる Fit&Gap 表を作り、読み、課題にまとめます（③-2）。\n\n"
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


@leaf(app, "match")
def match(
    common: Common,
    sources: Annotated[
        list[Path], typer.Argument(help="現行の定義（DDL・定義書・レイアウト表・CSV など）。", metavar="SRC")
    ],
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", help="現行のデータ（CSV など）。値の形も証拠にします。繰り返せます。", metavar="CSV"),
    ] = None,
    spec: Annotated[
        list[str] | None,
        typer.Option(
            "--spec", help="比べる標準仕様（業務ID か 業務ID@版）。all は 20 業務。繰り返せます。", metavar="ID"
        ),
    ] = None,
    target: Annotated[
        Path | None, typer.Option("--target", help="標準仕様の代わりに、この CSV の列と比べます。", metavar="CSV")
    ] = None,
    top: Annotated[int, typer.Option("--top", help="列ごとに示す候補の数。", min=1, max=50, metavar="K")] = 3,
    score: Annotated[
        Path | None, typer.Option("--score", help="正解のファイル。正しさの数字を出します。", metavar="TRUTH")
    ] = None,
) -> Outcome:
    """現行の列ごとに、当たる標準の項目を探します（作業フォルダは不要です）。どれにも当たらない列は「なし」です。

    例: migrate gap match zei.sql --spec 010
    20 業務の全部と: migrate gap match zei.sql --data zei.csv --spec all --top 5
    ほかの CSV の列と: migrate gap match old.csv --target new.csv
    正解と比べる: migrate gap match gold.csv --spec all --score gold.csv
    正解は CSV です。見出しは source_table,source_column,gold_business,gold_table,gold_item。
    項目は | で区切って複数書け、空は対応なしです。
    source_schema,source_comment,source_type もあれば、その CSV を SRC にもできます。
    --target のときの正解は、JSON の {現行の列: 相手の列} です。
    --json では、columns の一つひとつに table、column、candidates、chosen があります。candidates は評点の順で、
    business、table、item、item_id、score、part_of、evidence を持ちます。chosen は当てた候補で、なければ null です。
    """
    from migrate.flow import gap_match as flow
    from migrate.flow.spec import at_hand

    wanted = flow.Wanted(
        sources=tuple(sources),
        data=tuple(data or ()),
        specs=tuple(spec or ()),
        target=target,
        top=top,
        truth=score,
    )
    return flow.match_files(wanted, at_hand.around(common.workspace))


@leaf(app, "actuals")
def actuals(
    common: Common,
    file: Annotated[Path, typer.Argument(help="実績の人時を書いた CSV。", metavar="CSV")],
) -> Outcome:
    """見積りと実績の人時を比べ、次の見積りに使う補正係数を計算します。

    例: migrate gap actuals jisseki.csv
    CSV は、out/gap/業務ID-effort.csv を写し、actual の列に実績の人時を書いたものです（空の行は読みません）。
    同じグループの行が二つ以上あれば、足します。係数は表示するだけで、gap/weights.csv は書き換えません。
    """
    from migrate.flow import gap_effort as flow

    return flow.actuals(common.open(), common.session(), file)


@leaf(app, "review", fail_on=FailOn.ERROR)
def review(
    common: Common,
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="記入された対応の確認（.xlsx）。いくつでも渡せます。", metavar="[FILE…]"),
    ] = None,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", help="対応の確認を、このファイル（.xlsx）に作ります。", metavar="FILE")
    ] = None,
    business: Annotated[
        str, typer.Option("--business", help="作るときの業務ID（3 桁）。省くと全業務です。", metavar="ID")
    ] = "",
    split: Annotated[
        ReviewSplit,
        typer.Option(
            "--split",
            help="作るときの分け方: none（1 冊）、business（業務）、group（グループ）、department（担当課）。",
        ),
    ] = ReviewSplit.NONE,
    force: Annotated[
        bool, typer.Option("--force", help="まだ読んでいない記入ずみのファイルにも上書きします。")
    ] = False,
) -> Outcome:
    """対応の候補を Excel にして人に決めてもらい、決定を gap/decisions に保存します。様式は本ツール独自です。

    例: migrate gap review --xlsx gap/review.xlsx
    担当課ごとに分ける: migrate gap review --xlsx gap/review.xlsx --split department
    読み取る: migrate gap review gap/review.xlsx
    人の決定は、この後の gap run、map draft、gap review が必ず守ります。
    """
    from migrate.flow import gap_review as flow

    if bool(files) == bool(xlsx):
        reason = "作るなら --xlsx だけを、読むならファイル名だけを指定します"
        raise MigrateError("MIG-GAP-104", params={"reason": reason})
    if xlsx is not None:
        wanted = flow.Wanted(file=xlsx, business=business, split=split, force=force)
        return flow.make(common.open(), common.session(), wanted)
    return flow.read(common.open(), common.session(), tuple(files or ()))


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
    RFI・RFP に事業者が答えた製品も並べます。fit/packages/ に人が書いた回答があれば、そちらを使います。
    """
    from migrate.flow import functions_show as flow

    return flow.show(common.open(), common.session(), tuple(business or ()), department)
