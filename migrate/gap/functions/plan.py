"""What the workbook of one business is to hold: its requirements as rows, with the answers that are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from migrate.forms.answer import Answer
from migrate.forms.form import Form, SheetForm
from migrate.forms.plan import BookPlan, RowPlan, SheetPlan, file_part
from migrate.forms.records import Answers
from migrate.gap.functions import layout
from migrate.gap.functions.requirement import OUTSIDE, Business, Duty, Requirement
from migrate.model.value import value

DEPARTMENT = "department"


@value
class Wish:
    """What the user asks for."""

    businesses: tuple[str, ...] = ()
    """業務ID; empty for all whose requirements are at hand."""
    department: str = ""
    """Only the rows of this department and those that are nobody's yet; empty for all."""
    package: str = ""
    """Key of the package whose vendor fills the form in; empty for the departments' form."""
    blank: int = 20
    """Blank rows for functions outside the standard."""


@value
class Kept:
    """What is kept of one business."""

    business: Business
    fit: Answers
    """The departments' answers."""
    offer: Answers = Answers()
    """The answers of the package that the form is for."""
    delivered: Answers = Answers()
    """What its vendor answered to a request: suggested in the form, not kept."""
    package: str = ""
    """Key of that package; empty for a form for the departments."""


def departments(kept: Answers) -> tuple[str, ...]:
    """The departments that are named anywhere, each once."""
    return tuple(sorted({name for one in kept.records if (name := one.text(DEPARTMENT))}))


def _is_theirs(given: Mapping[str, Answer], wish: Wish) -> bool:
    return not wish.department or given.get(DEPARTMENT, wish.department) == wish.department


def _fit_rows(sheet: SheetForm, kept: Kept, wish: Wish) -> Iterator[RowPlan]:
    answers = {one.key: one.answers for one in kept.fit.of(sheet.id)}
    offers: dict[str, Answer] = {DEPARTMENT: wish.department} if wish.department else {}
    if sheet.id == OUTSIDE:
        for key, given in answers.items():
            if _is_theirs(given, wish):
                yield RowPlan(key=key, answers=given, offers=offers)
        yield from (RowPlan(key="", answers={}, offers={}) for _ in range(wish.blank))
        return
    for one in kept.business.of(sheet.id):
        given = answers.get(one.key, {})
        if _is_theirs(given, wish):
            yield RowPlan(key=one.key, answers=given, offers=offers, printed=_printed(one))


def _printed(one: Requirement) -> dict[str, Answer]:
    return {id: text for id, text in one.printed.items() if text}


def wish_of(one: Requirement, given: Mapping[str, Answer]) -> str:
    """What a vendor is told that the municipality wants; empty where it has not been decided."""
    if one.duty is Duty.OPTION:
        adopted, priority = given.get("adopt"), given.get("priority")
        return f"採用（{priority}）" if adopted == "採用" and priority else str(adopted or "").replace("未定", "")
    return {Duty.MUST: "必須", Duty.NEVER: "不要（実装不可）"}.get(one.duty, "")


def _offer_rows(sheet: SheetForm, kept: Kept) -> Iterator[RowPlan]:
    answers = {one.key: one.answers for one in kept.offer.of(sheet.id)}
    told = {one.key: one.answers for one in kept.delivered.of(sheet.id)}
    ours = {one.key: one.answers for one in kept.fit.of(sheet.id)}
    if not sheet.table:
        yield RowPlan(key=kept.package, answers=answers.get(kept.package, {}), offers=told.get(kept.package, {}))
    elif sheet.id == OUTSIDE:
        for key, given in ours.items():
            shown = {"id": key} | {id: given[id] for id in ("name", "content") if id in given}
            yield RowPlan(key=key, answers=answers.get(key, {}), offers=told.get(key, {}), printed=shown)
    for one in kept.business.of(sheet.id):
        printed = _printed(one)
        if said := wish_of(one, ours.get(one.key, {})):
            printed["wish"] = said
        yield RowPlan(key=one.key, answers=answers.get(one.key, {}), offers=told.get(one.key, {}), printed=printed)


def form_of(kept: Kept) -> Form:
    """The form for what is kept: the departments' or the vendor's, with the business's rows."""
    if not kept.package:
        return layout.with_rows(layout.fit(), kept.business)
    form = layout.with_rows(layout.offer(), kept.business)
    outside = tuple(one.key for one in kept.fit.of(OUTSIDE))
    return replace(form, sheets=tuple(layout.with_keys(s, outside) if s.id == OUTSIDE else s for s in form.sheets))


def scope(business: str, package: str) -> str:
    """What a file is about: a business, or a business and a package."""
    return f"{business}-{package}" if package else business


def book(kept: Kept, wish: Wish) -> BookPlan:
    """The workbook; a sheet without rows is left out."""
    form = form_of(kept)
    sheets = []
    for sheet in form.sheets:
        rows = tuple(_offer_rows(sheet, kept) if kept.package else _fit_rows(sheet, kept, wish))
        if rows:
            sheets.append(SheetPlan(form=sheet, name=sheet.name, rows=rows))
    business = kept.business
    more = kept.package or wish.department
    named = file_part(f"{business.id}-{business.name}{f'-{more}' if more else ''}")
    title = f"{business.id} {business.name}（標準仕様 {business.edition}）" + (f"　{more}" if more else "")
    names = sorted({*departments(kept.fit), *([wish.department] if wish.department else [])})
    return BookPlan(
        form=form,
        title=title,
        file=f"{named}.xlsx",
        sheets=tuple(sheets),
        parties=tuple(names),
        scope=scope(business.id, kept.package),
    )
