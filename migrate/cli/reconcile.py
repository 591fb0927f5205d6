"""`migrate reconcile`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.engine import MASTER, REMOTE, Computer
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.cli.frame.memory import memory as memory_option
from migrate.cli.frame.sides import Business, Csv, Folder, KeyFile, SideName, SideOption, Tables, asked_of
from migrate.flow.outcome import Outcome

if TYPE_CHECKING:
    from migrate.errors import MigrateError

app = group("元データと変換後のデータを、行と合計で突き合わせます（現新比較）。\n\n例: migrate reconcile run")


def _usage(sentence: str, command: str) -> MigrateError:
    """Options that do not go together."""
    from migrate.errors import MigrateError

    return MigrateError("MIG-SYS-020", params={"sentence": sentence, "command": f"migrate reconcile {command}"})


@leaf(app, "run", fail_on=FailOn.ERROR)
def run(
    common: Common,
    business: Annotated[
        str, typer.Option("--business", help="業務ID（3 桁）。省くと対応表のある全業務。", metavar="ID")
    ] = "",
    against: Annotated[
        Path | None,
        typer.Option("--against", help="変換後のファイルの代わりに比べる、新システムの出力。", metavar="DIR"),
    ] = None,
    spec: Annotated[
        str, typer.Option("--spec", help="--against の出力の版。省くと対応表の版です。", metavar="ID@EDITION")
    ] = "",
    csv: Annotated[
        bool, typer.Option("--csv", help="--against のフォルダで、Parquet があっても CSV のほうを読みます。")
    ] = False,
    table: Annotated[
        str,
        typer.Option("--table", help="この表と、同じ件（ケース）に属する表だけを比べます。", metavar="NAME"),
    ] = "",
    memory: Annotated[str, memory_option("比べるときに使う")] = "2GB",
    engine: Annotated[
        Computer, typer.Option("--engine", help="行を比べるもの。どちらでも結果は同じです。")
    ] = Computer.DUCKDB,
    master: Annotated[str, MASTER] = "",
    remote: Annotated[str, REMOTE] = "",
) -> Outcome:
    """元データを読み直して、変換後の Parquet と CSV のすべての行と比べます。相違が 0 件なら合格です。

    例: migrate reconcile run --business 031
    新システムの出力と比べる: migrate reconcile run --business 031 --against 出力
    別の版の出力と比べる: migrate reconcile run --business 031 --against 出力 --spec 031@2027-01-01
    版でコードが違うときは、先に migrate reconcile init --spec 031@2027-01-01 で読み替えの表を作ります。
    1 台で足りないときは --engine spark。作業フォルダは、すべてのワーカーから同じパスで見える場所に置きます。
    """
    from migrate.engine.duckdb import Limits
    from migrate.engine.spark_session import wanted
    from migrate.flow import reconcile as flow
    from migrate.flow.reconcile_against import Other

    if against is None and (spec or csv):
        raise _usage("--spec と --csv は、--against と一緒に使います。", "run")
    other = Other(folder=against, spec=spec, csv=csv) if against is not None else None
    how = flow.How(
        table=table, against=other, limits=Limits(memory=memory), spark=wanted(engine is Computer.SPARK, master, remote)
    )
    return flow.run(common.open(), common.session(), business, how)


@leaf(app, "verify", fail_on=FailOn.ERROR)
def verify(common: Common, business: Business = "") -> Outcome:
    """変換後のファイルの行が、変換のときに計算した行のままかを、再変換せずに確かめます。

    例: migrate reconcile verify --business 031

    元データ・対応表など、変換が読んだものがどれか変わっていれば、確かめずに止まります。
    検収には、元データから作り直してすべての行と合計を比べる migrate reconcile run を使います。
    """
    from migrate.flow import reconcile_verify as flow

    return flow.run(common.open(), common.session(), business)


@leaf(app, "key")
def key(
    common: Common,
    to: Annotated[Path, typer.Option("--to", help="作る鍵のファイル（作った人だけが読めます）。", metavar="FILE")],
) -> Outcome:
    """封印の鍵を作ります。両方の拠点が同じ鍵を持ち、照合が済んだら廃棄します。作業フォルダは要りません。

    例: migrate reconcile key --to 封印の鍵.txt
    """
    from migrate.flow import reconcile_seal as flow

    return flow.key(to)


@leaf(app, "seal", fail_on=FailOn.ERROR)
def seal(
    common: Common,
    key_file: KeyFile,
    to: Annotated[Path, typer.Option("--to", help="作る封印のファイル。", metavar="FILE")],
    business: Business = "",
    side: SideOption = SideName.OLD,
    folder: Folder = None,
    csv: Csv = False,
    table: Tables = None,
    buckets_only: Annotated[
        bool, typer.Option("--buckets-only", help="行のダイジェストを入れず、QR コードに入る大きさの要約にします。")
    ] = False,
    per_item: Annotated[
        bool, typer.Option("--per-item", help="項目ごとにダイジェストを作ります（ふつうは隣り合う項目を 8 組に）。")
    ] = False,
    empty_as_null: Annotated[
        bool, typer.Option("--empty-as-null", help="空の文字を値なしとみなします（相手が CSV のとき）。")
    ] = False,
    only: Annotated[
        Path | None,
        typer.Option(
            "--only",
            help="要約どうしを比べた絞り込み（compare --to）の、違うバケツの行だけを封印します。",
            metavar="FILE",
        ),
    ] = None,
) -> Outcome:
    """一方の側の行を、値の分からない鍵付きダイジェスト（封印）にします。別の網にある相手と比べるためです。

    例: migrate reconcile seal --business 031 --side old --key-file 封印の鍵.txt --to 旧.seal
    新システムの側: migrate reconcile seal --business 031 --side new --folder 出力 --key-file 封印の鍵.txt --to 新.seal

    行が多いときは、--buckets-only の要約から始め、違ったバケツの行だけを --only で封印し直せます（何度でも絞れます）。
    封印に値は入りませんが、鍵を持つ人は、取りうる値の少ない項目を当てられます（migrate explain MIG-REC-022）。
    """
    from migrate.flow import reconcile_seal as flow

    how = flow.Sealing(
        asked=asked_of(side, business, folder, csv, table),
        key_file=key_file,
        target=to,
        summary=buckets_only,
        per_item=per_item,
        empty_as_null=empty_as_null,
        only=only,
    )
    if only is not None and (business or table):
        raise _usage(
            "--only の封印の業務と表は、絞り込みのファイルが決めます。--business と --table は付けません。", "seal"
        )
    return flow.seal(common.open(), common.session(), how)


@leaf(app, "compare", fail_on=FailOn.ERROR)
def compare(
    common: Common,
    first: Annotated[Path, typer.Argument(help="旧の側の封印（同じ側どうしなら基準にするほう）。", metavar="A.seal")],
    second: Annotated[Path, typer.Argument(help="新の側の封印。", metavar="B.seal")],
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            help="違う行のダイジェスト（reconcile open で使います）、要約どうしなら違うバケツの番号を書くファイル。",
            metavar="FILE",
        ),
    ] = None,
) -> Outcome:
    """2 つの封印を比べます。どの PC でもよく、作業フォルダも鍵も要りません。相違が 0 件なら合格です。

    例: migrate reconcile compare 旧.seal 新.seal --to 相違.jsonl
    要約どうしから絞る: migrate reconcile compare 旧要約.seal 新要約.seal --to 絞り込み.json
    """
    from migrate.flow import reconcile_compare as flow

    return flow.compare(first, second, to)


@leaf(app, "open", fail_on=FailOn.ERROR)
def open_(
    common: Common,
    differences: Annotated[Path, typer.Argument(help="reconcile compare の --to で書いたファイル。", metavar="DIFF")],
    key_file: KeyFile,
    side: SideOption = SideName.OLD,
    folder: Folder = None,
    csv: Csv = False,
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help="主キーの値を out/restricted/ のファイルに書きます（取扱注意）。")
    ] = False,
) -> Outcome:
    """データのある拠点で、封印の相違がどの行かを調べます。画面には行の番号とダイジェストだけを出します。

    例: migrate reconcile open 相違.jsonl --side old --key-file 封印の鍵.txt
    """
    from migrate.flow import reconcile_open as flow

    how = flow.Opening(
        differences=differences,
        key_file=key_file,
        asked=asked_of(side, "", folder, csv, None),
        with_keys=with_keys,
    )
    return flow.open_differences(common.open(), common.session(), how)


@leaf(app, "certificate")
def certificate(common: Common, business: Business = "") -> Outcome:
    """署名できる検証報告書（Word、A4 で 1 枚）を作ります。収支、行と合計の突合、品質検査、残っている事項を載せます。

    例: migrate reconcile certificate --business 031 -o 検証報告書.docx
    """
    from migrate.flow import reconcile_certificate as flow

    return flow.run(common.open(), common.session(), business)


@leaf(app, "init")
def init(
    common: Common,
    between: Annotated[
        bool, typer.Option("--between", help="reconcile between で読む、想定と了承の表を作ります。")
    ] = False,
    spec: Annotated[
        str,
        typer.Option(
            "--spec", help="この版の出力と比べるための、コードの読み替えの表を作ります。", metavar="ID@EDITION"
        ),
    ] = "",
) -> Outcome:
    """相違について決めたこと（想定と了承）を書く CSV のひな形を reconcile/ に作ります。

    例: migrate reconcile init
    別の版の出力と比べる前に: migrate reconcile init --spec 031@2027-01-01
    """
    from migrate.flow import reconcile_init as flow

    if between and spec:
        raise _usage("--between と --spec は、どちらか一つだけを書いてください。", "init")
    if spec:
        return flow.codes(common.open(), common.session(), spec)
    return flow.decisions(common.open(), common.session(), between)


@leaf(app, "between", fail_on=FailOn.ERROR)
def between(
    common: Common,
    earlier: Annotated[Path, typer.Argument(help="前に出したフォルダ（基準）。", metavar="A")],
    later: Annotated[Path, typer.Argument(help="後に出したフォルダ。", metavar="B")],
    business: Business = "",
    spec: Annotated[
        str, typer.Option("--spec", help="両方の出力の版。省くと作業フォルダの版です。", metavar="ID@EDITION")
    ] = "",
    csv: Annotated[bool, typer.Option("--csv", help="Parquet があっても CSV のほうを読みます。")] = False,
    table: Annotated[
        list[str] | None, typer.Option("--table", help="この表だけを比べます。繰り返せます。", metavar="NAME")
    ] = None,
    memory: Annotated[str, memory_option("比べるときに使う")] = "2GB",
) -> Outcome:
    """新システムから別の日に出した 2 つのフォルダを比べ、欠落・余分・変わった値を数えます。未解消が 0 件なら合格です。

    例: migrate reconcile between 出力_11月 出力_12月 --business 031
    あるはずの変化は、migrate reconcile init --between で作る表（reconcile/between/）に書きます。
    """
    from migrate.engine.duckdb import Limits
    from migrate.flow import reconcile_between as flow

    how = flow.Between(
        earlier=earlier,
        later=later,
        business=business,
        spec=spec,
        csv=csv,
        tables=tuple(table or ()),
        limits=Limits(memory=memory),
    )
    return flow.run(common.open(), common.session(), how)


@leaf(app, "sample")
def sample(
    common: Common,
    business: Business = "",
    table: Annotated[str, typer.Option("--table", help="移行先の表。1 つだけなら省けます。", metavar="NAME")] = "",
    rows: Annotated[int, typer.Option("--rows", help="選ぶ行の数（1000 まで）。", min=1, max=1000, metavar="N")] = 50,
    by: Annotated[
        str, typer.Option("--by", help="層を分ける項目。省くと、表にあれば異動事由です。", metavar="ITEM")
    ] = "",
    key_file: Annotated[
        Path | None,
        typer.Option("--key-file", help="両方の側で同じ行を選ぶための鍵（reconcile key）。", metavar="FILE"),
    ] = None,
    with_values: Annotated[
        bool, typer.Option("--with-values", help="値も入れ、暗号化して out/restricted/ に書きます（取扱注意）。")
    ] = False,
    recipient: Annotated[
        list[str] | None, typer.Option("--recipient", help="暗号化する相手の公開鍵（age1…）。", metavar="KEY")
    ] = None,
    password_env: Annotated[
        str, typer.Option("--password-env", help="パスワード（12 文字以上）を入れた環境変数の名前。", metavar="VAR")
    ] = "",
    purge_on: Annotated[
        datetime | None,
        typer.Option("--purge-on", help="廃棄期限。省くと 30 日後です。", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD"),
    ] = None,
    like: Annotated[
        Path | None,
        typer.Option(
            "--like",
            help="相手の側の抽出の結果（sample --json）。新システムのファイルから、同じ行を選びます。",
            metavar="JSON",
        ),
    ] = None,
    folder: Folder = None,
    csv: Csv = False,
    open_: Annotated[
        Path | None,
        typer.Option("--open", help="暗号化した突合票を復号します（--to と鍵が要ります）。", metavar="FILE"),
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", help="--open で復号したものを書くファイル。", metavar="FILE")
    ] = None,
    identity: Annotated[
        Path | None,
        typer.Option("--identity", help="--open で使う秘密鍵のファイル（age-keygen の形）。", metavar="FILE"),
    ] = None,
) -> Outcome:
    """両方の画面を目で見て突き合わせる行を選び、署名できる突合票（xlsx）を作ります。同じ鍵なら、同じ行です。

    例: migrate reconcile sample --business 031 --rows 50 --by 性別
    値も入れる: migrate reconcile sample --business 031 --with-values --recipient age1…
    網を分けた新の側: migrate reconcile sample --like 旧の側の抽出.json --folder 出力 --key-file 封印の鍵.txt
    開く: migrate reconcile sample --open out/restricted/031/sample.xlsx.age --to 突合票.xlsx --identity 秘密鍵
    """
    from migrate.errors import MigrateError
    from migrate.files.seal import Key
    from migrate.flow import reconcile_sample as flow
    from migrate.flow.handover_asked import password

    if (open_ is None) != (to is None) or (identity is not None and open_ is None):
        raise MigrateError("MIG-REC-070")
    if open_ is not None and to is not None:
        return flow.open_sheet(open_, to, Key(identity=identity, password=password(password_env)))

    asked = flow.Asked(
        business=business,
        table=table,
        rows=rows,
        by=by,
        key_file=key_file,
        with_values=with_values,
        recipients=tuple(recipient or ()),
        password_env=password_env,
        purge_on=purge_on.date() if purge_on else None,
        like=like,
        folder=folder,
        csv=csv,
    )
    if like is not None and (business or table or by):
        raise _usage(
            "--like の業務と表は、相手の側の抽出が決めます。--business、--table、--by は付けません。", "sample"
        )
    if like is None and (folder is not None or csv):
        raise _usage("--folder と --csv は、--like と一緒に使います。", "sample")
    return flow.run(common.open(), common.session(), asked)


@leaf(app, "trend")
def trend(
    common: Common,
    window: Annotated[
        str, typer.Option("--window", help="切替に使える時間（48h、90m、2d のように）。", metavar="TIME")
    ] = "48h",
) -> Outcome:
    """リハーサルごとの段階の時間と残った指摘を、作業台帳から日ごとに示し、切替に使える時間と比べます。

    例: migrate reconcile trend --window 48h -o 推移.html
    """
    from migrate.flow import reconcile_trend as flow

    return flow.run(common.open(), window)
