"""What was inspected and found, as formats take it that other tools read (JUnit, SARIF, GitHub, GitLab)."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from pathlib import PurePosixPath

from migrate.model.finding import Finding, Severity, sort_key
from migrate.model.quality import Outcome as Check
from migrate.model.quality import State
from migrate.model.value import value
from migrate.report import messages

Key = tuple[str, str, str, str]
"""業務ID, code, table, item: what a check and its findings have in common."""
_UNPRINTABLE = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@value
class Inspection:
    """Everything that such a format says; it holds no resident's value, since findings and checks hold none."""

    title: str
    summary: str
    """One sentence."""
    version: str
    """Of this tool."""
    findings: tuple[Finding, ...]
    checks: Mapping[str, tuple[Check, ...]] = field(default_factory=dict)
    """業務ID → its checks. Of a check's open failures ``findings`` may name only the first."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Code → what the check is called."""
    base: str = ""
    """The folder that the files of findings are relative to, as seen from where the command runs; never absolute."""
    fails: Severity = Severity.ERROR
    """Findings of this weight and more are failures."""

    def path(self, finding: Finding) -> str:
        """The file of a finding as seen from where the command runs; the folder where it names none."""
        return PurePosixPath(self.base, finding.place.file or "").as_posix()

    def failing(self, severity: Severity) -> bool:
        """True where findings of this weight are failures."""
        return severity.rank >= self.fails.rank


def plain(text: str) -> str:
    r"""``text`` with control characters, lone surrogates and the like written as ``\xNN`` or ``\uNNNN``."""
    return _UNPRINTABLE.sub(
        lambda found: f"\\x{ord(found[0]):02x}" if ord(found[0]) < 0x100 else f"\\u{ord(found[0]):04x}", text
    )


def key_of_check(business: str, check: Check) -> Key:
    """Which findings a check has."""
    return (business, check.code, check.table, check.item)


def key_of(finding: Finding) -> Key:
    """The check that a finding belongs to."""
    p = finding.place
    return (p.business or "", finding.code, p.table or "", p.item or "")


def heaviest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Heaviest first, then by code and place."""
    return sorted(findings, key=lambda f: (-f.severity.rank, *sort_key(f)))


def title_of(inspection: Inspection, code: str) -> str:
    """What a check is called."""
    return plain(inspection.titles.get(code) or messages.heading(code))


def where(finding: Finding) -> str:
    """The place in words without file and line, which such formats name apart."""
    return plain(messages.place_text(replace(finding.place, file=None, line=None)))


def said(finding: Finding) -> str:
    """What a finding says, and where."""
    return "  ".join(part for part in (plain(messages.sentence(finding)), where(finding)) if part)


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """The identity of each finding; of those with the same place each has one of its own, in their order."""
    seen: Counter[str] = Counter()
    found = []
    for one in findings:
        own = one.fingerprint
        seen[own] += 1
        again = f"{own}\x1f{seen[own]}"
        found.append(own if seen[own] == 1 else hashlib.sha256(again.encode()).hexdigest()[:32])
    return found


def counts(checks: Mapping[str, tuple[Check, ...]], findings: Iterable[Finding]) -> Counter[Severity]:
    """Findings by weight; of a failed check all open rows are counted, also those that no finding names."""
    failed = {
        key_of_check(business, check): check
        for business, ones in checks.items()
        for check in ones
        if check.state is State.FAILED
    }
    found: Counter[Severity] = Counter()
    for check in failed.values():
        found[check.severity] += check.open
    found.update(one.severity for one in findings if key_of(one) not in failed)
    return found
