"""`migrate survey make|read|show`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome
from migrate.model.survey import Split

app = group("現行システムの概要調査（②-1〜②-4）の調査票を作り、読み、一覧と図にします。\n\n例: migrate survey make")


@leaf(app, "make")
def make(
    common: Common,
    business: Annotated[
        list[str] | None,
        typer.Option("--business", help="業務ID（3 桁）。その業務のシステムだけにします。繰り返せます。", metavar="ID"),
    ] = None,
    split: Annotated[
        Split,
        typer.Option(
            "--split", help="ファイルの分け方: none（1 冊）、system、department（担当課）、vendor（ベンダ）。"
        ),
    ] = Split.NONE,
    extra: Annotated[
        int, typer.Option("--extra", help="一覧にないシステムのための白紙のシートの数。", min=0, max=20, metavar="N")
    ] = 2,
    rows: Annotated[int, typer.Option("--rows", help="連携一覧の空いた行の数。", min=0, max=2000, metavar="N")] = 40,
    force: Annotated[bool, typer.Option("--force", help="まだ読んでいない記入ずみの調査票にも上書きします。")] = False,
) -> Outcome:
    """調査票（Excel）を survey/forms/ に作ります。分かっている回答は記入ずみです。様式は本ツール独自です。

    例: migrate survey make
    担当課ごとに分ける: migrate survey make --split department
    """
    from migrate.flow import survey as flow

    wish = flow.Wish(businesses=frozenset(business or ()), split=split, extra=extra, blank=rows)
    return flow.make(common.open(), common.session(), wish, force)


@leaf(app, "read", fail_on=FailOn.ERROR)
def read(
    common: Common,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="記入された調査票（.xlsx）か、それらのあるフォルダ。省くと survey/forms/ の全部です。",
            metavar="[FILE...]",
        ),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="保存してある回答と食い違うとき、ファイルの回答で置きかえます。")
    ] = False,
) -> Outcome:
    """記入された調査票を読み、survey/*.yaml に保存します。読めないセルと食い違いは、シートとセルの番地で示します。

    例: migrate survey read
    集めた調査票のフォルダから: migrate survey read 回収
    """
    from migrate.flow import survey as flow

    return flow.read(common.open(), common.session(), tuple(files or ()), overwrite)


@leaf(app, "show", fail_on=FailOn.ERROR)
def show(
    common: Common,
    cutover: Annotated[
        datetime | None,
        typer.Option(
            "--cutover",
            help="標準準拠システムに切り替える日。契約の終わりと比べます。",
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
        ),
    ] = None,
) -> Outcome:
    """調査の結果を、システムの一覧、不足、契約の終わり、つながりの図（SVG）にまとめます。

    例: migrate survey show --cutover 2027-03-31 --format html -o 概要調査.html
    """
    from migrate.flow import survey as flow

    return flow.show(common.open(), common.session(), cutover.date() if cutover else None)
