"""What a workbook is to hold: which sheets, which rows, which answers that are known already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from migrate.forms.answer import Answer
from migrate.forms.form import Form, SheetForm
from migrate.model.value import value

_NAME_LIMIT = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@value
class RowPlan:
    """One record of a sheet."""

    key: str
    """Empty for a row that is left blank."""
    answers: Mapping[str, Answer]
    """What is kept already."""
    offers: Mapping[str, Answer]
    """What is suggested, where nothing is kept."""
    fixed: bool = False
    """Its name is printed by the form."""
    printed: Mapping[str, Answer] = field(default_factory=dict)
    """What stands in the columns that are no questions."""

    @property
    def shown(self) -> Mapping[str, Answer]:
        """Everything that the sheet shows."""
        return {**self.printed, **self.offers, **self.answers}


@value
class SheetPlan:
    """One sheet of the workbook."""

    form: SheetForm
    name: str
    rows: tuple[RowPlan, ...]


@value
class BookPlan:
    """One workbook."""

    form: Form
    title: str
    file: str
    sheets: tuple[SheetPlan, ...]
    parties: tuple[str, ...]
    """Names that can be given where a question asks for a party."""
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Further lists of suggestions: the part of their name after the prefix → items."""
    scope: str = ""
    """What the whole file is about, such as a 業務ID; it comes back with the answers."""
    municipality: str = ""
    """全国地方公共団体コード; empty where it is not stated."""
    made: str = ""
    """ISO date."""


def sheet_name(key: str, name: str) -> str:
    """The name of a record's sheet, legal in Excel."""
    text = "".join(c for c in f"{key} {name}" if c.isprintable()).translate(_NOT_IN_NAMES)
    return text[:_NAME_LIMIT].strip()


def file_part(text: str) -> str:
    """``text`` as part of a file name."""
    kept = "".join(c if c.isalnum() or c in "-（）" else "_" for c in text.replace(" ", "-"))
    return kept[:60].strip("_-") or "その他"
