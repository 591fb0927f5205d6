"""`migrate reconcile run --engine spark`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from migrate.flow import convert, source
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace

from ..engine import spark_parts

TOWN = Path(__file__).parents[2] / "cases" / "reconcile-run" / "clean" / "in"
AT = frozen_session(date(2026, 11, 23))


def _run(site: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = spark_parts.environment(site)
    return subprocess.run(
        [sys.executable, *words], env=environment, cwd=spark_parts.ROOT, capture_output=True, text=True, timeout=600
    )


def _outputs(town: Workspace) -> dict[str, bytes]:
    folder = town.path("out", "reconcile")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_command_leaves_the_same_files(tmp_path: Path) -> None:
    """`migrate reconcile run` with and without --engine spark: the same exit code, words, and files to the byte."""
    site = spark_parts.packages()
    root = tmp_path / "町 1"
    shutil.copytree(TOWN, root)
    town = Workspace(root)
    source.scan(town, AT)
    convert.run(town, AT)
    path = town.path("out", "converted", "031", "住登外者宛名基本情報.parquet")
    rows = pq.read_table(path)
    pq.write_table(rows.slice(1).replace_schema_metadata(None), path)
    command = ("-m", "migrate", "reconcile", "run", "-C", str(root), "--as-of", "2026-11-23")

    here = _run(site, *command)
    ours = _outputs(town)
    shutil.rmtree(town.path("out", "reconcile"))
    there = _run(site, *command, "--engine", "spark", "--master", "local[1]")

    assert (here.returncode, there.returncode) == (1, 1), there.stderr
    assert ours and _outputs(town) == ours
    assert (there.stdout, there.stderr) == (here.stdout, here.stderr)
