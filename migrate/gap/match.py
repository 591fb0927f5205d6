"""The matcher: candidates for every item in every source table, then one assignment per source table.

Within one source table an item takes at most one column and a column feeds at most one item directly, the best
pairing overall. Several source tables may feed the same item (the union of two systems). A column may besides feed
items that are only a part of what it holds (氏 and 名 of 氏名), by the naming grammar of the glossary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from migrate.engine.identifier import column_text
from migrate.gap.evidence import Side, evidence, total
from migrate.lexicon.assign import assign
from migrate.lexicon.glossary import Derivation, Glossary
from migrate.model.gap import Candidate, Evidence
from migrate.model.kinds import Kind, characters, kind_of
from migrate.model.source import SourceColumn, SourceTable
from migrate.model.spec import Item, Spec
from migrate.model.value import value

THRESHOLD = 0.60
"""Below this score a column is not a counterpart."""
_NAME_FLOOR = 0.30
_NEAR = 0.60
_SHARED_OBJECT = 3
_PERSON = {"氏名", "氏", "名", "通称", "旧氏"}
"""Objects that legacy names never leave out: a name of whom and of what kind."""
_FUSHO_WIDTH = 8
_PART = Evidence(name="命名規則", score=0.7, weight=0.10, sentence="")


@value
class Scored:
    """All candidates of one source table: item position in the spec → candidates, best first."""

    table: SourceTable
    direct: Mapping[int, tuple[Candidate, ...]]
    derived: Mapping[int, tuple[tuple[str, Candidate], ...]]
    """Item position → (name of the whole that the item is part of, candidate), best first."""
    places: Mapping[tuple[str, str], int]
    """(グループ, item name) → position in the spec."""
    groups: Mapping[int, str]
    """Item position → グループ."""
    affinity: Mapping[str, float]
    """Target table → share of this table's columns that look like its items, 0–1."""


@value
class Matching:
    """The outcome for one source table: item position → the candidate that was chosen."""

    scored: Scored
    chosen: Mapping[int, Candidate]


def light_objects(spec: Spec) -> Mapping[int, str]:
    """Item position → object of its name that legacy columns leave out (住所 of 住所_都道府県), where there is one."""
    counts = Counter((i.table, i.name.split("_")[0]) for i in spec.items if "_" in i.name)
    return {
        place: first
        for place, item in enumerate(spec.items)
        if "_" in item.name
        and counts[(item.table, (first := item.name.split("_")[0]))] >= _SHARED_OBJECT
        and first not in _PERSON
    }


def _name_score(parts: tuple[Evidence, ...]) -> float:
    return max((p.score for p in parts if p.name in {"日本語名", "物理名", "コメント"}), default=0.0)


def _affinity(glossary: Glossary, table: SourceTable, spec: Spec, light: Mapping[int, str]) -> dict[str, float]:
    found = {}
    for target in spec.tables:
        near = 0
        for column in table.columns:
            sides = (
                Side(item=item, name=item.name, light=light.get(place, ""))
                for place, item in enumerate(spec.items)
                if item.table == target
            )
            near += any(_name_score(evidence(glossary, column, table, side, 0.0)) >= _NEAR for side in sides)
        found[target] = near / len(table.columns) if table.columns else 0.0
    return found


def _may_hold(rule: Derivation, column: SourceColumn, item: Item) -> bool:
    """A wording for an unknown date needs room for words; a real DATE column has none."""
    if not rule.expression.startswith("fusho_hyoki"):
        return True
    wide = column.bytes if column.bytes is not None else characters(column, item)
    return kind_of(column) in {Kind.TEXT, Kind.WIDE, Kind.UNKNOWN} and (wide is None or wide >= _FUSHO_WIDTH)


def _derived(
    glossary: Glossary, table: SourceTable, item: Item, light: str, affinity: float
) -> tuple[tuple[str, Candidate], ...]:
    found: list[tuple[str, Candidate]] = []
    for rule in glossary.derivations:
        whole = rule.whole_name(item.name)
        if not whole:
            continue
        side = Side(item=item, name=whole, light=light if whole.startswith(f"{light}_") else "")
        for column in table.columns:
            parts = evidence(glossary, column, table, side, affinity)
            if _name_score(parts) < _NEAR or not _may_hold(rule, column, item):
                continue
            why = Evidence(name=_PART.name, score=_PART.score, weight=_PART.weight, sentence=f"{rule.sentence}。")
            candidate = Candidate(
                table=table.name,
                column=column.name,
                score=total((*parts, why)),
                evidence=(*parts, why),
                derived=True,
                expression=rule.expression.replace("{column}", column_text(column.name)),
            )
            found.append((whole, candidate))
    return tuple(sorted(found, key=lambda f: (-f[1].score, f[1].column, f[0])))


def _ordered(found: list[Candidate]) -> tuple[Candidate, ...]:
    return tuple(sorted(found, key=lambda c: (-c.score, c.table, c.column)))


def score(glossary: Glossary, table: SourceTable, spec: Spec) -> Scored:
    """Score every column of one source table against every item of ``spec``."""
    light = light_objects(spec)
    affinity = _affinity(glossary, table, spec, light)
    direct: dict[int, tuple[Candidate, ...]] = {}
    derived: dict[int, tuple[tuple[str, Candidate], ...]] = {}
    for place, item in enumerate(spec.items):
        side = Side(item=item, name=item.name, light=light.get(place, ""))
        found = []
        for column in table.columns:
            parts = evidence(glossary, column, table, side, affinity[item.table])
            if _name_score(parts) >= _NAME_FLOOR:
                found.append(Candidate(table=table.name, column=column.name, score=total(parts), evidence=parts))
        direct[place] = _ordered(found)
        derived[place] = _derived(glossary, table, item, side.light, affinity[item.table])
    return Scored(
        table=table,
        direct=direct,
        derived=derived,
        places={(item.table, item.name): place for place, item in enumerate(spec.items)},
        groups={place: item.table for place, item in enumerate(spec.items)},
        affinity=affinity,
    )


def _part(scored: Scored, chosen: Mapping[int, Candidate], item: int, threshold: float) -> Candidate | None:
    """The best candidate for an item that is part of a column; where the whole is an item, its column and no other."""
    for whole, candidate in scored.derived[item]:
        place = scored.places.get((scored.groups[item], whole))
        fits = place is None or (place in chosen and chosen[place].column == candidate.column)
        if fits and candidate.score >= threshold:
            return candidate
    return None


def choose(scored: Scored, threshold: float = THRESHOLD) -> Matching:
    """One assignment for one source table.

    Gains are counted above the threshold, so a weak pair is never worth breaking a strong one.
    """
    places = {column.name: number for number, column in enumerate(scored.table.columns)}
    gains = {
        (item, places[c.column]): c.score - threshold + 0.001
        for item, found in scored.direct.items()
        for c in found
        if c.score >= threshold
    }
    names = list(places)
    chosen = {
        item: next(c for c in scored.direct[item] if c.column == names[place]) for item, place in assign(gains).items()
    }
    parts = {item: _part(scored, chosen, item, threshold) for item in scored.derived if item not in chosen}
    chosen |= {item: candidate for item, candidate in parts.items() if candidate is not None}
    return Matching(scored=scored, chosen=dict(sorted(chosen.items())))
