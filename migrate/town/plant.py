"""Plants the defects: draws a free row for each, spoils it, and notes what the tool has to find."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from migrate.town import plan
from migrate.town.defects import Kind
from migrate.town.dice import Dice
from migrate.town.rows import Planted, Row, Table

_TRIES = 100_000


class Planter:
    """Notes, per table, which row carries which defect."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._found: list[tuple[Table, int, str, str, str]] = []

    def _draw(self, table: Table, suits: Callable[[Row], bool], pair: bool = False) -> int:
        """Position of a free row that suits (with ``pair``: its next row is free too); not at the file's ends."""
        for _ in range(_TRIES):
            position = self._dice.between(1, len(table.rows) - 2)
            row, after = table.rows[position], table.rows[position + 1]
            if row.free and suits(row) and (after.free or not pair):
                row.taken = True
                after.taken = after.taken or pair
                return position
        raise ValueError(f"no row left in {table.name}")

    def _note(self, table: Table, position: int, kind: tuple[str, str, str]) -> None:
        self._found.append((table, position, *kind))

    def plant(self, table: Table, kinds: Sequence[Kind]) -> None:
        """Every case of every kind, each in a row of its own."""
        for kind in kinds:
            for case in range(kind.count):
                position = self._draw(table, kind.suits)
                kind.spoil(table.rows[position], self._dice, case)
                self._note(table, position, (kind.stage, kind.code, kind.item))

    def same_key(self, table: Table, column: str, count: int) -> None:
        """Two persons under one number, one right after the other: the second is the finding (MIG-DQ-007)."""
        for _ in range(count):
            position = self._draw(table, lambda row: True, pair=True)
            table.rows[position + 1].cells[column] = table.rows[position].cells[column]
            self._note(table, position + 1, ("check", "MIG-DQ-007", "宛名番号"))

    def same_number(self, first: tuple[Table, str], later: tuple[Table, str], count: int) -> None:
        """One 個人番号 in two rows: the one that comes later in the target is the finding (MIG-DQ-011)."""
        for _ in range(count):
            one = self._draw(first[0], lambda row: bool(row.cells[first[1]]))
            other = self._draw(later[0], lambda row: bool(row.cells[later[1]]))
            if first[0] is later[0]:
                one, other = sorted((one, other))
            later[0].rows[other].cells[later[1]] = first[0].rows[one].cells[first[1]]
            self._note(later[0], other, ("check", "MIG-DQ-011", "個人番号"))

    def deleted_target(self, table: Table, count: int) -> None:
        """A 名寄せ先 that exists in the old system but is deleted, and so is not migrated (MIG-DQ-008)."""
        deleted = [row for row in table.rows if row.cells["SAKUJO_FLG"] == "1"]
        for _ in range(count):
            position = self._draw(table, lambda row: row.cells["DAIHYO_FLG"] == "0")
            table.rows[position].cells["NAYOSE_NO"] = self._dice.pick(deleted).cells["ATENA_NO"]
            self._note(table, position, ("check", "MIG-DQ-008", "名寄せ先宛名番号"))

    def planted(self) -> tuple[Planted, ...]:
        """All that was planted, by stage, code, file and row."""
        found = (
            Planted(stage=stage, code=code, file=table.file, row=position + 1, item=item)
            for table, position, stage, code, item in self._found
        )
        return tuple(sorted(found, key=lambda one: (one.stage, one.code, one.file, one.row)))


def plant(dice: Dice, zei: Table, fuku: Table) -> tuple[Planted, ...]:
    """Plant everything in the two tables; rows that carry nothing stay as they are."""
    planter = Planter(dice)
    planter.same_key(zei, "ATENA_NO", 3)
    planter.same_key(fuku, "ATENA_CD", 3)
    planter.same_number((zei, "KOJIN_NO"), (zei, "KOJIN_NO"), 3)
    planter.same_number((zei, "KOJIN_NO"), (fuku, "MYNUMBER"), 2)
    planter.same_number((fuku, "MYNUMBER"), (fuku, "MYNUMBER"), 2)
    planter.deleted_target(zei, 2)
    planter.plant(zei, plan.ZEI)
    planter.plant(fuku, plan.FUKU)
    return planter.planted()
