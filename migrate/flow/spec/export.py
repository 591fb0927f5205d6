"""Write a spec in a form that others read."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from migrate.errors import MigrateError
from migrate.files import atomic
from migrate.files.bundled import bundled
from migrate.files.digest import sha256_of_bytes
from migrate.flow.outcome import Outcome
from migrate.flow.spec.at_hand import resolve
from migrate.model.document import Document
from migrate.model.finding import Place
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.spec import document
from migrate.spec.interop import layouts
from migrate.spec.interop.options import Names, Options
from migrate.spec.workbook import importer, official
from migrate.workspace.folder import Workspace

OFFICIAL = "official"
_SHEETS = (".xlsx",)


@value
class SpecExported:
    """Result of `spec export`."""

    spec: str
    layout: str
    file: str
    sha256: str
    written: bool
    """False where the file already held exactly these bytes."""


@value
class Wanted:
    """What `spec export` is told; empty texts where nothing was said."""

    layout: str
    target: Path
    names: str = ""
    """``japanese`` or ``romaji``."""
    dialect: str = ""
    checks: bool = False
    table: str = ""


def _layout(wanted: Wanted) -> ModuleType | None:
    """The module of a layout of interchange, None for the official workbook."""
    known = (OFFICIAL, *layouts.names())
    if wanted.layout not in known:
        raise MigrateError("MIG-SPEC-018", params={"layout": wanted.layout, "known": "、".join(sorted(known))})
    module = None if wanted.layout == OFFICIAL else layouts.layout(wanted.layout)
    takes = () if module is None else ("names", *module.OPTIONS)
    for option in ("names", "dialect", "checks", "table"):
        if getattr(wanted, option) and option not in takes:
            home = "、".join(
                name for name in layouts.names() if option == "names" or option in layouts.layout(name).OPTIONS
            )
            raise MigrateError("MIG-SPEC-061", params={"option": option, "layout": wanted.layout, "home": home})
    return module


def _suffixes(layout: str) -> tuple[str, ...]:
    found: tuple[str, ...] = _SHEETS if layout == OFFICIAL else layouts.layout(layout).SUFFIXES
    return found


def _target(wanted: Wanted) -> None:
    """Refuse a folder, and a file name that says another layout (a DDL named .xlsx): nobody could open that file."""
    name, layout = wanted.target.name, wanted.layout
    if wanted.target.is_dir():
        raise MigrateError("MIG-SPEC-041", Place(file=name), {"file": name})
    suffix = wanted.target.suffix.lower()
    homes = [one for one in (OFFICIAL, *layouts.names()) if suffix in _suffixes(one)]
    if homes and layout not in homes:
        params = {"file": name, "layout": layout, "suffix": "、".join(_suffixes(layout)), "homes": "、".join(homes)}
        raise MigrateError("MIG-SPEC-042", Place(file=name), params)


def _names(text: str) -> Names:
    if text not in ("", *Names):
        raise MigrateError("MIG-SPEC-066", params={"names": text, "known": "、".join(Names)})
    return Names(text) if text else Names.JAPANESE


def _bytes(spec: Spec, wanted: Wanted) -> bytes:
    module = _layout(wanted)
    if module is None:
        return official.workbook(spec, bundled("specs") / importer.LAYOUT)
    options = Options(names=_names(wanted.names), dialect=wanted.dialect, checks=wanted.checks, table=wanted.table)
    data: bytes = module.write(spec, options)
    return data


def export(reference: str, workspace: Workspace | None, wanted: Wanted) -> Outcome:
    """Write a spec as a workbook in the official layout, or in a layout of interchange.

    Raises:
        MigrateError: MIG-SPEC-006 (no such spec), -013 (no such table), -018 (no such layout), -019 (it does not fit
            into the layout), -060 (no such dialect), -061 (an option that the layout does not take), -066 (no such
            names), -041 (the target is a folder), -042 (its name says another layout).
        UnreadableError: the file cannot be written.
    """
    resolved = resolve(reference, workspace)
    spec = resolved.spec
    data = _bytes(spec, wanted)
    _target(wanted)
    name = wanted.target.name
    before = wanted.target.exists()
    written = atomic.write(wanted.target, data)
    exported = SpecExported(
        spec=spec.id, layout=wanted.layout, file=name, sha256=sha256_of_bytes(data), written=written
    )
    title = f"{spec.id} を {name} に書き出しました。"
    if not written:
        title = f"{name} は {spec.id} と同じ内容なので、書きかえていません。"
    page = Document(title=title, sections=(document.exported(spec),))
    over = (f"{name} の前の内容を、書きかえました。",) if before and written else ()
    return Outcome(kind="spec-export", data=exported, document=page, notices=(resolved.why, *over))
