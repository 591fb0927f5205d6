"""Lengths: what a column may hold and what it does hold, beside the 桁数 of the item."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.gap.link import Link
from migrate.model.finding import Finding, Severity
from migrate.model.gap import Fit
from migrate.model.kinds import Kind, characters, item_kind

_TEXTS = frozenset({Kind.TEXT, Kind.WIDE})
_BLANKS = frozenset({"leading_blank", "trailing_blank"})
_POSTAL = "postal_3_4"
_UNMEASURED = frozenset({Kind.DATE, Kind.TIME, Kind.BINARY})
"""Their 桁数 is that of the standard's own notation, which the conversion writes."""


def _longest(link: Link) -> int | None:
    """Longest value, where the profile tells how long a value is without what the conversion takes away.

    None for numbers (zeros in front, signs) and for values that blanks are around; the hyphen of 郵便番号 is no digit.
    """
    if link.held is None or not link.held.rows or item_kind(link.item) not in _TEXTS:
        return None
    profile = link.held.profile
    if profile.longest is None or any(one.name in _BLANKS and one.count != 0 for one in profile.characters):
        return None
    parted = link.item.name.endswith("郵便番号") and any(one.name == _POSTAL for one in profile.signatures)
    return profile.longest - parted


def judged(link: Link) -> Iterator[tuple[Fit, Finding]]:
    """MIG-GAP-003 (declared too long), -036 (declared too long, but no value is), -037 (values are too long)."""
    item, want = link.item, link.item.max_length
    if want is None or item.code_list_id or item_kind(item) in _UNMEASURED:
        return
    have = characters(link.column, item)
    longest = _longest(link)
    if longest is not None and longest > want:
        params = {"longest": longest, "want": want, "filled": link.held.filled if link.held else 0}
        yield Fit.DECIDE, link.finding("MIG-GAP-037", Severity.WARNING, params)
    elif have is not None and have > want:
        if longest is None:
            yield Fit.CONVERT, link.finding("MIG-GAP-003", Severity.WARNING, {"have": have, "want": want})
        else:
            params = {"have": have, "want": want, "longest": longest}
            yield Fit.CONVERT, link.finding("MIG-GAP-036", Severity.INFO, params)
