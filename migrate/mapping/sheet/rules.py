"""Wordings of rules as expressions; the wordings are data (`specs/layouts/mapping-sheet/rules.csv`)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from migrate.engine import expression
from migrate.errors import MigrateError
from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.mapping.sheet.headings import FOLDER
from migrate.model.value import value

_PIECES = re.compile(r"[、。,;；\n]|(?:し|した後|後)、?(?=全角|半角|前|コード|空白)")
_BLANKS = re.compile(r"\s+")
_LONGEST = 200


@value
class Wording:
    """One wording and the expression that it stands for."""

    pattern: re.Pattern[str]
    expression: str
    example: str


@value
class Given:
    """What a rule is about."""

    columns: Sequence[str]
    """Source columns as the restricted SQL writes them."""
    code_map: str
    """Name for a code map, unless the wording names one."""
    width: int | None
    """桁数 of the item."""


@cache
def wordings() -> tuple[Wording, ...]:
    """All wordings, in the order of the data."""
    return tuple(
        Wording(pattern=re.compile(row["pattern"]), expression=row["expression"], example=row["example"])
        for row in tables.read(bundled("specs").joinpath(*FOLDER, "rules.csv"))
    )


def _folded(text: str) -> str:
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))


def _one(piece: str, so_far: str, given: Given) -> str:
    """The expression with one piece of the rule applied, ``""`` where the piece is not understood."""
    for wording in wordings():
        found = wording.pattern.fullmatch(piece)
        if found is None:
            continue
        parts = {name: text for name, text in found.groupdict().items() if text}
        width = parts.pop("width", None) or (str(given.width) if given.width else "")
        if "{width}" in wording.expression and not width:
            return ""
        name = re.sub(r"\W", "_", parts.pop("name", "") or given.code_map)
        if "{0}" in wording.expression and not so_far:
            return ""
        parts["value"] = parts.get("value", "").replace("'", "''")
        columns = ", ".join(given.columns)
        return wording.expression.format(so_far, columns=columns, name=name, width=width, **parts)
    return ""


def understood(text: str, given: Given) -> str:
    """The expression that a rule's text stands for, ``""`` where any part of it is not understood.

    >>> given = Given(columns=("BIRTH",), code_map="m", width=10)
    >>> understood("和暦→西暦", given), understood("半角→全角、前後の空白を除去", given)
    ('wareki_date(BIRTH)', 'trim(zenkaku(BIRTH))')
    >>> understood("固定値「010」", Given(columns=(), code_map="", width=None))
    "'010'"
    >>> understood("住民記録システムの仕様書を参照", given)
    ''
    """
    if len(text) > _LONGEST:
        return ""
    found = given.columns[0] if len(given.columns) == 1 else ""
    pieces = [piece for piece in map(_folded, _PIECES.split(text)) if piece]
    for piece in pieces:
        made = _one(piece, found, given)
        if not made:
            return ""
        found = made
    if not found:
        return ""
    try:
        expression.parse(found)
    except MigrateError:
        return ""
    return found
