"""The clean book: read again it says the same, its cells are typed, and the same tables give the same bytes."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from migrate.files import xlsx
from migrate.model.source import ForeignKey, Index, SourceColumn, SourceTable
from migrate.source.book.clean import COLUMNS, workbook
from migrate.source.book.reader import Book, read_book
from migrate.source.book.values import read_type

from .houses import LAYOUTS
from .test_layouts import book

PHASES = (Phase.explicit, Phase.generate)
"""Each example starts a reader process: a failing one is shown as it is, not made smaller."""
_NAME = st.from_regex(r"[A-Z][A-Z0-9_]{0,11}", fullmatch=True)
_WORD = st.text(alphabet="宛名番号氏住所年月日区分コード世帯主外字ＡＢ１（）・ー", min_size=1, max_size=12).filter(
    lambda text: text.strip("　 ") == text
)
_TYPES = ("CHAR", "VARCHAR2", "NUMBER", "DATE", "TIMESTAMP WITH TIME ZONE", "文字列", "")


@st.composite
def _column(draw: st.DrawFn, name: str) -> SourceColumn:
    length = draw(st.none() | st.integers(0, 4000))
    comments = st.sampled_from(("", "1:男 2:女", "1:男 2:女\n全角", "備考あり", "二行の\n備考", "=1+1", "0:無"))
    start = draw(st.none() | st.integers(1, 500))
    return SourceColumn(
        name=name,
        logical_name=draw(_WORD),
        type=draw(st.sampled_from(_TYPES)),
        length=length,
        scale=draw(st.none() | st.integers(0, 9)),
        length_unit="" if length is None else draw(st.sampled_from(("", "CHAR", "BYTE"))),
        nullable=draw(st.booleans()),
        default=draw(st.sampled_from(("", "0", "'0'", "SYSDATE", "''", "=A1"))),
        comment=draw(comments),
        start=start,
        bytes=draw(st.integers(1, 200)) if start else None,
    )


@st.composite
def _table(draw: st.DrawFn, name: str, others: tuple[str, ...]) -> SourceTable:
    names = draw(st.lists(_NAME, min_size=1, max_size=6, unique_by=str.casefold))
    key = tuple(draw(st.lists(st.sampled_from(names), unique=True, max_size=3)))
    columns = [draw(_column(one)) for one in names]
    some = st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True).map(tuple)
    named = st.just("") | _NAME.map(lambda text: f"K_{text}")
    references = st.builds(
        lambda columns, table, called: ForeignKey(name=called, columns=columns, table=table, target=()),
        some,
        st.sampled_from(others),
        named,
    )
    indexes = st.builds(
        lambda columns, called, kind: Index(name=called, columns=columns, unique=kind > 0, constraint=kind > 1),
        some,
        named,
        st.integers(0, 2),
    ).filter(lambda one: not (one.unique and one.columns == key))
    return SourceTable(
        name=name,
        logical_name=draw(_WORD),
        columns=tuple(replace(c, nullable=False) if c.name in key else c for c in columns),
        primary_key=key,
        primary_key_name=draw(named) if key else "",
        foreign_keys=tuple(draw(st.lists(references, max_size=2, unique=True))),
        indexes=tuple(draw(st.lists(indexes, max_size=3, unique=True))),
    )


@st.composite
def _tables(draw: st.DrawFn) -> tuple[SourceTable, ...]:
    names = tuple(draw(st.lists(_NAME, min_size=1, max_size=4, unique_by=str.casefold)))
    return tuple(draw(_table(name, names)) for name in names)


def bare(tables: tuple[SourceTable, ...]) -> tuple[SourceTable, ...]:
    """Tables without the places where they stand."""
    return tuple(
        replace(
            t, file="", line=None, sheet="", cell="", columns=tuple(replace(c, line=None, cell="") for c in t.columns)
        )
        for t in tables
    )


def again(data: bytes) -> Book:
    """The clean book read by the same reader."""
    return read_book(xlsx.loads(data, "clean.xlsx"), "clean.xlsx")


def _book(tables: tuple[SourceTable, ...]) -> Book:
    return Book(tables=tables, sheets=(), findings=())


@given(_tables())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True, phases=PHASES)
def test_clean_book_says_the_same(tables: tuple[SourceTable, ...]) -> None:
    """Any tables, written as a clean book and read again, are the same tables."""
    assert bare(again(workbook(_book(tables))).tables) == tables


@pytest.mark.parametrize("name", LAYOUTS)
def test_clean_book_of_a_house(name: str) -> None:
    """The clean book of any house says what the house's book says, with full certainty and no warning."""
    first = read_book(book(name), name)
    second = again(workbook(first))

    assert bare(second.tables) == bare(first.tables)
    assert [(s.sure, s.fate) for s in second.sheets if s.fate != "list"] == [(100, "read")]
    assert {one.severity.value for one in second.findings} == {"info"}


def test_same_tables_same_bytes() -> None:
    """The same tables give the same bytes: no clock, no order of chance."""
    first = read_book(book("plain_sheets"), "a.xlsx")

    assert workbook(first) == workbook(first)
    assert openpyxl.load_workbook(io.BytesIO(workbook(first))).properties.created.year == 2000


def test_cells_are_typed() -> None:
    """Digits are numbers; names, defaults and texts that look like formulas are texts."""
    columns = (SourceColumn(name="A", logical_name="甲", type="CHAR", length=3, default="=1+1", comment="001"),)
    data = workbook(_book((SourceTable(name="T", columns=columns),)))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["列の定義"]
    heads = [cell.value for cell in sheet[1]]

    found = dict(zip(heads, (cell.value for cell in sheet[2]), strict=True))
    assert set(heads) <= set(COLUMNS)
    assert {key: found[key] for key in ("桁数", "初期値", "備考")} == {"桁数": 3, "初期値": "=1+1", "備考": "001"}
    assert sheet.cell(2, heads.index("初期値") + 1).data_type == "s"


@pytest.mark.parametrize("name", _TYPES)
def test_type_is_stable(name: str) -> None:
    """A type without its size is read again as itself."""
    assert read_type(name).name == name
