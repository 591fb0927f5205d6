"""What the review offers to people: a row for each item and source table, and a row for each column."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from migrate.gap.evidence import candidate
from migrate.gap.joined import JOIN as BETWEEN
from migrate.gap.joined import columns_of
from migrate.gap.match import THRESHOLD, Matched
from migrate.model.decision import Decision, Decisions, Degree, Verdict
from migrate.model.gap import Candidate, GapReport, ItemGap
from migrate.model.kinds import declared
from migrate.model.source import SourceSchema, SourceTable
from migrate.model.spec import Item, Spec
from migrate.model.value import value

TOP = 3
LEAST = 0.35
"""Candidates below this score are not worth a look."""
JOIN = BETWEEN
"""Between several columns for one item, or several items for one column."""
REFUSE, NONE, HOLD = "候補はどれも違う", Verdict.NONE.value, Verdict.HELD.value
ITEM, COLUMN = "item", "column"


@value
class Option:
    """One candidate as it is offered."""

    text: str
    """``表.列`` in a row of an item, ``グループ.項目`` in a row of a column."""
    label: str
    """Its other name, empty where it has none."""
    score: int
    """0–100."""
    sentence: str


@value
class Answer:
    """What a row says; texts as people write them, empty where they wrote nothing."""

    choice: str = ""
    degree: str = ""
    reviewer: str = ""
    date: str = ""
    comment: str = ""


@value
class Row:
    """One row of the review."""

    business: str
    kind: str
    """``item`` or ``column``."""
    table: str = ""
    """Table of the current system; empty in the row of an item for which no table has a candidate."""
    column: str = ""
    group: str = ""
    item: str = ""
    about: tuple[str, ...]
    """What is printed of it, in the order of the sheet's headings."""
    group_of: str = ""
    """The グループ by which the row is sorted into books; for a column the one that its table feeds most."""
    options: tuple[Option, ...]
    answer: Answer
    """What people decided so far."""

    @property
    def key(self) -> str:
        """What tells the row, whatever people do to the sheet."""
        parts = (self.business, self.kind, self.table, self.column, self.group, self.item)
        return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


@value
class Sheetful:
    """The rows of one business."""

    spec: Spec
    items: tuple[Row, ...]
    columns: tuple[Row, ...]
    untouched: tuple[str, ...]
    """Tables of the current system that have nothing to do with this business; they have no rows."""


def column_name(table: str, column: str) -> str:
    """A column as the review writes it."""
    return f"{table}.{column}"


def item_name(group: str, item: str) -> str:
    """An item as the review writes it."""
    return f"{group}.{item}"


def _sentence(one: Candidate) -> str:
    """The first part of the score in words; of several columns how they make the item, which is said last."""
    return one.evidence[-1 if one.joined else 0].sentence if one.evidence else ""


@value
class _Pair:
    at: int
    table: str
    candidate: Candidate
    chosen: bool


def _pairs(report: GapReport, spec: Spec, matched: Iterable[Matched]) -> dict[tuple[int, str, str], _Pair]:
    """Every pair worth a look: item, table and column → the pair; what the comparison chose is there always."""
    found: dict[tuple[int, str, str], _Pair] = {}
    in_parts: set[tuple[int, str, str]] = set()
    for at, gap in enumerate(report.items):
        for one in gap.candidates:
            found[at, one.table, one.column] = _Pair(at=at, table=one.table, candidate=one, chosen=True)
            in_parts |= {(at, one.table, name) for name in one.joined}
    for m in matched:
        for place, column in enumerate(m.table.columns):
            name, enough = column.name, LEAST if m.covered[place] else THRESHOLD
            for seen in m.offered(place):
                key = seen.item.at, m.table.name, name
                if key in found or key in in_parts:
                    continue
                if seen.item.business == spec.business and seen.score >= enough:
                    made = candidate(m.table, name, seen)
                    found[key] = _Pair(at=seen.item.at, table=m.table.name, candidate=made, chosen=False)
    return found


def _best(pairs: Iterable[_Pair]) -> list[_Pair]:
    """The first few: what is chosen, then by score."""
    return sorted(pairs, key=lambda p: (not p.chosen, -p.candidate.score, p.candidate.column, p.at))[:TOP]


def _answer(decisions: Sequence[Decision], text: Mapping[int, str]) -> Answer:
    """What is kept of a row as it would be written in it; ``text`` names the other side of each decision."""
    taken = [(n, one) for n, one in enumerate(decisions) if one.verdict is Verdict.TAKEN]
    if taken:
        first = taken[0][1]
        choice = JOIN.join(text[n] for n, _ in taken)
        return _written(first, choice, first.degree.value)
    rest = [one for one in decisions if one.verdict in (Verdict.NONE, Verdict.HELD)]
    return _written(rest[0], rest[0].verdict.value, "") if rest else Answer()


def _written(one: Decision, choice: str, degree: str) -> Answer:
    shown = "" if degree == Degree.NONE.value else degree
    return Answer(choice=choice, degree=shown, reviewer=one.reviewer, date=one.date, comment=one.comment)


def kept_of_item(decisions: Iterable[Decision], table: str, group: str, item: str) -> Answer:
    """What people decided on an item, as far as one source table is concerned."""
    own = [
        d
        for d in decisions
        if (d.group, d.item) == (group, item) and d.table == table and (not d.column or d.verdict is Verdict.TAKEN)
    ]
    return _answer(own, {n: column_name(d.table, d.column) for n, d in enumerate(own)})


def kept_of_column(decisions: Iterable[Decision], table: str, column: str) -> Answer:
    """What people decided on a column."""
    own = [
        d for d in decisions if (d.table, d.column) == (table, column) and (not d.item or d.verdict is Verdict.TAKEN)
    ]
    return _answer(own, {n: item_name(d.group, d.item) for n, d in enumerate(own)})


class _Maker:
    def __init__(self, report: GapReport, spec: Spec, schema: SourceSchema, decisions: Decisions) -> None:
        self.report, self.spec, self.schema, self.decisions = report, spec, schema, decisions.decisions
        self.labels = {(t.name, c.name): c.logical_name for t in schema.tables for c in t.columns}
        self.homes: dict[str, str] = {}

    def _columns(self, pairs: Iterable[_Pair]) -> tuple[Option, ...]:
        return tuple(
            Option(
                text=column_name(p.table, p.candidate.column),
                label=self.labels.get((p.table, p.candidate.column), ""),
                score=round(p.candidate.score * 100),
                sentence=_sentence(p.candidate),
            )
            for p in _best(pairs)
        )

    def _items(self, pairs: Iterable[_Pair]) -> tuple[Option, ...]:
        found = []
        for p in _best(pairs):
            item = self.spec.items[p.at]
            score = round(p.candidate.score * 100)
            text = item_name(item.table, item.name)
            found.append(Option(text=text, label="", score=score, sentence=_sentence(p.candidate)))
        return tuple(found)

    def item(self, gap: ItemGap, item: Item, pairs: Sequence[_Pair]) -> Iterator[Row]:
        """The rows of one item: one for each source table that has a candidate, best first."""
        by_table: dict[str, list[_Pair]] = defaultdict(list)
        for pair in pairs:
            by_table[pair.table].append(pair)
        told = (d for d in self.decisions if (d.group, d.item) == (item.table, item.name))
        decided = {d.table for d in told if d.verdict is not Verdict.REFUSED}
        best = sorted(by_table, key=lambda t: (_order(by_table[t]), t))
        shown = [t for t in best if any(p.chosen for p in by_table[t])] or best[:TOP]
        for table in dict.fromkeys((*shown, *sorted(decided - {""}), *(() if shown and "" not in decided else ("",)))):
            fed = JOIN.join(columns_of(c) for c in gap.candidates if c.table == table)
            kind = f"{item.type} {item.length}".strip()
            elsewhere = "ほかの表から" if gap.candidates else gap.fit.value
            yield Row(
                business=self.spec.business,
                kind=ITEM,
                table=table,
                group=item.table,
                item=item.name,
                about=(item.table, item.id, item.name, kind, item.output_condition, table, fed or elsewhere),
                group_of=item.table,
                options=self._columns(by_table.get(table, ())),
                answer=kept_of_item(self.decisions, table, item.table, item.name),
            )

    def column(self, table: SourceTable, place: int, items: Sequence[str], pairs: Sequence[_Pair]) -> Row:
        """The row of one column."""
        column = table.columns[place]
        return Row(
            business=self.spec.business,
            kind=COLUMN,
            table=table.name,
            column=column.name,
            about=(table.name, column.name, column.logical_name, declared(column), JOIN.join(items) or "標準になし"),
            group_of=self.homes.get(table.name, ""),
            options=self._items(pairs),
            answer=kept_of_column(self.decisions, table.name, column.name),
        )


def _order(pairs: Sequence[_Pair]) -> tuple[bool, float]:
    return not any(p.chosen for p in pairs), -max(p.candidate.score for p in pairs)


def sheetful(
    report: GapReport, spec: Spec, schema: SourceSchema, matched: Iterable[Matched], decisions: Decisions
) -> Sheetful:
    """Everything to be reviewed of one business."""
    pairs = _pairs(report, spec, matched)
    maker = _Maker(report, spec, schema, decisions)
    of_item: dict[int, list[_Pair]] = defaultdict(list)
    of_column: dict[tuple[str, str], list[_Pair]] = defaultdict(list)
    homes: dict[str, Counter[str]] = defaultdict(Counter)
    for (at, table, column), pair in pairs.items():
        of_item[at].append(pair)
        of_column[table, column].append(pair)
        if pair.chosen:
            homes[table][spec.items[at].table] += 1
    maker.homes = {t: min(groups.items(), key=lambda one: (-one[1], one[0]))[0] for t, groups in homes.items()}
    decided = {d.table for d in decisions.decisions}
    goes = {(c.table, c.column): (*c.items, *c.elsewhere) for c in report.columns}
    own = [t for t in schema.tables if any((t.name, c.name) in goes for c in t.columns)]
    touched = [t for t in own if t.name in homes or t.name in decided]
    return Sheetful(
        spec=spec,
        items=tuple(
            row
            for at, (gap, item) in enumerate(zip(report.items, spec.items, strict=True))
            for row in maker.item(gap, item, of_item[at])
        ),
        columns=tuple(
            maker.column(table, place, goes.get((table.name, column.name), ()), of_column[table.name, column.name])
            for table in touched
            for place, column in enumerate(table.columns)
        ),
        untouched=tuple(t.name for t in own if t not in touched),
    )
