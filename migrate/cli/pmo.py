"""`migrate pmo …`: a body's monthly report, and what a prefecture or the national PMO makes of many."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome
from migrate.pmo.by import By

app = group(
    "毎月の進捗の報告を作り、集め、都道府県や全国で集約して、遅れている団体とその理由を示します。\n\n"
    "例: migrate pmo rollup --store 保管庫 --by 都道府県"
)

_STORE = typer.Option("--store", help="集めた報告の保管庫（フォルダ）。", metavar="STORE")
_PERIOD = typer.Option(
    "--period", help="対象の月（2026-11 の形）。省くと、保管庫の最も新しい月です。", metavar="YYYY-MM"
)


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
