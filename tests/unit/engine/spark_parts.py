"""Real Spark for tests: pyspark in an environment of its own, a child that converts on it, servers on loopback."""

from __future__ import annotations

import os
import pickle
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from migrate.engine.plan import Plan
from migrate.engine.result import Converted
from migrate.model.staging import Staged

ROOT = Path(__file__).resolve().parents[3]


def packages() -> Path:
    """Where pyspark is installed: `tests/tools/spark.txt`, below `.nox/tools` or MIGRATE_TOOLS."""
    tools = Path(os.environ.get("MIGRATE_TOOLS") or ROOT / ".nox" / "tools")
    found = next(iter(tools.glob("spark/lib/python*/site-packages/pyspark")), None)
    if found is None:
        pytest.skip("pyspark がありません（python -m venv .nox/tools/spark と tests/tools/spark.txt）")
    if shutil.which("java") is None:
        pytest.skip("Java がありません（apt-get install openjdk-17-jre-headless）")
    return found.parent


def environment(site: Path) -> dict[str, str]:
    """Environment of a process that has this checkout and pyspark."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("MIGRATE_", "SPARK_", "PYSPARK_"))}
    return plain | {
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(site))),
        "PYTHONUTF8": "1",
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_HOME": str(site / "pyspark"),
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "120",
    }


class Child:
    """A process with an open Spark session."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        assert process.stdin is not None and process.stdout is not None
        self._inlet, self._outlet = process.stdin, process.stdout

    def answer(self) -> object:
        return pickle.load(self._outlet)

    def convert(self, plan: Plan, staged: Mapping[str, Staged], into: Path, chunk: int = 131072) -> Converted:
        pickle.dump((plan, dict(staged), into, chunk), self._inlet)
        self._inlet.flush()
        result, error = self.answer()  # type: ignore[misc]
        assert not error, error
        return result


@contextmanager
def child(site: Path, folder: Path, master: str = "local[2]") -> Iterator[Child]:
    """Start a child; it ends when nobody asks any more."""
    command = [sys.executable, str(Path(__file__).with_name("spark_child.py")), str(folder), master]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(site), cwd=ROOT
    ) as process:
        one = Child(process)
        assert one.answer() == "ready"
        yield one


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def _waited(port: int) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(port)


@contextmanager
def _server(site: Path, folder: Path, *words: str) -> Iterator[None]:
    """One of Spark's own servers, from its jars."""
    folder.mkdir(parents=True, exist_ok=True)
    more = {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_WORKER_DIR": str(folder), "SPARK_LOCAL_DIRS": str(folder)}
    with (folder / "log").open("wb") as log:
        program = str(site / "pyspark" / "bin" / "spark-class")
        process = subprocess.Popen(
            [program, *words], env=environment(site) | more, stdout=log, stderr=log, cwd=folder, start_new_session=True
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(60)


@contextmanager
def standalone(site: Path, folder: Path, workers: int = 2) -> Iterator[str]:
    """A master and workers of one core each; the master's address."""
    port, where = _free(), "org.apache.spark.deploy"
    own = ("--host", "127.0.0.1")
    with ExitStack() as stack:
        begin = (f"{where}.master.Master", *own, "--port", str(port), "--webui-port", str(_free()))
        stack.enter_context(_server(site, folder / "master", *begin))
        _waited(port)
        address = f"spark://127.0.0.1:{port}"
        for n in range(1, workers + 1):
            ui = ("--webui-port", str(_free()))
            words = (f"{where}.worker.Worker", *own, "--cores", "1", "--memory", "1g", *ui, address)
            stack.enter_context(_server(site, folder / f"worker{n}", *words))
        yield address


@contextmanager
def connect(site: Path, folder: Path) -> Iterator[str]:
    """A Spark Connect server; its address."""
    port = _free()
    settings = {
        "spark.master": "local[2]",
        "spark.ui.enabled": "false",
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": str(port),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": f"file://{folder}/warehouse",
    }
    listed = [word for name, setting in settings.items() for word in ("--conf", f"{name}={setting}")]
    submit = (
        "org.apache.spark.deploy.SparkSubmit",
        "--class",
        "org.apache.spark.sql.connect.service.SparkConnectServer",
    )
    with _server(site, folder / "connect", *submit, *listed, "spark-internal"):
        _waited(port)
        yield f"sc://127.0.0.1:{port}"
