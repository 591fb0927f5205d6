"""A report in the workbook of `pmo export` (`migrate.pmo.book`), for want of its JSON; faults are told by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from migrate.files.xlsx import Workbook, cell_name
from migrate.model.pmo import (
    Body,
    BodyKind,
    BodyReport,
    ReportedBusiness,
    ReportedCounts,
    ReportedRisk,
    ReportedStep,
    ReportedSystem,
)
from migrate.model.procedure import TOTAL_STEPS, Status
from migrate.pmo import book as layout
from migrate.pmo.intake import cells, own
from migrate.pmo.intake.headings import plain
from migrate.pmo.intake.terms import Terms
from migrate.pmo.intake.verdict import Fault, NotTakenError, Verdict

_NEEDED = frozenset({layout.COVER, layout.BOARD})
_KINDS = {one.value: one for one in BodyKind}
_PROVEN = {word: told for told, word in layout.PROVEN.items()}
_NOTES = {word: told for told, word in layout.NOTES.items()}
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:T00:00:00)?", re.ASCII)
_Row = Mapping[str, str]


def is_report(book: Workbook) -> bool:
    """True where the workbook has the sheets of `pmo export`."""
    return {one.name for one in book.sheets} >= _NEEDED


class _Reader:
    """The sheets as texts, and what was found wrong in them."""

    def __init__(self, book: Workbook) -> None:
        self.grids = {one.name: cells.texts(one) for one in book.sheets}
        self.faults: list[Fault] = []

    def wrong(self, place: str, reason: str, spot: tuple[str, int, int]) -> None:
        """Note a fault in the cell ``spot`` (sheet, row, column)."""
        sheet, row, column = spot
        self.faults.append(Fault(place=place, reason=reason, sheet=sheet, cell=cell_name(row, column)))

    def cover(self) -> dict[str, tuple[str, int]]:
        """Field → its text beside the label, and its row."""
        labels = {plain(label): name for name, label in layout.COVER_LABELS.items()}
        found = dict[str, tuple[str, int]]()
        for at, row in enumerate(self.grids[layout.COVER]):
            name = labels.get(plain(row[0])) if row else None
            if name is not None:
                found.setdefault(name, (row[1].strip() if len(row) > 1 else "", at))
        return found

    def table(self, sheet: str, headings: Sequence[str]) -> Iterator[tuple[int, dict[str, tuple[str, int]]]]:
        """Rows below the heading: number of the row, and heading → text and column."""
        grid = self.grids.get(sheet, [])
        top, columns = _heading(grid, headings)
        if not columns:
            missing = "、".join(headings[:3])
            self.wrong(sheet, f"シートがないか、見出し（{missing} など）がそろっていません", (sheet, 0, 0))
            return
        for at in range(top + 1, len(grid)):
            found = {name: (grid[at][column].strip(), column) for name, column in columns.items()}
            if any(text for text, _ in found.values()):
                yield at, found


def _heading(grid: Sequence[Sequence[str]], headings: Sequence[str]) -> tuple[int, dict[str, int]]:
    """Row of the heading, and heading → column; without columns where it is not whole."""
    wanted = {plain(one): one for one in headings}
    for top, row in enumerate(grid[: layout.HEADING_ROWS]):
        columns = {wanted[word]: at for at, text in enumerate(row) if (word := plain(text)) in wanted}
        if len(columns) == len(wanted):
            return top, columns
    return 0, {}


def read(book: Workbook, terms: Terms) -> BodyReport:
    """The report in the workbook.

    Raises:
        NotTakenError: not of this version, or something is wrong in it; all of it is told by cell.
    """
    reader = _Reader(book)
    cover = reader.cover()
    own.refuse_version(cover.get("kind", ("", 0))[0], _whole(cover.get("version", ("", 0))[0]))
    steps = dict(_days(reader, terms))
    systems, counts = _systems(reader, terms), _counts(reader, terms)
    board = dict(_board(reader, terms))
    for id in sorted({*systems, *counts, *(one for one, _ in steps)} - set(board)):
        reader.wrong(f"業務ID {id}", f"シート「{layout.BOARD}」にない業務です", (layout.BOARD, 0, 0))
    businesses = tuple(
        ReportedBusiness(
            business=id,
            name=terms.names.get(id) or terms.others.get(id, ""),
            steps=tuple(
                ReportedStep(status=status, **_step(steps.get((id, number), {})))  # type: ignore[arg-type]
                for number, status in enumerate(states, 1)
            ),
            systems=tuple(systems.get(id, ())),
            counts=counts.get(id, ReportedCounts()),
        )
        for id, states in board.items()
    )
    risks = tuple(_risks(reader))
    report = _report(reader, cover, businesses, risks)
    if reader.faults:
        raise NotTakenError(Verdict.SCHEMA, own.summary(tuple(reader.faults)), tuple(reader.faults))
    return own.checked(report, terms)


def _report(
    reader: _Reader,
    cover: Mapping[str, tuple[str, int]],
    businesses: tuple[ReportedBusiness, ...],
    risks: tuple[ReportedRisk, ...],
) -> BodyReport:
    texts = {name: text for name, (text, _) in cover.items()}
    revision = _whole(texts.get("revision", "0"))
    kind = _KINDS.get(texts.get("body_kind", ""))
    notes = _NOTES.get(texts.get("notes", ""))
    for name, told in (("revision", revision), ("body_kind", kind), ("notes", notes)):
        if told is None:
            row = cover.get(name, ("", 0))[1]
            reader.wrong(layout.COVER_LABELS[name], "決まった書き方ではありません", (layout.COVER, row, 1))
    return BodyReport(
        period=texts.get("period", ""),
        as_of=_day(texts.get("as_of", "")),
        revision=revision or 0,
        body=Body(
            name=texts.get("name", ""),
            prefecture=texts.get("prefecture", ""),
            code=texts.get("code", ""),
            kind=kind or BodyKind.MUNICIPALITY,
            population=_whole(texts.get("population", "")),
        ),
        businesses=businesses,
        risks=risks,
        notes=bool(notes),
        tool=texts.get("tool", ""),
    )


def _id(reader: _Reader, terms: Terms, told: tuple[str, int], sheet: str, row: int) -> str:
    """The 業務ID of a row; a spreadsheet program drops leading zeros."""
    id = cells.squeezed(told[0]).zfill(3)
    if id not in terms.names and id not in terms.others:
        reader.wrong(layout.BUSINESS, "知らない業務ID です", (sheet, row, told[1]))
    return id


def _board(reader: _Reader, terms: Terms) -> Iterator[tuple[str, list[Status]]]:
    """業務ID and its 40 states; a row without any state has none."""
    for at, row in reader.table(layout.BOARD, layout.BOARD_HEADINGS):
        id = _id(reader, terms, row[layout.BUSINESS], layout.BOARD, at)
        told = [row[str(number)] for number in range(1, TOTAL_STEPS + 1)]
        found = [cells.status(text) for text, _ in told]
        if not any(text for text, _ in told):
            found = []
        for number, status in enumerate(found, 1):
            if status is None:
                place = f"{terms.names.get(id, id)}・ステップ {number}・状態"
                reason = "済（完了済み）、中（作業中）、未（未着手）、外（対象外）のどれかではありません"
                reader.wrong(place, reason, (layout.BOARD, at, told[number - 1][1]))
        yield id, [one or Status.OPEN for one in found]


def _days(reader: _Reader, terms: Terms) -> Iterator[tuple[tuple[str, int], _Row]]:
    """業務ID and step → its days and proof."""
    headings = layout.DAYS_HEADINGS
    for at, row in reader.table(layout.DAYS, tuple(headings.values())):
        id = _id(reader, terms, row[layout.BUSINESS], layout.DAYS, at)
        number = _whole(row[layout.STEP][0])
        if number is None or not 1 <= number <= TOTAL_STEPS:
            reader.wrong(
                layout.STEP, f"1 から {TOTAL_STEPS} までの数ではありません", (layout.DAYS, at, row[layout.STEP][1])
            )
            continue
        found = {}
        for name in ("planned", "actual", "changed"):
            text, column = row[headings[name]]
            found[name] = _day(text)
            if text and not _DAY.fullmatch(text):
                place = f"{terms.names.get(id, id)}・ステップ {number}・{headings[name]}"
                reader.wrong(place, "2026-11-30 の形の日ではありません", (layout.DAYS, at, column))
        text, column = row[headings["proven"]]
        if text not in _PROVEN:
            reader.wrong(headings["proven"], "あり、なし、空のどれかではありません", (layout.DAYS, at, column))
        yield (id, number), {**found, "proven": text}


def _step(told: _Row) -> dict[str, str | bool | None]:
    days: dict[str, str | bool | None] = {name: told.get(name, "") for name in ("planned", "actual", "changed")}
    return {**days, "proven": _PROVEN.get(told.get("proven", ""))}


def _systems(reader: _Reader, terms: Terms) -> dict[str, list[ReportedSystem]]:
    found = dict[str, list[ReportedSystem]]()
    names = layout.SYSTEMS_HEADINGS
    for at, row in reader.table(layout.SYSTEMS, tuple(names.values())):
        id = _id(reader, terms, row[layout.BUSINESS], layout.SYSTEMS, at)
        told = {name: row[heading][0] for name, heading in names.items()}
        one = ReportedSystem(
            name=told["name"],
            vendor=told["vendor"],
            package=told["package"],
            operation=_day(told["operation"]),
            reason=told["reason"],
            until=_day(told["until"]),
            remains=told["remains"],
        )
        found.setdefault(id, []).append(one)
    return found


def _counts(reader: _Reader, terms: Terms) -> dict[str, ReportedCounts]:
    found = dict[str, ReportedCounts]()
    names = {name: heading for name, heading in layout.COUNTS_HEADINGS.items() if name not in ("business", "name")}
    for at, row in reader.table(layout.COUNTS, tuple(layout.COUNTS_HEADINGS.values())):
        id = _id(reader, terms, row[layout.BUSINESS], layout.COUNTS, at)
        for heading in names.values():
            text, column = row[heading]
            if text and _whole(text) is None:
                reader.wrong(
                    f"{terms.names.get(id, id)}・{heading}", "件数（数）ではありません", (layout.COUNTS, at, column)
                )
        numbers = {name: _whole(row[heading][0]) for name, heading in names.items()}
        found[id] = ReportedCounts(**numbers)
    return found


def _risks(reader: _Reader) -> Iterator[ReportedRisk]:
    names = layout.RISKS_HEADINGS
    for _, row in reader.table(layout.RISKS, tuple(names.values())):
        told = {name: row[heading][0] for name, heading in names.items()}
        business = told["business"].zfill(3) if told["business"] else ""
        yield ReportedRisk(
            id=told["id"], business=business, level=told["level"], due=_day(told["due"]), text=told["text"]
        )


def _day(text: str) -> str:
    """A day as ISO text; what is none stays what it is."""
    hit = _DAY.fullmatch(text)
    return f"{hit[1]}-{int(hit[2]):02}-{int(hit[3]):02}" if hit else text


def _whole(text: str) -> int | None:
    """A whole number; None for what is none."""
    digits = cells.squeezed(text).replace(",", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None
