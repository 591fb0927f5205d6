"""The demo town converted by the command on real clusters on loopback: the files are those of this machine's run."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from . import spark_parts

MADE = ("converted", "lineage", "restricted", "convert")
CLUSTERS = {"--master": spark_parts.standalone, "--remote": spark_parts.connect}


def migrate(site: Path, cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command, with Spark beside it."""
    return subprocess.run(
        [sys.executable, "-m", "migrate", *words],
        cwd=cwd,
        env=spark_parts.environment(site),
        capture_output=True,
        text=True,
        timeout=600,
    )


def digests(town: Path) -> dict[str, str]:
    """Sha256 of all that a conversion writes."""
    files = (path for name in MADE for path in (town / "out" / name).rglob("*") if path.is_file())
    return {str(path.relative_to(town)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def town(pyspark_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo town, converted on this machine, in a folder with a name that needs quoting."""
    folder = tmp_path_factory.mktemp("七瀬野 町")
    done = migrate(pyspark_site, folder, "demo", "machi")
    assert done.returncode == 0, done.stderr
    return folder / "machi"


@pytest.fixture(scope="module", params=CLUSTERS)
def cluster(
    request: pytest.FixtureRequest, pyspark_site: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str, Path]]:
    """Option, address and folder of a standalone master with two workers, and of a Spark Connect server."""
    folder = tmp_path_factory.mktemp("cluster")
    with CLUSTERS[request.param](pyspark_site, folder) as address:
        yield request.param, address, folder


def test_the_demo_town_is_the_same_on_a_cluster(
    cluster: tuple[str, str, Path], town: Path, pyspark_site: Path, tmp_path: Path
) -> None:
    """Standard CSV, Parquet, lineage, rejects, values and the record of the run are equal to the byte."""
    option, address, folder = cluster
    copy = shutil.copytree(town, tmp_path / "写し 町")
    for name in MADE:
        shutil.rmtree(copy / "out" / name)

    done = migrate(pyspark_site, copy, "convert", "run", "--engine", "spark", option, address, "--fail-on", "never")

    ours = digests(town)
    assert done.returncode == 0, done.stderr
    assert digests(copy) == ours
    assert {"csv", "parquet"} <= {Path(name).suffix[1:] for name in ours if name.startswith("out/converted/")}
    assert "WARN" not in done.stderr
    worked = {path.parent.name for path in folder.glob("worker*/app-*")}
    assert worked == ({"worker1", "worker2"} if option == "--master" else set())
    assert not list((copy / ".migrate").rglob("spark*")), "nothing of Spark stays behind"
