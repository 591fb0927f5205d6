"""A form as data: sheets, questions, closed answers, and the rows that are printed beforehand.

Each form has a folder in `reports/layouts/`; a question more is a row more. Lists of choices and the guide may stand in
the folder above it too, for forms that are alike; a form's own line of the guide stands in the place of that above it.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from pathlib import Path

from migrate.files import tables
from migrate.model.finding import Basis
from migrate.model.value import value

RESPONSIBLE = "責任"
_TABLE, _LIST = "table", "list"
"""Kinds of sheets that hold a row a record; a list may stay without one."""
ALL = "all"
"""Key of the one record of a form sheet that exists once."""
KEY = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,30}", re.ASCII)
"""What the key of a record may be: it becomes part of a file name."""
_MARKS = str.maketrans("", "", " \t\r\n　・･/／（）()「」[]【】※*＊:：、。,.")
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－ｰ", "-"))


class Kind(StrEnum):
    """What an answer is."""

    TEXT = "text"
    NUMBER = "number"
    """A whole number from 0; 「不明」 and 「未定」 are answers too."""
    MONEY = "money"
    """Whole yen, below 0 for a discount; 「含む」 (in another row), 「不明」 and 「未定」 are answers too."""
    DATE = "date"
    """A day, or a month; 「不明」, 「未定」 and 「なし」 are answers too."""
    CHOICE = "choice"
    BUSINESSES = "businesses"
    """業務ID, three digits each."""
    PARTY = "party"
    """A system or a counterpart by its name."""
    INTERFACE = "interface"
    """連携ID of the standard, such as ``001o006``."""
    CONFORMANCE = "conformance"
    """適合確認番号: 業務ID[-枝番]_法人番号_版."""
    PRINTED = "printed"
    """No question: what the form prints for the reader, such as the text of a requirement; it is never an answer."""


@value
class Choice:
    """A closed answer and the other words for it."""

    text: str
    words: tuple[str, ...]


@value
class Condition:
    """Another question of the record has this answer (or, where ``same`` is false, any other one)."""

    question: str
    answer: str
    same: bool = True


When = tuple[tuple[Condition, ...], ...]
"""One of the groups holds; a group holds where all of its conditions do. Empty: always."""


@value
class Question:
    """One question: a row of a form sheet, or a column of a table sheet."""

    sheet: str
    id: str
    section: str
    label: str
    help: str
    kind: Kind
    choices: tuple[Choice, ...]
    choice_list: str
    """Name of the list of choices; empty where the answer is open."""
    unit: str
    required: bool
    when: When
    """The question is asked only where this holds."""
    identity: bool
    """Part of what tells one row from another where people added it."""
    width: int
    prefix: str
    """The form's word before the names of its lists."""

    @property
    def printed(self) -> bool:
        """True for a column that is no question."""
        return self.kind is Kind.PRINTED

    @property
    def list_name(self) -> str:
        """Defined name of the list of its choices."""
        return f"{self.prefix}_{self.choice_list}"


@value
class Preset:
    """A row that a table sheet holds beforehand."""

    key: str
    name: str
    words: tuple[str, ...]


@value
class SheetForm:
    """One sheet (or, for the form's ``repeated`` sheet, one a key)."""

    id: str
    name: str
    """Name of the sheet; ``{key}`` and ``{name}`` stand for those of the record."""
    table: bool
    """True where a record is a row; else the sheet is one record."""
    step: int
    """Which of the 40 steps it serves."""
    paper: str
    title: str
    intro: str
    questions: tuple[Question, ...]
    presets: tuple[Preset, ...]
    optional: bool = False
    """True for a table that may stay without a row: there may be nothing to tell."""

    def question(self, id: str) -> Question | None:
        """The question of that id, None where there is none."""
        return next((q for q in self.questions if q.id == id), None)

    @property
    def parts(self) -> tuple[Question, ...]:
        """The questions that ask for somebody's part in a task; exactly one of them is 「責任」."""
        return tuple(q for q in self.questions if q.choice_list == "part")

    @property
    def first(self) -> Question:
        """The question that names a record: the first of its identity."""
        return next((q for q in self.questions if q.identity), self.questions[0])


@value
class Codes:
    """The codes under which the reading of a form is reported: each form has words of its own for the same fault."""

    not_ours: str
    refused: str
    """A cell holds no answer to its question."""
    bent: str
    no_value: str
    """A formula without a value, or an error value."""
    stray: str
    """An answer in a row that is no question."""
    left_out: str
    sheet: str
    """A sheet that cannot be read."""
    lost: str
    """Questions that the sheet no longer has."""
    column: str
    """Values in a column that is no question."""
    twice: str
    two_sheets: str
    unnamed: str
    """A row that nothing names."""
    edition: str
    municipality: str
    conflict: str
    """Files that say different things."""
    changed: str
    """A file that says something else than what is kept."""
    emptied: str
    gone: str
    unread: str
    """A filled-in form that nobody has read would be written over."""
    damaged: str
    """The kept answers hold something that is none."""


@value
class Head:
    """What a form is, apart from its questions."""

    id: str
    """Such as ``migrate-survey``; every sheet of the workbook shows it."""
    version: int
    """Edition of the layout; it goes up with every change of a question's id or meaning."""
    prefix: str
    noun: str
    """What people call it, such as 調査票."""
    folder: str
    """Where its answers are kept, below the workspace."""
    schema: str
    """Name of the JSON Schema of those files; empty where they are CSV."""
    commands: tuple[str, str]
    """What makes it and what reads it, such as ``survey make`` and ``survey read``."""
    repeated: str
    """Id of the sheet of which there is one a key; empty where there is none."""
    codes: Codes
    basis: Basis


@value
class Form:
    """The whole questionnaire."""

    head: Head
    sheets: tuple[SheetForm, ...]
    guide: tuple[tuple[str, str], ...]
    """How to fill it in: label and text."""

    def sheet(self, id: str) -> SheetForm | None:
        """The sheet of that id, None where there is none."""
        return next((s for s in self.sheets if s.id == id), None)

    def of(self, id: str) -> SheetForm:
        """The sheet of an id that the code itself names.

        Raises:
            KeyError: the data lack it.
        """
        found = self.sheet(id)
        if found is None:
            raise KeyError(id)
        return found


def plain(text: str) -> str:
    """``text`` for comparing labels and words: width, case, blanks, marks and kinds of hyphen do not count.

    Only for words of the form and names of systems, never for persons.

    >>> plain("パッケージ（製品）"), plain("Ｎｏ．－１")
    ('パッケ-ジ製品', 'no-1')
    """
    return unicodedata.normalize("NFKC", text).casefold().translate(_HYPHENS).translate(_MARKS)


def _choices(folder: Path) -> dict[str, tuple[Choice, ...]]:
    """The lists of the folder above, which neighbours share, and those of its own."""
    found: dict[str, tuple[Choice, ...]] = {}
    for path in (base / "choices.csv" for base in (folder.parent, folder)):
        for row in tables.read(path) if path.is_file() else ():
            one = Choice(text=row["choice"], words=tuple(row["words"].split()))
            found[row["list"]] = (*found.get(row["list"], ()), one)
    return found


def _when(text: str) -> When:
    """``a=x&b!=y|c=z``: both of the first two, or the third."""
    groups = []
    for group in text.split("|") if text else ():
        parts = [(part, *part.partition("!=" if "!=" in part else "=")) for part in group.split("&")]
        groups.append(tuple(Condition(question=q, answer=a, same="!=" not in part) for part, q, _, a in parts))
    return tuple(groups)


def _question(row: dict[str, str], choices: dict[str, tuple[Choice, ...]], prefix: str) -> Question:
    return Question(
        sheet=row["sheet"],
        id=row["id"],
        section=row["section"],
        label=row["label"],
        help=row["help"],
        kind=Kind(row["kind"]),
        choices=choices[row["choices"]] if row["choices"] else (),
        choice_list=row["choices"],
        unit=row["unit"],
        required=row["required"] == "yes",
        when=_when(row["when"]),
        identity=row["identity"] == "yes",
        width=int(row["width"] or 40),
        prefix=prefix,
    )


def _preset(row: dict[str, str]) -> Preset:
    return Preset(key=row["key"], name=row["name"], words=tuple(row["words"].split()))


def load(folder: Path, head: Head) -> Form:
    """The form in ``folder``.

    Raises:
        UnreadableError: MIG-SYS-001, MIG-SYS-008.
    """
    choices = _choices(folder)
    questions = [_question(row, choices, head.prefix) for row in tables.read(folder / "questions.csv")]
    presets = tables.read(folder / "rows.csv") if (folder / "rows.csv").is_file() else []
    sheets = [
        SheetForm(
            id=row["id"],
            name=row["name"],
            table=row["kind"] in (_TABLE, _LIST),
            optional=row["kind"] == _LIST,
            step=int(row["step"]),
            paper=row["paper"],
            title=row["title"],
            intro=row["intro"],
            questions=tuple(q for q in questions if q.sheet == row["id"]),
            presets=tuple(_preset(p) for p in presets if p["sheet"] == row["id"]),
        )
        for row in tables.read(folder / "sheets.csv")
    ]
    told = [base / "guide.csv" for base in (folder.parent, folder) if (base / "guide.csv").is_file()]
    guide = {row["label"]: row["text"] for path in told for row in tables.read(path)}
    return Form(head=head, sheets=tuple(sheets), guide=tuple(guide.items()))
