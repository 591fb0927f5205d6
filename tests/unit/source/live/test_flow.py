"""The commands: a workspace whose database is scanned, fetched, scanned again; nothing secret is left anywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ...spec import postgres as pg
from . import mariadb as my

SECRET = "Yomu-Himitsu-7"
_SPY = """
import sys
seen = []
def spy(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto", "socket.gethostbyname"):
        seen.append((event, str(arguments[1] if event == "socket.connect" else arguments[0])))
sys.addaudithook(spy)
from migrate.cli.frame.app import main
code = main(sys.argv[1:])
sys.stderr.write("SEEN " + repr(seen))
sys.exit(code)
"""


def _migrate(folder: Path, *words: str, script: str = "") -> subprocess.CompletedProcess[bytes]:
    start = ["-c", script] if script else ["-m", "migrate"]
    environment = {name: text for name, text in os.environ.items() if not name.startswith("MIGRATE_")}
    environment |= {"MIGRATE_USER": "test", "MIGRATE_DB_PASSWORD_KIKAN": SECRET, "TMPDIR": str(folder)}
    return subprocess.run([sys.executable, *start, *words], cwd=folder, env=environment, capture_output=True)


@pytest.fixture
def town(tmp_path: Path, mariadb: my.Server, postgres: pg.Server) -> Path:
    """A workspace that names two databases."""
    folder = tmp_path / "w"
    folder.mkdir()
    assert _migrate(folder, "init", ".").returncode == 0
    with (folder / "project.yaml").open("a", encoding="utf-8") as stream:
        stream.write(
            "databases:\n"
            f"  - name: kikan\n    url: {mariadb.url('yomu', 'juki')}\n"
            f"  - name: zei\n    url: postgresql://yomu@/postgres?host={postgres._folder}\n    schemas: [zei]\n"
        )
    return folder


def _rows(folder: Path, name: str) -> dict[str, int]:
    data = json.loads((folder / f"out/source/fetch/{name}.json").read_bytes())
    return {one["file"]: one["rows"] for one in data["tables"]}


def test_scan_fetch_scan(town: Path) -> None:
    """The rows come into files of their own, each matched with its table, for the owner only, noted in the ledger."""
    fetched = [_migrate(town, "source", "fetch", "--database", name).returncode for name in ("kikan", "zei")]
    project = town / "project.yaml"  # as the finding of the NUL says
    stated = "sources:\n  - {file: source/kikan/juki.nul.csv, encoding: utf-8}\n"
    project.write_text(project.read_text(encoding="utf-8").replace("sources: []\n", stated), encoding="utf-8")
    scanned = _migrate(town, "source", "scan", "--json")
    files = {one["path"]: one["table"] for one in json.loads(scanned.stdout)["files"]}
    ledger = [json.loads(line) for line in (town / "ledger.jsonl").read_text(encoding="utf-8").splitlines()]
    modes = {oct(path.stat().st_mode & 0o777) for path in (town / "source").rglob("*.csv")}

    assert fetched == [1, 1]  # each has tables that this user may not read
    assert _rows(town, "kikan") == {
        "source/kikan/juki.choshu.csv": 50,
        "source/kikan/juki.furui.csv": 2,
        "source/kikan/juki.nul.csv": 2,
        "source/kikan/juki.rireki.csv": 2,
        "source/kikan/juki.setai.csv": 100,
        "source/kikan/juki.住民.csv": 3,
    }
    assert files["source/kikan/juki.住民.csv"] == "住民"
    assert files["source/zei/zei.kojin.csv"] == "kojin"
    assert files["database:zei"] == ""
    assert (files["source/kikan/juki.choshu.csv"], files["source/zei/zei.choshu.csv"]) == ("choshu", "zei.choshu")
    assert [one["command"] for one in ledger][-3:] == ["source fetch", "source fetch", "source scan"]
    assert [one["path"] for one in ledger[-1]["inputs"] if ":" in one["path"]] == ["database:kikan", "database:zei"]
    assert modes == {"0o600"}


def test_nothing_is_replaced_in_silence(town: Path) -> None:
    """With --replace the same rows give the same bytes; without it a second reading is refused before it begins."""
    words = ("source", "fetch", "--database", "zei", "--table", "kojin")
    first = _migrate(town, *words).returncode
    file = town / "source/zei/zei.kojin.csv"
    before = file.read_bytes()
    again = _migrate(town, *words, "--replace").returncode
    last = json.loads((town / "ledger.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    refused = _migrate(town, *words)

    assert (first, again, last["result"], file.read_bytes()) == (0, 0, "変更なし", before)
    assert (refused.returncode, b"MIG-SRC-215" in refused.stderr, file.read_bytes()) == (2, True, before)


def test_the_password_is_nowhere(town: Path) -> None:
    """Neither output nor any file, log or ledger line holds the password, after success and after a refusal."""
    told = b""
    for words in (("fetch", "--database", "kikan"), ("scan", "-v"), ("fetch", "--database", "kikan")):
        done = _migrate(town, "source", *words)
        told += done.stdout + done.stderr
    held = [path.name for path in town.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]

    assert (SECRET.encode() in told, held) == (False, [])


def test_a_password_in_project_yaml_is_refused(town: Path) -> None:
    """It is refused with its place, and not repeated."""
    file = town / "project.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("//yomu@/", "//yomu:Planted9@/"), encoding="utf-8")
    done = _migrate(town, "source", "fetch", "--database", "zei")

    assert (done.returncode, b"MIG-SRC-200" in done.stderr, b"project.yaml" in done.stderr) == (2, True, True)
    assert b"Planted9" not in done.stderr


def test_without_connecting(town: Path) -> None:
    """With --no-databases the structure of the last scan is used and that is said; nothing is contacted."""
    before = len(json.loads(_migrate(town, "source", "scan", "--json").stdout)["tables"])
    done = _migrate(town, "source", "scan", "--json", "--no-databases", script=_SPY)
    data = json.loads(done.stdout)

    assert (before > 10, len(data["tables"]), done.stderr[done.stderr.index(b"SEEN") :]) == (True, before, b"SEEN []")
    assert [one["params"]["part"] for one in data["findings"] if one["code"] == "MIG-SRC-213"] == [
        "データベース「kikan」",
        "データベース「zei」",
    ]


def test_only_the_typed_database_is_contacted(town: Path, mariadb: my.Server, postgres: pg.Server) -> None:
    """No name is looked up and no address is reached but the one that was typed."""
    seen = []
    for name in ("kikan", "zei"):
        done = _migrate(town, "source", "scan", "--database", name, script=_SPY)
        seen.append(done.stderr[done.stderr.index(b"SEEN") :].decode())

    assert seen == [
        f"SEEN [('socket.connect', '{mariadb.socket}')]",
        f"SEEN [('socket.connect', '{postgres._folder}/.s.PGSQL.5432')]",
    ]


def test_without_a_workspace(tmp_path: Path, postgres: pg.Server) -> None:
    """A typed database needs no workspace to be scanned, and leaves nothing behind."""
    url = f"postgresql://yomu@/postgres?host={postgres._folder}"
    done = _migrate(tmp_path, "source", "scan", "--database", url, "--schema", "juki", "--json")
    data = json.loads(done.stdout)

    assert (done.returncode, [one["name"] for one in data["tables"]]) == (0, ["setai", "住民"])
    assert ([one["path"] for one in data["inputs"]], list(tmp_path.iterdir())) == (["database:postgres"], [])
