"""A comparison on Spark says what one on this machine says: the same counts, the same differences in the same order."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from ..engine import spark_parts


def _run(site: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = spark_parts.environment(site)
    return subprocess.run(
        [sys.executable, *words], env=environment, cwd=spark_parts.ROOT, capture_output=True, text=True, timeout=600
    )


def test_spark_finds_what_this_machine_finds(tmp_path: Path) -> None:
    """60,000 rows with planted differences in twelve row groups: with and without a key, '' as a value and as none;
    a pair without any difference, a file without rows, one in which nothing is right.
    """
    script = Path(__file__).with_name("spark_compare.py")
    made = _run(spark_parts.packages(), str(script), str(tmp_path))

    assert made.returncode == 0, made.stderr[-3000:]
    said = json.loads(made.stdout.splitlines()[-1])
    assert len(said) == 8
    assert {case: same for case, (_, *same) in said.items() if same != [True, True]} == {}
    assert {case for case, (counts, *_) in said.items() if not counts} == {c for c in said if c.startswith("clean")}
    assert set(said["spoiled keyed tells"][0]) >= {"欠落", "余分", "値の相違", "空白のみの相違", "空欄の表し方の相違"}
    assert said["none arrived keyed tells"][0] == {"欠落": 500}
