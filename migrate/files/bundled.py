"""Where `specs/`, `mappings/` and `reports/` are: inside the wheel, else in the checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import migrate


@cache
def bundled(folder: str) -> Path:
    """Path of one of the three data folders (``specs``, ``mappings``, ``reports``)."""
    package = Path(migrate.__file__).parent
    packaged = package / "_bundled" / folder
    return packaged if packaged.is_dir() else package.parent / folder
