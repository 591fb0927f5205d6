"""Write a spec in a form that others read."""

from __future__ import annotations

from pathlib import Path

from migrate.errors import MigrateError
from migrate.files import atomic
from migrate.files.bundled import bundled
from migrate.files.digest import sha256_of_bytes
from migrate.flow.outcome import Outcome
from migrate.flow.spec.at_hand import resolve
from migrate.model.document import Document
from migrate.model.value import value
from migrate.spec import document, importer, official
from migrate.workspace.folder import Workspace

LAYOUTS = {"official": importer.LAYOUT}


@value
class SpecExported:
    """Result of `spec export`."""

    spec: str
    layout: str
    file: str
    sha256: str
    written: bool
    """False where the file already held exactly these bytes."""


def export(reference: str, workspace: Workspace | None, layout: str, target: Path) -> Outcome:
    """Write a spec as a workbook in a published layout.

    Raises:
        MigrateError: MIG-SPEC-006 (no such spec), -018 (no such layout), -019 (it does not fit into the layout).
        UnreadableError: the file cannot be written.
    """
    if layout not in LAYOUTS:
        raise MigrateError("MIG-SPEC-018", params={"layout": layout, "known": "、".join(sorted(LAYOUTS))})
    resolved = resolve(reference, workspace)
    spec = resolved.spec
    data = official.workbook(spec, bundled("specs") / LAYOUTS[layout])
    written = atomic.write(target, data)
    exported = SpecExported(
        spec=spec.id, layout=layout, file=target.name, sha256=sha256_of_bytes(data), written=written
    )
    title = f"{spec.id} を {target.name} に書き出しました。"
    if not written:
        title = f"{target.name} は {spec.id} と同じ内容なので、書きかえていません。"
    page = Document(title=title, sections=(document.exported(spec),))
    return Outcome(kind="spec-export", data=exported, document=page, notices=(resolved.why,))
