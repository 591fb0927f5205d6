"""What the formats for other tools cost: 10,000 findings of 200 checks; printed, not asserted.

Run: python tests/bench/bench_formats.py
"""

from __future__ import annotations

import time

from migrate.model.finding import Finding, Place, Severity
from migrate.model.quality import Outcome, State
from migrate.report import formats
from migrate.report.formats import github
from migrate.report.inspection import Inspection

FINDINGS, ITEMS = 10_000, 50
CODES = ("MIG-DQ-001", "MIG-DQ-003", "MIG-DQ-005", "MIG-DQ-013")


def inspection() -> Inspection:
    """Each check has 50 findings named."""
    weight = (Severity.ERROR, Severity.WARNING)
    found = tuple(
        Finding(
            code=CODES[n % 4],
            severity=weight[n % 2],
            place=Place(business="031", table="表", item=f"項目{n // 4 % ITEMS}", file="表.csv", row=n + 1, line=n + 2),
            params={"list": "性別", "type": "X", "words": "半角文字列"},
        )
        for n in range(FINDINGS)
    )
    checks = tuple(
        Outcome(
            code=code,
            severity=weight[n % 2],
            table="表",
            item=f"項目{item}",
            state=State.FAILED,
            rows=1_000_000,
            failed=5_000,
            category="形式",
        )
        for n, code in enumerate(CODES)
        for item in range(ITEMS)
    )
    return Inspection(title="検査", summary="指摘があります。", version="0", findings=found, checks={"031": checks})


def main() -> None:
    """Print seconds and megabytes of each format."""
    given = inspection()
    makers = {
        name: lambda name=name: formats.inspect(name, given) for name in formats.names() if formats.is_for_tools(name)
    }
    print(f"{FINDINGS:,} findings")
    for name, make in {**makers, "github summary": lambda: github.summary(given)}.items():
        start = time.perf_counter()
        data = make()
        print(f"{name:15} {time.perf_counter() - start:6.2f} s {len(data) / 1e6:6.2f} MB")


if __name__ == "__main__":
    main()
