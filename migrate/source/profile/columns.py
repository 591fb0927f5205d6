"""What was gathered of one column, as it may be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pyarrow as pa

from migrate.model.profile import Care, ColumnProfile, Tally, ValueCount
from migrate.model.source import SourceColumn
from migrate.model.value import value
from migrate.source.profile.care import Value, Verdict, by_content, may_show
from migrate.source.profile.gather import Gathered, pattern
from migrate.source.profile.shapes import shapes
from migrate.source.profile.signatures import CLASSES, facts, forms_of_number
from migrate.source.profile.suppress import LEAST, suppress

_MOST_TOLD = 20


@value
class Damage:
    """Cells of a column with undecodable bytes, and the record number of the first of them."""

    cells: int = 0
    first: int | None = None


def _by_count(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def _tallies(counts: Counter[str], order: list[str], code: bool) -> tuple[Tally, ...]:
    return tuple(Tally(name=name, count=None if code else counts[name]) for name in order if counts[name])


def _shaped(texts: list[str]) -> list[tuple[str, str]]:
    """The texts, each with its shape."""
    return list(zip(texts, shapes(pa.array(texts, pa.string())).to_pylist(), strict=True))


def _codes(found: Gathered, verdict: Verdict, shown: Mapping[str, str]) -> tuple[ValueCount, ...]:
    """Every value with its count; one that looks like a person's is told by its shape only."""
    listed = []
    for text, shape in _shaped(sorted(found.values)):
        count, form = found.values[text], pattern(shape)
        one = Value(
            text=text,
            count=count,
            signatures=frozenset({*facts(shape).signatures, *forms_of_number(text, shape)}),
            usual=found.patterns[form] * 2 > found.filled,
        )
        told = may_show(one, verdict.declared)
        listed.append(ValueCount(text=text if told else None, pattern=form, count=shown[text]))
    return tuple(sorted(listed, key=lambda one: (one.text is None, one.text or "", one.pattern, one.count)))


def _frequent(found: Gathered) -> tuple[ValueCount, ...]:
    """The most frequent values of an open column, none below 10 cells."""
    kept = [(text, count) for text, count in _by_count(found.values)[:_MOST_TOLD] if count >= LEAST]
    shaped = _shaped([text for text, _ in kept])
    return tuple(
        ValueCount(text=text, pattern=pattern(shape), count=str(count))
        for (text, shape), (_, count) in zip(shaped, kept, strict=True)
    )


def column_profile(column: SourceColumn, named: Verdict, found: Gathered, damage: Damage) -> ColumnProfile:
    """The profile of one column; ``named`` is what its name said, the contents have the last word."""
    found.fold()
    verdict = by_content(named, found)
    coded = named.care is Care.CODE and verdict.care is Care.CODE
    distinct, exact = found.distinct()
    blanks = sum(count for text, count in found.values.items() if not text.strip(" \u3000"))
    empty: int | None = found.empty
    blank: int | None = found.blank
    values: tuple[ValueCount, ...] = ()
    if coded:
        filled = {text: count for text, count in found.values.items() if text.strip(" \u3000")}
        found.values = Counter(filled)
        told = suppress(filled, found.rows, found.empty, blanks)
        empty, blank = told.empty, told.blank
        values = _codes(found, verdict, told.counts) if told.safe else ()
    elif verdict.care is Care.OPEN:
        values = _frequent(found)
    extremes = found.extremes if verdict.care is Care.OPEN else None
    patterns = [(name, count) for name, count in _by_count(found.patterns)[:_MOST_TOLD] if count >= LEAST]
    return ColumnProfile(
        name=column.name,
        logical_name=column.logical_name,
        care=verdict.care,
        why=verdict.why,
        empty=empty,
        blank=blank,
        distinct=distinct,
        distinct_exact=exact,
        shortest=found.shortest,
        longest=found.longest,
        mean_length=None if coded or not found.filled else round(found.characters / found.filled, 2),
        characters=_tallies(found.classes, list(CLASSES), coded),
        signatures=_tallies(found.signatures, [name for name, _ in _by_count(found.signatures)], coded),
        patterns=() if coded else tuple(Tally(name=name, count=count) for name, count in patterns),
        minimum=extremes[0] if extremes else None,
        maximum=extremes[1] if extremes else None,
        values=values,
        undecodable=None if coded and damage.cells else damage.cells,
        first_undecodable=damage.first,
    )
