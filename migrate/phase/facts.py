"""What the workspace knows, as the artefacts of the steps need it. The flow gathers it; nothing here opens a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date

from migrate.forms.answer import day
from migrate.forms.records import Answers
from migrate.model.finding import Severity
from migrate.model.procedure import SystemFacts
from migrate.model.value import value
from migrate.phase.comparison import Comparison
from migrate.phase.market import Market
from migrate.phase.moved import Moved
from migrate.phase.period import Period
from migrate.phase.settings_codes import Codes
from migrate.phase.survey_report import Scan, Surveyed


@value
class System:
    """A current system of the survey; texts are empty where nobody answered."""

    key: str
    name: str
    businesses: tuple[str, ...]
    department: str
    vendor: str
    package: str
    hosting: str
    contract_end: str
    """ISO day or month, 不明, 未定 or なし."""
    renewal: str
    my_number: str
    numbers: Mapping[str, int]
    """Question id of the survey → number: costs are yen a year with tax (``cost_…``), forms, gaiji, terminals …"""


@value
class Link:
    """An interface of the survey, one direction."""

    key: str
    sender: str
    receiver: str
    external: bool
    """True where an end is outside the municipality."""
    name: str
    frequency: str
    method: str
    my_number: str
    department: str


@value
class Issue:
    """Something that the comparison with the standard left to be decided or done."""

    key: str
    """Letters, digits and hyphens, at most 31; the same from run to run."""
    subject: str
    reason: str
    policy: str = ""
    department: str = ""
    due: str = ""


@value
class Check:
    """A rule of quality that fails somewhere in a table."""

    code: str
    title: str
    severity: Severity
    table: str
    item: str
    failed: int
    open: int
    """Failures that nobody has decided on."""


@value
class Rehearsal:
    """What is known of one command's last run on the data of a business."""

    command: str
    at: str
    result: str
    seconds: float | None


@value
class Compared:
    """現新比較: differences by fate."""

    tables: int
    rows: int
    expected: int
    accepted: int
    open: int
    differing: Mapping[str, int] = field(default_factory=dict)
    """Table → its differences of rows, whatever became of them; tables without one are not in it."""
    at: str = ""
    """ISO moment of the run that left it, in the ledger; empty where no line tells of it."""


@value
class Converted:
    """The conversion: rows by target table, and what was left."""

    rows: Mapping[str, int]
    rejected: int
    merged: int
    excluded: int
    closed: bool


@value
class Data:
    """What the tools found out about the data and the functions of one business; None where a tool has not run."""

    spec: str = ""
    """The standard: 業務ID@版."""
    gap: Mapping[str, int] | None = None
    """Fit of an item → items."""
    comparison: Comparison | None = None
    """Scope of the comparison with the standard."""
    effort: float | None = None
    """Days of work of the estimate."""
    gap_issues: tuple[Issue, ...] = ()
    functions: Mapping[str, int] | None = None
    """Verdict of a requirement → requirements."""
    function_issues: tuple[Issue, ...] = ()
    forms: tuple[tuple[str, str], ...] = ()
    """帳票ID and name of the forms of the standard."""
    converted: Converted | None = None
    checks: tuple[Check, ...] | None = None
    compared: Compared | None = None
    rehearsals: tuple[Rehearsal, ...] = ()
    moved: Moved = field(default_factory=Moved)
    """How its rows move."""
    codes: Codes = field(default_factory=Codes)
    """Codes that are to be decided on."""


@value
class Business:
    """One business of the municipality: 業務ID, name, its current systems."""

    id: str
    name: str
    systems: tuple[System, ...] = ()
    data: Data = field(default_factory=Data)

    @property
    def departments(self) -> tuple[str, ...]:
        """Departments of its systems, each once."""
        return tuple(dict.fromkeys(one.department for one in self.systems if one.department))


@value
class Characters:
    """The ledger of characters outside the target."""

    found: int
    undecided: int
    cells: int


@value
class Planned:
    """When the tasks of one step are expected, all of them together."""

    start: date
    end: date
    done: bool
    planned: date | None = None
    """The day on which people planned to end."""


@value
class Milestones:
    """The plan of one business (`plan/tasks.csv`), as expected now; None where it is not planned."""

    steps: Mapping[int, Planned]
    """Step 1–40 → its days."""
    contract: date | None = None
    """The day on which ⑪-1 ends."""
    construction: date | None = None
    """The day on which ⑬-1 begins: construction starts."""
    migration: date | None = None
    """The day on which ⑭-3 ends."""
    ordinance: date | None = None
    """The day on which ⑰-1 ends: the assembly has voted."""
    go_live: date | None = None
    """The first day of operation."""


@value
class Reached:
    """How far a business is: of its 40 steps, those that people closed, and those that the ledger proves."""

    closed: int
    proven: int


@value
class Quoted:
    """Running costs that vendors named in their answers to the RFI, in yen with tax: medians, units added up."""

    vendors: int
    """Vendors that named any."""
    years: Mapping[str, Mapping[str, int]]
    """Name of a row → number of the year of operation, from ``1`` → yen."""


@value
class Facts:
    """Everything at hand at one moment."""

    municipality: str
    code: str
    as_of: date
    businesses: tuple[Business, ...]
    links: tuple[Link, ...] = ()
    characters: Characters | None = None
    answers: Mapping[int, Answers] = field(default_factory=dict)
    """Work item (0: the registers of the whole project) → what people answered in its form."""
    told: tuple[SystemFacts, ...] = ()
    """Of systems, apart from the steps: in operation since; 特定移行支援システム with 事由, deadline, what remains."""
    plan: Mapping[str, Milestones] = field(default_factory=dict)
    """業務ID (empty: the municipality as a whole) → its plan; empty where there is none."""
    periods: tuple[Period, ...] = ()
    """`plan/calendar.csv`: assembly, days off, busy months; empty where the municipality has none of its own."""
    survey: Surveyed | None = None
    """None where nobody has answered the survey."""
    scan: Scan | None = None
    """None where `source scan` has not run."""
    reached: Mapping[str, Reached] = field(default_factory=dict)
    """業務ID → its steps."""
    quoted: Quoted | None = None
    """None where no vendor has named a running cost."""
    markets: tuple[Market, ...] = ()
    """What vendors answered to the RFI, unit by unit."""

    def of(self, item: int) -> Answers:
        """The answers to the form of a work item."""
        return self.answers.get(item, Answers())

    def business(self, id: str) -> Business | None:
        """The business of that 業務ID."""
        return next((one for one in self.businesses if one.id == id), None)

    @property
    def systems(self) -> tuple[System, ...]:
        """The current systems, each once however many businesses it serves."""
        return tuple({one.key: one for business in self.businesses for one in business.systems}.values())

    def is_live(self, business: str) -> bool:
        """True where a system of the business is told to be in operation by now."""
        starts = (day(one.operation) for one in self.told if one.business == business)
        return any(start is not None and start <= self.as_of for start in starts)

    def concerned(self, link: Link) -> tuple[str, ...]:
        """業務ID of the systems at the ends of an interface."""
        ends = (link.sender, link.receiver)
        return tuple(one.id for one in self.businesses if any(system.name in ends for system in one.systems))
