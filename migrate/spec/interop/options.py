"""How a spec is exported, and what an export that was read back carries."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from migrate.model.spec import Spec
from migrate.model.value import value

TOOL = "migrate"
FORMAT = 1
"""Number of the way in which our exports carry a spec; another number is refused."""
STARTER = "公式の基本データリストではなく、法令をもとにした本ツールのひな型です。"
"""What an export of a starter model says of itself where the layout has a place for it."""


class Names(StrEnum):
    """What tables and columns are called."""

    JAPANESE = "japanese"
    """データ項目 and グループ 名称 as published."""
    ROMAJI = "romaji"
    """データ項目（ローマ字）; tables, which have no romaji, get ``t`` and the データ項目ID of their first item."""


@value
class Options:
    """What the user chose. Fields that a layout does not take keep their defaults."""

    names: Names = Names.JAPANESE
    dialect: str = ""
    """DDL only."""
    checks: bool = False
    """DDL only: CHECK constraints for closed code lists."""
    table: str = ""
    """Table Schema only: the one table whose bare schema is written."""


@value
class Found:
    """A spec that was read back, and the options of the export."""

    spec: Spec
    options: Options


def stamp(options: Options) -> dict[str, Any]:
    """What an export says about itself."""
    chosen: dict[str, Any] = {"tool": TOOL, "format": FORMAT, "names": options.names.value}
    if options.dialect:
        chosen["dialect"] = options.dialect
    if options.checks:
        chosen["checks"] = True
    if options.table:
        chosen["table"] = options.table
    return chosen


def is_ours(stamped: object) -> bool:
    """True where ``stamped`` is the stamp of an export of this tool."""
    return isinstance(stamped, dict) and stamped.get("tool") == TOOL


def options_of(stamped: dict[str, Any]) -> Options | None:
    """The options in a stamp; None where this version does not know them."""
    names = stamped.get("names")
    if stamped.get("format") != FORMAT or names not in list(Names):
        return None
    return Options(
        names=Names(names),
        dialect=str(stamped.get("dialect", "")),
        checks=stamped.get("checks") is True,
        table=str(stamped.get("table", "")),
    )
