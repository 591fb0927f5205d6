"""The Java that Spark runs on, as the machine has it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

NEEDED = 17
"""The least version that Spark 4 runs on."""
_NAMED = re.compile(r'version "(?:1\.)?(\d+)')
_PATIENCE = 30


def version_of(told: str) -> int | None:
    """The version in what ``java -version`` says, None where it says none; before 9 it was called 1.8.

    >>> version_of('openjdk version "17.0.9" 2023-10-17'), version_of('java version "1.8.0_392"'), version_of("?")
    (17, 8, None)
    """
    found = _NAMED.search(told)
    return int(found[1]) if found else None


def installed() -> tuple[str, bool]:
    """The version in words (「なし」「不明」 where there is none), and whether it is enough for Spark.

    JAVA_HOME comes before the search path, as it does for Spark.
    """
    home = os.environ.get("JAVA_HOME")
    program = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if not program or not Path(program).exists():
        return "なし", False
    try:
        told = subprocess.run(
            [program, "-version"], capture_output=True, text=True, errors="replace", check=False, timeout=_PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired):
        return "不明", False
    version = version_of(told.stderr + told.stdout)
    return ("不明", False) if version is None else (str(version), version >= NEEDED)
