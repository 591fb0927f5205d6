"""What two editions have in common, as links: for data that is laid out after the earlier one."""

from __future__ import annotations

from migrate.model.editions import EditionLinks, GroupLink, ItemLink
from migrate.model.spec import Spec
from migrate.spec.diff import groups, pairs
from migrate.spec.diff.words import Words


def _same(spec: Spec) -> EditionLinks:
    return EditionLinks(
        before=spec.id,
        after=spec.id,
        groups=tuple(GroupLink(group=name, to_group=name) for name in spec.tables),
        items=tuple(ItemLink(group=i.table, item=i.name, to_group=i.table, to_item=i.name) for i in spec.items),
    )


def links(words: Words, before: Spec, after: Spec) -> EditionLinks:
    """Every グループ and item of ``before`` that is in ``after``, in published order, as `spec diff` pairs them."""
    if before.id == after.id:
        return _same(after)
    paired = groups.pair(words, before, after)
    match = pairs.within_tables(words, before, after, {name: link.to for name, link in paired.items()})
    match |= pairs.across_tables(words, before, after, match)
    items = []
    for place, link in sorted(match.items()):
        one, other = before.items[place], after.items[link.to]
        items.append(
            ItemLink(
                group=one.table,
                item=one.name,
                to_group=other.table,
                to_item=other.name,
                confidence=link.confidence,
                phrases=link.phrases,
            )
        )
    return EditionLinks(
        before=before.id,
        after=after.id,
        groups=tuple(GroupLink(group=g, to_group=link.to, phrases=link.phrases) for g, link in paired.items()),
        items=tuple(items),
    )
