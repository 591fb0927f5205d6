"""③-2: the verdicts of the Fit&Gap, its issues by owner, and what the comparison of the items leaves to be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from migrate.forms.answer import day
from migrate.model.document import Cell, Column, Grid, Note, Section, Tone, Value
from migrate.phase import chapters
from migrate.phase.comparison_scope import ITEM
from migrate.phase.facts import Facts, Issue


def _functions(facts: Facts) -> Iterator[Section]:
    asked = [(one, one.data.functions) for one in facts.businesses if one.data.functions]
    if not asked:
        return
    total = Counter[str]()
    for _, verdicts in asked:
        total.update(verdicts)
    words = tuple(total)
    said = "、".join(f"{word} {total[word]:,}" for word in words)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            f"{one.id} {one.name}",
            *(verdicts.get(word, 0) for word in words),
            len(one.data.function_issues),
        )
        for one, verdicts in asked
    )
    columns = (
        Column(title="業務", width=28),
        *(Column(title=word, numeric=True, width=14) for word in words),
        Column(title="課題", numeric=True, width=10),
    )
    text = f"{len(asked)} 業務の要件 {sum(total.values()):,} の判定は、{said} です。"
    yield chapters.of_item(ITEM)["functions"].section(
        Note(text=text), Grid(title="判定ごとの要件の数", columns=columns, rows=rows)
    )


def _lacks(one: Issue) -> str:
    parts = {"対応方針": one.policy, "担当課": one.department, "期限": one.due}
    return "・".join(name for name, text in parts.items() if not text)


def _issues(facts: Facts) -> Iterator[Section]:
    found = [(one, issue) for one in facts.businesses for issue in one.data.function_issues]
    if found:
        lacking = sum(bool(_lacks(issue)) for _, issue in found)
        late = sum((due := day(issue.due)) is not None and due < facts.as_of for _, issue in found)
        text = (
            f"課題は {len(found)} 件、方針・担当課・期限のそろわないもの {lacking} 件、期限を過ぎたもの {late} 件です。"
        )
        rows = tuple(
            (
                f"{one.id} {one.name}",
                issue.subject,
                issue.reason,
                issue.policy,
                issue.department,
                issue.due,
                Cell(text=f"{said}なし", tone=Tone.CAUTION) if (said := _lacks(issue)) else "",
            )
            for one, issue in found
        )
        heads = (
            ("業務", 22),
            ("機能・帳票", 36),
            ("判定", 18),
            ("対応方針", 18),
            ("担当課", 14),
            ("期限", 13),
            ("不足", 20),
        )
        columns = tuple(Column(title=title, width=width) for title, width in heads)
        yield chapters.of_item(ITEM)["issues"].section(
            Note(text=text, tone=Tone.CAUTION if lacking or late else Tone.PLAIN),
            Grid(title="課題の一覧", columns=columns, rows=rows),
        )
        owners = Counter(issue.department or "（未定）" for _, issue in found)
        mine = (Column(title="課", width=40), Column(title="課題", numeric=True, width=12))
        yield chapters.of_item(ITEM)["owners"].section(
            Grid(title="課ごとの数", columns=mine, rows=tuple((name, number) for name, number in owners.most_common()))
        )


def _items(facts: Facts) -> Iterator[Section]:
    rows = [
        (f"{one.id} {one.name}", issue.subject, issue.reason, issue.policy)
        for one in facts.businesses
        for issue in one.data.gap_issues
    ]
    fits: Counter[str] = Counter()
    for one in facts.businesses:
        fits.update(one.data.gap or {})
    if fits:
        said = "、".join(f"{word} {number:,}" for word, number in fits.most_common())
        days = [one.data.effort for one in facts.businesses if one.data.effort is not None]
        text = f"比べた項目は {said} です。" + (f"移行の作業の見積りは {sum(days):,.1f} 人日です。" if days else "")
        heads = (("業務", 22), ("表", 34), ("こと", 52), ("対処", 52))
        columns = tuple(Column(title=title, width=width) for title, width in heads)
        grid = (Grid(title="項目の課題", columns=columns, rows=tuple(rows)),) if rows else ()
        yield chapters.of_item(ITEM)["items"].section(Note(text=text), *grid)


def sections(facts: Facts) -> tuple[Section, ...]:
    """The parts of the document that hold something."""
    return tuple(one for part in (_functions, _issues, _items) for one in part(facts))
