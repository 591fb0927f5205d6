"""Japanese names of items: in comments behind an entry, above it, or as the data name itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from migrate.source.copybook.entry import Entry
from migrate.source.copybook.lines import Comment
from migrate.source.ddl.names import logical_name

_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff々〆]")
_LONGEST = 40
_RULES = 3
_CONDITION = 88


def _name(text: str) -> str:
    """The name that a comment gives; empty for rules, sentences and what is not Japanese."""
    plain = text.strip(" \u3000*-=#─━＝")
    if not _JAPANESE.search(plain) or plain.endswith("。"):
        return ""
    name = logical_name(plain)
    return name if len(name) <= _LONGEST else ""


def _above(entry: Entry, comments: Mapping[int, Comment]) -> str:
    """The name in the comment line above an entry; above a record's, rules may stand between."""
    for line in range(entry.line - 1, max(entry.line - 1 - (_RULES if entry.level == 1 else 1), 0), -1):
        comment = comments.get(line)
        if comment is None or not comment.alone:
            return ""
        if name := _name(comment.text):
            return name
    return ""


def japanese_names(entries: Sequence[Entry], comments: Mapping[int, Comment]) -> dict[int, str]:
    """Names by the line of an entry.

    A comment on the lines of an entry names it. Comments on lines of their own name the entry below them where most
    fields have one and none stands behind an entry; the record itself is named by the one above it in any case.
    """
    found: dict[int, str] = {}
    begins = {entry.line for entry in entries}
    for entry in entries:
        last = next((n for n in range(entry.line + 1, entry.last_line + 1) if n in begins), entry.last_line + 1)
        for line in range(entry.line, last):
            comment = comments.get(line)
            if comment and not comment.alone and (name := _name(comment.text)):
                found.setdefault(entry.line, name)
    above = {entry.line: name for entry in entries if (name := _above(entry, comments))}
    fields = [entry.line for entry in entries if entry.picture is not None and entry.level != _CONDITION]
    below = 2 * sum(line in above for line in fields) > len(fields) and not any(line in found for line in fields)
    for entry in entries:
        if entry.line in above and (below or entry.level == 1):
            found.setdefault(entry.line, above[entry.line])
        if _JAPANESE.search(entry.name):
            found.setdefault(entry.line, entry.name)
    return found
