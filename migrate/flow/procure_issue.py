"""A package on its way out: its papers and workbooks written, what is no longer part of it removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from migrate.files import records
from migrate.files.digest import sha256_of_bytes
from migrate.flow.procure_desk import PACKAGE, Desk
from migrate.forms.book import make as book
from migrate.model.document import Document
from migrate.model.value import value
from migrate.procure.package import Package, plan_of
from migrate.report.formats import docx
from migrate.workspace.job import Job


@value
class Made:
    """A package with what its documents say, in the order of their names."""

    package: Package
    pages: tuple[Document, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """The files that go to vendors."""
        return (*(f"{name}.docx" for name in self.package.papers), *(one.file for one in self.package.books))


def made(package: Package, pages: Sequence[Document]) -> Made:
    """A package that knows its documents, so that a change of one is a change of the package."""
    digest = sha256_of_bytes(b"".join(map(records.dump, pages)))
    return Made(package=replace(package, digest=digest), pages=tuple(pages))


def unlisted(package: Package) -> list[str]:
    """What the user is told where requirements are not at hand."""
    names = "、".join(f"{one.id} {one.name}" for one in package.unlisted)
    return [f"標準仕様の要件が手もとに無いので、機能・帳票の表を作っていない業務: {names}。"] if names else []


def write(work: Job, desk: Desk, one: Made) -> str:
    """Write the package, and the same for machines; its folder."""
    package = one.package
    folder = desk.folder(package.unit, package.part)
    for name, page in zip(package.papers, one.pages, strict=True):
        work.write(f"{folder}/{name}.docx", docx.render(page))
        work.write(f"{folder}/{name}.json", records.dump(page))
    for each in package.books:
        work.write(f"{folder}/{each.file}", book.workbook(plan_of(each, package)))
    work.write(desk.package_file(package.unit, package.part), records.dump(package))
    return folder


def tidy(work: Job, folder: str, one: Made | None) -> None:
    """Remove what an earlier package left and this one does not have."""
    kept = {*one.files, *(f"{name}.json" for name in one.package.papers), PACKAGE} if one else set()
    for path in sorted(work.workspace.path(*folder.split("/")).glob("*.*")):
        if path.name not in kept:
            work.remove(f"{folder}/{path.name}")
