"""Data files beside two kinds of tables: those that DDL and layouts declare, and the グループ of the standards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from migrate.model.source import SourceKind, SourceTable
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.source.detect import Look
from migrate.source.match import Match, match
from migrate.source.standard.recognise import Recognised, recognise
from migrate.source.standard.shape import shapes
from migrate.workspace.project import DeclaredSource

_TOLD = ("MIG-SRC-013", "MIG-SRC-018")
"""Columns that are missing, or that the table does not declare."""
_BY_VALUES = 90
"""How sure a file without header is, out of 100, where nobody states that it has none."""
Known = Callable[[], Sequence[Spec]]
"""Gives the standards at hand; asked only where a file is left over, since reading them takes time."""


@value
class Placed:
    """A data file with what it was taken for, and the table that was made for it."""

    look: Look
    match: Match
    table: SourceTable | None = None


def _as(look: Look, table: SourceTable, headless: bool) -> Look:
    """The look as if project.yaml stated the table that was found: only the form of the file is still open."""
    declared = look.source.declared or DeclaredSource(file=look.source.name)
    stated = replace(declared, table=table.name, header="なし" if headless else declared.header)
    return replace(look, source=replace(look.source, declared=stated))


def _stands(look: Look, tables: Sequence[SourceTable]) -> Match | None:
    """The match with a declared table, None where project.yaml means a standard."""
    declared = look.source.declared
    if declared and (declared.spec or (declared.table and declared.table not in {table.name for table in tables})):
        return None
    return match(look, tables)


def _with(look: Look, found: Recognised, tables: Sequence[SourceTable], declared: Match | None) -> Placed:
    """The declared table stays unless the header fits it only in part and the standard wholly."""
    if found.table is not None and (declared is None or not declared.table or found.whole):
        made = match(_as(look, found.table, found.headless), [found.table])
        told = tuple(finding for finding in made.findings if finding.code not in _TOLD)
        if found.headless and made.csv and not (look.source.declared and look.source.declared.header):
            made = replace(made, csv=replace(made.csv, sure=_BY_VALUES, stated=()))
        return Placed(
            look=look,
            match=replace(made, table=found.table.name, why=found.why, findings=(*found.findings, *told)),
            table=found.table,
        )
    if (declared is None or not declared.table) and any(f.code == "MIG-SRC-300" for f in found.findings):
        why = "標準仕様の出力だが、グループか版を決められない"
        return Placed(look=look, match=Match(kind=SourceKind.CSV, why=why, findings=found.findings))
    stays = declared or match(look, tables)
    told = () if stays.table else found.findings
    return Placed(look=look, match=replace(stays, findings=(*stays.findings, *told)))


def _partly(found: Match) -> bool:
    """True where a header has not the columns of the declared table, or others besides."""
    return any(finding.code in _TOLD for finding in found.findings)


def place(looks: Sequence[Look], tables: Sequence[SourceTable], known: Known | None) -> Iterator[Placed]:
    """Find the table of each data file; where declared tables leave some over, among the standards' own groups.

    Raises:
        MigrateError: MIG-SRC-015, project.yaml names a table or a standard that nobody declares.
    """
    first = [_stands(look, tables) for look in looks]
    rest = [look for look, one in zip(looks, first, strict=True) if one is None or not one.table or _partly(one)]
    names = frozenset(table.name for table in tables)
    found = recognise(rest, shapes(known()), names) if rest and known else {}
    for look, one in zip(looks, first, strict=True):
        yield _with(look, found.get(look.source.name, Recognised()), tables, one)
