"""`migrate phase list|status|set|make|read`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome

app = group("手順書の 40 ステップの一覧、進捗の確認と設定をします。\n\n例: migrate phase status")

_BUSINESS = typer.Option("--business", help="業務ID（3 桁）。対象の業務が 1 つなら省けます。", metavar="ID")


@leaf(app, "list")
def list_(common: Common) -> Outcome:
    """手順書の 3 フェーズ、18 作業項目、40 ステップを示します。

    例: migrate phase list
    """
    from migrate.flow import phase as flow

    return flow.list_steps()


@leaf(app, "status")
def status(common: Common, business: Annotated[str, _BUSINESS] = "") -> Outcome:
    """業務の 40 ステップの状態（完了率）と、台帳による裏づけを示します。

    例: migrate phase status --business 031
    """
    from migrate.flow import phase as flow

    return flow.status(common.open(), business)


@leaf(app, "set")
def set_(
    common: Common,
    step: Annotated[str, typer.Argument(help="ステップ。1〜40、または ③-1、3-1 の形です。", metavar="STEP")],
    status: Annotated[str, typer.Argument(help="完了済み、作業中、未着手（未）、対象外 のどれか。", metavar="STATUS")],
    business: Annotated[str, _BUSINESS] = "",
    note: Annotated[str, typer.Option("--note", help="履歴に残す覚え書き。", metavar="TEXT")] = "",
) -> Outcome:
    """ステップの状態を設定します。順番は問いません。履歴は progress.csv に残ります。

    例: migrate phase set ③-1 完了済み --note "課長会で確認"
    """
    from migrate.flow import phase as flow

    wanted = flow.Setting(step=step, status=status, business=business, note=note)
    return flow.set_status(common.open(), common.session(), wanted)


@leaf(app, "make")
def make(
    common: Common,
    step: Annotated[str, typer.Argument(help="作業項目（① など）かステップ（①-1、1-1、1〜40）。", metavar="STEP")],
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
