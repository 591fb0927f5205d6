"""Blank sheets in which people decide something: made where there are none, and told how to fill in."""

from __future__ import annotations

from migrate.flow.outcome import Outcome
from migrate.forms import decision_sheet
from migrate.model.document import Column, Document, Grid, Note, Section
from migrate.model.value import value
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace


@value
class SheetList:
    """Sheets that people edit. ``made``: those that were not there before."""

    files: tuple[str, ...]
    made: tuple[str, ...]


@value
class Blank:
    """One sheet: where it stands, what is written in it, its columns and an example line."""

    file: str
    said: str
    columns: tuple[str, ...]
    example: tuple[str, ...]


@value
class Blanks:
    """The sheets of one stage; ``how``: how to fill them in."""

    kind: str
    """Of the outcome: the stage and ``-init``."""
    title: str
    how: str
    sheets: tuple[Blank, ...]


def make(workspace: Workspace, session: Session, blanks: Blanks) -> Outcome:
    """Make the sheets that are not there; what people have written is left as it is."""
    made = []
    stage = blanks.kind.removesuffix("-init")
    with job.run(workspace, session, f"{stage} init") as work:
        for one in blanks.sheets:
            if not workspace.path(one.file).is_file():
                work.write(one.file, decision_sheet.blank(one.columns, one.example))
                made.append(one.file)
    rows = tuple(
        (
            one.file,
            one.said,
            "作りました" if one.file in made else "前からあります（そのまま）",
            "、".join(one.columns),
        )
        for one in blanks.sheets
    )
    columns = (
        Column(title="ファイル", width=24),
        Column(title="書くこと", width=50),
        Column(title="状態", width=22),
        Column(title="見出し", width=50),
    )
    grid = Grid(title=blanks.title, columns=columns, rows=rows)
    section = Section(id="sheets", title="書き方", blocks=(Note(text=blanks.how), grid))
    return Outcome(
        kind=blanks.kind,
        data=SheetList(files=tuple(one.file for one in blanks.sheets), made=tuple(made)),
        document=Document(title=blanks.title, sections=(section,)),
        notices=(f"書き終えたら: migrate {stage} run",),
    )
