"""Which codes of one edition are which of another: by their meanings alone, and never guessed."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model.editions import CodeChange, EditionLinks, Recoding, Recodings
from migrate.model.spec import CodeList, Spec
from migrate.spec.diff.telling import plain

_ANY = "任意"
"""The word in place of a value that leaves the values of a list to the municipality."""


def _lines(one: CodeList, other: CodeList) -> Iterator[Recoding]:
    """Values of ``one`` that do not stand in ``other`` with the same meaning."""
    now = {value.value: plain(value.meaning) for value in other.values}
    for old in one.values:
        meaning = plain(old.meaning)
        if old.value == _ANY or now.get(old.value) == meaning or (old.value not in now and other.open):
            continue
        heirs = [value for value, other_meaning in now.items() if other_meaning == meaning]
        yield Recoding(
            codes=one.name,
            to_codes=other.name,
            value=old.value,
            meaning=old.meaning,
            to_value=heirs[0] if meaning and len(heirs) == 1 else "",
        )


def recodings(before: Spec, after: Spec, links: EditionLinks) -> Recodings:
    """Of all items that both editions have: the values that have to be recoded, or about which somebody must decide."""
    items: list[CodeChange] = []
    unknown: list[tuple[str, str]] = []
    pairs: dict[tuple[str, str], tuple[Recoding, ...]] = {}
    lists = [{(i.table, i.name): spec.codes.get(i.code_list_id) for i in spec.items} for spec in (before, after)]
    for link in links.items:
        one, other = lists[0].get((link.group, link.item)), lists[1].get((link.to_group, link.to_item))
        if one is not None and other is None:
            unknown.append((link.group, link.item))
        if one is None or other is None:
            continue
        key = one.id, other.id
        if key not in pairs:
            pairs[key] = tuple(_lines(one, other))
        if pairs[key]:
            items.append(CodeChange(group=link.group, item=link.item, codes=one.name, to_codes=other.name))
    closed = {one.name: tuple(value.value for value in one.values) for one in after.code_lists if not one.open}
    lines = {(one.codes, one.to_codes, one.value): one for many in pairs.values() for one in many}
    return Recodings(lines=tuple(lines.values()), items=tuple(items), values=closed, unknown=tuple(unknown))
