"""The points of every vendor: who takes part, what each item gives, and every number with how it came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from enum import StrEnum
from fractions import Fraction

from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.value import value
from migrate.procure.scoring import exact, expression, judging
from migrate.procure.scoring.criteria import By, Criteria, Criterion
from migrate.procure.scoring.exact import Rounding
from migrate.procure.scoring.expression import Around, Facts, FormulaError, MissingError
from migrate.procure.scoring.judging import Marks
from migrate.procure.scoring.offers import RECEIVED, WITHDRAWN, Judge, Offer
from migrate.procure.scoring.rules import Normalise, Rules

OURS = Basis(document="本ツール独自", section="提案の評価（⑩）")


class State(StrEnum):
    """What becomes of a vendor."""

    RANKED = "順位あり"
    BELOW = "基準点未満"
    OUT = "失格"
    LATE = "期限後"
    WITHDRAWN = "辞退"
    OPEN = "採点待ち"


@value
class Inputs:
    """Everything that points rest on."""

    criteria: Criteria
    rules: Rules
    offers: tuple[Offer, ...]
    judges: tuple[Judge, ...] = ()
    marks: Marks = field(default_factory=dict)


@value
class Line:
    """One number of the audit trail, as text: what it is, the formula, the values in it, what it gives."""

    vendor: str
    number: str
    """Number of the item; empty for the total."""
    what: str
    formula: str
    filled: str
    exact: str
    rounding: str
    result: str


@value
class Scored:
    """One vendor's points; an item that cannot be computed yet is not in ``points``."""

    offer: Offer
    state: State
    reason: str = ""
    points: Mapping[str, Fraction] = field(default_factory=dict)
    total: Fraction | None = None
    bare: Fraction | None = None
    """The total of the marks as the judges gave them: floors are held against it."""
    lines: tuple[Line, ...] = ()
    findings: tuple[Finding, ...] = ()


def _note(code: str, offer: Offer, params: Mapping[str, str | int]) -> Finding:
    """Something that keeps a vendor from being scored."""
    return Finding(
        code=code, severity=Severity.ERROR, place=Place(), params={"vendor": offer.name, **params}, basis=OURS
    )


def score(inputs: Inputs) -> tuple[Scored, ...]:
    """Every vendor, in the order of the offers; no rank yet, and no floor of the total.

    Floors are held against marks as they were given: where judges are made alike, points only compare vendors.
    """
    found = _scored(inputs)
    if inputs.rules.normalise is Normalise.NONE:
        return found
    plain = _scored(replace(inputs, rules=replace(inputs.rules, normalise=Normalise.NONE)))
    return tuple(_held(one, bare) for one, bare in zip(found, plain, strict=True))


def _held(one: Scored, bare: Scored) -> Scored:
    """A vendor's points, with the total and the floors of the marks as they were given."""
    if bare.state is State.OUT:
        return replace(one, state=State.OUT, reason=bare.reason, bare=bare.total)
    last = tuple(replace(line, what="標準化の前の合計（最低基準点と比べる）") for line in bare.lines if not line.number)
    return replace(one, bare=bare.total, lines=(*one.lines, *last))


def _scored(inputs: Inputs) -> tuple[Scored, ...]:
    early = {one.vendor: stays_out(one, inputs.rules) for one in inputs.offers}
    judged = {one.vendor: _conditions(one, inputs, early) for one in inputs.offers if early[one.vendor] is None}
    running = tuple(one for one in inputs.offers if (met := judged.get(one.vendor)) and met.state is State.RANKED)
    given = _judged(inputs, running)
    found = []
    for offer in inputs.offers:
        before = early[offer.vendor] or judged[offer.vendor]
        found.append(
            before if before.state is not State.RANKED else _Sheet(inputs, offer, running, given).scored(before)
        )
    return tuple(found)


def stays_out(offer: Offer, rules: Rules) -> Scored | None:
    """The vendor that withdrew or was late; None for one that competes."""
    if WITHDRAWN in offer.dates:
        return Scored(offer=offer, state=State.WITHDRAWN, reason=f"{offer.dates[WITHDRAWN].isoformat()} に辞退")
    received = offer.dates.get(RECEIVED)
    if rules.deadline and received and received > rules.deadline:
        reason = f"提出期限 {rules.deadline.isoformat()} の後の {received.isoformat()} に受領"
        if not rules.late_counts:
            return Scored(offer=offer, state=State.LATE, reason=reason)
    return None


def _conditions(offer: Offer, inputs: Inputs, early: Mapping[str, Scored | None]) -> Scored:
    """The vendor against the conditions: out where one is not met, waiting where one cannot be told."""
    everyone = tuple(one.facts for one in inputs.offers if early[one.vendor] is None)
    lines, findings, failed = [], [], []
    for item in inputs.criteria.given(By.CONDITION):
        text = item.formula.expression if item.formula else ""
        around = Around(own=offer.facts, all=everyone)
        try:
            met = expression.holds(text, around)
        except FormulaError as error:
            findings.append(_trouble(error, offer, item))
            continue
        result = "満たす" if met else "満たさない"
        lines.append(
            Line(
                vendor=offer.vendor,
                number=item.number,
                what=f"条件「{item.name}」",
                formula=text,
                filled=expression.filled(text, around),
                exact="",
                rounding="",
                result=result,
            )
        )
        if not met:
            failed.append(f"{item.number}「{item.name}」を満たさない")
    state = State.OUT if failed else State.OPEN if findings else State.RANKED
    return Scored(
        offer=offer,
        state=state,
        reason="、".join(failed),
        lines=tuple(lines),
        findings=() if failed else tuple(findings),
    )


def _trouble(error: FormulaError, offer: Offer, item: Criterion) -> Finding:
    spot: dict[str, str | int] = {"number": item.number, "item": item.name}
    if isinstance(error, MissingError):
        return _note("MIG-RFP-011", offer, {**spot, "fact": error.name})
    return _note("MIG-RFP-012", offer, {**spot, "reason": str(error)})


_Given = Mapping[str, Mapping[str, judging.Given]]
"""Number of an item → vendor → what the judges gave."""


def _judged(inputs: Inputs, offers: Sequence[Offer]) -> _Given:
    vendors = tuple(one.vendor for one in offers)
    return {
        item.number: judging.given(item.number, item.points, vendors, inputs.judges, inputs.marks, inputs.rules)
        for item in inputs.criteria.given(By.JUDGES)
    }


class _Sheet:
    """One vendor's sheet on its way: points, trail and troubles."""

    def __init__(self, inputs: Inputs, offer: Offer, offers: Sequence[Offer], given: _Given) -> None:
        self._inputs = inputs
        self._offer = offer
        self._everyone: tuple[Facts, ...] = tuple(one.facts for one in offers)
        self._given = given
        self._points: dict[str, Fraction] = {}
        self._lines: list[Line] = []
        self._findings: list[Finding] = []
        self._missing: dict[str, tuple[str, ...]] = {}
        """Number of an item → judges whose marks are not there."""

    def scored(self, before: Scored) -> Scored:
        """The sheet, after the conditions."""
        criteria, total = self._inputs.criteria, None
        parts = [self._item(one) for one in criteria.top]
        if None not in parts:
            total = self._sum("", "合計", [*zip(criteria.top, parts, strict=True)], self._inputs.rules.total)
        held = self._inputs.rules.normalise is Normalise.NONE
        failed = [
            f"{one.number}「{one.name}」が最低点 {exact.written(one.floor)} に足りない"
            for one in criteria.items
            if held and one.floor is not None and self._points.get(one.number, one.floor) < one.floor
        ]
        state = State.OUT if failed else State.OPEN if total is None else State.RANKED
        return Scored(
            offer=self._offer,
            state=state,
            reason="、".join(failed),
            points=self._points,
            total=total,
            bare=total,
            lines=(*before.lines, *self._lines),
            findings=(*self._findings, *self._unmarked(total is None)),
        )

    def _item(self, item: Criterion) -> Fraction | None:
        match item.by:
            case By.JUDGES:
                found = self._from_judges(item)
            case By.FORMULA:
                found = self._from_formula(item)
            case _:
                inside = self._inputs.criteria.within(item.number)
                parts = [self._item(one) for one in inside]
                if None in parts:
                    return None
                found = self._sum(item.number, item.name, [*zip(inside, parts, strict=True)], self._rounding(item))
        if found is not None:
            self._points[item.number] = found
        return found

    def _rounding(self, item: Criterion) -> Rounding:
        return item.rounding if item.rounding is not None else self._inputs.rules.rounding

    def _line(self, number: str, what: str, said: tuple[str, str], numbers: tuple[Fraction, Rounding]) -> Fraction:
        """Round a number and note how it came about; ``said`` is the formula, bare and with its values."""
        number_exact, rounding = numbers
        result = rounding.apply(number_exact)
        self._lines.append(
            Line(
                vendor=self._offer.vendor,
                number=number,
                what=what,
                formula=said[0],
                filled=said[1],
                exact=exact.written(number_exact),
                rounding=rounding.text,
                result=exact.written(result),
            )
        )
        return result

    def _sum(
        self, number: str, what: str, parts: Sequence[tuple[Criterion, Fraction | None]], rounding: Rounding
    ) -> Fraction:
        points = [one or Fraction() for _, one in parts]
        formula = " ＋ ".join(item.number for item, _ in parts)
        said = (formula, " ＋ ".join(exact.written(one) for one in points))
        return self._line(number, what, said, (sum(points, Fraction()), rounding))

    def _from_judges(self, item: Criterion) -> Fraction | None:
        given, rules = self._given[item.number][self._offer.vendor], self._inputs.rules
        found = judging.combined(given, rules)
        if found is None or given.missing:
            self._missing[item.number] = given.missing
        if found is None:
            return None
        formula = f"委員の点の{rules.combine}"
        if rules.normalise is not Normalise.NONE:
            formula += f"（{rules.normalise}で標準化）"
            self._alike(item, given)
        said = (formula, judging.told(given, rules))
        return self._line(item.number, item.name, said, (found, self._rounding(item)))

    def _unmarked(self, waits: bool) -> tuple[Finding, ...]:
        """Items whose marks are not all there: an error where the total waits for them."""
        if not self._missing:
            return ()
        missing = dict.fromkeys(one for judges in self._missing.values() for one in judges)
        names = "、".join(one.name for one in self._inputs.judges if one.id in missing)
        params: dict[str, str | int] = {
            "vendor": self._offer.name,
            "count": len(self._missing),
            "items": "、".join(self._missing),
            "judges": names or "採点する委員がいません",
        }
        severity = Severity.ERROR if waits else Severity.WARNING
        return (Finding(code="MIG-RFP-014", severity=severity, params=params, basis=OURS),)

    def _alike(self, item: Criterion, given: judging.Given) -> None:
        """Note what became of each judge's points where the judges are made alike."""
        names = {one.id: one.name for one in self._inputs.judges}
        way = str(self._inputs.rules.normalise)
        for (judge, before), (_, after) in zip(given.bare, given.by_judge, strict=True):
            said = (way, exact.written(before))
            self._line(item.number, f"{item.name}（{names[judge]}）", said, (after, Rounding()))

    def _from_formula(self, item: Criterion) -> Fraction | None:
        text = item.formula.expression if item.formula else ""
        facts = {**self._offer.facts, expression.OWN_POINTS: item.points}
        around = Around(own=facts, all=self._everyone)
        try:
            found = expression.value_of(text, around)
            filled = expression.filled(text, around)
        except FormulaError as error:
            self._findings.append(_trouble(error, self._offer, item))
            return None
        if item.factor != 1:
            found, text, filled = found * item.factor, f"({text}) × 重み", f"({filled}) × {exact.written(item.factor)}"
        result = self._line(item.number, item.name, (text, filled), (found, self._rounding(item)))
        if not 0 <= result <= item.points:
            params: dict[str, str | int] = {"number": item.number, "item": item.name, "result": exact.written(result)}
            self._findings.append(_note("MIG-RFP-013", self._offer, {**params, "most": exact.written(item.points)}))
        return result
