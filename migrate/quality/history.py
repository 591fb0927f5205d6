"""What earlier checks came to: `out/check/history.csv`, one line for each run and category.

A run on the same conversion with the same numbers adds nothing, so that the lines are those of the rehearsals.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from datetime import date

from migrate.errors import UnreadableError
from migrate.files import tables
from migrate.model.finding import Place
from migrate.model.quality import CheckResult
from migrate.model.value import value
from migrate.quality import catalogue_past
from migrate.quality.catalogue_past import Rules
from migrate.quality.score import Score, by_category

FILE = "out/check/history.csv"
_HEADER = ("date", "spec", "conversion", "rows", "category", "judged", "failed", "open", "catalogue")
_BEFORE = _HEADER[:-1]
"""What versions wrote that did not note the rules."""


@value
class Past:
    """One run. ``conversion`` tells one conversion from another; ``rows`` were looked at."""

    date: str
    spec: str
    conversion: str
    rows: int
    scores: tuple[Score, ...]
    rules: Rules = field(default_factory=dict)
    """With which rules it was made; empty where that was not noted."""

    @property
    def business(self) -> str:
        """業務ID."""
        return self.spec[:3]


_Head = tuple[str, str, str, int, str]


def _damaged(line: int | None) -> UnreadableError:
    return UnreadableError("MIG-DQ-049", Place(file=FILE, line=line), {"file": FILE})


def _lines(data: bytes) -> Iterator[tuple[_Head, Score]]:
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        header = tuple(next(reader, ()))
        if header not in (_HEADER, _BEFORE):
            raise _damaged(1)
        for row in reader:
            day, spec, conversion, rows, category, judged, failed, left, *mark = row
            if len(row) != len(header):
                raise ValueError
            score = Score(category=category, judged=int(judged), failed=int(failed), open=int(left))
            yield (date.fromisoformat(day).isoformat(), spec, conversion, int(rows), "".join(mark)), score
    except UnicodeDecodeError:
        raise _damaged(None) from None
    except (ValueError, csv.Error):
        raise _damaged(reader.line_num) from None


def read(data: bytes, catalogues: Mapping[str, Rules]) -> tuple[Past, ...]:
    """The runs, oldest first; ``catalogues`` are those of `catalogue_past`.

    Raises:
        UnreadableError: MIG-DQ-049, the file is not what this version writes.
    """
    runs: list[tuple[_Head, list[Score]]] = []
    for head, score in _lines(data):
        if not runs or runs[-1][0] != head or any(one.category == score.category for one in runs[-1][1]):
            runs.append((head, []))
        runs[-1][1].append(score)
    return tuple(
        Past(
            date=day,
            spec=spec,
            conversion=conversion,
            rows=rows,
            scores=tuple(scores),
            rules=catalogues.get(mark, {}),
        )
        for (day, spec, conversion, rows, mark), scores in runs
    )


def with_run(past: tuple[Past, ...], result: CheckResult, conversion: str, day: date) -> tuple[Past, ...]:
    """The runs with this one at the end, where it says something that the last one of its business does not."""
    now = Past(
        date=day.isoformat(),
        spec=result.spec,
        conversion=conversion,
        rows=result.rows,
        scores=by_category(result.outcomes),
        rules=catalogue_past.of(result.spec[:3]),
    )
    last = next((one for one in reversed(past) if one.business == now.business), None)
    if last is None or replace(last, date=now.date, rules=now.rules) != now:
        return (*past, now)
    noted = last if last.rules else replace(last, rules=now.rules)  # a run of a version that did not note the rules
    return tuple(noted if one is last else one for one in past)


def dump(past: tuple[Past, ...]) -> bytes:
    """The file."""
    rows = (
        (one.date, one.spec, one.conversion, one.rows, s.category, s.judged, s.failed, s.open, mark)
        for one in past
        for mark in (catalogue_past.mark(one.rules),)
        for s in one.scores
    )
    return tables.to_bytes(_HEADER, rows)


def catalogues(past: tuple[Past, ...]) -> bytes:
    """The file of the rules with which the runs were made."""
    return catalogue_past.dump({catalogue_past.mark(one.rules): one.rules for one in past if one.rules})
