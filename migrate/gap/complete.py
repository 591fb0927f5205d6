"""What a comparison says of whole グループ: keys, references, coverage, and the estimate that rests on all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from migrate.gap import coverage, effort, keys
from migrate.gap.keys import Fill
from migrate.gap.values import Held
from migrate.gap.weights import Weights
from migrate.model.finding import sort_key
from migrate.model.gap import ColumnGap, GapReport
from migrate.model.source import SourceSchema
from migrate.model.spec import Spec
from migrate.model.value import value

Columns = Mapping[tuple[str, str], Held]


@value
class _Run:
    """What all comparisons of a run share."""

    filled: frozenset[keys.TableKey]
    compared: frozenset[str]
    held: Columns


def _filled(column: ColumnGap, held: Columns) -> ColumnGap:
    """The column with its rows that have a value: one without any is a candidate for 廃棄."""
    one = held.get((column.table, column.column))
    if one is None or one.profile.empty is None or one.profile.blank is None:
        return column
    return replace(column, filled=max(0, one.rows - one.profile.empty - one.profile.blank))


def _whole(report: GapReport, spec: Spec, fills: Sequence[Fill], run: _Run) -> GapReport:
    main = keys.main_fills(fills, spec)
    found = (*keys.findings(main, spec, run.held), *keys.references(report, spec, run.filled, run.compared))
    return replace(
        report,
        columns=tuple(_filled(column, run.held) for column in report.columns) if run.held else report.columns,
        findings=tuple(sorted((*report.findings, *found), key=sort_key)),
        coverage=coverage.coverage(report, main, run.held),
    )


def complete(
    reports: Sequence[GapReport], specs: Sequence[Spec], schema: SourceSchema, held: Columns, weights: Weights
) -> tuple[GapReport, ...]:
    """The reports of one run, each with the findings of its グループ, its coverage and its estimate."""
    fills = [keys.fills(report, schema) for report in reports]
    filled = {(spec.business, fill.group) for spec, ones in zip(specs, fills, strict=True) for fill in ones}
    run = _Run(filled=frozenset(filled), compared=frozenset(spec.business for spec in specs), held=held)
    found = []
    for report, spec, ones in zip(reports, specs, fills, strict=True):
        whole = _whole(report, spec, ones, run)
        found.append(replace(whole, effort=effort.estimate(whole, weights)))
    return tuple(found)
