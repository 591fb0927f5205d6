"""New workbooks: nothing becomes a formula, a link or a number by itself, and the same content gives the same bytes."""

from __future__ import annotations

from datetime import datetime
from typing import IO, Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from migrate.model.value import value

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


@value
class Properties:
    """Document properties; ``created`` is fixed by the caller, never the clock."""

    title: str
    comments: str
    created: datetime
    author: str = ""


class SheetNameError(ValueError):
    """The workbook cannot have a sheet of that name."""


def new_workbook(stream: IO[bytes], properties: Properties) -> Any:
    """An XlsxWriter workbook that is written to ``stream`` when it is closed."""
    book = xlsxwriter.Workbook(stream, _OPTIONS)
    book.set_properties(
        {
            "title": properties.title,
            "author": properties.author,
            "comments": properties.comments,
            "created": properties.created,
        }
    )
    return book


def new_sheet(book: Any, name: str) -> Any:
    """A new sheet of ``book``.

    Raises:
        SheetNameError: the name is too long, doubled, or has a character that Excel forbids.
    """
    try:
        return book.add_worksheet(name)
    except XlsxWriterException:
        raise SheetNameError(name) from None
