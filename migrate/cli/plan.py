"""`migrate plan init|show|import|export|shift|baseline`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome

app = group(
    "移行の工程表を作り、遅れと期限を確かめ、ベンダの遅れの影響を調べます。\n\n"
    "例: migrate plan init --business 010,011 --go-live 2029-01-04"
)

_BUSINESS = typer.Option("--business", help="業務ID（3 桁）か業務の名。省くと、すべての業務です。", metavar="ID")


@leaf(app, "init")
def init(
    common: Common,
    business: Annotated[
        str,
        typer.Option(
            "--business",
            help="業務ID。010,011 のように並べるか、all。省くと、稼働中でなく、稼働の日か期限の分かる業務です。",
            metavar="ID",
        ),
    ] = "",
    go_live: Annotated[
        str,
        typer.Option("--go-live", help="運用開始の日。省くと、phase fact の新しい期限です。", metavar="DATE"),
    ] = "",
    vendor: Annotated[str, typer.Option("--vendor", help="構築するベンダの名。", metavar="TEXT")] = "",
    force: Annotated[bool, typer.Option("--force", help="工程表のある業務も、作り直します。")] = False,
) -> Outcome:
    """業務の工程表を、運用開始の日から逆算した雛形（本ツール独自）で作ります。完了済みのステップは入れません。

    例: migrate plan init --business 010,011 --go-live 2029-01-04 --vendor 甲社
    """
    from migrate.flow import plan_draft as flow

    wish = flow.Wish(business=business, go_live=go_live, vendor=vendor, force=force)
    return flow.init(common.open(), common.session(), wish)


@leaf(app, "show")
def show(common: Common, business: Annotated[str, _BUSINESS] = "") -> Outcome:
    """工程、遅れ、期限に間に合わない作業、余裕のない作業（クリティカルパス）、繁忙期に当たる切替を示します。

    例: migrate plan show --business 010

    図（ガントチャート）つきで見るには: migrate plan show --output 工程表.html
    """
    from migrate.flow import plan as flow

    return flow.show(common.open(), common.session(), business)


@leaf(app, "import", fail_on=FailOn.ERROR)
def import_(
    common: Common,
    file: Annotated[Path, typer.Argument(help="工程表（.xlsx、.csv）。ベンダの工程表も読めます。", metavar="FILE")],
    remove: Annotated[bool, typer.Option("--remove", help="ファイルにない作業を、工程表から消します。")] = False,
) -> Outcome:
    """工程表を Excel か CSV から読みこみます。見出し（作業、開始、終了 など）で列を探し、読めないセルは番地で示します。

    例: migrate plan import out/plan/工程表-A3.xlsx
    """
    from migrate.flow import plan_exchange as flow

    return flow.import_(common.open(), common.session(), file, remove)


@leaf(app, "export")
def export(
    common: Common,
    force: Annotated[bool, typer.Option("--force", help="読みこんでいない、直された工程表にも上書きします。")] = False,
) -> Outcome:
    """工程表を out/plan/ に書きます: 直すための A3 の Excel（日付を直すと帯が動きます）、配るための A4、CSV。

    例: migrate plan export
    """
    from migrate.flow import plan_exchange as flow

    return flow.export(common.open(), common.session(), force)


@leaf(app, "shift")
def shift(
    common: Common,
    days: Annotated[int, typer.Option("--days", help="遅れ（営業日）。", min=1, max=1000, metavar="N")],
    vendor: Annotated[str, typer.Option("--vendor", help="遅れるベンダの名（一部でも可）。", metavar="TEXT")] = "",
    business: Annotated[str, _BUSINESS] = "",
    task: Annotated[
        list[str] | None, typer.Option("--task", help="遅れる作業の番号。繰り返せます。", metavar="KEY")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="動いた日を工程表に書きます。")] = False,
) -> Outcome:
    """ベンダや作業が遅れたら何が動き、どの期限が破れるかを調べます。--write を付けなければ、何も書きません。

    例: migrate plan shift --vendor 甲社 --days 30
    """
    from migrate.flow import plan_shift as flow
    from migrate.phase.plan.shift import Slip

    slip = Slip(days=days, vendor=vendor, business=business, keys=tuple(task or ()))
    return flow.run(common.open(), common.session(), slip, write)


@leaf(app, "baseline")
def baseline(
    common: Common,
    again: Annotated[bool, typer.Option("--again", help="当初の日がある作業も、いまの予定で取り直します。")] = False,
) -> Outcome:
    """いまの予定を、当初の日（比べる相手）として残します。

    例: migrate plan baseline
    """
    from migrate.flow import plan_draft as flow

    return flow.baseline(common.open(), common.session(), again)
