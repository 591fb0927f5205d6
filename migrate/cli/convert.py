"""`migrate convert run`."""

from __future__ import annotations

from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome

app = group("対応表に従って、現行のデータを標準の形に変換します。\n\n例: migrate convert run")


@leaf(app, "run", fail_on=FailOn.ERROR)
def run(
    common: Common,
    business: Annotated[
        str, typer.Option("--business", help="業務ID（3 桁）。省くと対応表のある全業務。", metavar="ID")
    ] = "",
) -> Outcome:
    """現行のデータを変換し、すべての行の行き先（書込・拒否・統合・対象外）を示します。

    例: migrate convert run --business 031
    元の値を含むファイルは out/restricted/（取扱注意）だけに書きます。
    """
    from migrate.flow import convert

    return convert.run(common.open(), common.session(), business)


@leaf(app, "images", fail_on=FailOn.ERROR)
def images(common: Common) -> Outcome:
    """mapping/images.yaml に従い、画像（印影・除籍・届書など）を調べ、行が参照するものを複写します。

    例: migrate convert images
    形式・大きさ・解像度・ハッシュを控え、足りないファイルと、どの行も参照しないファイルを示します。
    """
    from migrate.flow import images as flow

    return flow.run(common.open(), common.session())
