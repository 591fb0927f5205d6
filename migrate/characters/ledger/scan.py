"""Count the characters of text columns that a repertoire does not hold: Arrow batches in, counts out, bounded memory.

The text of a column is decoded once, in one piece; its different code points are a set. Only where one of them is
strange are rows looked at, and only those that hold it. No text of a row is kept: keys are kept as hashes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from migrate.characters.ledger.clusters import RE2_MARKS, clusters, cp932_code, has_marks, kind_of
from migrate.characters.ledger.repertoire import Repertoire
from migrate.model.characters import COMMON, CharacterKey, CharacterPlace, CharacterStage, FoundCharacter
from migrate.model.value import value

_MOST_KEYS = 50_000
"""Beyond so many different keys of one character its rows are told instead."""
_MOST_ALL = 2_000_000
"""Beyond so many keys of all characters together, those with most keys are told by rows."""
_Spot = tuple[CharacterStage, str, str]


@value
class Subject:
    """One table whose rows are looked at."""

    stage: CharacterStage
    table: str
    system: str = ""
    """Empty: the rows come from several systems, told later by their lineage (`Tally.settle`)."""
    key: str = ""
    """Column that names whom a row is about; empty where none is known."""
    ignored: frozenset[str] = frozenset()
    """Columns that are no columns of the table."""


def text_of(column: pa.StringArray) -> str:
    """All cells of a column without anything between them (an empty text where there is none)."""
    _, offsets, data = column.buffers()
    if data is None or not len(column):
        return ""
    ends = memoryview(offsets).cast("i")
    first, last = ends[column.offset], ends[column.offset + len(column)]
    return str(memoryview(data)[first:last], "utf-8")


def any_of(characters: Iterable[str]) -> str:
    """A regular expression (RE2) for texts that hold one of the code points."""
    return "[" + "".join(f"\\x{{{ord(one):X}}}" for one in sorted(characters)) + "]"


class Tally:
    """Characters outside a repertoire, over any number of tables."""

    def __init__(self, repertoire: Repertoire) -> None:
        self._repertoire = repertoire
        self._inside: set[str] = set()
        self._cells: Counter[tuple[CharacterKey, _Spot]] = Counter()
        self._rows: Counter[CharacterKey] = Counter()
        self._unkeyed: Counter[CharacterKey] = Counter()
        self._keys: defaultdict[tuple[CharacterKey, str], set[int] | None] = defaultdict(set)
        self._keyed_rows: Counter[tuple[CharacterKey, str]] = Counter()
        self._unsettled: defaultdict[tuple[str, _Spot], list[int]] = defaultdict(list)
        self.characters: set[str] = set()
        """All different code points that were seen."""
        self.cells = 0

    def _strange(self, column: pa.StringArray) -> set[str]:
        """Characters of a column that the repertoire does not hold."""
        seen = set(text_of(column))
        marked = has_marks(seen - self._inside)
        self.characters |= seen
        found = {one for one in seen - self._inside if one not in self._repertoire}
        self._inside |= {one for one in seen - found if not has_marks({one})}
        if marked:
            rows = column.filter(pc.match_substring_regex(column, RE2_MARKS))
            joined = {one for text in rows.to_pylist() for one in clusters(text or "") if len(one) > 1}
            found |= {one for one in joined if one not in self._repertoire}
        return found

    def add(self, batch: pa.RecordBatch, subject: Subject, before: int = 0) -> None:
        """Count one batch; ``before`` is the number of rows of the table in front of it."""
        hits: defaultdict[str, set[int]] = defaultdict(set)
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            if name in subject.ignored or not pa.types.is_string(column.type):
                continue
            self.cells += len(column)
            if strange := self._strange(column):
                spot = (subject.stage, subject.table, name)
                for text, rows in _rows_of(column, strange).items():
                    self._note(text, rows, spot, subject, before)
                    hits[text].update(rows)
        if subject.stage is CharacterStage.SOURCE:
            for text, found in hits.items():
                self._people(batch, subject, text, sorted(found))
            self._forget()

    def _note(self, text: str, rows: Sequence[int], spot: _Spot, subject: Subject, before: int) -> None:
        system = subject.system if kind_of(text).of_one_system else COMMON
        if system:
            self._cells[(system, text), spot] += len(rows)
        else:
            self._unsettled[text, spot] += [before + row + 1 for row in rows]

    def _people(self, batch: pa.RecordBatch, subject: Subject, text: str, rows: list[int]) -> None:
        key = (subject.system if kind_of(text).of_one_system else COMMON, text)
        self._rows[key] += len(rows)
        if subject.key not in batch.schema.names:
            self._unkeyed[key] += len(rows)
            return
        place = (key, f"{subject.system}\x1f{subject.key}")
        self._keyed_rows[place] += len(rows)
        known = self._keys[place]
        if known is not None:
            known.update(map(hash, batch.column(subject.key).take(pa.array(rows)).to_pylist()))
            if len(known) > _MOST_KEYS:
                self._keys[place] = None

    def _forget(self) -> None:
        """Keep the keys within bounds; what is told by rows instead is still an upper bound of people."""
        held = {place: len(known) for place, known in self._keys.items() if known is not None}
        total = sum(held.values())
        for place in sorted(held, key=lambda one: -held[one]):
            if total <= _MOST_ALL:
                return
            self._keys[place] = None
            total -= held[place]

    def settle(self, table: str, lineage: Iterable[pa.RecordBatch], systems: Mapping[str, str]) -> None:
        """Give the rows of a converted table to systems, by lineage (``target_row``, ``source_table``)."""
        waiting = {key: rows for key, rows in self._unsettled.items() if key[1][1] == table}
        if not waiting:
            return
        wanted = pa.array(sorted({row for rows in waiting.values() for row in rows}), pa.int64())
        system_of: dict[int, str] = {}
        for batch in lineage:
            part = batch.filter(pc.is_in(batch.column("target_row"), wanted))
            pairs = zip(part.column("target_row").to_pylist(), part.column("source_table").to_pylist(), strict=True)
            for row, source in pairs:
                system_of.setdefault(row, systems.get(source, source))
        for (text, spot), rows in waiting.items():
            for row in rows:
                self._cells[(system_of.get(row, COMMON), text), spot] += 1
            del self._unsettled[text, spot]

    def found(self) -> tuple[FoundCharacter, ...]:
        """The characters, sorted by system and code."""
        places: defaultdict[CharacterKey, list[CharacterPlace]] = defaultdict(list)
        for (key, (stage, table, item)), count in self._cells.items():
            places[key].append(CharacterPlace(stage=stage, table=table, item=item, cells=count))
        people: Counter[CharacterKey] = Counter(self._unkeyed)
        for place, known in self._keys.items():
            people[place[0]] += len(known) if known is not None else self._keyed_rows[place]
        return tuple(
            FoundCharacter(
                system=key[0],
                text=key[1],
                kind=kind_of(key[1]),
                cp932=cp932_code(key[1]),
                rows=self._rows[key],
                people=people[key],
                places=tuple(sorted(places[key], key=lambda one: (one.stage, one.table, one.item))),
            )
            for key in sorted(places, key=lambda one: (one[0] != COMMON, one))
        )


def _rows_of(column: pa.StringArray, strange: set[str]) -> dict[str, list[int]]:
    """Character → rows that hold it."""
    mask = pc.match_substring_regex(column, any_of({one[0] for one in strange}))
    rows = pc.indices_nonzero(mask)
    texts = column.take(rows).dictionary_encode()
    each = [tuple(strange.intersection(clusters(text))) for text in texts.dictionary.to_pylist()]
    found: defaultdict[str, list[int]] = defaultdict(list)
    for row, at in zip(rows.to_pylist(), texts.indices.to_pylist(), strict=True):
        for one in each[at]:
            found[one].append(row)
    return found
