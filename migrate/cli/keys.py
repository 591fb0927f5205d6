"""`migrate keys build|show|check`."""

from __future__ import annotations

from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.cli.frame.memory import memory
from migrate.flow.outcome import Outcome

_MEMORY = memory("表をまとめるときに使う")
app = group(
    "番号対応表（現行の番号から標準の宛名番号・世帯番号などへ）を作り、示し、確かめます。\n\n例: migrate keys build"
)


@leaf(app, "build", fail_on=FailOn.ERROR)
def build(
    common: Common,
    apply: Annotated[
        bool,
        typer.Option(
            "--apply-decisions", help="すでに付けた番号も、名寄せの決定に従って変えます（前の番号は控えます）。"
        ),
    ] = False,
    start_over: Annotated[
        bool, typer.Option("--start-over", help="これまでの番号をすべて捨てて、初めから付け直します。")
    ] = False,
    memory: Annotated[str, _MEMORY] = "2GB",
) -> Outcome:
    """mapping/keys.yaml に従い、まだ番号のない旧番号に新番号を付けます。すでに付けた番号は変わりません。

    例: migrate keys build
    番号は out/restricted/keys/（取扱注意）だけに書きます。名寄せは人が決めます（勝手にまとめません）。
    """
    from migrate.engine.duckdb import Limits
    from migrate.flow import keys as flow

    wish = flow.BuildWish(apply=apply, start_over=start_over)
    return flow.build(common.open(), common.session(), wish, Limits(memory=memory))


@leaf(app, "show", fail_on=FailOn.ERROR)
def show(common: Common) -> Outcome:
    """番号対応表の件数と、範囲の空きを示します。番号そのものは出しません。

    例: migrate keys show
    """
    from migrate.flow import keys_check as flow

    return flow.show(common.open(), common.session())


@leaf(app, "check", fail_on=FailOn.ERROR)
def check(common: Common, memory: Annotated[str, _MEMORY] = "2GB") -> Outcome:
    """番号の重なり（住民と住登外など）、範囲、桁、検査数字と、ほかの表が使う番号の漏れを確かめます。

    例: migrate keys check
    """
    from migrate.engine.duckdb import Limits
    from migrate.flow import keys_check as flow

    return flow.check(common.open(), common.session(), Limits(memory=memory))
