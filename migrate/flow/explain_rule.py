"""The SQL of a rule, for its page; apart from `explain`, for it needs the heavy libraries and other pages do not."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.flow.spec.at_hand import resolve
from migrate.model.quality import Listing
from migrate.model.spec import Spec
from migrate.quality.catalogue import ANY, Rule
from migrate.quality.listing import listed

_EXAMPLES = ("031", "001")
"""Businesses whose spec shows the SQL of a rule that is not about one business."""


def _specs(rule: Rule) -> Iterator[Spec]:
    for business in _EXAMPLES if rule.business == ANY else (rule.business,):
        yield resolve(business, None).spec


def listing(rules: tuple[Rule, ...]) -> Listing | None:
    """The SQL of the first of ``rules`` (all with one code) that has any."""
    return next((found for rule in rules if (found := listed(rule, _specs(rule)))), None)
