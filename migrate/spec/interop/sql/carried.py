"""Comment lines that carry a spec inside a DDL file: ``--| word {JSON}``, one fact a line, cut where it is long.

Readable for people, passed over by every database. ``&`` and ``$`` are escaped, since SQL*Plus and sqlcmd would put a
variable there even inside a comment; long lines go on in ``--+`` lines, since SQL*Plus refuses more than 2,499 bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from migrate.spec.interop.carry import damaged

_FIRST, _MORE = "--| ", "--+ "
_WIDTH = 600
"""Characters of a line."""


def lines(word: str, data: Any) -> Iterator[str]:
    """The comment lines of one fact."""
    text = json.dumps(data, ensure_ascii=False, separators=(", ", ": "), allow_nan=False)
    text = f"{word} {text}".replace("&", "\\u0026").replace("$", "\\u0024")
    mark = _FIRST
    while text:
        piece = text[:_WIDTH]
        piece = piece.rstrip(" ") or piece  # an editor may take blanks at the end of a line away
        yield mark + piece
        text, mark = text[len(piece) :], _MORE


def read(text: str, name: str) -> list[tuple[str, Any]]:
    """The facts (word, data) in a DDL file, in order; a file without any gives none.

    Raises:
        UnreadableError: MIG-SPEC-062, a line was damaged.
    """
    found: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(_FIRST):
            found.append((number, line[len(_FIRST) :].removesuffix("\r")))
        elif line.startswith(_MORE) and found:
            found[-1] = (found[-1][0], found[-1][1] + line[len(_MORE) :].removesuffix("\r"))
    facts = []
    for number, fact in found:
        word, _, data = fact.partition(" ")
        try:
            facts.append((word, json.loads(data)))
        except (ValueError, RecursionError):
            raise damaged(name, f"{number} 行") from None
    return facts
