"""What every PMO command reads a store with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from migrate.errors import NothingCheckedError
from migrate.files.bundled import bundled
from migrate.files.digest import sha256_of
from migrate.model.finding import Place
from migrate.model.provenance import FileDigest
from migrate.phase import steps
from migrate.pmo import store
from migrate.pmo.known import Known
from migrate.spec import catalogue


def known() -> Known:
    """The bundled businesses and steps."""
    listed = catalogue.load(bundled("specs") / catalogue.FOLDER).businesses
    main = sorted((one for one in listed if one.order and one.systems), key=lambda one: one.order or 0)
    procedure = steps.load(bundled("specs") / "procedure" / steps.EDITION)
    return Known(businesses=tuple(main), steps=procedure.steps)


def months(folder: Path, period: str) -> tuple[str, ...]:
    """The stored months up to ``period`` (none: the newest), which comes last.

    Raises:
        NothingCheckedError: MIG-PMO-001, the store is empty; MIG-PMO-100, it does not hold that month.
    """
    stored = store.periods(folder)
    if not stored:
        raise NothingCheckedError("MIG-PMO-001", Place(file=folder.name), {"store": folder.name, "periods": "すべて"})
    if period and period not in stored:
        params = {"store": folder.name, "period": period, "known": "、".join(stored)}
        raise NothingCheckedError("MIG-PMO-100", Place(file=folder.name), params)
    return tuple(one for one in stored if not period or one <= period)


def inputs(folder: Path, periods: Sequence[str]) -> tuple[FileDigest, ...]:
    """The store's files of these months."""
    files = sorted(file for month in periods for file in (folder / month).glob("*.parquet"))
    return tuple(FileDigest(path=file.relative_to(folder).as_posix(), sha256=sha256_of(file)) for file in files)
