"""`migrate purge`."""

from __future__ import annotations

from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome


def alone(root: typer.Typer) -> None:
    """Register the command."""

    @leaf(root, "purge", fail_on=FailOn.ERROR)
    def purge(
        common: Common,
        kind: Annotated[
            list[str] | None,
            typer.Option(
                "--class",
                help="区分（staging、rejects、samples、lineage、candidates、delta、images、converted）。繰り返せます。"
                "省くと、delta・images・converted のほかです。",
                metavar="NAME",
            ),
        ] = None,
        business: Annotated[str, typer.Option("--business", help="業務ID（3 桁）で絞ります。", metavar="ID")] = "",
        everything: Annotated[bool, typer.Option("--all", help="期限の前のものも廃棄します。")] = False,
        yes: Annotated[bool, typer.Option("--yes", help="本当に廃棄します。付けないと、一覧を示すだけです。")] = False,
        record: Annotated[bool, typer.Option("--record", help="これまでの廃棄記録を示します。")] = False,
    ) -> Outcome:
        """要らなくなった住民データ（仮置き、拒否した行、由来、突合票など）を廃棄し、廃棄記録を残します。

        例: migrate purge --yes --output 廃棄記録.docx

        source/、対応表、決定、台帳、報告書には触れません。記録（ファイル、sha256、日時、実施者）は、disposal.csv に
        書き足します。
        消去はファイルの削除です。バックアップや共有の世代管理には届きません。
        """
        from migrate.flow import purge as flow

        workspace, session = common.open(), common.session()
        if record:
            return flow.record(workspace, session)
        wish = flow.Wish(kinds=tuple(kind or ()), business=business, everything=everything, confirmed=yes)
        return flow.purge(workspace, session, wish)
