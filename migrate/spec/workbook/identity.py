"""Which business and which edition a workbook is about: as told, else as it says itself, else as its file is named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date

from migrate.errors import MigrateError
from migrate.files.xlsx_unread import UnreadCell
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.spec.library import EDITION
from migrate.spec.workbook.codes import CodeTable
from migrate.spec.workbook.sheets import Sheets

_EXPORT = re.compile(rf"migrate spec export [0-9A-Z]+@({EDITION.pattern})")
"""What the official writer puts into the comments of a workbook."""
_DATE_IN_NAME = re.compile(r"(?<![0-9])(20[0-9]{2})[-_.]?([0-9]{2})[-_.]?([0-9]{2})(?![0-9])")
_BUSINESS = re.compile(r"[0-9]{3}")
_BUSINESS_IN_NAME = re.compile(r"([0-9]{3})(?![0-9])")
_VERSION = re.compile(r"第\s*([0-9]+(?:\.[0-9]+)*)\s*版")
_IN_BRACKETS = re.compile(r"[（(]([^（）()]+)[）)]")
_NOT_NAMES = frozenset({"個別", "連携", "本ツール"})
_ASIDE = re.compile(
    r"^(?:共通|案|参考|抜粋|写し?|暫定|改定|業務間|.{0,4}一覧)$|別[紙表添]|様式|[0-9０-９]版|年度|[0-9０-９元]年"
)
_REFERENCE = "GIF"


@value
class Request:
    """What is known of a file beside its contents; empty texts where nothing was said."""

    file: str
    sha256: str
    business: str = ""
    edition: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    """業務ID → name, of the businesses that are known."""
    unread: tuple[UnreadCell, ...] = ()
    """Cells whose value the reader did not get."""
    comments: str = ""
    """Comments of the document properties; an export of ours says there which spec it holds."""


def edition_of(request: Request, said: str = "") -> str:
    """The edition: as given, else ``said`` by the workbook, else the date in the file name as ISO date, else the one
    of which the file is our export.

    Raises:
        MigrateError: MIG-SPEC-003 (none of them), -004 (the text cannot name a folder).
    """
    for text in (request.edition, said):
        if text and not EDITION.fullmatch(text):
            raise MigrateError("MIG-SPEC-004", params={"edition": text})
        if text:
            return text
    for year, month, day in _DATE_IN_NAME.findall(request.file):
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    if exported := _EXPORT.fullmatch(request.comments):
        return exported.group(1)
    raise MigrateError("MIG-SPEC-003", Place(file=request.file), {"file": request.file})


def api_edition(sheets: Sheets) -> str:
    """``api-2.0`` for an API specification whose cover says 第2.0版; ``""`` for another workbook or cover."""
    if not sheets.of("request", "response") or sheets.of("items"):
        return ""
    for view in sheets.others:
        for row in range(view.height):
            for column in view.held(row):
                if found := _VERSION.fullmatch(view.own(row, column).strip()):
                    return f"api-{found[1]}"
    return ""


def names_in(sheets: Sheets) -> tuple[str, ...]:
    """Texts that may name the business: above the tables, and the names of the sheets."""
    kinds = dict.fromkeys(table.words.kind for table in sheets.tables)
    titles = (sheets.title(kind) for kind in kinds)
    apis = (table.view.beside("仕様名", table.header.row) for table in sheets.of("request", "response"))
    return (*titles, *apis, *(table.view.name for table in sheets.tables))


def business_name(sheets: Sheets, known: str = "") -> str:
    """The name of the business: 「業務名」 of コード一覧（個別）, else the brackets in titles and sheet names.

    ``known`` is the name that the 業務ID is known by. Brackets may hold anything (共通, 別紙２, 案): where a name is
    known, they count only if they share a word of two letters with it.
    """
    for table in sheets.of("codes"):
        if isinstance(table, CodeTable) and not table.shared and table.titled_business:
            return table.titled_business
    for text in names_in(sheets):
        for name in _IN_BRACKETS.findall(text):
            if name not in _NOT_NAMES and not _ASIDE.search(name) and (not known or _alike(name, known)):
                return str(name)
    return ""


def _alike(one: str, other: str) -> bool:
    return any(one[at : at + 2] in other for at in range(len(one) - 1))


def _from_name(sheets: Sheets, request: Request) -> str:
    """The business that the file's name begins with, else the one whose name a title holds."""
    if found := _BUSINESS_IN_NAME.match(request.file):
        return found[1]
    texts = (business_name(sheets), *names_in(sheets))
    for text in texts:
        hits = [business for business, name in request.names.items() if name and name in text]
        if len(hits) == 1:
            return hits[0]
    return ""


def business_of(ids: Iterable[str], request: Request, said: str, sheets: Sheets) -> str:
    """The 業務ID: of the IDs that the workbook holds the most frequent, else as given, said, or named.

    Raises:
        MigrateError: MIG-SPEC-005 (the IDs do not agree, or not with what was given), -024 (nothing says it),
            -025 (the reference model is not imported).
    """
    given = request.business
    if _REFERENCE in (given, said):
        raise MigrateError("MIG-SPEC-025", Place(file=request.file))
    if given and not _BUSINESS.fullmatch(given):
        raise MigrateError("MIG-SPEC-024", Place(file=request.file), {"wanted": given})
    counts = Counter(one[:3] for one in ids)
    if not counts:
        found = given or said or _from_name(sheets, request)
        if not _BUSINESS.fullmatch(found):
            raise MigrateError("MIG-SPEC-024", Place(file=request.file), {"wanted": "なし"})
        return found
    most = counts.most_common(2)
    tied = len(most) > 1 and most[0][1] == most[1][1]
    if given and given in counts:
        return given
    if given or tied:
        found = "、".join(f"{business}（{count} 項目）" for business, count in sorted(counts.items()))
        raise MigrateError("MIG-SPEC-005", Place(file=request.file), {"found": found, "wanted": given or "?"})
    return most[0][0]
