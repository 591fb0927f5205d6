"""The new system's own export as what arrived: of the mapping's edition or of another one, item by item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from migrate.engine.duckdb import Engine
from migrate.engine.plan import Plan
from migrate.engine.result import ConvertedTable
from migrate.errors import MigrateError, NothingCheckedError
from migrate.flow import loaded, reconcile_partners, reconcile_sides
from migrate.flow.pipeline import Prepared
from migrate.flow.reconcile_partners import Beside, Partner
from migrate.flow.reconcile_sides import Asked, SideRows, SideTable
from migrate.forms.decision_sheet import Sheet
from migrate.model.editions import EditionLinks, Recodings
from migrate.model.finding import Finding, Place, Severity
from migrate.model.reconcile import LeftOut
from migrate.model.seal import Side
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.reconcile import carry, recode
from migrate.reconcile.carry import Way
from migrate.reconcile.compare import Expected
from migrate.reconcile.delivered import Delivered
from migrate.spec.diff import links, recoding, words
from migrate.workspace.job import Job

_NO_FILE, _LEFT_OUT, _UNDECIDED, _NO_KEY = "MIG-REC-046", "MIG-REC-047", "MIG-REC-048", "MIG-REC-050"
_EMPTY = "MIG-REC-031"
_NAMED = 5
"""Items that a finding names; the page lists all."""


@value
class Other:
    """Which export is meant."""

    folder: Path
    spec: str = ""
    """``ID@EDITION`` or an edition of the business; empty: that of the mapping."""
    csv: bool = False
    """Take the CSV of a table, also where there is Parquet."""

    @property
    def name(self) -> str:
        """The folder's bare name: no path of a machine is in a result."""
        return self.folder.resolve().name


@value
class Between:
    """Two editions of the business: what is the same in both, and what became of codes."""

    before: Spec
    after: Spec
    links: EditionLinks
    recodings: Recodings


@value
class Export:
    """An export, ready to be compared."""

    between: Between
    ways: Mapping[str, Way]
    """Table of the mapping → how it stands in the export."""
    tables: Mapping[str, SideTable]
    """Table of the export → its rows."""
    decided: Mapping[recode.Key, str]
    """What becomes of which code, as people say."""
    left_out: tuple[LeftOut, ...]
    unused: tuple[str, ...]
    """Files that no table of the edition has."""


def named(business: str, reference: str) -> str:
    """The spec that people mean for a business: ``ID@EDITION``, its edition alone, or its 業務ID (what is in use).

    Raises:
        MigrateError: MIG-REC-051, it is one of another business.
    """
    if reference == business:
        return business
    id, _, edition = reference.partition("@") if "@" in reference else (business, "", reference)
    if id != business:
        raise MigrateError("MIG-REC-051", Place(business=business), {"spec": reference, "own": business})
    return f"{id}@{edition}"


def between(work: Job, before: Spec, reference: str) -> Between:
    """The edition that ``reference`` means (empty: the mapping's own) beside the mapping's.

    Raises:
        MigrateError: MIG-REC-051, it is one of another business. MIG-SPEC-006, there is no such edition.
    """
    after = loaded.spec(work, named(before.business, reference) if reference else before.id).spec
    linked = links.links(words.load(), before, after)
    return Between(before=before, after=after, links=linked, recodings=recoding.recodings(before, after, linked))


def codes_of(between: Between) -> Sheet:
    """The sheet of codes between the two editions."""
    return recode.sheet(between.before.business, between.before.edition, between.after.edition)


def side_of(work: Job, asked: Asked) -> SideRows:
    """The rows of a folder that somebody named.

    Raises:
        NothingCheckedError: MIG-REC-056, no file of any table is in it.
    """
    assert asked.folder is not None, "somebody named it"
    try:
        return reconcile_sides.rows(work, asked)
    except NothingCheckedError as error:
        if error.code != _EMPTY:
            raise
        params: dict[str, str | int] = {"folder": asked.folder.name, "spec": str(error.params["spec"])}
        raise NothingCheckedError("MIG-REC-056", error.where, params) from None


def opened(work: Job, prepared: Prepared, asked: Other) -> Export:
    """Read the files of an export, each table as Parquet.

    Raises:
        MigrateError: MIG-REC-049 (the sheet of codes has faulty lines), -051. NothingCheckedError: MIG-REC-056.
        UnreadableError: MIG-REC-010, -011.
    """
    both = between(work, prepared.spec, asked.spec)
    side = side_of(
        work, Asked(side=Side.NEW, business=prepared.business, folder=asked.folder, csv=asked.csv, spec=both.after.id)
    )
    tables = {one.rows.table: one for one in side.tables}
    columns = {table: prepared.plan.columns[table] for table in prepared.plan.tables}
    ways = carry.ways(both.links, columns)
    left = carry.left_out(both.links, ways, columns, both.after)
    sheet = codes_of(both)
    path = work.workspace.path(sheet.file)
    others = {one.rows.table for one in side.tables} | {way.to_table for way in ways}
    whole = set(prepared.whole.tables) - set(prepared.plan.tables)
    beyond = {link.to_group for link in both.links.groups if link.group in whole}
    return Export(
        between=both,
        ways={way.table: way for way in ways},
        tables=tables,
        decided=recode.read(sheet, work.read(path), both.recodings) if path.is_file() else {},
        left_out=tuple(
            one for one in left if one.spec != both.after.id or one.table in others - beyond or one.table in columns
        ),
        unused=side.unused,
    )


def beside(engine: Engine, export: Export, prepared: Prepared, again: ConvertedTable, work: Path) -> Beside:
    """One table of the export beside what it must hold; no partner where the export has no file of it.

    ``work``: an empty folder for rows that have to be rewritten.
    """
    way = export.ways.get(again.table)
    found = export.tables.get(way.to_table) if way else None
    if way is None or found is None:
        return Beside(partners=())
    made = reconcile_partners.expected(prepared, again)
    expected = Expected(
        business=made.business,
        table=made.table,
        columns=way.names,
        key=made.key if set(made.key) <= set(way.names) else (),
        rows=carry.recoded(engine, made.rows, way, _codes(export, again.table), work / "expected.parquet"),
        lineage=made.lineage,
    )
    delivered = Delivered(
        file=found.file,
        parquet=carry.renamed(engine, found.rows.parquet, way, work / "delivered.parquet"),
        tells_empty=found.rows.tells_empty,
    )
    changed = frozenset(one.item for one in export.between.recodings.items if one.group == again.table)
    return Beside(
        partners=(Partner(expected=expected, delivered=delivered, recoded=changed),),
        findings=tuple(_undecided(engine, export, way, prepared.business, again)),
    )


def _codes(export: Export, table: str) -> carry.Codes:
    """What was decided about the codes of each item of a table."""
    return {
        one.item: {
            value: to
            for (codes, to_codes, value), to in export.decided.items()
            if (codes, to_codes) == (one.codes, one.to_codes)
        }
        for one in export.between.recodings.items
        if one.group == table
    }


def _undecided(engine: Engine, export: Export, way: Way, business: str, again: ConvertedTable) -> Iterator[Finding]:
    """MIG-REC-048: items with rows whose code nobody has said the later one of; they are compared as they are."""
    both = export.between
    for one in both.recodings.items:
        if one.group != way.table or one.item not in way.names:
            continue
        pair = one.codes, one.to_codes
        lines = (line for line in both.recodings.lines if (line.codes, line.to_codes) == pair)
        values = tuple(line.value for line in lines if (*pair, line.value) not in export.decided)
        count = carry.holding(engine, again.parquet, one.item, values) if values else 0
        if count:
            params: dict[str, str | int] = {
                "codes": one.codes,
                "values": "、".join(values[:_NAMED]),
                "rows": count,
                "file": codes_of(both).file,
                "spec": both.after.id,
            }
            place = Place(business=business, table=one.group, item=one.item)
            yield Finding(code=_UNDECIDED, severity=Severity.ERROR, place=place, params=params)


def findings(export: Export, plan: Plan) -> tuple[Finding, ...]:
    """MIG-REC-046 a table without a file, -047 what is left out, by table and edition, -050 a key that is not there."""
    business, after = plan.business, export.between.after.id
    found: list[Finding] = []

    def say(code: str, severity: Severity, table: str, params: dict[str, str | int]) -> None:
        found.append(Finding(code=code, severity=severity, place=Place(business=business, table=table), params=params))

    for table, way in export.ways.items():
        if way.to_table not in export.tables:
            say(_NO_FILE, Severity.ERROR, table, {"to": way.to_table, "spec": after})
        lost = [item for item in plan.keys.get(table, ()) if item not in way.names]
        if lost:
            say(_NO_KEY, Severity.WARNING, table, {"items": "、".join(lost), "spec": after})
    groups: dict[tuple[str, str], list[str]] = {}
    for one in export.left_out:
        groups.setdefault((one.table, one.spec), []).append(one.item)
    for (table, spec), items in groups.items():
        named = "、".join(items[:_NAMED]) + " ほか" * (len(items) > _NAMED)
        what = f"項目 {len(items)} 個（{named}）" if items[0] else "グループの全体"
        say(_LEFT_OUT, Severity.WARNING, table, {"what": what, "spec": spec})
    return tuple(found)
