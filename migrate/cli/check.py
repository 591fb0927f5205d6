"""`migrate check run|init|baseline|schema|rules`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.engine import MASTER, REMOTE, Computer
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.errors import MigrateError
from migrate.flow.outcome import Outcome
from migrate.quality.mapped import Encoding

app = group("変換後のデータを、標準仕様と規則で検査します。\n\n例: migrate check run")
_baseline = group("いまある不合格を既知として控え、新しく増えた不合格と分けます。\n\n例: migrate check baseline show")
app.add_typer(_baseline, name="baseline")
_BUSINESS = typer.Option("--business", help="業務ID（3 桁）。省くと検査済みの全業務。", metavar="ID")


@leaf(app, "run", fail_on=FailOn.ERROR)
def run(
    common: Common,
    file: Annotated[
        Path | None,
        typer.Argument(
            help="検査する CSV（見出しは項目名）か Parquet。省くと作業フォルダの変換結果。", metavar="[FILE]"
        ),
    ] = None,
    business: Annotated[
        str, typer.Option("--business", help="業務ID（3 桁）。省くと変換済みの全業務。", metavar="ID")
    ] = "",
    rule: Annotated[
        list[str] | None,
        typer.Option("--rule", help="この規則だけを検査し、結果は保存しません。繰り返せます。", metavar="CODE"),
    ] = None,
    baseline: Annotated[bool, typer.Option("--baseline", help="控えてある既知の不合格を、分けて数えます。")] = False,
    split: Annotated[
        bool,
        typer.Option(
            "--split",
            help="--fail-on 以上の不合格がある行とない行を、別のファイルに書きます（取扱注意）。"
            "Parquet の値は元のまま、人が見る CSV では数式と見られる値の前に ' が付きます。",
        ),
    ] = False,
    engine: Annotated[
        Computer, typer.Option("--engine", help="検査を行うもの。どちらでも結果は同じです。")
    ] = Computer.DUCKDB,
    master: Annotated[str, MASTER] = "",
    remote: Annotated[str, REMOTE] = "",
    spec: Annotated[
        str, typer.Option("--spec", help="FILE を検査する標準仕様（業務ID か 業務ID@版）。", metavar="ID")
    ] = "",
    table: Annotated[
        str, typer.Option("--table", help="FILE のグループ名。見出しから分かれば省けます。", metavar="NAME")
    ] = "",
    columns: Annotated[
        Path | None,
        typer.Option("--columns", help="FILE の列と標準の項目の対応（「列,項目」の CSV）。", metavar="MAP.csv"),
    ] = None,
    encoding: Annotated[Encoding, typer.Option("--encoding", help="FILE の文字コード。")] = Encoding.UTF_8,
) -> Outcome:
    """変換後のデータを検査し、不合格の行を元の行番号で示します。値そのものは表示しません。

    例: migrate check run --business 031
    例: migrate check run --business 031 --rule MIG-DQ-005（1 つの規則だけを検査し直す）
    例: migrate check run 住登外者宛名基本情報.csv --spec 031（作業フォルダは不要です）
    見出しが項目名でない CSV は、--columns に「列,項目」の 2 列の CSV を渡します（項目を空けた列は検査しません）。
    残すと決めた不合格は check/thresholds.csv（許容）と check/waivers.csv（免除）に書きます（migrate check init）。
    1 台で足りないときは --engine spark。作業フォルダは、すべてのワーカーから同じパスで見える場所に置きます。
    """
    from migrate.engine.spark_session import wanted
    from migrate.flow import check as flow
    from migrate.flow import check_file as by_file
    from migrate.model.finding import Severity

    options = (
        ("--spec", spec),
        ("--table", table),
        ("--columns", columns),
        ("--encoding", encoding is not Encoding.UTF_8),
    )
    where = wanted(engine is Computer.SPARK, master, remote)
    alone = (("--business", business), ("--baseline", baseline), ("--split", split), ("--engine spark", where))
    beside, without = (tuple(name for name, given in group if given) for group in (options, alone))
    rules = tuple(rule or ())
    if by_file.is_file_check(file, spec, beside, without):
        target = by_file.Target(file=file or Path(), spec=spec, table=table, columns=columns, encoding=encoding)
        return by_file.check_file(target, common.session(), common.workspace, rules)
    weight = (common.fail_on or Severity.ERROR) if split else None
    how = flow.How(rules=rules, baseline=baseline, split=weight, spark=where)
    return flow.check(common.open(), common.session(), business, how)


@leaf(app, "init")
def init(common: Common) -> Outcome:
    """残す不合格を決めるための表（許容・免除）のひな形を、check/ に作ります。

    例: migrate check init
    前からある表は、そのまま残します。Excel で開いて書き、CSV のまま保存してください。
    """
    from migrate.flow import check_decisions as flow

    return flow.init(common.open(), common.session())


@leaf(_baseline, "update")
def update(
    common: Common,
    reason: Annotated[str, typer.Option("--reason", help="既知とする理由（必須）。", metavar="理由")] = "",
    business: Annotated[str, _BUSINESS] = "",
) -> Outcome:
    """前回の検査で未解決だった不合格を、理由を付けて既知として控えます。

    例: migrate check baseline update --reason 旧システムの時からある不備で、移行後に直すため
    キーで覚えるので、現行のデータを取り出し直しても使えます。キーのない行は控えません。
    """
    from migrate.flow import check_baseline as flow

    return flow.update(common.open(), common.session(), reason, business)


@leaf(_baseline, "prune")
def prune(common: Common, business: Annotated[str, _BUSINESS] = "") -> Outcome:
    """前回の検査で不合格でなくなったものを、控えから除きます。

    例: migrate check baseline prune
    """
    from migrate.flow import check_baseline as flow

    return flow.prune(common.open(), common.session(), business)


@leaf(_baseline, "show")
def show(common: Common) -> Outcome:
    """控えてある既知の不合格を、規則と理由ごとに示します。

    例: migrate check baseline show
    """
    from migrate.flow import check_baseline as flow

    return flow.show(common.open())


@leaf(app, "schema")
def schema(
    common: Common,
    spec: Annotated[
        str, typer.Option("--spec", help="標準仕様（業務ID か、版も指定して 031@2023-09-29）。", metavar="ID")
    ] = "",
    business: Annotated[str, typer.Option("--business", help="--spec と同じです（業務ID）。", metavar="ID")] = "",
    table: Annotated[str, typer.Option("--table", help="このグループだけ。", metavar="NAME")] = "",
    python: Annotated[
        bool, typer.Option("--python", help="Pandera（Polars）のスキーマを、そのまま使える Python で書きます。")
    ] = False,
) -> Outcome:
    """標準仕様から作られる値の検査を、一覧か、Pandera のスキーマ（Python）で示します。作業フォルダは不要です。

    例: migrate check schema --spec 031
    例: migrate check schema --spec 031 --python -o schema_031.py
    書いた Python は Pandera と Polars だけで動き、基準日（--as-of、既定は今日）は AS_OF に入ります。
    """
    from migrate.flow import check_schema as flow
    from migrate.flow.spec import at_hand

    if spec and business and spec.partition("@")[0] != business:
        sentence = f"--spec（{spec}）と --business（{business}）が、違う業務を指しています。"
        raise MigrateError("MIG-SYS-020", params={"sentence": sentence, "command": "migrate check schema"})
    return flow.schema(spec or business, table, python, at_hand.around(common.workspace), common.session())


@leaf(app, "rules")
def rules(common: Common) -> Outcome:
    """検査の規則と、その重さ・分類・根拠を一覧で示します。

    例: migrate check rules
    """
    from migrate.flow import check as flow

    return flow.rules()
