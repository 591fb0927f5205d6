"""What all tests share: the folder of shared facts, and skips that CI does not forgive."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

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


_TOGETHER = {
    "demo": ("tests/demo/",),
    "servers": ("tests/unit/source/live/", "test_interop_ddl.py"),
    "spark": ("spark", "test_functions_conformance.py", "test_legacy.py"),
}
"""Files that share what is slow to start, by parts of their paths: one worker runs them, and starts it once."""
_APART = "tests/test_cases.py"
"""Its tests share nothing."""


class _ByFile(LoadScopeScheduling):
    """Tests of one file go to one worker, so that what they share is made once."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if file == _APART:
            return nodeid
        return next((name for name, parts in _TOGETHER.items() if any(one in file for one in parts)), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Groups of xdist itself are without effect since pytest 9.2 (it writes to a field that is not read any more)."""
    return _ByFile(config, log)
