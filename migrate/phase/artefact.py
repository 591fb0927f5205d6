"""The artefact of a work item: rows that are offered to its form, and the document made of them.

A work item whose document is more than its registers has a module in `artefacts/`, named after it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache

from migrate.forms.answer import Answer
from migrate.model.document import Document, Section
from migrate.model.value import value
from migrate.phase import form as forms
from migrate.phase import register
from migrate.phase.facts import Facts

_ARTEFACTS = "migrate.phase.artefacts"
"""Found by name, not imported: its modules know this one."""
Offers = Mapping[str, Mapping[str, Mapping[str, Answer]]]
"""Sheet → key of a row (``all`` where the sheet exists once) → question → what is suggested."""


def _nothing(_: Facts) -> Offers:
    return {}


def _registers(facts: Facts, item: int, steps: frozenset[int]) -> tuple[Section, ...]:
    return register.sections(item, facts.of(item), steps)


def _no_papers(_facts: Facts, _steps: frozenset[int]) -> Mapping[str, Document]:
    return {}


def _always(_facts: Facts, _step: int, _business: str) -> bool:
    return True


@value
class Artefact:
    """One work item, 1–18."""

    item: int
    offers: Callable[[Facts], Offers] = _nothing
    """What the workspace lets us suggest; people's answers go before it."""
    sections: Callable[[Facts, int, frozenset[int]], tuple[Section, ...]] = _registers
    """The document: facts, work item, and which of its steps are wanted (numbers 1–40)."""
    papers: Callable[[Facts, frozenset[int]], Mapping[str, Document]] = _no_papers
    """Documents of their own beside it, such as letters: name of the file without its end → document."""
    holds: Callable[[Facts, int, str], bool] = _always
    """What a step of a business needs besides complete registers; facts, step, 業務ID."""


def _module(item: int) -> str:
    """Name of the work item's module, empty where its document is its registers."""
    artefacts = importlib.import_module(_ARTEFACTS)
    names = (one.name for one in pkgutil.iter_modules(artefacts.__path__))
    return next((name for name in names if name.startswith(f"item{item:02}_")), "")


def is_made(item: int) -> bool:
    """True where the work item has a form or a document of ours."""
    return item in forms.items() or bool(_module(item))


@cache
def of_item(item: int) -> Artefact:
    """The artefact of a work item."""
    if not (name := _module(item)):
        return Artefact(item=item)
    found: Artefact = importlib.import_module(f"{_ARTEFACTS}.{name}").ARTEFACT
    return found
