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
Names = dict[tuple[str, int], str]
"""Japanese names by member and line of their entry."""


def _name(text: str) -> str:
    """The name that a comment gives; empty for rules, sentences and what is not Japanese."""
    plain = text.strip(" \u3000*-=#─━＝")
    if not _JAPANESE.search(plain) or plain.endswith("。"):
        return ""
    name = logical_name(plain)
    return name if len(name) <= _LONGEST else ""


def _above(entry: Entry, comments: Mapping[int, Comment]) -> str:
    """The name in the comment line above an entry; above a record's, rules may stand between."""
    line = entry.at[1]
    for above in range(line - 1, max(line - 1 - (_RULES if entry.level == 1 else 1), 0), -1):
        comment = comments.get(above)
        if comment is None or not comment.alone:
            return ""
        if name := _name(comment.text):
            return name
    return ""


def _behind(entries: Sequence[Entry], comments: Mapping[int, Comment]) -> Names:
    """Names in comments on the lines of an entry, up to the line where another one begins."""
    begins = {entry.at[1] for entry in entries}
    found: Names = {}
    for entry in entries:
        first = entry.at[1]
        end = next((n for n in range(first + 1, entry.last + 1) if n in begins), entry.last + 1)
        for line in range(first, end):
            comment = comments.get(line)
            if comment and not comment.alone and (name := _name(comment.text)):
                found.setdefault(entry.at, name)
    return found


def _named(entries: Sequence[Entry], comments: Mapping[int, Comment]) -> Names:
    """Names of the entries of one text."""
    found = _behind(entries, comments)
    above = {entry.at: name for entry in entries if (name := _above(entry, comments))}
    fields = [entry.at for entry in entries if entry.picture is not None and entry.level != _CONDITION]
    below = 2 * sum(at in above for at in fields) > len(fields) and not any(at in found for at in fields)
    for entry in entries:
        if entry.at in above and (below or entry.level == 1):
            found.setdefault(entry.at, above[entry.at])
        if _JAPANESE.search(entry.name):
            found.setdefault(entry.at, entry.name)
    return found


def japanese_names(entries: Sequence[Entry], comments: Mapping[str, Mapping[int, Comment]]) -> Names:
    """Names of entries by where they are written.

    A comment on the lines of an entry names it. Comments on lines of their own name the entry below them where most
    fields of the text have one and none stands behind an entry; the record itself is named by the one above it in any
    case.

    Args:
        entries: all of them, those of members included.
        comments: by member (empty: the text itself) and line.
    """
    found: Names = {}
    for member in dict.fromkeys(entry.at[0] for entry in entries):
        own = [entry for entry in entries if entry.at[0] == member]
        found |= _named(own, comments.get(member, {}))
    return found
