"""What a request for proposals rests on, gathered from the plan of ④ and from what the tools left of the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from migrate.errors import MigrateError
from migrate.flow.procure_unit import Unit
from migrate.forms.answer import Answer
from migrate.forms.form import ALL, plain
from migrate.forms.records import Record
from migrate.phase import form as forms
from migrate.phase import procurement, procurement_method, procurement_schedule
from migrate.phase.facts import Business, Facts
from migrate.phase.procurement import ITEM
from migrate.phase.procurement_method import NEGOTIATED
from migrate.procure.rfp.tender import Failing, Moved, Thing, Tried

_SCOPE = "around"
_INCLUDED, _NONE = "調達に含める", "該当なし"
_DAYS = {"chosen": "ベンダの決定", "contract": "契約"}
"""Question of ④-3 → how the day is called in the papers."""


def methods(known: Facts, ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Way of procuring that was decided (④-2) → 業務ID; those of which nothing was decided are not in it."""
    found: dict[str, tuple[str, ...]] = {}
    for id in ids:
        for way in dict.fromkeys(row.text("method") for row in _decisions(known, id)):
            if way:
                found[way] = (*found.get(way, ()), id)
    return found


def _decisions(known: Facts, id: str) -> tuple[Record, ...]:
    """The rows of ④-2 about a business: of its units, or, while nobody has settled the units, those that name it."""
    rows = (procurement.row(known, procurement_method.SHEET, one) for one in procurement.of_business(known, id))
    named = (one for one in known.of(ITEM).of(procurement_method.SHEET) if id in one.text("business").split())
    return tuple(one for one in rows if one) or tuple(named)


def check_method(decided: Mapping[str, tuple[str, ...]]) -> None:
    """A business that is procured without competition gets no request for proposals.

    Raises:
        MigrateError: MIG-RFP-050, with the steps that are not carried out.
    """
    if ids := decided.get(NEGOTIATED):
        steps = procurement_method.ways()[NEGOTIATED].skips
        named = f" --business {','.join(ids)}"
        lines = "\n".join(f'migrate phase set {step} 対象外{named} --note "随意契約"' for step in steps)
        params = {"business": "、".join(ids), "steps": "、".join(steps), "commands": lines}
        raise MigrateError("MIG-RFP-050", params=params)


def given(known: Facts, unit: Unit, ids: Collection[str], said: Mapping[str, Answer]) -> dict[str, Answer]:
    """The terms: what people said of the request, else what the plan of ④ tells."""
    policy, told = known.of(ITEM).get("policy", ALL), days(known, ids)
    found = {
        "title": f"{unit.title or '標準準拠システム'}の構築・利用業務",
        "method": "、".join(methods(known, ids)),
        "place": policy.text("place") if policy else "",
        "build_start": told.get("contract", ""),
        "go_live": told.get("live", ""),
    }
    return {**{id: one for id, one in found.items() if one}, **said}


def days(known: Facts, ids: Collection[str]) -> Mapping[str, str]:
    """Question of ④-3 → ISO day, the last one of the units that procure the businesses."""
    found: dict[str, str] = {}
    for one in procurement_schedule.dated(known):
        if set(one.unit.businesses) & set(ids):
            for id, day in one.days.items():
                found[id] = max(found.get(id, ""), day.isoformat())
    return found


def listed_days(known: Facts, ids: Collection[str]) -> tuple[tuple[str, str], ...]:
    """The days that vendors are told of besides the terms."""
    found = days(known, ids)
    return tuple((name, found[id]) for id, name in _DAYS.items() if id in found)


def around(known: Facts, unit: Unit, ids: Collection[str]) -> tuple[Thing, ...]:
    """Devices, outside services and peripheral systems that ④-1 decided on, for this unit."""
    return tuple(_around(known, unit, set(ids)))


def _around(known: Facts, unit: Unit, ids: set[str]) -> Iterator[Thing]:
    presets = {one.key: one.name for one in forms.form(ITEM).of(_SCOPE).presets}
    for row in known.of(ITEM).of(_SCOPE):
        treat, meant = row.text("treat"), row.text("unit")
        mine = set(row.text("business").split())
        if treat in ("", _NONE) or (mine and not mine & ids):
            continue
        included = treat == _INCLUDED and (not unit.title or plain(meant) == plain(unit.title))
        other = f"「{meant}」の調達に含める" if treat == _INCLUDED and not included else treat
        name = presets.get(row.key, row.text("name"))
        yield Thing(name=name, state=row.text("note") if included else other, included=included)


def moved(one: Business) -> Moved:
    """How the data of a business move, as far as the tools know."""
    data = one.data
    converted, compared = data.converted, data.compared
    fates = (
        {"変換できなかった": converted.rejected, "まとめた": converted.merged, "除いた": converted.excluded}
        if converted
        else {}
    )
    kinds = Counter(f"{each.form}（{each.encoding}）" if each.encoding else each.form for each in data.moved.sources)
    differences = (
        {"規則どおり": compared.expected, "認めた": compared.accepted, "未決": compared.open} if compared else {}
    )
    return Moved(
        business=f"{one.id} {one.name}",
        rows=converted.rows if converted else {},
        fates=fates,
        gap=data.gap or {},
        failing=tuple(
            Failing(title=each.title, table=each.table, failed=each.failed, open=each.open) for each in data.checks
        )
        if data.checks is not None
        else None,
        sources={kind: number for kind, number in sorted(kinds.items()) if kind},
        compared=differences,
        tried=tuple(
            Tried(at=each.at, result=each.result, read=each.read, rejected=each.rejected) for each in data.moved.runs
        ),
    )


def characters(known: Facts) -> Mapping[str, int]:
    """The ledger of characters as counts."""
    found = known.characters
    if found is None:
        return {}
    return {
        "移行先にない文字（字）": found.found,
        "うち扱いの決まっていない文字（字）": found.undecided,
        "使われているセル": found.cells,
    }
