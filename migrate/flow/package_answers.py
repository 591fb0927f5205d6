"""What vendors answered to requests (RFI, RFP), as answers of their packages to the requirements of the standards.

Nothing is copied: deliveries are read where they are kept, so that a newer one counts at once, and what people keep of
a package (`fit/packages/`) stays theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from migrate.flow.procure_desk import Desk
from migrate.forms.answer import Answer
from migrate.forms.records import Answers, Record
from migrate.gap.functions import layout
from migrate.gap.functions.package import Delivered, Source
from migrate.procure.package import STANDARD, Package
from migrate.procure.submission import BookAnswers, Submission
from migrate.workspace.job import Job

DESKS = (Desk(kind="rfi"), Desk(kind="rfp"))
"""Of two deliveries of one day, that of the later one counts."""
Found = Mapping[tuple[str, str], Delivered]
"""業務ID and key of the vendor → what it answered."""
_PRODUCT, _COMPANY = "product", ("company", "all", "name")
_OFFERED = frozenset({"提供できる", "条件付きで提供できる"})


def delivered(work: Job) -> Found:
    """What counts of every vendor's deliveries: for each business those to the request that it answered last.

    Raises:
        UnreadableError: MIG-SYS-003.
    """
    found: dict[tuple[str, str], Delivered] = {}
    for desk in DESKS:
        for unit in desk.units(work.workspace):
            package = desk.packages(work, unit)[STANDARD]
            for vendor, many in desk.received(work, unit).items():
                for business, one in _of_vendor(desk, package, many):
                    before = found.get((business, vendor))
                    if before is None or before.source.received <= one.source.received:
                        found[business, vendor] = one
    return found


def vendors(found: Found, business: str) -> tuple[str, ...]:
    """Keys of the vendors that answered for a business."""
    return tuple(sorted(vendor for id, vendor in found if id == business))


def _of_vendor(desk: Desk, package: Package, many: Sequence[Submission]) -> Iterator[tuple[str, Delivered]]:
    """業務ID → what a vendor answered; nothing of a business that it neither offers nor answers about."""
    newest = {(book.layout, book.scope): (one, book) for one in many for book in one.books}
    name = next((text for _, book in newest.values() if (text := str(book.get(*_COMPANY) or ""))), "")
    for business in package.businesses:
        key = f"P{business.id}"
        heads = [(one, said) for one, book in newest.values() if (said := book.record(_PRODUCT, key))]
        fits = [both for both in newest.values() if both[1].business == business.id and both[1].given]
        offer = heads[0][1].get("offer") if heads else None
        if not fits and offer not in _OFFERED:
            continue
        submission = fits[0][0] if fits else heads[0][0]
        head = _head(heads[0][1] if heads else {}, submission.vendor, name)
        rows = _rows(fits[0][1]) if fits else ()
        source = Source(
            request=desk.title,
            unit=package.unit,
            number=submission.number,
            received=submission.received,
            late=submission.late,
            edition=submission.edition,
            newest=package.edition,
            standard=business.edition if submission.edition == package.edition else "",
        )
        yield business.id, Delivered(source=source, answers=Answers(records=(head, *rows)))


def _head(said: Mapping[str, Answer], vendor: str, name: str) -> Record:
    """What the vendor says of its product, under the questions of the form for packages."""
    asked = {one.id for one in layout.offer().of(layout.PACKAGE).questions}
    answers: dict[str, Answer] = {"vendor": name or vendor}
    answers |= {id: answer for id, answer in said.items() if id in asked}
    return Record(sheet=layout.PACKAGE, key=vendor, answers=answers)


def _rows(book: BookAnswers) -> tuple[Record, ...]:
    found: dict[tuple[str, str], dict[str, Answer]] = {}
    for one in book.given:
        if one.value is not None:
            found.setdefault((one.sheet, one.key), {})[one.question] = one.value
    return tuple(Record(sheet=sheet, key=key, answers=given) for (sheet, key), given in found.items())
