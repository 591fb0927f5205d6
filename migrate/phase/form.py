"""The forms of the work items: `reports/layouts/phase/<NN>/`, one a work item; 00 is that of the whole project.

No official layouts were at hand; these are ours.
"""

from __future__ import annotations

from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.forms.form import Codes, Form, Head, load
from migrate.model.finding import Basis

COMMANDS = ("phase make", "phase read")
NOUN = "様式"
ACROSS, REGISTERS = "横断", 0
"""What people call the registers that belong to no work item, and their number in place of an item's and a step's."""
_FOLDER = ("layouts", "phase")
_CODES = Codes(
    not_ours="MIG-PHS-020",
    refused="MIG-PHS-021",
    bent="MIG-PHS-022",
    no_value="MIG-PHS-023",
    stray="MIG-PHS-024",
    left_out="MIG-PHS-025",
    sheet="MIG-PHS-026",
    lost="MIG-PHS-027",
    column="MIG-PHS-028",
    twice="MIG-PHS-029",
    two_sheets="MIG-PHS-030",
    unnamed="MIG-PHS-031",
    edition="MIG-PHS-032",
    municipality="MIG-PHS-033",
    conflict="MIG-PHS-034",
    changed="MIG-PHS-035",
    emptied="MIG-PHS-036",
    gone="MIG-PHS-037",
    unread="MIG-PHS-038",
    damaged="MIG-PHS-039",
)


@cache
def titles() -> dict[str, str]:
    """Code of a work item or step, or `ACROSS` → name of its artefact."""
    return {row["code"]: row["title"] for row in tables.read(bundled("reports").joinpath(*_FOLDER) / "titles.csv")}


@cache
def items() -> tuple[int, ...]:
    """The work items that have a form, in order, after `REGISTERS`."""
    folder = bundled("reports").joinpath(*_FOLDER)
    return tuple(sorted(int(path.name) for path in folder.iterdir() if path.is_dir() and path.name.isdecimal()))


@cache
def form(item: int) -> Form:
    """The form of a work item, 1–18, or of `REGISTERS`.

    Raises:
        UnreadableError: MIG-SYS-001, the item has none (see `items`).
    """
    name = f"{item:02}"
    head = Head(
        id=f"migrate-phase-{name}",
        version=1,
        prefix=f"phase{name}",
        noun=NOUN,
        folder=f"phase/{name}",
        schema=f"phase-{name}-answers",
        commands=COMMANDS,
        repeated="",
        codes=_CODES,
        basis=Basis(document="本ツール独自", section=f"作業項目の様式（reports/layouts/phase/{name}）"),
    )
    return load(bundled("reports").joinpath(*_FOLDER) / name, head)
