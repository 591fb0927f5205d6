"""縮退: characters for a neighbour that takes fewer of them, by decisions, then by declared rules.

MJ縮退マップ ranks nothing across its tables: the order is this toolkit's own (`reports/layouts/chars/shrink.csv`), and
where a rule leads to two characters that it does not rank, none is taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence

from migrate.characters import mojijoho, shrink
from migrate.characters.ledger.clusters import clusters
from migrate.characters.ledger.proposals import vendor_pair
from migrate.characters.ledger.repertoire import Repertoire
from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.model.characters import CharacterDecision, CharacterVerdict
from migrate.model.value import value

MAP = "MJ縮退マップ_"
DECIDED, KEPT, PUT, LEFT = "人の決定", "そのまま（人の決定）", "代わりの文字", "縮退できない"
_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


@value
class ShrinkRule:
    """One rule, in the order in which they are tried."""

    name: str
    automatic: bool
    """False: its candidates are for people only."""


@value
class Shrunk:
    """What becomes of one character; ``to`` is empty where nothing is put in its place."""

    text: str
    to: str
    rule: str


def rules() -> tuple[ShrinkRule, ...]:
    """The declared rules in their order."""
    rows = tables.read(bundled("reports") / "layouts" / "chars" / "shrink.csv")
    ordered = sorted(rows, key=lambda row: int(row["order"]))
    return tuple(ShrinkRule(name=row["rule"], automatic=row["automatic"] == "yes") for row in ordered)


def _of_map(text: str, table: str) -> list[tuple[tuple[int, int], str]]:
    """The map's candidates of one of its tables, each with its rank there."""
    name = mojijoho.load().name_of(text)
    return [
        ((reason.rank or 0, reason.hops or 0), one.text)
        for one in (shrink.load().candidates(name) if name else ())
        for reason in one.reasons
        if reason.table == table
    ]


def _composed(text: str) -> str:
    found = unicodedata.normalize("NFC", text)
    return found if len(found) < len(text) else ""


_FORMS: Mapping[str, Callable[[str], str]] = {
    "文字コード表の違い": vendor_pair,
    "合成ずみの同じ文字": _composed,
    "異体字セレクタを除いた文字": lambda text: _SELECTOR.sub("", text),
}


class Shrinking:
    """Answers for each character outside a target what is written instead."""

    def __init__(
        self,
        target: Repertoire,
        decisions: Mapping[str, CharacterDecision],
        put: str = "",
        by: Sequence[ShrinkRule] = (),
    ) -> None:
        """``decisions`` are those in force, by character; ``put`` replaces what cannot be shrunk."""
        self._target, self._decisions, self._put = target, decisions, put
        self._rules = tuple(rule for rule in by or rules() if rule.automatic)

    def _candidates(self, text: str, rule: str) -> Iterator[tuple[tuple[int, int], str]]:
        found = _of_map(text, rule.removeprefix(MAP)) if rule.startswith(MAP) else []
        if rule in _FORMS:
            found = [((0, 0), _FORMS[rule](text))]
        for rank, other in found:
            if other and other != text and all(one in self._target for one in clusters(other)):
                yield rank, other

    def of(self, text: str) -> Shrunk:
        """What becomes of a character that the target does not have."""
        decision = self._decisions.get(text)
        if decision is not None and decision.verdict is CharacterVerdict.KEEP:
            return Shrunk(text=text, to="", rule=KEPT)
        if (
            decision is not None
            and decision.verdict is CharacterVerdict.REPLACE
            and self._target.holds_all(decision.to)
        ):
            return Shrunk(text=text, to=decision.to, rule=DECIDED)
        if decision is None:
            for rule in self._rules:
                ranked = sorted(set(self._candidates(text, rule.name)))
                best = {other for rank, other in ranked if rank == ranked[0][0]}
                if len(best) == 1:
                    return Shrunk(text=text, to=best.pop(), rule=rule.name)
                if best:
                    break
        return Shrunk(text=text, to=self._put, rule=PUT if self._put else LEFT)
