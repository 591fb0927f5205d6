"""What stands in the way of Spark is told in our words, before any work is lost, and without a value of a row."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from migrate.engine import spark_session
from migrate.engine.duckdb import Limits, opened
from migrate.engine.evaluator import Work
from migrate.engine.lowering import Lowering
from migrate.engine.plan import PlanBlock
from migrate.engine.spark import Spark
from migrate.errors import MigrateError

from . import spark_parts

TOWN = spark_parts.ROOT / "tests" / "cases" / "convert-run" / "fates" / "in"


@pytest.mark.parametrize(
    ("master", "remote"),
    [
        ("yarn", ""),
        ("localhost", ""),
        ("local[0]", ""),
        ("local[2]x", ""),
        ("spark://host", ""),
        ("spark://a b:7077", ""),
        ("", "localhost:15002"),
        ("", "spark://host:15002"),
        ("local", "sc://host"),
    ],
)
def test_an_address_of_another_form(master: str, remote: str) -> None:
    """A master is this machine or a standalone one, a remote is a Connect server, and there is one of them."""
    with pytest.raises(MigrateError) as caught:
        spark_session.address(master, remote)

    assert caught.value.code == "MIG-CNV-086"


def test_an_address_without_spark() -> None:
    """--master and --remote mean nothing to DuckDB."""
    with pytest.raises(MigrateError) as caught:
        spark_session.wanted(spark=False, master="", remote="sc://host")

    assert (caught.value.code, caught.value.params["option"]) == ("MIG-CNV-086", "--remote")
    assert spark_session.wanted(spark=False, master="", remote="") is None


def test_a_token_in_an_address_is_not_shown() -> None:
    """Parameters of a Connect address stay out of messages; hosts and ports are found in every form."""
    remote = spark_session.address("", "sc://host/;token=secret;use_ssl=true")
    master = spark_session.address("spark://a:7077,b:7078", "")

    assert (remote.shown, remote.doors) == ("sc://host", (("host", 15002),))
    assert (master.shown, master.doors) == ("spark://a:7077,b:7078", (("a", 7077), ("b", 7078)))
    assert spark_session.address("", "").doors == ()


def refused(site: Path, tmp_path: Path, *words: str, **more: str) -> str:
    """The code with which `convert run --engine spark` ends in a scanned workspace."""
    shutil.copytree(TOWN, tmp_path / "machi")
    done = subprocess.run(
        [sys.executable, "-m", "migrate", "convert", "run", "--engine", "spark", *words],
        cwd=tmp_path / "machi",
        env=spark_parts.environment(site) | more,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert not (tmp_path / "machi" / "out" / "converted").exists()
    return done.stderr.split()[1]


def test_spark_is_not_installed(tmp_path: Path) -> None:
    """Without the extra, what to install is told."""
    assert refused(tmp_path, tmp_path) == "MIG-CNV-080"


def test_java_is_missing(pyspark_site: Path, tmp_path: Path) -> None:
    """Spark's own message about a missing Java is none for clerks."""
    assert refused(pyspark_site, tmp_path, JAVA_HOME=str(tmp_path)) == "MIG-CNV-081"


@pytest.mark.parametrize("address", ["--master=spark://127.0.0.1:1", "--remote=sc://127.0.0.1:1"])
def test_nobody_answers(pyspark_site: Path, tmp_path: Path, address: str) -> None:
    """An address at which nothing listens is refused at once, not after Spark's minutes."""
    assert refused(pyspark_site, tmp_path, address) == "MIG-CNV-082"


def test_rows_that_workers_wrote_elsewhere(tmp_path: Path) -> None:
    """Where fewer rows are here than went out, nothing goes on: workers wrote to a folder of their own."""
    source, folder = tmp_path / "t.parquet", tmp_path / "work" / "spark0" / "computed"
    pq.write_table(pa.table({"_row": [1, 2, 3]}), source)
    folder.mkdir(parents=True)
    pq.write_table(pa.table({"_row": [1, 2]}), folder / "part.parquet")
    (folder / "_SUCCESS").touch()
    block = PlanBlock(table="表", source="T", rows=(), items=())
    work = Work(number=0, block=block, parquets={"T": source}, lowering=Lowering([]), asked=(), code_maps={})

    with opened(tmp_path / "work", Limits()) as engine, pytest.raises(MigrateError) as caught:
        Spark(None)._keep(engine, work, None, "computed")

    assert (caught.value.code, caught.value.params) == ("MIG-CNV-084", {"folder": str(folder)})


ASKED = """
import json, sys
from pathlib import Path
from migrate.engine import spark, spark_session
from migrate.errors import MigrateError
folder, where = Path(sys.argv[1]), spark_session.address(sys.argv[2], "")

def told(act, *given):
    try:
        with spark_session.told():
            act(*given)
    except MigrateError as error:
        return [error.code, dict(error.params)]

with spark_session.session(where, folder) as session:
"""
LOOKED = """
    failing = told(lambda: session.sql("SELECT raise_error('髙橋') FROM range(1)").collect())
    unseen = told(spark.looked_at, session, where, folder / "elsewhere")
    spark.__version__ = "9.9.9"
    print(json.dumps([failing, unseen, told(spark.looked_at, session, where, folder)]))
"""
WAITED = """
    spark._WAIT = 5
    print(json.dumps(told(spark.looked_at, session, where, folder)))
"""


def answered(site: Path, folder: Path, script: str, master: str) -> object:
    """What a script prints on a session of its own."""
    command = [sys.executable, "-c", ASKED + script, str(folder), master]
    environment = spark_parts.environment(site)
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_workers_are_looked_at_first(pyspark_site: Path, tmp_path: Path) -> None:
    """Another version, an unseen folder and a failing job are told by code; Spark's words hold values and stay out."""
    from migrate import __version__

    found = answered(pyspark_site, tmp_path, LOOKED, "local[1]")

    assert found == [
        ["MIG-CNV-083", {"condition": "USER_RAISED_EXCEPTION"}],
        ["MIG-CNV-084", {"folder": str(tmp_path / "elsewhere")}],
        ["MIG-CNV-085", {"ours": "9.9.9", "theirs": __version__}],
    ]


def test_a_master_without_workers(pyspark_site: Path, tmp_path: Path) -> None:
    """Where nobody takes the work, the run ends instead of waiting for ever."""
    with spark_parts.standalone(pyspark_site, tmp_path / "cluster", workers=0) as master:
        found = answered(pyspark_site, tmp_path, WAITED, master)

    assert found == ["MIG-CNV-087", {"address": master, "seconds": 5}]


def test_an_interrupt_ends_the_run_in_one_sentence(pyspark_site: Path, tmp_path: Path) -> None:
    """Ctrl-C while Spark starts or works: exit 130, nothing of Spark's own words, and the next run ends well."""
    shutil.copytree(TOWN, tmp_path / "machi")
    command = [sys.executable, "-m", "migrate", "convert", "run", "--engine", "spark", "--fail-on", "never", "-q"]
    where = {"cwd": tmp_path / "machi", "env": spark_parts.environment(pyspark_site)}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **where) as process:
        end = time.monotonic() + 60
        while not list((tmp_path / "machi").rglob("spark.log")) and time.monotonic() < end:
            time.sleep(0.1)
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=60)[1]

    again = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **where)

    assert (process.returncode, told.splitlines()) == (130, [told.strip()])
    assert (again.returncode, again.stderr) == (0, b"")
    assert not list((tmp_path / "machi" / ".migrate").rglob("spark*"))
