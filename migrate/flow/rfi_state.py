"""One unit's request as the workspace holds it: terms, packages, questions, answers."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import records
from migrate.flow import answers, rfi_situation
from migrate.forms import answer
from migrate.forms.answer import Answer
from migrate.forms.form import ALL, KEY, Form
from migrate.forms.merge import Merged
from migrate.forms.records import Answers, Record, missing
from migrate.model.finding import Place
from migrate.phase.facts import Facts
from migrate.procure import layouts
from migrate.procure.package import OUTSIDE, STANDARD, Package
from migrate.procure.rfi import log
from migrate.procure.rfi.books import KIND, LOG, REQUEST, Terms
from migrate.procure.rfi.steps import State
from migrate.procure.submission import Current, Submission, current
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

OUT = "out/rfi"
DEFAULT = "all"
"""The unit of whoever names none: all businesses."""
_PACKAGE = "package.json"


def folder(unit: str, part: str = "") -> str:
    """Where a unit's package (or what stands around its packages) is, relative to the workspace."""
    return f"{OUT}/{unit}/{part}" if part else f"{OUT}/{unit}"


def kept(unit: str) -> str:
    """Where people's own material on a unit is: terms, questions, what vendors sent."""
    return f"{KIND}/{unit}"


def request_form(unit: str) -> Form:
    """The terms of a unit's request as a form that is kept."""
    return layouts.kept_in(REQUEST, kept(unit))


def log_form(unit: str) -> Form:
    """The unit's register of questions."""
    return layouts.kept_in(LOG, f"{kept(unit)}/questions")


def units(workspace: Workspace) -> tuple[str, ...]:
    """The units whose package is built."""
    return tuple(sorted(path.parent.parent.name for path in workspace.path(OUT).glob(f"*/{STANDARD}/{_PACKAGE}")))


def unit_of(workspace: Workspace, asked: str) -> str:
    """The unit that is meant: the one asked for, else the only one whose package is built.

    Raises:
        MigrateError: MIG-RFI-026, it is no key, or several are built and none is named.
        NothingCheckedError: MIG-RFI-027, no package is built.
    """
    built = units(workspace)
    if asked:
        if not KEY.fullmatch(asked):
            raise MigrateError("MIG-RFI-026", params={"unit": asked, "known": "、".join(built) or "なし"})
        if asked in built:
            return asked
    if not built or asked:
        raise NothingCheckedError("MIG-RFI-027", Place(file=folder(asked or DEFAULT)), {"unit": asked or DEFAULT})
    if len(built) > 1:
        raise MigrateError("MIG-RFI-026", params={"unit": "", "known": "、".join(built)})
    return built[0]


def packages(work: Job, unit: str) -> Mapping[str, Package]:
    """Part → the package that was built.

    Raises:
        UnreadableError: MIG-SYS-003.
    """
    found = {}
    for part in (STANDARD, OUTSIDE):
        name = f"{folder(unit, part)}/{_PACKAGE}"
        path = work.workspace.path(*name.split("/"))
        if path.is_file():
            found[part] = records.load(Package, work.read(path), name)
    return found


def package_file(unit: str, part: str) -> str:
    """The file of a package, relative to the workspace."""
    return f"{folder(unit, part)}/{_PACKAGE}"


def terms(unit: str, given: Mapping[str, Answer]) -> Terms:
    """What was decided of a request, from the kept answers of its form."""
    sheet = request_form(unit).of("request")
    text = {one.id: str(given.get(one.id, "")) for one in sheet.questions}
    days = {
        id: text[id] if answer.day(text[id]) else "" for id in ("issued", "questions_due", "answers_due", "go_live")
    }
    return Terms(
        unit=unit,
        title=text["title"],
        issued=days["issued"],
        questions_due=days["questions_due"],
        answers_due=days["answers_due"],
        contact=text["contact"],
        address=text["address"],
        go_live=days["go_live"] or text["go_live"],
        edition=int(text["edition"] or 1),
        lacking=tuple(one.label for one in missing(sheet, given)),
    )


def given_terms(work: Job, unit: str) -> Mapping[str, Answer]:
    """The kept terms, empty where nothing was said yet.

    Raises:
        MigrateError: MIG-RFI-020, the file is damaged. UnreadableError: MIG-SYS-007.
    """
    found = answers.load(work, request_form(unit)).get("request", ALL)
    return found.answers if found else {}


def questions(work: Job, unit: str) -> Answers:
    """The register of questions.

    Raises:
        MigrateError: MIG-RFI-020, the file is damaged. UnreadableError: MIG-SYS-007.
    """
    return answers.load(work, log_form(unit))


def keep(work: Job, form: Form, *changes: Record) -> None:
    """Write what changed into the kept answers of a form."""
    told = tuple(one for one in changes if one.answers)
    answers.write(work, form, Merged(changes=told, new=0, changed=0, same=0, findings=()))


def received(work: Job, unit: str) -> Mapping[str, tuple[Submission, ...]]:
    """Vendor → its deliveries, the oldest first.

    Raises:
        UnreadableError: MIG-SYS-003.
    """
    found: dict[str, list[Submission]] = {}
    for path in sorted(work.workspace.path(kept(unit), "received").glob("*/*/submission.json")):
        one = records.load(Submission, work.read(path), work.workspace.relative(path))
        found.setdefault(one.vendor, []).append(one)
    return {vendor: tuple(sorted(many, key=lambda one: one.number)) for vendor, many in found.items()}


def received_folder(unit: str, vendor: str, number: int) -> str:
    """Where a delivery is kept, relative to the workspace."""
    return f"{kept(unit)}/received/{vendor}/{number:03}"


def vendors(deliveries: Mapping[str, tuple[Submission, ...]]) -> tuple[Current, ...]:
    """What counts of each vendor."""
    return tuple(current(many) for _, many in sorted(deliveries.items()) if any(one.books for one in many))


def state(work: Job, unit: str, known: Facts) -> State:
    """A unit as it stands, with the package that was built.

    Raises:
        MigrateError: the codes of damaged answers. UnreadableError: MIG-SYS-003, -007.
    """
    built = packages(work, unit)
    ids = [one.id for one in built[STANDARD].businesses] if STANDARD in built else []
    return State(
        terms=terms(unit, given_terms(work, unit)),
        situation=rfi_situation.situation(work, known, ids),
        standard=built.get(STANDARD),
        outside=built.get(OUTSIDE),
        asked=log.asked(questions(work, unit)),
        vendors=vendors(received(work, unit)),
    )
