"""Two specs side by side: tables, columns, keys, code lists, requirements, and what is not compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrate.files import xlsx
from migrate.files.bundled import bundled
from migrate.flow.spec import diff as flow
from migrate.model.document import Document, Grid, Note
from migrate.model.spec import (
    CodeList,
    CodeValue,
    Form,
    Function,
    Interface,
    InterfaceItem,
    Item,
    Reference,
    Spec,
    SpecKind,
)
from migrate.model.spec_diff import Change, ChangeKind, Effect, ItemRef, Named, SpecDiff, Subject
from migrate.spec import library, store
from migrate.spec.diff import compare, page, words
from migrate.spec.diff.requirements import class_of
from migrate.spec.workbook import importer, official

WORDS = words.load()
SPEC = store.read(bundled("specs") / "031-jutogaisha-atenabango" / "2023-09-29")
LAYOUTS = bundled("specs") / importer.LAYOUTS
STARTERS = [entry for entry in library.entries(bundled("specs")) if entry.head.kind is SpecKind.STARTER]
BOOK = SPEC.items[0]


def _diff(before: Spec, after: Spec) -> SpecDiff:
    return compare.compare(WORDS, before, after)


def _rules(before: Spec, after: Spec) -> list[tuple[str, Effect]]:
    return [(change.rule, change.effect) for change in _diff(before, after).changes]


def _item(name: str, table: str, number: int, **given: object) -> Item:
    plain: dict[str, object] = {
        **{"id": f"031{number:05d}", "name": name, "table": table, "primary_key": False, "type": "X", "length": "5"},
        **{"romaji": "", "definition": "", "description": "", "output_condition": "任意", "implementation": ""},
    }
    return replace(BOOK, **{**plain, **given})  # type: ignore[arg-type]


def _spec(*items: Item, **parts: object) -> Spec:
    return replace(SPEC, items=items, **parts)  # type: ignore[arg-type]


PARTY = [("宛名番号", "台帳"), ("氏名", "台帳"), ("生年月日", "台帳"), ("口座番号", "台帳"), ("口座名義", "台帳")]


def _people(*pairs: tuple[str, str]) -> Spec:
    return _spec(*(_item(name, table, number) for number, (name, table) in enumerate(pairs, 1)))


def _tell(found: SpecDiff) -> list[tuple[Subject, ChangeKind, str, str, str]]:
    def name(change: Change) -> str:
        one = change.item_after or change.item_before
        return one.name if one else ""

    return [(c.subject, c.kind, name(c), c.table_before, c.table_after) for c in found.changes if c.kind != "id"]


# tables


def test_table_renamed() -> None:
    """A グループ with another name and the same items is renamed, and its items have no changes of their own."""
    later = _people(*((name, "住民台帳") for name, _ in PARTY))

    assert _tell(_diff(_people(*PARTY), later)) == [(Subject.TABLE, ChangeKind.RENAMED, "", "台帳", "住民台帳")]


def test_table_split() -> None:
    """Items that went to a new グループ are moved; what both have (the key) is an addition there."""
    split = [*PARTY[:3], ("宛名番号", "口座"), ("口座番号", "口座"), ("口座名義", "口座")]

    assert _tell(_diff(_people(*PARTY), _people(*split))) == [
        (Subject.TABLE, ChangeKind.ADDED, "", "", "口座"),
        (Subject.ITEM, ChangeKind.ADDED, "宛名番号", "", "口座"),
        (Subject.ITEM, ChangeKind.MOVED, "口座番号", "台帳", "口座"),
        (Subject.ITEM, ChangeKind.MOVED, "口座名義", "台帳", "口座"),
    ]


def test_moved_and_renamed() -> None:
    """An item with the same official id in another グループ under another name is moved and renamed."""
    before, after = _people(*PARTY, ("納付額", "納付")), _people(*PARTY[:4], ("名義人", "納付"), ("納付額", "納付"))
    after = replace(after, items=(*after.items[:5], replace(after.items[5], id="03100006")))

    assert _tell(_diff(before, after)) == [
        (Subject.ITEM, ChangeKind.RENAMED, "名義人", "台帳", "納付"),
        (Subject.ITEM, ChangeKind.MOVED, "名義人", "台帳", "納付"),
    ]


def test_common_items_do_not_move() -> None:
    """An item that many tables have, gone here and new there, is a removal and an addition."""
    rest = [("台帳名称", "台帳"), ("履歴番号", "台帳"), ("口座番号", "口座"), ("宛名番号", "口座")]
    before = _people(*rest, ("備考", "台帳"), ("備考", "納付"), ("納付額", "納付"))
    after = _people(*rest, ("備考", "口座"), ("備考", "納付"), ("納付額", "納付"))
    before, after = (replace(spec, kind=SpecKind.STARTER) for spec in (before, after))
    kinds = [(kind, name, old, new) for _, kind, name, old, new in _tell(_diff(before, after))]

    assert sorted(kinds) == [(ChangeKind.ADDED, "備考", "", "口座"), (ChangeKind.REMOVED, "備考", "台帳", "")]


def test_table_gone() -> None:
    """A グループ that goes takes its items along; their removal loosens."""
    before = _people(*PARTY, ("納付額", "納付"), ("納期限", "納付"))

    assert _rules(before, _people(*PARTY)) == [
        ("table-removed", Effect.NEUTRAL),
        ("item-removed-optional", Effect.LOOSENS),
        ("item-removed-optional", Effect.LOOSENS),
    ]


def test_order() -> None:
    """An item that left its place is one change that names what stood and stands before it."""
    later = _spec(*(SPEC.items[n] for n in (0, 2, 3, 4, 1)), *SPEC.items[5:])
    found = [(c.rule, c.item_after, c.before, c.after) for c in _diff(SPEC, later).changes]

    assert found == [("item-order", Named(id="03100002", name="個人番号"), "宛名番号", "名_日本人")]


# columns: what each difference means for data already converted

COLUMN_RULES = [
    ({"length": "18"}, {"length": "120"}, "length-longer", Effect.LOOSENS),
    ({"length": "120"}, {"length": "18"}, "length-shorter", Effect.TIGHTENS),
    ({"type": "9V", "length": "5,2"}, {"type": "9V", "length": "6,1"}, "length-mixed", Effect.TIGHTENS),
    ({"length": ""}, {"length": "10"}, "length-set", Effect.TIGHTENS),
    ({"length": "10"}, {"length": "１０"}, "length-spelling", Effect.NEUTRAL),
    ({"type": "Ｎ"}, {"type": "X"}, "type-other", Effect.TIGHTENS),
    ({"type": "X"}, {"type": "Ｎ"}, "type-other", Effect.TIGHTENS),
    ({"type": "9"}, {"type": "X"}, "type-wider", Effect.LOOSENS),
    ({"type": "X"}, {"type": "DATE"}, "type-narrower", Effect.TIGHTENS),
    ({"type": "N"}, {"type": "Ｎ"}, "type-spelling", Effect.NEUTRAL),
    ({"output_condition": "任意"}, {"output_condition": "必須"}, "condition-stricter", Effect.TIGHTENS),
    ({"output_condition": "必須"}, {"output_condition": "条件付き必須"}, "condition-looser", Effect.LOOSENS),
    ({"output_condition": "任意"}, {"output_condition": "推奨"}, "condition-other", Effect.NEUTRAL),
    ({"implementation": ""}, {"implementation": "○"}, "output-demanded", Effect.TIGHTENS),
    ({"implementation": "○"}, {"implementation": ""}, "output-freed", Effect.LOOSENS),
    ({"repeat": "999"}, {"repeat": ""}, "repeat-fewer", Effect.TIGHTENS),
    ({"primary_key": True}, {"primary_key": False}, "key-left", Effect.TIGHTENS),
    ({"primary_key": False}, {"primary_key": True}, "key-joined", Effect.TIGHTENS),
    ({"foreign_key": False}, {"foreign_key": True}, "reference-set", Effect.TIGHTENS),
    ({"foreign_key": True}, {"foreign_key": False}, "reference-dropped", Effect.LOOSENS),
    ({"code": "001"}, {"code": "1"}, "list-renumbered", Effect.NEUTRAL),
    ({"code": ""}, {"code": "001"}, "list-set", Effect.TIGHTENS),
    ({"code": "001"}, {"code": "002"}, "list-switched", Effect.TIGHTENS),
    ({"code": "002"}, {"code": "999"}, "list-opened", Effect.LOOSENS),
    ({"code": ""}, {"code": "999"}, "list-free", Effect.NEUTRAL),
    ({"definition": "甲"}, {"definition": "乙"}, "text", Effect.NEUTRAL),
    ({"definition": "氏名\n"}, {"definition": "氏 名"}, "text-spelling", Effect.NEUTRAL),
]


@pytest.mark.parametrize(
    ("old", "new", "rule", "effect"), COLUMN_RULES, ids=lambda v: str(v) if isinstance(v, str) else ""
)
def test_column(old: dict[str, object], new: dict[str, object], rule: str, effect: Effect) -> None:
    """One column differs: one change with the effect of its rule."""
    key = _item("宛名番号", "台帳", 1, primary_key=True)
    before, after = (_spec(key, _item("区分", "台帳", 2, **given)) for given in (old, new))

    assert _rules(before, after) == [(rule, effect)]


def test_conditions_in_the_text() -> None:
    """Another wording of a 条件付き必須 item's condition is neutral, and the reason asks to read it."""
    texts = ("※※氏名未定でない場合は出力必須", "※※外国人の場合は出力必須")
    before, after = (_spec(_item("氏", "台帳", 1, output_condition="条件付き必須", description=t)) for t in texts)

    assert _rules(before, after) == [("condition-text", Effect.NEUTRAL)]


def test_only_key() -> None:
    """The first key of a グループ tightens, its last one going loosens."""
    without, keyed = (_spec(_item("区分", "台帳", 1, primary_key=mark)) for mark in (False, True))

    assert _rules(without, keyed) == [("key-first", Effect.TIGHTENS)]
    assert _rules(keyed, without) == [("key-last", Effect.LOOSENS)]


def test_target_of_a_reference() -> None:
    """Another target of a foreign key tightens."""
    targets = (Reference(business="001", table=table, item="宛名番号") for table in ("住民票", "戸籍"))
    before, after = (_spec(_item("番号", "台帳", 1, foreign_key=True, references=(t,))) for t in targets)

    assert _rules(before, after) == [("target-changed", Effect.TIGHTENS)]


@pytest.mark.parametrize(
    ("given", "added", "removed"),
    [
        ({"output_condition": "必須"}, Effect.TIGHTENS, Effect.LOOSENS),
        ({"output_condition": "条件付き必須"}, Effect.TIGHTENS, Effect.LOOSENS),
        ({"output_condition": "任意"}, Effect.NEUTRAL, Effect.LOOSENS),
        ({"primary_key": True}, Effect.TIGHTENS, Effect.TIGHTENS),
    ],
)
def test_new_and_gone(given: dict[str, object], added: Effect, removed: Effect) -> None:
    """A new item tightens where it wants values; one that goes loosens, unless rows may now have the same key."""
    one = _spec(_item("宛名番号", "台帳", 1, primary_key=True), _item("氏名", "台帳", 2))
    two = replace(one, items=(*one.items, _item("連番", "台帳", 3, **given)))

    assert [effect for _, effect in _rules(one, two)] == [added]
    assert [effect for _, effect in _rules(two, one)] == [removed]


# code lists


def _list(number: str, name: str, *values: tuple[str, str]) -> CodeList:
    codes = tuple(CodeValue(value=code, meaning=meaning) for code, meaning in values)
    return CodeList(id=number, published_id=number, name=name, values=codes)


MARKED = (_item("性別", "台帳", 1, code="001"), _item("続柄", "台帳", 2, code="002"))
SEX = _list("001", "性別", ("1", "男"), ("2", "女"))
KIN = _list("002", "続柄", ("01", "本人"), ("02", "妻"))
CODE_RULES: list[tuple[CodeList, list[tuple[str, Effect]]]] = [
    (_list("001", "性別", ("1", "男"), ("2", "女"), ("3", "不明")), [("code-added", Effect.LOOSENS)]),
    (_list("001", "性別", ("1", "男")), [("code-removed", Effect.TIGHTENS)]),
    (_list("001", "性別", ("1", "女"), ("2", "男")), [("code-meaning", Effect.TIGHTENS)] * 2),
    (_list("001", "性別", ("1", "男 "), ("2", "女")), [("code-spelling", Effect.NEUTRAL)]),
    (_list("001", "性別", ("2", "女"), ("1", "男")), [("code-order", Effect.NEUTRAL)]),
    (_list("001", "男女の別", ("1", "男"), ("2", "女")), [("list-renamed", Effect.NEUTRAL)]),
    (
        _list("001", "性別", ("任意", "任意")),
        [("list-opened", Effect.LOOSENS), *[("code-removed-open", Effect.NEUTRAL)] * 2],
    ),
]


@pytest.mark.parametrize(
    ("later", "expected"), CODE_RULES, ids=lambda value: value[0][0] if isinstance(value, list) else ""
)
def test_code_values(later: CodeList, expected: list[tuple[str, Effect]]) -> None:
    """Fewer values tighten, more loosen, another meaning of the same value tightens."""
    before, after = _spec(*MARKED, code_lists=(SEX, KIN)), _spec(*MARKED, code_lists=(later, KIN))

    assert _rules(before, after) == expected


def test_code_list_with_another_number() -> None:
    """A list that only got another number is the same list, and so is the item's reference to it."""
    before = _spec(*MARKED, code_lists=(SEX, KIN))
    items = (replace(MARKED[0], code="005"), MARKED[1])
    after = _spec(*items, code_lists=(KIN, replace(SEX, id="005", published_id="005")))

    assert _rules(before, after) == [("list-renumbered", Effect.NEUTRAL), ("list-id", Effect.NEUTRAL)]


def test_changed_codes_name_their_items() -> None:
    """A changed code value names the items that use its list."""
    later = replace(SEX, values=SEX.values[:1])
    found = _diff(_spec(*MARKED, code_lists=(SEX, KIN)), _spec(*MARKED, code_lists=(later, KIN)))

    assert [change.users for change in found.changes] == [(ItemRef(table="台帳", id="03100001", name="性別"),)]


def test_meaning_told_in_the_text() -> None:
    """Where one side tells the values in its 項目定義, another meaning of the same value tightens."""
    text = "区分を示すフラグ（0：無、1：有）"
    lists = (_list("001", "区分", ("0", "有"), ("1", "無")), KIN)
    before = _spec(_item("区分", "台帳", 1, code="001", definition=text), code_lists=lists)
    after = _spec(_item("区分", "台帳", 1, code="", definition=text), code_lists=lists)
    found = [(c.rule, c.before, c.after) for c in _diff(before, after).changes if c.kind is ChangeKind.MEANING]

    assert found == [("code-told", "0：有、1：無", "0：無、1：有")]


# functions, forms, interfaces


def _function(kind: str = "実装必須機能", **given: str) -> Function:
    given = {"requirement": "登録できること", "conformity_date": "2026-04-01", **given}
    return Function(id="0310001", categories=("大", "中", "登録"), kind=kind, **given)


FUNCTION_RULES = [
    (_function("標準オプション機能"), _function(), "kind-stricter", Effect.TIGHTENS),
    (_function(), _function("標準オプション機能"), "kind-looser", Effect.LOOSENS),
    (_function(), _function("実装不可機能"), "kind-reversed", Effect.TIGHTENS),
    (_function("実装不可機能"), _function("標準オプション機能"), "kind-allowed", Effect.LOOSENS),
    (_function("実装すべき機能"), _function("実装必須機能"), "kind-spelling", Effect.NEUTRAL),
    (_function("実装してもしなくても良い機能"), _function("標準オプション機能"), "kind-spelling", Effect.NEUTRAL),
    (_function(), _function(requirement="登録と訂正ができること"), "text", Effect.NEUTRAL),
    (_function(), _function(conformity_date="2025-10-01"), "date-earlier", Effect.TIGHTENS),
    (_function(), _function(conformity_date="2027-04-01"), "date-later", Effect.LOOSENS),
    (_function(), _function(conformity_date="別途"), "date-other", Effect.NEUTRAL),
]


@pytest.mark.parametrize(
    ("old", "new", "rule", "effect"), FUNCTION_RULES, ids=lambda v: v if isinstance(v, str) else ""
)
def test_function(old: Function, new: Function, rule: str, effect: Effect) -> None:
    """A function's class, text and date: one change with the effect of its rule."""
    assert _rules(replace(SPEC, functions=(old,)), replace(SPEC, functions=(new,))) == [(rule, effect)]


@pytest.mark.parametrize(
    ("kind", "added", "removed"),
    [
        ("実装必須機能", Effect.TIGHTENS, Effect.LOOSENS),
        ("標準オプション機能", Effect.NEUTRAL, Effect.NEUTRAL),
        ("実装不可機能", Effect.TIGHTENS, Effect.LOOSENS),
    ],
)
def test_new_function(kind: str, added: Effect, removed: Effect) -> None:
    """A new function tightens where it must be built or may not be."""
    one = replace(SPEC, functions=(_function(),))
    two = replace(SPEC, functions=(_function(), replace(_function(kind), id="0310002")))

    assert [effect for _, effect in _rules(one, two)] == [added]
    assert [effect for _, effect in _rules(two, one)] == [removed]


def test_class_names() -> None:
    """Today's and the first generation's names of the three classes."""
    names = [
        "実装必須機能",
        "実装すべき機能",
        "標準オプション機能",
        "実装してもしなくても良い機能",
        "実装不可機能",
        "実装しない機能",
    ]

    assert [class_of(name) for name in names] == ["must", "must", "option", "option", "ban", "ban"]


def test_kinds_that_name_no_single_class() -> None:
    """A bare sign, or several classes in one text (one for each size of municipality), is no class."""
    names = ["○", "◎", "指定都市: 実装必須機能、中核市: 標準オプション機能"]

    assert [class_of(name) for name in names] == ["", "", ""]


_SIZED = "指定都市: {}、中核市: {}"
_MUST, _MAY, _NOT = "実装必須機能", "標準オプション機能", "実装不可機能"


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (_SIZED.format(_MUST, _MAY), _MUST, "kind-stricter"),
        (_SIZED.format(_MUST, _MAY), _MAY, "kind-looser"),
        (_SIZED.format(_MUST, _MAY), _SIZED.format(_MAY, _MUST), "kind-stricter"),
        (_MAY, _SIZED.format(_MAY, _NOT), "kind-banned"),
        (_SIZED.format(_MUST, _MAY), "指定都市: 実装必須機能、一般市: 標準オプション機能", "kind-other"),
        (_SIZED.format(_MUST, _MUST), "指定都市: 実装すべき機能、中核市: 実装必須機能", "kind-spelling"),
    ],
)
def test_kinds_by_size_of_municipality(old: str, new: str, rule: str) -> None:
    """実装類型 that differs by size is compared size by size; the heaviest change counts."""
    before, after = (_spec(functions=(_function(kind=kind),)) for kind in (old, new))

    assert [change.rule for change in _diff(before, after).changes] == [rule]


def test_form_renamed() -> None:
    """A form with the same number and another name is renamed."""
    one = Form(id="0310001", name="証明書", categories=("大", "中"), requirement="", kind="○", conformity_date="")
    before, after = replace(SPEC, forms=(one,)), replace(SPEC, forms=(replace(one, name="写し"),))

    assert _rules(before, after) == [("requirement-renamed", Effect.NEUTRAL)]


def test_interface_carries_more() -> None:
    """One more item that an interface carries tightens, one less loosens."""
    items = (InterfaceItem(name="宛名番号"), InterfaceItem(name="氏名"))
    one = Interface(id="031o001", name="宛名", provider="031", consumer="010", items=items)
    before, after = replace(SPEC, interfaces=(replace(one, items=items[:1]),)), replace(SPEC, interfaces=(one,))

    assert _rules(before, after) == [("carried-added", Effect.TIGHTENS)]
    assert _rules(after, before) == [("carried-removed", Effect.LOOSENS)]


# what is not compared


def test_part_that_one_side_lacks() -> None:
    """A part that only one side has is named, and its rows are no changes."""
    found = _diff(replace(SPEC, functions=(_function(),)), SPEC)

    assert (found.changes, [one.name for one in found.not_compared]) == ((), ["functions"])


def test_same_kind_compares_empty_columns() -> None:
    """Between two specs of one kind an empty column is a change, not a column that was never published."""
    bare = replace(SPEC, items=tuple(replace(item, implementation="") for item in SPEC.items))
    found = _diff(SPEC, bare)

    assert {change.rule for change in found.changes} == {"output-freed"}
    assert found.not_compared == ()


@pytest.mark.parametrize("entry", [*STARTERS, None], ids=lambda e: e.head.business if e else "031")
def test_own_export_does_not_differ(entry: library.Entry | None) -> None:
    """A spec exported in the official layout and imported again has no differences."""
    spec = store.read(entry.folder) if entry else SPEC
    data = official.workbook(spec, bundled("specs") / importer.LAYOUT)
    request = importer.Request(file="a.xlsx", sha256="", business=spec.business, edition=spec.edition)
    again = importer.understand(xlsx.loads(data, "a.xlsx"), request, LAYOUTS).spec

    assert _diff(spec, again).changes == ()


# what people read


def _grids(document: Document) -> list[Grid]:
    return [block for section in document.sections for block in section.blocks if isinstance(block, Grid)]


def test_every_change_is_on_the_page() -> None:
    """The full page has one row per change; the brief one has all but the wording, which it counts."""
    later = replace(SPEC, items=(*SPEC.items[1:], _item("連番", "住登外者宛名基本情報", 90, output_condition="必須")))
    later = replace(later, items=tuple(replace(item, remarks="なお書き") for item in later.items))
    found = _diff(SPEC, later)
    full = _grids(Document(title="", sections=page.full(found)))[1:]
    brief = Document(title="", sections=page.brief(found))
    wording = sum(change.kind is ChangeKind.TEXT for change in found.changes)
    notes = [b.text for s in brief.sections for b in s.blocks if isinstance(b, Note)]

    assert sum(len(grid.rows) for grid in full) == len(found.changes)
    assert sum(len(grid.rows) for grid in _grids(brief)[1:]) == len(found.changes) - wording
    assert any(f"ほかに {wording} 件" in note for note in notes)


def test_nothing_to_compare() -> None:
    """Two references to one spec give no findings, no changes, and something was compared."""
    found = flow.diff("031@2023-09-29", "031@2023-09-29", None)

    assert (found.kind, found.findings, found.nothing_checked, found.data) == (
        "spec-diff",
        (),
        False,
        _diff(SPEC, SPEC),
    )


@pytest.mark.parametrize("part", ["functions", "code_lists"])
def test_no_common_part(part: str) -> None:
    """Specs without a common part were not compared."""
    given = (_function(), SEX)[part == "code_lists" :][:1]
    one = replace(SPEC, code_lists=())
    other = replace(SPEC, items=(), **{part: given})  # type: ignore[arg-type]

    assert compare.common(one, other) == frozenset()
