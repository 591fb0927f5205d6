"""What a user act gives back: data for machines, a document for people, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field

from migrate.model.document import Document
from migrate.model.finding import Finding
from migrate.model.provenance import FileDigest
from migrate.model.quality import Outcome as Check
from migrate.model.value import value


@value
class Inspected:
    """What formats for other tools say beside the findings."""

    checks: Mapping[str, tuple[Check, ...]]
    """業務ID → its checks; of a check's failing rows the findings may name only the first."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Code → what the check is called."""
    base: str = ""
    """The folder that the files of findings are relative to, as seen from the current folder; never absolute."""


@value
class Outcome:
    """Result of one user act; the command line prints it and chooses the exit code."""

    kind: str
    """Name of the JSON form, such as ``spec-items``; its schema is `reports/schemas/<kind>.json`."""
    data: object
    """A value whose fields become the top-level keys of the JSON output."""
    document: Document
    brief: Document | None = None
    """What a terminal shows instead of a long ``document`` (-v shows all of it); it is complete in itself."""
    verbatim: str = ""
    """What the text format writes instead of ``document``, to the byte: source for other programs."""
    page: Callable[[], bytes] | None = None
    """Makes what the html format writes instead of ``document``; called only where it is asked for."""
    findings: tuple[Finding, ...] = ()
    inputs: tuple[FileDigest, ...] = ()
    nothing_checked: bool = False
    """True where there was nothing to work on: exit 5."""
    unreadable: bool = False
    """True where an input could not be read though others could: exit 3; the findings name it."""
    inspected: Inspected | None = None
    """What JUnit, SARIF and the like say beside the findings; None where there were no checks."""
    lenient: bool = False
    """True where findings give exit 0 whatever their weight (--exit-zero)."""
    notices: tuple[str, ...] = ()
    """Japanese sentences for stderr: what was chosen, what was written, what to type next."""
