"""How long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

Watch = Callable[[str, int, int], None]
"""What is done (a Japanese phrase of a few characters), rows done, and how many there are, 0 where not known."""


def silent(what: str, done: int, total: int) -> None:
    """Nobody watches."""
