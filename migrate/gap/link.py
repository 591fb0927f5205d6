"""One column that feeds one item: what the gap findings of the pair are made from."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.gap.values import Held
from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.gap import Candidate
from migrate.model.source import SourceColumn
from migrate.model.spec import LEGAL, Item, Spec, SpecKind
from migrate.model.value import value

OWN = Basis(document="本ツール独自", section="対応付けの評点")
Params = Mapping[str, str | int]


def basis(spec: Spec, item: Item) -> Basis:
    """The text that fixes the item: the published list; of a starter, ours with the law that it follows."""
    section = f"データ項目ID {item.id}"
    if spec.kind is not SpecKind.STARTER:
        return Basis(document=spec.title, section=section, date=spec.edition)
    law = f"。項目は {item.basis.text} による" if item.basis is not None and item.basis.kind in LEGAL else ""
    return Basis(document="本ツール独自", section=f"{spec.title} {section}{law}", date=spec.provenance.date)


def said(spec: Spec, item: Item, code: str, severity: Severity, params: Params) -> Finding:
    """A finding of an item that rests on the spec."""
    place = Place(business=spec.business, table=item.table, item=item.name)
    return Finding(
        code=code, severity=severity, place=place, params={"item": item.name, **params}, basis=basis(spec, item)
    )


@value
class Link:
    """An item, the column that feeds it, and what the column holds (None: no profile)."""

    spec: Spec
    item: Item
    column: SourceColumn
    candidate: Candidate
    key: bool = False
    """True where the column is one of its table's primary key."""
    held: Held | None = None

    def finding(self, code: str, severity: Severity, params: Params) -> Finding:
        """A finding of the pair; the spec is its basis."""
        where: dict[str, str | int] = {"source": self.candidate.table, "column": self.candidate.column}
        return said(self.spec, self.item, code, severity, {**where, **params})

    def own(self, code: str, severity: Severity, params: Params) -> Finding:
        """A finding of the pair that no published text fixes."""
        found = self.finding(code, severity, params)
        return Finding(code=code, severity=severity, place=found.place, params=found.params, basis=OWN)
