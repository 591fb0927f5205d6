"""`migrate rfp build|collect|show|init|lock|offers|sheets|score|ocds` and `migrate rfp qa …`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome

app = group("提案依頼（RFP、⑨）の資料を作り、提案を受け取り、固定した基準で評価します（⑩）。\n\n例: migrate rfp build")

_UNIT = typer.Option("--unit", help="調達の単位の記号（半角の英数字）。省くと all（全部）です。", metavar="KEY")


qa = group("提案依頼の質問を控え、回答を、質問した会社の名前を除いて公表します（⑨-2）。\n\n例: migrate rfp qa publish")
app.add_typer(qa, name="qa")

_PACKAGE_UNIT = typer.Option("--unit", help="調達の単位。資料が 1 つなら省けます。", metavar="UNIT")
_VENDOR = typer.Option(
    "--vendor", help="事業者を区別する半角の英数字（例 a-sha）。会社の名前は様式から読みます。", metavar="NAME"
)
_DAY = "%Y-%m-%d"
_DAY_WORD = "YYYY-MM-DD"


def _day(option: str, help_: str) -> Any:
    return typer.Option(option, help=help_, formats=[_DAY], metavar=_DAY_WORD)


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
    method: Annotated[
        str, typer.Option("--method", help="調達方式。省くと、④-2 で決めた方式です。", metavar="TEXT")
    ] = "",
    questions_due: Annotated[datetime | None, _day("--questions-due", "質問の期限。")] = None,
    answers_due: Annotated[datetime | None, _day("--answers-due", "提案の期限。")] = None,
    presentation: Annotated[datetime | None, _day("--presentation", "提案の説明会の日。")] = None,
    build_start: Annotated[datetime | None, _day("--build-start", "構築契約の始まり。")] = None,
    build_end: Annotated[datetime | None, _day("--build-end", "構築契約の終わり。")] = None,
    use_start: Annotated[datetime | None, _day("--use-start", "利用契約の始まり。")] = None,
    use_end: Annotated[datetime | None, _day("--use-end", "利用契約の終わり。")] = None,
    go_live: Annotated[datetime | None, _day("--go-live", "稼働の日。省くと、④-3 で決めた日です。")] = None,
    limit: Annotated[str, typer.Option("--limit", help="公表する上限額（円、税込）。", metavar="YEN")] = "",
    contact: Annotated[str, typer.Option("--contact", help="窓口の課。個人の名前は書きません。", metavar="課")] = "",
    address: Annotated[str, typer.Option("--address", help="提出先。", metavar="TEXT")] = "",
    issued: Annotated[datetime | None, _day("--issued", "発行日。書くと「案」の印が消えます。")] = None,
    revise: Annotated[bool, typer.Option("--revise", help="発行した資料を直し、版を上げます。")] = False,
) -> Outcome:
    """調達仕様書・評価基準表・データ移行別紙・様式集・見積書などを out/rfp/ に作ります。文と様式は本ツール独自です。

    例: migrate rfp build --business 010 --business 011 --contact 情報政策課

    発行する: migrate rfp build --issued 2027-06-01
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
    told |= {id: day.date().isoformat() for id, day in days.items() if day}
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
        list[Path], typer.Argument(help="提案の様式（.xlsx、.xls、.ods）か、それらのあるフォルダ。", metavar="FILE…")
    ],
    vendor: Annotated[str, _VENDOR],
    received: Annotated[datetime | None, _day("--received", "受領日。省くと今日です。")] = None,
    unit: Annotated[str, _PACKAGE_UNIT] = "",
) -> Outcome:
    """提案と見積を受け取り、そのまま残し、読み、直すところをセルの番地で示した返却票を作ります。

    例: migrate rfp collect 回収/甲社 --vendor a-sha
    """
    from migrate.flow import rfp_collect as flow

    wish = flow.Delivery(vendor=vendor, received=received.date().isoformat() if received else "", unit=unit)
    return flow.collect(common.open(), common.session(), tuple(files), wish)


@leaf(app, "show")
def show(common: Common, unit: Annotated[str, _PACKAGE_UNIT] = "") -> Outcome:
    """提案の受領、質問の状況、⑨-1〜⑨-3 の裏づけを示します。

    例: migrate rfp show
    """
    from migrate.flow import rfp_show as flow

    return flow.show(common.open(), common.session(), unit)


@leaf(qa, "add")
def qa_add(
    common: Common,
    question: Annotated[str, typer.Argument(help="質問。", metavar="TEXT")],
    vendor: Annotated[str, _VENDOR],
    document: Annotated[str, typer.Option("--document", help="どの文書についてか。", metavar="TEXT")] = "",
    spot: Annotated[str, typer.Option("--spot", help="文書の箇所。", metavar="TEXT")] = "",
    unit: Annotated[str, _PACKAGE_UNIT] = "",
) -> Outcome:
    """質問票によらない質問を 1 つ、番号を付けて台帳に控えます。

    例: migrate rfp qa add --vendor a-sha --document 調達仕様書 --spot 8.5 "リハーサルの回数は。"
    """
    from migrate.flow import procure_qa as flow
    from migrate.flow.rfp_state import DESK

    given = {"question": question, "asker": vendor, "document": document, "spot": spot}
    return flow.add(DESK, common.open(), common.session(), given, unit)


@leaf(qa, "sheet")
def qa_sheet(
    common: Common,
    unit: Annotated[str, _PACKAGE_UNIT] = "",
    force: Annotated[bool, typer.Option("--force", help="まだ読んでいない記入ずみの台帳にも上書きします。")] = False,
) -> Outcome:
    """質問回答の台帳（Excel）を作ります。担当課が回答を書きます。

    例: migrate rfp qa sheet
    """
    from migrate.flow import procure_qa as flow
    from migrate.flow.rfp_state import DESK

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
    unit: Annotated[str, _PACKAGE_UNIT] = "",
) -> Outcome:
    """質問票の質問に番号を付けて台帳に加え、台帳に書かれた回答を読み取ります。

    例: migrate rfp qa import 09-質問票.xlsx --vendor a-sha
    """
    from migrate.flow import procure_qa as flow
    from migrate.flow.rfp_state import DESK

    return flow.import_(DESK, common.open(), common.session(), tuple(files), vendor, unit)


@leaf(qa, "publish", fail_on=FailOn.ERROR)
def qa_publish(
    common: Common,
    unit: Annotated[str, _PACKAGE_UNIT] = "",
    allow: Annotated[
        list[int] | None,
        typer.Option(
            "--allow", help="会社の名前に見えて、そうではないと確かめた質問の番号。繰り返せます。", metavar="N"
        ),
    ] = None,
) -> Outcome:
    """回答のある質問を、すべての事業者に公表する文書にします。質問した会社の名前は載せません。

    例: migrate rfp qa publish
    """
    from migrate.flow import procure_qa as flow
    from migrate.flow.rfp_state import DESK

    return flow.publish(DESK, common.open(), common.session(), unit, tuple(allow or ()))


@leaf(app, "init")
def init(
    common: Common,
    unit: Annotated[str, _UNIT] = "",
    template: Annotated[
        str,
        typer.Option("--template", help="評価基準のひな型: standard、functions、headroom。", metavar="NAME"),
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
    unit: Annotated[str, _UNIT] = "",
    reason: Annotated[
        str, typer.Option("--reason", help="固定した基準を直して、固定し直す理由。記録に残ります。", metavar="TEXT")
    ] = "",
) -> Outcome:
    """評価基準・配点・式・決まりを、日時と符号（SHA-256）で固定します。提案を開く前に行います。

    例: migrate rfp lock
    """
    from migrate.flow import rfp_lock as flow

    return flow.set_lock(common.open(), common.session(), unit, reason)


@leaf(app, "offers", fail_on=FailOn.ERROR)
def offers(
    common: Common,
    unit: Annotated[str, _UNIT] = "",
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
    unit: Annotated[str, _UNIT] = "",
    force: Annotated[bool, typer.Option("--force", help="記入ずみの採点表にも上書きします。採点は消えます。")] = False,
) -> Outcome:
    """委員ごとの採点表（Excel）を rfp/<単位>/forms/ に作ります。業者ごとにシートが 1 枚です。様式は本ツール独自です。

    例: migrate rfp sheets
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
            metavar="[FILE...]",
        ),
    ] = None,
    unit: Annotated[str, _UNIT] = "",
) -> Outcome:
    """採点表と提案の値から得点と順位を計算し、評価結果書・議事・計算の根拠を out/rfp/<単位>/ に書きます。

    例: migrate rfp score
    """
    from migrate.flow import rfp_score as flow

    return flow.evaluate(common.open(), common.session(), tuple(files or ()), unit)


@leaf(app, "ocds")
def ocds(
    common: Common,
    prefix: Annotated[
        str, typer.Option("--prefix", help="登録した識別子の接頭辞（ocds- と 6 文字）。", metavar="PREFIX")
    ],
    unit: Annotated[str, _UNIT] = "",
    named: Annotated[bool, typer.Option("--named", help="選ばれなかった業者の名前も載せます。")] = False,
) -> Outcome:
    """調達の状況と選定の結果を、公開データの国際標準 OCDS 1.1 の JSON にします（任意）。

    例: migrate rfp ocds --prefix ocds-abc123
    """
    from migrate.flow import rfp_ocds as flow

    return flow.publish(common.open(), common.session(), prefix, unit, named)
