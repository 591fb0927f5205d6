"""What `migrate rfi` and `migrate rfp` have in common: options, and the commands on vendors' questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from migrate.cli.frame.common import Common, FailOn
from migrate.cli.frame.japanese import group
from migrate.cli.frame.leaf import leaf
from migrate.flow.outcome import Outcome
from migrate.model.value import value


def day(option: str, help_: str) -> Any:
    """An option that is a day."""
    return typer.Option(option, help=help_, formats=["%Y-%m-%d"], metavar="YYYY-MM-DD")


def iso(given: datetime | None) -> str:
    """The ISO day, empty where none is given."""
    return given.date().isoformat() if given else ""


Businesses = Annotated[
    list[str] | None,
    typer.Option("--business", help="業務ID（3 桁）。繰り返せます。省くと、前に決めた業務です。", metavar="ID"),
]
NewUnit = Annotated[
    str,
    typer.Option(
        "--unit", help="調達の単位。④-1 の様式の名前か、半角の英数字。省くと all（全部）です。", metavar="UNIT"
    ),
]
Unit = Annotated[str, typer.Option("--unit", help="調達の単位。資料が 1 つなら省けます。", metavar="UNIT")]
Title = Annotated[str, typer.Option("--title", help="件名。", metavar="TEXT")]
QuestionsDue = Annotated[datetime | None, day("--questions-due", "質問の期限。")]
Contact = Annotated[str, typer.Option("--contact", help="窓口の課。個人の名前は書きません。", metavar="課")]
Address = Annotated[str, typer.Option("--address", help="提出先。", metavar="TEXT")]
Issued = Annotated[datetime | None, day("--issued", "発行日。書くと「案」の印が消えます。")]
Revise = Annotated[bool, typer.Option("--revise", help="発行した資料を直し、版を上げます。")]
Vendor = Annotated[
    str,
    typer.Option(
        "--vendor",
        help="事業者を区別する半角の英数字（例 a-sha）。会社の名前は、届いた様式から読みます。",
        metavar="NAME",
    ),
]
Received = Annotated[datetime | None, day("--received", "受領日。省くと今日です。")]


@value
class About:
    """One kind of procurement, with the examples of its help pages."""

    kind: str
    """``rfi`` or ``rfp``."""
    document: str
    """A document that is asked about."""
    spot: str
    question: str
    sheet: str
    """The vendors' question sheet."""


def questions(app: typer.Typer, help_: str, about: About) -> None:
    """Add the group ``qa``: the register of vendors' questions on one kind of procurement."""
    qa = group(help_)
    for verb, body, fail_on in _COMMANDS:
        mine = partial(body, about.kind)
        mine.__doc__ = (body.__doc__ or "").format(**asdict(about))
        leaf(qa, verb, fail_on)(mine)
    app.add_typer(qa, name="qa")


def _add(
    kind: str,
    common: Common,
    question: Annotated[str, typer.Argument(help="質問。", metavar="TEXT")],
    vendor: Vendor,
    document: Annotated[str, typer.Option("--document", help="どの文書についてか。", metavar="TEXT")] = "",
    spot: Annotated[str, typer.Option("--spot", help="文書の箇所。", metavar="TEXT")] = "",
    unit: Unit = "",
) -> Outcome:
    """質問票によらない質問を 1 つ、番号を付けて台帳に控えます。

    例: migrate {kind} qa add --vendor a-sha --document {document} --spot {spot} "{question}"
    """
    from migrate.flow import procure_qa as flow
    from migrate.flow.procure_desk import Desk

    given = {"question": question, "asker": vendor, "document": document, "spot": spot}
    return flow.add(Desk(kind=kind), common.open(), common.session(), given, unit)


def _sheet(
    kind: str,
    common: Common,
    unit: Unit = "",
    force: Annotated[bool, typer.Option("--force", help="まだ読んでいない記入ずみの台帳にも上書きします。")] = False,
) -> Outcome:
    """質問回答の台帳（Excel）を作ります。担当課が回答を書きます。

    例: migrate {kind} qa sheet
    """
    from migrate.flow import procure_qa as flow
    from migrate.flow.procure_desk import Desk

    return flow.sheet(Desk(kind=kind), common.open(), common.session(), unit, force)


def _import(
    kind: str,
    common: Common,
    files: Annotated[
        list[Path], typer.Argument(help="事業者の質問票か、回答を書いた台帳。いくつでも渡せます。", metavar="FILE")
    ],
    vendor: Annotated[
        str, typer.Option("--vendor", help="質問票を出した事業者（半角の英数字）。台帳なら要りません。", metavar="NAME")
    ] = "",
    unit: Unit = "",
) -> Outcome:
    """質問票の質問に番号を付けて台帳に加え、台帳に書かれた回答を読み取ります。

    例: migrate {kind} qa import {sheet} --vendor a-sha
    """
    from migrate.flow import procure_qa as flow
    from migrate.flow.procure_desk import Desk

    return flow.import_(Desk(kind=kind), common.open(), common.session(), tuple(files), vendor, unit)


def _publish(
    kind: str,
    common: Common,
    unit: Unit = "",
    allow: Annotated[
        list[int] | None,
        typer.Option(
            "--allow", help="会社の名前に見えて、そうではないと確かめた質問の番号。繰り返せます。", metavar="N"
        ),
    ] = None,
) -> Outcome:
    """回答のある質問を、すべての事業者に公表する文書にします。質問した会社の名前は載せません。

    例: migrate {kind} qa publish
    """
    from migrate.flow import procure_qa as flow
    from migrate.flow.procure_desk import Desk

    return flow.publish(Desk(kind=kind), common.open(), common.session(), unit, tuple(allow or ()))


_COMMANDS: tuple[tuple[str, Callable[..., Outcome], FailOn], ...] = (
    ("add", _add, FailOn.NEVER),
    ("sheet", _sheet, FailOn.NEVER),
    ("import", _import, FailOn.ERROR),
    ("publish", _publish, FailOn.ERROR),
)
