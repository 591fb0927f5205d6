"""A starter beside an official book: names of groups with a word in front, numbers used anew, where a thing is."""

from __future__ import annotations

from dataclasses import replace

from migrate.files.bundled import bundled
from migrate.model.document import Grid
from migrate.model.spec import Item, Spec
from migrate.model.spec_diff import ChangeKind, SpecDiff, Subject
from migrate.spec import store
from migrate.spec.diff import compare, page, words

WORDS = words.load()
SPEC = store.read(bundled("specs") / "031-jutogaisha-atenabango" / "2023-09-29")
NAMES = ("宛名番号", "氏名", "生年月日", "性別")


BOOK = replace(SPEC.items[0], primary_key=False, romaji="", definition="", description="", code="")


def _item(number: int, name: str, table: str, type: str = "X", length: str = "5") -> Item:
    return replace(BOOK, id=f"001{number:05d}", name=name, table=table, type=type, length=length)


def _spec(*items: Item, name: str = "住民基本台帳") -> Spec:
    return replace(SPEC, business="001", business_name=name, items=items, code_lists=())


def _diff(before: Spec, after: Spec) -> SpecDiff:
    return compare.compare(WORDS, before, after)


def _tables(found: SpecDiff) -> list[tuple[ChangeKind, str, str]]:
    return [(c.kind, c.table_before, c.table_after) for c in found.changes if c.subject is Subject.TABLE]


def test_groups_with_the_name_of_the_business_in_front() -> None:
    """「住民票」 and 「住民基本台帳_住民票」 are one group, even where it holds far more items on one side."""
    few = _spec(_item(1, "宛名番号", "住民基本台帳_住民票"), _item(2, "世帯番号", "住民基本台帳_世帯"))
    more = [_item(number, f"項目{number}", "住民票") for number in range(10, 40)]
    many = _spec(_item(1, "宛名番号", "住民票"), *more, _item(2, "世帯番号", "世帯"))

    assert _tables(_diff(many, few)) == [
        (ChangeKind.RENAMED, "住民票", "住民基本台帳_住民票"),
        (ChangeKind.RENAMED, "世帯", "住民基本台帳_世帯"),
    ]
    assert [k for k, *_ in _tables(_diff(few, many))] == [ChangeKind.RENAMED, ChangeKind.RENAMED]


def test_groups_whose_names_end_alike_without_a_prefix_of_all() -> None:
    """A word in front of one group alone is a part of its name."""
    one = _spec(*(_item(n, f"甲{n}", "住民票") for n in range(1, 5)), _item(9, "乙", "世帯"))
    other = _spec(*(_item(n, f"丙{n}", "除票_住民票") for n in range(11, 15)), _item(9, "乙", "世帯"))

    assert _tables(_diff(one, other)) == [(ChangeKind.REMOVED, "住民票", ""), (ChangeKind.ADDED, "", "除票_住民票")]


def test_a_number_used_anew_in_another_group_is_no_move() -> None:
    """The same データ項目ID, but another name, type and group: one item went, another came."""
    kept = [_item(n, name, "住民票") for n, name in enumerate(NAMES, 1)]
    before = _spec(*kept, _item(5, "申請書画像", "住民票", type="BLOB"))
    after = _spec(*kept, _item(5, "住民日", "世帯", type="DATE", length="10"))
    kinds = {c.kind for c in _diff(before, after).changes if c.subject is Subject.ITEM}

    assert kinds == {ChangeKind.ADDED, ChangeKind.REMOVED}


def test_a_number_alone_is_a_weak_proof() -> None:
    """Within a group a trusted number pairs two unlike names, and says that it may be a number used anew."""
    kept = [_item(n, name, "住民票") for n, name in enumerate(NAMES, 1)]
    before = _spec(_item(9, "画像", "住民票", type="BLOB"), *kept)
    after = _spec(*kept, _item(9, "定住圏域", "住民票", type="DATE"))
    renames = [c for c in _diff(before, after).changes if c.kind is ChangeKind.RENAMED]

    assert [(c.before, c.after, c.confidence) for c in renames] == [("画像", "定住圏域", 0.75)]
    assert "番号の使い直しかもしれません" in renames[0].reason


def test_the_short_page_says_the_group() -> None:
    """One change in a spec of several groups: its row names the group."""
    rest = [_item(n, name, "世帯") for n, name in enumerate(NAMES, 11)]
    before = _spec(_item(1, "氏名", "住民票"), *rest)
    after = _spec(_item(1, "氏名", "住民票", length="3"), *rest)
    blocks = [block for section in page.brief(_diff(before, after)) for block in section.blocks]
    grid = next(block for block in blocks if isinstance(block, Grid) and block.title.startswith("データ型"))

    assert (grid.columns[1].title, grid.rows[0][1]) == ("グループ", "住民票")
