"""What a match means: 適合, 変換で適合 or 要判断, and the findings that say why, each with its basis."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from migrate.gap import charset, codes, lengths, presence
from migrate.gap.link import Link, said
from migrate.model.finding import Finding, Severity
from migrate.model.gap import Fit
from migrate.model.kinds import Kind, as_is, declared, item_kind, kind_of, same_form, type_fit
from migrate.model.spec import Item, OutputCondition, Spec

DECIDE = 0.72
"""Below this score a counterpart is for people to decide."""
_READINGS = ("読み仮名", "フリガナ")
Judged = Iterator[tuple[Fit, Finding]]


def _conversion(link: Link) -> str:
    """What has to be done to the value's form, in words; ``""`` where nothing is needed as far as declared."""
    column, item = link.column, link.item
    if same_form(column, item):
        return ""
    if item_kind(item) is Kind.DATE:
        return "日付を西暦の YYYY-MM-DD にします" if kind_of(column) is not Kind.DATE else ""
    if item_kind(item) is Kind.TIME:
        return "時刻を HH:MM:SS にします" if kind_of(column) is not Kind.TIME else ""
    if item.name.split("_")[-1] in _READINGS:
        return "カナを全角にそろえます"
    if type_fit(column, item).convert:
        return f"{kind_of(column)}を{item_kind(item)}にします"
    return ""


def _derived(link: Link) -> Judged:
    if link.candidate.joined:
        yield Fit.CONVERT, link.own("MIG-GAP-049", Severity.INFO, {"columns": "、".join(link.candidate.joined)})
    elif link.candidate.derived:
        state = Fit.CONVERT if link.candidate.expression else Fit.DECIDE
        sentence = link.candidate.evidence[-1].sentence.rstrip("。")
        yield state, link.own("MIG-GAP-008", Severity.INFO, {"sentence": sentence})


def _lengths(link: Link) -> Judged:
    return iter(()) if link.candidate.derived else lengths.judged(link)


def _listed(link: Link) -> Judged:
    item = link.item
    code_list = link.spec.codes.get(item.code_list_id) if item.code_list_id else None
    if code_list is not None and not code_list.open and not as_is(link.column, item, code_list):
        params: dict[str, str | int] = {"list": code_list.name, "count": len(code_list.values)}
        yield Fit.CONVERT, link.finding("MIG-GAP-004", Severity.INFO, params)


def _form(link: Link) -> Judged:
    if not link.candidate.derived and (conversion := _conversion(link)):
        params = {"declared": declared(link.column), "type": link.item.type, "conversion": conversion}
        yield Fit.CONVERT, link.finding("MIG-GAP-005", Severity.INFO, params)


def _renamed(link: Link) -> Judged:
    if not link.candidate.derived and link.column.item and link.column.logical_name != link.item.name:
        sentence = link.candidate.evidence[0].sentence.rstrip("。")
        params: dict[str, str | int] = {"sentence": sentence, "score": round(link.candidate.score * 100)}
        yield Fit.FIT, link.own("MIG-GAP-043", Severity.INFO, params)


def _weak(link: Link) -> Judged:
    if link.candidate.score < DECIDE:
        yield Fit.DECIDE, link.own("MIG-GAP-007", Severity.INFO, {"score": round(link.candidate.score * 100)})


_ASPECTS: tuple[Callable[[Link], Judged], ...] = (
    _derived, _lengths, _listed, _form, _renamed, _weak, codes.judged, charset.judged, presence.judged,
)  # fmt: skip
_ORDER = (Fit.FIT, Fit.CONVERT, Fit.DECIDE, Fit.MISSING)


def judge(link: Link) -> tuple[Fit, tuple[Finding, ...]]:
    """State of one item as far as one column feeds it, and a finding for each gap between the two.

    Findings: MIG-GAP-003, -004, -005, -007, -008, -049, -028 … -031, -036 … -039, -043, -121 … -123.
    """
    found = [one for aspect in _ASPECTS for one in aspect(link)]
    return worst_fit([Fit.FIT, *(state for state, _ in found)]), tuple(finding for _, finding in found)


def worst_fit(states: list[Fit]) -> Fit:
    """The state that stands for an item fed by several tables: the one that needs most work; 現行になし for none."""
    return max(states, key=_ORDER.index, default=Fit.MISSING)


def missing(spec: Spec, item: Item, tables: tuple[str, ...]) -> tuple[Finding, ...]:
    """Findings for an item that no column feeds (``tables`` empty), or that some of the source tables lack.

    データ出力条件 (must there be a value?) and 実装類型 (must the system be able to give the item?) are told apart.
    """
    if tables:
        severity = Severity.WARNING if item.required else Severity.INFO
        return tuple(said(spec, item, "MIG-GAP-009", severity, {"source": table}) for table in tables)
    found = []
    if item.required:
        found.append(said(spec, item, "MIG-GAP-002", Severity.ERROR, {}))
    elif item.output_condition == OutputCondition.CONDITIONAL:
        found.append(said(spec, item, "MIG-GAP-006", Severity.WARNING, {"condition": item.output_condition}))
    if item.implementation:
        params = {"implementation": item.implementation}
        found.append(said(spec, item, "MIG-GAP-032", Severity.INFO, params))
    return tuple(found)
