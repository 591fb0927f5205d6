"""一部機能経過措置: functions that come after going live, their conditions, and the letter that tells of them.

Conditions and days are data (`specs/procedure/2026-01/transitional.csv`), known from secondary sources; the text of the
基本方針 and of the 届出要領 was not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.forms import answer
from migrate.forms.answer import Answer
from migrate.forms.records import Record
from migrate.model.document import Cell, Column, Document, Grid, Note, Section, Tone, Value
from migrate.model.value import value
from migrate.phase import register
from migrate.phase.facts import Facts, Issue
from migrate.phase.steps import EDITION

ITEM, SHEET, STEP = 18, "transitional", 40
PAPER = "18-1-一部機能経過措置の届出書"
_POLICY = "経過措置"
"""The policy of the Fit&Gap (③-2) that makes a function one of these."""
_UNDECIDED = ("", "未定")
_MISFIT = "不適合"
_OVER = ("適合済み", "取り下げ")
_AGREED = "合意"
_SEEN = "A"


@value
class Condition:
    """A condition or day of the measure, and where it is known from."""

    id: str
    day: date | None
    text: str
    certain: bool
    source: str


@cache
def conditions() -> tuple[Condition, ...]:
    """All of them, in the order of the file."""
    rows = tables.read(bundled("specs") / "procedure" / EDITION / "transitional.csv")
    return tuple(
        Condition(
            id=row["fact"],
            day=date.fromisoformat(row["day"]) if row["day"] else None,
            text=row["text"],
            certain=row["certainty"] == _SEEN,
            source=row["source"],
        )
        for row in rows
    )


def limit() -> date:
    """The last day by which a function may be met."""
    return next(one.day for one in conditions() if one.id == "met_by" and one.day)


def _key(business: str, issue: Issue) -> str:
    return f"{business}-{issue.key}"[:31]


def offers(facts: Facts) -> Iterator[tuple[str, Mapping[str, Answer]]]:
    """One row a function whose policy is 経過措置."""
    for one in facts.businesses:
        for issue in one.data.function_issues:
            if issue.policy == _POLICY:
                met = answer.day(issue.due)
                yield (
                    _key(one.id, issue),
                    {
                        "name": issue.subject,
                        "business": one.id,
                        "reason": issue.reason,
                        **({"met": met.isoformat()} if met else {}),
                        "state": "届出前",
                    },
                )


def undecided(facts: Facts) -> tuple[tuple[str, str, str], ...]:
    """業務ID, function and department of what does not fit and has no policy: it may need to be told of too."""
    return tuple(
        (one.id, issue.subject, issue.department)
        for one in facts.businesses
        for issue in one.data.function_issues
        if issue.reason == _MISFIT and issue.policy in _UNDECIDED
    )


def mine(facts: Facts, business: str) -> tuple[Record, ...]:
    """The functions of a business that are still under the measure."""
    rows = facts.of(ITEM).of(SHEET)
    return tuple(one for one in rows if register.concerns(one, business) and one.text("state") not in _OVER)


def unlisted(facts: Facts, business: str) -> int:
    """Functions of a business whose policy is 経過措置 and that the list does not hold."""
    known = {one.key for one in facts.of(ITEM).of(SHEET)}
    return sum(key not in known and row["business"] == business for key, row in offers(facts))


def refused(record: Record) -> str:
    """Why a function cannot be told of at all; empty where it can."""
    met = answer.day(record.answers.get("met"))
    if met is None:
        return "機能が揃う日がありません"
    return f"機能が揃う日（{met}）が、期限（{limit()}）より後です" if met > limit() else ""


def wrong(facts: Facts, record: Record) -> tuple[str, ...]:
    """What a function still lacks before it may be used after going live."""
    told = [why] if (why := refused(record)) else []
    if record.text("data") != "はい":
        told.append("データ要件・連携要件を満たすと書かれていません")
    if record.text("agreed") != _AGREED:
        told.append(f"所管省庁との合意がありません（{record.text('agreed') or '未記入'}）")
    filed = answer.day(record.answers.get("filed"))
    if filed is None:
        told.append("届け出ていません")
    elif filed > facts.as_of:
        told.append(f"届出の日（{filed}）が、先の日です")
    return tuple(told)


def sources() -> Grid:
    """The conditions with their certainty."""
    rows = tuple(
        (
            one.text,
            one.day.isoformat() if one.day else "",
            one.source if one.certain else Cell(text=f"要確認（{one.source}）", tone=Tone.CAUTION),
        )
        for one in conditions()
    )
    heads = (("条件と期限", 52), ("日", 12), ("根拠", 38))
    columns = tuple(Column(title=title, width=width) for title, width in heads)
    return Grid(title="条件と期限", columns=columns, rows=rows)


def standing(facts: Facts) -> tuple[tuple[Value, ...], ...]:
    """Every function of the list: business, function, day, and whether it can be told of."""
    found = []
    for record in facts.of(ITEM).of(SHEET):
        told = () if record.text("state") in _OVER else wrong(facts, record)
        bad = record.text("state") not in _OVER and bool(refused(record))
        found.append(
            (
                record.text("business"),
                record.text("name"),
                record.text("until_then"),
                Cell(text=record.text("met") or "未記入", tone=Tone.BAD if bad else Tone.PLAIN),
                record.text("state"),
                Cell(text="。".join(told), tone=Tone.BAD if bad else Tone.CAUTION)
                if told
                else Cell(text="揃っています", tone=Tone.GOOD),
            )
        )
    return tuple(found)


def letters(facts: Facts, steps: frozenset[int]) -> Mapping[str, Document]:
    """The letter of the municipality with the functions that can be told of; none where there is none."""
    told = [one for one in facts.of(ITEM).of(SHEET) if one.text("state") not in _OVER and not refused(one)]
    return {PAPER: _letter(facts, told)} if STEP in steps and told else {}


def _letter(facts: Facts, told: list[Record]) -> Document:
    names = {one.id: one.name for one in facts.businesses}
    parts = []
    for business in dict.fromkeys(one.text("business") for one in told):
        rows = tuple(
            tuple(one.text(id) for id in ("name", "reason", "until_then", "met", "agreed"))
            for one in told
            if one.text("business") == business
        )
        title = "、".join(f"{id} {names.get(id, '')}".strip() for id in business.split()) or "全業務"
        heads = (
            ("機能", 30),
            ("足りないこと", 22),
            ("それまでの運用", 26),
            ("機能が揃う日", 12),
            ("所管省庁との合意", 12),
        )
        columns = tuple(Column(title=head, width=width) for head, width in heads)
        parts.append(Grid(title=title, columns=columns, rows=rows))
    met = max(day for one in told if (day := answer.day(one.answers.get("met"))))
    agreed, data = (sum(one.text(id) == word for one in told) for id, word in (("agreed", _AGREED), ("data", "はい")))
    stand = Grid(
        title="条件",
        columns=(Column(title="条件", width=52), Column(title="この届出", width=44)),
        rows=(
            ("機能標準化基準に適合する日", f"最も遅い機能で {met.isoformat()}（期限 {limit().isoformat()}）"),
            ("データ要件・連携要件", f"{len(told)} 機能のうち {data} 機能で満たす"),
            ("所管省庁との合意", f"{len(told)} 機能のうち {agreed} 機能で合意"),
        ),
    )
    return Document(
        title="標準化基準に係る一部機能の経過措置の届出",
        subtitle="デジタル庁 御中",
        facts=(
            ("届出者", f"{facts.municipality}（団体コード {facts.code}）"),
            ("日付", "（未記入）"),
            ("様式", "本ツール独自。届出要領の様式は入手できていないので、届け出る前に要領の様式に写してください"),
        ),
        summary="標準準拠システムへの移行の時点で備わらない機能について、次のとおり届け出ます。",
        sections=(
            Section(id="functions", title="経過措置を要する機能", blocks=tuple(parts)),
            Section(id="conditions", title="条件を満たすこと", blocks=(stand,)),
            Section(
                id="basis",
                title="条件と期限の根拠",
                blocks=(Note(text="本文を見ていない根拠は「要確認」としています。", tone=Tone.CAUTION), sources()),
            ),
        ),
    )
