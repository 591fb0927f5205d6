"""The Linux bundle arrives where there is no network and no administrator, and does the main job there.

Everything is real: it is built as ``nox -s bundle`` builds it (for one Python), unpacked and installed by its own
script as a user without rights, in a network namespace in which nothing is but a loopback that is down.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOL = ROOT / ".nox" / "tools" / "bundle" / "bin" / "python"
NOBODY = ("unshare", "--net", "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs")


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that everybody may look into (that of pytest is the user's own)."""
    with tempfile.TemporaryDirectory(prefix="bundle-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="module")
def bundle(place: Path) -> Path:
    """The bundle, unpacked; its size and time are printed."""
    if not TOOL.is_file():
        pytest.skip(f"{TOOL.relative_to(ROOT)} がありません（tests/tools/bundle.txt から作ります）")
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("空のネットワーク名前空間を作れません（Linux の root で動かします）")
    begin = time.perf_counter()
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    command = [str(TOOL), str(ROOT / ".ci/bundle/build.py"), "linux", "--python", version, "--out", str(place)]
    subprocess.run(command, check=True)
    made = next(place.glob("jichitai-migrate-*-linux.zip"))
    print(f"{made.name}: {made.stat().st_size / 1e6:.0f} MB, built in {time.perf_counter() - begin:.0f} s")
    shutil.rmtree(place / made.stem)
    subprocess.run([sys.executable, "-m", "zipfile", "-e", str(made), str(place)], check=True)
    return place / made.stem


def _home(place: Path, name: str) -> Path:
    home = place / name
    home.mkdir()
    os.chown(home, 65534, 65534)
    return home


def _offline(home: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run as nobody without network, without the variables of this process."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "TMPDIR": str(home), "LANG": "C.UTF-8", **variables}
    return subprocess.run([*NOBODY, *words], cwd=home, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def moved(bundle: Path, place: Path) -> tuple[Path, Path]:
    """Home, and an installation with the bundle's own Python that was moved to another folder afterwards."""
    home = _home(place, "own")
    done = _offline(home, "sh", str(bundle / "install.sh"), str(home / "m"), MIGRATE_OWN_PYTHON="1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "終わりました" in done.stdout
    (home / "m").rename(home / "移行 ツール")
    return home, home / "移行 ツール" / "migrate"


def test_nothing_can_be_reached_there(place: Path) -> None:
    """The namespace is what it is said to be: no route, no device but the loopback, no right."""
    told = _offline(_home(place, "empty"), "sh", "-c", "id -u; cat /proc/net/route /proc/net/dev")
    if told.returncode:
        pytest.skip(f"名前空間を作れません: {told.stderr}")
    user, *lines = told.stdout.splitlines()
    assert (user, [line.split()[0] for line in lines if "|" not in line]) == ("65534", ["lo:"])


def test_the_demo_runs_with_the_python_of_the_bundle(moved: tuple[Path, Path]) -> None:
    """From a folder with a blank and Japanese letters, to which it was moved."""
    home, migrate = moved
    begin = time.perf_counter()
    assert _offline(home, str(migrate), "--version").stdout.startswith("migrate ")
    print(f"start-up {time.perf_counter() - begin:.2f} s")

    done = _offline(home, str(migrate), "demo", "demo-town")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (home / "demo-town/out/report/report.html").stat().st_size > 50_000


def test_the_installation_is_examined(moved: tuple[Path, Path]) -> None:
    """Sound after all this; a file that somebody changed is named."""
    home, migrate = moved
    told = json.loads(_offline(home, str(migrate), "doctor", "--offline", "--json").stdout)
    health = {one["name"]: one["health"] for one in told["checks"]}
    assert {health[name] for name in ("配布物", "部品の版", "入れたファイル")} == {"良好"}

    changed = next(migrate.parent.rglob("migrate/errors.py"))
    whole = changed.read_bytes()
    changed.write_bytes(whole + b"\n")
    done = _offline(home, str(migrate), "doctor", "--offline", "--json")
    changed.write_bytes(whole)
    found = next(one for one in json.loads(done.stdout)["checks"] if one["name"] == "入れたファイル")
    assert (done.returncode, found["found"]) == (1, "migrate/errors.py が変わっています")


def test_the_python_of_the_computer_is_used_where_there_is_one(bundle: Path, place: Path) -> None:
    home = _home(place, "venv")
    enough = _offline(home, "python3", "-c", "import sys; print('%d.%d' % sys.version_info[:2])").stdout.strip()
    if enough != f"{sys.version_info.major}.{sys.version_info.minor}":
        pytest.skip(f"この PC の python3 は {enough or 'なし'} で、試験用の配布物にその部品を入れていません")
    done = _offline(home, "sh", str(bundle / "install.sh"), str(home / "migrate"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "この PC の Python" in done.stdout
    assert (home / "migrate/python/pyvenv.cfg").is_file()
    assert "終わりました" in (home / "migrate/install.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("tampered", ["wheelhouse/typer-*.whl", "bundle.lock", "install.sh"])
def test_one_changed_byte_is_refused(bundle: Path, place: Path, tampered: str) -> None:
    """Before anything is installed."""
    home = _home(place, f"tampered-{tampered[:4]}")
    path = next(bundle.glob(tampered))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    done = _offline(home, "sh", str(bundle / "install.sh"), str(home / "migrate"))
    path.write_bytes(whole)
    assert (done.returncode, "配布物のファイルが、作られたときと違います" in done.stdout) == (1, True)
    assert path.name in done.stdout
    assert list((home / "migrate").iterdir()) == []


def test_a_folder_that_cannot_be_written(bundle: Path, place: Path) -> None:
    done = _offline(_home(place, "refused"), "sh", str(bundle / "install.sh"), "/proc/migrate")
    assert (done.returncode, "書けません" in done.stdout) == (1, True)


def test_the_papers_are_in_it(bundle: Path) -> None:
    """Sums of every file, every wheel in the lock and in the bill of materials, a licence for each."""
    sums = dict(line.split("  ", 1)[::-1] for line in (bundle / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    there = {path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()}
    assert set(sums) == there - {"SHA256SUMS"}

    wheels = {path.name.split("-")[0].replace("_", "-").lower() for path in bundle.glob("wheelhouse/*.whl")}
    locked = {line.partition("==")[0] for line in (bundle / "bundle.lock").read_text().splitlines() if "==" in line}
    parts = {
        re.sub(r"[._]", "-", one["name"].lower())
        for one in json.loads((bundle / "sbom.cdx.json").read_bytes())["components"]
    }
    assert locked == wheels
    assert wheels - parts - {"jichitai-migrate"} == set()
    assert len((bundle / "LICENCES.csv").read_text(encoding="utf-8-sig").splitlines()) == len(wheels) + 1


def test_the_zip_keeps_programs_and_has_one_moment(bundle: Path) -> None:
    """So that the same files make the same bytes."""
    with zipfile.ZipFile(bundle.with_name(f"{bundle.name}.zip")) as archive:
        entries = archive.infolist()
    assert {one.date_time for one in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert [one.filename for one in entries] == sorted(one.filename for one in entries)
    programs = {one.filename.rpartition("/")[2] for one in entries if one.external_attr >> 16 & 0o111}
    assert "python3" in programs
