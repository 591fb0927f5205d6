"""Of the numbers of one length in a column: how many are days, numbers with a check digit, zeros, any others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrate.model.profile import ColumnProfile
from migrate.model.value import value

_FORMS: Mapping[int, tuple[str, ...]] = {
    1: ("flag_0_1",),
    6: ("dantai_code", "western_month_6", "era_date_6"),
    7: ("era_date_7",),
    8: ("western_date_8",),
    10: ("phone_digits",),
    11: ("phone_digits",),
    13: ("hojin_bango",),
    14: ("timestamp_14",),
}
_ALL = 0.98
_CHANCE = 0.3
"""A form that fewer of the numbers have may be there by chance: check digits and months fit one number in ten."""


@value
class Part:
    """So many numbers of one kind."""

    count: int
    kind: str = ""
    lead: str = "any"


def _tallies(column: ColumnProfile) -> dict[str, int]:
    return {one.name: one.count or 0 for one in column.signatures}


def _lengths(column: ColumnProfile) -> dict[int, int]:
    """Length of numbers → cells."""
    found: dict[int, int] = {}
    for one in column.patterns:
        if one.name == "9":
            found[1] = one.count or 0
        elif one.name.startswith("9{") and one.name.endswith("}") and one.name[2:-1].isdigit():
            found[int(one.name[2:-1])] = one.count or 0
    return found


def kinds(column: ColumnProfile, length: int, count: int) -> Iterator[Part]:
    """The numbers of one length by kind.

    Args:
        column: the profile that tells the forms.
        length: digits.
        count: cells to be parted.
    """
    told, lengths = _tallies(column), _lengths(column)
    here = max(lengths.get(length, count), 1)
    dates = sum(lengths.get(one, 0) for one in (7, 8))
    nothing = min(count, round(told.get("no_date", 0) * here / dates)) if length in (7, 8) and dates else 0
    if nothing:
        yield Part(count=nothing, kind="no_date")
    found = max(((told.get(one, 0), one) for one in _FORMS.get(length, ())), default=(0, ""))
    part = 0
    if found[0] > here * _CHANCE:
        part = min(count - nothing, round(found[0] * count / here))
        yield Part(count=part, kind="digit_1" if length == 1 and part < _ALL * here else found[1])
    plain = count - nothing - part
    if plain > 0 and length == 1 and part:
        yield Part(count=plain, kind="digit_2_9")
    elif plain > 0:
        yield from _plain(plain, length, _padded(told, lengths))


def _padded(told: Mapping[str, int], lengths: Mapping[int, int]) -> float:
    """Share of zeros in front among the numbers of two and more digits that are no days and no telephone numbers."""
    known = sum(told.get(one, 0) for one in ("no_date", "phone_digits"))
    dated = sum(told.get(one, 0) for one in ("western_date_8", "era_date_7", "timestamp_14", "western_month_6"))
    all_of_them = sum(count for length, count in lengths.items() if length > 1) - known - dated
    return min(1.0, max(0, told.get("zero_padded", 0) - known) / all_of_them) if all_of_them > 0 else 0.0


def _plain(count: int, length: int, padded: float) -> Iterator[Part]:
    zeros = round(count * padded) if length > 1 else 0
    if zeros:
        yield Part(count=zeros, lead="zero")
    if count - zeros:
        yield Part(count=count - zeros, lead="nonzero" if length > 1 else "any")
