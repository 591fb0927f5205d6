"""The comparison of two specs as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from migrate.model.spec import CodeList, Item, OutputCondition, Spec
from migrate.model.spec_diff import Change, Counts, Effect, NotCompared, Side, SpecDiff, Subject
from migrate.model.value import value
from migrate.spec.diff import codes, columns, groups, pairs, requirements
from migrate.spec.diff.codes import Lists
from migrate.spec.diff.groups import GroupLink
from migrate.spec.diff.pairs import Link, Match
from migrate.spec.diff.telling import About, because, misplaced, named
from migrate.spec.diff.words import Words

_PARTS: tuple[tuple[str, str, Callable[[Spec], int]], ...] = (
    ("items", "データ項目", lambda spec: len(spec.items)),
    ("codes", "コード一覧", lambda spec: len(spec.code_lists)),
    ("functions", "機能要件", lambda spec: len(spec.functions)),
    ("forms", "帳票要件", lambda spec: len(spec.forms)),
    ("interfaces", "機能別連携仕様", lambda spec: len(spec.interfaces)),
)


@value
class Work:
    """The two specs with everything that is known about their pairs."""

    before: Spec
    after: Spec
    tables: Mapping[str, GroupLink]
    match: Match
    lists: Lists
    skipped: frozenset[str]
    """Columns that are not compared."""

    back: Mapping[str, str]
    """Later name of a paired table → earlier name."""
    code_lists: tuple[Mapping[str, CodeList], Mapping[str, CodeList]]
    """Code list id → list, on either side."""
    keys: tuple[Mapping[str, int], Mapping[str, int]]
    """Table → number of items in its primary key, on either side."""


def compare(words: Words, before: Spec, after: Spec) -> SpecDiff:
    """Everything that differs; deterministic. A part that only one side has is named, not counted as a change."""
    absent, held = _absent(before, after)
    skipped = columns.not_compared(before, after) if "items" in held else ()
    tables = groups.pair(words, before, after) if "items" in held else {}
    names = {old: link.to for old, link in tables.items()}
    match = pairs.within_tables(words, before, after, names)
    if "items" in held:
        match |= pairs.across_tables(words, before, after, match)
    work = Work(
        before=before,
        after=after,
        tables=tables,
        match=dict(sorted(match.items())),
        lists=codes.pair(before, after, match),
        skipped=frozenset(one.name for one in skipped),
        back={new: old for old, new in names.items()},
        code_lists=(before.codes, after.codes),
        keys=(_keys(before), _keys(after)),
    )
    found = tuple(_changes(work, held))
    count = Counter(change.effect for change in found)
    return SpecDiff(
        before=_side(before),
        after=_side(after),
        counts=Counts(tightens=count[Effect.TIGHTENS], loosens=count[Effect.LOOSENS], neutral=count[Effect.NEUTRAL]),
        changes=found,
        not_compared=(*absent, *skipped),
    )


def _side(spec: Spec) -> Side:
    return Side(
        spec=spec.id,
        business=spec.business,
        business_name=spec.business_name,
        edition=spec.edition,
        kind=spec.kind.value,
        title=spec.title,
        sha256=spec.provenance.sha256,
        tables=len(spec.tables),
        items=len(spec.items),
    )


def common(before: Spec, after: Spec) -> frozenset[str]:
    """Names of the parts that both specs have; empty where there is nothing to compare."""
    return _absent(before, after)[1]


def _absent(before: Spec, after: Spec) -> tuple[tuple[NotCompared, ...], frozenset[str]]:
    """Parts that only one side has, and the names of those that both have."""
    missing, held = [], set()
    for name, word, count in _PARTS:
        sizes = count(before), count(after)
        if all(sizes):
            held.add(name)
        elif any(sizes):
            without = before if not sizes[0] else after
            reason = f"{without.id} には「{word}」がないので、比べていません。"
            missing.append(NotCompared(name=name, reason=reason))
    return tuple(missing), frozenset(held)


def _changes(work: Work, held: frozenset[str]) -> Iterator[Change]:
    if "items" in held:
        yield from _tables(work)
        yield from _items(work)
        yield from _orders(work)
    if "codes" in held:
        yield from codes.changes(work.lists)
    if "functions" in held:
        yield from requirements.functions(work.before, work.after)
    if "forms" in held:
        yield from requirements.forms(work.before, work.after)
    if "interfaces" in held:
        yield from requirements.interfaces(work.before, work.after)


def _tables(work: Work) -> Iterator[Change]:
    one, other = work.before.tables, work.after.tables
    for name in one:
        link = work.tables.get(name)
        if link is None:
            yield _table(work.before, name, "").change("table-removed", before=name)
        elif link.to != name:
            about = _table(work.after, name, link.to, link.confidence)
            yield about.change("table-renamed", "table", name, link.to, because("同じグループ", link.phrases))
    for name in other:
        if name not in work.back:
            yield _table(work.after, "", name).change("table-added", after=name)
    later = [work.back.get(name, f"+{name}") for name in other]
    names = dict(zip(later, other, strict=True))
    for name, was, now in misplaced(one, later):
        place = (was or "", names[now] if now is not None else "")
        yield _table(work.after, name, names[name]).change("table-order", "order", *place)


def _table(spec: Spec, before: str, after: str, confidence: float = 1.0) -> About:
    return About(
        subject=Subject.TABLE,
        business=spec.business,
        table_before=before,
        table_after=after,
        confidence=confidence,
    )


def _items(work: Work) -> Iterator[Change]:
    """Changes in the order of the earlier spec, each added item behind the one that it follows."""
    followers: dict[int, list[int]] = {}
    anchor = -1
    back = {link.to: old for old, link in work.match.items()}
    for place in range(len(work.after.items)):
        if place in back:
            anchor = back[place]
        else:
            followers.setdefault(anchor, []).append(place)
    yield from (_added(work, place) for place in followers.get(-1, ()))
    keys, open_lists = work.lists.keys(), work.code_lists
    for place, item in enumerate(work.before.items):
        link = work.match.get(place)
        if link is None:
            yield _removed(work, place)
        else:
            other = work.after.items[link.to]
            pair = columns.Pair(
                before=item,
                after=other,
                lists=(codes.key_of(keys[0], item.code_list_id), codes.key_of(keys[1], other.code_list_id)),
                open=(_open(open_lists[0], item), _open(open_lists[1], other)),
                keyed=(_has_other_key(work.keys[0], item), _has_other_key(work.keys[1], other)),
            )
            yield from _paired(work, pair, link)
        yield from (_added(work, later) for later in followers.get(place, ()))


def _open(lists: Mapping[str, CodeList], item: Item) -> bool:
    return item.code_list_id in lists and lists[item.code_list_id].open


def _keys(spec: Spec) -> Mapping[str, int]:
    return Counter(item.table for item in spec.items if item.primary_key)


def _has_other_key(keys: Mapping[str, int], item: Item) -> bool:
    return keys.get(item.table, 0) > item.primary_key


def _paired(work: Work, pair: columns.Pair, link: Link) -> Iterator[Change]:
    one, other = pair.before, pair.after
    about = About(
        subject=Subject.ITEM,
        business=work.after.business,
        before=named(one),
        after=named(other),
        table_before=one.table,
        table_after=other.table,
        confidence=link.confidence,
    )
    if one.name != other.name:
        phrases = link.phrases or ("書き方（全角・半角、記号）だけの違い",)
        yield about.change("item-renamed", "name", one.name, other.name, because("同じ項目の名称の変更", phrases))
    if one.table not in work.tables or work.tables[one.table].to != other.table:
        reason = because("同じ項目の移動", link.phrases)
        yield about.change("item-moved", "table", one.table, other.table, reason)
    yield from columns.changes(about, pair, work.skipped)
    yield from _told(work, about, pair)


def _told(work: Work, about: About, pair: columns.Pair) -> Iterator[Change]:
    """Meanings of values where not both sides have a code list: one tells them in its 項目定義."""
    sides = zip(work.code_lists, (pair.before, pair.after), strict=True)
    lists = [known.get(item.code_list_id) for known, item in sides]
    if lists[0] is None or lists[1] is None:
        meanings = codes.told(pair.before, lists[0]), codes.told(pair.after, lists[1])
        if found := codes.contradiction(*meanings):
            yield about.change("code-told", "meaning", *found)


def _need(item: Item, table_stays: bool) -> str:
    if item.required or item.primary_key:
        return "required" if table_stays else "with-table"
    return "conditional" if item.output_condition == OutputCondition.CONDITIONAL else "optional"


def _added(work: Work, place: int) -> Change:
    item = work.after.items[place]
    about = About(subject=Subject.ITEM, business=work.after.business, after=named(item), table_after=item.table)
    to_key = item.primary_key and work.keys[0].get(work.back.get(item.table, ""), 0) > 0
    return about.change("item-added-to-key" if to_key else f"item-added-{_need(item, item.table in work.back)}")


def _removed(work: Work, place: int) -> Change:
    item = work.before.items[place]
    about = About(subject=Subject.ITEM, business=work.before.business, before=named(item), table_before=item.table)
    link = work.tables.get(item.table)
    from_key = item.primary_key and link is not None and work.keys[1].get(link.to, 0) > 0
    return about.change("item-removed-from-key" if from_key else f"item-removed-{_need(item, link is not None)}")


def _orders(work: Work) -> Iterator[Change]:
    """Items that left their order within a pair of tables."""
    places = pairs.by_table(work.before), pairs.by_table(work.after)
    for old, link in work.tables.items():
        one, other = places[0][old], places[1][link.to]
        stays = {place: found.to for place in one if (found := work.match.get(place))}
        back = {place: number for number, place in stays.items()}
        later = [back.get(place, -1 - place) for place in other]
        names = {number: work.after.items[place].name for number, place in zip(later, other, strict=True)}
        for place, was, now in misplaced(one, later):
            item, new = work.before.items[place], work.after.items[stays[place]]
            about = About(
                subject=Subject.ITEM,
                business=work.after.business,
                before=named(item),
                after=named(new),
                table_before=old,
                table_after=link.to,
            )
            before = work.before.items[was].name if was is not None else ""
            yield about.change("item-order", "order", before, names[now] if now is not None else "")
