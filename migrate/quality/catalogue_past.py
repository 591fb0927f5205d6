"""With which rules earlier checks were made: `out/check/catalogues.csv`, one line for each catalogue and code.

A score may jump because the data changed or because the rules did; the trend tells the two apart.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from hashlib import sha256

from migrate.errors import UnreadableError
from migrate.files import tables
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.quality import catalogue, query
from migrate.quality.catalogue import Rule

FILE = "out/check/catalogues.csv"
_HEADER = ("catalogue", "code", "rule")
_SHORT = 16

Rules = Mapping[str, str]
"""Code → digest of all that the rule says; the rules that look at one business."""


@value
class Change:
    """Codes that one catalogue has and an earlier one had not, and so on; sorted."""

    came: tuple[str, ...]
    went: tuple[str, ...]
    altered: tuple[str, ...]

    @property
    def any(self) -> bool:
        """True where the catalogues differ."""
        return bool(self.came or self.went or self.altered)


def of(business: str) -> Rules:
    """The bundled rules that look at a business."""
    said: dict[str, list[str]] = {}
    for rule in catalogue.rules():
        if rule.business in (catalogue.ANY, business):
            sql = query.path_of(rule.code).read_text("utf-8") if rule.kind == "query" else ""
            said.setdefault(rule.code, []).append(_judging(rule) + sql)
    return {code: _digest("\n".join(lines)) for code, lines in sorted(said.items())}


def _judging(rule: Rule) -> str:
    """What of a rule can change a verdict or its weight: all but its title and its basis."""
    return repr(
        (rule.kind, rule.table, rule.items, dict(rule.parameters), rule.severity.value, rule.category, rule.rank)
    )


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:_SHORT]


def mark(rules: Rules) -> str:
    """A short name of a catalogue: the same rules have the same; ``""`` of none."""
    return _digest("\n".join(f"{code} {digest}" for code, digest in sorted(rules.items()))) if rules else ""


def change(before: Rules, after: Rules) -> Change:
    """What is different between two catalogues."""
    return Change(
        came=tuple(sorted(set(after) - set(before))),
        went=tuple(sorted(set(before) - set(after))),
        altered=tuple(sorted(code for code in set(before) & set(after) if before[code] != after[code])),
    )


def read(data: bytes) -> Mapping[str, Rules]:
    """The catalogues by their marks.

    Raises:
        UnreadableError: MIG-DQ-049, the file is not what this version writes.
    """
    found: dict[str, dict[str, str]] = {}
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        if tuple(next(reader, ())) != _HEADER:
            raise ValueError
        for one, code, digest in reader:
            found.setdefault(one, {})[code] = digest
    except (ValueError, csv.Error):
        raise UnreadableError("MIG-DQ-049", Place(file=FILE), {"file": FILE}) from None
    return found


def dump(known: Mapping[str, Rules]) -> bytes:
    """The file."""
    rows = ((one, code, digest) for one, rules in sorted(known.items()) for code, digest in sorted(rules.items()))
    return tables.to_bytes(_HEADER, rows)
