"""Functions, forms and interfaces of two specs: paired by their published number, then compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from migrate.model.spec import Form, Function, Interface, InterfaceItem, Spec
from migrate.model.spec_diff import Change, Named, Subject
from migrate.spec.diff.rules import ranked
from migrate.spec.diff.telling import About, misplaced, named, plain, text_rule

T = TypeVar("T", Function, Form, Interface)
Requirement = Function | Form
_MUST, _OPTION, _BAN = "must", "option", "ban"
_KINDS = (
    (_OPTION, ("標準オプション", "実装してもしなくても", "任意")),
    (_BAN, ("実装不可", "実装しない", "実装してはならない")),
    (_MUST, ("実装必須", "実装すべき", "実装する", "必須")),
)
"""Class → beginnings and words of its names, today's and the first generation's."""
_CLASS_RULES = {
    (_OPTION, _MUST): "kind-stricter",
    (_MUST, _OPTION): "kind-looser",
    (_OPTION, _BAN): "kind-banned",
    (_BAN, _OPTION): "kind-allowed",
    (_MUST, _BAN): "kind-reversed",
    (_BAN, _MUST): "kind-reversed",
}
_HEAVIEST = [
    "kind-reversed",
    "kind-banned",
    "kind-stricter",
    "kind-other",
    "kind-allowed",
    "kind-looser",
    "kind-spelling",
]
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def class_of(kind: str) -> str:
    """``must``, ``option`` or ``ban`` for a published 実装類型, ``""`` for any other text.

    A text that names several (one for each size of municipality) is none of them, and a bare ◎ or ○ either: ○ is 必須
    in one workbook and 任意 in the next.

    >>> class_of("標準オプション機能"), class_of("実装してもしなくても良い機能"), class_of("実装すべき機能")
    ('option', 'option', 'must')
    """
    text = plain(kind)
    found = [name for name, words in _KINDS if any(word in text for word in words)]
    return found[0] if len(found) == 1 else ""


def _keyed(rows: Iterable[T]) -> dict[tuple[str, int], T]:
    seen: Counter[str] = Counter()
    found = {}
    for one in rows:
        found[one.id, seen[one.id]] = one
        seen[one.id] += 1
    return found


def _sides(
    subject: Subject, specs: tuple[Spec, Spec], before: Mapping[tuple[str, int], T], after: Mapping[tuple[str, int], T]
) -> Iterator[tuple[About, T | None, T | None]]:
    """Every number of either side with what stands there; the later side's own ones last."""
    for key in (*before, *(key for key in after if key not in before)):
        old, new = before.get(key), after.get(key)
        yield (
            About(
                subject=subject,
                business=specs[0].business if new is None else specs[1].business,
                before=named(old) if old else None,
                after=named(new) if new else None,
            ),
            old,
            new,
        )


def _order(
    subject: Subject, business: str, before: Mapping[tuple[str, int], T], after: Mapping[tuple[str, int], T]
) -> Iterator[Change]:
    for key, *places in misplaced(list(before), list(after)):
        about = About(subject=subject, business=business, before=named(before[key]), after=named(after[key]))
        yield about.change("requirement-order", "order", *(place[0] if place else "" for place in places))


def functions(before: Spec, after: Spec) -> Iterator[Change]:
    """Differences of 機能要件."""
    yield from _requirements(Subject.FUNCTION, (before, after), _keyed(before.functions), _keyed(after.functions))


def forms(before: Spec, after: Spec) -> Iterator[Change]:
    """Differences of 帳票要件."""
    yield from _requirements(Subject.FORM, (before, after), _keyed(before.forms), _keyed(after.forms))


def _requirements(
    subject: Subject,
    specs: tuple[Spec, Spec],
    before: Mapping[tuple[str, int], T],
    after: Mapping[tuple[str, int], T],
) -> Iterator[Change]:
    for about, old, new in _sides(subject, specs, before, after):
        if isinstance(old, Interface) or isinstance(new, Interface):
            continue
        if old is None and new is not None:
            yield about.change(f"{class_of(new.kind) or _OPTION}-added", after=new.kind)
        elif new is None and old is not None:
            yield about.change(f"{class_of(old.kind) or _OPTION}-removed", before=old.kind)
        elif old is not None and new is not None:
            yield from _requirement(about, old, new)
    yield from _order(subject, specs[1].business, before, after)


def _requirement(about: About, old: Requirement, new: Requirement) -> Iterator[Change]:
    if named(old).name != named(new).name:
        yield about.change("requirement-renamed", "name", named(old).name, named(new).name)
    if old.kind != new.kind:
        yield about.change(_kind_rule(old.kind, new.kind), "kind", old.kind, new.kind)
    if old.conformity_date != new.conformity_date:
        yield about.change(
            _date_rule(old.conformity_date, new.conformity_date),
            "conformity_date",
            old.conformity_date,
            new.conformity_date,
        )
    named_by = len(old.categories) - 1 if isinstance(old, Function) else len(old.categories)
    upper = (" > ".join(old.categories[:named_by]), " > ".join(new.categories[:named_by]))
    for field, one, other in (
        ("categories", *upper),
        ("requirement", old.requirement, new.requirement),
        ("remarks", old.remarks, new.remarks),
    ):
        if one != other:
            yield about.change(text_rule(one, other), field, one, other)


def _by_size(kind: str) -> dict[str, str]:
    """Size of municipality → its kind, of 「指定都市: 実装必須機能、中核市: …」; ``""`` for all sizes."""
    parts = [part.partition(": ") for part in kind.split("、")]
    return {size: word for size, _, word in parts} if all(colon for _, colon, _ in parts) else {"": kind}


def _kind_rule(before: str, after: str) -> str:
    """The rule for another 実装類型; where it differs by size of municipality the heaviest of all sizes' rules."""
    one, other = _by_size(before), _by_size(after)
    sizes = dict.fromkeys((*one, *other)) if set(one) == set(other) else dict.fromkeys(s for s in (*one, *other) if s)
    found = set()
    for size in sizes:
        old, new = (side.get(size, side.get("", "")) for side in (one, other))
        classes = (class_of(old), class_of(new))
        same = "kind-spelling" if classes[0] and classes[0] == classes[1] else "kind-other"
        if old != new:
            found.add(_CLASS_RULES.get(classes, same))
    return next((rule for rule in _HEAVIEST if rule in found), "kind-spelling")


def _date_rule(before: str, after: str) -> str:
    if not before or not after:
        return "date-dropped" if before else "date-set"
    if not (_DATE.fullmatch(before) and _DATE.fullmatch(after)):
        return "date-other"
    days = (int(before.replace("-", "")), int(after.replace("-", "")))
    return ranked(*days, rules=("date-later", "date-earlier", "date-other"))


def interfaces(before: Spec, after: Spec) -> Iterator[Change]:
    """Differences of 機能別連携仕様 and of what they carry."""
    one, other = _keyed(before.interfaces), _keyed(after.interfaces)
    for about, old, new in _sides(Subject.INTERFACE, (before, after), one, other):
        if new is None:
            yield about.change("interface-removed")
        elif old is None:
            yield about.change("interface-added")
        else:
            yield from _interface(about, old, new)
    yield from _order(Subject.INTERFACE, after.business, one, other)


def _interface(about: About, old: Interface, new: Interface) -> Iterator[Change]:
    if old.name != new.name:
        yield about.change("requirement-renamed", "name", old.name, new.name)
    for field in ("provider", "consumer", "method", "remarks"):
        one, other = getattr(old, field), getattr(new, field)
        if one != other:
            yield about.change(text_rule(one, other), field, one, other)
    yield from _carried(about.business, old, new)


def _carried_key(item: InterfaceItem, official: bool) -> str:
    return item.item_id if official and item.item_id else plain(item.name)


def _carried(business: str, old: Interface, new: Interface) -> Iterator[Change]:
    """What an interface carries: paired by データ項目ID where both sides give one, else by name."""
    official = all(item.item_id for item in (*old.items, *new.items))
    was = {_carried_key(item, official): item for item in old.items}
    now = {_carried_key(item, official): item for item in new.items}

    def about(one: InterfaceItem | None, other: InterfaceItem | None) -> About:
        return About(
            subject=Subject.INTERFACE_ITEM,
            business=business,
            before=Named(id=one.item_id, name=one.name) if one else None,
            after=Named(id=other.item_id, name=other.name) if other else None,
            table_before=old.id if one else "",
            table_after=new.id if other else "",
        )

    for key, one in was.items():
        if key not in now:
            yield about(one, None).change("carried-removed")
            continue
        other = now[key]
        for rule, field, x, y in (
            ("requirement-renamed", "name", one.name, other.name),
            ("item-id", "item_id", one.item_id, other.item_id),
            (text_rule(one.remarks, other.remarks), "remarks", one.remarks, other.remarks),
        ):
            if x != y:
                yield about(one, other).change(rule, field, x, y)
    for key, other in now.items():
        if key not in was:
            yield about(None, other).change("carried-added")
    for key, *places in misplaced(list(was), list(now)):
        yield about(was[key], now[key]).change("requirement-order", "order", *(place or "" for place in places))
