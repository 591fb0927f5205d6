"""縮退 of a file for a neighbour that cannot take 行政事務標準文字: declared, counted, and the original stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from migrate.characters.ledger import copying
from migrate.characters.ledger.clusters import clusters, codes, named, shown
from migrate.characters.ledger.copying import refused
from migrate.characters.ledger.repertoire import Repertoire
from migrate.characters.ledger.scan import Subject, Tally
from migrate.characters.ledger.shrinking import KEPT, LEFT, PUT, Shrinking, Shrunk
from migrate.errors import UnreadableError
from migrate.files import atomic, tables
from migrate.files.digest import sha256_of
from migrate.flow import chars_common
from migrate.flow.outcome import Outcome
from migrate.model.characters import COMMON, CharacterDecision, CharacterKind, CharacterStage, decided
from migrate.model.document import Cell, Column, Document, Figure, Figures, Grid, Section, Tone
from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.provenance import FileDigest
from migrate.model.value import value
from migrate.source.codec import codec_of
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

_OWN = Basis(document="本ツール独自", section="縮退の順（reports/layouts/chars/shrink.csv）")
_HEADER = ("code", "character", "to_code", "to", "rule", "cells", "rows", "items")


@value
class Wanted:
    """What is to be shrunk, to what."""

    source: Path
    target_file: Path
    target: str
    put: str = ""
    """Instead of what cannot be shrunk; empty: it stays as it is."""
    system: str = ""
    """Decisions on the gaiji of this system count too."""
    encoding: str = "utf-8"
    """Of a CSV that is written."""


@value
class ShrunkCharacter:
    """One character that the target does not have, and what became of it."""

    text: str
    to: str
    rule: str
    cells: int
    rows: int
    items: tuple[str, ...]


@value
class CharsShrink:
    """Result of `chars shrink`."""

    file: str
    target: str
    title: str
    rows: int
    characters: tuple[ShrunkCharacter, ...]
    report: str
    """The list of replacements, beside the file."""


def _check(wanted: Wanted, target: Repertoire) -> None:
    """Refuse what cannot be meant.

    Raises:
        MigrateError: MIG-CHR-031.
        UnreadableError: MIG-SYS-001.
    """
    suffix = wanted.source.suffix.lower()
    if suffix not in copying.SUFFIXES or wanted.target_file.suffix.lower() != suffix:
        raise refused("入力と出力は、どちらも .parquet か、どちらも .csv です")
    if not wanted.source.is_file():
        raise UnreadableError("MIG-SYS-001", Place(file=wanted.source.name), {"file": wanted.source.name})
    if wanted.target_file.exists() and wanted.target_file.samefile(wanted.source):
        raise refused("入力と出力が同じファイルです。元のファイルは残します")
    if wanted.put and (len(clusters(wanted.put)) != 1 or wanted.put not in target):
        raise refused(f"--put の文字は、{target.title}にある 1 文字です")
    codec = codec_of(wanted.encoding)
    if not codec or (suffix == ".parquet" and codec != "utf-8"):
        raise refused(f"--encoding の「{wanted.encoding}」は使えません（Parquet は常に UTF-8 です）")


def _tally(path: Path, target: Repertoire) -> tuple[Tally, int]:
    tally, rows = Tally(target), 0
    subject = Subject(stage=CharacterStage.SOURCE, table=path.stem, system=COMMON)
    for batch in copying.batches(path):
        tally.add(batch, subject)
        rows += batch.num_rows
    return tally, rows


def _characters(tally: Tally, shrinking: Shrinking) -> tuple[ShrunkCharacter, ...]:
    """What becomes of each character; control characters are no characters of a repertoire (they end a line of CSV)."""
    found = []
    for one in tally.found():
        if one.kind is CharacterKind.CONTROL:
            continue
        done: Shrunk = shrinking.of(one.text)
        cells = sum(place.cells for place in one.places)
        items = tuple(place.item for place in one.places)
        found.append(
            ShrunkCharacter(text=one.text, to=done.to, rule=done.rule, cells=cells, rows=one.rows, items=items)
        )
    return tuple(sorted(found, key=lambda one: (one.rule != LEFT, one.rule != PUT, -one.cells, one.text)))


def _list(found: Sequence[ShrunkCharacter]) -> bytes:
    rows = (
        (
            codes(one.text),
            shown(one.text),
            codes(one.to),
            shown(one.to) if one.to else "",
            one.rule,
            one.cells,
            one.rows,
            "、".join(one.items),
        )
        for one in found
    )
    return tables.to_bytes(_HEADER, rows)


def _findings(found: Sequence[ShrunkCharacter], target: Repertoire, name: str, put: str) -> tuple[Finding, ...]:
    noted = []
    for code, rule, severity in (("MIG-CHR-033", LEFT, Severity.ERROR), ("MIG-CHR-034", PUT, Severity.WARNING)):
        own = [one for one in found if one.rule == rule]
        if own:
            params: dict[str, str | int] = {"count": len(own), "cells": sum(one.cells for one in own)}
            params |= {"target": target.title, "put": put}
            noted.append(Finding(code=code, severity=severity, place=Place(file=name), params=params, basis=_OWN))
    return tuple(noted)


def _in_force(known: Sequence[CharacterDecision], system: str) -> dict[str, CharacterDecision]:
    """The decisions by character: those of the system go before those for all."""
    by_key = decided(known)
    return {text: one for where in (COMMON, system) for (of, text), one in by_key.items() if of == where}


def shrink(workspace: Workspace | None, session: Session, wanted: Wanted) -> Outcome:
    """Write a copy of a Parquet or CSV file in which the characters outside a target are replaced, with their list.

    Decisions of `mapping/characters-<target>.csv` come first, then the declared rules. Without a workspace there are
    no decisions and no ledger line.

    Raises:
        MigrateError: MIG-CHR-007, -008, -011, -031 (what is asked for cannot be done).
        UnreadableError: MIG-CHR-032 (no file that can be read), MIG-SYS-001, -004 to -006.
    """
    target = chars_common.target_of(wanted.target, workspace)
    _check(wanted, target)
    if workspace is None:
        found, rows, copy = _done(wanted, target, (), _beside(wanted.target_file))
        atomic.publish(copy, wanted.target_file)
        atomic.write(_listed(wanted.target_file), _list(found))
        source = FileDigest(path=wanted.source.name, sha256=sha256_of(wanted.source))
        return _outcome(wanted, target, found, rows, (wanted.target_file.name, source))
    with job.run(workspace, session, "chars shrink") as work:
        name = chars_common.in_workspace(work, wanted.target_file, copying.SUFFIXES)
        source = work.note(wanted.source)
        known = chars_common.decisions(work, target.name)
        found, rows, _ = _done(wanted, target, known, work.stage(name))
        work.write(_listed(Path(name)).as_posix(), _list(found))
        work.findings = len(_findings(found, target, name, wanted.put))
    return _outcome(wanted, target, found, rows, (name, source))


def _listed(path: Path) -> Path:
    """The list of replacements, beside the file."""
    return path.with_name(f"{path.name}.shrink.csv")


def _beside(path: Path) -> Path:
    """A temp file on the file system of ``path``."""
    return path.with_name(f".{path.name}.part")


def _done(
    wanted: Wanted, target: Repertoire, known: Sequence[CharacterDecision], output: Path
) -> tuple[tuple[ShrunkCharacter, ...], int, Path]:
    """Write ``output``; what became of each character, and the number of rows."""
    tally, rows = _tally(wanted.source, target)
    found = _characters(tally, Shrinking(target, _in_force(known, wanted.system), wanted.put))
    texts = {one.text: one.to for one in found if one.to}
    try:
        copying.copy(wanted.source, output, texts, codec_of(wanted.encoding))
    except BaseException:
        output.unlink(missing_ok=True)
        raise
    return found, rows, output


def _grid(found: Sequence[ShrunkCharacter]) -> Grid:
    columns = (
        Column(title="文字", width=16),
        Column(title="置きかえた文字", width=16),
        Column(title="決まり", width=40),
        Column(title="値", unit="個", numeric=True, width=8),
        Column(title="行", unit="行", numeric=True, width=8),
        Column(title="項目", width=30),
    )
    tones = {LEFT: Tone.BAD, PUT: Tone.CAUTION}
    rows = tuple(
        (
            named(one.text),
            named(one.to) if one.to else "－",
            Cell(text=one.rule, tone=tones.get(one.rule, Tone.PLAIN)),
            one.cells,
            one.rows,
            "、".join(one.items),
        )
        for one in found
    )
    note = "決まりの順は本ツール独自です（reports/layouts/chars/shrink.csv）。候補は MJ縮退マップなどによります。"
    return Grid(title="縮退した文字", columns=columns, rows=rows, note=note)


def _outcome(
    wanted: Wanted, target: Repertoire, found: tuple[ShrunkCharacter, ...], rows: int, told: tuple[str, FileDigest]
) -> Outcome:
    name, source = told
    count = Counter(one.rule if one.rule in (LEFT, PUT, KEPT) else "" for one in found)
    figures = Figures(
        figures=(
            Figure(label="行", value=f"{rows:,}"),
            Figure(label="縮退した文字", value=f"{count['']:,}"),
            Figure(
                label="代わりの文字にした文字", value=f"{count[PUT]:,}", tone=Tone.CAUTION if count[PUT] else Tone.PLAIN
            ),
            Figure(label="そのままの文字", value=f"{count[KEPT]:,}", note="人の決定"),
            Figure(label="縮退できない文字", value=f"{count[LEFT]:,}", tone=Tone.BAD if count[LEFT] else Tone.PLAIN),
        )
    )
    document = Document(
        title="縮退の結果",
        facts=(("対象", target.title), ("元のファイル", source.path), ("書いたファイル", name)),
        summary=f"{target.title}にない文字は {len(found):,} 字でした。元のファイルは変えていません。",
        sections=(Section(id="shrink", title="縮退", blocks=(figures, *([_grid(found)] if found else ()))),),
    )
    noted = _findings(found, target, name, wanted.put)
    listed = _listed(Path(name)).as_posix()
    return Outcome(
        kind="chars-shrink",
        data=CharsShrink(file=name, target=target.name, title=target.title, rows=rows, characters=found, report=listed),
        document=document,
        findings=noted,
        inputs=(source,),
        notices=(f"置きかえの一覧を {listed} に書きました。相手にはこれも渡してください。",),
    )
