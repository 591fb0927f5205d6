"""The score of a candidate as named parts, each with one Japanese sentence that a clerk can check.

The score is the product of the parts' factors, ``1 − weight × (1 − points)``: the name weighs 1, so that nothing is a
counterpart by its type or its table alone; the other parts only lower what the name gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from math import prod
from typing import NamedTuple

from migrate.engine.identifier import column_text
from migrate.gap.arithmetic import BUSINESS, HOME, PART, TYPE, VALUE, factor
from migrate.gap.columns import Fitting
from migrate.gap.likeness import Pair
from migrate.gap.target import TargetItem
from migrate.lexicon.vocabulary import ENGLISH, SAME
from migrate.lexicon.written import Word
from migrate.model.decision import Decision, Degree
from migrate.model.gap import Candidate, Evidence
from migrate.model.source import SourceTable

_OF_PART = factor(0.0, PART)
DECISION = "決定"
"""Name of the evidence that people decided a pair."""


class Scored(NamedTuple):
    """One candidate for a column with what its score is made of, each 0–1.

    A named tuple, because a large system has a million of them.
    """

    fitting: Fitting
    home: float
    """How far the tables suit each other."""
    business: float
    """How far the system is about the item's business."""
    score: float
    decision: Evidence | None = None
    """Set where people decided this pair: then it alone counts."""

    @property
    def item(self) -> TargetItem:
        """The item."""
        return self.fitting.item


def total(parts: tuple[Evidence, ...]) -> float:
    """The score that the parts make, 0–1."""
    return round(prod(factor(p.score, p.weight) for p in parts), 4)


def scored(fitting: Fitting, home: float, business: float) -> Scored:
    """The candidate with its score."""
    whole = fitting.score * factor(home, HOME) * factor(business, BUSINESS)
    if fitting.item.rule is not None:
        whole *= _OF_PART
    return Scored(fitting, home, business, whole)


def _pair(pair: Pair) -> str:
    word = pair.word
    if word.way == SAME and word.word == pair.item:
        return f"「{pair.item}」は同じ語" if word.text == pair.item else f"「{word.text}」に「{pair.item}」を含む"
    if word.word == pair.item or not word.word:
        return f"「{word.text}」は「{pair.item}」の{word.way or SAME}"
    if word.way in {SAME, ENGLISH} and word.text == word.word:
        return f"「{word.text}」は「{pair.item}」に近い語"
    return f"「{word.text}」（{word.word}）は「{pair.item}」に近い語"


def _compounds(fitting: Fitting) -> Iterator[Pair]:
    """The pairs in the order of the item's words; one written form of several words (ATENA_NO) is one pair."""
    order = [word.text for words in (fitting.item.words, *fitting.item.others) for word in words]
    pairs = sorted(fitting.pairs, key=lambda p: order.index(p.item))
    for (text, way), group in groupby(pairs, key=lambda p: (p.word.text, p.word.way)):
        found = list(group)
        item, word = ("".join(part) for part in zip(*((p.item, p.word.word) for p in found), strict=True))
        yield replace(found[0], item=item, word=Word(text=text, word=word, way=way))


def name_sentence(fitting: Fitting) -> str:
    """Which words of the column's name stand for which words of the item's."""
    if not fitting.pairs:
        return f"{fitting.label}「{fitting.text}」と項目の名前に、同じ意味の語はありません。"
    words = "、".join(dict.fromkeys(_pair(p) for p in _compounds(fitting)))
    part = "" if fitting.name >= 0.85 else "（一部だけの一致）"
    return f"{fitting.label}「{fitting.text}」: {words}です{part}。"


def _home_sentence(table: SourceTable, one: Scored) -> str:
    group = f"グループ「{one.item.item.table}」"
    if one.home >= 0.9:
        return f"表 {table.name} の列の多くが{group}の項目と合います。"
    if one.home >= 0.5:
        return f"表 {table.name} の列のいくつかが{group}の項目と合います。"
    return f"表 {table.name} の列のうち、{group}の項目と合うものはわずかです。"


_DEGREES = {
    Degree.BROADER: "列の意味は項目より広い、とされています",
    Degree.NARROWER: "列の意味は項目より狭い、とされています",
}


def decided(decision: Decision) -> Evidence:
    """What people decided, as the part of a score that alone counts."""
    who, when = decision.reviewer or "担当の記載なし", decision.date or "日付の記載なし"
    degree = f"。{_DEGREES[decision.degree]}" if decision.degree in _DEGREES else ""
    return Evidence(name=DECISION, score=1.0, weight=1.0, sentence=f"人が決めた対応です（{who}、{when}）{degree}。")


def parts(table: SourceTable, one: Scored) -> tuple[Evidence, ...]:
    """The parts of a score, the name first; before it what people decided, and then nothing else has weight."""
    if one.decision is None:
        return _found(table, one)
    before = _found(table, one) if one.fitting.label else ()
    return (one.decision, *(replace(part, weight=0.0) for part in before))


def _found(table: SourceTable, one: Scored) -> tuple[Evidence, ...]:
    """The parts that the matcher found."""
    fitting, item = one.fitting, one.item
    points = round(one.business * 100)
    values = fitting.values
    found = [
        Evidence(
            name=fitting.label,
            score=round(fitting.name, 4),
            weight=round(fitting.weight, 4),
            sentence=name_sentence(fitting),
        ),
        Evidence(name="型と桁", score=round(fitting.fit.score, 4), weight=TYPE, sentence=fitting.fit.sentence),
        Evidence(name="表の対応", score=round(one.home, 4), weight=HOME, sentence=_home_sentence(table, one)),
        Evidence(
            name="業務",
            score=round(one.business, 4),
            weight=BUSINESS,
            sentence=f"このシステムの表は、業務 {item.business} の標準と {points} 点の近さです。",
        ),
    ]
    if values is not None:
        found.insert(1, Evidence(name="値", score=round(values.score, 4), weight=VALUE, sentence=values.sentence))
    if item.rule is not None:
        found.append(Evidence(name="命名規則", score=0.0, weight=PART, sentence=f"{item.rule.sentence}。"))
    return tuple(found)


def candidate(table: SourceTable, column: str, one: Scored) -> Candidate:
    """The candidate as it is reported."""
    evidence = parts(table, one)
    rule = one.item.rule
    return Candidate(
        table=table.name,
        column=column,
        score=total(evidence),
        evidence=evidence,
        derived=rule is not None,
        expression=rule.expression.replace("{column}", column_text(column)) if rule is not None else "",
    )
