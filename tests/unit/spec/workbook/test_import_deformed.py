"""Any spec in the official layout comes back, however its workbook was deformed; no row is ever lost unsaid."""

from __future__ import annotations

import dataclasses
import io
import random
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from migrate.errors import MigrateError
from migrate.files import xlsx
from migrate.files.bundled import bundled
from migrate.model.finding import Severity
from migrate.model.spec import Spec, SpecImport
from migrate.spec import store
from migrate.spec.workbook import importer, official

from . import deform
from .spec_strategies import BASE, specs

LAYOUT = bundled("specs") / importer.LAYOUT
LAYOUTS = bundled("specs") / importer.LAYOUTS
ROWS = {f"MIG-SPEC-{n:03d}" for n in (2, 8, 11, 20, 28, 29, 30, 31)}
"""Codes of rows that were not taken."""
SEEDS = st.integers(0, 2**32)
FEW = settings(max_examples=3, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
SOME = settings(max_examples=25, deadline=None, derandomize=True, database=None, phases=[Phase.generate])


def _deformed(spec: Spec, names: tuple[str, ...], seed: int) -> SpecImport:
    book = openpyxl.load_workbook(io.BytesIO(official.workbook(spec, LAYOUT)))
    for name in names:
        deform.DEFORMATIONS[name](book, random.Random(seed))
    stream = io.BytesIO()
    book.save(stream)
    request = importer.Request(file="a.xlsx", sha256="", business=spec.business, edition=spec.edition)
    return importer.understand(xlsx.loads(stream.getvalue(), "a.xlsx"), request, LAYOUTS)


def _comparable(spec: Spec) -> Spec:
    return replace(spec, provenance=BASE.provenance)


def _nameless(spec: Spec) -> Spec:
    """Without what stands in the rows above the tables alone."""
    return replace(_comparable(spec), title="", business_name="")


def _differences(expected: Spec, actual: Spec) -> list[tuple[str, object, object]]:
    """What differs, part by part: a short answer instead of two whole specs."""
    found: list[tuple[str, object, object]] = []
    for field in dataclasses.fields(Spec):
        one, other = getattr(expected, field.name), getattr(actual, field.name)
        if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
            found += [(field.name, a, b) for a, b in zip(one, other, strict=True) if a != b]
        elif one != other:
            found.append((field.name, one, other))
    return found


def _listed(result: SpecImport) -> dict[str, int]:
    counts = dict.fromkeys((sheet.name for sheet in result.sheets), 0)
    for finding in result.findings:
        if finding.code in ROWS:
            counts[finding.place.sheet or ""] += 1
    return counts


def _errors(result: SpecImport) -> list[str]:
    return [finding.code for finding in result.findings if finding.severity is Severity.ERROR]


def _has_something(spec: Spec) -> bool:
    return bool(spec.items or spec.code_lists or spec.functions or spec.forms or spec.interfaces)


WHOLE = specs().filter(_has_something)


@pytest.mark.parametrize("name", sorted(deform.DEFORMATIONS))
@FEW
@given(spec=WHOLE, seed=SEEDS)
def test_a_deformed_workbook_gives_the_same_spec(name: str, spec: Spec, seed: int) -> None:
    """Items, codes, functions, forms, interfaces, references, basis, kind and names come back byte for byte."""
    result = _deformed(spec, (name,), seed)

    assert (_differences(_comparable(spec), _comparable(result.spec)), _errors(result)) == ([], [])


@pytest.mark.parametrize("name", sorted(deform.DEFORMATIONS))
@FEW
@given(spec=specs(whole=False), seed=SEEDS)
def test_a_deformed_official_workbook_gives_the_same_spec(name: str, spec: Spec, seed: int) -> None:
    """A workbook with the official sheets alone comes back too, its title where the deformation left it."""
    result = _deformed(spec, (name,), seed)
    same = _nameless if name == "title_rows_removed" else _comparable

    assert (_differences(same(spec), same(result.spec)), _errors(result)) == ([], [])


_APART = {
    "one_row_header",
    "ids_in_one_cell",
    "ids_as_numbers",
    "sentinel_removed",
    "code_ids_repeated",
    "code_ids_merged",
}
"""Deformations that know where our writer puts things: they come first."""
_LATER = sorted(set(deform.DEFORMATIONS) & {"hidden_sheet", "sheet_renamed", "extra_sheets", "sheets_reordered"})


@SOME
@given(
    spec=WHOLE,
    first=st.sampled_from(sorted(_APART)),
    then=st.sampled_from(["header_moved_down", "header_moved_right", "blanks_in_headings", "notes_below"]),
    last=st.sampled_from(_LATER),
    seed=SEEDS,
)
def test_deformations_together(spec: Spec, first: str, then: str, last: str, seed: int) -> None:
    """Three deformations at once change nothing either."""
    if first == "one_row_header" and then == "blanks_in_headings":
        then = "notes_below"  # the latter looks for the headings where they were
    result = _deformed(spec, (first, then, last), seed)

    assert (_differences(_comparable(spec), _comparable(result.spec)), _errors(result)) == ([], [])


@SOME
@given(spec=WHOLE, seed=SEEDS)
def test_rows_are_taken_or_listed(spec: Spec, seed: int) -> None:
    """Whatever is done to single cells: in each sheet data rows = taken + rows listed, or the file is refused."""
    book = openpyxl.load_workbook(io.BytesIO(official.workbook(spec, LAYOUT)))
    rng = random.Random(seed)
    for table in deform.all_tables(book):
        for _ in range(3):
            row, column = rng.randint(table.first, table.sheet.max_row + 2), rng.randint(1, table.sheet.max_column)
            if isinstance(table.sheet.cell(row, column), openpyxl.cell.MergedCell):
                continue
            deform.put(table.sheet, row, column, rng.choice([None, "?", "※", 7, "031", "e", "1" * 9, "○"]))
    stream = io.BytesIO()
    book.save(stream)
    request = importer.Request(file="031_20230929.xlsx", sha256="")
    try:
        result = importer.understand(xlsx.loads(stream.getvalue(), "a.xlsx"), request, LAYOUTS)
    except MigrateError as error:
        assert error.code in {"MIG-SPEC-001", "MIG-SPEC-004", "MIG-SPEC-005", "MIG-SPEC-017", "MIG-SPEC-021"}
        return

    assert {sheet.name: sheet.lost for sheet in result.sheets} == _listed(result)


BUNDLED = sorted(path.parent for path in bundled("specs").glob("[0-9][0-9][0-9]-*/*/spec.yaml"))


def test_there_are_bundled_specs() -> None:
    """The test below looks at the 20 businesses: more than 20 business IDs."""
    assert len(BUNDLED) > 20


@pytest.mark.parametrize("folder", BUNDLED, ids=lambda path: path.parent.name)
def test_every_bundled_spec_comes_back(folder: Path) -> None:
    """Each of the bundled specs goes out in the official layout and comes back the same: a starter as a starter."""
    spec = store.read(folder)
    request = importer.Request(file="a.xlsx", sha256="", edition=spec.edition)
    result = importer.understand(xlsx.loads(official.workbook(spec, LAYOUT), "a.xlsx"), request, LAYOUTS)

    assert (_differences(_comparable(spec), _comparable(result.spec)), _errors(result)) == ([], [])
