"""What a profile shows that somebody should look at; counts and row numbers only."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.profile import ColumnProfile, FileProfile

_DATE_FORMS = ("era_letter_date", "era_kanji_date", "era_date_7", "western_date_8", "western_date_parted")
_SHARE = 100
"""A form that fewer than one cell in so many has does not count as a second way of writing dates."""


def _count(tallies: tuple[tuple[str, int | None], ...], name: str) -> int | None:
    """Cells of a class or form: 0 where there is none, None where the number is not told."""
    return dict(tallies).get(name, 0)


def _column(one: FileProfile, column: ColumnProfile) -> Iterator[Finding]:
    place = Place(file=one.file, table=one.table, item=column.name)
    classes = tuple((tally.name, tally.count) for tally in column.characters)
    forms = tuple((tally.name, tally.count) for tally in column.signatures)
    if column.undecodable != 0:
        known = column.undecodable if column.undecodable is not None else "非表示"
        params: dict[str, str | int] = {"count": known, "first": column.first_undecodable or 0}
        yield Finding(code="MIG-SRC-151", severity=Severity.WARNING, place=place, params=params)
    if one.rows and column.distinct == 0:
        yield Finding(code="MIG-SRC-152", severity=Severity.INFO, place=place)
    for code, name, told, severity in (
        ("MIG-SRC-153", "kojin_bango", forms, Severity.INFO),
        ("MIG-SRC-154", "gaiji", classes, Severity.INFO),
        ("MIG-SRC-155", "control", classes, Severity.WARNING),
    ):
        if (count := _count(told, name)) != 0:
            params = {"count": count if count is not None else "非表示"}
            yield Finding(code=code, severity=severity, place=place, params=params)
    dated = [name for name in _DATE_FORMS if (count := _count(forms, name)) and count * _SHARE > one.rows]
    if len(dated) > 1:
        params = {"count": len(dated)}
        yield Finding(code="MIG-SRC-156", severity=Severity.INFO, place=place, params=params)
    if rare := sum(value.count.startswith("<") for value in column.values):
        yield Finding(code="MIG-SRC-158", severity=Severity.INFO, place=place, params={"count": rare})


def findings(files: tuple[FileProfile, ...]) -> tuple[Finding, ...]:
    """Findings of all files, sorted."""
    found: list[Finding] = []
    for one in files:
        place = Place(file=one.file, table=one.table)
        if one.ragged_count:
            rows = "、".join(str(row.row) for row in one.ragged[:5])
            params: dict[str, str | int] = {"count": one.ragged_count, "rows": rows}
            found.append(Finding(code="MIG-SRC-150", severity=Severity.ERROR, place=place, params=params))
        if not one.records:
            found.append(Finding(code="MIG-SRC-157", severity=Severity.WARNING, place=place))
        for column in one.columns:
            found += _column(one, column)
    return tuple(sorted(found, key=sort_key))
