"""`migrate handover`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome

_To = Annotated[
    Path | None, typer.Option("--to", help="作るパッケージ（.zip。暗号化すると .zip.age）。", metavar="FILE")
]
_Verify = Annotated[Path | None, typer.Option("--verify", help="受け取ったパッケージを検査します。", metavar="FILE")]
_Include = Annotated[
    list[str] | None,
    typer.Option(
        "--include",
        help="ふつうは入れない部分（lineage、spec、phase、money、roster、source）も入れます。繰り返せます。",
        metavar="PART",
    ),
]
_Restricted = Annotated[
    bool,
    typer.Option("--with-restricted", help="変換したデータと拒否した行の元の値も入れます（暗号化が必要です）。"),
]
_Recipient = Annotated[
    list[str] | None,
    typer.Option(
        "--recipient", help="暗号化する相手の公開鍵（age1…）。繰り返すと、どの相手も開けます。", metavar="KEY"
    ),
]
_PasswordEnv = Annotated[
    str, typer.Option("--password-env", help="パスワード（12 文字以上）を入れた環境変数の名前。", metavar="VAR")
]
_Identity = Annotated[
    Path | None,
    typer.Option("--identity", help="--verify で復号に使う秘密鍵のファイル（age-keygen の形）。", metavar="FILE"),
]
_Sha256 = Annotated[
    str, typer.Option("--sha256", help="--verify で、渡した側から聞いたパッケージの sha256。", metavar="HEX")
]
_Force = Annotated[bool, typer.Option("--force", help="--to に別の引渡しパッケージがあっても、上書きします。")]


def alone(root: typer.Typer) -> None:
    """Register the command."""

    @leaf(root, "handover", fail_on=FailOn.ERROR)
    def handover(
        common: Common,
        to: _To = None,
        verify: _Verify = None,
        include: _Include = None,
        with_restricted: _Restricted = False,
        recipient: _Recipient = None,
        password_env: _PasswordEnv = "",
        identity: _Identity = None,
        sha256: _Sha256 = "",
        force: _Force = False,
    ) -> Outcome:
        """作業の結果を、検査できる 1 つのパッケージ（BagIt の ZIP）にまとめます。受け取ったものの検査もします。

        例: migrate handover --to 引渡し.zip
        検査: migrate handover --verify 引渡し.zip --sha256 渡した側から聞いた値
        個人情報も渡す: migrate handover --to 引渡し.zip --with-restricted --recipient age1…

        ふつうは個人情報を入れません（構造、プロファイル、架空データ、対応表、収支、値のない拒否の一覧、報告書、台帳）。
        暗号化したものを開くには: migrate handover --verify 引渡し.zip.age --identity 鍵 --to 引渡し.zip
        """
        from migrate.flow import handover as flow
        from migrate.flow import handover_verify as received
        from migrate.flow.handover_asked import Wanted, usage

        if verify is not None:
            if include or with_restricted or recipient:
                raise usage("--include、--with-restricted、--recipient は、作るとき（--verify なし）に使います")
            one = received.Received(
                file=verify, identity=identity, password_env=password_env, sha256=sha256, opened=to, force=force
            )
            return received.verify(one)
        if to is None:
            raise usage("作るなら --to、検査するなら --verify を指定してください")
        if identity or sha256:
            raise usage("--identity と --sha256 は、--verify と一緒に使います")
        wanted = Wanted(
            target=to,
            include=tuple(include or ()),
            restricted=with_restricted,
            recipients=tuple(recipient or ()),
            password_env=password_env,
            force=force,
        )
        return flow.pack(common.open(), common.session(), wanted)
