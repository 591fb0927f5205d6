"""What a match means: 適合, 変換で適合 or 要判断, and the findings that say why, each with its basis."""

from __future__ import annotations

from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.gap import Candidate, Fit
from migrate.model.kinds import Kind, as_is, characters, declared, item_kind, kind_of, same_form, type_fit
from migrate.model.source import SourceColumn
from migrate.model.spec import Item, OutputCondition, Spec

DECIDE = 0.72
"""Below this score a counterpart is for people to decide."""
_OWN = Basis(document="本ツール独自", section="対応付けの評点")
_READINGS = ("読み仮名", "フリガナ")


def _basis(spec: Spec, item: Item) -> Basis:
    return Basis(document=spec.title, section=f"データ項目ID {item.id}", date=spec.edition)


def _finding(
    spec: Spec, item: Item, code: str, severity: Severity, params: dict[str, str | int], own: bool = False
) -> Finding:
    place = Place(business=spec.business, table=item.table, item=item.name)
    basis = _OWN if own else _basis(spec, item)
    return Finding(code=code, severity=severity, place=place, params={"item": item.name, **params}, basis=basis)


def _too_long(column: SourceColumn, item: Item) -> bool:
    if item_kind(item) in {Kind.DATE, Kind.TIME, Kind.BINARY} or item.code_list_id:
        return False
    have, want = characters(column, item), item.max_length
    return have is not None and want is not None and have > want


def _conversion(column: SourceColumn, item: Item) -> str:
    """What has to be done to the value's form, in words; ``""`` where nothing is needed as far as declared."""
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


def judge(spec: Spec, item: Item, column: SourceColumn, candidate: Candidate) -> tuple[Fit, tuple[Finding, ...]]:
    """State of one item as far as one column feeds it, with findings MIG-GAP-003, -004, -005, -007, -008, -043."""
    where: dict[str, str | int] = {"source": candidate.table, "column": candidate.column}
    found = []
    state = Fit.FIT
    if candidate.derived:
        state = Fit.CONVERT if candidate.expression else Fit.DECIDE
        sentence = candidate.evidence[-1].sentence.rstrip("。")
        found.append(_finding(spec, item, "MIG-GAP-008", Severity.INFO, {**where, "sentence": sentence}, own=True))
    elif _too_long(column, item):
        state = Fit.CONVERT
        have, want = characters(column, item) or 0, item.max_length or 0
        found.append(_finding(spec, item, "MIG-GAP-003", Severity.WARNING, {**where, "have": have, "want": want}))
    code_list = spec.codes.get(item.code_list_id) if item.code_list_id else None
    if code_list is not None and not code_list.open and not as_is(column, item, code_list):
        state = max(state, Fit.CONVERT, key=_ORDER.index)
        params: dict[str, str | int] = {**where, "list": code_list.name, "count": len(code_list.values)}
        found.append(_finding(spec, item, "MIG-GAP-004", Severity.INFO, params))
    if not candidate.derived and (conversion := _conversion(column, item)):
        state = max(state, Fit.CONVERT, key=_ORDER.index)
        params = {**where, "declared": declared(column), "type": item.type, "conversion": conversion}
        found.append(_finding(spec, item, "MIG-GAP-005", Severity.INFO, params))
    if not candidate.derived and column.item and column.logical_name != item.name:
        sentence = candidate.evidence[0].sentence.rstrip("。")
        params = {**where, "sentence": sentence, "score": round(candidate.score * 100)}
        found.append(_finding(spec, item, "MIG-GAP-043", Severity.INFO, params, own=True))
    if candidate.score < DECIDE:
        state = Fit.DECIDE
        params = {**where, "score": round(candidate.score * 100)}
        found.append(_finding(spec, item, "MIG-GAP-007", Severity.INFO, params, own=True))
    return state, tuple(found)


_ORDER = (Fit.FIT, Fit.CONVERT, Fit.DECIDE, Fit.MISSING)


def worst_fit(states: list[Fit]) -> Fit:
    """The state that stands for an item fed by several tables: the one that needs most work; 現行になし for none."""
    return max(states, key=_ORDER.index, default=Fit.MISSING)


def missing(spec: Spec, item: Item, tables: tuple[str, ...]) -> tuple[Finding, ...]:
    """Findings for an item that no column feeds (``tables`` empty), or that some of the source tables lack."""
    if tables:
        severity = Severity.WARNING if item.required else Severity.INFO
        return tuple(_finding(spec, item, "MIG-GAP-009", severity, {"source": table}) for table in tables)
    if item.required:
        return (_finding(spec, item, "MIG-GAP-002", Severity.ERROR, {}),)
    if item.output_condition == OutputCondition.CONDITIONAL or item.implementation:
        params: dict[str, str | int] = {
            "condition": item.output_condition,
            "implementation": item.implementation or "－",
        }
        return (_finding(spec, item, "MIG-GAP-006", Severity.WARNING, params),)
    return ()
