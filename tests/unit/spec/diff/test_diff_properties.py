"""Properties on every bundled spec: nothing from nothing, each edit found, both directions mirror."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.files.bundled import bundled
from migrate.model.spec import CodeList, CodeValue, Form, Function, Interface, InterfaceItem, Item, Spec, SpecKind
from migrate.model.spec_diff import Change, ChangeKind, Effect, SpecDiff, Subject
from migrate.spec import library, store
from migrate.spec.diff import compare, words
from migrate.spec.diff.rules import RULES

WORDS = words.load()


def _with_parts(spec: Spec) -> Spec:
    """A spec with functions, forms, interfaces and two code lists besides what it has."""
    numbers = range(1, 5)
    texts = {"requirement": "要件", "conformity_date": "2026-04-01"}
    kinds = ("実装必須機能", "標準オプション機能", "実装不可機能", "実装必須機能")
    values = tuple(CodeValue(value=str(n), meaning=f"意味{n}") for n in numbers)
    lists = (CodeList(id=n, published_id=n, name=f"一覧{n}", values=values) for n in ("901", "902"))
    return replace(
        spec,
        kind=SpecKind.OFFICIAL,
        code_lists=(*spec.code_lists, *lists),
        functions=tuple(
            Function(id=f"{spec.business}{n:04d}", categories=("大", "中", f"機能{n}"), kind=kinds[n - 1], **texts)
            for n in numbers
        ),
        forms=tuple(
            Form(id=f"{spec.business}{n:04d}", name=f"帳票{n}", categories=("大", "中"), kind=kinds[n - 1], **texts)
            for n in numbers
        ),
        interfaces=tuple(
            Interface(
                id=f"{spec.business}o{n:03d}",
                name=f"連携{n}",
                provider="住民記録",
                consumer="個人住民税",
                items=tuple(InterfaceItem(name=f"渡す項目{k}") for k in numbers),
            )
            for n in numbers
        ),
    )


ENTRIES = [entry for entry in library.entries(bundled("specs")) if entry.head.kind is not SpecKind.REFERENCE]
SPECS = [_with_parts(store.read(entry.folder)) for entry in ENTRIES]
Edit = Callable[[Spec, random.Random], tuple[Spec, tuple[Subject, ChangeKind, str]]]


def _put(spec: Spec, place: int, item: Item) -> Spec:
    return replace(spec, items=(*spec.items[:place], item, *spec.items[place + 1 :]))


def _place(spec: Spec, rng: random.Random, at_least: int = 2) -> int:
    sizes = Counter(item.table for item in spec.items)
    return rng.choice([n for n, item in enumerate(spec.items) if sizes[item.table] >= at_least])


def _removed(spec: Spec, rng: random.Random) -> tuple[Spec, tuple[Subject, ChangeKind, str]]:
    place = _place(spec, rng)
    later = replace(spec, items=(*spec.items[:place], *spec.items[place + 1 :]))
    return later, (Subject.ITEM, ChangeKind.REMOVED, spec.items[place].name)


def _added(spec: Spec, rng: random.Random) -> tuple[Spec, tuple[Subject, ChangeKind, str]]:
    place = _place(spec, rng)
    one = replace(spec.items[place], id=f"{spec.business}77777", name="まったく新しい物", romaji="", definition="")
    return (
        replace(spec, items=(*spec.items[: place + 1], one, *spec.items[place + 1 :])),
        (Subject.ITEM, ChangeKind.ADDED, one.name),
    )


def _moved_in_table(spec: Spec, rng: random.Random) -> tuple[Spec, tuple[Subject, ChangeKind, str]]:
    """One item to the end of its table, two places or more."""
    sizes = Counter(item.table for item in spec.items)
    table = rng.choice([name for name in spec.tables if sizes[name] > 3])
    own = [n for n, item in enumerate(spec.items) if item.table == table]
    items = list(spec.items)
    one = items[rng.choice(own[:-2])]
    items.remove(one)
    items.insert(own[-1], one)
    return replace(spec, items=tuple(items)), (Subject.ITEM, ChangeKind.ORDER, one.name)


def _renamed_table(spec: Spec, rng: random.Random) -> tuple[Spec, tuple[Subject, ChangeKind, str]]:
    table = rng.choice(spec.tables)
    items = (replace(i, table="改称した表") if i.table == table else i for i in spec.items)
    return replace(spec, items=tuple(items)), (Subject.TABLE, ChangeKind.RENAMED, "")


def _column(kind: ChangeKind, /, **values: Callable[[Item], object]) -> Edit:
    def edit(spec: Spec, rng: random.Random) -> tuple[Spec, tuple[Subject, ChangeKind, str]]:
        place = _place(spec, rng)
        item = spec.items[place]
        later = replace(item, **{name: new(item) for name, new in values.items()})  # type: ignore[arg-type]
        return _put(spec, place, later), (Subject.ITEM, kind, later.name)

    return edit


def _values(change: Callable[[tuple[CodeValue, ...]], tuple[CodeValue, ...]], kind: ChangeKind, name: str) -> Edit:
    def edit(spec: Spec, rng: random.Random) -> tuple[Spec, tuple[Subject, ChangeKind, str]]:
        lists = list(spec.code_lists)
        place = len(lists) - rng.choice((1, 2))
        lists[place] = replace(lists[place], values=change(lists[place].values))
        return replace(spec, code_lists=tuple(lists)), (Subject.CODE, kind, name)

    return edit


def _part(part: str, subject: Subject, kind: ChangeKind, /, **fields: str) -> Edit:
    """Change one row of a part: without ``fields`` it goes."""

    def edit(spec: Spec, rng: random.Random) -> tuple[Spec, tuple[Subject, ChangeKind, str]]:
        rows = list(getattr(spec, part))
        place = rng.randrange(len(rows))
        one = rows.pop(place)
        name = one.categories[-1] if isinstance(one, Function) else one.name
        if fields:
            rows.insert(place, replace(one, **fields))
        return replace(spec, **{part: tuple(rows)}), (subject, kind, name)  # type: ignore[arg-type]

    return edit


def _other(text: str, one: str, two: str) -> str:
    return two if text == one else one


EDITS: dict[str, Edit] = {
    "item removed": _removed,
    "item added": _added,
    "item elsewhere in its table": _moved_in_table,
    "item renamed": _column(ChangeKind.RENAMED, name=lambda _: "まったく別の呼び名"),
    "type": _column(ChangeKind.TYPE, type=lambda i: _other(i.type, "X", "9")),
    "length": _column(ChangeKind.LENGTH, length=lambda i: str((i.max_length or 0) + 7)),
    "condition": _column(ChangeKind.REQUIRED, output_condition=lambda i: _other(i.output_condition, "必須", "任意")),
    "implementation": _column(ChangeKind.IMPLEMENTATION, implementation=lambda i: _other(i.implementation, "○", "")),
    "primary key": _column(ChangeKind.PRIMARY_KEY, primary_key=lambda i: not i.primary_key),
    "foreign key": _column(ChangeKind.FOREIGN_KEY, foreign_key=lambda i: not i.foreign_key, references=lambda _: ()),
    "code list": _column(ChangeKind.CODE_LIST, code=lambda i: _other(i.code, "901", "902")),
    "repeat": _column(ChangeKind.REPEAT, repeat=lambda i: _other(i.repeat, "7", "9")),
    "id": _column(ChangeKind.ID, id=lambda i: f"{i.id[:3]}88888"),
    "remarks": _column(ChangeKind.TEXT, remarks=lambda i: f"{i.remarks}なお書き"),
    "table renamed": _renamed_table,
    "code removed": _values(lambda v: v[:-1], ChangeKind.REMOVED, "意味4"),
    "code added": _values(lambda v: (*v, CodeValue(value="9", meaning="その他")), ChangeKind.ADDED, "その他"),
    "meaning": _values(lambda v: (replace(v[0], meaning="別の意味"), *v[1:]), ChangeKind.MEANING, "別の意味"),
    "function gone": _part("functions", Subject.FUNCTION, ChangeKind.REMOVED),
    "function text": _part("functions", Subject.FUNCTION, ChangeKind.TEXT, requirement="別の要件"),
    "function date": _part("functions", Subject.FUNCTION, ChangeKind.CONFORMITY_DATE, conformity_date="2027-04-01"),
    "form kind": _part("forms", Subject.FORM, ChangeKind.IMPLEMENTATION, kind="実装すべき帳票（新）"),
    "form gone": _part("forms", Subject.FORM, ChangeKind.REMOVED),
    "interface gone": _part("interfaces", Subject.INTERFACE, ChangeKind.REMOVED),
    "interface to another": _part("interfaces", Subject.INTERFACE, ChangeKind.TEXT, consumer="介護保険"),
}
_ROUNDS = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def _name(change: Change) -> str:
    one = change.item_after or change.item_before
    return one.name if one else ""


def _told(found: SpecDiff) -> list[tuple[Subject, ChangeKind, str]]:
    return [(change.subject, change.kind, _name(change)) for change in found.changes]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.head.business}@{entry.head.edition}")
def test_nothing_from_nothing(entry: library.Entry) -> None:
    """A spec does not differ from itself, read twice."""
    found = compare.compare(WORDS, store.read(entry.folder), store.read(entry.folder))

    assert (found.changes, found.not_compared, found.counts.total) == ((), (), 0)


@pytest.mark.parametrize("edit", EDITS, ids=str)
@given(spec=st.sampled_from(SPECS), seed=st.integers(0, 2**32))
@_ROUNDS
def test_one_edit_is_found(edit: str, spec: Spec, seed: int) -> None:
    """One edit of any kind, anywhere, is found as exactly that change."""
    later, expected = EDITS[edit](spec, random.Random(seed))

    assert _told(compare.compare(WORDS, spec, later)) == [expected]


def _turned(change: Change) -> tuple[object, ...]:
    """What the change is when the two sides are exchanged."""
    return (
        *(change.subject, RULES[change.rule].mirror, change.item_after, change.item_before),
        *(change.table_after, change.table_before, change.field, change.after, change.before),
    )


def _straight(change: Change) -> tuple[object, ...]:
    return (
        *(change.subject, change.rule, change.item_before, change.item_after),
        *(change.table_before, change.table_after, change.field, change.before, change.after),
    )


@given(
    spec=st.sampled_from(SPECS), seed=st.integers(0, 2**32), edits=st.lists(st.sampled_from(sorted(EDITS)), max_size=6)
)
@_ROUNDS
def test_directions_mirror(spec: Spec, seed: int, edits: list[str]) -> None:
    """What is added one way is removed the other way, and each rule is the mirror of its counterpart."""
    later, rng = spec, random.Random(seed)
    for name in edits:
        if "elsewhere" not in name:  # which of two items moved has no one answer
            later, _ = EDITS[name](later, rng)
    there, back = compare.compare(WORDS, spec, later), compare.compare(WORDS, later, spec)

    assert Counter(map(_turned, there.changes)) == Counter(map(_straight, back.changes))


def test_rule_table() -> None:
    """Each rule's mirror is a rule of the mirrored kind that mirrors back; a rule its own mirror may not loosen."""
    kinds = {ChangeKind.ADDED: ChangeKind.REMOVED, ChangeKind.REMOVED: ChangeKind.ADDED}
    wrong = [
        key
        for key, rule in RULES.items()
        if RULES[rule.mirror].mirror != key
        or RULES[rule.mirror].kind is not kinds.get(rule.kind, rule.kind)
        or (rule.mirror == key and rule.effect is Effect.LOOSENS)
    ]

    assert wrong == []


def test_same_input_same_output() -> None:
    """Two runs give the same value."""
    one, other = SPECS[0], replace(SPECS[0], items=SPECS[0].items[::-1])

    assert compare.compare(WORDS, one, other) == compare.compare(WORDS, one, other)
