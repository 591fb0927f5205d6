"""`migrate rfi build|collect|show|compare` and `migrate rfi qa …`."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame import procure
from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.cli.frame.procure import day, iso
from migrate.flow.outcome import Outcome

app = group("""情報提供依頼（RFI、⑤〜⑦）の資料を作り、質問に答え、回答を受け取り、比べます。

例: migrate rfi build

順番: build で資料を作って発行し、qa で質問に答え、collect で回答を受け取り、compare で比べます。""")
procure.questions(
    app,
    "RFI の質問を控え、回答を、質問した会社の名前を除いて公表します（⑥-1）。\n\n例: migrate rfi qa publish",
    procure.About(
        kind="rfi", document="質問書", spot="Q01", question="共同利用でもよいですか。", sheet="05-質問票.xlsx"
    ),
)


class Part(StrEnum):
    """A package of documents."""

    STANDARD = "standard"
    OUTSIDE = "outside"


@leaf(app, "build")
def build(
    common: Common,
    business: procure.Businesses = None,
    unit: procure.NewUnit = "",
    title: procure.Title = "",
    questions_due: procure.QuestionsDue = None,
    answers_due: Annotated[datetime | None, day("--answers-due", "回答の期限。")] = None,
    go_live: Annotated[datetime | None, day("--go-live", "稼働の希望時期。")] = None,
    contact: procure.Contact = "",
    address: procure.Address = "",
    issued: procure.Issued = None,
    revise: procure.Revise = False,
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
        "questions_due": iso(questions_due),
        "answers_due": iso(answers_due),
        "go_live": iso(go_live),
        "contact": contact,
        "address": address,
        "issued": iso(issued),
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
        list[Path], typer.Argument(help="回答票（.xlsx、.xls、.ods）か、それらのあるフォルダ。", metavar="FILE")
    ],
    vendor: procure.Vendor,
    received: procure.Received = None,
    unit: procure.Unit = "",
) -> Outcome:
    """事業者の回答を受け取り、そのまま残し、読み、直すところをセルの番地で示した返却票を作ります。

    例: migrate rfi collect 回収/甲社 --vendor a-sha
    """
    from migrate.flow import rfi_collect as flow

    wish = flow.Delivery(vendor=vendor, received=iso(received), unit=unit)
    return flow.collect(common.open(), common.session(), tuple(files), wish)


@leaf(app, "show")
def show(common: Common, unit: procure.Unit = "") -> Outcome:
    """回答の受領、質問の状況、⑤-1〜⑥-2 の裏づけを示します。

    例: migrate rfi show
    """
    from migrate.flow import rfi_show as flow

    return flow.show(common.open(), common.session(), unit)


@leaf(app, "compare")
def compare(common: Common, unit: procure.Unit = "") -> Outcome:
    """受け取った回答を並べ、違うところ、費用、時期、体制、業務の範囲を RFI結果の分析表にします（⑦）。

    例: migrate rfi compare
    結果は、移行計画（migrate phase make ④）と予算（migrate phase make ⑧）の様式にも、案として入ります。
    """
    from migrate.flow import rfi_compare as flow

    return flow.run(common.open(), common.session(), unit)
