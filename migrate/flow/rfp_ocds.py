"""`rfp ocds`: the competition as a release of OCDS 1.1, for bodies that publish open data."""

from __future__ import annotations

from typing import Any

from migrate.errors import MigrateError
from migrate.files import records
from migrate.flow import rfp_desk
from migrate.flow.outcome import Outcome
from migrate.model.document import Column, Document, Grid, Section
from migrate.model.value import value
from migrate.procure import ocds
from migrate.procure.ocds import Process
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

FILE = "ocds-release.json"


@value
class RfpOcds:
    """Result of `rfp ocds`."""

    file: str
    release: dict[str, Any]
    """The release, as OCDS 1.1 defines it."""


def publish(workspace: Workspace, session: Session, prefix: str, unit: str = "", named: bool = False) -> Outcome:
    """Write the release; ``prefix`` is the one that the body has registered.

    Raises:
        MigrateError: MIG-RFP-045 (no such prefix), MIG-RFP-001 to -008, -036.
    """
    at = rfp_desk.desk(unit)
    if not ocds.PREFIX.fullmatch(prefix):
        raise MigrateError("MIG-RFP-045", params={"prefix": prefix[:40]})
    with job.run(workspace, session, "rfp ocds") as work:
        basis = rfp_desk.basis(work, at)
        known = rfp_desk.offered(work, at)
        process = Process(
            prefix=prefix,
            code=workspace.project.code,
            municipality=workspace.project.name,
            unit=at.unit,
            businesses=rfp_desk.businesses(workspace, basis.rules),
            criteria=basis.criteria,
            rules=basis.rules,
            lock=rfp_desk.locked(work, at, basis),
            offers=known,
            decision=rfp_desk.decided(work, at, known),
            as_of=session.as_of,
            named=named,
        )
        result = RfpOcds(file=at.out(FILE), release=ocds.release(process))
        work.write(result.file, records.to_bytes(result.release))
    notice = f"{result.file} に書きました。公開する前に、載せてよい内容か確かめてください。"
    return Outcome(
        kind="rfp-ocds",
        data=result,
        document=_document(result),
        inputs=tuple(work.inputs.values()),
        notices=(notice,),
    )


def _document(result: RfpOcds) -> Document:
    one = result.release
    rows = (
        ("ocid", one["ocid"]),
        ("種類", "、".join(one["tag"])),
        ("件名", one["tender"]["title"]),
        ("名前を載せる業者", "、".join(party["name"] for party in one["parties"][1:]) or "なし"),
    )
    columns = (Column(title="事項", width=24), Column(title="内容", width=70))
    note = "識別子の接頭辞（ocds-）は、公開する団体が登録したものを使います。"
    grid = Grid(title="OCDS 1.1 のリリース", columns=columns, rows=rows, note=note)
    return Document(
        title="調達の公開データ（OCDS）",
        summary="調達の状況を、OCDS 1.1 のリリース（JSON）にしました。",
        sections=(Section(id="release", title="リリース", blocks=(grid,)),),
    )
