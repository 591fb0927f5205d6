"""Which character tables are at hand: bundled, and read from fonts into a workspace. Footers only, no row is read."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from migrate.characters import glyphs, stored
from migrate.characters.stored import Facts, Stored
from migrate.errors import UnreadableError
from migrate.model.value import value


class Kind(StrEnum):
    """A table that conversion and checks can use; the value is its published name."""

    MJ = "MJ文字情報一覧表"
    KANA = "MJ文字情報一覧表 変体仮名編"
    SHRINK = "MJ縮退マップ"
    GJ = "追加文字（GJ）"
    FONT = "IPAmj明朝"


BUNDLED = {
    Kind.MJ: ("mji", "mji.parquet"),
    Kind.KANA: ("mjih", "mjih.parquet"),
    Kind.SHRINK: ("mjsm", "mjsm.parquet"),
}


@value
class Held:
    """One table, or the lack of it: ``rows`` is None where there is none, or where it is damaged."""

    kind: Kind
    rows: int | None
    """Characters; relations for MJ縮退マップ."""
    title: str = ""
    edition: str = ""
    damaged: bool = False


def _bundled(kind: Kind) -> Held:
    work, file = BUNDLED[kind]
    table = Stored(stored.place(work) / file)
    if not table.present:
        return Held(kind=kind, rows=None)
    try:
        facts = table.facts
    except UnreadableError:
        return Held(kind=kind, rows=None, damaged=True)
    return Held(kind=kind, rows=facts.rows, title=facts.title, edition=facts.edition)


def _of_font(kind: Kind, mark: str, facts: Facts) -> Held:
    rows = dict(facts.marks).get(mark, "0")
    count = int(rows) if rows.isdecimal() else 0
    return Held(kind=kind, rows=count, title=facts.title, edition=facts.edition)


def fonts(spec_folder: Path) -> tuple[Held, ...]:
    """What the glyph tables in a workspace's `spec/` hold: one line a font and kind, damaged ones included."""
    found = []
    for path in glyphs.stored(spec_folder):
        try:
            facts = glyphs.Glyphs(path).facts
        except UnreadableError:
            found.append(Held(kind=Kind.FONT, rows=None, title=path.parent.name, damaged=True))
            continue
        found += [_of_font(kind, mark, facts) for kind, mark in ((Kind.GJ, "gj"), (Kind.FONT, "mj"))]
    return tuple(held for held in found if held.rows or held.damaged)


def tables(spec_folder: Path | None) -> tuple[Held, ...]:
    """Every kind at least once, in the order of ``Kind``; ``spec_folder`` is a workspace's `spec/`."""
    imported = fonts(spec_folder) if spec_folder is not None else ()
    found: list[Held] = []
    for kind in Kind:
        if kind in BUNDLED:
            found.append(_bundled(kind))
        else:
            found += [held for held in imported if held.kind is kind] or [Held(kind=kind, rows=None)]
    return tuple(found)
