"""`migrate rfp init|lock|build|collect|show|offers|sheets|score|ocds` and `migrate rfp qa …`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from migrate.cli.frame import procure
from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.cli.frame.procure import day, iso
from migrate.flow.outcome import Outcome

app = group("""提案依頼（RFP、⑨）の資料を作り、提案を受け取り、固定した基準で評価します（⑩）。

例: migrate rfp build

順番: init と lock で評価基準を作って固定し、build で資料を発行し、qa で質問に答えます。
collect で提案を受け取り、offers で値を数え、sheets で採点表を作り、score で順位を出します。""")
procure.questions(
    app,
    "提案依頼の質問を控え、回答を、質問した会社の名前を除いて公表します（⑨-2）。\n\n例: migrate rfp qa publish",
    procure.About(
        kind="rfp", document="調達仕様書", spot="8.5", question="リハーサルの回数は。", sheet="09-質問票.xlsx"
    ),
)

_Unit = Annotated[
    str, typer.Option("--unit", help="調達の単位の記号（半角の英数字）。省くと all（全部）です。", metavar="KEY")
]


@leaf(app, "init")
def init(
    common: Common,
    unit: _Unit = "",
    template: Annotated[
        str,
        typer.Option(
            "--template",
            help="評価基準のひな型。standard は提案 420 点と価格 150 点、functions は機能の数と価格を式で数えるもの、"
            "headroom は価格を予定価格との差で採点するものです。",
            metavar="NAME",
        ),
    ] = "standard",
) -> Outcome:
    """評価基準・決まり・委員・提案の値・くじ・決定の CSV を rfp/<単位>/ に作ります。あるファイルはそのままです。

    例: migrate rfp init
    価格を予定価格との差で採点する: migrate rfp init --template headroom
    """
    from migrate.flow import rfp_init as flow

    return flow.init(common.open(), common.session(), unit, template)


@leaf(app, "lock", fail_on=FailOn.ERROR)
def lock(
    common: Common,
    unit: _Unit = "",
    reason: Annotated[
        str, typer.Option("--reason", help="固定した基準を直して、固定し直す理由。記録に残ります。", metavar="TEXT")
    ] = "",
) -> Outcome:
    """評価基準・配点・式・決まりを、日時と符号（SHA-256）で固定します。資料を発行し、提案を開く前に行います。

    例: migrate rfp lock
    """
    from migrate.flow import rfp_lock as flow

    return flow.set_lock(common.open(), common.session(), unit, reason)


@leaf(app, "build")
def build(
    common: Common,
    business: procure.Businesses = None,
    unit: procure.NewUnit = "",
    title: procure.Title = "",
    method: Annotated[
        str, typer.Option("--method", help="調達方式。省くと、④-2 で決めた方式です。", metavar="TEXT")
    ] = "",
    questions_due: procure.QuestionsDue = None,
    answers_due: Annotated[datetime | None, day("--answers-due", "提案の期限。")] = None,
    presentation: Annotated[datetime | None, day("--presentation", "提案の説明会の日。")] = None,
    build_start: Annotated[datetime | None, day("--build-start", "構築契約の始まり。")] = None,
    build_end: Annotated[datetime | None, day("--build-end", "構築契約の終わり。")] = None,
    use_start: Annotated[datetime | None, day("--use-start", "利用契約の始まり。")] = None,
    use_end: Annotated[datetime | None, day("--use-end", "利用契約の終わり。")] = None,
    go_live: Annotated[datetime | None, day("--go-live", "稼働の日。省くと、④-3 で決めた日です。")] = None,
    limit: Annotated[str, typer.Option("--limit", help="公表する上限額（円、税込）。", metavar="YEN")] = "",
    contact: procure.Contact = "",
    address: procure.Address = "",
    issued: procure.Issued = None,
    revise: procure.Revise = False,
) -> Outcome:
    """調達仕様書・評価基準表・データ移行別紙・様式集・見積書などを out/rfp/ に作ります。文と様式は本ツール独自です。

    例: migrate rfp build --business 010 --business 011 --contact 情報政策課

    評価基準を固定してから発行する: migrate rfp build --issued 2027-06-01
    指定した条件は残ります。章の文は rfp/<単位>/chapters.csv で差し替えられます。
    """
    from migrate.flow import rfp_build as flow

    days = {
        "questions_due": questions_due,
        "answers_due": answers_due,
        "presentation": presentation,
        "build_start": build_start,
        "build_end": build_end,
        "use_start": use_start,
        "use_end": use_end,
        "go_live": go_live,
        "issued": issued,
    }
    told = {"title": title, "method": method, "limit": limit, "contact": contact, "address": address}
    told |= {id: iso(day) for id, day in days.items()}
    wish = flow.Wish(
        unit=unit,
        businesses=tuple(business or ()),
        told={id: said for id, said in told.items() if said},
        revise=revise,
    )
    return flow.build(common.open(), common.session(), wish)


@leaf(app, "collect", fail_on=FailOn.ERROR)
def collect(
    common: Common,
    files: Annotated[
        list[Path], typer.Argument(help="提案の様式（.xlsx、.xls、.ods）か、それらのあるフォルダ。", metavar="FILE")
    ],
    vendor: procure.Vendor,
    received: procure.Received = None,
    unit: procure.Unit = "",
) -> Outcome:
    """提案と見積を受け取り、そのまま残し、読み、直すところをセルの番地で示した返却票を作ります。

    例: migrate rfp collect 回収/甲社 --vendor a-sha

    先に migrate rfp lock で評価基準を固定します。固定していないか、固定の後に変わっていれば、提案を開きません。
    最低価格落札方式には評価基準がないので、固定は要りません。
    """
    from migrate.flow import rfp_collect as flow

    wish = flow.Delivery(vendor=vendor, received=iso(received), unit=unit)
    return flow.collect(common.open(), common.session(), tuple(files), wish)


@leaf(app, "show")
def show(common: Common, unit: procure.Unit = "") -> Outcome:
    """提案の受領、質問の状況、⑨-1〜⑨-3 の裏づけを示します。

    例: migrate rfp show
    """
    from migrate.flow import rfp_show as flow

    return flow.show(common.open(), common.session(), unit)


@leaf(app, "offers", fail_on=FailOn.ERROR)
def offers(
    common: Common,
    unit: _Unit = "",
    rfi: Annotated[
        str, typer.Option("--rfi", help="RFI の回答から数えるとき、その調達の単位（例 all）。", metavar="UNIT")
    ] = "",
) -> Outcome:
    """受け取った回答から、機能の数と見積額を数えて offers.csv に加えます。人の書いた行は変えません。

    例: migrate rfp offers
    """
    from migrate.flow import rfp_offers as flow

    return flow.fill(common.open(), common.session(), unit, rfi)


@leaf(app, "sheets")
def sheets(
    common: Common,
    unit: _Unit = "",
    force: Annotated[bool, typer.Option("--force", help="記入ずみの採点表にも上書きします。採点は消えます。")] = False,
) -> Outcome:
    """委員ごとの採点表（Excel）を rfp/<単位>/forms/ に作ります。業者ごとにシートが 1 枚です。様式は本ツール独自です。

    例: migrate rfp sheets

    先に、judges.csv に委員を書き、offers.csv に業者の値をそろえます。
    """
    from migrate.flow import rfp_sheets as flow

    return flow.sheets(common.open(), common.session(), unit, force)


@leaf(app, "score", fail_on=FailOn.ERROR)
def score(
    common: Common,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="記入された採点表（.xlsx）か、それらのあるフォルダ。省くと rfp/<単位>/forms/ の全部です。",
            metavar="FILE",
        ),
    ] = None,
    unit: _Unit = "",
) -> Outcome:
    """採点表と提案の値から得点と順位を計算し、評価結果書・議事・計算の根拠を out/rfp/<単位>/ に書きます。

    例: migrate rfp score

    くじ（draw.csv）や決定（decision.csv）を書いたら、もう一度実行します。
    """
    from migrate.flow import rfp_score as flow

    return flow.evaluate(common.open(), common.session(), tuple(files or ()), unit)


@leaf(app, "ocds")
def ocds(
    common: Common,
    prefix: Annotated[
        str, typer.Option("--prefix", help="登録した識別子の接頭辞（ocds- と 6 文字）。", metavar="PREFIX")
    ],
    unit: _Unit = "",
    named: Annotated[bool, typer.Option("--named", help="選ばれなかった業者の名前も載せます。")] = False,
) -> Outcome:
    """調達の状況と選定の結果を、公開データの国際標準 OCDS 1.1 の JSON にします（任意）。

    例: migrate rfp ocds --prefix ocds-abc123
    """
    from migrate.flow import rfp_ocds as flow

    return flow.publish(common.open(), common.session(), prefix, unit, named)
