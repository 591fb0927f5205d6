"""What a column holds where several files hold the rows of its table: the sums of their profiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from migrate.gap.values import Held
from migrate.model.profile import Care, ColumnProfile, Tally, ValueCount


def _sum(one: int | None, other: int | None) -> int | None:
    """None where one of the two is not told."""
    return None if one is None or other is None else one + other


def _end(ends: Iterable[int | None], most: bool) -> int | None:
    known = [end for end in ends if end is not None]
    return (max(known) if most else min(known)) if known else None


def _tallies(one: tuple[Tally, ...], other: tuple[Tally, ...]) -> tuple[Tally, ...]:
    counts: dict[str, int | None] = {tally.name: tally.count for tally in one}
    for tally in other:
        counts[tally.name] = _sum(counts.get(tally.name, 0), tally.count)
    return tuple(Tally(name=name, count=count) for name, count in counts.items())


def _counts(one: str, other: str) -> str:
    """Two counts as one; the bounds of what is not told are kept (``<10`` and ``<10`` are ``<19``)."""
    if one.isdigit() and other.isdigit():
        return str(int(one) + int(other))
    if one.startswith("<") and other.startswith("<"):
        return f"<{int(one[1:]) + int(other[1:]) - 1}"
    return f">={sum(1 if text.startswith('<') else int(text.lstrip('>=')) for text in (one, other))}"


def _values(one: ColumnProfile, other: ColumnProfile) -> tuple[ValueCount, ...]:
    if one.care is not other.care or one.care is not Care.CODE:
        return ()
    found: dict[tuple[str | None, str], str] = {(v.text, v.pattern): v.count for v in one.values}
    for value in other.values:
        key = value.text, value.pattern
        found[key] = _counts(found[key], value.count) if key in found else value.count
    ordered = sorted(found.items(), key=lambda pair: (pair[0][0] is None, pair[0][0] or "", pair[0][1]))
    return tuple(ValueCount(text=text, pattern=pattern, count=count) for (text, pattern), count in ordered)


def together(one: Held, other: Held) -> Held:
    """Rows, lengths, classes and codes of both; how many values differ is then only known at least."""
    a, b = one.profile, other.profile
    profile = replace(
        a,
        care=a.care if a.care is b.care else Care.CLOSED,
        empty=_sum(a.empty, b.empty),
        blank=_sum(a.blank, b.blank),
        distinct=max(a.distinct, b.distinct),
        distinct_exact=False,
        shortest=_end((a.shortest, b.shortest), most=False),
        longest=_end((a.longest, b.longest), most=True),
        mean_length=None,
        characters=_tallies(a.characters, b.characters),
        signatures=_tallies(a.signatures, b.signatures),
        patterns=(),
        minimum=None,
        maximum=None,
        values=_values(a, b),
        undecodable=_sum(a.undecodable, b.undecodable),
        first_undecodable=None,
    )
    cut = [max(held.digests) for held in (one, other) if held.digests_cut]
    digests = one.digests | other.digests
    return replace(
        one,
        profile=profile,
        rows=one.rows + other.rows,
        digests=frozenset(digest for digest in digests if digest <= min(cut)) if cut else digests,
        digests_cut=bool(cut),
    )


def add(held: dict[tuple[str, str], Held], more: Mapping[tuple[str, str], Held]) -> None:
    """Take what a further file holds into ``held``."""
    for key, one in more.items():
        held[key] = together(held[key], one) if key in held else one
