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
from migrate.quality.rules.kojinbango import check_digit

_TEXT = (".yaml", ".csv", ".json", ".jsonl", ".txt", ".html")
_WORD = ".docx"
_PARAGRAPH, _TAG = re.compile(r"</w:p>"), re.compile(r"<[^>]*>")
_TWELVE = re.compile(r"(?<![0-9０-９A-Za-z_.])\d{4}[-－ 　]?\d{4}[-－ 　]?\d{4}(?![0-9０-９A-Za-z_.])")
"""Japanese letters may stand beside it; letters of other words, which make it part of a digest or a name, may not."""


def _is_number(written: str) -> bool:
    digits = "".join(str(int(one)) for one in written if one.isdigit())
    return check_digit(digits[:11]) == int(digits[11])


def line_of_number(text: str) -> int | None:
    r"""Line (from 1) of the first twelve digits whose last one is the check digit of a 個人番号; None: there are none.

    >>> line_of_number("a\n3710 3948 0293\n") is None
    True
    """
    for hit in _TWELVE.finditer(text):
        if _is_number(hit[0]):
            return text.count("\n", 0, hit.start()) + 1
    return None


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
