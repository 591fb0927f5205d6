"""Tables that are laid out after another edition of the standard: their items are paired as the editions are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrate.gap.feeds import Fed, Feeds
from migrate.model.editions import EditionLinks, ItemLink
from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.gap import Candidate, Evidence
from migrate.model.source import SourceColumn, SourceTable
from migrate.model.spec import Spec

EVIDENCE = "版の対応"
Links = Mapping[str, EditionLinks]
"""``ID@EDITION`` of the tables' own standard → what it has in common with the target."""
_OWN = Basis(document="本ツール独自", section="版の間の項目の対応（migrate spec diff）")


def _sentence(links: EditionLinks, link: ItemLink) -> str:
    item = f"標準仕様 {links.before} の「{link.group}」の「{link.item}」です"
    if links.before == links.after:
        return f"同じ版の同じ項目です（{item.removesuffix('です')}）。"
    return f"{item}（{'、'.join(link.phrases)}）。" if link.phrases else f"{item}。"


def _candidate(table: SourceTable, column: SourceColumn, links: EditionLinks, link: ItemLink) -> Candidate:
    score = round(link.confidence, 4)
    evidence = Evidence(name=EVIDENCE, score=score, weight=1.0, sentence=_sentence(links, link))
    return Candidate(table=table.name, column=column.name, score=score, evidence=(evidence,))


def feeds(table: SourceTable, spec: Spec, links: EditionLinks) -> Feeds:
    """The items of ``spec`` that the columns of ``table`` are; a column that is no item of its own edition is none."""
    places = {(item.table, item.name): place for place, item in enumerate(spec.items)}
    known = {(link.group, link.item): link for link in links.items}
    fed: list[Fed] = []
    groups: set[str] = set()
    for column in table.columns:
        link = known.get((table.logical_name, column.logical_name)) if column.item else None
        if link is not None:
            at = places[link.to_group, link.to_item]
            fed.append(Fed(column=column, at=at, candidate=_candidate(table, column, links, link)))
            groups.add(link.to_group)
    return Feeds(table=table, fed=tuple(sorted(fed, key=lambda f: f.at)), groups=frozenset(groups))


def findings(table: SourceTable, links: EditionLinks, spec: Spec) -> Iterator[Finding]:
    """MIG-GAP-041 a グループ that has another name in the target, -042 one that the target does not have."""
    place = Place(business=spec.business, table=table.name, file=table.file or None)
    params: dict[str, str | int] = {"group": table.logical_name, "before": links.before, "after": links.after}
    link = next((one for one in links.groups if one.group == table.logical_name), None)
    if link is None:
        yield Finding(code="MIG-GAP-042", severity=Severity.WARNING, place=place, params=params, basis=_OWN)
    elif link.to_group != link.group:
        params |= {"to": link.to_group, "reason": "、".join(link.phrases) or "書き方だけの違い"}
        yield Finding(code="MIG-GAP-041", severity=Severity.INFO, place=place, params=params, basis=_OWN)
