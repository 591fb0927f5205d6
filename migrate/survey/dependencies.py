"""The list of interfaces as a picture: systems in the middle, what stands around them left, the outside right."""

from __future__ import annotations

from collections import Counter

from migrate.model.document import Diagram, Line, Link, Node, Tone
from migrate.survey.inventory import Interface, Inventory, Party, PartyKind

_GROUPS = ("周辺システム", "業務システム", "外部の相手")
_GROUP = {PartyKind.PERIPHERAL: 0, PartyKind.SYSTEM: 1, PartyKind.EXTERNAL: 2, PartyKind.UNKNOWN: 2}
_KINDS = (
    ("個人番号を含む", Line.SOLID),
    ("個人番号を含まない", Line.DASHED),
    ("個人番号を含むか不明", Line.DOTTED),
)
_NAMES = 4
MOST_ARROWS = 100
"""More arrows than this nobody can follow; the table of senders and receivers has all of them."""


def _kind(interfaces: list[Interface]) -> int:
    """Several interfaces in one arrow: the one that weighs most counts."""
    given = {one.my_number for one in interfaces}
    return 0 if "はい" in given else 1 if given == {"いいえ"} else 2


def _text(interfaces: list[Interface]) -> str:
    names = [name for one in interfaces if (name := " ".join(filter(None, (one.interface_id, one.name))))]
    rest = "、ほか" if len(names) > _NAMES else ""
    return f"{len(interfaces)} 本: {'、'.join(names[:_NAMES])}{rest}"


def _node(party: Party) -> Node:
    unknown = party.kind is PartyKind.UNKNOWN
    return Node(
        id=party.id,
        label=party.name,
        group=_GROUP[party.kind],
        note=party.kind.value,
        tone=Tone.CAUTION if unknown else Tone.PLAIN,
    )


def diagram(found: Inventory) -> Diagram:
    """The picture: an arrow for each pair of sender and receiver; systems without any interface are not in it."""
    pairs: dict[tuple[str, str], list[Interface]] = {}
    for one in found.interfaces:
        pairs.setdefault((one.sender.id, one.receiver.id), []).append(one)
    order = {party.id: number for number, party in enumerate(found.parties)}
    chosen = sorted(pairs, key=lambda pair: -len(pairs[pair]))[:MOST_ARROWS]  # stable: of equals, the earlier one
    ranked = sorted(chosen, key=lambda pair: (order.get(pair[0], len(order)), order.get(pair[1], len(order))))
    links = tuple(Link(start=pair[0], end=pair[1], text=_text(pairs[pair]), kind=_kind(pairs[pair])) for pair in ranked)
    drawn = {id for pair in ranked for id in pair}
    seen = {party.id: party for one in found.interfaces for party in (one.sender, one.receiver)}
    nodes = tuple(_node(seen[id]) for id in sorted(drawn, key=lambda id: order.get(id, len(order))))
    kinds = Counter(_KINDS[link.kind][0] for link in links)
    told = "、".join(f"{word} {kinds[word]}" for word, _ in _KINDS if kinds[word])
    summary = (
        f"システムと相手 {len(nodes)}、連携 {len(found.interfaces)} 本を、送り手と受け手の組ごとに 1 本の矢印"
        f"（{len(links)} 本）で示します（{told}）。番号は下の表の番号です。点線の枠は、一覧にない名前です。"
    )
    if len(pairs) > len(links):
        summary += (
            f"全部で {len(pairs)} 組あるので、連携の多い {len(links)} 組だけを描いています。"
            "残りは「送り手と受け手」の表にあります。"
        )
    return Diagram(
        title="システムのつながり", groups=_GROUPS, nodes=nodes, links=links, kinds=_KINDS, summary=summary, wide=1
    )
