"""One line of the examination of a computer."""

from __future__ import annotations

from enum import StrEnum

from migrate.model.value import value


class Health(StrEnum):
    """Verdict on one part."""

    GOOD = "良好"
    CAUTION = "注意"
    BAD = "不良"
    ABSENT = "なし"
    """An optional part that is not there."""


@value
class Check:
    """One line of the examination. ``cure`` is empty where all is well."""

    name: str
    health: Health
    found: str
    cure: str = ""
