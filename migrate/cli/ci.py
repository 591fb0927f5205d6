"""`migrate ci`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome


def alone(root: typer.Typer) -> None:
    """Register the command."""

    @leaf(root, "ci", fail_on=FailOn.ERROR)
    def ci(
        common: Common,
        folder: Annotated[
            Path | None,
            typer.Argument(
                help="納品フォルダ（CSV・Parquet と manifest）か、それが並ぶフォルダ。省くと作業フォルダの変換結果。",
                metavar="[FOLDER]",
            ),
        ] = None,
        spec: Annotated[
            str,
            typer.Option("--spec", help="manifest に標準仕様の記載がないとき: 業務ID か 業務ID@版。", metavar="ID"),
        ] = "",
        baseline: Annotated[
            bool, typer.Option("--baseline", help="作業フォルダに控えてある既知の不合格を、分けて数えます。")
        ] = False,
        exit_zero: Annotated[
            bool,
            typer.Option(
                "--exit-zero", help="指摘があっても終了コードを 0 にします（試行期間用。3 と 5 は変わりません）。"
            ),
        ] = False,
    ) -> Outcome:
        """納品フォルダを 1 回で検査します: manifest（ファイル・sha256・件数）、見出しと文字コード、全行の規則、収支。

        例: migrate ci 納品/031 --format junit --output junit.xml --format sarif --output migrate.sarif
        例: migrate ci 納品/031 --format github（GitHub の注釈を表示し、要約を GITHUB_STEP_SUMMARY に書き足します）

        --format と --output は、書いた順に 1 対 1 で組みになります。--output が足りない分と「-」は画面に出ます。
        作業フォルダ（-C か上の階層）があれば、check/ の許容と免除を当てます。期限の切れた免除は指摘になります。
        終了コード: 0 問題なし、1 --fail-on 以上の指摘、2 指定の誤り、3 読めないファイルあり、5 検査した行なし。
        """
        from migrate.flow import ci as flow

        shown = "text" in common.formats
        asked = flow.Asked(folder=folder, spec=spec, baseline=baseline, lenient=exit_zero, as_text=shown)
        return flow.run(asked, common.session(), common.workspace)
