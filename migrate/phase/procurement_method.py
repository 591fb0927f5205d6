"""調達方式 (④-2): a suggestion from what people know of a procurement, by points and reasons that are data.

The points are ours (`reports/layouts/phase/04/method-points.csv`); which texts of law were seen, `methods.csv` and
`grounds.csv` say line by line. Only people decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.forms.answer import Answer
from migrate.forms.records import Record
from migrate.model.value import value
from migrate.phase import form as forms
from migrate.phase import market, procurement
from migrate.phase.facts import Facts
from migrate.phase.procurement import ITEM, Unit

AID, SHEET = "aid", "method"
NEGOTIATED = "随意契約"
_CANDIDATES = ((4, "4 者以上"), (2, "2〜3 者"), (1, "1 者"))
"""At least so many vendors → the answer of the form."""


@value
class Way:
    """One of the five ways of procuring."""

    name: str
    chooses: str
    needs: str
    skips: tuple[str, ...]
    """Codes of the steps that are not carried out."""
    certainty: str
    basis: str


@value
class Point:
    """What an answer says for (or, negative, against) a way."""

    question: str
    answer: str
    method: str
    points: int
    reason: str


@value
class Ground:
    """A ground for 随意契約 and the answer that it needs; ``question`` is empty where no question of ours tells."""

    name: str
    question: str
    answer: str
    certainty: str
    basis: str

    def fits(self, given: Mapping[str, Answer]) -> bool:
        """True where the answers do not speak against it."""
        return not self.question or given.get(self.question) == self.answer


@value
class Scored:
    """A way with all that was said of it."""

    method: str
    points: tuple[Point, ...]
    grounds: tuple[str, ...] = ()
    """Of 随意契約: the grounds that the answers give."""

    @property
    def total(self) -> int:
        """Sum of the points."""
        return sum(one.points for one in self.points)


def _rows(name: str) -> list[dict[str, str]]:
    return tables.read(bundled("reports") / "layouts" / "phase" / f"{ITEM:02}" / name)


@cache
def ways() -> Mapping[str, Way]:
    """The ways of procuring by their names."""
    return {
        row["method"]: Way(
            name=row["method"],
            chooses=row["chooses"],
            needs=row["needs"],
            skips=tuple(row["skips"].split()),
            certainty=row["certainty"],
            basis=row["basis"],
        )
        for row in _rows("methods.csv")
    }


@cache
def grounds() -> Mapping[str, Ground]:
    """The grounds of 随意契約 by their names."""
    return {
        row["ground"]: Ground(
            name=row["ground"],
            question=row["question"],
            answer=row["answer"],
            certainty=row["certainty"],
            basis=row["basis"],
        )
        for row in _rows("grounds.csv")
    }


@cache
def points() -> tuple[Point, ...]:
    """What each answer says."""
    return tuple(
        Point(
            question=row["question"],
            answer=row["answer"],
            method=row["method"],
            points=int(row["points"]),
            reason=row["reason"],
        )
        for row in _rows("method-points.csv")
    )


def scored(given: Mapping[str, Answer]) -> tuple[Scored, ...]:
    """The ways that the answers speak of, the best first; 随意契約 with the grounds that they give."""
    found = []
    for name in ways():
        said = tuple(one for one in points() if one.method == name and given.get(one.question) == one.answer)
        fits = tuple(one.name for one in grounds().values() if one.question and one.fits(given))
        if said:
            found.append(Scored(method=name, points=said, grounds=fits if name == NEGOTIATED else ()))
    return tuple(sorted(found, key=lambda one: -one.total))


def suggested(facts: Facts, unit: Unit) -> tuple[Scored, ...]:
    """The best way for a unit, or the best ones alike; none while its questions are not all answered."""
    record = procurement.row(facts, AID, unit)
    needed = [one.id for one in forms.form(ITEM).of(AID).questions if one.choices]
    if record is None or not all(id in record.answers for id in needed):
        return ()
    every = [one for one in scored(record.answers) if one.total > 0]
    return tuple(one for one in every if one.total == every[0].total)


def reasons(scored: Scored) -> str:
    """What speaks for a way and what against it, in words."""
    good = "、".join(one.reason for one in scored.points if one.points > 0)
    bad = "、".join(one.reason for one in scored.points if one.points < 0)
    return good + (f"（不利: {bad}）" if bad else "")


def offers(facts: Facts, sheet: str) -> Mapping[str, Mapping[str, Answer]]:
    """Rows of the sheets of ④-2: each unit, and beside the decision what is suggested and why."""
    found: dict[str, dict[str, Answer]] = {}
    for unit in procurement.units(facts):
        record = procurement.row(facts, sheet, unit)
        told = procurement.heading(unit)
        if sheet == AID:
            told |= _candidates(facts, unit)
        if sheet == SHEET and (best := suggested(facts, unit)):
            told["suggest"] = "、".join(one.method for one in best)
            told["why"] = reasons(best[0])
            if best[0].grounds:
                told["why"] = f"{'、'.join(best[0].grounds)}。{told['why']}"
        found[record.key if record else unit.key] = told
    return found


def _candidates(facts: Facts, unit: Unit) -> Mapping[str, Answer]:
    """How many vendors are to be expected, by the answers to the RFI; nothing where none offers the unit."""
    if not (said := market.told(facts.markets, unit.businesses)):
        return {}
    number = len(market.bidders(facts.markets, unit.businesses))
    words = next((word for least, word in _CANDIDATES if number >= least), "")
    return {"market": said, "candidates": words} if words else {"market": said}


def contradiction(facts: Facts, unit: Unit, decided: Record) -> str:
    """What speaks against a ground of 随意契約 that was chosen; empty where nothing does."""
    ground, record = grounds().get(decided.text("ground")), procurement.row(facts, AID, unit)
    if decided.text("method") != NEGOTIATED or ground is None or record is None or ground.fits(record.answers):
        return ""
    question = forms.form(ITEM).of(AID).question(ground.question)
    label = question.label if question else ground.question
    given = record.text(ground.question) or "空欄"
    return f"根拠は「{ground.name}」ですが、材料の「{label}」は「{given}」です。"
