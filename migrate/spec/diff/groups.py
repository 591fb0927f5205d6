"""Which グループ of two specs are the same one: by name, else by what they hold and by how their names read."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

from migrate.lexicon import spelling
from migrate.lexicon.assign import assign
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.spec.diff.words import Naming, Words

_HELD = 0.50
"""Share of common items (by weight) that makes two tables the same whatever they are called."""
_NAMED, _HELD_LITTLE = 0.75, 0.20
"""Or names that read alike, and a smaller share."""
_BY_NAME = 0.3
_HEADED = 0.95
"""Confidence where two names differ in the 業務's name that stands in front of one."""


@value
class GroupLink:
    """The later name of a グループ; ``phrases`` say why where the name differs."""

    to: str
    confidence: float = 1.0
    phrases: tuple[str, ...] = ()


def _held(spec: Spec, words: Words) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for item in spec.items:
        found[item.table].add(words.key(item.name))
    return found


def _by_name(before: Spec, after: Spec) -> dict[str, GroupLink]:
    names = {name: name for name in after.tables}
    found = {name: GroupLink(to=name) for name in before.tables if name in names}
    free = {spelling.key(name): name for name in after.tables if name not in found}
    for name in before.tables:
        if name not in found and (same := free.pop(spelling.key(name), "")):
            found[name] = GroupLink(to=same, phrases=("書き方（全角・半角、記号）だけの違い",))
    heads = (_heads(before), _heads(after))
    bare = Counter(_bare(name, heads[1]) for name in free.values())
    rest = {key: name for name in free.values() if bare[key := _bare(name, heads[1])] == 1}
    for name in before.tables:
        if name not in found and (same := rest.pop(_bare(name, heads[0]), "")):
            found[name] = GroupLink(to=same, confidence=_HEADED, phrases=("前に付く業務名などだけの違い",))
    return found


def _heads(spec: Spec) -> tuple[str, ...]:
    """What may stand before every グループ name of a spec: the 業務's name, or a word with ``_`` that all share."""
    first = {name.partition("_")[0] for name in spec.tables if "_" in name}
    shared = first if len(first) == 1 and len(spec.tables) > 1 and all("_" in name for name in spec.tables) else set()
    return tuple(key for one in (spec.business_name, *sorted(shared)) if (key := spelling.key(one)))


def _bare(name: str, heads: tuple[str, ...]) -> str:
    key = spelling.key(name)
    rests = (key.removeprefix(head).lstrip("_-・") for head in heads if key.startswith(head))
    return next((rest for rest in rests if rest), key)


def pair(words: Words, before: Spec, after: Spec) -> dict[str, GroupLink]:
    """Earlier name → later name of the tables that are the same, in the earlier spec's order."""
    found = _by_name(before, after)
    taken = {link.to for link in found.values()}
    went = [name for name in before.tables if name not in found]
    came = [name for name in after.tables if name not in taken]
    if went and came:
        found |= _by_contents(words, (before, after), went, came)
    return {name: found[name] for name in before.tables if name in found}


def _by_contents(words: Words, specs: tuple[Spec, Spec], went: list[str], came: list[str]) -> dict[str, GroupLink]:
    held = [_held(spec, words) for spec in specs]
    spread = Counter(key for side in held for keys in side.values() for key in keys)
    weight = {key: 1 / (1 + math.log2(count)) for key, count in spread.items()}

    def mass(keys: set[str]) -> float:
        return math.fsum(sorted(weight[key] for key in keys))

    masses = [{name: mass(keys) for name, keys in side.items()} for side in held]
    gains: dict[tuple[int, int], float] = {}
    sure: dict[tuple[int, int], float] = {}
    for i, old in enumerate(went):
        for j, new in enumerate(came):
            one, other = held[0][old], held[1][new]
            common = mass(one & other)
            share = 2 * common / (masses[0][old] + masses[1][new])
            if share < _HELD_LITTLE:
                continue
            alike = words.likeness(Naming(name=old), Naming(name=new)).score
            if share >= _HELD or (alike >= _NAMED and share >= _HELD_LITTLE):
                sure[i, j] = round(min(0.99, common / min(masses[0][old], masses[1][new])), 3)
                gains[i, j] = round((1 - _BY_NAME) * share + _BY_NAME * alike, 6)
    links = {}
    for i, j in assign(gains).items():
        one, other = held[0][went[i]], held[1][came[j]]
        phrase = f"項目 {len(one)} 個のうち {len(one & other)} 個の名称が同じか、同じものを指す語だけの違い"
        links[went[i]] = GroupLink(to=came[j], confidence=sure[i, j], phrases=(phrase,))
    return links
