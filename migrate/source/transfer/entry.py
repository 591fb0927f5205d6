"""The door for the scan: which files of a delivery hold such lists, and the tables that they declare."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from migrate.files.xlsx import Workbook
from migrate.model.finding import Finding, Place, Severity
from migrate.model.source import SourceFile, SourceKind
from migrate.model.value import value
from migrate.source import codec as codecs
from migrate.source.book.grid import Grid
from migrate.source.detect import Input, Look, text_of
from migrate.source.header import head_bytes
from migrate.source.transfer.listing import Listing, read
from migrate.source.transfer.sheet import Listed, Row, Sheet, Table, table

_HEAD = 64 << 10
_SEARCHED = 60
"""Lines in which the headings are looked for: a heading may hold line ends."""
_DELIMITERS = (",", "\t")
_HEADS = {
    Listed.ITEMS: "移行ファイルごとの項目の一覧（移行ファイル・項目名・データ型・桁数の見出し）",
    Listed.CODES: "コードの一覧（コード・コード値・意味の見出し）",
    Listed.FILES: "移行ファイルの一覧（移行ファイルID・移行ファイル名の見出し）",
}


@value
class Lists:
    """The lists of one file."""

    file: str
    tables: tuple[Table, ...]
    unused: tuple[str, ...] = ()
    """Sheets that hold something else."""

    @property
    def items(self) -> bool:
        """True where it lists items: without such a list codes and files are lists of something else."""
        return any(one.listed is Listed.ITEMS for one in self.tables)


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield Row(line=reader.line_num, cells=tuple(cells))
    except csv.Error:
        return


def _of_text(file: str, text: str) -> Table | None:
    sheets = (Sheet(file=file, rows=tuple(_rows(text, delimiter))) for delimiter in _DELIMITERS)
    return next((found for sheet in sheets if (found := table(sheet)) is not None), None)


def of_look(look: Look) -> Lists | None:
    """The list in a text file, None where its beginning has no headings of one, or project.yaml calls it data."""
    if look.kind not in (None, SourceKind.LAYOUT):
        return None
    head = codecs.decode(head_bytes(look.source.path)[:_HEAD], look.encoding.codec)
    if _of_text(look.source.name, "\n".join(head.splitlines()[:_SEARCHED])) is None:
        return None
    found = _of_text(look.source.name, text_of(look))
    return Lists(file=look.source.name, tables=(found,)) if found is not None else None


def of_workbook(workbook: Workbook, file: str) -> Lists | None:
    """The lists in a workbook, None where no sheet lists the items of transfer files."""
    found: list[Table] = []
    unused = []
    for one in workbook.sheets:
        grid = Grid(one)
        rows = (Row(line=n + 1, cells=tuple(grid.text(n, c) for c in range(grid.width))) for n in range(grid.height))
        held = table(Sheet(file=file, name=one.name, rows=tuple(rows)))
        if held is not None:
            found.append(held)
        elif grid.height:
            unused.append(one.name)
    lists = Lists(file=file, tables=tuple(found), unused=tuple(unused))
    return lists if lists.items else None


def file_of(source: Input, lists: Lists, encoding: str, why: str = "") -> SourceFile:
    """A file of lists as one of the files that were looked at; ``why`` speaks of its encoding."""
    words = "、".join(_HEADS[listed] for listed in dict.fromkeys(one.listed for one in lists.tables))
    text = f"{words}があるため。{why}"
    return SourceFile(path=source.name, kind=SourceKind.LAYOUT, sha256=source.sha256, encoding=encoding, why=text)


def split(looks: Sequence[Look], books: Sequence[Lists]) -> tuple[dict[str, Lists], list[Look]]:
    """The text files that hold lists, by name, and the looks that are left.

    A list of codes or files alone is such a list only where something in the delivery, ``books`` included, lists items.
    """
    found = {look.source.name: lists for look in looks if (lists := of_look(look)) is not None}
    if not any(lists.items for lists in (*found.values(), *books)):
        found = {}
    return found, [look for look in looks if look.source.name not in found]


def listing(lists: Sequence[Lists]) -> Listing:
    """The tables of all lists of a delivery, and MIG-SRC-307 for each sheet that was not used.

    Raises:
        UnreadableError: MIG-SRC-012, as `listing.read`.
    """
    found = read([table for one in lists for table in one.tables])
    unused = [
        Finding(code="MIG-SRC-307", severity=Severity.INFO, place=Place(file=one.file, sheet=sheet))
        for one in lists
        for sheet in one.unused
    ]
    return Listing(tables=found.tables, findings=(*found.findings, *unused))
