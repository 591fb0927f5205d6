"""All rules, and a schema held against them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from migrate.model.finding import Finding, sort_key
from migrate.model.source import SourceSchema
from migrate.source.lint import codes, dates, keys, names, people, structure, subject, values
from migrate.source.lint.rule import Rule, finding
from migrate.source.lint.subject import Limit

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            *keys.RULES,
            *people.RULES,
            *dates.RULES,
            *values.RULES,
            *codes.RULES,
            *structure.RULES,
            *names.RULES,
        ),
        key=lambda rule: rule.code,
    )
)
"""By code."""


_EVERYWHERE = frozenset({"work-table", "my-number", "resident-record-code", "bank-account", "sensitive"})
"""Rules that look at work tables and backups too: who may see a table does not depend on its being a copy."""


def lint(schema: SourceSchema, limits: Mapping[str, Limit]) -> tuple[Finding, ...]:
    """What the rules find in the schema, by code and place.

    A table that its name calls a work table or a backup is that one finding, not all that it has from its original.

    Args:
        schema: the current system; tables without columns are admitted.
        limits: lengths of the standard by role (`subject.limits`); empty where none is known.
    """
    everything = subject.read(schema, limits)
    copies = {table.name for table in schema.tables if names.is_work_table(table)}
    seen = replace(everything, fields=tuple(f for f in everything.fields if f.table.name not in copies))
    found = []
    for rule in RULES:
        whole = rule.name in _EVERYWHERE
        hits = rule.check(everything if whole else seen)
        found += [finding(rule, hit) for hit in hits if whole or hit.table.name not in copies]
    return tuple(sorted(found, key=sort_key))
