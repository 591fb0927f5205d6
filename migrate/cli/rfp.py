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
