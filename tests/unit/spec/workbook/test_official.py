"""Export in the official layout, import, and back: nothing changes on the way."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import assume, given, settings

from migrate.errors import MigrateError
from migrate.files import xlsx
from migrate.files.bundled import bundled
from migrate.model.spec import Spec
from migrate.spec import store
from migrate.spec.workbook import importer, official

from .spec_strategies import specs

LAYOUT = bundled("specs") / importer.LAYOUT
LAYOUTS = bundled("specs") / importer.LAYOUTS
FOLDER = bundled("specs") / "031-jutogaisha-atenabango" / "2023-09-29"


def _imported(data: bytes, edition: str = "2023-09-29") -> Spec:
    request = importer.Request(file="031_a.xlsx", sha256="", edition=edition)
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


@pytest.mark.parametrize(
    "text", ["_x0041_", "_x005F_", "=1+1", "TRUE", "\U0010de92", "葛\U000e0100", "二\n行", " 前後 "]
)
def test_odd_texts_come_back(text: str) -> None:
    """Escape-like texts, formulas, plane 16, variation sequences, line breaks and blanks come back as they are."""
    spec = store.read(FOLDER)
    odd = replace(spec, items=(replace(spec.items[0], name=f"名{text}", remarks=text), *spec.items[1:]))

    assert odd.items == _imported(official.workbook(odd, LAYOUT)).items


def test_only_what_has_no_official_column_gets_a_sheet_of_ours() -> None:
    """A starter has the official sheets, and besides them the ones for keys, basis and papers."""
    starter = store.read(next(bundled("specs").glob("001-*/starter-*")))
    names = openpyxl.load_workbook(io.BytesIO(official.workbook(starter, LAYOUT))).sheetnames

    assert names[2:] == [
        *("凡例）列項目説明", "凡例）データ型"),
        *("外部キー（本ツール）", "根拠（本ツール）", "出典（本ツール）"),
    ]


def test_items_without_official_id_cannot_go_out() -> None:
    """The layout splits an 8-digit ID into two cells; another ID is refused, not bent."""
    spec = store.read(FOLDER)
    with pytest.raises(MigrateError) as caught:
        official.workbook(replace(spec, items=(replace(spec.items[0], id="GIF00001"),)), LAYOUT)

    assert caught.value.code == "MIG-SPEC-019"


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(specs())
def test_any_spec_survives_the_round_trip(spec: Spec) -> None:
    """Any items, codes, functions, forms and interfaces come back byte for byte, with what the spec is."""
    assume(spec.items or spec.code_lists or spec.functions or spec.forms or spec.interfaces)
    back = _imported(official.workbook(spec, LAYOUT))

    assert spec == replace(back, provenance=spec.provenance)
