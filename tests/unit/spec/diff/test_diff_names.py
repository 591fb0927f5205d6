"""Probable renames: what is taken for the same item, and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrate.files.bundled import bundled
from migrate.lexicon import glossary
from migrate.model.spec import Item, Spec, SpecKind
from migrate.model.spec_diff import ChangeKind, Subject
from migrate.spec import store
from migrate.spec.diff import compare, words

WORDS = words.load()
OFFICIAL = store.read(bundled("specs") / "031-jutogaisha-atenabango" / "2023-09-29")
SPEC = replace(OFFICIAL, kind=SpecKind.STARTER)
"""Without official ids: only the names and what stands around them can tell."""
_GIVEN = {"definition": "", "description": "", "romaji": ""}


def _item(name: str, **given: str) -> Item:
    return replace(
        SPEC.items[10], id="03190099", name=name, **{"type": "X", "length": "1", "code": "", **_GIVEN, **given}
    )


def _in_place_of(old: Item, new: Item) -> tuple[Spec, Spec]:
    """Two specs with ``old`` and ``new`` in the same place, between items that both have."""
    names = {old.name, new.name}
    rest = [item for item in SPEC.items if item.name not in names]
    one, other = ([*rest[:8], item, *rest[8:]] for item in (old, new))
    return replace(SPEC, items=tuple(one)), replace(SPEC, items=tuple(other))


def _renames(one: Spec, other: Spec) -> list[tuple[str, str]]:
    found = compare.compare(WORDS, one, other).changes
    return [(c.before, c.after) for c in found if c.subject is Subject.ITEM and c.kind is ChangeKind.RENAMED]


SAME = [
    ("性別", "性別コード"),
    ("旧氏_読み仮名", "旧氏_フリガナ"),
    ("氏名_英字", "氏名_ローマ字"),
    ("世帯番号", "世帯コード"),
    ("本籍_方書", "本籍_方書き"),
    ("税額_徴収区分", "税額＿徴収区分"),
    ("転入届出年月日", "転入届出日"),
]
DIFFERENT = [
    ("操作年月日", "生年月日"),
    ("住所_町字", "住所_方書"),
    ("住所_市区町村コード", "住所_町字コード"),
    ("氏_日本人", "名_日本人"),
    ("氏名", "氏名_フリガナ"),
    ("生年月日", "生年月日_不詳表記"),
    ("宛名番号", "世帯番号"),
    ("父_氏名", "母_氏名"),
    ("変更前種別", "変更後種別"),
    ("当日有権者数_男", "当日有権者数_女"),
    ("標識番号", "旧標識番号"),
    ("続柄コード1", "続柄コード2"),
    ("適用開始年月日", "適用終了年月日"),
    ("名寄せ元宛名番号", "名寄せ先宛名番号"),
]


@pytest.mark.parametrize("pair", SAME, ids="→".join)
@pytest.mark.parametrize("turned", [False, True])
def test_same(pair: tuple[str, str], turned: bool) -> None:
    """Names that stand for the same thing are a rename, in either direction."""
    old, new = reversed(pair) if turned else pair

    assert _renames(*_in_place_of(_item(old), _item(new))) == [(old, new)]


@pytest.mark.parametrize("pair", DIFFERENT, ids="→".join)
@pytest.mark.parametrize("turned", [False, True])
def test_different(pair: tuple[str, str], turned: bool) -> None:
    """Two different things are no rename, even in the same place with the same type and length."""
    old, new = reversed(pair) if turned else pair

    assert _renames(*_in_place_of(_item(old), _item(new))) == []


def test_text_speaks_of_the_other_name() -> None:
    """A flag whose definition speaks of it by its later name is renamed, without any pair of words."""
    text = "名寄せを実施した際に名寄せ元を判断するフラグ"
    bare = words.Words(glossary.load(), ())
    specs = _in_place_of(_item("代表宛名フラグ", definition=text), _item("名寄せ元フラグ", definition=text))
    found = compare.compare(bare, *specs).changes

    assert [(c.before, c.after) for c in found if c.kind is ChangeKind.RENAMED] == [
        ("代表宛名フラグ", "名寄せ元フラグ")
    ]


def test_text_that_speaks_of_itself() -> None:
    """Like definitions, each with its own name, do not make two items one."""
    one = _item("都道府県コード", definition="住所（都道府県）を一意に識別できるコード")
    other = _item("町字コード", definition="住所（町字）を一意に識別できるコード")

    assert _renames(*_in_place_of(one, other)) == []


def test_best_pairing_overall() -> None:
    """An item does not take the partner of a neighbour that has no other."""
    old = ["通称_読み仮名", "通称_フリガナ表記"]
    new = ["通称_フリガナ", "通称_フリガナ表記名"]
    rest = list(SPEC.items)
    one, other = (replace(SPEC, items=(*rest, *map(_item, names))) for names in (old, new))

    assert _renames(one, other) == list(zip(old, new, strict=True))


def _official(*changed: tuple[int, dict[str, str]]) -> Spec:
    items = list(OFFICIAL.items)
    for place, fields in changed:
        items[place] = replace(items[place], **fields)  # type: ignore[arg-type]
    return replace(OFFICIAL, items=tuple(items))


def test_same_official_id() -> None:
    """An item with the same official id is renamed, however the name reads, and the reason says so."""
    found = compare.compare(WORDS, OFFICIAL, _official((10, {"name": "まったく別の呼び名"}))).changes

    assert [(c.kind, c.before, c.after, "データ項目IDが同じ" in c.reason) for c in found] == [
        (ChangeKind.RENAMED, "性別", "まったく別の呼び名", True)
    ]


def test_renumbered_ids_prove_nothing() -> None:
    """Where the ids were given anew, an id that now belongs to another item makes no rename."""
    items = [item for item in OFFICIAL.items if item.name != "個人番号"]
    later = [replace(item, id=f"031{place:05d}") for place, item in enumerate(items, 1)]
    found = compare.compare(WORDS, OFFICIAL, replace(OFFICIAL, items=tuple(later))).changes
    actual = [(c.kind, c.item_before.name) for c in found if c.kind is not ChangeKind.ID and c.item_before]

    assert actual == [(ChangeKind.REMOVED, "個人番号")]


def test_provisional_ids_prove_nothing() -> None:
    """A number of a starter model that another item has now makes no rename."""
    other = replace(
        SPEC, items=tuple(replace(i, name="別の物", **_GIVEN) if i.name == "性別" else i for i in SPEC.items)
    )
    found = compare.compare(WORDS, SPEC, other).changes

    assert [c.kind for c in found] == [ChangeKind.ADDED, ChangeKind.REMOVED]
