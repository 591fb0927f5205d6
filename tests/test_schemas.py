"""The JSON Schemas in `reports/schemas/` are those of the types."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parent.parent


def _update() -> ModuleType:
    found = importlib.util.spec_from_file_location("update_schemas", ROOT / "tests" / "update_schemas.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    return module


UPDATE = _update()


def test_every_kind_has_a_type() -> None:
    """A command's kind is in the table of kinds, and nothing else is."""
    assert sorted(UPDATE.COMMANDS) == sorted(UPDATE.kinds())


def test_schemas_are_those_of_the_types() -> None:
    """A changed type changes its schema file: ``python tests/update_schemas.py``."""
    expected = UPDATE.schemas()
    folder = ROOT / "reports" / "schemas"
    stale = [
        name for name, data in expected.items() if not (folder / name).is_file() or (folder / name).read_bytes() != data
    ]

    assert stale == []


@pytest.mark.parametrize("path", sorted((ROOT / "reports" / "schemas").glob("*.json")), ids=lambda p: p.stem)
def test_schema_is_valid(path: Path) -> None:
    """A schema file is a JSON Schema 2020-12."""
    schema = json.loads(path.read_text(encoding="utf-8"))

    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("kind", sorted(UPDATE.COMMANDS))
def test_no_field_hides_the_envelope(kind: str) -> None:
    """The data of a command have no field of the name of a common one: `kind` always says which form it is."""
    schema = json.loads((ROOT / "reports" / "schemas" / f"{kind}.json").read_text(encoding="utf-8"))

    assert schema["properties"]["kind"] == {"const": kind}
    assert schema["properties"]["schema_version"] == {"const": 1}
    assert schema["properties"]["tool"]["type"] == "object"
