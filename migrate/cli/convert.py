"""`migrate convert run|baseline|delta|closing|images`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.engine import MASTER, REMOTE, Computer
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.cli.frame.memory import memory
from migrate.errors import MigrateError
from migrate.flow.outcome import Outcome


class Form(StrEnum):
    """What the converted rows are written as."""

    BOTH = "both"
    PARQUET = "parquet"


app = group("対応表に従って、現行のデータを標準の形に変換します。\n\n例: migrate convert run")


def _usage(sentence: str, command: str) -> MigrateError:
    """Options that do not go together."""
    return MigrateError("MIG-SYS-020", params={"sentence": sentence, "command": f"migrate convert {command}"})


_BUSINESS = typer.Option("--business", help="業務ID（3 桁）。省くと対応表のある全業務。", metavar="ID")
_MEMORY = memory("比べるときに使う")


@leaf(app, "run", fail_on=FailOn.ERROR)
def run(
    common: Common,
    business: Annotated[str, _BUSINESS] = "",
    table: Annotated[
        str,
        typer.Option(
            "--table",
            help="この移行先の表だけを変換し、ほかの表は前の結果のままにします（業務が複数なら --business も）。",
            metavar="表",
        ),
    ] = "",
    form: Annotated[
        Form,
        typer.Option(
            "--form",
            help="変換したデータの形。both は Parquet と標準の CSV、parquet は Parquet だけ（リハーサル用）。",
        ),
    ] = Form.BOTH,
    memory: Annotated[str, memory("変換が使う")] = "2GB",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="最後まで変換し、出力は書きません。")] = False,
    no_progress: Annotated[bool, typer.Option("--no-progress", help="進みぐあいを表示しません。")] = False,
    engine: Annotated[
        Computer, typer.Option("--engine", help="変換を行うもの。どちらでも結果は同じです。")
    ] = Computer.DUCKDB,
    master: Annotated[str, MASTER] = "",
    remote: Annotated[str, REMOTE] = "",
) -> Outcome:
    """現行のデータを変換し、すべての行の行き先（書込・拒否・統合・対象外）を示します。

    例: migrate convert run --business 031
    途中で止まったときは、同じコマンドをもう一度実行すると、続きから始めます。
    元の値を含むファイルは out/restricted/（取扱注意）だけに書きます。
    1 台で足りないときは --engine spark。作業フォルダは、すべてのワーカーから同じパスで見える場所に置きます。
    """
    from migrate.cli.frame.progress import watched
    from migrate.engine.duckdb import Limits
    from migrate.engine.spark_session import wanted
    from migrate.flow import convert
    from migrate.flow.pipeline import How, mapped

    with watched(not (common.quiet or no_progress)) as watch:
        where = wanted(engine is Computer.SPARK, master, remote)
        limits, csv = Limits(memory=memory), form is Form.BOTH
        how = How(limits=limits, watch=watch, tell=common.tell, spark=where, table=table, csv=csv)
        workspace = common.open()
        if table and not business and len(mapped(workspace, "")) > 1:
            raise _usage("対応表のある業務が複数あるので、--table には --business も書いてください。", "run")
        return convert.run(workspace, common.session(), business, how, dry_run)


@leaf(app, "baseline", fail_on=FailOn.ERROR)
def baseline(
    common: Common,
    business: Annotated[str, _BUSINESS] = "",
    advance: Annotated[bool, typer.Option("--advance", help="差分を移行先に取り込んだので、基準を進めます。")] = False,
    start_over: Annotated[
        bool, typer.Option("--start-over", help="前の基準と差分を捨て、いまの変換を一括の取込みとします。")
    ] = False,
    memory: Annotated[str, _MEMORY] = "2GB",
) -> Outcome:
    """いまの変換を、移行先に一括で取り込んだもの（差分の基準）として控えます。

    例: migrate convert baseline --business 031
    差分を移行先に取り込んだら、migrate convert baseline --business 031 --advance で基準を進めます。
    基準は out/baseline/（取扱注意）に置きます。
    """
    from migrate.engine.duckdb import Limits
    from migrate.flow import convert_baseline as flow

    limits = Limits(memory=memory)
    if advance and start_over:
        raise _usage("--advance と --start-over は、どちらか一つだけを書いてください。", "baseline")
    if advance:
        return flow.advance(common.open(), common.session(), business, limits)
    return flow.take(common.open(), common.session(), business, start_over, limits)


@leaf(app, "delta", fail_on=FailOn.ERROR)
def delta(common: Common, business: Annotated[str, _BUSINESS] = "", memory: Annotated[str, _MEMORY] = "2GB") -> Outcome:
    """基準といまの変換の違い（追加・変更・削除の行）を作り、当てはめると一致することを証明します。

    例: migrate convert delta --business 031
    現行のデータを取り出し直し、migrate convert run を済ませてから実行します。
    拒否されたために消えた行は、削除とせずに保留にします。
    """
    from migrate.engine.duckdb import Limits
    from migrate.flow import convert_delta as flow

    return flow.run(common.open(), common.session(), business, Limits(memory=memory))


@leaf(app, "closing", fail_on=FailOn.ERROR)
def closing(
    common: Common, business: Annotated[str, _BUSINESS] = "", memory: Annotated[str, _MEMORY] = "2GB"
) -> Outcome:
    """最後の全件の変換が、移行先に取り込んだもの（一括と差分）と 1 行ずつ一致するかを確かめます。

    例: migrate convert closing --business 031
    一致したときだけ out/closing/ に証明を書きます。⑭-3 の裏づけは migrate phase make ⑭-3 です。
    """
    from migrate.engine.duckdb import Limits
    from migrate.flow import convert_closing as flow

    return flow.run(common.open(), common.session(), business, Limits(memory=memory))


@leaf(app, "images", fail_on=FailOn.ERROR)
def images(common: Common) -> Outcome:
    """mapping/images.yaml に従い、画像（印影・除籍・届書など）を調べ、行が参照するものを複写します。

    例: migrate convert images
    形式・大きさ・解像度・ハッシュを控え、足りないファイルと、どの行も参照しないファイルを示します。
    """
    from migrate.flow import images as flow

    return flow.run(common.open(), common.session())
