"""The register of vendors' questions on one package: where it is kept, and what is in it."""

from __future__ import annotations

from migrate.errors import MigrateError
from migrate.flow import answers
from migrate.flow.procure_desk import Desk
from migrate.forms.form import Form
from migrate.forms.kept import file_name as kept_file
from migrate.forms.records import Answers
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.procure import layouts
from migrate.procure.package import STANDARD, Package
from migrate.procure.rfi import log
from migrate.workspace.job import Job


@value
class Log:
    """The register of one unit."""

    desk: Desk
    unit: str

    @property
    def form(self) -> Form:
        """The register as a form that is kept."""
        return layouts.kept_in(f"{self.desk.kind}/log", f"{self.desk.kept(self.unit)}/questions")

    @property
    def book(self) -> str:
        """The staff's workbook, relative to the workspace."""
        return f"{self.desk.kept(self.unit)}/{layouts.layout(f'{self.desk.kind}/log').file}.xlsx"

    @property
    def published(self) -> str:
        """What was published last, for machines and for the next publication."""
        return f"{self.desk.folder(self.unit)}/questions.json"

    def command(self, verb: str) -> str:
        """A command of this kind of procurement."""
        return f"{self.desk.kind} qa {verb}"

    def package(self, work: Job) -> Package:
        """The package that the questions are about. Raises: UnreadableError: MIG-SYS-003."""
        return self.desk.packages(work, self.unit)[STANDARD]

    def load(self, work: Job) -> Answers:
        """The register.

        Raises:
            MigrateError: MIG-RFI-020, the file is damaged. UnreadableError: MIG-SYS-007.
        """
        form = self.form
        found = answers.load(work, form)
        for one in found.of(log.SHEET):
            if not log.KEY.fullmatch(one.key):
                place = Place(file=kept_file(form, form.of(log.SHEET), one.key))
                reason = f"key が、{log.PREFIX}0001 のような形ではありません"
                raise MigrateError("MIG-RFI-020", place, {"spot": one.key, "reason": reason})
        return found
