"""サービス水準・契約の確認表: what is to be agreed upon before the contract is signed, with a place to note it."""

from __future__ import annotations

from dataclasses import replace

from migrate.model.document import Block, Column, Document, Grid
from migrate.procure.package import Package
from migrate.procure.rfp import paper, specification
from migrate.procure.rfp.tender import Tender

PAPER = "checks"
_CHECK = (Column(title="提案・合意した内容", width=30), Column(title="確認", width=10))


def document(package: Package, tender: Tender) -> Document:
    """The checklist."""
    blocks: dict[str, tuple[Block, ...]] = {
        "sla": tuple(map(_to_check, specification.levels())),
        "contract": tuple(map(_to_check, specification.conditions())),
    }
    return paper.document(PAPER, package, tender, blocks)


def _to_check(grid: Grid) -> Grid:
    rows = tuple((*row, None, None) for row in grid.rows)
    return replace(grid, columns=(*grid.columns, *_CHECK), rows=rows)
