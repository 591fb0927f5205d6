"""Whether bills of materials are CycloneDX 1.6, by the schema of those who publish it: ``python valid.py FILE...``.

It runs in the environment of `tests/tools/cyclonedx.txt`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator


def main(names: list[str]) -> int:
    """Validate each file."""
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    told = {name: validator.validate_str(Path(name).read_text(encoding="utf-8")) for name in names}
    for name, error in told.items():
        print(f"{name}: {'valid' if error is None else error}")
    return 1 if any(told.values()) or not told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
