"""One town for all tests of this folder, and its records as the bytes stand in the files."""

from __future__ import annotations

import csv
import io

import pytest

from migrate import town

Record = dict[str, bytes]


@pytest.fixture(scope="session")
def made() -> town.Town:
    """The demo town."""
    return town.build()


@pytest.fixture(scope="session")
def zei(made: town.Town) -> list[Record | None]:
    """Records of the tax CSV as raw bytes per column, None for one of another number of fields.

    Latin-1 keeps every byte; no second byte of CP932 is a comma, a quote or a line end.
    """
    text = made.files["source/zei_jutogai.csv"].decode("latin-1")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    return [
        dict(zip(header, (cell.encode("latin-1") for cell in row), strict=True)) if len(row) == len(header) else None
        for row in rows
    ]


@pytest.fixture(scope="session")
def layout(made: town.Town) -> list[tuple[str, int, int]]:
    """Name, first byte (from 0) and width of each field of the welfare record, from the layout file."""
    rows = csv.DictReader(io.StringIO(made.files["source/fuku_layout.csv"].decode("cp932"), newline=""))
    return [(row["物理名"], int(row["開始位置"]) - 1, int(row["桁数"])) for row in rows]


@pytest.fixture(scope="session")
def fuku(made: town.Town, layout: list[tuple[str, int, int]]) -> list[Record | None]:
    """Records of the welfare file as raw bytes per field, None for one of another length."""
    _, start, width = layout[-1]
    records = made.files["source/fuku_atena.dat"].split(b"\r\n")[:-1]
    return [
        {name: record[at : at + size] for name, at, size in layout} if len(record) == start + width else None
        for record in records
    ]
