"""Who slips, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from migrate.model.document import Block, Column, Document, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.pmo.known import Known
from migrate.pmo.slips.causes import Cause, Shared
from migrate.pmo.slips.judge import number
from migrate.pmo.slips.rank import Ranked, Slips
from migrate.pmo.slips.rules import Rule, Rules, Slip

_BRIEF = 20
_BRIEF_CAUSES = 5
_PUSH = (
    "点の高い順に、支援（プッシュ型のアドバイザー派遣など）を先に申し出る候補です。"
    "点は順番を決めるためだけの目安で、団体の評価ではありません。"
)
_RAISED = (
    "手挙げ型（団体からの希望）: 月次報告には希望の欄がないため、ここでは分かりません。"
    "希望のあった団体は、この表とは別に扱ってください。"
)


def document(found: Slips, known: Known, store: str) -> Document:
    """All of it; the ranked list may have been cut before."""
    return Document(
        title="遅れの気づきと支援の候補",
        subtitle=f"{found.period} の報告",
        facts=(
            ("期間", found.period),
            ("比べた月", f"{found.months[0]}〜{found.months[-1]}（{len(found.months)} か月）"),
            ("保管庫", store),
            ("決まり", "本ツール独自（reports/layouts/pmo/slips.csv、slip-rules.csv）"),
        ),
        summary=_summary(found),
        sections=(
            Section(id="kinds", title="気づきの種類", blocks=tuple(_kinds(found))),
            Section(id="ranked", title="支援の候補（プッシュ型）", blocks=tuple(_push(found))),
            Section(id="causes", title="共通の原因", blocks=tuple(_causes(found))),
            Section(id="systems", title="業務ごとの理由", blocks=tuple(_systems(found, known))),
            Section(id="rules", title="決まり（重みとしきい値）", blocks=tuple(_rules(found))),
        ),
    )


def brief(found: Slips, known: Known, store: str) -> Document:
    """What a terminal shows: the first bodies and the first causes."""
    short = replace(found, ranked=found.ranked[:_BRIEF])
    whole = document(short, known, store)
    kept = {one.id: one for one in whole.sections}
    ranked = replace(kept["ranked"], blocks=tuple(_push(short, wide=False)))
    causes = replace(kept["causes"], blocks=tuple(_causes(found, _BRIEF_CAUSES)))
    return replace(whole, facts=whole.facts[:1], sections=(kept["kinds"], ranked, causes))


def _summary(found: Slips) -> str:
    if not found.systems:
        return "この月に、完了率の報告された業務はありません。"
    if not found.listed:
        return f"{found.bodies:,} 団体の {found.systems:,} 業務に、遅れの気づきはありません。"
    vendors = [one for one in found.causes if one.kind is Shared.VENDOR]
    shared = f"多くの団体に共通する原因の候補は {len(found.causes):,} 件です。" if found.causes else ""
    first = f"最も大きいのは {vendors[0].name}（{_lift(vendors[0])}）です。" if vendors else ""
    return f"{found.bodies:,} 団体のうち {found.listed:,} 団体に気づきがあります。{shared}{first}"


def _lift(one: Cause) -> str:
    return f"{one.n:,} のうち {one.late:,} が遅れ、全体の {one.lift:.2f} 倍"


def _kinds(found: Slips) -> Iterator[Block]:
    yield Figures(
        figures=(
            Figure(label="報告のある団体", value=f"{found.bodies:,}", note=f"{found.systems:,} 業務"),
            Figure(
                label="気づきのある団体", value=f"{found.listed:,}", tone=Tone.CAUTION if found.listed else Tone.GOOD
            ),
            Figure(label="この表の団体", value=f"{len(found.ranked):,}", note="点の高い順"),
        )
    )
    columns = (
        Column(title="種類", width=28),
        Column(title="業務", numeric=True, width=8),
        Column(title="団体", numeric=True, width=8),
        Column(title="コード", width=18),
    )
    rows = tuple((one.name, one.systems, one.bodies, str(one.code)) for one in found.kinds)
    yield Grid(title="種類ごとの数", columns=columns, rows=rows, note="説明: migrate explain コード")
    untold = found.untold
    lacking = (
        (untold.steps, "40 ステップの状態が報告されていない業務"),
        (untold.plan, "計画の日が報告されていない業務（計画からの遅れは分かりません）"),
        (untold.peers, f"比べる団体が {found.rules.peers} に満たない業務（同規模の団体との差は分かりません）"),
        (untold.evidence, "証拠の有無が報告されていない業務（証拠のない 100 %は分かりません）"),
    )
    told = [f"{text}: {count:,}" for count, text in lacking if count]
    if told:
        yield Note(text="分からなかったこと　" + "。".join(told) + "。", tone=Tone.MUTED)
    stalled = found.rules.rules[Slip.STALLED]
    if len(found.months) <= stalled.least:
        yield Note(
            text=f"停滞は、{number(stalled.least + 1)} か月分の報告がそろうまで分かりません"
            f"（いまは {len(found.months)} か月分）。",
            tone=Tone.MUTED,
        )


def _push(found: Slips, wide: bool = True) -> Iterator[Block]:
    yield Note(text=_PUSH)
    if found.ranked:
        yield _ranking(found, wide)
    yield Note(text=_RAISED, tone=Tone.MUTED)


def _ranking(found: Slips, wide: bool) -> Grid:
    rules = found.rules.rules
    columns = (
        Column(title="順位", numeric=True, width=6),
        Column(title="都道府県", width=10),
        Column(title="団体", width=16),
        Column(title="点", numeric=True, width=7),
        Column(title="完了率", unit="%", numeric=True, width=9),
        Column(title="気づき", unit="業務", numeric=True, width=9),
        Column(title="理由（業務の数、最も大きい値）" if wide else "理由（業務の数）", width=70),
    )
    rows = tuple(
        (
            one.rank,
            one.prefecture,
            one.name,
            round(one.points, 1),
            round(one.completion * 100, 2),
            one.slipping,
            reasons(one, rules, wide),
        )
        for one in found.ranked
    )
    more = found.listed - len(found.ranked)
    return Grid(
        title="点の高い順",
        columns=columns,
        rows=rows,
        note=f"ほかに {more:,} 団体あります（--top で増やせます）。" if more else "",
    )


def reasons(one: Ranked, rules: Mapping[Slip, Rule], wide: bool = True) -> str:
    """The kinds of a body's reasons in words; ``wide``: with the largest measures."""
    named = ((kind, rules[kind.code]) for kind in one.kinds)
    return "、".join(
        f"{rule.name} {kind.systems}" + (f"（最大 {number(kind.most)} {rule.unit}）" if wide else "")
        for kind, rule in named
    )


def _systems(found: Slips, known: Known) -> Iterator[Block]:
    rows: list[tuple[Value, ...]] = [
        (
            body.rank,
            f"{body.prefecture} {body.name}" if body.prefecture != body.name else body.name,
            known.names[system.business],
            "、".join(system.vendors),
            round(system.completion * 100, 2),
            round(system.points, 1),
            "".join(f"{reason.text}［{number(round(reason.points, 1))} 点］。" for reason in system.reasons),
        )
        for body in found.ranked
        for system in body.reasons
    ]
    if not rows:
        yield Note(text="ありません。")
        return
    columns = (
        Column(title="順位", numeric=True, width=6),
        Column(title="団体", width=18),
        Column(title="業務", width=16),
        Column(title="ベンダ", width=14),
        Column(title="完了率", unit="%", numeric=True, width=8),
        Column(title="点", numeric=True, width=6),
        Column(title="理由", width=84),
    )
    note = "業務の点は理由の点の和、団体の点は報告した業務の点の平均です。"
    yield Grid(title="業務と理由", columns=columns, rows=tuple(rows), note=note)


def _causes(found: Slips, limit: int = 0) -> Iterator[Block]:
    rules = found.rules
    yield Note(
        text=f"遅れている業務（計画より {rules.cause_days} 日以上遅れ、停滞、または同じ規模の団体の中央値より低い）の"
        f"割合が、全体より明らかに高いもの（{number(rules.cause_lift)} 倍以上か {number(rules.cause_points)} ポイント"
        f"以上の差で、偶然のばらつきの {number(rules.cause_sigma)} 倍以上）です。原因を決めるものではありません。"
    )
    for kind in Shared:
        mine = [one for one in found.causes if one.kind is kind]
        if mine:
            yield _cause_grid(rules, mine[: limit or None], len(mine))
        else:
            yield Note(text=f"{kind.value}: 当てはまるものはありません。", tone=Tone.MUTED)


def _cause_grid(rules: Rules, causes: Sequence[Cause], count: int) -> Grid:
    kind = causes[0].kind
    step = kind is Shared.STEP
    columns = (
        Column(title=kind.value, width=40 if step else 24),
        Column(title="遅れている業務" if step else "業務", numeric=True, width=12),
        Column(title="ここで止まる業務" if step else "遅れている業務", numeric=True, width=12),
        Column(title="割合", unit="%", numeric=True, width=8),
        Column(title="平均のステップ" if step else "全体", unit="%", numeric=True, width=10),
        Column(title="倍率", unit="倍", numeric=True, width=8),
        Column(title="団体", numeric=True, width=8),
    )
    rows = tuple(
        (one.name, one.n, one.late, round(one.share * 100, 1), round(one.base * 100, 1), round(one.lift, 2), one.bodies)
        for one in causes
    )
    notes = []
    if step:
        notes.append(
            "止まるステップは、計画の日が最も古い残りのステップ（計画がなければ、最初の残りのステップ）です。"
            f"平均の {number(rules.cause_steps)} 倍以上のものを挙げています。"
        )
    if count > len(causes):
        notes.append(f"ほかに {count - len(causes)} 件あります。")
    return Grid(title=f"共通の{kind.value}", columns=columns, rows=rows, note="".join(notes))


def _rules(found: Slips) -> Iterator[Block]:
    yield Note(
        text="業務の理由の点 = 重み × 程度。程度 = 測った値 ÷「最大になる値」（1 まで）。すべて本ツール独自です。"
    )
    columns = (
        Column(title="種類", width=28),
        Column(title="重み", numeric=True, width=7),
        Column(title="理由になる値", numeric=True, width=12),
        Column(title="最大になる値", numeric=True, width=12),
        Column(title="単位", width=10),
        Column(title="何を見るか", width=70),
        Column(title="コード", width=18),
    )
    rows = tuple(
        (one.name, number(one.weight), number(one.least), number(one.full), one.unit, one.help, str(one.code))
        for one in found.rules.rules.values()
    )
    yield Grid(title="理由の決まり", columns=columns, rows=rows)
