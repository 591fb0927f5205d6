"""What vendors may know of the municipality. The flow fills it from survey, comparison and conversion.

Costs, amounts and terms of current contracts, the companies' names and contacts have no place here, and no value of a
resident's data: only counts and names of things.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from migrate.model.value import value

SIZES = {
    "tables": "表",
    "forms": "帳票",
    "batches": "バッチ",
    "interfaces": "連携",
    "customisations": "カスタマイズ",
    "gaiji": "外字",
    "users": "利用者",
    "terminals": "端末",
}
"""Questions of the survey that are numbers which vendors may know → heading."""


@value
class System:
    """A current system. Texts are empty where nobody answered."""

    name: str
    businesses: tuple[str, ...]
    """業務ID."""
    package: str
    """Product and version: whoever converts its data has to know it."""
    hosting: str
    contract_end: str
    """ISO day or month, 不明, 未定 or なし."""
    my_number: str
    sizes: Mapping[str, int]
    """Key of `SIZES` → number."""


@value
class Link:
    """An interface, one direction."""

    sender: str
    receiver: str
    external: bool
    name: str
    frequency: str
    method: str
    my_number: str
    businesses: tuple[str, ...]
    """業務ID of the systems at its ends."""


@value
class Beside:
    """A system or a function outside the standard."""

    key: str
    kind: str
    name: str
    businesses: tuple[str, ...]
    state: str
    """What is known of it; may be empty."""


@value
class Wanted:
    """One 機能要件 or 帳票要件 with what the municipality wants."""

    sheet: str
    """``function``, ``form``, or ``outside``: in use today, and not in the standard."""
    key: str
    printed: Mapping[str, str]
    """What the sheet prints, by the id of its column."""
    option: bool = False
    """True for a 標準オプション機能."""
    adopt: str = ""
    """採用, 不採用; empty where it is not decided."""
    priority: str = ""


@value
class Business:
    """One business. None: the tool that finds it out has not run."""

    id: str
    name: str
    edition: str = ""
    """Edition of the standard whose requirements are at hand; empty where none are."""
    systems: tuple[System, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    rows: Mapping[str, int] | None = None
    """Table of the standard → rows of the last conversion."""
    rejected: int | None = None
    defects: tuple[int, int] | None = None
    """Rules that fail, and rows that fail them."""
    forms: tuple[str, ...] = ()
    """How its data are written: kind of file and encoding."""


@value
class Situation:
    """Everything at hand."""

    municipality: str
    code: str
    businesses: tuple[Business, ...]
    links: tuple[Link, ...] = ()
    beside: tuple[Beside, ...] = ()
    characters: tuple[int, int] | None = None
    """Characters outside the target, and those of them that nobody has decided on."""
    surveyed: bool = False
    """True where the survey has been answered."""
    names: Mapping[str, str] = field(default_factory=dict)
    """業務ID → name."""

    @property
    def systems(self) -> tuple[System, ...]:
        """Every system once: one that serves several businesses stands at each of them."""
        each = (one for business in self.businesses for one in business.systems)
        return tuple({(one.name, one.businesses): one for one in each}.values())

    def called(self, ids: tuple[str, ...]) -> str:
        """Businesses by number and name."""
        return "、".join(f"{id} {self.names[id]}" if id in self.names else id for id in ids)
