"""Bounded reads of a file that may lie about itself."""

from __future__ import annotations

from typing import BinaryIO

CUT = "途中で切れている"
_MOST = 1 << 20


class WrongError(Exception):
    """The bytes are not what their head says; ``why`` in words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Window:
    """A file's bytes by offset."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self._stream = stream
        self.length = length

    def some(self, place: int, count: int) -> bytes:
        """At most ``count`` bytes from ``place``; fewer at the end of the file."""
        self._stream.seek(place)
        return self._stream.read(min(count, _MOST))

    def at(self, place: int, count: int) -> bytes:
        """Exactly ``count`` bytes from ``place``.

        Raises:
            WrongError: the file does not have them, or they are more than a head can need.
        """
        if count > _MOST or place + count > self.length:
            raise WrongError(CUT)
        found = self.some(place, count)
        if len(found) != count:
            raise WrongError(CUT)
        return found

    def tail(self, count: int) -> bytes:
        """The last bytes."""
        return self.some(max(0, self.length - count), count)


def inch(dots: int, centimetres: int) -> int:
    """Dots per so many centimetres as dots per inch, rounded.

    >>> inch(11811, 100), inch(157, 1)
    (300, 399)
    """
    return round(dots * 2.54 / centimetres)
