"""Rows that the other side drew, found again on this one: in the files of the new system, which know no source rows."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq

from migrate.errors import MigrateError
from migrate.flow import reconcile_sides
from migrate.flow.reconcile_sides import Asked
from migrate.model.finding import Place
from migrate.model.seal import Side
from migrate.model.value import value
from migrate.reconcile.sample import Digest, Drawn, Sample, Stratum
from migrate.workspace.job import Job

_FAULT = "MIG-REC-075"
_MOST = 16 << 20
_BATCH = 1 << 16


@value
class Like:
    """A sample that was drawn elsewhere."""

    file: str
    business: str
    spec: str
    table: str
    key: str
    """Fingerprint of the key that made its digests; empty: a workspace's own."""
    sample: Sample
    """Its rows are those of the other side."""


@value
class FoundRows:
    """The rows of this side."""

    sample: Sample
    rows: Path
    items: tuple[str, ...]
    absent: int
    """Rows that the other side has written, and that are not here."""


def _refused(file: str, reason: str) -> MigrateError:
    return MigrateError(_FAULT, Place(file=file), {"file": file, "reason": reason})


def load(path: Path) -> Like:
    """The result of `reconcile sample --json`.

    Raises:
        MigrateError: MIG-REC-075, it is none.
    """
    try:
        with path.open("rb") as stream:
            said = json.loads(stream.read(_MOST))
        if said["kind"] != "reconcile-sample":
            raise ValueError
        strata = tuple(
            Stratum(name=str(one["name"]), value="", rows=int(one["rows"]), drawn=int(one["drawn"]))
            for one in said["strata"]
        )
        rows = tuple(
            Drawn(stratum=int(one["stratum"]), digest=str(one["digest"]), row=int(one["row"]), file="", source_row=0)
            for one in said["rows"]
        )
        names = {name: str(said[name]) for name in ("business", "spec", "table", "key")}
    except OSError:
        raise _refused(path.name, "ファイルを読めません") from None
    except (ValueError, KeyError, TypeError):
        raise _refused(path.name, "migrate reconcile sample --json が書いた JSON ではありません") from None
    return Like(file=path.name, sample=Sample(strata=strata, rows=rows), **names)


def find(work: Job, like: Like, asked: Asked, digest: Digest) -> FoundRows:
    """The same rows among the files of the new side, by the digests of their keys; of equal keys the first row.

    Raises:
        MigrateError: MIG-REC-075, another edition, or a table without a key; and those of `reconcile_sides.rows`.
    """
    given = replace(asked, side=Side.NEW, business=like.business, tables=(like.table,))
    side = reconcile_sides.rows(work, given)
    if side.spec != like.spec:
        raise _refused(like.file, f"標準仕様の版が違います（{like.spec} と {side.spec}）")
    ((table),) = side.tables
    wanted = {one.digest for one in like.sample.rows}
    here: dict[str, int] = {}
    first = 1
    for batch in pq.ParquetFile(table.rows.parquet).iter_batches(_BATCH, columns=list(table.rows.key)):
        keys = zip(*(batch.column(name).to_pylist() for name in table.rows.key), strict=True)
        for row, parts in enumerate(keys, start=first):
            one = digest(tuple(part or "" for part in parts))
            if one in wanted:
                here.setdefault(one, row)
        first += len(batch)
    found = tuple(
        replace(
            one,
            row=here.get(one.digest, 0),
            file=table.file if one.digest in here else "",
            source_row=here.get(one.digest, 0),
        )
        for one in like.sample.rows
    )
    absent = sum(bool(old.row) and not new.row for old, new in zip(like.sample.rows, found, strict=True))
    return FoundRows(
        sample=replace(like.sample, rows=found), rows=table.rows.parquet, items=table.rows.items, absent=absent
    )
