"""`migrate rfi build|collect|show|compare` and `migrate rfi qa add|sheet|import|publish`."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome

app = group("情報提供依頼（RFI、⑤・⑥）の資料を作り、質問に答え、回答を受け取ります。\n\n例: migrate rfi build")
qa = group("RFI の質問を控え、回答を、質問した会社の名前を除いて公表します（⑥-1）。\n\n例: migrate rfi qa publish")
app.add_typer(qa, name="qa")

_UNIT = typer.Option("--unit", help="調達の単位。資料が 1 つなら省けます。", metavar="UNIT")
_DAY = "%Y-%m-%d"
_DAY_WORD = "YYYY-MM-DD"
_VENDOR = typer.Option(
    "--vendor", help="事業者を区別する半角の英数字（例 a-sha）。会社の名前は回答票から読みます。", metavar="NAME"
)


class Part(StrEnum):
    """A package of documents."""

    STANDARD = "standard"
    OUTSIDE = "outside"


def _iso(day: datetime | None) -> str:
    return day.date().isoformat() if day else ""


@leaf(app, "build")
def build(
    common: Common,
    business: Annotated[
        list[str] | None,
        typer.Option("--business", help="業務ID（3 桁）。繰り返せます。省くと、前に決めた業務です。", metavar="ID"),
    ] = None,
    unit: Annotated[
        str,
        typer.Option(
            "--unit", help="調達の単位。④-1 の様式の名前か、半角の英数字。省くと all（全部）です。", metavar="UNIT"
        ),
    ] = "",
    title: Annotated[str, typer.Option("--title", help="件名。", metavar="TEXT")] = "",
    questions_due: Annotated[
        datetime | None, typer.Option("--questions-due", help="質問の期限。", formats=[_DAY], metavar=_DAY_WORD)
    ] = None,
    answers_due: Annotated[
        datetime | None, typer.Option("--answers-due", help="回答の期限。", formats=[_DAY], metavar=_DAY_WORD)
    ] = None,
    go_live: Annotated[
        datetime | None, typer.Option("--go-live", help="稼働の希望時期。", formats=[_DAY], metavar=_DAY_WORD)
    ] = None,
    contact: Annotated[str, typer.Option("--contact", help="窓口の課。個人の名前は書きません。", metavar="課")] = "",
    address: Annotated[str, typer.Option("--address", help="提出先。", metavar="TEXT")] = "",
    issued: Annotated[
        datetime | None,
        typer.Option("--issued", help="発行日。書くと「案」の印が消えます。", formats=[_DAY], metavar=_DAY_WORD),
    ] = None,
    revise: Annotated[bool, typer.Option("--revise", help="発行した資料を直し、版を上げます。")] = False,
    part: Annotated[
        Part | None,
        typer.Option(
            "--part",
            help="この一式だけを作ります。standard は標準準拠システム（⑤-1）、outside はそれ以外（⑤-3）です。",
        ),
    ] = None,
) -> Outcome:
    """依頼書・現行概要・回答票・質問票を out/rfi/ に作ります。指定した条件は残ります。様式は本ツール独自です。

    例: migrate rfi build --business 010 --business 011 --contact 情報政策課

    発行する: migrate rfi build --questions-due 2027-01-15 --answers-due 2027-02-12 --issued 2026-12-14
    """
    from migrate.flow import rfi_build as flow

    told = {
        "title": title,
        "questions_due": _iso(questions_due),
        "answers_due": _iso(answers_due),
        "go_live": _iso(go_live),
        "contact": contact,
        "address": address,
        "issued": _iso(issued),
    }
    wish = flow.Wish(
        unit=unit,
        businesses=tuple(business or ()),
        told={id: said for id, said in told.items() if said},
        revise=revise,
        parts=(part.value,) if part else flow.BOTH,
    )
    return flow.build(common.open(), common.session(), wish)


@leaf(app, "collect", fail_on=FailOn.ERROR)
def collect(
    common: Common,
    files: Annotated[
        list[Path], typer.Argument(help="回答票（.xlsx、.xls、.ods）か、それらのあるフォルダ。", metavar="FILE…")
    ],
    vendor: Annotated[str, _VENDOR],
    received: Annotated[
        datetime | None,
        typer.Option("--received", help="受領日。省くと今日です。", formats=[_DAY], metavar=_DAY_WORD),
    ] = None,
    unit: Annotated[str, _UNIT] = "",
) -> Outcome:
    """事業者の回答を受け取り、そのまま残し、読み、直すところをセルの番地で示した返却票を作ります。

    例: migrate rfi collect 回収/甲社 --vendor a-sha
    """
    from migrate.flow import rfi_collect as flow

    wish = flow.Delivery(vendor=vendor, received=_iso(received), unit=unit)
    return flow.collect(common.open(), common.session(), tuple(files), wish)


@leaf(app, "show")
def show(common: Common, unit: Annotated[str, _UNIT] = "") -> Outcome:
    """回答の受領、質問の状況、⑤-1〜⑥-2 の裏づけを示します。

    例: migrate rfi show
    """
    from migrate.flow import rfi_show as flow

    return flow.show(common.open(), common.session(), unit)


@leaf(app, "compare")
def compare(common: Common, unit: Annotated[str, _UNIT] = "") -> Outcome:
    """受け取った回答を並べ、違うところ、費用、時期、体制、業務の範囲を RFI結果の分析表にします（⑦）。

    例: migrate rfi compare
    """
    from migrate.flow import rfi_compare as flow

    return flow.run(common.open(), common.session(), unit)


@leaf(qa, "add")
def qa_add(
    common: Common,
    question: Annotated[str, typer.Argument(help="質問。", metavar="TEXT")],
    vendor: Annotated[str, _VENDOR],
    document: Annotated[str, typer.Option("--document", help="どの文書についてか。", metavar="TEXT")] = "",
    spot: Annotated[str, typer.Option("--spot", help="文書の箇所。", metavar="TEXT")] = "",
    unit: Annotated[str, _UNIT] = "",
) -> Outcome:
    """質問票によらない質問を 1 つ、番号を付けて台帳に控えます。

    例: migrate rfi qa add --vendor a-sha --document 質問書 --spot Q01 "共同利用でもよいですか。"
    """
    from migrate.flow import procure_qa as flow
    from migrate.flow.rfi_state import DESK

    given = {"question": question, "asker": vendor, "document": document, "spot": spot}
    return flow.add(DESK, common.open(), common.session(), given, unit)


@leaf(qa, "sheet")
def qa_sheet(
    common: Common,
    unit: Annotated[str, _UNIT] = "",
    force: Annotated[bool, typer.Option("--force", help="まだ読んでいない記入ずみの台帳にも上書きします。")] = False,
) -> Outcome:
    """質問回答の台帳（Excel）を作ります。担当課が回答を書きます。

    例: migrate rfi qa sheet
    """
    from migrate.flow import procure_qa as flow
    from migrate.flow.rfi_state import DESK

    return flow.sheet(DESK, common.open(), common.session(), unit, force)


@leaf(qa, "import", fail_on=FailOn.ERROR)
def qa_import(
    common: Common,
    files: Annotated[
        list[Path], typer.Argument(help="事業者の質問票か、回答を書いた台帳。いくつでも渡せます。", metavar="FILE…")
    ],
    vendor: Annotated[
        str, typer.Option("--vendor", help="質問票を出した事業者（半角の英数字）。台帳なら要りません。", metavar="NAME")
    ] = "",
    unit: Annotated[str, _UNIT] = "",
) -> Outcome:
    """質問票の質問に番号を付けて台帳に加え、台帳に書かれた回答を読み取ります。

    例: migrate rfi qa import 05-質問票.xlsx --vendor a-sha
    """
    from migrate.flow import procure_qa as flow
    from migrate.flow.rfi_state import DESK

    return flow.import_(DESK, common.open(), common.session(), tuple(files), vendor, unit)


@leaf(qa, "publish", fail_on=FailOn.ERROR)
def qa_publish(
    common: Common,
    unit: Annotated[str, _UNIT] = "",
    allow: Annotated[
        list[int] | None,
        typer.Option(
            "--allow", help="会社の名前に見えて、そうではないと確かめた質問の番号。繰り返せます。", metavar="N"
        ),
    ] = None,
) -> Outcome:
    """回答のある質問を、すべての事業者に公表する文書にします。質問した会社の名前は載せません。

    例: migrate rfi qa publish
    """
    from migrate.flow import procure_qa as flow
    from migrate.flow.rfi_state import DESK

    return flow.publish(DESK, common.open(), common.session(), unit, tuple(allow or ()))
