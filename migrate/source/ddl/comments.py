"""Where a block comment ends: in PostgreSQL, SQL Server and Db2 comments nest, in Oracle and MySQL they do not."""

from __future__ import annotations

import re

_MARK = re.compile(r"/\*|\*/")


def comment_end(text: str, start: int, nests: bool) -> int:
    """Offset behind the ``*/`` that ends the comment which begins at ``start``; -1 where there is none.

    A script rarely says whether comments nest, but what follows the first ``*/`` tells: where comments do not nest,
    no other ``*/`` can come before the next ``/*``.

    Args:
        text: the script.
        start: offset of the ``/*``.
        nests: False where the script is known to be of a product whose comments do not nest.

    >>> comment_end("/* a /* b */ c */ d", 0, True), comment_end("/* a /* b */ c /* d */", 0, True)
    (17, 12)
    """
    first = text.find("*/", start + 2)
    if first < 0:
        return -1
    open_inside = text.count("/*", start + 2, first)
    end = first + 2
    if not nests or not open_inside:
        return end
    for mark in _MARK.finditer(text, end):
        if mark.group() == "/*" or _in_string(text, mark.start()):
            break
        open_inside -= 1
        end = mark.end()
        if not open_inside:
            break
    return end


def _in_string(text: str, at: int) -> bool:
    """True where an odd number of quotes stands before that place on its line."""
    return text.count("'", text.rfind("\n", 0, at) + 1, at) % 2 == 1
