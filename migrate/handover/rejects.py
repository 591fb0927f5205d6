"""Rejects without values: what a conversion found, row by row, for people who must not see the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Set
from pathlib import Path

import pyarrow.parquet as pq

from migrate.files import tables
from migrate.model.balance import Conversion
from migrate.model.finding import Finding
from migrate.model.handover import RejectCount
from migrate.text import formulas

HEAD = ("標準の表", "項目", "元のファイル", "行", "行の扱い", "コード", "内容", "キーの要約")
_COLUMNS = ("target_table", "source_file", "source_row", "code")
_BOM = b"\xef\xbb\xbf"  # these lists are opened with a spreadsheet program
_REJECTED, _WRITTEN = "拒否", "書込"

Row = tuple[str, str, int, str]
"""Target table, source file, row, code."""


def rejected(path: Path) -> frozenset[Row]:
    """The rejected rows of a conversion; the columns with the rows' own bytes are not read."""
    columns = pq.read_table(path, columns=list(_COLUMNS)).to_pydict()
    return frozenset(zip(*(columns[name] for name in _COLUMNS), strict=True))


def _row(finding: Finding) -> Row:
    place = finding.place
    return place.table or "", place.file or "", place.row or 0, finding.code


def _lines(
    conversion: Conversion, kept_out: Set[Row], say: Callable[[Finding], str]
) -> Iterator[tuple[str | int, ...]]:
    for one in conversion.findings:
        table, file, row, code = _row(one)
        fate = _REJECTED if _row(one) in kept_out else _WRITTEN
        yield table, one.place.item or "", file, row or "", fate, code, say(one), one.place.key or ""


def listed(conversion: Conversion, kept_out: Set[Row], say: Callable[[Finding], str]) -> bytes:
    """The list as CSV; ``say`` puts a finding into words."""
    return _BOM + tables.to_bytes(HEAD, map(formulas.row, _lines(conversion, kept_out, say)))


def counts(business: str, conversion: Conversion, kept_out: Set[Row]) -> tuple[RejectCount, ...]:
    """How many lines of the list there are by code."""
    found = Counter((one.code, _row(one) in kept_out) for one in conversion.findings)
    codes = sorted({code for code, _ in found})
    return tuple(
        RejectCount(business=business, code=code, rejected=found[code, True], written=found[code, False])
        for code in codes
    )
