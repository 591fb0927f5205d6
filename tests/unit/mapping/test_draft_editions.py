"""Drafts for files that are laid out after another edition of the standard."""

from __future__ import annotations

from dataclasses import replace

from migrate.gap import comparison
from migrate.gap.comparison import Case
from migrate.lexicon import vocabulary
from migrate.mapping import check, load
from migrate.mapping.draft import draft
from migrate.model.finding import Finding
from migrate.model.mapping import Mapping
from migrate.model.source import SourceSchema, SourceTable
from migrate.model.spec import CodeValue, Spec
from migrate.source.standard import table
from migrate.source.standard.fit import Fit
from migrate.source.standard.shape import Naming, shapes
from migrate.spec.diff import links, words

GROUP = "住登外者宛名基本情報"


def export(spec: Spec) -> SourceTable:
    """A whole file of the group, headed by romaji."""
    shape = next(shape for shape in shapes([spec]) if shape.group == GROUP)
    names = tuple(item.romaji for item in shape.items)
    return table.table_of(Fit(shape=shape, naming=Naming.ROMAJI, names=names, places=(*range(len(names)),)), "a.csv")


def drafted(before: Spec, after: Spec) -> tuple[Mapping, tuple[Finding, ...], str]:
    held = SourceSchema(tables=(export(before),), files=())
    linked = {before.id: links.links(words.load(), before, after)}
    made = draft(comparison.compare(vocabulary.load(), Case(schema=held, specs=(after,), links=linked))[0], after, held)
    mapping = load.load(made.text, "d.yaml")
    return mapping, check.check(mapping, after, held), made.text.decode()


def with_codes(spec: Spec, values: tuple[CodeValue, ...]) -> Spec:
    """The next edition, with other values of 代表宛名フラグ."""
    lists = tuple(replace(one, values=values) if one.name == "代表宛名フラグ" else one for one in spec.code_lists)
    return replace(spec, edition="2027-04-01", code_lists=lists)


def rules(mapping: Mapping) -> dict[str, str]:
    return {rule.item: rule.expression for block in mapping.blocks for rule in block.items}


def test_the_same_edition_is_copied(spec: Spec) -> None:
    """Plain columns, dates and codes included: no function, no code map, and the check has nothing to say of them."""
    mapping, found, text = drafted(spec, spec)

    assert rules(mapping) == {i.name: i.romaji for i in spec.items_of(GROUP)}
    assert (mapping.code_maps, mapping.dropped) == ((), ())
    assert [f.code for f in found if f.code != "MIG-MAP-030"] == []
    assert "        # 要確認" not in text


def test_a_code_whose_meaning_moved_is_turned(spec: Spec) -> None:
    """0 and 1 change places between the editions: the values look the same, and the map turns them by meaning."""
    later = with_codes(spec, (CodeValue(value="0", meaning="非代表宛名"), CodeValue(value="1", meaning="代表宛名")))
    mapping, _, text = drafted(spec, later)
    maps = {m.name: dict(m.values) for m in mapping.code_maps}

    assert list(maps.values()) == [{"0": "1", "1": "0"}]
    assert rules(mapping)["代表宛名フラグ"].startswith("code(daihyoatenafuragu, ")
    assert "意味が同じ 2 組を codes に書きました。正しいか確かめてください" in text


def test_a_code_whose_wording_changed_is_left_to_people(spec: Spec) -> None:
    """Only the pair whose meaning is the same is written; the other is a comment to fill in."""
    later = with_codes(spec, (CodeValue(value="0", meaning="代表宛名"), CodeValue(value="2", meaning="従たる宛名")))
    mapping, _, text = drafted(spec, later)

    assert [dict(m.values) for m in mapping.code_maps] == [{"0": "0"}]
    assert '    # 要確認 "1": 標準の値を書く  # 非代表宛名' in text


def test_a_shorter_length_is_a_doubt(spec: Spec) -> None:
    """The column is copied, and the draft and the check say that a value may not fit."""
    items = tuple(replace(i, length="50") if i.name == "氏名" else i for i in spec.items)
    mapping, found, text = drafted(spec, replace(spec, edition="2027-04-01", items=items))

    assert rules(mapping)["氏名"] == "shimei"
    assert "現行は 100 文字まで、標準は 50 桁です" in text
    assert [f.params["item"] for f in found if f.code == "MIG-MAP-022"] == ["氏名"]
