"""Trailers beside the data: how many records there are, and what they sum up to; records of no kind that is known."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from migrate.model.finding import Finding, Place, Severity
from migrate.model.record import RecordForm
from migrate.model.source import SourceColumn, SourceFile, SourceTable
from migrate.model.value import value
from migrate.source.host.coding import coding_of
from migrate.source.host.cut import Field
from migrate.source.hosted.kinds import Kind, wrong
from migrate.source.read_fixed import tasks

_COUNTS = ("件数", "レコード数")
_SUM = "合計"


@value
class Rows:
    """Record numbers and some columns of one kind, in the order of the file."""

    numbers: tuple[int, ...]
    values: dict[str, tuple[str, ...]]
    strange: tuple[int, ...]
    """Records of no kind that is known (of the kind that answers for them)."""
    records: int


class Strangers:
    """Tells records of no known kind from those that are broken otherwise."""

    def __init__(self, path: Path, file: SourceFile, kind: Kind) -> None:
        self.coding = coding_of(path, file)
        self.record = kind.record

    def strange(self, raw: bytes) -> bool:
        """True where the field that names the kind holds no value that is known."""
        cell = raw[self.record.start - 1 :][: self.record.bytes].ljust(self.record.bytes, b" ")
        text = self.coding.text(Field(data=cell, width=len(cell), count=1)).text[0].as_py()
        return text.strip() not in self.record.known


def rows_of(path: Path, file: SourceFile, kind: Kind, columns: Sequence[str]) -> Rows:
    """Read one kind of a file.

    Raises:
        UnreadableError: as ``tasks``.
    """
    names = [column.name for column in kind.table.columns]
    numbers: list[int] = []
    strange: list[int] = []
    values: dict[str, list[str]] = {name: [] for name in columns}
    before = 0
    strangers = Strangers(path, file, kind)
    for task in tasks(path, file, kind.table):
        chunk = task()
        numbers += (before + number for number in chunk.numbers)
        strange += (before + bad.row for bad in chunk.bad_rows if strangers.strange(bad.raw))
        for name in columns:
            values[name] += chunk.columns[names.index(name)].to_pylist()
        before += chunk.records
    return Rows(
        numbers=tuple(numbers),
        values={name: tuple(texts) for name, texts in values.items()},
        strange=tuple(strange),
        records=before,
    )


def _label(column: SourceColumn) -> str:
    return column.logical_name or column.name


def counter(kind: Kind) -> str:
    """The trailer's column that counts records: as stated, else the only one that is called a count."""
    if kind.stated and kind.stated.count:
        return kind.stated.count
    found = [c.name for c in kind.table.columns if any(_label(c).endswith(word) for word in _COUNTS)]
    return found[0] if len(found) == 1 else ""


def sums(kind: Kind, data: SourceTable) -> dict[str, str]:
    """Columns with sums and the columns of the data that they sum up: as stated, else 「合計金額」 of 「金額」."""
    if kind.stated and kind.stated.sums:
        return dict(kind.stated.sums)
    own = {_label(c): c.name for c in data.columns}
    return {
        c.name: own[plain]
        for c in kind.table.columns
        if _SUM in _label(c) and (plain := _label(c).replace(_SUM, "", 1)) in own
    }


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text.strip() else None
    except InvalidOperation:
        return None


def _compared(kind: Kind, trailers: Rows, data: Rows, data_kind: Kind) -> Iterator[tuple[int, str]]:
    """Records of a trailer that disagree, and why."""
    counted, summed = counter(kind), sums(kind, data_kind.table)
    begin = 0
    first = 0
    for at, number in enumerate(trailers.numbers):
        end = bisect_left(data.numbers, number)
        if counted:
            said = _decimal(trailers.values[counted][at])
            if said is None or said not in (end - begin, number - first):
                told = "数として読めません" if said is None else f"{said:,} 件です"
                yield number, f"「{counted}」は {told}。データのレコードは {end - begin:,} 件です"
        for name, of in summed.items():
            said = _decimal(trailers.values[name][at])
            parts = [_decimal(text) for text in data.values[of][begin:end]]
            if said is None or said != sum((one for one in parts if one is not None), Decimal(0)):
                yield number, f"「{name}」の値と、データの「{of}」の合計が違います"
        begin, first = end, number


def _data(kinds: Sequence[Kind], counts: Sequence[int]) -> int:
    """Which kind is the data: the one with most records among those that count nothing; of equals the last."""
    plain = [n for n, kind in enumerate(kinds) if not counter(kind) and not (kind.stated and kind.stated.sums)]
    return max(plain or range(len(kinds)), key=lambda n: (counts[n], n))


def _stated(file: SourceFile, kind: Kind, data: SourceTable) -> None:
    """Refuse columns of a trailer, or of the data it sums up, that do not exist.

    Raises:
        MigrateError: MIG-SRC-015.
    """
    if kind.stated is None:
        return
    own, other = ([column.name for column in table.columns] for table in (kind.table, data))
    for name in [one for one in (kind.stated.count, *kind.stated.sums) if one and one not in own]:
        raise wrong(file.path, "kinds", name, own)
    for name in [one for one in kind.stated.sums.values() if one not in other]:
        raise wrong(file.path, "kinds", name, other)


def check(path: Path, file: SourceFile, kinds: Sequence[Kind]) -> tuple[tuple[SourceFile, ...], tuple[Finding, ...]]:
    """One entry of the file for each kind; the kind with most records answers for those of no kind.

    Raises:
        MigrateError: MIG-SRC-015, project.yaml names a column that does not exist.
        UnreadableError: as ``tasks``.
    """
    form = file.form or RecordForm()
    entries = [replace(file, table=one.table.name, form=replace(form, kind=one.record)) for one in kinds]
    counts = [len(rows_of(path, entry, kind, ()).numbers) for entry, kind in zip(entries, kinds, strict=True)]
    most = _data(kinds, counts)
    kind = replace(kinds[most], record=replace(kinds[most].record, carrier=True))
    entries[most] = replace(entries[most], form=replace(form, kind=kind.record))
    for one in kinds:
        _stated(file, one, kind.table)
    others = [one for n, one in enumerate(kinds) if n != most]
    wanted = sorted({of for one in others for of in sums(one, kind.table).values()})
    data = rows_of(path, entries[most], kind, wanted)
    findings: list[Finding] = []
    if data.strange:
        params: dict[str, str | int] = {
            "count": len(data.strange),
            "row": data.strange[0],
            "known": "、".join(kind.record.known),
            "table": kind.table.name,
        }
        place = Place(file=file.path, table=kind.table.name)
        findings.append(Finding(code="MIG-SRC-243", severity=Severity.ERROR, place=place, params=params))
    for n, one in enumerate(kinds):
        columns = sorted({counter(one), *sums(one, kind.table)} - {""})
        if n == most or not columns:
            continue
        for number, reason in _compared(one, rows_of(path, entries[n], one, columns), data, kind):
            params = {"row": number, "reason": reason}
            place = Place(file=file.path, table=one.table.name)
            findings.append(Finding(code="MIG-SRC-244", severity=Severity.ERROR, place=place, params=params))
    return tuple(entries), tuple(findings)
