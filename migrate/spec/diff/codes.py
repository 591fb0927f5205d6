"""Code lists of two specs: which are the same one, and how their values differ."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from migrate.lexicon.assign import assign
from migrate.model.spec import CodeList, CodeValue, Item, Spec
from migrate.model.spec_diff import Change, ItemRef, Named, Subject
from migrate.model.value import value
from migrate.spec.diff.pairs import Match
from migrate.spec.diff.telling import About, misplaced, plain, text_rule

_ID, _NAME, _USED, _VALUES = 0.25, 0.35, 0.25, 0.15
_SAME_LIST = 0.35
"""Two lists are the same one with the same name, or with two of: id, an item that uses both, values."""
_UNKNOWN = "?"
_TOLD = re.compile(r"(?<![0-9０-９])([0-9０-９]+)\s*[：:]\s*([^、，,；;（）()\n]+)")


@value
class Lists:
    """The code lists of both specs and their pairs (positions)."""

    before: Spec
    after: Spec
    pairs: Mapping[int, int]

    def keys(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Code list id → key, on either side; paired lists have one key."""
        one = {codes.id: str(place) for place, codes in enumerate(self.before.code_lists)}
        back = {new: old for old, new in self.pairs.items()}
        other = {codes.id: str(back.get(place, f"+{place}")) for place, codes in enumerate(self.after.code_lists)}
        return one, other


def key_of(keys: Mapping[str, str], list_id: str) -> str:
    """Key of the list that an item names, one of its own where the spec does not hold the list."""
    return keys.get(list_id, f"{_UNKNOWN}{list_id}") if list_id else ""


def pair(before: Spec, after: Spec, match: Match) -> Lists:
    """Pair the lists by id, name, the items that use them, and their values; the best pairing overall."""
    used = Counter((before.items[a].code_list_id, after.items[link.to].code_list_id) for a, link in match.items())
    gains: dict[tuple[int, int], float] = {}
    for i, one in enumerate(before.code_lists):
        for j, other in enumerate(after.code_lists):
            values = {v.value for v in one.values}, {v.value for v in other.values}
            share = len(values[0] & values[1]) / len(values[0] | values[1]) if values[0] | values[1] else 0.0
            score = (
                _ID * (one.id == other.id)
                + _NAME * (plain(one.name) == plain(other.name))
                + _USED * bool(used[one.id, other.id])
                + _VALUES * share
            )
            if score >= _SAME_LIST:
                gains[i, j] = round(score - _SAME_LIST + 0.001, 6)
    return Lists(before=before, after=after, pairs=assign(gains))


def told(item: Item, codes: CodeList | None) -> Mapping[str, str]:
    """Value → meaning of an item: from its code list, else from its 項目定義 such as 「（0：無、1：有）」."""
    if codes is not None:
        return {} if codes.open else {plain(one.value): one.meaning for one in codes.values}
    found = {plain(number): meaning.strip() for number, meaning in _TOLD.findall(item.definition)}
    return found if len(found) > 1 else {}


def contradiction(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, str] | None:
    """The values that both sides have with different meanings, as a text for either side; None without any."""
    differ = [key for key in before if key in after and plain(before[key]) != plain(after[key])]
    if not differ:
        return None
    one, other = ("、".join(f"{key}：{side[key]}" for key in differ) for side in (before, after))
    return one, other


def _users(spec: Spec) -> Mapping[str, tuple[ItemRef, ...]]:
    found: dict[str, list[ItemRef]] = defaultdict(list)
    for item in spec.items:
        if item.code_list_id:
            found[item.code_list_id].append(ItemRef(table=item.table, id=item.id, name=item.name))
    return {key: tuple(users) for key, users in found.items()}


def _named(one: CodeList) -> Named:
    return Named(id=one.published_id, name=one.name)


def _lone(spec: Spec, place: int, rule: str) -> Change:
    one = spec.code_lists[place]
    gone = rule == "list-removed"
    about = About(
        subject=Subject.CODE_LIST,
        business=spec.business,
        before=_named(one) if gone else None,
        after=None if gone else _named(one),
        users=_users(spec).get(one.id, ()),
    )
    return about.change(rule)


def changes(lists: Lists) -> Iterator[Change]:
    """All differences of code lists and their values."""
    users = _users(lists.before), _users(lists.after)
    for place, one in enumerate(lists.before.code_lists):
        if place not in lists.pairs:
            yield _lone(lists.before, place, "list-removed")
            continue
        other = lists.after.code_lists[lists.pairs[place]]
        touched = users[1].get(other.id, ()) or users[0].get(one.id, ())
        yield from _within(lists.after.business, one, other, touched)
    taken = set(lists.pairs.values())
    for place in range(len(lists.after.code_lists)):
        if place not in taken:
            yield _lone(lists.after, place, "list-added")


def _within(business: str, one: CodeList, other: CodeList, users: tuple[ItemRef, ...]) -> Iterator[Change]:
    about = About(subject=Subject.CODE_LIST, business=business, before=_named(one), after=_named(other), users=users)
    if one.name != other.name:
        yield about.change("list-renamed", "name", one.name, other.name)
    if one.published_id != other.published_id:
        yield about.change("list-id", "id", one.published_id, other.published_id)
    if one.open != other.open:
        yield about.change("list-closed" if one.open else "list-opened", "open")
    yield from _values(business, one, other, users)


def _values(business: str, one: CodeList, other: CodeList, users: tuple[ItemRef, ...]) -> Iterator[Change]:
    was, now = _by_value(one), _by_value(other)

    def about(old: CodeValue | None, new: CodeValue | None) -> About:
        return About(
            subject=Subject.CODE,
            business=business,
            before=Named(id=old.value, name=old.meaning) if old else None,
            after=Named(id=new.value, name=new.meaning) if new else None,
            table_before=one.name if old else "",
            table_after=other.name if new else "",
            users=users,
        )

    for key, old in was.items():
        if key not in now:
            yield about(old, None).change("code-removed-open" if other.open else "code-removed", before=old.value)
            continue
        new = now[key]
        if old.meaning != new.meaning:
            rule = "code-spelling" if plain(old.meaning) == plain(new.meaning) else "code-meaning"
            yield about(old, new).change(rule, "meaning", old.meaning, new.meaning)
        if old.remarks != new.remarks:
            yield about(old, new).change(text_rule(old.remarks, new.remarks), "remarks", old.remarks, new.remarks)
    for key, new in now.items():
        if key not in was:
            yield about(None, new).change("code-added-open" if one.open else "code-added", after=new.value)
    for key, *places in misplaced(list(was), list(now)):
        texts = [place[0] if place else "" for place in places]
        yield about(was[key], now[key]).change("code-order", "order", *texts)


def _by_value(codes: CodeList) -> dict[tuple[str, int], CodeValue]:
    """(value, count of its earlier rows) → row, without the word that makes a list open."""
    seen: Counter[str] = Counter()
    found: dict[tuple[str, int], CodeValue] = {}
    for one in codes.values:
        if one.value != "任意":
            found[one.value, seen[one.value]] = one
            seen[one.value] += 1
    return found
