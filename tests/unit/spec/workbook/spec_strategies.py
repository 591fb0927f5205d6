"""Any spec that a workbook can hold, for property tests."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from migrate.files.bundled import bundled
from migrate.model.spec import (
    BasisKind,
    CodeList,
    CodeValue,
    Form,
    Function,
    Interface,
    InterfaceItem,
    Item,
    LegalBasis,
    Reference,
    Spec,
    SpecKind,
)
from migrate.spec import store
from migrate.spec.parts import list_key

BASE = store.read(bundled("specs") / "031-jutogaisha-atenabango" / "2023-09-29")
_LETTERS = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"], exclude_characters="\ufffe\uffff"
)
_ODD = st.sampled_from(
    [
        *(
            "𠮷田",
            "葛\U000e0100城",
            "\U0010de92",
            "\U00100000\U000e0101",
            "一行\n二行",
            "\n先頭",
            "e",
            "=1+1",
            "TRUE",
            "1.0",
        ),
        *(
            "001",
            "※注",
            "（以下余白）",
            "備考",
            "データ型",
            "<&>\"'",
            " 前後 ",
            "\u3000",
            "#N/A",
            "2023-09-29",
        ),
    ]
)
TEXT = st.one_of(st.text(_LETTERS, min_size=1, max_size=12), _ODD).filter(lambda text: bool(text.strip()))
MAYBE = st.one_of(st.just(""), st.text(_LETTERS, max_size=12), _ODD)
_NUMBER = st.integers(1, 999).map(str)
_KINDS = st.sampled_from(["実装必須機能", "標準オプション機能", "実装不可機能", "実装しない機能", ""])


def _unique(most: int, low: int, high: int, least: int = 0) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(low, high), min_size=least, max_size=most, unique=True)


@st.composite
def _item(draw: st.DrawFn, number: int, whole: bool) -> Item:
    reference = st.builds(Reference, business=st.sampled_from(["001", "031"]), table=TEXT, item=TEXT, group=MAYBE)
    basis = st.builds(LegalBasis, kind=st.sampled_from(BasisKind), text=MAYBE, source=MAYBE, as_of=MAYBE)
    texts = {name: draw(MAYBE) for name in ("romaji", "repeat", "definition", "description", "function", "sample")}
    return replace(
        BASE.items[0],
        **texts,
        id=f"031{number:05d}",
        name=draw(TEXT),
        table=draw(TEXT),
        classes=(draw(MAYBE), draw(MAYBE), draw(MAYBE)),
        primary_key=draw(st.booleans()),
        foreign_key=draw(st.booleans()),
        type=draw(st.sampled_from(["X", "Ｎ", "9", "9V", "S9", "DATE", "BLOB"])),
        length=draw(st.sampled_from(["", "1", "15", "300", "5,2", "08"])),
        code=draw(st.sampled_from(["", "1", "002", "999", "住民基本台帳1", "L012-13"])),
        output_condition=draw(st.sampled_from(["必須", "条件付き必須", "任意", ""])),
        implementation=draw(st.sampled_from(["○", ""])),
        remarks=draw(MAYBE),
        references=tuple(draw(st.lists(reference, max_size=2))) if whole else (),
        basis=draw(st.one_of(st.none(), basis)) if whole else None,
    )


@st.composite
def _code_lists(draw: st.DrawFn) -> tuple[CodeList, ...]:
    written = TEXT.filter(lambda text: text != "（以下余白）")  # alone in its row nobody could tell it from a note
    values = st.builds(CodeValue, value=written, meaning=MAYBE, remarks=MAYBE)
    ids = draw(st.lists(st.one_of(_NUMBER, st.just("住民基本台帳1"), st.just("L012-13")), max_size=3, unique=True))
    return tuple(
        CodeList(
            id=list_key(one),
            published_id=one,
            name=draw(TEXT),
            values=tuple(draw(st.lists(values, min_size=1, max_size=3))),
        )
        for one in ids
    )


@st.composite
def _functions(draw: st.DrawFn) -> tuple[Function, ...]:
    texts = {"kind": _KINDS, "requirement": MAYBE, "conformity_date": MAYBE, "remarks": MAYBE}
    return tuple(
        draw(st.builds(Function, id=st.just(f"031{n:04d}"), categories=st.tuples(MAYBE, MAYBE, MAYBE), **texts))
        for n in draw(_unique(2, 0, 9999))
    )


@st.composite
def _forms(draw: st.DrawFn) -> tuple[Form, ...]:
    texts = {"kind": _KINDS, "requirement": MAYBE, "conformity_date": MAYBE, "remarks": MAYBE}
    return tuple(
        draw(st.builds(Form, id=st.just(f"031{n:04d}"), name=TEXT, categories=st.tuples(MAYBE, MAYBE), **texts))
        for n in draw(_unique(2, 0, 9999))
    )


@st.composite
def _interfaces(draw: st.DrawFn) -> tuple[Interface, ...]:
    item = st.builds(InterfaceItem, name=TEXT, item_id=st.sampled_from(["", "03100001", "00100002"]), remarks=MAYBE)
    texts = {"name": TEXT, "provider": MAYBE, "consumer": MAYBE, "method": MAYBE, "remarks": MAYBE}
    return tuple(
        draw(st.builds(Interface, id=st.just(f"031o{n:03d}"), items=st.lists(item, max_size=2).map(tuple), **texts))
        for n in draw(_unique(2, 0, 999))
    )


@st.composite
def specs(draw: st.DrawFn, whole: bool = True) -> Spec:
    """Any spec; ``whole`` ones have every part and are starters, the others hold what the official layout has."""
    numbers = draw(_unique(4, 0, 99_999, least=0 if whole else 1))
    items = tuple(draw(_item(number, whole)) for number in numbers)
    found = replace(BASE, items=items, code_lists=draw(_code_lists()), title=draw(TEXT), business_name=draw(TEXT))
    if not whole:
        return found
    return replace(
        found,
        kind=draw(st.sampled_from([SpecKind.STARTER, SpecKind.API])),
        title=draw(MAYBE),
        business_name=draw(MAYBE),
        functions=draw(_functions()),
        forms=draw(_forms()),
        interfaces=draw(_interfaces()),
    )
