"""A Spark session: on this machine, on a standalone master, or at a Spark Connect server; its errors in our words.

Nothing is contacted but the address that the user typed. Spark's own words may hold values of rows, so they are kept
in a log inside the working folder, which goes away with it, and only the names of its error conditions are told.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import re
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from migrate.engine import java
from migrate.engine.duckdb import Limits
from migrate.errors import MigrateError
from migrate.model.value import value

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

"""The oldest that Spark 4 runs on."""
_PATIENCE = 10.0
"""Seconds until an address that does not answer counts as not reachable."""
_CONNECT_PORT = 15002
_LOCAL = re.compile(r"local(\[(\*|[1-9][0-9]{0,2})\])?")
_STANDALONE = re.compile(r"spark://[^\s/]+:[0-9]+(,[^\s/,]+:[0-9]+)*")
_CONNECT = re.compile(r"sc://[^\s/]+(/.*)?")
_CONDITION = re.compile(r"\[([A-Z][A-Z0-9_]{4,}(?:\.[A-Z0-9_]+)*)\]")
_EVERY = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "65536",
    "spark.sql.execution.arrow.useLargeVarTypes": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
    "spark.sql.files.ignoreCorruptFiles": "false",
}
"""Settings that the rows rest on, wherever Spark runs."""


@value
class Address:
    """Where Spark is: a master (``local[*]`` where nothing is said) or, with ``remote``, a Spark Connect server."""

    master: str = "local[*]"
    remote: str = ""

    @property
    def here(self) -> bool:
        """True where Spark runs in processes of this machine only, started for this run."""
        return not self.remote and self.master.startswith("local")

    @property
    def shown(self) -> str:
        """The address in messages; parameters of a Connect address (a token may be among them) are left out."""
        return self.remote.partition("/;")[0] if self.remote else self.master

    @property
    def doors(self) -> tuple[tuple[str, int], ...]:
        """Hosts and ports, one of which must answer; none where Spark runs here."""
        if self.here:
            return ()
        hosts = self.shown.partition("://")[2].split(",")
        split = [urlsplit(f"//{host}") for host in hosts]
        return tuple((one.hostname or "", one.port or _CONNECT_PORT) for one in split)


def address(master: str, remote: str) -> Address:
    """The address that options name, each ``""`` where it is not given.

    Raises:
        MigrateError: MIG-CNV-086, both are given, or one is written in another form.
    """
    if master and remote:
        raise MigrateError("MIG-CNV-086", params={"option": "--master と --remote", "why": "どちらか一つを指定します"})
    if remote:
        if not _CONNECT.fullmatch(remote):
            raise MigrateError("MIG-CNV-086", params={"option": "--remote", "why": "sc://ホスト:ポート と書きます"})
        return Address(master="", remote=remote)
    if master and not (_LOCAL.fullmatch(master) or _STANDALONE.fullmatch(master)):
        why = "local、local[数]、spark://ホスト:ポート のどれかで書きます"
        raise MigrateError("MIG-CNV-086", params={"option": "--master", "why": why})
    return Address(master=master or "local[*]")


def wanted(spark: bool, master: str, remote: str) -> Address | None:
    """The address that the options of a command name, None where they do not ask for Spark.

    Raises:
        MigrateError: MIG-CNV-086, an address without Spark, or see `address`.
    """
    if spark:
        return address(master, remote)
    if master or remote:
        option = "--master" if master else "--remote"
        raise MigrateError("MIG-CNV-086", params={"option": option, "why": "--engine spark と一緒に使います"})
    return None


def _installed(where: Address) -> None:
    needed = ("pyspark", "pandas", "grpc") if where.remote else ("pyspark", "pandas")
    missing = [name for name in needed if importlib.util.find_spec(name) is None]
    if missing:
        raise MigrateError("MIG-CNV-080", params={"missing": "、".join(missing)})


def _java() -> None:
    """Refuse a machine without a Java that Spark runs on; a Connect server brings its own."""
    found, enough = java.installed()
    if not enough:
        raise MigrateError("MIG-CNV-081", params={"found": found, "needed": java.NEEDED})


def _answering(where: Address) -> None:
    """Refuse an address where nobody answers: Spark itself would try for minutes."""
    for door in where.doors:
        try:
            socket.create_connection(door, timeout=_PATIENCE).close()
        except (OSError, UnicodeError):
            continue
        return
    if where.doors:
        raise MigrateError("MIG-CNV-082", params={"address": where.shown})


def ready(where: Address) -> None:
    """Refuse what cannot go well, before anything is read or started.

    Raises:
        MigrateError: MIG-CNV-080 (not installed), -081 (no Java), -082 (nobody answers).
    """
    _installed(where)
    if not where.remote:
        _java()
    _answering(where)


@contextmanager
def told() -> Iterator[None]:
    """Spark's errors as MIG-CNV-083 with the names of their conditions, which hold no value."""
    from py4j.protocol import Py4JError  # noqa: PLC0415 (heavy, and an extra)
    from pyspark.errors import PySparkException  # noqa: PLC0415

    try:
        yield
    except (PySparkException, Py4JError) as error:
        names = dict.fromkeys(_CONDITION.findall(str(error)))
        raise MigrateError("MIG-CNV-083", params={"condition": "、".join(names) or type(error).__name__}) from None


@contextmanager
def _surroundings() -> Iterator[None]:
    """What Spark's processes inherit: this Python for its workers, and a locale in which any file name can be said."""
    wanted = {"PYSPARK_PYTHON": os.environ.get("PYSPARK_PYTHON", sys.executable), "LC_ALL": "C.UTF-8"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, old in before.items():
            if old is None:
                os.environ.pop(name)
            else:
                os.environ[name] = old


def _settings(where: Address, folder: Path, memory: str) -> dict[str, str]:
    """Settings of a session whose driver is this process; others come from the user's spark-defaults.conf."""
    settings = {
        "spark.app.name": "migrate",
        "spark.master": where.master,
        "spark.ui.enabled": "false",
        "spark.log.level": "ERROR",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": (folder.resolve() / "warehouse").as_posix(),
        "spark.local.dir": str(folder),
        **_EVERY,
    }
    if where.here:
        settings["spark.driver.memory"] = _heap(memory)
    if where.here or all(host in ("127.0.0.1", "localhost") for host, _ in where.doors):
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    return settings


def _heap(memory: str) -> str:
    """A size as Java takes it.

    >>> _heap("2GB"), _heap("800MiB")
    ('2g', '800m')
    """
    return re.sub(r"([MG])i?B$", lambda unit: unit[1].lower(), memory)


@contextmanager
def _classic(where: Address, folder: Path, memory: str) -> Iterator[SparkSession]:
    """A session with a JVM of its own, which is gone, and its files with it, when the session ends."""
    from pyspark import SparkConf, SparkContext  # noqa: PLC0415 (heavy, and an extra)
    from pyspark.java_gateway import launch_gateway  # noqa: PLC0415
    from pyspark.sql import SparkSession  # noqa: PLC0415

    settings = SparkConf(loadDefaults=False)
    settings.setAll(list(_settings(where, folder, memory).items()))
    with _surroundings():
        with (folder / "spark.log").open("ab") as log:
            gateway = launch_gateway(settings, {"stdout": log, "stderr": log})
        try:
            with _own_interrupts():
                context = SparkContext(conf=settings, gateway=gateway)
            with _stopped(SparkSession(context)) as opened:
                yield opened
        finally:
            SparkContext._gateway = SparkContext._jvm = None
            gateway.shutdown()
            gateway.proc.stdin.close()
            gateway.proc.wait()


@contextmanager
def _own_interrupts() -> Iterator[None]:
    """Keep the way in which this program answers Ctrl-C; Spark's own talks to a JVM in the middle of its answer."""
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, before)


@contextmanager
def _unlogged() -> Iterator[None]:
    """No log on the terminal: what Spark's Python side sends there are Java's words."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


@contextmanager
def _stopped(opened: SparkSession) -> Iterator[SparkSession]:
    try:
        yield opened
    finally:
        opened.stop()


@contextmanager
def _connected(where: Address) -> Iterator[SparkSession]:
    from pyspark.sql.connect.session import SparkSession  # noqa: PLC0415 (heavy, and an extra)

    with _stopped(SparkSession.builder.remote(where.remote).create()) as opened:
        for name, setting in _EVERY.items():
            opened.conf.set(name, setting)
        yield opened


@contextmanager
def session(where: Address, folder: Path, memory: str = Limits().memory) -> Iterator[SparkSession]:
    """An open session, stopped at the end.

    Args:
        where: where Spark is.
        folder: an empty folder for Spark's log and temp files.
        memory: what Spark may take where it runs on this machine.

    Raises:
        MigrateError: MIG-CNV-080 to -082, see `ready`; -083, Spark gave up.
    """
    ready(where)
    folder.mkdir(parents=True, exist_ok=True)
    with told(), _unlogged(), _connected(where) if where.remote else _classic(where, folder, memory) as opened:
        yield opened
