"""⑬ システム移行時の設定: what each business has to decide, who decided it and why, and whether it has been tried."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.model.document import Document, Section
from migrate.phase import form as forms
from migrate.phase import register, settings, settings_pages
from migrate.phase.artefact import Artefact
from migrate.phase.facts import Facts
from migrate.phase.settings import ITEM, STEP


def _sections(facts: Facts, item: int, steps: frozenset[int]) -> tuple[Section, ...]:
    del item
    if STEP not in steps:
        return ()
    pages = settings_pages
    return (*pages.progress(facts), *pages.late(facts), *pages.common(facts), *pages.checks(facts))


def _papers(facts: Facts, steps: frozenset[int]) -> Mapping[str, Document]:
    return settings_pages.papers(facts) if STEP in steps else {}


def _holds(facts: Facts, step: int, business: str) -> bool:
    """Every printed and suggested row has been answered, and each is confirmed, passed, or not needed."""
    del step
    one, answers = facts.business(business), facts.of(ITEM)
    if one is None or any(settings.missing(facts, one).values()):
        return False
    printed = all(register.all_printed(sheet, answers) for sheet in forms.form(ITEM).sheets)
    return printed and all(settings.done(row) for row in answers.records if register.concerns(row, business))


ARTEFACT = Artefact(item=ITEM, offers=settings.offers, sections=_sections, papers=_papers, holds=_holds)
