"""`migrate pmo …`: a body's monthly report, and what a prefecture or the national PMO makes of many."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome
from migrate.pmo.by import By
from migrate.pmo.export.published import Layout

app = group(
    "毎月の進捗の報告を作り、集め、都道府県や全国で集約して、遅れている団体とその理由を示します。\n\n"
    "例: migrate pmo rollup --store 保管庫 --by 都道府県"
)

_DAY, _DAY_WORD = "%Y-%m-%d", "YYYY-MM-DD"
_STORE = typer.Option("--store", help="集めた報告の保管庫（フォルダ）。", metavar="STORE")
_PERIOD = typer.Option(
    "--period", help="対象の月（2026-11 の形）。省くと、保管庫の最も新しい月です。", metavar="YYYY-MM"
)


@leaf(app, "export")
def export(
    common: Common,
    period: Annotated[str, typer.Option("--period", help="報告する月（2026-11 の形）。", metavar="YYYY-MM")],
    revision: Annotated[
        int, typer.Option("--revision", help="送った後の訂正なら、その番号（1 から）。", min=0, max=999, metavar="N")
    ] = 0,
    notes: Annotated[
        bool,
        typer.Option(
            "--notes", help="リスクの内容など、人が書いた文も入れます。住民の情報がないことを確かめてください。"
        ),
    ] = False,
    layout: Annotated[
        Layout | None,
        typer.Option("--layout", help="公表の様式でも書きます: 市区町村、都道府県、特定移行、csv。", metavar="様式"),
    ] = None,
) -> Outcome:
    """この団体の 1 か月の報告（ZIP: JSON と Excel）と、国のツールへの転記シートを out/pmo/ に書きます。

    例: migrate pmo export --period 2026-11
    公表の様式でも: migrate pmo export --period 2026-11 --layout 市区町村
    状態はその月の終わり（終わっていない月は今日）のものです。
    住民の値は入りません。人が書いた文は --notes のときだけ入ります。
    """
    from migrate.flow import pmo_export as flow

    wish = flow.Wish(period=period, revision=revision, notes=notes, layout=layout)
    return flow.run(common.open(), common.session(), wish)


@leaf(app, "collect", fail_on=FailOn.ERROR, files=("html", "xlsx"))
def collect(
    common: Common,
    folder: Annotated[Path, typer.Argument(help="届いた報告の入ったフォルダ（下の階層も読みます）。", metavar="DIR")],
    store: Annotated[Path, _STORE],
    period: Annotated[
        str, typer.Option("--period", help="集める月（2026-11 の形）。省くと、報告の月です。", metavar="YYYY-MM")
    ] = "",
    roster: Annotated[
        Path | None,
        typer.Option(
            "--roster",
            help="報告を待つ団体の名簿（CSV: 団体コード、都道府県、団体名、区分、人口、期限）。保管庫に残ります。",
            metavar="FILE",
        ),
    ] = None,
    due: Annotated[
        datetime | None, typer.Option("--due", help="期限。名簿の期限が先です。", formats=[_DAY], metavar=_DAY_WORD)
    ] = None,
    received: Annotated[
        datetime | None,
        typer.Option("--received", help="受領の日。省くと今日です。", formats=[_DAY], metavar=_DAY_WORD),
    ] = None,
) -> Outcome:
    """届いた報告（ZIP、公表の Excel・CSV）を確かめて保管庫に入れ、ファイルごとの判定と、督促する団体を示します。

    例: migrate pmo collect 受領/2026-11 --store 保管庫 --period 2026-11 --due 2026-12-05
    督促の表を作る: migrate pmo collect 受領/2026-11 --store 保管庫 --xlsx 督促.xlsx
    同じフォルダを何度読んでも、保管庫に加わるのは新しい報告だけです。作業フォルダの外でも使えます。
    """
    from migrate.flow import pmo_collect as flow

    wish = flow.Wish(
        folder=folder,
        store=store,
        period=period,
        roster=roster,
        due=due.date() if due else None,
        received=received.date() if received else None,
    )
    return flow.run(common.session(), wish)


@leaf(app, "rollup", files=("html", "xlsx"))
def rollup(
    common: Common,
    store: Annotated[Path, _STORE],
    by: Annotated[
        By,
        typer.Option(
            "--by", help="区分: 都道府県、業務、所管、フェーズ、項目、ステップ、ベンダ、規模。", metavar="区分"
        ),
    ] = By.PREFECTURE,
    period: Annotated[str, _PERIOD] = "",
) -> Outcome:
    """集めた報告から、公式の完了率の平均・中央値・分布・月ごとの動きを区分別に示します。作業フォルダの外でも使えます。

    例: migrate pmo rollup --store 保管庫 --by 都道府県 --json
    表計算で: migrate pmo rollup --store 保管庫 --by 業務 --xlsx 集約.xlsx
    ダッシュボード（HTML 1 枚）で: migrate pmo rollup --store 保管庫 --html 全国.html
    """
    from migrate.flow import pmo_rollup as flow

    return flow.run(store, by, period)


@leaf(app, "slips", files=("html", "xlsx"))
def slips(
    common: Common,
    store: Annotated[Path, _STORE],
    period: Annotated[str, _PERIOD] = "",
    months: Annotated[
        int | None,
        typer.Option("--months", help="停滞とみなす月数。省くと 3 か月分です。", min=1, max=120, metavar="N"),
    ] = None,
    top: Annotated[int, typer.Option("--top", help="支援の候補に挙げる団体の数。", min=1, max=5000, metavar="N")] = 50,
) -> Outcome:
    """計画・同規模の団体・過去の月と比べて遅れている団体を、理由とともに点の高い順に示します。作業フォルダの外でも使えます。

    例: migrate pmo slips --store 保管庫
    上位 100 団体を表計算で: migrate pmo slips --store 保管庫 --top 100 --xlsx 支援の候補.xlsx
    """
    from migrate.flow import pmo_slips as flow

    return flow.run(store, period, months or 0, top)


@leaf(app, "paper", files=("html",))
def paper(
    common: Common,
    store: Annotated[Path, _STORE],
    body: Annotated[
        str, typer.Option("--body", help="首長報告を作る団体（団体コードか団体名）。", metavar="団体")
    ] = "",
    prefecture: Annotated[
        str, typer.Option("--prefecture", help="会議の資料を作る都道府県（島根県 の形）。", metavar="都道府県")
    ] = "",
    period: Annotated[str, _PERIOD] = "",
) -> Outcome:
    """1 団体の首長報告（A4 縦）か、1 都道府県の会議の資料（A4 横）を作ります。作業フォルダの外でも使えます。

    例: migrate pmo paper --store 保管庫 --body 322041 -o 首長報告.docx
    会議の資料: migrate pmo paper --store 保管庫 --prefecture 島根県 -o 会議資料.docx
    HTML でも作れます（-o 会議資料.html）。名前が出るのは、団体とベンダだけです。
    首長報告には、団体が --notes で出したリスクの内容の文も載ります。
    """
    from migrate.flow import pmo_paper as flow

    return flow.run(flow.Wish(store=store, body=body, prefecture=prefecture, period=period))
