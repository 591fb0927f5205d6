"""`migrate ledger verify|report|export|merge`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.cli.frame.procure import day, iso
from migrate.flow.outcome import Outcome

app = group(
    "台帳（だれが、いつ、何を、どの入力で）を確かめ、監査のために示し、別の網の作業フォルダと受け渡します。\n\n"
    "例: migrate ledger verify"
)


@leaf(app, "verify", fail_on=FailOn.ERROR)
def verify(
    common: Common,
    check: Annotated[str, typer.Option("--check", help="前に書き留めた確認コード。", metavar="CODE")] = "",
    against: Annotated[
        list[Path] | None,
        typer.Option(
            "--against",
            help="比べる写し（ledger.jsonl の写し、引渡しパッケージ、ledger export のファイル）。繰り返せます。",
            metavar="FILE",
        ),
    ] = None,
) -> Outcome:
    """台帳の行のつながりを確かめ、書換え・削除・順序の入替えを見つけます。何も書きません。

    例: migrate ledger verify --check 12-0123-4567-89AB-CDEF

    最後の行の書換えと末尾の削除は、控え・確認コード・写しのどれかと比べて分かります。台帳と控えの全部を作り直した人が
    いないことまでは、作業フォルダの外に残した確認コードか写しがないと分かりません。
    """
    from migrate.flow import ledger_verify as flow

    return flow.verify(common.open(), check, tuple(against or ()))


@leaf(app, "report", fail_on=FailOn.ERROR, files=("xlsx",))
def report(
    common: Common,
    since: Annotated[datetime | None, day("--from", "この日から。")] = None,
    until: Annotated[datetime | None, day("--until", "この日まで。")] = None,
    who: Annotated[str, typer.Option("--who", help="利用者。", metavar="NAME")] = "",
    command: Annotated[str, typer.Option("--command", help="コマンドの始まり。例: convert", metavar="TEXT")] = "",
    file: Annotated[
        str,
        typer.Option(
            "--file", help="読み書きしたファイル（道筋、名前、*、sha256 の始まり 8 桁以上）。", metavar="FILE"
        ),
    ] = "",
) -> Outcome:
    """だれが、いつ、何を、どの入力で実行したかを、監査のために示します。台帳の確認もします。何も書きません。

    例: migrate ledger report --from 2026-11-01 --xlsx 監査.xlsx

    取り込んだ別の網の台帳も含みます。ファイルの要約値（sha256）は、同じファイルを使ったかを確かめるためのものです。
    """
    from migrate.flow import ledger_report as flow
    from migrate.model.ledger import Asked

    asked = Asked(since=iso(since), until=iso(until), who=who, command=command, file=file)
    return flow.report(common.open(), common.session(), asked)


@leaf(app, "export")
def export(
    common: Common,
    file: Annotated[Path, typer.Argument(help="書き出すファイル（.json）。", metavar="FILE")],
    name: Annotated[
        str, typer.Option("--name", help="この作業フォルダの呼び名。例: 住民データ系", metavar="TEXT")
    ] = "",
    notes: Annotated[
        bool, typer.Option("--notes", help="人が書いた覚え書きも入れます。住民の情報がないことを確かめてください。")
    ] = False,
) -> Outcome:
    """台帳の行、ステップの状態の履歴、成果物のハッシュを、1 つのファイルに書き出します。

    例: migrate ledger export daicho.json --name 住民データ系

    データの値と out/restricted/ の中身は入りません。ファイルの名前は入ります。
    """
    from migrate.flow import ledger as flow

    return flow.export(common.open(), common.session(), file, name, notes)


@leaf(app, "merge")
def merge(
    common: Common,
    file: Annotated[Path, typer.Argument(help="migrate ledger export で書き出したファイル。", metavar="FILE")],
) -> Outcome:
    """別の網の作業フォルダで書き出した台帳を取り込みます。同じファイルを 2 度取り込んでも変わりません。

    例: migrate ledger merge daicho.json

    同じステップを両方で設定したときは、後の時刻のほうが有効です。履歴には両方が残ります。
    """
    from migrate.flow import ledger as flow

    return flow.merge(common.open(), common.session(), file)
