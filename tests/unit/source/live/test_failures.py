"""What goes wrong is said in our own words: where, why, what to type next; never a password or the driver's text."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from migrate.errors import MigrateError
from migrate.report import messages
from migrate.source.live import connection, rows, structure
from migrate.source.live.address import Credentials, parse

from ...spec import postgres as pg
from . import mariadb as my

SECRET = "Planted-Himitsu-9"


def _refused(url: str, user: str = "yomu", password: str = SECRET) -> tuple[str, str]:
    """Code of the refusal, and all of its text."""
    with (
        pytest.raises(MigrateError) as caught,
        connection.opened(parse(url), Credentials(user=user, password=password)) as live,
    ):
        structure.read(live)
    text = "\n".join(messages.error_lines(caught.value))
    told = caught.value.__cause__ is None and (caught.value.__context__ is None or caught.value.__suppress_context__)
    assert (SECRET in text, SECRET in repr(caught.value), told) == (False, False, True)
    return caught.value.code, text


def test_unknown_host() -> None:
    """A name that does not resolve."""
    code, text = _refused("postgresql://yomu@nai.invalid/juki")

    assert (code, "nai.invalid:5432" in text, "名前が見つかりません" in text) == ("MIG-SRC-203", True, True)


@pytest.mark.parametrize("scheme", ["postgresql", "mariadb"])
def test_closed_port(scheme: str) -> None:
    """A server that does not listen."""
    code, text = _refused(f"{scheme}://yomu@127.0.0.1:1/juki")

    assert (code, "受け付けていません" in text) == ("MIG-SRC-203", True)


def test_wrong_password_of_mariadb(mariadb: my.Server) -> None:
    """The refusal names the variables in which the password is looked for."""
    code, text = _refused(mariadb.url("yomu", "juki"))

    assert (code, "MIGRATE_DB_PASSWORD_JUKI" in text, "1045" in text) == ("MIG-SRC-204", True, True)


def test_wrong_password_of_postgresql(postgres: pg.Server) -> None:
    """The same with SCRAM, and with no password at all."""
    rules = Path(postgres._folder) / "data" / "pg_hba.conf"
    before = rules.read_text(encoding="utf-8")
    postgres.output("CREATE ROLE kagi LOGIN PASSWORD 'Kagi-Himitsu-7';")
    try:
        rules.write_text("local all kagi scram-sha-256\n" + before, encoding="utf-8")
        postgres.output("SELECT pg_reload_conf() \\g /dev/null")
        url = f"postgresql://kagi@/postgres?host={postgres._folder}"
        wrong, none = _refused(url, "kagi"), _refused(url, "kagi", "")
        with connection.opened(parse(url), Credentials(user="kagi", password="Kagi-Himitsu-7")) as live:
            right = live.version
    finally:
        rules.write_text(before, encoding="utf-8")
        postgres.output("SELECT pg_reload_conf() \\g /dev/null")

    assert (wrong[0], none[0], right[:2].isdigit()) == ("MIG-SRC-204", "MIG-SRC-204", True)


def test_no_such_database(postgres: pg.Server, mariadb: my.Server) -> None:
    """A database that is not there, in both products."""
    found = [
        _refused(f"postgresql://yomu@/nai?host={postgres._folder}")[0],
        _refused(mariadb.url("root", "nai"), "root", "")[0],
    ]

    assert found == ["MIG-SRC-205", "MIG-SRC-205"]


def test_tls_is_demanded_of_a_server_without(postgres: pg.Server) -> None:
    """With sslmode=require a server that knows no TLS is refused, not spoken to in the open."""
    with _Proxy(f"{postgres._folder}/.s.PGSQL.5432") as port:
        code, text = _refused(f"postgresql://yomu@127.0.0.1:{port}/postgres?sslmode=require", password="")
        with connection.opened(parse(f"postgresql://yomu@127.0.0.1:{port}/postgres"), Credentials(user="yomu")) as live:
            weak = [one.params["what"] for one in live.findings()]

    assert (code, "TLS" in text) == ("MIG-SRC-203", True)
    assert weak == []


class _Proxy:
    """A port of this machine that leads to a server's socket."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.listening = socket.create_server(("127.0.0.1", 0))

    def __enter__(self) -> int:
        threading.Thread(target=self._serve, daemon=True).start()
        return self.listening.getsockname()[1]

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self.listening.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(self.path)
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=_pump, args=(one, other), daemon=True).start()

    def __exit__(self, *_: object) -> None:
        self.listening.close()


def _pump(one: socket.socket, other: socket.socket) -> None:
    try:
        while data := one.recv(65536):
            other.sendall(data)
    except OSError:
        pass
    finally:
        other.close()


def test_statement_timeout(postgres: pg.Server, tmp_path: Path) -> None:
    """A limit on the server's side is told as such."""
    postgres.output(
        "CREATE ROLE osoi LOGIN; ALTER ROLE osoi SET statement_timeout = '300ms'; CREATE SCHEMA osoi;"
        "CREATE VIEW osoi.v AS SELECT pg_sleep(5)::text AS a; GRANT USAGE ON SCHEMA osoi TO osoi;"
        "GRANT SELECT ON osoi.v TO osoi;"
    )
    try:
        url = f"postgresql://osoi@/postgres?host={postgres._folder}"
        with connection.opened(parse(url), Credentials(user="osoi")) as live:
            table = structure.read(live, ["osoi"], views=True).tables[0]
            with pytest.raises(MigrateError) as caught:
                rows.fetch(live, table, tmp_path / "t.csv", "t.csv")
    finally:
        postgres.output("DROP SCHEMA osoi CASCADE; DROP ROLE osoi;")

    assert (caught.value.code, caught.value.params["answer"]) == ("MIG-SRC-207", "SQLSTATE 57014")


_KILLER = """
DO $$ BEGIN FOR i IN 1..3000 LOOP
  PERFORM pg_stat_clear_snapshot();
  IF EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'migrate' AND query LIKE 'FETCH%') THEN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'migrate';
    RETURN;
  END IF;
  PERFORM pg_sleep(0.01);
END LOOP; END $$;
"""


def test_server_goes_away(postgres: pg.Server, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A connection that breaks while rows are read is told as such, and nothing is printed by the libraries."""
    postgres.output(
        "CREATE SCHEMA nagai; CREATE TABLE nagai.t AS SELECT n, repeat('x', 50) AS b FROM generate_series(1, 300000) n"
    )
    killer = threading.Thread(target=postgres.run, args=(_KILLER,))
    try:
        killer.start()
        url = f"postgresql://postgres@/postgres?host={postgres._folder}"
        with (
            pytest.raises(MigrateError) as caught,
            connection.opened(parse(url), Credentials(user="postgres")) as live,
        ):
            rows.fetch(live, structure.read(live, ["nagai"]).tables[0], tmp_path / "t.csv", "t.csv")
    finally:
        killer.join()
        postgres.output("DROP SCHEMA nagai CASCADE;")

    assert (caught.value.code, caught.value.exit) == ("MIG-SRC-206", 3)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("url", "module"),
    [
        ("oracle://yomu@h/?service_name=x", "oracledb"),
        ("sqlserver://yomu@h/juki", "pyodbc"),
        ("db2://yomu@h/juki", "ibm_db_sa"),
    ],
)
def test_missing_driver(url: str, module: str) -> None:
    """A product whose driver is not installed: the line to type."""
    if importlib.util.find_spec(module) is not None:
        pytest.skip(f"{module} が入っています")
    code, text = _refused(url)

    assert (code, f"pip install 'jichitai-migrate[db]' {module}" in text) == ("MIG-SRC-202", True)


def test_unknown_option_and_mode() -> None:
    """Options that could change what a connection does are not passed on; unknown TLS modes are refused."""
    urls = ("mariadb://yomu@h/juki?init_command=DROP", "postgresql://yomu@h/juki?sslmode=maybe")

    assert [_refused(url)[0] for url in urls] == ["MIG-SRC-201", "MIG-SRC-201"]


def test_without_the_extra() -> None:
    """Without SQLAlchemy the command says what to install, and every other command works as before."""
    script = (
        "import importlib.util as u, sys\n"
        "find = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'sqlalchemy' else find(name, *rest)\n"
        "from migrate.cli.frame.app import main\n"
        "sys.exit(main(['source', 'scan', '--database', 'postgresql://yomu@h/x']))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True)

    assert (done.returncode, b"jichitai-migrate[db]" in done.stderr) == (2, True)
