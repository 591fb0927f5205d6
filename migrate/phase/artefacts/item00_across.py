"""横断: the registers of the whole project, which belong to no work item: risks and peripheral systems."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from migrate.forms.answer import day
from migrate.forms.records import Record
from migrate.model.document import Cell, Column, Grid, Section, Tone, Value
from migrate.phase import chapters, peripheral, peripheral_page, register, risks
from migrate.phase import form as forms
from migrate.phase.artefact import Artefact, Offers
from migrate.phase.facts import Facts

_LEFT_OUT, _SETTLED = "対象外", "終結"
_HEAVY_FIRST = ("高", "中", "低", "")
_TONES = {"高": Tone.BAD, "中": Tone.CAUTION, "低": Tone.MUTED}
_COLUMNS = (
    Column(title="重さ", width=6),
    Column(title="起こりうること", width=34),
    Column(title="業務", width=18),
    Column(title="起こりやすさ", width=8),
    Column(title="影響", width=6),
    Column(title="兆し", width=26),
    Column(title="対応", width=36),
    Column(title="担当", width=14),
    Column(title="期限", width=14),
    Column(title="状態", width=9),
)


def _order(row: Record) -> tuple[bool, int, str, str]:
    return row.text("state") == _SETTLED, _HEAVY_FIRST.index(risks.weight(row)), row.text("due") or "9999", row.key


def _due(row: Record, as_of: date) -> Value:
    """The day; marked where it has passed and the risk is still there."""
    last = day(row.text("due"))
    late = last is not None and last < as_of and row.text("state") != _SETTLED
    return Cell(text=row.text("due"), tone=Tone.BAD) if late else row.text("due")


def _offers(facts: Facts) -> Offers:
    return {peripheral.SYSTEMS: peripheral.offers(facts)}


def _risks(facts: Facts) -> Iterator[Section]:
    form = forms.form(forms.REGISTERS).of(risks.SHEET)
    kept = facts.of(forms.REGISTERS).of(risks.SHEET)
    used = sorted((one for one in kept if one.text("state") != _LEFT_OUT), key=_order)
    if not used:
        return
    names = {one.id: one.name for one in facts.businesses}
    rows: list[tuple[Value, ...]] = []
    for row in used:
        weight = risks.weight(row)
        response = "　".join(filter(None, (row.text("response"), row.text("measure"))))
        rows.append(
            (
                Cell(text=weight, tone=_TONES.get(weight, Tone.PLAIN)),
                str(register.with_name(form, row).get("name", "")),
                "、".join(f"{id} {names.get(id, '')}".strip() for id in row.text("business").split()) or "全業務",
                *(row.text(id) for id in ("probability", "impact", "trigger")),
                response,
                row.text("owner"),
                _due(row, facts.as_of),
                row.text("state"),
            )
        )
    left = len(kept) - len(used)
    note = f"ほかに、この団体には当てはまらないとしたものが {left} 件あります。" if left else ""
    grid = Grid(title="リスクの登録簿", columns=_COLUMNS, rows=tuple(rows), note=note)
    yield chapters.of_item(forms.REGISTERS)["risk"].section(grid)


def _sections(facts: Facts, _item: int, _steps: frozenset[int]) -> tuple[Section, ...]:
    view = peripheral_page.View(
        as_of=facts.as_of,
        rows=peripheral.interfaces(facts.of(forms.REGISTERS)),
        names={one.id: one.name for one in facts.businesses},
    )
    return (*_risks(facts), *peripheral_page.sections(view))


ARTEFACT = Artefact(item=forms.REGISTERS, offers=_offers, sections=_sections)
