"""Results of invented procurements that are committed (`results/`), so that a change of what vendors get shows there.

MIGRATE_GOLDEN_UPDATE=1 writes them anew; the difference is then read.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

from migrate.flow.outcome import Outcome
from migrate.flow.rfp_score import RfpScore
from migrate.procure.compare.comparison import Comparison
from migrate.procure.submission import Current

FOLDER = Path(__file__).parent / "results"
UPDATE = os.environ.get("MIGRATE_GOLDEN_UPDATE") == "1"


def check(name: str, found: Any) -> None:
    """A result is the one that is kept."""
    path, text = FOLDER / f"{name}.json", json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    if UPDATE:
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")


def told(outcome: Outcome) -> dict[str, int]:
    """Code of a finding → how often it was told."""
    return dict(sorted(Counter(one.code for one in outcome.findings).items()))


def received(one: Current) -> dict[str, Any]:
    """What counts of a vendor: answers by workbook, and by cell all that is no answer."""
    return {
        "name": one.name,
        "received": one.received,
        "late": one.late,
        "deliveries": one.numbers,
        "superseded": one.superseded,
        "answers": {f"{book.layout} {book.scope}": len(book.given) for book in one.books},
        "refused": {cell.cell: cell.text for book in one.books for cell in book.refused},
        "strays": {row.cell: row.texts for book in one.books for row in book.strays},
        "lost": [" ".join(row) for book in one.books for row in book.lost],
    }


def compared(found: Comparison) -> dict[str, Any]:
    """The vendors side by side."""
    return {
        "businesses": {one.business: {"offers": one.offers, "starts": one.starts} for one in found.coverage},
        "differing": {
            f"{row.requirement.business} {row.requirement.id}": {
                vendor: answer.word or "" for vendor, answer in row.answers.items()
            }
            for row in found.rows
            if row.differs
        },
        "unfilled": [f"{row.requirement.business} {row.requirement.id}" for row in found.rows if row.unfilled],
        "tallies": {
            f"{one.vendor} {one.business}": {
                "asked": one.asked,
                "unanswered": one.unanswered,
                "unexplained": one.unexplained,
                "required_missing": one.required_missing,
            }
            for one in found.tallies
        },
        "totals": {one.vendor: {"initial": one.initial, "years": one.years} for one in found.totals},
        "far": {line.label: line.far for line in found.lines if line.far},
        "milestones": {one.name: one.days for one in found.milestones},
    }


def scored(result: RfpScore) -> dict[str, Any]:
    """Points, ranks and the verdict; how far the winner depends on the weights."""
    return {
        "verdict": result.verdict,
        "first": result.first,
        "second": result.second,
        "vendors": {
            one.vendor: {
                "name": one.name,
                "state": one.state,
                "reason": one.reason,
                "rank": one.rank,
                "total": one.total,
                "points": one.points,
            }
            for one in result.vendors
        },
        "weights that change the winner": [one.number for one in result.moves if one.changed],
    }
