"""Two seals against each other, without the key and without a workspace.

Buckets whose bytes are equal are passed over; of the others the records of both sides, which are sorted, are merged.
In memory are the rows of one key, however large the seals are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO

from migrate.model.seal import (
    Chosen,
    NarrowedTable,
    Normalisation,
    SealDifference,
    SealedRow,
    SealedTable,
    SealHeader,
    TableDifferences,
)
from migrate.model.value import value
from migrate.reconcile import seal_file
from migrate.reconcile.seal_file import Sealed

_PIECE = 1 << 18
_DIGEST = 16
_GROUP = 8
_WORDS = {
    "spec": "標準仕様の版",
    "business": "業務",
    "algorithm": "ダイジェストの作り方",
    "fingerprint": "鍵の指紋",
}
Emit = Callable[[SealedRow], None]


def unlike(base: SealHeader, other: SealHeader) -> list[str]:
    """Why two seals cannot be compared, in words; empty where they can."""
    found = [
        f"{word}（{getattr(base, field)} と {getattr(other, field)}）"
        for field, word in _WORDS.items()
        if getattr(base, field) != getattr(other, field)
    ]
    tables = {one.table: one for one in base.tables}, {one.table: one for one in other.tables}
    alone = sorted(tables[0].keys() ^ tables[1].keys())
    if alone:
        found.append(f"表（片方にだけある: {'、'.join(alone)}）")
    for name in [name for name in tables[0] if name in tables[1]]:
        one, two = tables[0][name], tables[1][name]
        if one.shape != two.shape:
            found.append(f"表「{name}」の項目か主キー")
        elif one.chosen != two.chosen:
            found.append(f"表「{name}」の絞り込み（--only）")
        elif base.form == other.form == "full" and one.groups != two.groups:
            found.append(f"表「{name}」の項目のまとめ方（--per-item の有無）")
    empties = sum(one.empty_texts for side in (base, other) if _tells(side) for one in side.tables)
    if base.normalisation != other.normalisation and empties:
        found.append(
            f"空の文字の扱い（一方は CSV などで空の文字と値なしを区別できず、他方に空の文字が {empties:,} 個）"
        )
    return found


def _tells(header: SealHeader) -> bool:
    return header.normalisation is Normalisation.NONE


def compare(base: Sealed, other: Sealed, emit: Emit) -> tuple[TableDifferences, ...]:
    """All tables, in the base's order; ``emit`` is called for each row that differs, where both seals are full.

    Both are known to be alike (`unlike`) and whole (`seal_file.load`).
    """
    numbers = {one.table: number for number, one in enumerate(other.header.tables)}
    found = []
    for number, table in enumerate(base.header.tables):
        pair = (table, other.header.tables[numbers[table.table]])
        if base.header.form == other.header.form == "full":
            starts = (base.begins(number), other.begins(numbers[table.table]))
            with base.path.open("rb") as one, other.path.open("rb") as two:
                found.append(_rows(number, pair, (one, two), starts, emit))
        else:
            found.append(_buckets(pair))
    return tuple(found)


def _buckets(pair: tuple[SealedTable, SealedTable]) -> TableDifferences:
    """What a summary can tell: in how many buckets something differs."""
    least = min(seal_file.fineness(one) for one in pair)
    base, other = (seal_file.at(one, least) for one in pair)
    differing = sum(one != two for one, two in zip(base, other, strict=True))
    return TableDifferences(
        table=pair[0].table,
        base=pair[0].rows,
        other=pair[1].rows,
        equal=None if differing else pair[0].rows,
        missing=0,
        extra=0,
        changed=0,
        buckets=len(base),
        buckets_differing=differing,
    )


def narrowed(base: Sealed, other: Sealed) -> tuple[NarrowedTable, ...]:
    """The buckets that differ, of the tables that have any: what both sides seal in the next round."""
    others = {one.table: one for one in other.header.tables}
    found = []
    for one in base.header.tables:
        two = others[one.table]
        least = min(seal_file.fineness(table) for table in (one, two))
        sides = zip(seal_file.at(one, least), seal_file.at(two, least), strict=True)
        apart = [place for place, (ours, theirs) in enumerate(sides) if ours != theirs]
        numbers = tuple(one.chosen.numbers[place >> least] << least | place & (1 << least) - 1 for place in apart)
        if numbers:
            found.append(NarrowedTable(table=one.table, chosen=Chosen(bits=one.chosen.bits + least, numbers=numbers)))
    return tuple(found)


@value
class _Span:
    """Records of one bucket in one seal."""

    stream: BinaryIO
    begins: int
    rows: int
    width: int

    def pieces(self) -> Iterator[bytes]:
        """The bytes, piece by piece."""
        self.stream.seek(self.begins)
        left = self.rows * self.width
        while left:
            piece = self.stream.read(min(_PIECE, left))
            if not piece:
                raise EOFError("the seal became shorter while it was read")
            left -= len(piece)
            yield piece

    def records(self) -> Iterator[bytes]:
        """One by one."""
        rest = b""
        for piece in self.pieces():
            held = rest + piece
            end = len(held) - len(held) % self.width
            for at in range(0, end, self.width):
                yield held[at : at + self.width]
            rest = held[end:]


def _spans(table: SealedTable, stream: BinaryIO, begins: int, fineness: int) -> Iterator[_Span]:
    for rows, _ in seal_file.at(table, fineness):
        yield _Span(stream=stream, begins=begins, rows=rows, width=table.width)
        begins += rows * table.width


def _rows(
    number: int,
    pair: tuple[SealedTable, SealedTable],
    streams: tuple[BinaryIO, BinaryIO],
    starts: tuple[int, int],
    emit: Emit,
) -> TableDifferences:
    least = min(seal_file.fineness(one) for one in pair)
    kinds: Counter[SealDifference] = Counter()
    groups: Counter[int] = Counter()
    differing = 0
    sides = [_spans(table, stream, begins, least) for table, stream, begins in zip(pair, streams, starts, strict=True)]
    for one, two in zip(*sides, strict=True):
        if one.rows == two.rows and all(map(bytes.__eq__, one.pieces(), two.pieces())):
            continue
        before = kinds.total()
        for row in _merged(one.records(), two.records()):
            made = replace(row, table=number)
            kinds[made.kind] += 1
            groups.update(made.groups)
            emit(made)
        differing += kinds.total() > before
    missing, changed = kinds[SealDifference.MISSING], kinds[SealDifference.CHANGED]
    return TableDifferences(
        table=pair[0].table,
        base=pair[0].rows,
        other=pair[1].rows,
        equal=pair[0].rows - missing - changed,
        missing=missing,
        extra=kinds[SealDifference.EXTRA],
        changed=changed,
        buckets=len(pair[0].chosen.numbers) << least,
        buckets_differing=differing,
        groups=tuple((items, groups[n]) for n, items in enumerate(pair[0].groups)),
    )


def _by_key(records: Iterator[bytes]) -> Iterator[tuple[bytes, list[bytes]]]:
    key = b""
    held: list[bytes] = []
    for record in records:
        if held and record[:_DIGEST] != key:
            yield key, held
            held = []
        key = record[:_DIGEST]
        held.append(record)
    if held:
        yield key, held


def _merged(base: Iterator[bytes], other: Iterator[bytes]) -> Iterator[SealedRow]:
    """The rows that differ, in the order of their keys."""
    ones, twos = _by_key(base), _by_key(other)
    one, two = next(ones, None), next(twos, None)
    while one or two:
        if two is None or (one is not None and one[0] < two[0]):
            assert one is not None
            yield from _of_key(one[0], one[1], [])
            one = next(ones, None)
        elif one is None or two[0] < one[0]:
            yield from _of_key(two[0], [], two[1])
            two = next(twos, None)
        else:
            yield from _of_key(one[0], one[1], two[1])
            one, two = next(ones, None), next(twos, None)


def _of_key(key: bytes, base: list[bytes], other: list[bytes]) -> Iterator[SealedRow]:
    """Rows of one key: equal ones are paired first; of the others as many as can are changed, the rest is alone."""
    counts = Counter(record[_DIGEST : 2 * _DIGEST] for record in base)
    twos = Counter(record[_DIGEST : 2 * _DIGEST] for record in other)
    ones, others = _left(base, counts - twos), _left(other, twos - counts)
    paired = min(len(ones), len(others)) if ones and key != ones[0][_DIGEST : 2 * _DIGEST] else 0
    for one, two in zip(ones[:paired], others[:paired], strict=True):
        yield _row(SealDifference.CHANGED, key, one, two)
    for one in ones[paired:]:
        yield _row(SealDifference.MISSING, key, one, b"")
    for two in others[paired:]:
        yield _row(SealDifference.EXTRA, key, b"", two)


def _left(records: list[bytes], wanted: Counter[bytes]) -> list[bytes]:
    found = []
    for record in records:
        digest = record[_DIGEST : 2 * _DIGEST]
        if wanted[digest] > 0:
            wanted[digest] -= 1
            found.append(record)
    return found


def _row(kind: SealDifference, key: bytes, base: bytes, other: bytes) -> SealedRow:
    groups = range(2 * _DIGEST, len(base), _GROUP) if base and other else ()
    return SealedRow(
        table=0,
        kind=kind,
        key=key.hex(),
        base=base[_DIGEST : 2 * _DIGEST].hex(),
        other=other[_DIGEST : 2 * _DIGEST].hex(),
        groups=tuple(n for n, at in enumerate(groups) if base[at : at + _GROUP] != other[at : at + _GROUP]),
    )
