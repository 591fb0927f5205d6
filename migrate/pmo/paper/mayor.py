"""The paper of one body for its mayor: where it stands, what is late and why, what is next, what is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from migrate.model.document import Block, Cell, Column, Document, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.model.procedure import TOTAL_STEPS, Status, Step
from migrate.model.value import value
from migrate.pmo.columns import MARKS
from migrate.pmo.paper import words
from migrate.pmo.paper.standing import CLOSED, BodyStanding, BusinessStanding, Peers
from migrate.pmo.slips.judge import Slipping
from migrate.pmo.slips.rank import Ranked
from migrate.pmo.slips.rules import Rule, Slip
from migrate.text.rates import percent

_MONTHS, _LATE, _RISKS, _NAMED, _STEPS = 6, 3, 3, 3, 2
"""Rows of the tables, names in a sentence, steps of a phase: the paper is one page; how many more there are is said."""


@value
class Subject:
    """What the paper is made of; ``slips`` is None where nothing slips."""

    body: BodyStanding
    peers: tuple[Peers, ...]
    slips: Ranked | None
    rules: Mapping[Slip, Rule]
    steps: tuple[Step, ...]
    names: dict[str, str]
    """業務ID → name."""


def document(of: Subject) -> Document:
    """The paper."""
    body = of.body
    return Document(
        title=f"標準準拠システムへの移行の状況　{body.name}",
        subtitle=f"首長報告　{words.month(body.period)}",
        facts=(("団体と時点", f"{words.whole(body.prefecture, body.name)}　{body.as_of or '（時点の記載なし）'}"),),
        summary=_summary(of),
        sections=tuple(
            Section(id=id, title=title, blocks=blocks)
            for id, title, found in (
                ("now", "いまの状況", _now(of)),
                ("beside", "ほかの団体と、先月まで", _beside(of)),
                ("late", "遅れている業務と理由", _late(of)),
                ("next", "次に行うこと", _next(of)),
                ("risks", "残っているリスク", _risks(of)),
                ("asked", "判断をお願いしたいこと（本ツールの案）", _asked(of)),
                ("words", "言葉の意味", (Note(text=words.DEFINITIONS, tone=Tone.MUTED),)),
            )
            if (blocks := tuple(found))
        ),
    )


def _summary(of: Subject) -> str:
    body, late = of.body, _behind(of)
    if body.completion is None:
        return "この月の完了率は、報告されていません。"
    text = f"手順の完了率は {percent(body.completion)} %で、{words.moved(body.history)}"
    return text + (f"計画の日を過ぎたステップがある業務は {len(late)} あります。" if late else "")


def _now(of: Subject) -> Iterator[Block]:
    body, businesses = of.body, of.body.businesses
    full = sum(one.completion == 1 for one in businesses)
    live = [one for one in businesses if one.operation and one.operation <= body.as_of]
    started = sum(one.statuses.endswith(MARKS[Status.DONE]) for one in businesses)
    support = [one for one in businesses if one.support]
    yield Figures(
        figures=(
            Figure(label="手順の完了率", value=words.rate(body.completion), note=f"{len(businesses)} 業務の単純平均"),
            Figure(label="完了率 100 %の業務", value=f"{full}／{len(businesses)}"),
            Figure(
                label="稼働中の業務",
                value=f"{len(live)}／{len(businesses)}",
                note=f"完了率とは別の事実です（⑱ 運用開始が完了済みの業務は {started}）",
            ),
            Figure(
                label="特定移行支援のある業務",
                value=str(len(support)),
                note=_limits(support),
                tone=Tone.CAUTION if support else Tone.PLAIN,
            ),
            Figure(
                label="成果物で裏づけた割合",
                value=words.rate(body.evidence),
                note="本ツール独自" if body.evidence is not None else "報告にありません",
            ),
        )
    )


def _limits(support: Sequence[BusinessStanding]) -> str:
    ends = [until for one in support for _, until in one.support if until]
    return f"最も遅い期限 {max(ends)}" if ends else ""


def _beside(of: Subject) -> Iterator[Block]:
    if of.peers:
        rows = tuple(
            (one.name, one.n, Cell(text=percent(one.mean)), Cell(text=percent(one.median)), one.ahead)
            for one in of.peers
        )
        yield Grid(
            title="",
            columns=(
                Column(title="くらべる市区町村（本団体を除く）", width=34),
                Column(title="団体", numeric=True, width=8),
                Column(title="平均", unit="%", numeric=True, width=10),
                Column(title="中央値", unit="%", numeric=True, width=10),
                Column(title="本団体より進んでいる団体", numeric=True, width=16),
            ),
            rows=rows,
        )
    shown = of.body.history[-_MONTHS:]
    if len(shown) > 1:
        yield Grid(
            title="月ごとの完了率（%）",
            columns=tuple(Column(title=month, numeric=True, width=10) for month, _ in shown),
            rows=(tuple(Cell(text=percent(rate)) for _, rate in shown),),
        )


def _behind(of: Subject) -> list[BusinessStanding]:
    """Businesses with steps that are open after their planned day."""
    return [one for one in of.body.businesses if one.overdue]


def _late(of: Subject) -> Iterator[Block]:
    slipping = [] if of.slips is None else [one for one in of.slips.reasons if words.weighs(one.codes)]
    if not slipping:
        yield Note(text="計画や似た団体より遅れている業務は、報告からは見当たりません。", tone=Tone.GOOD)
        return
    mine = {one.business: one for one in of.body.businesses}
    rows: list[tuple[Value, ...]] = []
    for one in slipping[:_LATE]:
        before = mine[one.business].before
        rows.append(
            (
                of.names[one.business],
                Cell(text=percent(one.completion)),
                words.points(one.completion, before),
                _why(of, one),
            )
        )
    more = len(slipping) - len(rows)
    yield Grid(
        title="",
        columns=(
            Column(title="業務（理由の重い順）", width=20),
            Column(title="完了率 %", numeric=True, width=9),
            Column(title="前の月から", numeric=True, width=11),
            Column(title="理由", width=64),
        ),
        rows=tuple(rows),
        note=f"ほかに {more} 業務あります。" if more else "",
    )


def _why(of: Subject, one: Slipping) -> str:
    """The heaviest reason in full, the others by their names."""
    first, *others = (reason for reason in one.reasons if reason.code is not Slip.ORDER)
    named = "、".join(of.rules[reason.code].name for reason in others)
    return f"{first.text}。" + (f"ほかに、{named}。" if named else "")


def _next(of: Subject) -> Iterator[Block]:
    told = [one.statuses for one in of.body.businesses if one.statuses]
    if not told:
        yield Note(text="40 ステップの状態は、報告されていません。", tone=Tone.MUTED)
        return
    rows: list[tuple[Value, ...]] = []
    for phase, group in groupby(of.steps, lambda one: one.phase):
        steps = tuple(group)
        marks = Counter(statuses[step.number - 1] for statuses in told for step in steps)
        closed = sum(marks[one] for one in CLOSED)
        rows.append((phase, closed, marks[MARKS[Status.WORKING]], marks[MARKS[Status.OPEN]], _open_steps(steps, told)))
    yield Grid(
        title="",
        columns=(
            Column(title=f"{len(told)} 業務 × {TOTAL_STEPS} ステップ", width=20),
            Column(title="完了・対象外", numeric=True, width=13),
            Column(title="作業中", numeric=True, width=8),
            Column(title="未着手", numeric=True, width=8),
            Column(title="残る業務の多いステップ", width=52),
        ),
        rows=tuple(rows),
    )


def _open_steps(steps: Sequence[Step], told: Sequence[str]) -> str:
    left = {one: sum(statuses[one.number - 1] not in CLOSED for statuses in told) for one in steps}
    ranked = sorted((one for one in steps if left[one]), key=lambda one: (-left[one], one.number))
    return "、".join(f"{one.code} {words.short(one.name)}（{left[one]}）" for one in ranked[:_STEPS]) or "ありません"


def _risks(of: Subject) -> Iterator[Block]:
    risks = of.body.risks
    if not risks:
        return
    past = [one for one in risks if one.due and one.due < of.body.as_of]
    first = sorted(risks, key=lambda one: (words.weight(one.level), one.due or "9", one.id))[:_RISKS]
    yield Grid(
        title=f"リスク {len(risks)} 件（うち期限を過ぎたもの {len(past)} 件）",
        columns=(
            Column(title="番号", width=10),
            Column(title="影響", width=6),
            Column(title="業務", width=18),
            Column(title="期限", width=12),
            Column(title="内容", width=50),
        ),
        rows=tuple(
            (
                one.id,
                one.level,
                of.names.get(one.business, "全体"),
                Cell(text=one.due or "未定", tone=Tone.BAD if one in past else Tone.PLAIN),
                one.text or "（報告に内容の文は入っていません）",
            )
            for one in first
        ),
    )


def _asked(of: Subject) -> Iterator[Block]:
    asked = [*_decisions(of)]
    if not asked:
        yield Note(text="この月の報告から、判断をお願いすることはありません。")
    for number, text in enumerate(asked, start=1):
        yield Note(text=f"{number}. {text}")


def _decisions(of: Subject) -> Iterator[str]:
    late = _behind(of)
    if late:
        names = words.some([one.name for one in late], _NAMED)
        yield f"計画の日を過ぎた業務（{names}）の、計画の見直しか、人と費用の手当て"
    undated = [one.name for one in of.body.businesses if any(not until for _, until in one.support)]
    if undated:
        yield f"特定移行支援システム（{words.some(undated, _NAMED)}）の、新しい期限の決定"
    codes = Counter(code for one in (of.slips.reasons if of.slips else ()) for code in one.codes)
    if codes[Slip.STALLED]:
        yield f"状態が動いていない {codes[Slip.STALLED]} 業務の、ベンダとの協議と、支援（アドバイザー派遣など）を頼むか"
    if codes[Slip.RUNNING]:
        yield f"稼働後も残るステップのある {codes[Slip.RUNNING]} 業務の、残りをいつまでに終えるか"
    if past := sum(bool(one.due) and one.due < of.body.as_of for one in of.body.risks):
        yield f"期限を過ぎたリスク {past} 件の扱い"
