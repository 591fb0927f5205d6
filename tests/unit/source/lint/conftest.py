"""Rules held against DDL as sites hand it over."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from migrate.model.finding import Finding
from migrate.model.source import SourceSchema
from migrate.source.ddl.script import read_script
from migrate.source.lint import catalogue, subject

LIMITS = subject.limits(
    [("氏名", 100, "031@2023-09-29"), ("住所_方書", 300, "031@2023-09-29"), ("氏名_読み仮名", 100, "031@2023-09-29")]
)


@pytest.fixture
def lint() -> Callable[[str], tuple[Finding, ...]]:
    """All findings of a script; a script that the reader does not fully understand is an error of the test."""

    def run(ddl: str) -> tuple[Finding, ...]:
        script = read_script(ddl, "t.sql")
        assert [f.code for f in script.findings if f.code in {"MIG-SRC-001", "MIG-SRC-002"}] == []
        return catalogue.lint(SourceSchema(tables=script.tables, files=()), LIMITS)

    return run
