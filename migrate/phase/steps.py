"""The 40 steps as published, and how a user may name one."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from migrate.errors import MigrateError, UnreadableError
from migrate.files import tables
from migrate.model.finding import Place
from migrate.model.procedure import TOTAL_STEPS, Status, Step, StepGuide
from migrate.model.value import value

EDITION = "2026-01"
"""The edition of the step names that this version works with."""
_ALIASES = {"未": Status.OPEN}
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－ｰ", "-"))


REGISTERS = "registers"
"""In ``rests_on``: the answers to the form of the step."""


class Passes(StrEnum):
    """When a run proves its step."""

    ALWAYS = "always"
    """The artefact exists only where the step is whole."""
    LEFT = "left"
    """Never by itself; what the run left as findings is shown."""
    TRACE = "trace"
    """Never by itself."""


@value
class EvidenceRule:
    """Which command's ledger line speaks for a step; ``{business}`` in paths stands for the 業務ID."""

    step: int
    command: str
    artefact: str
    passes: Passes = Passes.ALWAYS
    rests_on: tuple[str, ...] = ()
    """The inputs that matter (paths or `REGISTERS`); none: all inputs of the run."""


@value
class Procedure:
    """One edition: the steps in their order, a guide to each, and our rules of evidence."""

    edition: str
    steps: tuple[Step, ...]
    guides: tuple[StepGuide, ...]
    rules: tuple[EvidenceRule, ...]
    reasons: Mapping[str, str]
    """事由 of a 特定移行支援システム, 1–4 → its gist in our words."""

    def guide(self, step: int) -> StepGuide:
        """The guide to the step of that number, 1–40."""
        return self.guides[step - 1]


def load(folder: Path) -> Procedure:
    """Read the tables of one edition; the folder's name is the edition.

    Raises:
        UnreadableError: MIG-SYS-001/-008, MIG-PHS-005 (not the 40 steps, or a guide or evidence for none of them).
    """
    steps = tuple(_step(row) for row in _rows(folder / "steps.csv", "number"))
    if tuple(step.number for step in steps) != tuple(range(1, TOTAL_STEPS + 1)):
        raise UnreadableError("MIG-PHS-005", Place(file="steps.csv"), {"file": "steps.csv"})
    guides = tuple(_guide(row) for row in _rows(folder / "guide.csv", "step"))
    if tuple(guide.step for guide in guides) != tuple(step.number for step in steps):
        raise UnreadableError("MIG-PHS-005", Place(file="guide.csv"), {"file": "guide.csv"})
    rules = tuple(map(_rule, _rows(folder / "evidence.csv", "step")))
    if not {rule.step for rule in rules} <= {step.number for step in steps}:
        raise UnreadableError("MIG-PHS-005", Place(file="evidence.csv"), {"file": "evidence.csv"})
    reasons = {row["number"]: row["text"] for row in _rows(folder / "support_reasons.csv", "number")}
    return Procedure(edition=folder.name, steps=steps, guides=guides, rules=rules, reasons=reasons)


def _rows(path: Path, number: str) -> list[dict[str, str]]:
    rows = tables.read(path)
    for position, row in enumerate(rows):
        if not row.get(number, "").isdecimal():
            raise UnreadableError("MIG-PHS-005", Place(file=path.name, line=position + 2), {"file": path.name})
    return rows


def _step(row: dict[str, str]) -> Step:
    return Step(
        number=int(row["number"]),
        code=row["code"],
        phase=row["phase"],
        item_number=int(row["item_number"]),
        item=row["item"],
        name=row["name"],
        published_name=row["published_name"],
    )


def _guide(row: dict[str, str]) -> StepGuide:
    return StepGuide(
        step=int(row["step"]),
        who=tuple(row["who"].split("、")),
        inputs=row["inputs"],
        outputs=row["outputs"],
        proof=row["proof"],
        stated=frozenset(row["stated"].split()),
        after=tuple(map(int, row["after"].split())),
        commands=tuple(row["command"].split("|")),
        traps=tuple(filter(None, row["traps"].split("|"))),
        reported=tuple(filter(None, row["reported"].split("|"))),
    )


def _rule(row: dict[str, str]) -> EvidenceRule:
    return EvidenceRule(
        step=int(row["step"]),
        command=row["command"],
        artefact=row["artefact"],
        passes=Passes(row["passes"]),
        rests_on=tuple(row["rests_on"].split()),
    )


def _plain(text: str) -> str:
    """``⑭−３`` → ``14-3``: what is typed, on one form. Used on step numbers only."""
    return unicodedata.normalize("NFKC", text).translate(_HYPHENS).replace(" ", "")


def find_step(steps: tuple[Step, ...], text: str) -> Step:
    """The step that ``text`` names: 1–40, or ③-1, or 3-1 (any width). ③ alone is a work item and no step.

    Raises:
        MigrateError: MIG-PHS-001, no such step.
    """
    wanted = _plain(text)
    numbered = text.strip().isdecimal()
    for step in steps:
        if wanted == (str(step.number) if numbered else _plain(step.code)):
            return step
    raise MigrateError("MIG-PHS-001", params={"step": text})


def find_item(steps: tuple[Step, ...], text: str) -> int | None:
    """The work item that ``text`` names by its circled number (④), None where it is none. 4 alone is a step.

    >>> find_item((), "④-1") is None
    True
    """
    wanted = text.strip()
    return next((one.item_number for one in steps if one.code.partition("-")[0] == wanted), None)


def find_steps(steps: tuple[Step, ...], text: str) -> tuple[Step, ...]:
    """The steps of a work item (④), or the one step that ``text`` names.

    Raises:
        MigrateError: MIG-PHS-040, neither a work item nor a step.
    """
    if item := find_item(steps, text):
        return tuple(one for one in steps if one.item_number == item)
    try:
        return (find_step(steps, text),)
    except MigrateError:
        raise MigrateError("MIG-PHS-040", params={"step": text}) from None


def find_status(text: str) -> Status:
    """The status that ``text`` names, as published; 「未」 is 未着手 (the published file writes it so).

    Raises:
        MigrateError: MIG-PHS-002, no such status.
    """
    wanted = text.strip()
    if wanted in _ALIASES:
        return _ALIASES[wanted]
    try:
        return Status(wanted)
    except ValueError:
        raise MigrateError("MIG-PHS-002", params={"status": text}) from None
