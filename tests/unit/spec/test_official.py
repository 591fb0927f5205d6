"""Export in the official layout, import, and back: nothing changes on the way."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.errors import MigrateError
from migrate.files import xlsx
from migrate.files.bundled import bundled
from migrate.model.spec import CodeList, CodeValue, Item, Spec
from migrate.spec import importer, official, store
from migrate.spec.parts import list_key

LAYOUT = bundled("specs") / importer.LAYOUT
LAYOUTS = bundled("specs") / importer.LAYOUTS
FOLDER = bundled("specs") / "031-jutogaisha-atenabango" / "2023-09-29"


def _imported(data: bytes, edition: str = "2023-09-29") -> Spec:
    request = importer.Request(file="a.xlsx", sha256="", edition=edition)
    return importer.understand(xlsx.loads(data, "a.xlsx"), request, LAYOUTS).spec


def _cells(book: openpyxl.Workbook) -> dict[str, dict[str, object]]:
    return {
        sheet.title: {
            cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")
        }
        for sheet in book
    }


def _merges(book: openpyxl.Workbook) -> dict[str, set[str]]:
    return {sheet.title: {str(one) for one in sheet.merged_cells.ranges} for sheet in book}


def _kinds(cells: dict[str, dict[str, object]]) -> dict[str, dict[str, str]]:
    return {sheet: {at: type(one).__name__ for at, one in found.items()} for sheet, found in cells.items()}


def test_export_equals_the_real_workbook(shared: Path) -> None:
    """All four sheets equal the published workbook cell by cell, in value, in kind and in merged ranges."""
    real = openpyxl.load_workbook(shared / "official" / "031_item_definition_20230929.xlsx")
    ours = openpyxl.load_workbook(io.BytesIO(official.workbook(store.read(FOLDER), LAYOUT)))

    assert _cells(real) == _cells(ours)
    assert _kinds(_cells(real)) == _kinds(_cells(ours))
    assert _merges(real) == _merges(ours)


def test_export_is_deterministic() -> None:
    """Same spec, same bytes."""
    spec = store.read(FOLDER)

    assert official.workbook(spec, LAYOUT) == official.workbook(spec, LAYOUT)


def test_import_of_export_is_the_spec() -> None:
    """import(export(spec)) is the spec, but for the papers of the file."""
    spec = store.read(FOLDER)
    back = _imported(official.workbook(spec, LAYOUT))

    assert spec == replace(back, provenance=spec.provenance)


def test_export_has_numbers_only_where_published() -> None:
    """ID parts, lengths and code numbers are numbers; ``002``, ``5,2`` and sample values are texts."""
    spec = store.read(FOLDER)
    odd = replace(spec, items=(replace(spec.items[0], code="002", length="5,2", sample="1"), *spec.items[1:]))
    sheet = openpyxl.load_workbook(io.BytesIO(official.workbook(odd, LAYOUT))).worksheets[0]

    assert [sheet[at].value for at in ("B7", "C7", "M7", "N7", "U7")] == ["031", 1, "5,2", "002", "1"]


def test_too_long_text_is_an_error() -> None:
    """A text that no Excel cell can hold is refused, not cut."""
    spec = store.read(FOLDER)
    long = replace(spec, items=(replace(spec.items[0], definition="あ" * 32_768), *spec.items[1:]))

    with pytest.raises(MigrateError) as caught:
        official.workbook(long, LAYOUT)

    assert caught.value.code == "MIG-SPEC-019"


def test_formula_like_texts_stay_texts() -> None:
    """A text that looks like a formula or a link is written as text."""
    spec = store.read(FOLDER)
    odd = replace(spec, items=(replace(spec.items[0], remarks="=1+1", sample="https://example.jp/"), *spec.items[1:]))
    sheet = openpyxl.load_workbook(io.BytesIO(official.workbook(odd, LAYOUT))).worksheets[0]

    assert [sheet["V7"].data_type, sheet["U7"].data_type, sheet["U7"].hyperlink] == ["s", "s", None]


_LETTERS = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"], exclude_characters="\ufffe\uffff"
)
_TEXT = st.text(_LETTERS, min_size=1, max_size=12).filter(lambda text: text != "e")
_NUMBER = st.integers(1, 999).map(str)


@st.composite
def _specs(draw: st.DrawFn) -> Spec:
    base = store.read(FOLDER)
    item = base.items[0]
    numbers = draw(st.lists(st.integers(1, 99_999), min_size=1, max_size=4, unique=True))
    maybe = st.one_of(st.just(""), _TEXT)
    items: list[Item] = [
        replace(
            item,
            id=f"031{number:05d}",
            name=draw(_TEXT),
            table=draw(_TEXT),
            classes=(draw(maybe), draw(maybe), draw(maybe)),
            primary_key=draw(st.booleans()),
            foreign_key=draw(st.booleans()),
            type=draw(st.sampled_from(["X", "Ｎ", "9", "9V", "S9", "DATE"])),
            length=draw(_NUMBER),
            code=draw(st.sampled_from(["", "1", "002", "999"])),
            definition=draw(maybe),
            remarks=draw(maybe),
        )
        for number in numbers
    ]
    ids = draw(st.lists(_NUMBER, max_size=3, unique=True))
    values = st.builds(CodeValue, value=_TEXT, meaning=maybe, remarks=maybe)
    lists = tuple(
        CodeList(
            id=list_key(one),
            published_id=one,
            name=draw(_TEXT),
            values=tuple(draw(st.lists(values, min_size=1, max_size=3))),
        )
        for one in ids
    )
    return replace(base, items=tuple(items), code_lists=lists)


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(_specs())
def test_any_spec_survives_the_round_trip(spec: Spec) -> None:
    """Any names, texts and codes come back byte for byte."""
    back = _imported(official.workbook(spec, LAYOUT))

    assert (spec.items, spec.code_lists) == (back.items, back.code_lists)
