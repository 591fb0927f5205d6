"""What the PMO's dashboard shows of one month: figures, tables, a trend, and all rows packed for the page's script."""

from __future__ import annotations

from migrate.model.document import Figures, Note
from migrate.model.value import value


@value
class HeatRow:
    """One prefecture (or, where there is only one, one body): rates 0–1 by business, None where none reports."""

    key: str
    """The prefecture, or the body's key."""
    label: str
    bodies: int
    overall: float | None
    rates: tuple[float | None, ...]


@value
class Heat:
    """Rows × the 20 businesses; ``last`` is the whole."""

    of: str
    """What a row is: 都道府県 or 団体."""
    businesses: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    last: HeatRow


@value
class FunnelStep:
    """One of the 40 steps: how many bodies' businesses stand where."""

    code: str
    name: str
    done: int
    outside: int
    working: int
    open: int

    @property
    def told(self) -> int:
        """Businesses whose steps are known."""
        return self.done + self.outside + self.working + self.open

    @property
    def closed(self) -> float | None:
        """Share of 完了済み and 対象外; None where nothing is told."""
        return (self.done + self.outside) / self.told if self.told else None


@value
class TrendMonth:
    """The municipalities of one month; rates 0–1."""

    period: str
    bodies: int
    mean: float
    median: float
    complete: int
    """Bodies at 100 %."""
    operating: float | None
    """Share of businesses whose ⑱ is 完了済み; None where no steps are told."""
    support: int
    """特定移行支援システム."""


@value
class Candidate:
    """A body to offer help to (プッシュ型): its place in the order, and the reasons in words."""

    rank: int
    key: str
    label: str
    rate: float
    reasons: str


@value
class Dashboard:
    """One month of a store."""

    title: str
    subtitle: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    figures: Figures
    notes: tuple[Note, ...]
    trend: tuple[TrendMonth, ...]
    heat: Heat
    funnel: tuple[FunnelStep, ...]
    candidates: tuple[Candidate, ...]
    """The first ones."""
    candidates_in_all: int
    missing: tuple[str, ...]
    """Bodies from which nothing has come of this month."""
    rows: int
    """Rows in ``packed``: one a body and business."""
    packed: str
    """Columns as JSON, gzip, base64: see `migrate.pmo.dashboard.packing`."""
    reasons: str
    """Why rows are thought to slip, packed in the same way; apart, since only the page of a body needs it."""
