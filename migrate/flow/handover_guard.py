"""The last look at a package without residents' data: a number that can be a 個人番号 keeps it from being made.

Files that the tool writes hold no value by law; mappings, tests, decisions and answers are written by people, and
documents are edited by them, who make mistakes.
"""

from __future__ import annotations

import re
from pathlib import Path

from migrate.errors import MigrateError
from migrate.files import archive
from migrate.model.finding import Place
from migrate.text import personal_numbers

_JSON = (".json", ".jsonl")
_TEXT = (*_JSON, ".yaml", ".csv", ".txt", ".html")
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)")
"""An escape of JSON, whose letter is not beside the number that follows."""
_WORD = ".docx"
_PARAGRAPH, _TAG = re.compile(r"</w:p>"), re.compile(r"<[^>]*>")


def line_of_number(text: str) -> int | None:
    r"""Line (from 1) of the first twelve digits whose last one is the check digit of a 個人番号; None: there are none.

    >>> line_of_number("a\n3710 3948 0293\n") is None
    True
    """
    place = next(personal_numbers.places(text), None)
    return None if place is None else text.count("\n", 0, place) + 1


def refuse_numbers(name: str, content: Path | bytes) -> None:
    """Let a text file or a Word document pass that holds no number that can be a 個人番号.

    Raises:
        MigrateError: MIG-SYS-049 with file and line (of a document: paragraph), never the number.
        UnreadableError: MIG-SRC-220 to -224, a document is damaged, so that nothing can be told of it.
    """
    if name.endswith(_WORD) and isinstance(content, Path):
        text = _words(content)
    elif name.endswith(_TEXT):
        data = content if isinstance(content, bytes) else content.read_bytes()
        text = data.decode("utf-8", "replace")
        text = _ESCAPE.sub("|", text) if name.endswith(_JSON) else text
    else:
        return
    line = line_of_number(text)
    if line is not None:
        raise MigrateError("MIG-SYS-049", Place(file=name, line=line), {"file": name, "line": line})


def _words(path: Path) -> str:
    """The text of a Word document with headers, footers and notes, a line a paragraph."""
    found = []
    for name, member in archive.members(path).items():
        if name.endswith(".xml"):
            with archive.open_member(path, member) as stream:
                found.append(_TAG.sub("", _PARAGRAPH.sub("\n", stream.read().decode("utf-8", "replace"))))
    return "\n".join(found)
