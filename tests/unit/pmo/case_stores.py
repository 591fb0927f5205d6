"""The small stores of the golden cases of `pmo paper`, `rollup` and `slips`: ``python -m tests.unit.pmo.case_stores``.

Seven towns of two prefectures, all of one size but one without population; one without vendors; a union; a prefecture.
Some stand still.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from migrate.model.pmo import Body, BodyKind, BodyReport
from migrate.pmo import store
from migrate.pmo.received import Received

from ... import nation

CASES = Path(__file__).resolve().parents[2] / "cases"
STORES = {
    CASES / "pmo-paper" / "store" / "in" / "保管庫": ("2026-01", "2026-02", "2026-03"),
    CASES / "pmo-rollup" / "store" / "in" / "保管庫": ("2026-01", "2026-02"),
    CASES / "pmo-slips" / "store" / "in" / "保管庫": ("2026-01", "2026-02", "2026-03"),
}
_STILL = 3
"""So many towns send the state of January again and again."""


def _chosen() -> tuple[Body, ...]:
    towns = [one for one in nation.bodies() if one.kind is BodyKind.MUNICIPALITY]
    toyama, tottori = ([one for one in towns if one.prefecture == name] for name in ("富山県", "鳥取県"))
    found = (*toyama[:4], *tottori[:3])
    prefectures = [one for one in nation.bodies() if one.name == "富山県"]
    return (*(replace(one, population=18_000) for one in found), *prefectures)


def reports(month: str) -> Iterator[BodyReport]:
    """What the bodies report of a month."""
    chosen = _chosen()
    still = {one.body.code: one for one in nation.month("2026-01", chosen=chosen[:_STILL])}
    for place, one in enumerate(nation.month(month, chosen=chosen)):
        report = replace(one, businesses=still[one.body.code].businesses) if one.body.code in still else one
        if place == 3:
            report = replace(report, body=replace(report.body, population=None))
        if place == 4:
            report = replace(report, businesses=tuple(replace(each, systems=()) for each in report.businesses))
        yield report
    union = Body(name="東部広域連合", prefecture="鳥取県", kind=BodyKind.UNION)
    yield replace(report, body=union, businesses=report.businesses[:1])


def write(folder: Path, months: tuple[str, ...]) -> None:
    """Make a store of these months."""
    for month in months:
        store.add(
            folder, month, [Received(report=one, form="JSON", file="x.zip", sha256="0" * 64) for one in reports(month)]
        )


if __name__ == "__main__":
    for place, months in STORES.items():
        shutil.rmtree(place, ignore_errors=True)
        write(place, months)
