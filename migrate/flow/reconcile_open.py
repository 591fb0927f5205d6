"""At the site: which rows the differences of two seals are."""

from __future__ import annotations

import csv
from dataclasses import replace
from itertools import islice
from pathlib import Path

from migrate.engine.duckdb import Engine, Limits, opened
from migrate.errors import UnreadableError
from migrate.files import atomic, tables
from migrate.flow import reconcile_sides
from migrate.flow.outcome import Outcome
from migrate.flow.reconcile_sides import Asked, SideTable
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.seal import DifferencesHeader, Normalisation, SealDifference, Side, TableOpened
from migrate.model.value import value
from migrate.reconcile import seal_differences, seal_document, seal_key, seal_open
from migrate.reconcile.seal_key import SealKey
from migrate.reconcile.seal_open import OpenedRow
from migrate.report.findings import SHOWN, with_findings
from migrate.text import formulas
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

LISTED = 100_000
"""Rows of one table that become findings of their own."""
_OTHER_KEY = "MIG-REC-028"
_ALONE, _DIFFERS, _GONE, _TOO_MANY, _ELSEWHERE = (
    "MIG-REC-033",
    "MIG-REC-034",
    "MIG-REC-035",
    "MIG-REC-036",
    "MIG-REC-037",
)
_HEADER = ("表", "相違", "鍵ダイジェスト", "項目のまとまり", "ファイル", "行", "主キー")


@value
class SealOpened:
    """Result of `reconcile open`."""

    spec: str
    side: Side
    tables: tuple[TableOpened, ...]
    keys: str
    """Where the values of the keys were written; empty where they were not."""


@value
class Opening:
    """What is to be opened, and how."""

    differences: Path
    key_file: Path
    asked: Asked
    with_keys: bool = False


def _refuse(file: str, what: str) -> UnreadableError:
    return UnreadableError(_OTHER_KEY, Place(file=file), {"file": file, "what": what})


@value
class _Site:
    """Where the rows are looked up."""

    work: Job
    engine: Engine
    header: DifferencesHeader
    side: Side
    key: SealKey
    listing: Path | None
    """Where the values of the keys go."""


def open_differences(workspace: Workspace, session: Session, how: Opening, limits: Limits | None = None) -> Outcome:
    """Name the rows of this side that differ; the values of their keys only into out/restricted, where asked for.

    Raises:
        UnreadableError: MIG-REC-020, -028 (another key, another edition), -029, and those of `reconcile_sides.rows`.
    """
    held = seal_key.load(how.key_file)
    header = seal_differences.head(how.differences)
    if held.fingerprint != header.fingerprint:
        raise _refuse(how.differences.name, f"鍵の指紋（{header.fingerprint} と {held.fingerprint}）")
    side = how.asked.side
    concerned = tuple(one.table for one in header.tables if one.missing or one.extra or one.changed)
    keys = f"out/restricted/reconcile-open-{header.business}-{side.value}.csv" if how.with_keys and concerned else ""
    looked_up: list[TableOpened] = []
    findings: list[Finding] = []
    with job.run(workspace, session, f"reconcile open --side {side.value} {header.business}") as work:
        work.note(how.differences)
        if concerned:
            asked = replace(how.asked, business=header.business, tables=concerned)
            rows = reconcile_sides.rows(work, asked)
            if rows.spec != header.spec:
                raise _refuse(how.differences.name, f"標準仕様の版（{header.spec} と {rows.spec}）")
            listing = work.stage(keys, restricted=True) if keys else None
            with opened(work.scratch(), limits or Limits()) as engine:
                mine = tuple(n for n, one in enumerate(header.sides) if one is side)
                seal_open.load(engine, seal_differences.rows(how.differences, header), mine)
                site = _Site(work=work, engine=engine, header=header, side=side, key=held, listing=listing)
                _start(listing)
                for table in rows.tables:
                    one, found = _table(site, table)
                    looked_up.append(one)
                    findings += found
        work.findings = len(findings)
    data = SealOpened(spec=header.spec, side=side, tables=tuple(looked_up), keys=keys)
    return _outcome(work, header, side, data, findings)


def _start(listing: Path | None) -> None:
    if listing is not None:
        listing.touch(mode=atomic.RESTRICTED)
        listing.write_bytes(tables.to_bytes(_HEADER, ()))


def _table(site: _Site, table: SideTable) -> tuple[TableOpened, list[Finding]]:
    """One table: what is found of it, as findings and, where asked for, with the values of the keys."""
    numbers = {one.table: number for number, one in enumerate(site.header.tables)}
    number = numbers[table.rows.table]
    known = site.header.tables[number]
    tells = table.rows.tells_empty and site.header.normalisation is Normalisation.NONE
    wanted, found = seal_open.find(site.engine, number, replace(table.rows, tells_empty=tells), table.lineage, site.key)
    lines = known.missing + known.extra + known.changed
    one = TableOpened(table=known.table, wanted=wanted, found=found, elsewhere=max(0, lines - wanted))
    findings = [_finding(site, table, row) for row in islice(seal_open.opened(site.engine), LISTED)]
    if site.listing is not None:
        _list(site.listing, site, table)
    place = Place(business=site.header.business, table=known.table)
    same = site.header.sides[0] is site.header.sides[1]
    counts = (
        (_GONE, Severity.ERROR, 0 if same else wanted - found),
        (_TOO_MANY, Severity.ERROR, found - len(findings)),
        (_ELSEWHERE, Severity.ERROR, 0 if same else one.elsewhere),
    )
    findings += [
        Finding(code=code, severity=severity, place=place, params={"count": count, "listed": LISTED})
        for code, severity, count in counts
        if count > 0
    ]
    return one, findings


def _groups(site: _Site, table: str, row: OpenedRow) -> str:
    """The groups that differ, in words."""
    (known,) = (one for one in site.header.tables if one.table == table)
    named = [items for items, _ in known.groups]
    return "、".join(seal_document.spoken(named[n]) for n in row.groups if n < len(named)) or "主キー以外"


def _finding(site: _Site, table: SideTable, row: OpenedRow) -> Finding:
    place = Place(
        business=site.header.business,
        table=table.rows.table,
        file=row.source_file or table.file,
        row=row.source_row or row.row,
        key=site.work.workspace.key_digest(*(part or "" for part in row.key)) if row.key else None,
    )
    params: dict[str, str | int] = {"digest": row.digest[:16]}
    if row.kind is SealDifference.CHANGED:
        params["items"] = _groups(site, table.rows.table, row)
        return Finding(code=_DIFFERS, severity=Severity.ERROR, place=place, params=params)
    return Finding(code=_ALONE, severity=Severity.ERROR, place=place, params=params)


def _list(listing: Path, site: _Site, table: SideTable) -> None:
    """Append the rows with the values of their keys (取扱注意)."""
    with listing.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        for row in seal_open.opened(site.engine):
            changed = row.kind is SealDifference.CHANGED
            parts = zip(table.rows.key, row.key, strict=True)
            writer.writerow(
                formulas.row(
                    (
                        table.rows.table,
                        "中身が違う" if changed else "この側だけ",
                        row.digest,
                        _groups(site, table.rows.table, row) if changed else "",
                        row.source_file or table.file,
                        row.source_row or row.row,
                        " / ".join(f"{item}={'（値なし）' if part is None else part}" for item, part in parts),
                    )
                )
            )


def _outcome(work: Job, header: DifferencesHeader, side: Side, data: SealOpened, found: list[Finding]) -> Outcome:
    findings = tuple(sorted(found, key=sort_key))
    page = seal_document.open_page(header, side, data.tables)
    said = [f"主キーの値を {data.keys} に書きました（取扱注意、確認が済んだら消してください）。"] if data.keys else []
    if findings and not data.keys:
        said.append("主キーの値が要るときは、--with-keys を付けてください（out/restricted/ にだけ書きます）。")
    return Outcome(
        kind="reconcile-open",
        data=data,
        document=page,
        brief=with_findings(page, findings, SHOWN),
        findings=findings,
        inputs=tuple(sorted(work.inputs.values(), key=lambda file: file.path)),
        notices=tuple(said),
    )
