"""What the answers suggest for the migration plan (⑦-2): lines as `changes.csv` takes them, for people to decide on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrate.model.value import value
from migrate.procure import days
from migrate.procure.answers import Level
from migrate.procure.compare.changes import Change
from migrate.procure.compare.comparison import Comparison, Coverage

FILE = "移行計画への案.csv"


@value
class Proposal:
    """One change that people may take over."""

    business: str
    """業務ID."""
    subject: str
    before: str
    after: str
    reason: str

    @property
    def cells(self) -> tuple[str, ...]:
        """A line of `changes.csv` whose day is still to be written."""
        return self.business, self.subject, self.before, self.after, self.reason, ""


def proposed(found: Comparison, wished: str, written: Sequence[Change]) -> tuple[Proposal, ...]:
    """What the answers suggest and nobody has decided on yet; ``wished`` is the wished first day, or empty."""
    every = [one for each in found.coverage for one in _of_business(found, each, wished)]
    decided = [(one.subject, one) for one in written]
    return tuple(
        one for one in every if not any(subject == one.subject and by.concerns(one.business) for subject, by in decided)
    )


def _of_business(found: Comparison, one: Coverage, wished: str) -> Iterator[Proposal]:
    if not one.offering:
        yield Proposal(
            business=one.business,
            subject="調達の範囲",
            before="この単位で調達する",
            after="単位を分けるか、時期を見直す",
            reason=f"回答した {len(found.vendors)} 者に、提供できるとした業者がない",
        )
    elif set(one.offering) == set(one.late):
        first = min(one.late, key=lambda vendor: one.starts[vendor])
        yield Proposal(
            business=one.business,
            subject="稼働の時期",
            before=days.written(wished),
            after=f"{days.written(one.starts[first])}以後",
            reason=f"希望の時期に稼働できる業者がない（いちばん早い業者は {found.name(first)}）",
        )
    for row in found.unfilled:
        wanted = row.requirement
        if wanted.business == one.business and wanted.level is not Level.OPTIONAL:
            yield Proposal(
                business=one.business,
                subject=f"要件 {wanted.id}",
                before=f"標準準拠システムで満たす（{wanted.level}）",
                after="代わりの手段を決める（Fit&Gap の対応方針）",
                reason="満たす業者がない",
            )
