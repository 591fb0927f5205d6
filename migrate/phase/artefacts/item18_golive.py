"""⑱ 運用開始: criteria and judgement, the switch by the clock, interface tests, functions to come, defects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrate.forms import answer
from migrate.forms.answer import Answer
from migrate.forms.form import ALL
from migrate.model.document import Section
from migrate.phase import chapters, golive, golive_pages, register, runbook, transitional
from migrate.phase import form as forms
from migrate.phase.artefact import Artefact, Offers
from migrate.phase.facts import Facts
from migrate.phase.plan import calendar

_OPENS = "8:30"
"""What is suggested for T0; ours."""


def _offers(facts: Facts) -> Offers:
    return {
        "judge": dict(_judgements(facts)),
        "accept": dict(_unmet(facts)),
        "cutover": {ALL: {"opens": _OPENS}},
        "runbook": dict(_runbook(facts)),
        "link": {key: row for one in golive.active(facts) for key, row in golive.offered_links(facts, one.id).items()},
        "transitional": dict(transitional.offers(facts)),
        "hypercare": dict(_hypercare(facts)),
    }


def _judgements(facts: Facts) -> Iterator[tuple[str, Mapping[str, Answer]]]:
    for one in golive.active(facts):
        day = golive.start(facts, one.id)
        start: Mapping[str, Answer] = {"start": day.isoformat()} if day else {}
        yield f"judge-{one.id}", {"business": one.id, "decision": "未判定", **start}


def _unmet(facts: Facts) -> Iterator[tuple[str, Mapping[str, Answer]]]:
    """A row for each criterion that is not met, or that nothing measures, of the businesses that are being judged."""
    for one in facts.businesses:
        for each in golive.judged(facts, one) if golive.decisions(facts, one.id) else ():
            if not each.criterion.met:
                yield (
                    golive.key(one.id, each.criterion.id),
                    {
                        "name": each.criterion.name,
                        "business": one.id,
                        "measured": each.criterion.measured,
                        "state": "未了",
                    },
                )


def _runbook(facts: Facts) -> Iterator[tuple[str, Mapping[str, Answer]]]:
    """Our template; the migration of the data takes what ⑭-3 adds up to, else what the ledger has measured."""
    for row in golive.table("runbook"):
        told: dict[str, Answer] = {id: row[id] for id in ("offset", "owner", "check", "point") if row[id]}
        told |= {id: int(row[id]) for id in ("minutes", "back") if row[id]}
        told |= {"how": row["how"]} if row["how"] else {}
        if row["row"] == "data" and (minutes := _migration(facts)):
            told["minutes"] = minutes
        yield row["row"], told


def _migration(facts: Facts) -> int:
    """Minutes of the final migration; 0 where neither runbook nor ledger tells of it."""
    planned = (row.answers.get("minutes") for row in facts.of(14).of("runbook"))
    if total := sum(one for one in planned if isinstance(one, int)):
        return total
    spent = runbook.measured(golive.active(facts))
    return runbook.in_minutes(sum(spent.values())) if spent else 0


def _hypercare(facts: Facts) -> Iterator[tuple[str, Mapping[str, Answer]]]:
    """Our template, from the last first day of operation."""
    days, known = golive.days(facts), calendar.of(facts.periods)
    for row in golive.table("hypercare"):
        told: dict[str, Answer] = {"watcher": row["watcher"], "signal": row["signal"], "state": "これから"}
        if days:
            told["until"] = known.ending(known.before(max(days)) + int(row["days"])).isoformat()
        yield row["row"], told


def _register(facts: Facts, id: str) -> Iterator[Section]:
    """A register that is a chapter of the document as it stands."""
    if facts.of(golive.ITEM).of(id):
        grid = register.grid(forms.form(golive.ITEM).of(id), facts.of(golive.ITEM))
        yield chapters.of_item(golive.ITEM)[id].section(grid)


def _sections(facts: Facts, item: int, steps: frozenset[int]) -> tuple[Section, ...]:
    del item, steps
    return (
        *golive_pages.defects(facts),
        *golive_pages.judgement(facts),
        *_register(facts, "judge"),
        *_register(facts, "cutover"),
        *golive_pages.clock(facts),
        *_register(facts, "link"),
        *golive_pages.functions_to_come(facts),
        *_register(facts, "hypercare"),
    )


def _holds(facts: Facts, step: int, business: str) -> bool:
    """Judged 「開始」, with its day, on a day that has come; each criterion is met or accepted with a reason."""
    del step
    one, answers = facts.business(business), facts.of(golive.ITEM)
    mine = golive.decisions(facts, business)
    held = [day for row in mine if (day := answer.day(row.answers.get("held")))]
    starts = all(row.text("decision") == golive.STARTS and golive.start(facts, business) for row in mine)
    every = all(register.all_printed(forms.form(golive.ITEM).of(id), answers) for id in ("runbook", "hypercare"))
    if one is None or not mine or not starts or not every or len(held) < len(mine) or max(held) > facts.as_of:
        return False
    return all(each.settled for each in golive.judged(facts, one))


ARTEFACT = Artefact(item=golive.ITEM, offers=_offers, sections=_sections, holds=_holds, papers=transitional.letters)
