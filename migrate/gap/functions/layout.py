"""The two forms: the departments' (`reports/layouts/functions/`) and the vendors' (`reports/layouts/package/`).

No official layout was at hand; both are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.forms.form import Codes, Form, Head, Preset, SheetForm, load
from migrate.gap.functions.requirement import Business
from migrate.model.finding import Basis
from migrate.model.value import value

OWN = Basis(document="本ツール独自", section="機能・帳票の Fit&Gap の様式（reports/layouts/functions）")
PACKAGE = "package"
_CODES = Codes(
    not_ours="MIG-GAP-060",
    refused="MIG-GAP-061",
    bent="MIG-GAP-062",
    no_value="MIG-GAP-063",
    stray="MIG-GAP-064",
    left_out="MIG-GAP-065",
    sheet="MIG-GAP-066",
    lost="MIG-GAP-067",
    column="MIG-GAP-068",
    twice="MIG-GAP-069",
    two_sheets="MIG-GAP-070",
    unnamed="MIG-GAP-071",
    edition="MIG-GAP-072",
    municipality="MIG-GAP-073",
    conflict="MIG-GAP-074",
    changed="MIG-GAP-075",
    emptied="MIG-GAP-076",
    gone="MIG-GAP-077",
    unread="MIG-GAP-078",
    damaged="MIG-GAP-079",
)
_COMMANDS = ("gap functions make", "gap functions read")
FIT = Head(
    id="migrate-fit",
    version=1,
    prefix="fit",
    noun="Fit&Gap 表",
    folder="fit",
    schema="",
    commands=_COMMANDS,
    repeated="",
    codes=_CODES,
    basis=OWN,
)
OFFER = replace(FIT, id="migrate-package", prefix="package", noun="回答票", folder="fit/packages", repeated=PACKAGE)


@value
class Limit:
    """A date that a text fixes."""

    date: str
    text: str
    certainty: str


@cache
def fit() -> Form:
    """The departments' form."""
    return load(bundled("reports") / "layouts" / "functions", FIT)


@cache
def offer() -> Form:
    """The vendors' form."""
    return load(bundled("reports") / "layouts" / "package", OFFER)


@cache
def limit(id: str) -> Limit:
    """The date of that id in `limits.csv`.

    Raises:
        KeyError: there is none.
    """
    rows = {row["id"]: row for row in tables.read(bundled("reports") / "layouts" / "functions" / "limits.csv")}
    return Limit(date=rows[id]["date"], text=rows[id]["text"], certainty=rows[id]["certainty"])


def with_keys(sheet: SheetForm, keys: Sequence[str]) -> SheetForm:
    """``sheet`` that prints a row for each key."""
    return replace(sheet, presets=tuple(Preset(key=key, name=key, words=()) for key in keys))


def with_rows(form: Form, business: Business) -> Form:
    """``form`` that knows the requirements of a business as the rows that it prints."""
    keys = {sheet.id: [one.key for one in business.of(sheet.id)] for sheet in form.sheets}
    return replace(form, sheets=tuple(with_keys(sheet, keys[sheet.id]) for sheet in form.sheets))
