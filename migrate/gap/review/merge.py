"""What filled-in reviews add to the decisions that are kept; what cannot be decided is left and named."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import zip_longest

from migrate.gap.decisions.eyes import type_of
from migrate.gap.review.names import Names, UnknownError
from migrate.gap.review.offers import HOLD, ITEM, JOIN, NONE, REFUSE, Answer, column_name, item_name
from migrate.gap.review.read import Filled, Params, Said, finding
from migrate.model.decision import Decision, Decisions, Degree, Spot, Verdict
from migrate.model.finding import Finding, Place, Severity
from migrate.model.kinds import declared
from migrate.model.source import SourceSchema
from migrate.model.spec import Spec
from migrate.model.value import value


@value
class Merged:
    """The changes for one business. Numbers count decisions."""

    business: str
    changes: tuple[Decision, ...]
    new: int
    changed: int
    same: int
    conflicts: int
    findings: tuple[Finding, ...]


@value
class _Claim:
    """One decision that a row implies, and what stood there when the row was printed."""

    decision: Decision
    base: Decision | None
    place: Place


class _Implied:
    """The decisions that rows say."""

    def __init__(self, spec: Spec, schema: SourceSchema) -> None:
        self.names = Names(spec, schema)
        self.edition = spec.edition

    def _spots(self, kind: str, spot: Spot, choice: str) -> Iterator[Spot]:
        table, column, group, item = spot
        for part in choice.split(JOIN):
            if kind == ITEM:
                known = self.names.columns.get(part)
                if known is None:
                    raise UnknownError(())
                yield known[0], known[1].name, group, item
            else:
                found = self.names.items.get(part)
                if found is None:
                    raise UnknownError(())
                yield table, column, found.table, found.name

    def of(self, said: Said, answer: Answer) -> dict[Spot, Decision]:
        """The decisions that an answer of a row says."""
        _, kind, *parts = json.loads(said.key)
        spot: Spot = (parts[0], parts[1], parts[2], parts[3])
        choice = answer.choice or (HOLD if answer.comment else "")
        if not choice:
            return {}
        if choice in (NONE, HOLD):
            verdict, degree, spots = Verdict(choice), Degree.NONE, [spot]
        elif choice == REFUSE:
            verdict, degree = Verdict.REFUSED, Degree.NONE
            spots = [one for text in said.printed.options for one in self._spots(kind, spot, text)]
        else:
            verdict, degree = Verdict.TAKEN, Degree(answer.degree or Degree.EXACT)
            spots = list(self._spots(kind, spot, choice))
        return {one: self._decision(one, verdict, degree, answer) for one in spots}

    def _decision(self, spot: Spot, verdict: Verdict, degree: Degree, answer: Answer) -> Decision:
        table, column, group, item = spot
        known, of = self.names.columns.get(column_name(table, column)), self.names.items.get(item_name(group, item))
        return Decision(
            verdict=verdict,
            degree=degree,
            table=table,
            column=column,
            group=group,
            item=item,
            column_type=declared(known[1]) if known else "",
            item_type=type_of(of) if of else "",
            edition=self.edition if of else "",
            reviewer=answer.reviewer,
            date=answer.date,
            comment=answer.comment,
        )

    def holds(self, said: Said) -> bool:
        """True where what the row is about is still there."""
        _, kind, table, column, group, item = json.loads(said.key)
        if kind == ITEM:
            return item_name(group, item) in self.names.items
        return column_name(table, column) in self.names.columns


def _same(one: Decision, kept: Decision) -> bool:
    """True where a row says what is kept; a day that the row leaves open is no difference."""
    texts = one.verdict, one.degree, one.reviewer, one.comment
    return texts == (kept.verdict, kept.degree, kept.reviewer, kept.comment) and one.date in ("", kept.date)


class _Merge:
    def __init__(self, spec: Spec, schema: SourceSchema, kept: Decisions) -> None:
        self.implied, self.spec = _Implied(spec, schema), spec
        self.kept: Mapping[Spot, Decision] = {one.spot: one for one in kept.decisions}
        self.claims: dict[Spot, list[_Claim]] = defaultdict(list)
        self.rows: dict[str, list[Said]] = defaultdict(list)
        self.took: list[tuple[Said, Set[Spot]]] = []
        """Rows that take something, each with the spots that it showed or names."""
        self.findings: list[Finding] = []
        self.conflicts = 0

    def _note(self, code: str, place: Place, params: Params | None = None) -> None:
        self.findings.append(finding(code, Severity.ERROR, place, params))

    def take(self, said: Said) -> None:
        """Note what a row says, where it says something that was not printed in it."""
        place = said.places["決定"]
        if not said.answer.choice and said.printed.answer.choice:
            self.findings.append(finding("MIG-GAP-108", Severity.WARNING, place))
            return
        if not said.answer.choice and not said.answer.comment:
            return
        if not self.implied.holds(said):
            self._note("MIG-GAP-102", place, {"spec": self.spec.id})
            return
        try:
            said = self._understood(said)
            now = self.implied.of(said, said.answer)
        except UnknownError as error:
            what = "列" if json.loads(said.key)[1] == ITEM else "項目"
            near = f"近い名前: {'、'.join(error.near)}" if error.near else "一覧から選び直してください"
            self._note("MIG-GAP-103", place, {"what": what, "spec": self.spec.id, "near": near})
            return
        self.rows[said.key].append(said)
        before = self._before(said)
        if any(one.verdict is Verdict.TAKEN for one in now.values()):
            self.took.append((said, before.keys() | now.keys()))
        for spot, decision in now.items():
            self.claims[spot].append(_Claim(decision=decision, base=before.get(spot), place=place))
        for spot, old in before.items():
            if spot not in now and (verdict := _after(old, said.answer.choice)) is not None:
                gone = replace(old, verdict=verdict, degree=Degree.NONE)
                gone = replace(gone, reviewer=said.answer.reviewer, date=said.answer.date)
                self.claims[spot].append(_Claim(decision=gone, base=old, place=place))

    def _understood(self, said: Said) -> Said:
        """The row with its 「決定」 in names of ours; what was written in another way is noted."""
        choice = self.implied.names.choice(said)
        meant, wrote = choice.split(JOIN), [part.strip() for part in said.answer.choice.split(JOIN)]
        if any(not f".{one}".endswith(f".{text}") for one, text in zip_longest(meant, wrote, fillvalue="")):
            place, params = said.places["決定"], {"meant": choice}
            self.findings.append(finding("MIG-GAP-120", Severity.INFO, place, params))
        return replace(said, answer=replace(said.answer, choice=choice))

    def _before(self, said: Said) -> dict[Spot, Decision]:
        try:
            return self.implied.of(said, said.printed.answer)
        except UnknownError:
            return self._gone(said)

    def _gone(self, said: Said) -> dict[Spot, Decision]:
        """What a row showed of columns or items that are gone, where it is still what is kept."""
        is_item = json.loads(said.key)[1] == ITEM
        own = [d for d in self.kept.values() if d.verdict is Verdict.TAKEN and _in_row(said, d)]
        names = {column_name(d.table, d.column) if is_item else item_name(d.group, d.item) for d in own}
        return {d.spot: d for d in own} if names == set(said.printed.answer.choice.split(JOIN)) else {}

    def _decided(self, spot: Spot, claims: Sequence[_Claim]) -> Decision | None:
        """The decision to write, None where nothing is to be written."""
        fresh = [c for c in claims if c.base is None or not _same(c.decision, c.base)]
        if not fresh:
            return None  # every row says what was printed in it
        first = fresh[0].decision
        if any((c.decision.verdict, c.decision.degree) != (first.verdict, first.degree) for c in fresh):
            for claim in fresh:
                other = next(
                    c
                    for c in fresh
                    if c.decision.verdict != claim.decision.verdict or c.decision.degree != claim.decision.degree
                )
                self._clash("MIG-GAP-105", claim.place, {"other": _where(other.place)})
            return None
        decision = _joined([c.decision for c in fresh])
        kept = self.kept.get(spot)
        if kept is not None and _same(decision, kept):
            return None
        if kept is None or any(c.base is not None and _same(c.base, kept) for c in fresh):
            return decision
        if kept.verdict is Verdict.HELD or (kept.verdict, kept.degree) == (decision.verdict, decision.degree):
            # nothing is decided yet, or the same: what others said of it stays
            who, comment = _all_of((kept.reviewer, decision.reviewer)), _all_of((kept.comment, decision.comment), "\n")
            joined = replace(decision, reviewer=who, comment=comment)
            return None if _same(joined, kept) else joined
        self._clash("MIG-GAP-106", fresh[0].place, _kept_words(kept))
        return None

    def _clash(self, code: str, place: Place, params: Params | None = None) -> None:
        self.conflicts += 1
        self._note(code, place, params)

    def _rows_agree(self) -> None:
        """One row that two files answer in different ways: none of the two counts."""
        for said in self.rows.values():
            choices = {one.answer.choice for one in said if one.answer != one.printed.answer}
            if len(choices) <= 1:
                continue
            for one in said:
                other = next(o for o in said if o.answer.choice != one.answer.choice)
                self._clash("MIG-GAP-105", one.places["決定"], {"other": _where(other.places["決定"])})
            self._leave({one.places["決定"] for one in said})

    def _leave(self, places: Set[Place]) -> None:
        """Nothing of these rows counts."""
        for spot in list(self.claims):
            self.claims[spot] = [c for c in self.claims[spot] if c.place not in places]
            if not self.claims[spot]:
                del self.claims[spot]

    def _rows_know(self) -> None:
        """A row that takes one thing where another was taken meanwhile: it was filled in without knowing that.

        Where the files themselves say the other thing too (in the row of the column, say), they mean both.
        """
        taken = [one for one in self.kept.values() if one.verdict is Verdict.TAKEN]
        for said, known in self.took:
            unknown = [d for d in taken if _in_row(said, d) and d.spot not in known and d.spot not in self.claims]
            if unknown:
                place = said.places["決定"]
                self._leave({place})
                self._clash("MIG-GAP-106", place, _kept_words(unknown[0]))

    def result(self, today: str) -> Merged:
        """The changes that stand: without conflicts, and without contradictions to what is kept."""
        self._rows_agree()
        self._rows_know()
        changes = {}
        for spot, claims in self.claims.items():
            if (decided := self._decided(spot, claims)) is not None:
                changes[spot] = replace(decided, date=decided.date or today)
        for spot, other in list(_contradictions({**self.kept, **changes})):
            for one in (spot, other):
                if one in changes:
                    self._clash("MIG-GAP-107", self.claims[one][0].place)
        bad = {one for pair in _contradictions({**self.kept, **changes}) for one in pair}
        changes = {spot: one for spot, one in changes.items() if spot not in bad}
        new = sum(spot not in self.kept for spot in changes)
        same = sum(spot in self.kept and _same(c[0].decision, self.kept[spot]) for spot, c in self.claims.items())
        return Merged(
            business=self.spec.business,
            changes=tuple(changes.values()),
            new=new,
            changed=len(changes) - new,
            same=same,
            conflicts=self.conflicts,
            findings=tuple(self.findings),
        )


def _after(old: Decision, choice: str) -> Verdict | None:
    """What becomes of a decision whose row says something else now; None: it stays as it is."""
    if old.verdict is Verdict.TAKEN:
        return Verdict.HELD if choice == HOLD else Verdict.REFUSED
    return Verdict.HELD if old.verdict is Verdict.NONE else None


def _in_row(said: Said, one: Decision) -> bool:
    """True where a decision belongs to a row: its item and table, or its column."""
    _, kind, table, column, group, item = json.loads(said.key)
    if kind == ITEM:
        return (one.table, one.group, one.item) == (table, group, item)
    return (one.table, one.column) == (table, column)


def _kept_words(kept: Decision) -> Params:
    return {"kept": kept.verdict.value, "who": kept.reviewer or "担当の記載なし"}


def _where(place: Place) -> str:
    return f"{place.file} シート「{place.sheet}」セル {place.cell}"


def _joined(decisions: Sequence[Decision]) -> Decision:
    """The same decision by several reviewers: all are named, and no comment is lost."""
    first = decisions[0]
    who, said = _all_of(one.reviewer for one in decisions), _all_of((one.comment for one in decisions), "\n")
    days = sorted(one.date for one in decisions if one.date)
    return replace(first, reviewer=who, comment=said, date=days[-1] if days else "")


def _all_of(texts: Iterable[str], between: str = "、") -> str:
    """The texts, each part of them once."""
    return between.join(dict.fromkeys(part for text in texts for part in text.split(between) if part))


def _contradictions(decisions: Mapping[Spot, Decision]) -> Iterator[tuple[Spot, Spot]]:
    """Pairs of spots of which one is taken and the other says that there is nothing to take."""
    nothing = {spot for spot, one in decisions.items() if one.verdict is Verdict.NONE}
    for spot, one in decisions.items():
        if one.verdict is Verdict.TAKEN:
            table, column, group, item = spot
            for other in ((table, column, "", ""), (table, "", group, item), ("", "", group, item)):
                if other in nothing:
                    yield spot, other


def merge(spec: Spec, schema: SourceSchema, kept: Decisions, files: Sequence[Filled], today: str) -> Merged:
    """What the files add to the decisions of the business of ``spec``; ``today`` dates rows without a day."""
    work = _Merge(spec, schema, kept)
    for filled in files:
        for said in filled.said:
            if said.printed.spec.partition("@")[0] == spec.business:
                work.take(said)
    return work.result(today)
