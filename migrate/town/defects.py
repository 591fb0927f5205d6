"""Kinds of defect, one function each. A function spoils one row that is clean otherwise; one row carries one defect.

`spoil` gets the row, the die and the number of the case (0, 1, 2 …), so that cases of one kind differ.
"""

from __future__ import annotations

from collections.abc import Callable

from migrate.model.value import value
from migrate.text import width
from migrate.town.dice import Dice
from migrate.town.rows import Row, raw

GAIJI = "\ue000\ue001\ue0bc\ue3ab"
"""外字 of the town's own: F040, F041, F140, F540 in CP932."""


def _always(row: Row) -> bool:
    return True


@value
class Kind:
    """One kind of defect of one table: how many, in which rows, and what becomes of them."""

    code: str
    item: str
    count: int
    spoil: Callable[[Row, Dice, int], None]
    suits: Callable[[Row], bool] = _always

    @property
    def stage(self) -> str:
        """Stage that reports it: conversion for MIG-CNV, the check for the rest."""
        return "convert" if self.code.startswith("MIG-CNV") else "check"


def put(column: str, *texts: str) -> Callable[[Row, Dice, int], None]:
    """Replace a cell by one of ``texts``, in turn."""

    def spoil(row: Row, dice: Dice, case: int) -> None:
        row.cells[column] = texts[case % len(texts)]

    return spoil


def insert_tab(column: str) -> Callable[[Row, Dice, int], None]:
    """A TAB that came in by pasting from a spreadsheet: no character of a full-width text."""

    def spoil(row: Row, dice: Dice, case: int) -> None:
        row.cells[column] = f"雲雀荘\t{width.full_width(str(dice.between(1, 20)))}号室"

    return spoil


def insert_gaiji(column: str) -> Callable[[Row, Dice, int], None]:
    """A character of the town's own in place of the first one."""

    def spoil(row: Row, dice: Dice, case: int) -> None:
        row.cells[column] = GAIJI[case % len(GAIJI)] + row.cells[column][1:]

    return spoil


def append_byte(column: str, *numbers: int, after: str = "") -> Callable[[Row, Dice, int], None]:
    """A byte that CP932 does not know, or the first half of a character whose second half was cut off.

    ``after`` follows it: the half-width blank that a host put in place of the half that it cut off.
    """

    def spoil(row: Row, dice: Dice, case: int) -> None:
        row.cells[column] = row.cells[column].rstrip("\u3000 ") + raw(numbers[case % len(numbers)]) + after

    return spoil


def drop_blank(*columns: str) -> Callable[[Row, Dice, int], None]:
    """The parts of a name run together."""

    def spoil(row: Row, dice: Dice, case: int) -> None:
        for column in columns:
            row.cells[column] = row.cells[column].replace("\u3000", "").replace(" ", "")

    return spoil


def no_kana(column: str) -> Callable[[Row, Dice, int], None]:
    """A reading with something else in it and no blank: a hyphen for the long mark, brackets, a digit."""

    def spoil(row: Row, dice: Dice, case: int) -> None:
        family = row.cells[column].split(" ")[0]
        row.cells[column] = (f"{family}-", f"{family}(ﾅﾅｾ)", f"{family}2")[case % 3]

    return spoil


def wrong_check_digit(column: str) -> Callable[[Row, Dice, int], None]:
    """The last digit of a number is another one."""

    def spoil(row: Row, dice: Dice, case: int) -> None:
        text = row.cells[column]
        row.cells[column] = text[:-1] + str((int(text[-1]) + 1 + case) % 10)

    return spoil


def born_later(birth: str, work: str, *pairs: tuple[str, str]) -> Callable[[Row, Dice, int], None]:
    """Born after the day on which the row was worked on."""

    def spoil(row: Row, dice: Dice, case: int) -> None:
        row.cells[birth], row.cells[work] = pairs[case % len(pairs)]

    return spoil


def lose_tail(count: int) -> Callable[[Row, Dice, int], None]:
    """The record's last ``count`` bytes are missing."""

    def spoil(row: Row, dice: Dice, case: int) -> None:
        row.damage = lambda data: data[:-count]

    return spoil


def grow_tail(more: bytes) -> Callable[[Row, Dice, int], None]:
    """The record has bytes too many at its end."""

    def spoil(row: Row, dice: Dice, case: int) -> None:
        row.damage = lambda data: data + more

    return spoil


def has(*columns: str) -> Callable[[Row], bool]:
    """Rows whose cells in ``columns`` hold something."""

    def suits(row: Row) -> bool:
        return all(row.cells[column] for column in columns)

    return suits
