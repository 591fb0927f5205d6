"""The invented town's two tables and the real 031 spec."""

from pathlib import Path

import pytest

from migrate.files import records
from migrate.files.bundled import bundled
from migrate.model.source import SourceSchema
from migrate.model.spec import Spec
from migrate.spec import library

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "cases" / "gap-run" / "town" / "in" / "out" / "source" / "schema.json"


@pytest.fixture(scope="session")
def schema() -> SourceSchema:
    return records.load(SourceSchema, SCHEMA.read_bytes(), SCHEMA.name)


@pytest.fixture(scope="session")
def spec() -> Spec:
    return library.resolve("031@2023-09-29", library.entries(bundled("specs")), {}).spec
