"""首長報告メモ: one page of deadline, cost, late businesses, 特定移行支援システム, and what is to be decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrate.forms.answer import Answer, day
from migrate.forms.book.look import width_of
from migrate.model.document import Cell, Column, Document, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.model.procedure import TOTAL_STEPS
from migrate.model.value import value
from migrate.phase import chapters
from migrate.phase.cost import Line
from migrate.phase.facts import Facts
from migrate.phase.organisation import ITEM
from migrate.phase.organisation_late import late, target
from migrate.phase.plan.tasks import step_code

PAPER = "01-3-首長報告メモ"
_ROWS, _LINES = 6, 9
"""Rows of a table on the page, and the lines that they may take; how many more there are is said under it."""
_STEPS, _NAMED = 4, 5
DECIDED = "決定"


@value
class Money:
    """What the ground of the budget (⑧-1) comes to, in yen; None where it is not told."""

    initial: int
    cap: int | None
    general: int | None
    """一般財源 of the initial costs."""
    running: Line | None
    """Five years of running costs, as they are and after the move."""


def decisions(facts: Facts, money: Money) -> dict[str, dict[str, Answer]]:
    """What the workspace shows to be decided: key of the row → answers."""
    return dict((*_slips(facts), *_gaps(facts), *_budget(money)))


def _slips(facts: Facts) -> Iterator[tuple[str, dict[str, Answer]]]:
    for one in late(facts):
        if one.over and one.go_live and one.limit:
            name = (
                f"{one.business.name}の運用開始の見込みは {one.go_live} で、期限の {one.limit} を {one.over} 日過ぎる"
            )
            yield (
                f"late-{one.business.id}",
                {"name": f"{name}。期限を見直すか、人と費用を足すか", "business": one.business.id},
            )


def _gaps(facts: Facts) -> Iterator[tuple[str, dict[str, Answer]]]:
    """Contracts that end before what they serve is moved."""
    for one in facts.systems:
        end = day(one.contract_end)
        lives = [plan.go_live for id in one.businesses if (plan := facts.plan.get(id)) and plan.go_live]
        if end and lives and end < max(lives):
            name = f"{one.name}の契約は {end} に終わり、運用開始の見込み {max(lives)} に届かない。延長の契約と費用"
            yield (
                f"contract-{one.key}"[:31],
                {"name": name, "business": " ".join(one.businesses), "due": end.isoformat()},
            )


def _budget(money: Money) -> Iterator[tuple[str, dict[str, Answer]]]:
    if money.general:
        yield "general", {"name": f"初期費用のうち一般財源 {money.general:,} 円の予算計上"}


def _deadline(facts: Facts) -> Section:
    aim = target(facts)
    lives = [one.go_live for one in facts.plan.values() if one.go_live]
    live = sum(facts.is_live(one.id) for one in facts.businesses)
    figures = [
        Figure(
            label="移行の目標の日", value=aim.isoformat() if aim else "未定", tone=Tone.PLAIN if aim else Tone.CAUTION
        )
    ]
    if aim and aim >= facts.as_of:
        figures[0] = Figure(label="移行の目標の日", value=aim.isoformat(), note=f"あと {(aim - facts.as_of).days:,} 日")
    if lives:
        over = aim is not None and max(lives) > aim
        note = "目標の日を過ぎます" if over else ""
        last = max(lives).isoformat()
        figures.append(
            Figure(label="最後の運用開始の見込み", value=last, note=note, tone=Tone.BAD if over else Tone.PLAIN)
        )
    figures.append(Figure(label="稼働中の業務", value=f"{live}／{len(facts.businesses)}"))
    if facts.reached:
        mine = [facts.reached[one.id] for one in facts.businesses if one.id in facts.reached]
        share = sum(one.closed for one in mine) / (TOTAL_STEPS * len(mine)) if mine else 0.0
        proven = sum(one.proven for one in mine)
        note = f"成果物で裏づけたもの {proven:,}／{TOTAL_STEPS * len(mine):,} ステップ"
        figures.append(Figure(label="手順の完了率（全業務）", value=f"{share:.1%}", note=note))
    return chapters.of_item(ITEM)["deadline"].section(Figures(figures=tuple(figures)))


def _cost(facts: Facts, money: Money) -> Section:
    figures = []
    now = [one.numbers["cost_total"] for one in facts.systems if "cost_total" in one.numbers]
    if now:
        whole = len(facts.systems)
        figures.append(
            Figure(
                label="現行の 1 年の費用", value=f"{sum(now):,} 円", note=f"{whole} システムのうち {len(now)} の合計"
            )
        )
    if money.initial:
        figures.append(Figure(label="移行の初期費用", value=f"{money.initial:,} 円"))
    if money.initial and money.general is not None:
        note = f"補助の上限 {money.cap:,} 円"
        figures.append(Figure(label="うち一般財源", value=f"{money.general:,} 円", note=note))
    if line := money.running:
        note = f"現行 {line.a:,} 円、移行後 {line.b:,} 円"
        figures.append(Figure(label="運用経費の差（5 年）", value=f"{line.difference:+,} 円", note=note))
    unknown = Note(
        text="まだ分かりません。現行の費用は概要調査（②-1）、移行の費用は予算根拠（⑧-1）によります。", tone=Tone.CAUTION
    )
    return chapters.of_item(ITEM)["cost"].section(Figures(figures=tuple(figures)) if figures else unknown)


def _grid(columns: tuple[Column, ...], rows: Sequence[tuple[Value, ...]]) -> Grid:
    """The first rows, as many as the page has room for."""
    shown, lines = 0, 0
    for row in rows[:_ROWS]:
        texts = (str(cell.text if isinstance(cell, Cell) else cell or "") for cell in row)
        lines += max(-(-width_of(text) // one.width) for text, one in zip(texts, columns, strict=True))
        if shown and lines > _LINES:
            break
        shown += 1
    left = len(rows) - shown
    note = f"ほかに {left} 件あります。" if left else ""
    return chapters.used(Grid(title="", columns=columns, rows=tuple(rows[:shown]), note=note))


def _late(facts: Facts) -> Section:
    found = late(facts)
    chapter = chapters.of_item(ITEM)["late"]
    if not facts.plan:
        return chapter.section(
            Note(text="工程表（migrate plan init）がないので、遅れは分かりません。", tone=Tone.CAUTION)
        )
    unplanned = [one.name for one in facts.businesses if one.id not in facts.plan and not facts.is_live(one.id)]
    notes = [
        Note(text=f"{len(found)} 業務が、工程表か期限より遅れています。" if found else "遅れている業務はありません。")
    ]
    if unplanned:
        more = "など" if len(unplanned) > _NAMED else ""
        text = f"工程表のない業務は {len(unplanned)} です（{'、'.join(unplanned[:_NAMED])}{more}）。"
        notes.append(Note(text=text, tone=Tone.CAUTION))
    if not found:
        return chapter.section(*notes)
    rows = [
        (
            one.business.name,
            "、".join(map(step_code, one.steps[:_STEPS])) + ("など" if len(one.steps) > _STEPS else ""),
            one.since.isoformat() if one.since else "",
            one.go_live.isoformat() if one.go_live else "",
            Cell(text=f"{one.over} 日超過", tone=Tone.BAD) if one.over else "期限の内",
        )
        for one in found
    ]
    heads = (("業務", 24), ("終わっていない手順", 26), ("予定の日", 13), ("運用開始の見込み", 18), ("期限", 14))
    columns = tuple(Column(title=title, width=width) for title, width in heads)
    return chapter.section(*notes, _grid(columns, rows))


def _support(facts: Facts) -> Iterator[Section]:
    told = [one for one in facts.told if one.reason]
    if told:
        names = {one.id: one.name for one in facts.businesses}
        rows = [
            (
                names.get(one.business, one.business),
                one.system,
                one.until or Cell(text="未定", tone=Tone.CAUTION),
                one.remains,
            )
            for one in told
        ]
        heads = (("業務", 22), ("システム", 22), ("新しい期限", 13), ("残っていること", 40))
        columns = tuple(Column(title=title, width=width) for title, width in heads)
        yield chapters.of_item(ITEM)["support"].section(_grid(columns, rows))


def _asked(facts: Facts, money: Money) -> Section:
    kept = {one.key: one.answers for one in facts.of(ITEM).of("decision")}
    found = decisions(facts, money)
    both = {key: {**found.get(key, {}), **kept.get(key, {})} for key in dict.fromkeys((*kept, *found))}
    asked = [(key, one) for key, one in both.items() if one.get("state") != DECIDED and one.get("name")]
    asked.sort(key=lambda one: (one[0] not in kept, str(one[1].get("due", "9999"))))  # what people wrote stands first
    chapter = chapters.of_item(ITEM)["asked"]
    if not asked:
        return chapter.section(Note(text="いま決めてほしいことはありません。"))
    columns = (Column(title="こと", width=76), Column(title="いつまでに", width=14))
    rows = [(str(one["name"]), str(one.get("due", ""))) for _, one in asked]
    return chapter.section(_grid(columns, rows))


def sections(facts: Facts, money: Money) -> tuple[Section, ...]:
    """The memo's parts in their order."""
    return (_asked(facts, money), _deadline(facts), _cost(facts, money), _late(facts), *_support(facts))


def memo(facts: Facts, money: Money) -> Document:
    """The memo: one A4 page, whatever the town."""
    return Document(
        title="標準化・共通化の移行について（報告メモ）",
        subtitle=facts.municipality,
        facts=(("時点", facts.as_of.isoformat()), ("様式", "本ツール独自")),
        summary=_gist(facts),
        sections=sections(facts, money),
    )


def _gist(facts: Facts) -> str:
    behind = late(facts)
    over = sum(one.over > 0 for one in behind)
    supported = len({one.business for one in facts.told if one.reason})
    parts = [f"遅れている業務 {len(behind)}（期限を過ぎる見込み {over}）"] if facts.plan else ["工程表は未作成"]
    parts.append(f"特定移行支援システムのある業務 {supported}")
    return f"{'、'.join(parts)}です。"
