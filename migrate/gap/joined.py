"""Items that several columns make together: 氏名 of 氏 and 名, 住所 of its parts, a date of its parts (`dated`).

The naming grammar read the other way round: where the parts of a whole have columns of their own in one table and the
whole has none, they are joined in the grammar's order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from migrate.engine.identifier import column_text
from migrate.gap.arithmetic import NAME, PART
from migrate.gap.target import TableKey, Target, TargetItem
from migrate.lexicon.glossary import Derivation
from migrate.model.gap import Candidate, Evidence
from migrate.model.source import SourceTable
from migrate.model.value import value

EVIDENCE = "列の結合"
JOIN = "＋"
"""Between the columns that make one item together."""
_BETWEEN = {"氏名": "　"}
"""What stands between the parts of a whole; nothing where it is not named here."""
_SPLIT = "name_part("


@value
class Joined:
    """One item and the columns that make it, in their order."""

    item: TargetItem
    places: tuple[int, ...]
    """Positions of the columns."""
    weakest: float
    """Score of the weakest part."""
    between: str = ""
    template: str = ""
    """Expression with ``{0}`` … for the columns, where they are not simply put together."""
    decision: Evidence | None = None
    """Set where people decided it: then it alone counts."""


def _wholes(rule: Derivation) -> bool:
    """True for rules whose parts make up the whole; a wording for an unknown date is no part of the date."""
    return rule.expression.startswith(_SPLIT) or bool(rule.kind)


def joined(
    target: Target, chosen: Mapping[int, tuple[TargetItem, float]], fed: frozenset[tuple[str, int]]
) -> Iterator[Joined]:
    """The items of the tables that ``chosen`` feeds which nothing feeds but their parts.

    Args:
        target: the standard's side.
        chosen: column position → the item that it feeds directly, with its score.
        fed: 業務ID and position of every item that is fed.
    """
    parts: dict[tuple[TableKey, str], dict[int, float]] = defaultdict(dict)
    for rule in filter(_wholes, target.vocabulary.derivations):
        for place, (item, score) in chosen.items():
            if whole := rule.whole_name(item.item.name):
                parts[item.table, whole].setdefault(place, score)
    for (table, whole), found in parts.items():
        wanted = next((one for one in target.tables[table] if one.item.name == whole), None)
        if wanted is None or len(found) < 2 or (wanted.business, wanted.at) in fed:
            continue
        between = next((sign for name, sign in _BETWEEN.items() if whole.startswith(name)), "")
        yield Joined(item=wanted, places=tuple(found), weakest=min(found.values()), between=between)


def _expression(names: tuple[str, ...], one: Joined) -> str:
    texts = [column_text(name) for name in names]
    if one.template:
        return one.template.format(*texts)
    sign = [f"'{one.between}'"] if one.between else []
    written = [text for name in texts for text in (*sign, name)][len(sign) :]
    return f"trim(concat({', '.join(written)}))"


def columns_of(candidate: Candidate) -> str:
    """The columns of a candidate as people read them: ``SEI_YY＋SEI_MM＋SEI_DD``."""
    return JOIN.join(candidate.joined or (candidate.column,))


def candidate(table: SourceTable, one: Joined) -> Candidate:
    """The candidate as it is reported, under its first column."""
    names = tuple(table.columns[place].name for place in one.places)
    said = f"{'、'.join(names)} をこの順につなぐと「{one.item.item.name}」になります"
    how = "部分ごとの評点のうち、いちばん低いものです。"
    if one.template:
        how = f"{'、'.join(names)} の名前に共通の部分が、項目の名前と合う度合いです。"
        said = f"{'、'.join(names)} に分かれた日付を合わせると「{one.item.item.name}」になります"
    evidence: tuple[Evidence, ...] = (
        Evidence(name=EVIDENCE, score=round(one.weakest, 4), weight=NAME, sentence=how),
        Evidence(name="命名規則", score=0.0, weight=PART, sentence=f"{said}。"),
    )
    score = round(round(one.weakest, 4) * (1 - PART), 4)
    if one.decision is not None:
        evidence, score = (one.decision, *(replace(part, weight=0.0) for part in evidence[1:])), 1.0
    return Candidate(
        table=table.name,
        column=names[0],
        score=score,
        evidence=evidence,
        derived=True,
        expression=_expression(names, one),
        joined=names,
    )
