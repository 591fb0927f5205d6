"""One evaluation as a whole: what it rests on, what came out, what people said and decided."""

from __future__ import annotations

from datetime import date

from migrate.model.value import value
from migrate.procure.scoring import exact
from migrate.procure.scoring.decision import NONE, Decision
from migrate.procure.scoring.lock import Lock
from migrate.procure.scoring.offers import Draw
from migrate.procure.scoring.ranking import Ranking, Verdict
from migrate.procure.scoring.score import Inputs, Scored
from migrate.procure.scoring.sensitivity import Move


@value
class Evaluation:
    """Everything that the documents of an evaluation say."""

    municipality: str
    as_of: date
    businesses: tuple[str, ...]
    """業務ID and name of what is procured, such as 「010 個人住民税」."""
    inputs: Inputs
    lock: Lock
    ranking: Ranking
    draw: Draw
    moves: tuple[Move, ...]
    decision: Decision
    lacking: str
    """What the decision still needs; empty where it stands."""
    reasons: tuple[tuple[str, str, str], ...] = ()
    """Vendor, number of the item, what a judge wrote; judges are not named."""

    @property
    def title(self) -> str:
        """What is procured."""
        return self.inputs.rules.title or "標準準拠システムの調達"

    def name(self, vendor: str) -> str:
        """A vendor by its name; 「なし」 stays."""
        return next((one.offer.name for one in self.ranking.vendors if one.offer.vendor == vendor), vendor)

    @property
    def sentence(self) -> str:
        """What the points say, in one or two sentences."""
        ranking = self.ranking
        match ranking.verdict:
            case Verdict.FIRST if ranking.first is not None:
                second = f"次点は {_with_points(ranking.second)}です。" if ranking.second else self._no_second
                return f"第1位は {_with_points(ranking.first)}です。{second}"
            case Verdict.TIE:
                names = "、".join(self.name(one) for one in ranking.ties[0])
                return f"{names} が同点です。くじを引き、draw.csv に残してください。"
            case _:
                return f"{ranking.verdict}。"

    @property
    def _no_second(self) -> str:
        if self.ranking.ties:
            names = "、".join(self.name(one) for one in self.ranking.ties[0])
            return f"第2位は {names} が同点で、次点はくじで決めます。"
        return "次点はありません。"

    @property
    def decided(self) -> str:
        """What people decided, in one sentence; empty where they have not."""
        given = self.decision
        if not given.chosen or given.on is None:
            return ""
        second = f"（次点 {self.name(given.second)}）" if given.second not in ("", NONE) else ""
        chosen = "業者を選ばないこと" if given.chosen == NONE else f"{self.name(given.chosen)}{second}"
        return f"{given.on.isoformat()} に、{chosen}に決めました。"


def _with_points(one: Scored) -> str:
    return f"{one.offer.name}（{points(one)} 点）"


def points(one: Scored) -> str:
    """A vendor's total in print; empty where there is none."""
    return "" if one.total is None else exact.written(one.total)
