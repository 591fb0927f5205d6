"""The invented town 「七瀬野町」: the files that its two current systems hand over, and the defects planted in them.

All persons, systems and 町字 are invented; names and codes of municipalities are public facts. The same seed gives the
same bytes on every machine and every version of Python.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import fields

from migrate.model.value import value
from migrate.town import fuku, zei, zei_schema
from migrate.town.dice import Dice
from migrate.town.people import Registry
from migrate.town.plant import plant
from migrate.town.rows import Planted

NAME = "七瀬野町"
CODE = "990019"
"""団体コード: 99 is no prefecture, the check digit is right."""
SEED = 31
ZEI_ROWS, FUKU_ROWS = 14_000, 6_000


@value
class Town:
    """The hand-over: file name relative to a workspace → bytes, and what the tool has to find in them."""

    files: Mapping[str, bytes]
    planted: tuple[Planted, ...]

    def planted_csv(self) -> bytes:
        """The manifest of planted defects: UTF-8, LF, one line per expected finding, sorted."""
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, lineterminator="\n")
        names = [field.name for field in fields(Planted)]
        writer.writerow(names)
        writer.writerows([getattr(one, name) for name in names] for one in self.planted)
        return stream.getvalue().encode()


def build(seed: int = SEED) -> Town:
    """The town's files and planted defects; a pure function of ``seed``."""
    dice = Dice(seed)
    registry = Registry(dice)
    tax, welfare = zei.build(dice, registry, ZEI_ROWS), fuku.build(dice, registry, FUKU_ROWS)
    planted = plant(dice, tax, welfare)
    files = {
        zei.SCHEMA_FILE: zei_schema.schema_file(),
        zei.FILE: zei.data_file(tax),
        fuku.LAYOUT_FILE: fuku.layout_file(),
        fuku.FILE: fuku.data_file(welfare),
    }
    return Town(files=files, planted=planted)
