"""Which business the tables of one system are about, and which tables of the standard each of them feeds."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from migrate.gap import tables
from migrate.gap.tables import Evidence, Hits, Unit
from migrate.gap.target import TableKey, Target
from migrate.lexicon import spelling
from migrate.model.source import SourceTable
from migrate.model.value import value

_LEAST_TOGETHER = 3
_FULL = 2.0
"""Evidence of a table counts in full from this sum on."""
_SAID = 0.5
"""What a file that is named after a business adds to the evidence for it."""
_AS_REGISTER = 0.7
_FAR, _REGISTER = 0.30, 0.85
"""How near a business is that the system is not about; the register is never far, as every system copies from it."""
_STEP, _ENOUGH = 0.08, 0.90
_GAIN = 0.9
_FURTHER, _FAR_FURTHER = 2, 3
"""So many columns must fit a further table better, more where it is of another business."""
_MOST, _TRIED = 5, 40
_RANK, _OTHER_BUSINESS = 0.06, 0.85


@value
class System:
    """What the tables of one system are about."""

    main: str
    """業務ID that most of its tables speak for, ``""`` where none does."""
    shares: Mapping[str, float]
    """業務ID → 0–1 beside the main one."""
    homes: frozenset[TableKey] = frozenset()
    """Tables of the standard that are the first home of a table that the standard covers."""

    def near(self, business: str) -> float:
        """How near a business is to what the system is about, 0.3–1."""
        share = self.shares.get(business, 0.0)
        return _FAR + (1 - _FAR) * (max(share, _REGISTER) if business in tables.REGISTER else share)


def together(sources: Sequence[SourceTable]) -> tuple[tuple[SourceTable, ...], ...]:
    """Tables by system: those of one file, and in it those that share the first word of their names (KG_…)."""
    prefixes = Counter((t.file, _prefix(t)) for t in sources)
    found: dict[tuple[str, str], list[SourceTable]] = defaultdict(list)
    for table in sources:
        prefix = _prefix(table)
        found[table.file, prefix if prefixes[table.file, prefix] >= _LEAST_TOGETHER else ""].append(table)
    return tuple(tuple(one) for one in found.values())


def _prefix(table: SourceTable) -> str:
    words = [w.lower() for w in spelling.words(table.name)]
    return next((w for w in words[:-1] if len(w) > 1), "") if spelling.is_latin(table.name) else ""


def said_by_file(target: Target, sources: Sequence[SourceTable]) -> Mapping[str, float]:
    """業務ID → how far the names of the files that the tables come from name the business, 0–1."""
    names = sorted({PurePath(table.file).stem for table in sources if table.file})
    words = frozenset[str]().union(*tables.table_readings(target, *names))
    said = {}
    for spec in target.specs:
        own = target.business_words(spec.business)
        said[spec.business] = len(own & words) / len(own) if own else 0.0
    return said


def system_of(
    sources: Sequence[SourceTable], judged: Sequence[Mapping[TableKey, Evidence]], said: Mapping[str, float]
) -> System:
    """What a system is about, from the evidence of each of its tables and from what the names of its files say."""
    sums: dict[str, float] = defaultdict(float)
    for table, found in zip(sources, judged, strict=True):
        best: dict[str, float] = defaultdict(float)
        for (business, _), one in found.items():
            best[business] = max(best[business], one.strength * min(1.0, one.total / _FULL))
        for business, strength in best.items():
            named = 1 + _SAID * said.get(business, 0.0)
            sums[business] += strength * math.sqrt(len(table.columns)) * named
    if not sums:
        return System(main="", shares={})
    ordered = sorted(sums, key=lambda b: (-sums[b], b))
    others = [b for b in ordered if b not in tables.REGISTER]
    main = others[0] if others and sums[others[0]] >= _AS_REGISTER * sums[ordered[0]] else ordered[0]
    shares = {b: min(1.0, s / sums[main]) * (1.0 if b == main else _OTHER_BUSINESS) for b, s in sums.items()}
    return System(main=main, shares=shares)


@value
class Homes:
    """The tables of the standard that a unit feeds, with how much a match in them counts (0–1), first home first."""

    covered: bool
    counts: Mapping[TableKey, float]
    evidence: Mapping[TableKey, Evidence]

    @property
    def first(self) -> TableKey | None:
        """The table that the unit is mostly about."""
        return next(iter(self.counts), None)


class _Cover:
    """Tables chosen one after the other, each for the columns that it explains better than those before it."""

    def __init__(self, unit: Unit, found: Sequence[Hits], weights: Mapping[str, float]) -> None:
        columns = unit.table.columns
        self.weight = {p: math.sqrt(weights[columns[p].name]) for p in unit.columns if not tables.is_audit(columns[p])}
        self.best: dict[int, Hits] = {place: found[place] for place in self.weight}
        self.have = dict.fromkeys(self.weight, 0.0)
        self.told = dict.fromkeys(self.weight, 0.0)

    def gain(self, key: TableKey) -> tuple[float, int]:
        """What a further table would explain better, and for how many columns surely."""
        total, sure = 0.0, 0
        for place, by_table in self.best.items():
            hit = by_table.get(key)
            if hit is not None and hit.score > self.have[place] + _STEP:
                total += (hit.score - _ENOUGH * self.have[place]) * self.weight[place] * hit.tells
                sure += hit.score >= tables.SURE
        return total, sure

    def explained(self, title: float) -> Evidence:
        """What speaks for the tables taken so far, together; ``title`` is how far the names of the tables agree."""
        total = left = 0.0
        for place, weight in self.weight.items():
            if self.have[place] >= tables.SURE:
                total += weight * self.told[place]
            else:
                left += weight**2
        share = total / (total + left) if total + left else 0.0
        return Evidence(share=share, total=total, title=title, matched=share)

    def take(self, key: TableKey) -> None:
        for place, by_table in self.best.items():
            if (hit := by_table.get(key)) is not None:
                self.have[place] = max(self.have[place], hit.score)
                self.told[place] = max(self.told[place], hit.score * hit.tells)


def _is_further(key: TableKey, first: TableKey, gain: tuple[float, int], title: float, system: System) -> bool:
    """True where a further table explains enough that those before it do not."""
    told, columns = gain
    if key[0] == first[0] and title >= tables.COVERED_TITLE:
        return told * (1 + title / 2) >= _GAIN and columns >= 1
    if key[0] in {system.main, first[0]}:
        return told >= _GAIN and columns >= _FURTHER
    near = 1.0 if key[0] in tables.REGISTER else system.near(key[0]) * (1 + title / 2)
    return told * near >= _GAIN and columns >= _FAR_FURTHER


def homes_of(target: Target, unit: Unit, found: Sequence[Hits], weights: Mapping[str, float], system: System) -> Homes:
    """Choose the tables of the standard that a unit feeds."""
    judged = tables.evidence(target, unit, found, weights)
    if not judged:
        return Homes(covered=False, counts={}, evidence=judged)
    tried = sorted(judged, key=lambda key: (-judged[key].strength * system.near(key[0]), key))[:_TRIED]
    cover = _Cover(unit, found, weights)
    counts: dict[TableKey, float] = {}
    while tried and len(counts) < _MOST:
        if not counts:
            key = tried[0]
        else:
            gains = {key: cover.gain(key) for key in tried}
            worth = {key: gains[key][0] * system.near(key[0]) * (1 + judged[key].title / 2) for key in tried}
            key = max(tried, key=lambda k: worth[k])
            if not _is_further(key, next(iter(counts)), gains[key], judged[key].title, system):
                break
        own = key[0] == system.main
        counts[key] = (1.0 if own or not counts else _OTHER_BUSINESS) - _RANK * len(counts)
        cover.take(key)
        tried.remove(key)
    together = cover.explained(max(judged[key].title for key in counts))
    covered = together.covers or any(judged[key].named for key in counts)
    return Homes(covered=covered, counts=counts, evidence=judged)
