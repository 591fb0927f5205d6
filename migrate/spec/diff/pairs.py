"""Which items of two specs are the same one: within paired tables by name, by id, by evidence; then across tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from migrate.lexicon import spelling
from migrate.lexicon.assign import assign
from migrate.model.spec import Item, Spec, SpecKind
from migrate.model.value import value
from migrate.spec.diff import likeness
from migrate.spec.diff.words import Words

Match = dict[int, "Link"]
"""Position of an item in the earlier spec → its link to the later one."""
_RENUMBERED = 0.5
"""Below this share of agreeing ids among items of the same name the ids were given anew and prove nothing."""
_SURE_IDS = 0.95
_FLOOR = 0.30
_BY_ID = 0.97
_BY_ID_ALONE = 0.75
_SAME_ID = "データ項目IDが同じ"
_UNLIKE = "ただし名称は似ていないので、番号の使い直しかもしれません"
_MOVED = 0.9
_WENT = ("名称が同じ", "元のグループからなくなり、ほかのグループに現れた")


@value
class Link:
    """The later position of an item; ``phrases`` say why where the name or the table does not."""

    to: int
    confidence: float = 1.0
    phrases: tuple[str, ...] = ()


def id_trust(before: Spec, after: Spec) -> float:
    """Share of items of the same table and name that have the same データ項目ID; 0 where an id is not official."""
    if before.kind is not SpecKind.OFFICIAL or after.kind is not SpecKind.OFFICIAL:
        return 0.0
    ids = {(item.table, item.name): item.id for item in after.items}
    both = [item.id == ids[item.table, item.name] for item in before.items if (item.table, item.name) in ids]
    return sum(both) / len(both) if both else 1.0


def _same(before: Spec, after: Spec, one: Iterable[int], other: Iterable[int], key: Callable[[Item], str]) -> Match:
    """Positions with the same non-empty key, in their order where several have it."""
    places: dict[str, list[int]] = defaultdict(list)
    for position in reversed(tuple(other)):
        places[key(after.items[position])].append(position)
    found: Match = {}
    for position in one:
        wanted = key(before.items[position])
        if wanted and places[wanted]:
            found[position] = Link(to=places[wanted].pop())
    return found


def _rest(one: Sequence[int], other: Sequence[int], match: Match) -> tuple[list[int], list[int]]:
    taken = {link.to for link in match.values()}
    return [p for p in one if p not in match], [p for p in other if p not in taken]


def _neighbours(positions: Sequence[int], anchors: Mapping[int, int]) -> dict[int, tuple[int, int]]:
    """Position → names (numbers) of the nearest anchors before and behind it, -1 at the ends."""
    found: dict[int, tuple[int, int]] = {}
    last = -1
    for position in positions:
        found[position] = (last, -1)
        last = anchors.get(position, last)
    behind = -1
    for position in reversed(positions):
        found[position] = (found[position][0], behind)
        behind = anchors.get(position, behind)
    return found


def _by_evidence(
    words: Words, specs: tuple[Spec, Spec], one: Sequence[int], other: Sequence[int], match: Match
) -> Match:
    """Probable renames among what is left of two paired tables: the best pairing overall."""
    went, came = _rest(one, other, match)
    if not went or not came:
        return {}
    anchors = {p: n for n, p in enumerate(match)}
    around = _neighbours(one, anchors), _neighbours(other, {match[p].to: n for p, n in anchors.items()})
    found: dict[tuple[int, int], likeness.Evidence] = {}
    for a in went:
        for b in came:
            place = sum(x == y for x, y in zip(around[0][a], around[1][b], strict=True)) / 2
            evidence = likeness.evidence(words, specs[0].items[a], specs[1].items[b], place)
            if evidence.score >= likeness.THRESHOLD:
                found[a, b] = evidence
    gains = {pair: evidence.score - likeness.THRESHOLD + 0.001 for pair, evidence in found.items()}
    return {a: Link(to=b, confidence=found[a, b].score, phrases=found[a, b].phrases) for a, b in assign(gains).items()}


def _by_id(words: Words, specs: tuple[Spec, Spec], went: Sequence[int], came: Sequence[int], trust: float) -> Match:
    """Items of the same id. Where nothing but a trusted id speaks for a pair, that is said: it may be a used number."""
    if trust < _RENUMBERED:
        return {}
    found: Match = {}
    for a, link in _same(*specs, went, came, lambda item: item.id).items():
        evidence = likeness.evidence(words, specs[0].items[a], specs[1].items[link.to], 0.5)
        if evidence.score >= _FLOOR:
            found[a] = Link(to=link.to, confidence=_BY_ID, phrases=(_SAME_ID, *evidence.phrases))
        elif trust >= _SURE_IDS:
            found[a] = Link(to=link.to, confidence=_BY_ID_ALONE, phrases=(_SAME_ID, *evidence.phrases, _UNLIKE))
    return found


def by_table(spec: Spec) -> dict[str, list[int]]:
    """グループ → positions of its items, in published order."""
    found: dict[str, list[int]] = defaultdict(list)
    for position, item in enumerate(spec.items):
        found[item.table].append(position)
    return found


def within_tables(words: Words, before: Spec, after: Spec, tables: Mapping[str, str]) -> Match:
    """Items of paired tables (earlier name → later name)."""
    specs, trust = (before, after), id_trust(before, after)
    places = by_table(before), by_table(after)
    match: Match = {}
    for table_before, table_after in tables.items():
        one, other = places[0][table_before], places[1][table_after]
        found = _same(*specs, one, other, lambda item: item.name)
        found |= _same(*specs, *_rest(one, other, found), lambda item: spelling.key(item.name))
        found |= _by_id(words, specs, *_rest(one, other, found), trust)
        match |= found | _by_evidence(words, specs, one, other, dict(sorted(found.items())))
    return match


def across_tables(words: Words, before: Spec, after: Spec, match: Match) -> Match:
    """Items that went from one table to another: by id and name, else by a name that only those two tables have.

    A name that many tables have (宛名番号, 操作者ID) proves a move only beside another move between the same tables.
    An id and a new name that is like the old one prove a move only where each name stands on one side alone.
    """
    specs = (before, after)
    went, came = _rest(range(len(before.items)), range(len(after.items)), match)
    trust = id_trust(before, after)
    found = _same(*specs, went, came, lambda item: f"{item.id} {item.name}") if trust >= _RENUMBERED else {}
    counts = [Counter(item.name for item in spec.items) for spec in specs]
    one, other = _rest(went, came, found)
    rare = [p for p in one if max(counts[0][before.items[p].name], counts[1][before.items[p].name]) == 1]
    found |= _same(*specs, rare, other, lambda item: "" if item.audit else item.name)
    for old, new in sorted({(before.items[a].table, after.items[link.to].table) for a, link in found.items()}):
        one, other = _rest(went, came, found)
        one = [p for p in one if before.items[p].table == old and not before.items[p].audit]
        found |= _same(*specs, one, [p for p in other if after.items[p].table == new], lambda item: item.name)
    moved = {a: Link(to=link.to, confidence=_MOVED, phrases=_WENT) for a, link in found.items()}
    one, other = _rest(went, came, found)
    one = [p for p in one if not counts[1][before.items[p].name]]
    other = [p for p in other if not counts[0][after.items[p].name]]
    likely = {a: link for a, link in _by_id(words, specs, one, other, trust).items() if link.confidence >= _BY_ID}
    return moved | likely
