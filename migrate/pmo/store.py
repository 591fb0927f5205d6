"""The store of collected months: a folder a month, two Parquet files an intake; files are only added, never changed.

What counts of a body and month: its own return before what others published, then the highest revision (訂正), then the
latest intake. The printed rates of a publication stay beside what a body's own return computes to.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from migrate.engine import duckdb, parquet
from migrate.engine.duckdb import Engine, Limits
from migrate.errors import NothingCheckedError, UnreadableError
from migrate.files import atomic
from migrate.model.finding import Place
from migrate.pmo import columns
from migrate.pmo.received import Received

MEMORY = "1GB"
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_BODIES, _BUSINESSES = "bodies", "businesses"
_VIEWS = {
    "published": """
        SELECT * FROM all_bodies WHERE NOT own
        QUALIFY row_number() OVER (PARTITION BY period, body ORDER BY revision DESC, intake DESC) = 1""",
    "counting": """
        SELECT * FROM all_bodies
        QUALIFY row_number() OVER (PARTITION BY period, body ORDER BY own DESC, revision DESC, intake DESC) = 1""",
    _BODIES: """
        SELECT one.* REPLACE (coalesce(one.printed, published.printed) AS printed)
        FROM counting one LEFT JOIN published USING (period, body)""",
    _BUSINESSES: """
        SELECT one.* REPLACE (coalesce(one.printed, other.printed) AS printed)
        FROM all_businesses one
        JOIN counting USING (period, body, own, intake)
        LEFT JOIN (SELECT b.period, b.body, b.business, b.printed
                   FROM all_businesses b JOIN published USING (period, body, own, intake)) other
        USING (period, body, business)""",
}
"""Of all intakes only what counts. Rows of one body in one intake belong together: a correction may drop a business."""


def periods(store: Path) -> tuple[str, ...]:
    """The months that the store holds, oldest first."""
    if not store.is_dir():
        return ()
    return tuple(sorted(one.name for one in store.iterdir() if _MONTH.fullmatch(one.name) and _intakes(one)))


def add(store: Path, period: str, received: Sequence[Received]) -> int:
    """Add what was received for ``period`` as one more intake: of a body one own report, one published; its number.

    The file of bodies comes last: an intake that was cut short is not seen.

    Raises:
        UnreadableError: MIG-SYS-004 (disk full), -005, -006.
    """
    folder = store / period
    number = max((int(one.name.partition("-")[0]) for one in _intakes(folder)), default=0) + 1
    rows = columns.rows(received, number)
    for name, table in ((_BUSINESSES, rows.businesses), (_BODIES, rows.bodies)):
        target = folder / f"{number:04}-{name}.parquet"
        temp = target.with_suffix(".tmp")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            parquet.write(temp, table.schema, table.to_batches())
        except OSError as error:
            raise atomic.refuse(error, target.name) from None
        atomic.publish(temp, target)
    return number


def taken(store: Path, period: str) -> pa.Table:
    """The bodies' rows of all intakes of a month, in the order in which they came; see `columns.BODIES`.

    Raises:
        UnreadableError: MIG-SYS-003, a file of the store is damaged.
    """
    tables = [_read(one) for one in _intakes(store / period)]
    return pa.concat_tables(tables) if tables else columns.BODIES.empty_table()


def _read(path: Path) -> pa.Table:
    try:
        return pq.read_table(path, schema=columns.BODIES)
    except (OSError, pa.ArrowException):
        raise UnreadableError("MIG-SYS-003", Place(file=path.name), {"file": path.name, "spot": "Parquet"}) from None


def _intakes(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"[0-9]*-{_BODIES}.parquet"))


@contextmanager
def opened(store: Path, months: Sequence[str] = ()) -> Iterator[Engine]:
    """An engine with the views ``bodies`` and ``businesses`` of ``months`` (none: of all that the store holds).

    Raises:
        NothingCheckedError: MIG-PMO-001, the store holds none of them.
    """
    known = [one for one in periods(store) if not months or one in months]
    if not known:
        params = {"store": store.name, "periods": "、".join(months) or "すべて"}
        raise NothingCheckedError("MIG-PMO-001", Place(file=store.name), params)
    files = [one for month in known for one in _intakes(store / month)]
    with tempfile.TemporaryDirectory() as work, duckdb.opened(Path(work), Limits(memory=MEMORY)) as engine:
        for name in (_BODIES, _BUSINESSES):
            paths = (str(one.with_name(one.name.replace(_BODIES, name))) for one in files)
            engine.view(f"all_{name}", f"SELECT * FROM read_parquet([{', '.join(map(duckdb.text, paths))}])")
        for name, select in _VIEWS.items():
            engine.view(name, select)
        yield engine
