"""What to mend first: a row for each rule with open failures, with advice and the command that checks it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from migrate.model.document import Cell, Column, Grid, Note, Section, Value
from migrate.model.quality import CheckResult
from migrate.model.value import value
from migrate.quality.catalogue import rules
from migrate.quality.score import by_rule
from migrate.quality.words import SEVERITY, WEIGHTS


@value
class Advice:
    """What to do about a rule's failures."""

    cure: str
    """For whoever runs the migration."""
    department: str
    """For the department in charge of the data."""


_TOLD: tuple[tuple[str, Callable[[Advice], str]], ...] = (
    ("移行の担当へ", lambda advice: advice.cure),
    ("業務担当課へ", lambda advice: advice.department),
)


def sections(result: CheckResult, key: str, command: str, advice: Mapping[str, Advice]) -> tuple[Section, ...]:
    """The section, none where no failure is open; ``command`` checks everything again."""
    bad = [one for one in by_rule(result.outcomes) if one.open]
    if not bad:
        return ()
    told = [(title, say) for title, say in _TOLD if any(say(advice[o.code]) for o in bad if o.code in advice)]
    titles = {rule.code: rule.title for rule in rules()}
    columns = (
        Column(title="コード", width=13),
        Column(title="重さ", width=8),
        Column(title="規則", width=28),
        Column(title="未解決", unit="値", numeric=True, width=10),
        *(Column(title=title, width=52) for title, _ in told),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            one.code,
            Cell(text=SEVERITY[one.severity], tone=WEIGHTS[one.severity]),
            titles.get(one.code, ""),
            one.open,
            *(say(advice[one.code]) if one.code in advice else "" for _, say in told),
        )
        for one in bad
    )
    again = f"直したら、その規則だけを検査し直せます: {command} --rule {bad[0].code}"
    return (
        Section(
            id=key,
            title="直すところ（悪い順）",
            blocks=(Grid(title="未解決の不合格がある規則", columns=columns, rows=rows), Note(text=again)),
        ),
    )
