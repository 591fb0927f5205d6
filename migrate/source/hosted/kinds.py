"""Files with several kinds of records (ヘッダ、データ、トレーラ、エンド), told apart by the value of a field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from migrate.errors import MigrateError
from migrate.model.finding import Place
from migrate.model.record import RecordKind
from migrate.model.source import SourceColumn, SourceTable
from migrate.model.value import value
from migrate.source.host.fields import condition
from migrate.source.read_fixed import record_length
from migrate.workspace.project import DeclaredKind, DeclaredSource

_WORDS = "ZERO ZEROS ZEROES SPACE SPACES HIGH-VALUE HIGH-VALUES LOW-VALUE LOW-VALUES NULL NULLS QUOTE QUOTES"
_FIGURATIVE = frozenset(_WORDS.split())


@value
class Kind:
    """One kind: its table, and what project.yaml says of its trailer."""

    table: SourceTable
    record: RecordKind
    stated: DeclaredKind | None = None


def wrong(source: str, key: str, text: str, known: Sequence[str]) -> MigrateError:
    """MIG-SRC-015: project.yaml says of a file what does not exist."""
    params = {"file": source, "key": key, "value": text, "known": "、".join(known) or "なし"}
    return MigrateError("MIG-SRC-015", Place(file="project.yaml"), params)


def _together(kinds: Sequence[Kind]) -> tuple[Kind, ...]:
    """Kinds that know of each other."""
    known = tuple(sorted({one for kind in kinds for one in kind.record.values}))
    length = max(record_length(kind.table) for kind in kinds)
    return tuple(replace(kind, record=replace(kind.record, known=known, length=length)) for kind in kinds)


def _kind(table: SourceTable, column: SourceColumn, values: tuple[str, ...]) -> Kind:
    record = RecordKind(start=column.start or 1, bytes=column.bytes or 1, values=values, known=())
    return Kind(table=table, record=record)


def declared_kinds(name: str, declared: DeclaredSource, tables: Sequence[SourceTable]) -> tuple[Kind, ...]:
    """The kinds that project.yaml states.

    Raises:
        MigrateError: MIG-SRC-015: a table or a column that does not exist, no condition, fields at different places.
    """
    found = []
    for one in declared.kinds:
        table = next((t for t in tables if t.name == one.table), None)
        if table is None:
            raise wrong(name, "kinds", one.table, sorted(t.name for t in tables))
        field, values = condition(one.when)
        column = next((c for c in table.columns if c.name == field), None)
        if column is None or column.start is None:
            raise wrong(name, "kinds", one.when, [f"{c.name}=値" for c in table.columns[:5]])
        found.append(replace(_kind(table, column, values), stated=one))
    places = {(kind.record.start, kind.record.bytes) for kind in found}
    if len(places) > 1:
        said = "、".join(one.when for one in declared.kinds)
        raise wrong(name, "kinds", said, ["どの種類でも同じ位置・桁数の項目"])
    return _together(found)


def _marks(table: SourceTable) -> Iterator[tuple[tuple[int, int], SourceColumn, str]]:
    """Fields of a table that always hold one value (VALUE, or the only value that is named)."""
    for column in table.columns:
        text = column.default or (column.codes[0].value if len(column.codes) == 1 else "")
        if text and text.upper() not in _FIGURATIVE and column.start and column.bytes:
            yield (column.start, column.bytes), column, text


def families(tables: Sequence[SourceTable]) -> tuple[tuple[Kind, ...], ...]:
    """Tables that a field at one place with a value of its own tells apart, the largest families first."""
    places: dict[tuple[int, int], dict[str, Kind]] = {}
    for table in tables:
        if record_length(table):
            for place, column, text in _marks(table):
                places.setdefault(place, {}).setdefault(text, _kind(table, column, (text,)))
    found = [_together(tuple(kinds.values())) for _, kinds in sorted(places.items()) if len(kinds) > 1]
    found = [kinds for kinds in found if len({kind.table.name for kind in kinds}) == len(kinds)]
    return tuple(sorted(found, key=lambda kinds: (-len(kinds), kinds[0].record.start)))
