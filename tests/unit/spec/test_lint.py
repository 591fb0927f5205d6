"""`spec lint`: each fault of a spec is one finding of its own code; the bundled specs have none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from migrate.files.bundled import bundled
from migrate.model.spec import (
    BasisKind,
    CodeList,
    CodeValue,
    Form,
    Function,
    Interface,
    Item,
    LegalBasis,
    Reference,
    Spec,
    SpecKind,
)
from migrate.spec import library, lint, store

OFFICIAL = store.read(bundled("specs") / "031-jutogaisha-atenabango" / "2023-09-29")
BUNDLED = [store.read(entry.folder) for entry in library.entries(bundled("specs"))]


def _lookup(business: str, _: str) -> Spec | None:
    return next((spec for spec in BUNDLED if spec.business == business), None)


def _codes(spec: Spec) -> list[str]:
    return [finding.code for finding in lint.lint(spec, _lookup)]


def _item(name: str, change: Callable[[Item], Item]) -> Spec:
    """031 with one item changed."""
    return replace(OFFICIAL, items=tuple(change(i) if i.name == name else i for i in OFFICIAL.items))


@pytest.mark.parametrize("spec", BUNDLED, ids=lambda spec: spec.id)
def test_bundled_specs_are_clean(spec: Spec) -> None:
    """Every bundled spec is sound: ids, keys, references, types, lengths, code lists, basis, papers."""
    assert lint.lint(spec, _lookup) == ()


@pytest.mark.parametrize(
    ("code", "item", "change"),
    [
        ("MIG-SPEC-091", "性別", lambda i: replace(i, id="0310014")),
        ("MIG-SPEC-091", "性別", lambda i: replace(i, id="00100014")),
        ("MIG-SPEC-094", "性別", lambda i: replace(i, romaji="性別")),
        ("MIG-SPEC-095", "氏名", lambda i: replace(i, type="VARCHAR")),
        ("MIG-SPEC-096", "氏名", lambda i: replace(i, length="")),
        ("MIG-SPEC-096", "氏名", lambda i: replace(i, length="0")),
        ("MIG-SPEC-096", "生年月日", lambda i: replace(i, length="8")),
        ("MIG-SPEC-096", "氏名", lambda i: replace(i, type="9V", length="10")),
        ("MIG-SPEC-097", "氏名", lambda i: replace(i, output_condition="要")),
        ("MIG-SPEC-098", "氏名", lambda i: replace(i, description="")),
        ("MIG-SPEC-100", "宛名番号", lambda i: replace(i, output_condition="任意")),
        ("MIG-SPEC-104", "性別", lambda i: replace(i, code="77")),
    ],
)
def test_one_wrong_item(code: str, item: str, change: Callable[[Item], Item]) -> None:
    """One fault of one item is one finding."""
    assert _codes(_item(item, change)) == [code]


def test_full_width_type_symbol_is_legal() -> None:
    """Ｎ and N are the same symbol, and so are Ｘ and X."""
    assert _codes(_item("性別", lambda i: replace(i, type="Ｘ"))) == []


def test_doubled_id_and_name() -> None:
    """A doubled ID is said of both items, and so is a doubled name."""
    first, second = OFFICIAL.items[1], OFFICIAL.items[2]
    same_id = replace(OFFICIAL, items=(*OFFICIAL.items[:2], replace(second, id=first.id), *OFFICIAL.items[3:]))
    same_name = replace(OFFICIAL, items=(*OFFICIAL.items[:2], replace(second, name=first.name), *OFFICIAL.items[3:]))

    assert _codes(same_id) == ["MIG-SPEC-092", "MIG-SPEC-092"]
    assert _codes(same_name) == ["MIG-SPEC-093", "MIG-SPEC-093"]


def test_table_without_primary_key() -> None:
    """A group without a primary key is one finding."""
    items = tuple(replace(item, primary_key=False) for item in OFFICIAL.items)

    assert _codes(replace(OFFICIAL, items=items)) == ["MIG-SPEC-099"]


def _referring(reference: Reference) -> Spec:
    return _item("名寄せ先宛名番号", lambda i: replace(i, references=(reference,)))


def test_references() -> None:
    """A reference resolves, holds the whole key of its target, and agrees with it in type and length."""
    own = "住登外者宛名基本情報"
    assert _codes(_referring(Reference(business="032", table="宛名", item="宛名番号"))) == []
    assert _codes(_referring(Reference(business="999", table="宛名", item="宛名番号"))) == ["MIG-SPEC-101"]
    assert _codes(_referring(Reference(business="032", table="なし", item="宛名番号"))) == ["MIG-SPEC-101"]
    assert _codes(_referring(Reference(business="031", table=own, item="操作者ID"))) == ["MIG-SPEC-102", "MIG-SPEC-103"]
    changed = _item("名寄せ先宛名番号", lambda i: replace(i, length="10"))
    items = tuple(
        replace(i, references=(Reference(business="032", table="宛名", item="宛名番号"),))
        if i.name == "名寄せ先宛名番号"
        else i
        for i in changed.items
    )
    assert _codes(replace(changed, items=items)) == ["MIG-SPEC-103"]


def test_references_of_one_item_stand_alone() -> None:
    """Two references without a group are two foreign keys, also where both point at one table."""
    targets = [(i.table, i.name) for i in OFFICIAL.items if not i.primary_key][:2]
    alone = tuple(Reference(business="031", table=table, item=name) for table, name in targets)
    joined = tuple(replace(one, group="1") for one in alone)
    found = [_codes(_item("名寄せ先宛名番号", lambda i, r=r: replace(i, references=r))) for r in (alone, joined)]

    assert [codes.count("MIG-SPEC-102") for codes in found] == [2, 1]


def _lists(*values: str) -> Spec:
    """031 with the values of 性別 changed."""
    one = OFFICIAL.codes["001"]
    changed = CodeList(
        id=one.id,
        published_id=one.published_id,
        name=one.name,
        values=tuple(CodeValue(value=v, meaning="x") for v in values),
    )
    return replace(OFFICIAL, code_lists=tuple(changed if c.id == one.id else c for c in OFFICIAL.code_lists))


def test_code_lists() -> None:
    """A value longer than its item, a doubled value and an empty value are findings; an open list is not judged."""
    assert _codes(_lists("1", "22")) == ["MIG-SPEC-105"]
    assert _codes(_lists("1", "1")) == ["MIG-SPEC-106"]
    assert _codes(_lists("1", "")) == ["MIG-SPEC-106"]
    assert _codes(_lists("任意")) == []


def test_starter_needs_a_basis() -> None:
    """Every item of a starter model says what it rests on."""
    basis = LegalBasis(kind=BasisKind.STATUTE, text="住民基本台帳法第7条第1号", source="x")
    items = tuple(replace(item, basis=basis) for item in OFFICIAL.items)
    starter = replace(OFFICIAL, kind=SpecKind.STARTER, items=items)
    bare = replace(starter, items=(replace(items[0], basis=None), *items[1:]))

    assert (_codes(starter), _codes(bare)) == ([], ["MIG-SPEC-107"])


@pytest.mark.parametrize("field", ["title", "publisher", "licence", "sha256", "derived"])
def test_papers(field: str) -> None:
    """A spec without its papers is a finding."""
    assert _codes(replace(OFFICIAL, provenance=replace(OFFICIAL.provenance, **{field: ""}))) == ["MIG-SPEC-108"]


def test_requirement_ids() -> None:
    """機能ID and 帳票ID have 7 digits in number spaces of their own; 連携ID have their form; none is doubled."""
    function = Function(
        id="0310002", categories=("", "", "x"), requirement="x", kind="実装必須機能", conformity_date=""
    )
    form = Form(id="0310002", name="x", categories=("", ""), requirement="", kind="実装必須機能", conformity_date="")
    interface = Interface(id="031o001", name="x", provider="", consumer="")
    good = replace(OFFICIAL, functions=(function,), forms=(form,), interfaces=(interface,))
    bad = replace(good, functions=(function, function), forms=(replace(form, id="31"),))

    assert (_codes(good), _codes(bad)) == ([], ["MIG-SPEC-109", "MIG-SPEC-109"])
