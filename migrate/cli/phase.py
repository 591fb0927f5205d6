"""`migrate phase list|show|status|next|set|fact|history|make|read|risks|peripheral`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome

app = group("手順書の 40 ステップの一覧、進捗の確認と設定をします。\n\n例: migrate phase status")

_BUSINESS = typer.Option("--business", help="業務ID（3 桁）。省くと、すべての業務です。", metavar="ID")
_BUSINESSES = typer.Option(
    "--business", help="業務ID。010,011 のように並べるか、all（全業務）。業務が 1 つなら省けます。", metavar="ID"
)
_STEP = typer.Argument(help="ステップ。1〜40、または ③-1、3-1 の形です。", metavar="STEP")


@leaf(app, "list")
def list_(common: Common) -> Outcome:
    """手順書の 3 フェーズ、18 作業項目、40 ステップを示します。

    例: migrate phase list
    """
    from migrate.flow import phase as flow

    return flow.list_steps()


@leaf(app, "show")
def show(
    common: Common,
    step: Annotated[str, typer.Argument(help="作業項目（③）かステップ（③-1、3-1、1〜40）。", metavar="STEP")],
) -> Outcome:
    """ステップの担う人、使うもの、できるもの、打つコマンド、裏づけ、つまずきやすいところを示します。

    例: migrate phase show ③-1
    """
    from migrate.flow import phase as flow

    return flow.show(step)


@leaf(app, "status")
def status(common: Common, business: Annotated[str, _BUSINESS] = "") -> Outcome:
    """全業務の 40 ステップの状態（完了率）と、台帳による裏づけを示します。業務を指定すると、その業務を詳しく示します。

    例: migrate phase status --business 031

    紙に出すには: migrate phase status --format html --output 進捗.html
    """
    from migrate.flow import phase as flow

    as_of = common.session().as_of
    if business:
        return flow.status(common.open(), business, as_of)
    return flow.status_of_all(common.open(), as_of)


@leaf(app, "next")
def next_(
    common: Common,
    business: Annotated[str, _BUSINESS] = "",
    who: Annotated[str, typer.Option("--who", help="担う人の名の一部。例: 業務主管課", metavar="TEXT")] = "",
) -> Outcome:
    """いま始められるステップと打つコマンドを、担う人ごとに示します。順番は強制しません。

    例: migrate phase next --who 業務主管課
    """
    from migrate.flow import phase_next as flow

    return flow.following(common.open(), business, who)


@leaf(app, "set")
def set_(
    common: Common,
    step: Annotated[str, _STEP],
    status: Annotated[str, typer.Argument(help="完了済み、作業中、未着手（未）、対象外 のどれか。", metavar="STATUS")],
    business: Annotated[str, _BUSINESSES] = "",
    note: Annotated[str, typer.Option("--note", help="履歴に残す覚え書き。", metavar="TEXT")] = "",
    evidence: Annotated[
        Path | None, typer.Option("--evidence", help="証拠のファイル。名前とハッシュを履歴に残します。", metavar="FILE")
    ] = None,
) -> Outcome:
    """ステップの状態を設定します。順番は問いません。履歴は progress.csv に残ります。

    例: migrate phase set ③-1 完了済み --business all --note "課長会で確認"
    """
    from migrate.flow import phase_set as flow

    wanted = flow.Setting(step=step, status=status, business=business, note=note, evidence=evidence)
    return flow.set_status(common.open(), common.session(), wanted)


@leaf(app, "fact")
def fact(
    common: Common,
    business: Annotated[str, _BUSINESSES] = "",
    system: Annotated[
        str, typer.Option("--system", help="システムの名。業務のシステムが 1 つなら省けます。", metavar="TEXT")
    ] = "",
    operation: Annotated[
        str, typer.Option("--in-operation", help="稼働を始めた日。「なし」で取り消します。", metavar="DATE")
    ] = "",
    reason: Annotated[
        str,
        typer.Option("--reason", help="特定移行支援システムの事由（1〜4）。「なし」で取り消します。", metavar="1-4"),
    ] = "",
    until: Annotated[
        str, typer.Option("--until", help="特定移行支援システムの新しい期限（年月日か年月）。", metavar="DATE")
    ] = "",
    remains: Annotated[str, typer.Option("--remains", help="残っていること。", metavar="TEXT")] = "",
) -> Outcome:
    """完了率とは別の事実（稼働の開始日、特定移行支援システム）を設定します。何も書かなければ一覧を示します。

    例: migrate phase fact --business 027 --reason 4 --until 令和12年3月末 --remains "ベンダの確保"
    """
    from migrate.flow import phase_fact as flow

    wanted = flow.Fact(
        business=business, system=system, operation=operation, reason=reason, until=until, remains=remains
    )
    return flow.fact(common.open(), common.session(), wanted)


@leaf(app, "history")
def history(
    common: Common,
    business: Annotated[str, _BUSINESS] = "",
    step: Annotated[str, typer.Option("--step", help="ステップか作業項目で絞ります。", metavar="STEP")] = "",
) -> Outcome:
    """だれが、いつ、どのステップの状態を変えたかを、新しい順に示します。

    例: migrate phase history --business 031 --step ③-1
    """
    from migrate.flow import phase_next as flow

    return flow.past(common.open(), business, step)


@leaf(app, "make")
def make(
    common: Common,
    step: Annotated[
        str, typer.Argument(help="作業項目（① など）、ステップ（①-1、1-1、1〜40）、横断。", metavar="STEP")
    ],
    force: Annotated[bool, typer.Option("--force", help="読み取っていない記入ずみの様式にも上書きします。")] = False,
) -> Outcome:
    """作業項目かステップの文書（Word）と、書き足すための様式（Excel）を、作業フォルダの中身から作ります。

    例: migrate phase make ①-1
    """
    from migrate.flow import phase_make as flow

    return flow.make(common.open(), common.session(), step, force)


@leaf(app, "read")
def read(
    common: Common,
    files: Annotated[
        list[Path] | None, typer.Argument(help="記入した様式かそのフォルダ。省くと phase/forms/ を読みます。")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="保存してある回答と違うセルは、ファイルのほうを正とします。")
    ] = False,
) -> Outcome:
    """記入した様式を読み取り、新しい回答を phase/ に保存します。

    例: migrate phase read phase/forms/01-1-推進体制案.xlsx
    """
    from migrate.flow import phase_read as flow

    return flow.read(common.open(), common.session(), files or [], overwrite)


@leaf(app, "risks")
def risks(
    common: Common,
    business: Annotated[str, _BUSINESS] = "",
    owner: Annotated[str, typer.Option("--owner", help="担当の名の一部で絞ります。", metavar="TEXT")] = "",
    kind: Annotated[
        str,
        typer.Option("--kind", help="リスク、課題、不具合、周辺システム、作業 のどれかで絞ります。", metavar="TEXT"),
    ] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="期限を過ぎたものだけ示します。")] = False,
) -> Outcome:
    """リスクと課題を、すべての登録簿から急ぐ順（期限超過、停止中、期限の早い順）に示します。

    例: migrate phase risks --owner 税務課 --overdue

    期限を過ぎたものがあれば終了コード 1: migrate phase risks --fail-on warning
    """
    from migrate.flow import phase_risks as flow
    from migrate.phase.risks import Wanted

    wanted = Wanted(business=business, owner=owner, kind=kind, overdue=overdue)
    return flow.show(common.open(), common.session(), wanted)


@leaf(app, "peripheral")
def peripheral(common: Common, business: Annotated[str, _BUSINESS] = "") -> Outcome:
    """周辺システム（書かない窓口、電子申請、コンビニ交付、マイナポータルの手続など）の準備を、業務ごとに示します。

    完了率とは別の数字です。登録簿は migrate phase make 横断 で作る様式に書きます。

    例: migrate phase peripheral --business 001
    """
    from migrate.flow import phase_peripheral as flow

    return flow.show(common.open(), common.session(), business)
