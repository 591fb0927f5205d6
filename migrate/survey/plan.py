"""What a workbook of the survey is to hold: which sheets, which rows, which answers that are known already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from migrate.forms.answer import Answer
from migrate.forms.form import ALL, Form, SheetForm, plain
from migrate.forms.plan import BookPlan, RowPlan, SheetPlan, file_part, sheet_name
from migrate.forms.records import Answers
from migrate.model.catalogue import BusinessKind, Catalogue
from migrate.model.survey import Split
from migrate.model.value import value
from migrate.survey.form import INTERFACE, ISSUE, SYSTEM


@value
class Wish:
    """What the user asks for."""

    businesses: frozenset[str] = frozenset()
    """Only the systems that handle one of these 業務ID; empty for all."""
    split: Split = Split.NONE
    extra: int = 2
    """Blank sheets for systems that are not in the catalogue."""
    blank: int = 40
    """Blank rows at the end of the list of interfaces; the other tables have at most ten."""


@value
class Known:
    """What is known beforehand."""

    form: Form
    catalogue: Catalogue
    answers: Answers
    offers: Mapping[str, Mapping[str, Answer]]
    """Key of a system → suggestions from the scan of the current system."""


def systems(known: Known, wish: Wish) -> tuple[RowPlan, ...]:
    """The systems asked about: 20 businesses, 7 common functions, then those that people added, then blank ones."""
    kept = {record.key: record for record in known.answers.of(SYSTEM)}
    rows = []
    for business in known.catalogue.businesses:
        if business.kind is BusinessKind.RELATED or not business.systems:
            continue
        key = business.systems[0]
        offers: dict[str, Answer] = {"name": business.law_name, "businesses": " ".join(business.systems)}
        offers |= known.offers.get(key, {})
        stored = kept.pop(key, None)
        rows.append(RowPlan(key=key, answers=stored.answers if stored else {}, offers=offers))
    rows += [RowPlan(key=key, answers=record.answers, offers={}) for key, record in kept.items()]
    if wish.businesses:
        return tuple(r for r in rows if wish.businesses & {r.key, *str(r.shown.get("businesses", "")).split()})
    taken = {row.key for row in rows}
    numbers = [n for n in range(1, 1_000) if f"A{n:02}" not in taken][: wish.extra]
    return (*rows, *(RowPlan(key=f"A{n:02}", answers={}, offers={"in_use": "無"}) for n in numbers))


def table_rows(form: SheetForm, answers: Answers, blank: int) -> tuple[RowPlan, ...]:
    """Rows of a table: those that the form prints, those that people added, and blank ones."""
    kept = {record.key: record.answers for record in answers.of(form.id)}
    first = form.first.id
    rows = [RowPlan(key=p.key, answers=kept.pop(p.key, {}), offers={first: p.name}, fixed=True) for p in form.presets]
    rows += [RowPlan(key=key, answers=given, offers={}) for key, given in kept.items()]
    return (*rows, *(RowPlan(key="", answers={}, offers={}) for _ in range(blank)))


def parties(form: Form, answers: Answers, rows: Sequence[RowPlan]) -> tuple[str, ...]:
    """Names of systems, peripheral systems and counterparts, each once."""
    names = [str(row.shown.get("name", "")) for row in rows]
    for id in ("peripheral", "counterpart"):
        names += [str(row.shown.get("name", "")) for row in table_rows(form.of(id), answers, 0)]
    return tuple(dict.fromkeys(name for name in names if name))


def _system_sheets(form: Form, rows: Sequence[RowPlan]) -> list[SheetPlan]:
    sheet = form.of(SYSTEM)
    return [
        SheetPlan(form=sheet, name=sheet_name(row.key, str(row.shown.get("name", "追加"))), rows=(row,)) for row in rows
    ]


def _blank(sheet: SheetForm, wish: Wish) -> int:
    return wish.blank if sheet.id == INTERFACE else min(10, wish.blank)


def _others(known: Known, wish: Wish) -> list[SheetPlan]:
    sheets = []
    for sheet in known.form.sheets:
        if sheet.table:
            rows = table_rows(sheet, known.answers, _blank(sheet, wish))
        elif sheet.id != SYSTEM:
            kept = known.answers.get(sheet.id, ALL)
            rows = (RowPlan(key=ALL, answers=kept.answers if kept else {}, offers={}),)
        else:
            continue
        sheets.append(SheetPlan(form=sheet, name=sheet.name, rows=rows))
    return sheets


def _concerns(row: RowPlan, names: frozenset[str]) -> bool:
    """True for a row without a party, and for one whose party is among ``names``."""
    given = {plain(str(row.shown.get(q, ""))) for q in ("sender", "receiver", "party")} - {""}
    return not row.key or bool(given & names)


def _part(known: Known, wish: Wish, rows: Sequence[RowPlan]) -> list[SheetPlan]:
    """The sheets of a file that is for some systems only."""
    names = frozenset(plain(str(row.shown.get("name", ""))) for row in rows)
    sheets = _system_sheets(known.form, rows)
    for id in (INTERFACE, ISSUE):
        form = known.form.of(id)
        mine = tuple(row for row in table_rows(form, known.answers, _blank(form, wish)) if _concerns(row, names))
        sheets.append(SheetPlan(form=form, name=form.name, rows=mine))
    return sheets


def _group(row: RowPlan, split: Split) -> str:
    if split is Split.SYSTEM:
        return sheet_name(row.key, str(row.shown.get("name", "追加")))
    given = str(row.shown.get("department" if split is Split.DEPARTMENT else "vendor", ""))
    return given or ("担当課未定" if split is Split.DEPARTMENT else "ベンダ未定")


def books(known: Known, wish: Wish) -> tuple[BookPlan, ...]:
    """The workbooks to be written: one, or one for each group of systems and one for what concerns all."""
    rows = systems(known, wish)
    names = parties(known.form, known.answers, rows)
    title = "現行システムの概要調査"
    if wish.split is Split.NONE:
        sheets = (*_system_sheets(known.form, rows), *_others(known, wish))
        return (BookPlan(form=known.form, title=title, file="調査票.xlsx", sheets=sheets, parties=names),)
    groups: dict[str, list[RowPlan]] = {}
    for row in rows:
        groups.setdefault(_group(row, wish.split), []).append(row)
    files = {group: file_part(group) for group in groups}
    often = Counter(name.casefold() for name in files.values())
    found = []
    for number, (group, mine) in enumerate(groups.items(), start=1):
        part = (
            files[group]
            if often[files[group].casefold()] == 1 and files[group] != "全体"
            else f"{files[group]}-{number}"
        )
        sheets = tuple(_part(known, wish, mine))
        found.append(
            BookPlan(
                form=known.form, title=f"{title}（{group}）", file=f"調査票-{part}.xlsx", sheets=sheets, parties=names
            )
        )
    whole = tuple(_others(known, wish))
    return (
        *found,
        BookPlan(form=known.form, title=f"{title}（全体）", file="調査票-全体.xlsx", sheets=whole, parties=names),
    )
