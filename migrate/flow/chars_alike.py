"""For gaiji, whose code says nothing: the characters of the target whose glyphs look most like theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from migrate.characters import drawing, likeness
from migrate.characters.ledger.repertoire import Repertoire
from migrate.characters.likeness import Alike
from migrate.errors import MigrateError
from migrate.files.digest import sha256_of
from migrate.flow.chars_common import FontOption
from migrate.forms.characters.layout import Row
from migrate.model.characters import CharacterKind, CharacterProposal
from migrate.workspace.job import Job

_MOST = 5
_FOLDER = "out/characters/shapes"


def _shapes_of(work: Job, option: FontOption) -> Mapping[str, int]:
    """Shapes of all characters of a font, computed once for each font and kept in the workspace."""
    name = f"{_FOLDER}/{sha256_of(option.path)[:16]}.parquet"
    path = work.workspace.path(name)
    if path.is_file():
        return likeness.read(path)
    found = drawing.shapes(option.path, drawing.characters(option.path))
    work.write(name, likeness.to_bytes(found))
    return found


def _with(row: Row, alike: Sequence[Alike]) -> Row:
    """A row whose proposals are followed by the characters that look alike."""
    known = {one.text for one in row.found.proposals}
    more = tuple(
        CharacterProposal(text=one.text, reason=f"字形が近い（一致度 {one.score}）")
        for one in alike
        if one.text not in known
    )
    return replace(row, found=replace(row.found, proposals=(*row.found.proposals, *more)))


def with_alike(
    work: Job, rows: Sequence[Row], fonts: Sequence[FontOption], target: Repertoire | None
) -> tuple[Row, ...]:
    """The rows, with proposals by shape for the gaiji that a font of their system shows.

    ``target`` bounds what is proposed; None: everything that is no private use.

    Raises:
        MigrateError: MIG-CHR-035, there is no font of a system, or none for the characters of the target.
        UnreadableError: MIG-CHR-029, MIG-SYS-001.
    """
    own, common = [one for one in fonts if one.system], [one for one in fonts if not one.system]
    if not own or not common:
        raise MigrateError("MIG-CHR-035")
    among: dict[str, int] = {}
    for option in reversed(common):
        shapes = _shapes_of(work, option)
        among |= {text: shape for text, shape in shapes.items() if target is None or text in target}
    alike: dict[tuple[str, str], tuple[Alike, ...]] = {}
    for option in own:
        texts = [r.found.text for r in rows if r.found.system == option.system and r.found.kind is CharacterKind.GAIJI]
        for text, shape in drawing.shapes(option.path, texts).items():
            alike.setdefault((option.system, text), likeness.nearest(shape, among, _MOST))
    return tuple(_with(row, alike.get(row.found.key, ())) for row in rows)
