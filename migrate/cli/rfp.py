"""`migrate rfp init|lock|offers|sheets|score|ocds`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome

app = group("提案の評価（⑩）: 基準を固定し、採点表を作り、得点と評価結果書を出します。\n\n例: migrate rfp init")

_UNIT = typer.Option("--unit", help="調達の単位の記号（半角の英数字）。省くと all（全部）です。", metavar="KEY")


@leaf(app, "init")
def init(
    common: Common,
    unit: Annotated[str, _UNIT] = "",
    template: Annotated[
        str,
        typer.Option("--template", help="評価基準のひな型: standard、functions、headroom。", metavar="NAME"),
    ] = "standard",
) -> Outcome:
    """評価基準・決まり・委員・提案の値・くじ・決定の CSV を rfp/<単位>/ に作ります。あるファイルはそのままです。

    例: migrate rfp init
    価格を予定価格との差で採点する: migrate rfp init --template headroom
    """
    from migrate.flow import rfp_init as flow

    return flow.init(common.open(), common.session(), unit, template)


@leaf(app, "lock", fail_on=FailOn.ERROR)
def lock(
    common: Common,
    unit: Annotated[str, _UNIT] = "",
    reason: Annotated[
        str, typer.Option("--reason", help="固定した基準を直して、固定し直す理由。記録に残ります。", metavar="TEXT")
    ] = "",
) -> Outcome:
    """評価基準・配点・式・決まりを、日時と符号（SHA-256）で固定します。提案を開く前に行います。

    例: migrate rfp lock
    """
    from migrate.flow import rfp_lock as flow

    return flow.set_lock(common.open(), common.session(), unit, reason)


@leaf(app, "offers", fail_on=FailOn.ERROR)
def offers(
    common: Common,
    unit: Annotated[str, _UNIT] = "",
    rfi: Annotated[
        str, typer.Option("--rfi", help="RFI の回答から数えるとき、その調達の単位（例 all）。", metavar="UNIT")
    ] = "",
) -> Outcome:
    """受け取った回答から、機能の数と見積額を数えて offers.csv に加えます。人の書いた行は変えません。

    例: migrate rfp offers
    """
    from migrate.flow import rfp_offers as flow

    return flow.fill(common.open(), common.session(), unit, rfi)


@leaf(app, "sheets")
def sheets(
    common: Common,
    unit: Annotated[str, _UNIT] = "",
    force: Annotated[bool, typer.Option("--force", help="記入ずみの採点表にも上書きします。採点は消えます。")] = False,
) -> Outcome:
    """委員ごとの採点表（Excel）を rfp/<単位>/forms/ に作ります。業者ごとにシートが 1 枚です。様式は本ツール独自です。

    例: migrate rfp sheets
    """
    from migrate.flow import rfp_sheets as flow

    return flow.sheets(common.open(), common.session(), unit, force)


@leaf(app, "score", fail_on=FailOn.ERROR)
def score(
    common: Common,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="記入された採点表（.xlsx）か、それらのあるフォルダ。省くと rfp/<単位>/forms/ の全部です。",
            metavar="[FILE...]",
        ),
    ] = None,
    unit: Annotated[str, _UNIT] = "",
) -> Outcome:
    """採点表と提案の値から得点と順位を計算し、評価結果書・議事・計算の根拠を out/rfp/<単位>/ に書きます。

    例: migrate rfp score
    """
    from migrate.flow import rfp_score as flow

    return flow.evaluate(common.open(), common.session(), tuple(files or ()), unit)


@leaf(app, "ocds")
def ocds(
    common: Common,
    prefix: Annotated[
        str, typer.Option("--prefix", help="登録した識別子の接頭辞（ocds- と 6 文字）。", metavar="PREFIX")
    ],
    unit: Annotated[str, _UNIT] = "",
    named: Annotated[bool, typer.Option("--named", help="選ばれなかった業者の名前も載せます。")] = False,
) -> Outcome:
    """調達の状況と選定の結果を、公開データの国際標準 OCDS 1.1 の JSON にします（任意）。

    例: migrate rfp ocds --prefix ocds-abc123
    """
    from migrate.flow import rfp_ocds as flow

    return flow.publish(common.open(), common.session(), prefix, unit, named)
