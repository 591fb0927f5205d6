"""The workbook of characters: made from the ledger with pictures of the user's fonts, read back into the decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from migrate.characters import drawing, glyphs
from migrate.characters.ledger import progress, store
from migrate.characters.ledger.repertoire import Repertoire, Target
from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import xlsx
from migrate.files.digest import sha256_of
from migrate.flow import chars_alike, chars_common, read_back
from migrate.flow.chars_common import FontOption, font_option
from migrate.flow.filled_in import check_unread
from migrate.flow.outcome import Outcome
from migrate.flow.read_back import ReadBack
from migrate.forms.characters import book
from migrate.forms.characters import read as reading
from migrate.forms.characters.layout import OFFERS, Book, Row
from migrate.forms.characters.merge import Merged, merge
from migrate.model.characters import CharacterKey, CharacterLedger, decided, in_force, is_open
from migrate.model.document import Column, Document, Grid, Section
from migrate.model.finding import Basis, Finding, Place, Severity, sort_key
from migrate.model.value import value
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

__all__ = ("CharsExport", "CharsImport", "FontOption", "Wanted", "export", "font_option", "read")

_MAKE, _READ = "chars export", "chars import"
_THEN = "次は migrate chars list で、残りの文字を確かめます。"
_OWN = Basis(document="本ツール独自", section="文字の同定の様式")


@value
class CharsExport:
    """Result of `chars export`."""

    file: str
    target: str
    rows: int
    decided: int
    drawn: int
    """Rows with a picture of the character."""


@value
class CharsImport(ReadBack):
    """Result of `chars import`."""


@value
class Wanted:
    """What the workbook is made for."""

    file: Path
    target: str
    fonts: tuple[FontOption, ...] = ()
    open_only: bool = False
    """Leave out what is decided."""
    similar: bool = False
    """Propose characters whose glyphs look like those of gaiji."""
    force: bool = False


def _stale(work: Job, kept: chars_common.SavedLedger) -> tuple[Finding, ...]:
    """MIG-CHR-013 where a file changed after the ledger was made."""
    changed = []
    for one in kept.sources:
        path = work.workspace.path(one.path)
        if not path.is_file() or sha256_of(path) != one.sha256:
            changed.append(one.path)
    if not changed:
        return ()
    params: dict[str, str | int] = {"count": len(changed), "target": kept.target}
    place = Place(file=changed[0])
    return (Finding(code="MIG-CHR-013", severity=Severity.WARNING, place=place, params=params, basis=_OWN),)


def _pictures(rows: Sequence[Row], fonts: Sequence[FontOption]) -> Mapping[CharacterKey, bytes]:
    """Pictures of the characters and of their first proposals; the first font that has one gives it.

    A font that is of no system draws no code that several systems have in their own ways.
    """
    shared = {text for text, count in Counter(row.found.text for row in rows).items() if count > 1}
    common = {row.found.text for row in rows} - shared
    common |= {one.text for row in rows for one in row.found.proposals[:OFFERS]}
    found: dict[CharacterKey, bytes] = {}
    for option in fonts:
        own = {row.found.text for row in rows if row.found.system == option.system}
        wanted = sorted(text for text in (own if option.system else common) if (option.system, text) not in found)
        drawn = drawing.draw(option.path, wanted)
        found |= {(option.system, text): png for text, png in drawn.items()}
    return found


def _rows(ledger: CharacterLedger, open_only: bool) -> tuple[Row, ...]:
    """Open characters first, those that touch most people before the others."""
    known = decided(ledger.decisions)
    rows = [Row(found=one, decision=in_force(known, one.key)) for one in ledger.found]
    rows.sort(key=lambda row: (not is_open(row.decision), -row.found.people, row.found.key))
    return tuple(row for row in rows if not open_only or is_open(row.decision))


def export(workspace: Workspace, session: Session, wanted: Wanted) -> Outcome:
    """Write the workbook in which clerks decide, with what is decided filled in.

    Raises:
        NothingCheckedError: MIG-CHR-009 (no ledger yet), -014 (nothing to decide).
        MigrateError: MIG-CHR-008, -011, -012 (a filled-in workbook was not read), -028, -030 (no such system).
        UnreadableError: MIG-CHR-029 and MIG-SYS-001 of a font.
    """
    with job.run(workspace, session, _MAKE) as work:
        name = chars_common.in_workspace(work, wanted.file, (".xlsx",))
        kept = chars_common.saved(work, wanted.target)
        ledger = chars_common.ledger_of(kept, chars_common.decisions(work, kept.target))
        rows = _rows(ledger, wanted.open_only)
        if not rows:
            raise NothingCheckedError("MIG-CHR-014", params={"target": kept.title})
        if not wanted.force:
            check_unread(work, name, (_MAKE, _READ), "MIG-CHR-012")
        _check_systems(wanted.fonts, rows)
        if wanted.similar:
            rows = chars_alike.with_alike(work, rows, wanted.fonts, _target(kept.target, workspace))
        weights = progress.minutes(workspace.path(progress.FILE))
        plan = Book(
            title=f"文字の同定（{workspace.project.name}）" if workspace.project.name else "文字の同定",
            municipality=workspace.project.code,
            made=session.as_of.isoformat(),
            target=kept.target,
            target_title=kept.title,
            rows=rows,
            pictures=_pictures(rows, wanted.fonts),
            minutes=weights.each,
            day=weights.day,
        )
        work.write(name, book.workbook(plan))
        found = _stale(work, kept)
        work.findings = len(found)
    data = CharsExport(
        file=name,
        target=kept.target,
        rows=len(rows),
        decided=sum(not is_open(row.decision) for row in rows),
        drawn=sum(plan.picture(*row.found.key) is not None for row in rows),
    )
    notice = f"記入されたファイルは migrate chars import {name}　で読み取ります。"
    return Outcome(
        kind="chars-export",
        data=data,
        document=_exported(data, kept.title),
        findings=found,
        inputs=tuple(work.inputs.values()),
        notices=(notice,),
    )


def _target(name: str, workspace: Workspace) -> Repertoire | None:
    """The repertoire of a ledger; None where it came from a list file, which is not kept."""
    return chars_common.target_of(name, workspace) if name in [one.value for one in Target] else None


def _check_systems(fonts: Sequence[FontOption], rows: Sequence[Row]) -> None:
    """A font for a system that there is not would draw nothing, and nobody would know why."""
    known = sorted({row.found.system for row in rows})
    for option in fonts:
        if option.system and option.system not in known:
            raise MigrateError("MIG-CHR-030", params={"system": option.system, "known": "、".join(known)})


def _exported(data: CharsExport, title: str) -> Document:
    columns = (
        Column(title="ファイル", width=44),
        Column(title="文字", unit="字", numeric=True, width=10),
        Column(title="決定ずみ", unit="字", numeric=True, width=10),
        Column(title="字形の絵", unit="字", numeric=True, width=10),
    )
    note = "" if data.drawn else "字形の絵は、--font でフォントのファイルを指定すると入ります。"
    grid = Grid(
        title="作ったファイル", columns=columns, rows=((data.file, data.rows, data.decided, data.drawn),), note=note
    )
    return Document(
        title="文字の同定の様式",
        facts=(("対象", title),),
        summary=f"{data.rows:,} 字の行を作りました。様式は本ツール独自です。",
        sections=(Section(id="characters", title="文字の同定", blocks=(grid,)),),
    )


def _gj(workspace: Workspace) -> Callable[[str], tuple[str, ...]]:
    """The texts that write a GJ glyph, by the fonts that were imported."""
    fonts = [glyphs.Glyphs(path) for path in glyphs.stored(workspace.path("spec"))]
    return lambda name: tuple(text for font in fonts for text in font.writings(name))


def _write(work: Job, target: str, merged: Merged) -> str:
    """Stage the file of a target whose decisions changed; its name, empty where nothing did."""
    if not merged.changes:
        return ""
    name = store.file_of(target)
    path = work.workspace.path(name)
    work.write(name, store.written(path.read_bytes() if path.is_file() else None, merged.changes))
    return name


def read(workspace: Workspace, session: Session, files: Sequence[Path], overwrite: bool = False) -> Outcome:
    """Read filled-in workbooks and add what is new to the decisions; what cannot be decided is left and named.

    ``overwrite`` lets the files change decisions that changed after the workbooks were made.

    Raises:
        UnreadableError: MIG-CHR-015 (no workbook of ours), -018, MIG-FORM-001 to -015, MIG-SYS-001, -002, -008.
        MigrateError: MIG-CHR-008.
    """
    with job.run(workspace, session, _READ) as work:
        gj, code = _gj(workspace), workspace.project.code
        filled = [reading.read(xlsx.read_bytes(path), work.note(path).path, code, gj) for path in files]
        merged: dict[str, Merged] = {}
        for target in sorted({one.target for one in filled}):
            own = [one for one in filled if one.target == target]
            merged[target] = merge(chars_common.decisions(work, target), own, session.as_of.isoformat(), overwrite)
        written = tuple(name for target, one in merged.items() if (name := _write(work, target, one)))
        found = tuple(sorted((f for one in merged.values() for f in one.findings), key=sort_key))
        work.findings = len(found)
    data = CharsImport(
        files=tuple(one.file for one in filled),
        new=sum(one.new for one in merged.values()),
        changed=sum(one.changed for one in merged.values()),
        same=sum(one.same for one in merged.values()),
        conflicts=sum(one.conflicts for one in merged.values()),
        unreadable=sum(f.code in ("MIG-CHR-016", "MIG-CHR-017") for f in found),
        written=written,
    )
    empty = not any(one.cells.says for file in filled for one in file.said) and not found
    return Outcome(
        kind="chars-import",
        data=data,
        document=read_back.document(data, "文字の同定の読み取り"),
        findings=found,
        inputs=tuple(work.inputs.values()),
        nothing_checked=empty,
        notices=(read_back.following(empty, found, f"migrate {_READ}", _THEN),),
    )
