"""Where one kind of procurement (RFI, RFP) works in a workspace: its packages, and what vendors sent back."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import records
from migrate.forms.form import KEY, plain
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.procure.package import OUTSIDE, STANDARD, Package
from migrate.procure.submission import Current, Submission, current
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

DEFAULT = "all"
"""The unit of whoever names none: all businesses."""
STEPS = "steps"
PACKAGE = "package.json"
"""What a package is, for machines: name of its file."""
_WORDS = {"rfi": ("情報提供依頼（RFI）", "回答"), "rfp": ("提案依頼（RFP）", "提案")}


@value
class Desk:
    """One kind of procurement. All paths are relative to the workspace."""

    kind: str
    """``rfi`` or ``rfp``."""

    @property
    def title(self) -> str:
        """What users call it."""
        return _WORDS[self.kind][0]

    @property
    def noun(self) -> str:
        """What users call that which vendors send back."""
        return _WORDS[self.kind][1]

    @property
    def out(self) -> str:
        """Where the packages of all units are."""
        return f"out/{self.kind}"

    @property
    def proofs(self) -> str:
        """Where the proofs of steps are."""
        return f"{self.out}/{STEPS}"

    def folder(self, unit: str, part: str = "") -> str:
        """Where a unit's package (or what stands around its packages) is."""
        return f"{self.out}/{unit}/{part}" if part else f"{self.out}/{unit}"

    def kept(self, unit: str) -> str:
        """Where people's own material on a unit is: terms, questions, what vendors sent."""
        return f"{self.kind}/{unit}"

    def package_file(self, unit: str, part: str) -> str:
        """The file of a package."""
        return f"{self.folder(unit, part)}/{PACKAGE}"

    def units(self, workspace: Workspace) -> tuple[str, ...]:
        """The units whose package is built."""
        found = workspace.path(*self.out.split("/")).glob(f"*/{STANDARD}/{PACKAGE}")
        return tuple(sorted(path.parent.parent.name for path in found))

    def unit_of(self, workspace: Workspace, asked: str) -> str:
        """The unit that is meant: the one asked for by key or name, else the only one whose package is built.

        Raises:
            MigrateError: MIG-RFI-026, there is no such unit, or several are built and none is named.
            NothingCheckedError: MIG-RFI-027, no package is built.
            UnreadableError: MIG-SYS-003.
        """
        named = {unit: self._name(workspace, unit) for unit in self.units(workspace)}
        if not named or (asked and KEY.fullmatch(asked) and asked not in named):
            unit = asked or DEFAULT
            raise NothingCheckedError("MIG-RFI-027", Place(file=self.folder(unit)), {"unit": unit, "kind": self.kind})
        hits = [one for one, name in named.items() if not asked or asked == one or plain(asked) == plain(name)]
        if len(hits) != 1:
            known = "、".join(f"{one}（{name}）" if name else one for one, name in named.items())
            raise MigrateError("MIG-RFI-026", params={"unit": asked, "known": known})
        return hits[0]

    def _name(self, workspace: Workspace, unit: str) -> str:
        name = self.package_file(unit, STANDARD)
        return records.load(Package, workspace.path(*name.split("/")).read_bytes(), name).unit_name

    def packages(self, work: Job, unit: str) -> Mapping[str, Package]:
        """Part → the package that was built.

        Raises:
            UnreadableError: MIG-SYS-003.
        """
        found = {}
        for part in (STANDARD, OUTSIDE):
            name = self.package_file(unit, part)
            path = work.workspace.path(*name.split("/"))
            if path.is_file():
                found[part] = records.load(Package, work.read(path), name)
        return found

    def received(self, work: Job, unit: str) -> Mapping[str, tuple[Submission, ...]]:
        """Vendor → its deliveries, the oldest first.

        Raises:
            UnreadableError: MIG-SYS-003.
        """
        found: dict[str, list[Submission]] = {}
        for path in sorted(work.workspace.path(self.kept(unit), "received").glob("*/*/submission.json")):
            one = records.load(Submission, work.read(path), work.workspace.relative(path))
            found.setdefault(one.vendor, []).append(one)
        return {vendor: tuple(sorted(many, key=lambda one: one.number)) for vendor, many in found.items()}

    def received_folder(self, unit: str, vendor: str, number: int) -> str:
        """Where a delivery is kept."""
        return f"{self.kept(unit)}/received/{vendor}/{number:03}"


def vendors(deliveries: Mapping[str, tuple[Submission, ...]]) -> tuple[Current, ...]:
    """What counts of each vendor."""
    return tuple(current(many) for _, many in sorted(deliveries.items()) if any(one.books for one in many))
