"""What all tests share: the folder of shared facts, and skips that CI does not forgive."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Facts and official workbooks that are not part of the repository."""
    if not SHARED.is_dir():
        pytest.skip("../shared がありません（公式の資料は同梱していません）")
    return SHARED


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """With MIGRATE_TEST_REQUIRE=all a skipped test is a failed one."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("MIGRATE_TEST_REQUIRE") == "all" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, but MIGRATE_TEST_REQUIRE=all: {report.longrepr}"
