"""A text without blanks cut into known words: the fewest unknown letters count first, or as much as the caller says."""

from __future__ import annotations

from collections.abc import Callable

LONGEST = 24
"""Letters of a known word at most; longer ones are not looked for."""
MAX_NAME = 200
"""Longer names are cut: no database admits them, a hostile file might."""


def cut(text: str, known: Callable[[str], bool], stranger: float) -> tuple[tuple[str, bool], ...]:
    """The cheapest cut of ``text``: a known word costs 1, each letter outside one costs ``stranger``.

    Gives each piece with whether it is known; neighbouring unknown letters are one piece. Of cuts that cost the same
    the one with the longer last words is taken.

    >>> cut("宛名の番号", lambda word: word in {"宛名", "番号", "番"}, 2.0)
    (('宛名', True), ('の', False), ('番号', True))
    """
    best: list[tuple[float, int, bool]] = [(0.0, 0, True)]
    for end in range(1, len(text) + 1):
        options = [(best[end - 1][0] + stranger, end - 1, False)]
        for start in range(max(0, end - LONGEST), end):
            if known(text[start:end]):
                options.append((best[start][0] + 1.0, start, True))
        best.append(min(options))
    pieces: list[tuple[str, bool]] = []
    end = len(text)
    while end:
        _, start, is_known = best[end]
        piece = text[start:end]
        if pieces and not is_known and not pieces[-1][1]:
            piece += pieces.pop()[0]
        pieces.append((piece, is_known))
        end = start
    return tuple(reversed(pieces))
