"""Spark of this machine needs nobody, and nobody from outside can reach it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from . import spark_parts


def test_spark_here_is_on_loopback_only(pyspark_site: Path, tmp_path: Path) -> None:
    """In an empty network a session opens and its Python workers work; every port is of 127.0.0.1 and of no other."""
    alone = ["unshare", "--map-root-user", "--net"]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], capture_output=True).returncode:
        pytest.skip("空のネットワーク（unshare --net）を作れません")
    script = str(Path(__file__).with_name("spark_alone.py"))

    done = subprocess.run(
        [*alone, sys.executable, script, str(tmp_path / "spark")],
        env=spark_parts.environment(pyspark_site),
        cwd=tmp_path,
        capture_output=True,
        timeout=240,
    )

    assert done.returncode == 0, done.stderr.decode()[-2000:]
    found = json.loads(done.stdout)
    listening = {local for kind, local, _ in found["sockets"] if kind == "listens"}
    ends = {end for kind, local, remote in found["sockets"] if kind == "speaks" for end in (local, remote)}
    assert (found["rows"], listening, ends) == (1000, {"127.0.0.1"}, {"127.0.0.1"})
