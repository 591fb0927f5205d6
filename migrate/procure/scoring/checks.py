"""What is to be said of an evaluation as a whole, beside what each vendor's sheet says."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model.finding import Finding, Severity
from migrate.procure.scoring.evaluation import Evaluation
from migrate.procure.scoring.offers import OPENED
from migrate.procure.scoring.ranking import Verdict
from migrate.procure.scoring.score import OURS, State


def _note(code: str, severity: Severity, params: dict[str, str | int]) -> Finding:
    return Finding(code=code, severity=severity, params=params, basis=OURS)


def findings(view: Evaluation) -> tuple[Finding, ...]:
    """Everything that somebody has to look at."""
    return (
        *(found for one in view.ranking.vendors for found in one.findings),
        *_of_offers(view),
        *_of_lots(view),
        *_of_result(view),
    )


def _of_offers(view: Evaluation) -> Iterator[Finding]:
    if view.lock.offers:
        yield _note("MIG-RFP-010", Severity.ERROR, {"vendors": view.lock.offers})
    for one in view.ranking.vendors:
        opened = one.offer.dates.get(OPENED)
        if opened and opened < view.lock.on:
            params = {"vendor": one.offer.name, "opened": opened.isoformat(), "locked": view.lock.on.isoformat()}
            yield _note("MIG-RFP-016", Severity.ERROR, {**params})
        if one.state is State.LATE:
            yield _note("MIG-RFP-015", Severity.WARNING, {"vendor": one.offer.name, "reason": one.reason})


def _of_lots(view: Evaluation) -> Iterator[Finding]:
    for tie in view.ranking.ties:
        place = view.ranking.ranks[tie[0]]
        yield _note("MIG-RFP-017", Severity.ERROR, {"vendors": "、".join(map(view.name, tie)), "place": place})
    if view.ranking.strange:
        names = "、".join(map(view.name, view.ranking.strange))
        yield _note("MIG-RFP-018", Severity.ERROR, {"vendors": names})


def _of_result(view: Evaluation) -> Iterator[Finding]:
    ranking = view.ranking
    if ranking.verdict in (Verdict.NOBODY, Verdict.SINGLE):
        yield _note("MIG-RFP-039", Severity.WARNING, {"verdict": str(ranking.verdict)})
    elif len(ranking.ranks) == 1 and ranking.verdict is Verdict.FIRST:
        yield _note("MIG-RFP-040", Severity.INFO, {"vendor": view.name(next(iter(ranking.ranks)))})
    changed = [one for one in view.moves if one.changed]
    if changed:
        numbers = "、".join(dict.fromkeys(f"{one.number}「{one.name}」" for one in changed))
        yield _note("MIG-RFP-038", Severity.INFO, {"moves": len(changed), "items": numbers})
    if view.decision.chosen and view.lacking:
        yield _note("MIG-RFP-006", Severity.WARNING, {"reason": view.lacking})
