"""Opening a data file for reading: every reader of source bytes goes through here."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO


def opened(path: Path) -> BinaryIO:
    """The file's bytes as a stream that can be read from any offset; the caller closes it.

    Raises:
        OSError: there is no such file, or it may not be read.
    """
    return path.open("rb")


def length_of(path: Path) -> int:
    """Number of bytes that `opened` gives."""
    return path.stat().st_size
