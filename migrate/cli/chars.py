"""`migrate chars list|export|import|shrink`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome

app = group(
    "外字など、移行先にない文字を一覧にし、対応する文字を決めて、全業務で使います（文字の同定）。\n\n"
    "例: migrate chars list"
)
_TARGETS = "mj（行政事務標準文字）、jisx0213、jisx0208、cp932、または文字の一覧のファイル"


@leaf(app, "list")
def list_(
    common: Common,
    business: Annotated[
        str, typer.Option("--business", help="業務ID（3 桁）。その業務の表だけを見ます。", metavar="ID")
    ] = "",
    target: Annotated[str, typer.Option("--target", help=f"文字集合: {_TARGETS}。", metavar="NAME")] = "mj",
) -> Outcome:
    """すべての文字の列を調べ、対象の文字集合にない文字を、件数・候補・決定とともに台帳にします。

    例: migrate chars list
    中間サーバーなど JIS X 0213 の相手: migrate chars list --target jisx0213
    一覧のファイルは、1 行に 1 つ、文字か U+3400-U+4DB5 の形で書きます（# から後は説明）。
    外字は、システムごとに別の文字として数えます。
    システムは、source/ の下のフォルダか、表の定義のファイルで分けます。
    変えるには、mapping/character-systems.csv（見出し pattern,system）に書きます（例: zei_*.csv,税）。
    """
    from migrate.flow import chars as flow

    return flow.list_characters(common.open(), common.session(), target, business)


@leaf(app, "export")
def export(
    common: Common,
    xlsx: Annotated[
        Path, typer.Option("--xlsx", help="作る Excel のファイル（作業フォルダの中の .xlsx）。", metavar="FILE")
    ],
    font: Annotated[
        list[str] | None,
        typer.Option(
            "--font",
            help="字形を描くフォントのファイル。「システム=ファイル」なら、そのシステムの外字を描きます。繰り返せます。",
            metavar="FILE",
        ),
    ] = None,
    target: Annotated[
        str, typer.Option("--target", help="どの台帳から作るか（chars list の --target と同じ名）。", metavar="NAME")
    ] = "mj",
    only_open: Annotated[bool, typer.Option("--only-open", help="まだ決まっていない文字だけにします。")] = False,
    similar: Annotated[
        bool,
        typer.Option(
            "--similar",
            help="字形の近い文字を、外字の候補に加えます。フォントごとに、初回だけ 1 分から数分かかります。",
        ),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="まだ読んでいない記入ずみのファイルにも上書きします。")
    ] = False,
) -> Outcome:
    """台帳の文字を、職員が対応する文字を決める Excel にします。字形は、お持ちのフォントから絵にします。

    例: migrate chars export --xlsx characters.xlsx --font ipamjm.ttf
    外字のフォントがシステムごとにあるとき: --font 税=EUDC.TTE --font 住記=GAIJI.TTF --font ipamjm.ttf
    外字に形の似た文字を探す: migrate chars export --xlsx characters.xlsx --font 税=EUDC.TTE --font ipamjm.ttf --similar
    """
    from migrate.flow import chars_form as flow

    if similar:
        common.tell("フォントの字形を比べます。初めてのフォントでは、1 分から数分かかります。")
    fonts = tuple(flow.font_option(one) for one in font or ())
    wanted = flow.Wanted(file=xlsx, target=target, fonts=fonts, open_only=only_open, similar=similar, force=force)
    return flow.export(common.open(), common.session(), wanted)


@leaf(app, "import", fail_on=FailOn.ERROR)
def import_(
    common: Common,
    files: Annotated[
        list[Path],
        typer.Argument(help="記入された文字の同定の Excel（.xlsx）。いくつでも渡せます。", metavar="FILE"),
    ],
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="保存してある決定と食い違うとき、ファイルの決定で置きかえます。")
    ] = False,
) -> Outcome:
    """記入された Excel を読み、決定を mapping/characters.csv に保存します。誤りと食い違いは、セルの番地で示します。

    例: migrate chars import characters.xlsx
    決定は全業務で使います。CSV を直接直しても構いません。
    --target jisx0213 などで作った Excel の決定は、変換には使いません。
    mapping/characters-jisx0213.csv に分けて保存し、migrate chars shrink が使います。
    """
    from migrate.flow import chars_form as flow

    return flow.read(common.open(), common.session(), tuple(files), overwrite)


@leaf(app, "shrink", fail_on=FailOn.ERROR)
def shrink(
    common: Common,
    source: Annotated[Path, typer.Argument(help="元のファイル（.parquet、または UTF-8 の .csv）。", metavar="IN")],
    written: Annotated[Path, typer.Argument(help="書くファイル。元のファイルは変えません。", metavar="OUT")],
    target: Annotated[str, typer.Option("--target", help=f"相手の文字集合: {_TARGETS}。", metavar="NAME")] = "jisx0213",
    put: Annotated[
        str,
        typer.Option(
            "--put", help="縮退できない文字の代わりに書く 1 文字（例 〓）。省くと元のまま残します。", metavar="CHAR"
        ),
    ] = "",
    system: Annotated[
        str, typer.Option("--system", help="このシステムの外字についての決定も使います。", metavar="NAME")
    ] = "",
    encoding: Annotated[
        str, typer.Option("--encoding", help="書く CSV の文字コード（utf-8、cp932 など）。", metavar="NAME")
    ] = "utf-8",
) -> Outcome:
    """行政事務標準文字を受け取れない相手のために、文字を縮退した写しを作り、置きかえの一覧を添えます。

    例: migrate chars shrink out/converted/001/住民.csv out/renkei/住民.csv --target jisx0213
    CP932 の相手: migrate chars shrink 住民.csv 住民-sjis.csv --target cp932 --encoding cp932 --put 〓
    順: mapping/characters-jisx0213.csv の決定、MJ縮退マップ、文字コード表の違い。
    どれでも一つに決まらない文字は置きかえず、一覧にして、終了コードを 1 にします。
    """
    from migrate.flow import chars_shrink as flow
    from migrate.flow.spec import at_hand

    wanted = flow.Wanted(source=source, target_file=written, target=target, put=put, system=system, encoding=encoding)
    return flow.shrink(at_hand.around(common.workspace), common.session(), wanted)
