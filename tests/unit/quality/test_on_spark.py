"""A check on Spark says what a check on this machine says: the same result, the same failures in the same order."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from migrate.model.spec import Spec
from migrate.workspace.folder import Workspace

from ..engine import spark_parts
from ..flow import check_town

CHANGES: tuple[dict[str, str | None], ...] = (
    {"性別": "7"},
    {},
    {"氏名": None, "宛名番号": "000000000000002"},
    {"氏名": "架空太郎", "名寄せ先宛名番号": "000000009999999"},
)


def _run(site: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = spark_parts.environment(site)
    return subprocess.run(
        [sys.executable, *words], env=environment, cwd=spark_parts.ROOT, capture_output=True, text=True, timeout=600
    )


def test_spark_finds_what_this_machine_finds(tmp_path: Path) -> None:
    """Businesses of the town with planted defects, and a table of 150 row groups, each read in many parts.

    The rules of cells run through Pandera in Spark's workers, those of tables as Spark SQL; results and files of
    failures are equal, the latter to the byte.
    """
    script = Path(__file__).with_name("spark_check.py")
    made = _run(spark_parts.packages(), str(script), str(tmp_path))

    assert made.returncode == 0, made.stderr[-3000:]
    said = json.loads(made.stdout.splitlines()[-1])
    assert [business for business, (_, *same) in said.items() if same != [True, True]] == []
    assert len(said) == 4
    assert all(failed >= 5 for failed, *_ in said.values())
    assert said["031"][0] > 20_000


def _outputs(workspace: Workspace) -> dict[str, bytes]:
    folder = workspace.path("out", "check")
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "history.csv"}


def test_the_command_leaves_the_same_files(spec: Spec, tmp_path: Path) -> None:
    """`migrate check run` with and without --engine spark: the same exit code, and the same files to the byte."""
    site = spark_parts.packages()
    town = check_town.town(spec, tmp_path / "町 1", CHANGES)
    command = ("-m", "migrate", "check", "run", "-C", str(town.root), "--as-of", "2026-11-23")

    here = _run(site, *command)
    ours = _outputs(town)
    for name in ours:
        next(town.path("out", "check").rglob(name)).unlink()
    there = _run(site, *command, "--engine", "spark", "--master", "local[1]")

    assert (here.returncode, there.returncode) == (1, 1), there.stderr
    assert ours and _outputs(town) == ours
    assert (there.stdout, there.stderr) == (here.stdout, here.stderr)
