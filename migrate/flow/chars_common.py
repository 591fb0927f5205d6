"""What the commands on characters share: the ledger on disk, the decisions, and the repertoire that is meant."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from migrate.characters import glyphs
from migrate.characters.ledger import findings, repertoire, store, systems
from migrate.characters.ledger.repertoire import Repertoire, Target
from migrate.characters.ledger.replace import replacements
from migrate.characters.ledger.systems import SystemRule
from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.files import records
from migrate.files.digest import sha256_of_bytes
from migrate.model.characters import CharacterDecision, CharacterLedger, FoundCharacter
from migrate.model.finding import Finding, Place
from migrate.model.provenance import FileDigest
from migrate.model.source import SourceKind, SourceSchema
from migrate.model.value import value
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

DATA = (SourceKind.CSV, SourceKind.FIXED)


def file_of(target: str) -> str:
    """The ledger of a target, below the workspace; that of the move itself is `out/characters/mj.json`."""
    return f"out/characters/{target}.json"


@value
class SavedLedger:
    """`out/characters/<target>.json`: what `chars list` found. Decisions are not in it: they are people's own file."""

    target: str
    title: str
    characters: int
    """Different characters in all text, inside the target or not."""
    found: tuple[FoundCharacter, ...]
    sources: tuple[FileDigest, ...]
    """The files that were looked at."""


@value
class FontOption:
    """A font of the user; an empty ``system`` makes it one for the characters of all systems."""

    system: str
    path: Path


def font_option(text: str) -> FontOption:
    """``FILE`` or ``SYSTEM=FILE``.

    >>> font_option("税=eudc.tte").system, font_option("ipamjm.ttf").system
    ('税', '')
    """
    system, equals, file = text.partition("=")
    return FontOption(system=system, path=Path(file)) if equals else FontOption(system="", path=Path(text))


def target_of(wanted: str, workspace: Workspace | None) -> Repertoire:
    """The repertoire that ``--target`` names: one of ``Target``, else a list file.

    Raises:
        MigrateError: MIG-CHR-007, neither a name nor a file that can be read as a list.
        UnreadableError: MIG-SYS-008, MIG-SPEC-089.
    """
    if wanted in [one.value for one in Target]:
        fonts = [glyphs.Glyphs(path) for path in glyphs.stored(workspace.path("spec"))] if workspace else []
        return repertoire.named(Target(wanted), fonts)
    path = Path(wanted)
    if not path.is_file():
        reason = f"「{wanted}」という名の文字集合も、ファイルもありません"
        raise MigrateError("MIG-CHR-007", Place(file=path.name), {"reason": reason})
    try:
        return repertoire.listed(path.read_bytes(), path.name)
    except OSError:
        raise UnreadableError("MIG-SYS-002", Place(file=path.name), {"file": path.name}) from None


def decisions(work: Job, target: str) -> tuple[CharacterDecision, ...]:
    """What people decided for a target, noted as an input; nothing where there is no file.

    Raises:
        MigrateError: MIG-CHR-008.
        UnreadableError: MIG-SYS-008.
    """
    name = store.file_of(target)
    path = work.workspace.path(name)
    if path.is_file():
        work.note(path)
    return store.read(path, name)


def saved(work: Job, target: str) -> SavedLedger:
    """The ledger of a target (`chars_common.target_of`) as `chars list` left it.

    Raises:
        NothingCheckedError: MIG-CHR-009, there is none yet.
        UnreadableError: MIG-SYS-003.
    """
    known = target if target in [one.value for one in Target] else repertoire.name_of_list(Path(target).name)
    name = file_of(known)
    path = work.workspace.path(name)
    if not path.is_file():
        raise NothingCheckedError("MIG-CHR-009", Place(file=name), {"file": name, "target": target})
    return records.load(SavedLedger, work.read(path), name)


def ledger_of(kept: SavedLedger, known: tuple[CharacterDecision, ...]) -> CharacterLedger:
    """What was found beside what is decided."""
    return CharacterLedger(target=kept.target, found=kept.found, decisions=known)


def rules(work: Job) -> tuple[SystemRule, ...]:
    """What people say of which table belongs to which system, noted as an input; nothing where they say nothing.

    Raises:
        MigrateError: MIG-CHR-027.
        UnreadableError: MIG-SYS-008.
    """
    path = work.workspace.path(systems.FILE)
    if not path.is_file():
        return ()
    work.note(path)
    return systems.read(path)


def systems_of(schema: SourceSchema, said: Sequence[SystemRule]) -> Mapping[str, str]:
    """Source table → the one system that it belongs to, by the first of its data files, else by its declaration."""
    files = {
        one.table: one.path for one in sorted(schema.files, key=lambda f: f.path, reverse=True) if one.kind in DATA
    }
    return {one.name: systems.system_of(one.name, files.get(one.name, ""), one.file, said) for one in schema.tables}


def replacements_of(work: Job, schema: SourceSchema) -> Mapping[str, Mapping[str, str]]:
    """Source table → character → what a conversion writes instead (`replace.replace`); tables without any left out.

    Raises:
        MigrateError: MIG-CHR-008, -027.
        UnreadableError: MIG-SYS-008.
    """
    known = decisions(work, store.MOVE)
    found = {table: replacements(known, system) for table, system in systems_of(schema, rules(work)).items()}
    return {table: texts for table, texts in found.items() if texts}


def digests(texts: Mapping[str, Mapping[str, str]], tables: Iterable[str]) -> Mapping[str, str]:
    """Source table → sha256 of the characters that are written otherwise in it (``texts``); empty where there are none.

    What people write beside their decisions, and in which order, does not count: equal digests give equal rows.
    """
    own = {table: sorted(texts.get(table, {}).items()) for table in sorted(tables)}
    return {table: sha256_of_bytes(json.dumps(pairs).encode()) if pairs else "" for table, pairs in own.items()}


def changed_since(work: Job, schema: SourceSchema, before: Mapping[str, str]) -> tuple[str, ...]:
    """Tables of which the decisions are not those any more that a conversion noted (`digests`).

    Raises:
        MigrateError: MIG-CHR-008, -027.
        UnreadableError: MIG-SYS-008.
    """
    now = digests(replacements_of(work, schema), before)
    return tuple(table for table, digest in now.items() if digest != before[table])


def open_findings(work: Job) -> tuple[Finding, ...]:
    """MIG-CHR-002 for each system with open characters, from the ledger of the move; none where there is no ledger.

    Raises:
        MigrateError: MIG-CHR-008.
        UnreadableError: MIG-SYS-003, -008.
    """
    if not work.workspace.path(file_of(store.MOVE)).is_file():
        return ()
    return findings.still_open(ledger_of(saved(work, store.MOVE), decisions(work, store.MOVE)))


def in_workspace(work: Job, path: Path, suffixes: tuple[str, ...]) -> str:
    """The name in the workspace of a file to be written.

    Raises:
        MigrateError: MIG-CHR-011, it is outside, or its name ends otherwise.
    """
    inside = path.resolve().is_relative_to(work.workspace.root.resolve())
    if not inside or path.suffix.lower() not in suffixes:
        reason = f"{path.name} は、作業フォルダの中の {'・'.join(suffixes)} のファイルではありません"
        raise MigrateError("MIG-CHR-011", Place(file=path.name), {"reason": reason})
    return work.workspace.relative(path)
