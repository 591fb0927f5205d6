"""The bill of materials: exactly the lock and the wheelhouse, who needs whom, the same bytes, the published schema."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from .conftest import ROOT, TOOLS, House  # isort: skip (puts the tools on the path)

import components
import sbom

FREE = "License-Expression: MIT"
OURS = "Requires-Dist: bravo[more]>=1"


def _lock(house: House, markers: Mapping[str, str] | None = None) -> Path:
    """A lock of all wheels but our own."""
    lines = []
    names = sorted({path.name.split("-")[0] for path in house.folder.glob("*.whl")} - {"jichitai_migrate"})
    for name in names:
        digests = [hashlib.sha256(one.read_bytes()).hexdigest() for one in house.folder.glob(f"{name}-*.whl")]
        marker = f" ; {markers[name]}" if markers and name in markers else ""
        lines.append(f"{name}==1.0{marker} " + " ".join(f"--hash=sha256:{one}" for one in digests))
    path = house.folder.parent / "a.lock"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _made(house: House, lock: Path, *words: str) -> tuple[int, dict[str, Any]]:
    output = house.folder.parent / "sbom.json"
    output.unlink(missing_ok=True)
    code = sbom.main([str(lock), str(house.folder), "--output", str(output), *words])
    return code, json.loads(output.read_text(encoding="utf-8")) if output.exists() else {}


def _needs(document: Mapping[str, Any]) -> dict[str, list[str]]:
    return {one["ref"]: one["dependsOn"] for one in document["dependencies"]}


@pytest.fixture
def town(house: House) -> House:
    """We need bravo[more]; that needs charlie, and delta only on Windows."""
    more = ('Requires-Dist: charlie; extra == "more"', 'Requires-Dist: delta; sys_platform == "win32"')
    house.add("jichitai_migrate", FREE, OURS)
    house.add("bravo", FREE, *more, 'Requires-Dist: echo; extra == "other"')
    house.add("charlie", FREE, tag="cp311-cp311-manylinux_2_28_x86_64")
    house.add("charlie", FREE, tag="cp312-cp312-manylinux_2_28_x86_64")
    return house


def test_who_needs_whom(town: House) -> None:
    """Requirements count for the platforms of the wheels and the extras that are asked for; our data is below us."""
    code, document = _made(town, _lock(town))

    own, data = "pkg:pypi/jichitai-migrate@1.0", ["data:mji", "data:mjih", "data:mjsm"]
    assert (code, _needs(document)) == (
        0,
        {
            "pkg:pypi/bravo@1.0": ["pkg:pypi/charlie@1.0"],
            "pkg:pypi/charlie@1.0": [],
            own: ["pkg:pypi/bravo@1.0", *data],
            **{one: [] for one in data},
        },
    )


def test_every_wheel_is_there_with_its_hash(town: House) -> None:
    """A component names all its wheels; the environments are those that all wheels have in common."""
    _, document = _made(town, _lock(town))

    listed = {
        reference["url"]: reference["hashes"][0]["content"]
        for one in [*document["components"], document["metadata"]["component"]]
        for reference in one["externalReferences"]
        if reference["type"] == "distribution"
    }
    wanted = {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in town.folder.glob("*.whl")}
    assert (listed, document["metadata"]["properties"][0]["value"]) == (wanted, "linux-3.11 linux-3.12")


def test_the_character_tables_stand_apart(town: House) -> None:
    """The MJ data is data under its own licence; the program is Apache-2.0."""
    _, document = _made(town, _lock(town))

    data = {one["bom-ref"]: one["licenses"] for one in document["components"] if one["type"] == "data"}
    share = [{"license": {"id": "CC-BY-SA-2.1-JP", "acknowledgement": "declared"}}]
    assert (set(data), list(data.values())) == ({"data:mji", "data:mjih", "data:mjsm"}, [share] * 3)
    assert document["metadata"]["component"]["licenses"][0]["license"]["id"] == "Apache-2.0"


def test_a_wheel_with_other_bytes_is_refused(town: House, capsys: pytest.CaptureFixture[str]) -> None:
    """A hash that is not in the lock: no document, unless that wheel is said to be built here."""
    lock = _lock(town)
    town.add("bravo", FREE, "Summary: changed")

    refused, made = _made(town, lock), _made(town, lock, "--built", "bravo")

    (bravo,) = (one for one in made[1]["components"] if one["name"] == "bravo")
    assert (refused, made[0], bravo["properties"][0]["name"]) == ((1, {}), 0, f"{components.NAME}:built")
    assert capsys.readouterr().err == "bravo-1.0-py3-none-any.whl: its sha256 is not in the lock\n"


def test_too_few_and_too_many_are_refused(town: House, capsys: pytest.CaptureFixture[str]) -> None:
    """What the lock names for these platforms must be there, and nothing else."""
    town.add("delta", FREE)
    lock = _lock(town, {"delta": "sys_platform == 'win32'"})
    many = _made(town, lock)[0]
    lock.write_text(lock.read_text(encoding="utf-8").replace("; sys_platform == 'win32'", ""), encoding="utf-8")
    next(town.folder.glob("delta-*")).unlink()

    few = _made(town, lock)[0]

    said = capsys.readouterr().err
    assert (many, few, said) == (
        1,
        1,
        "delta 1.0: a wheel that the lock does not name\ndelta 1.0: in the lock, but there is no wheel\n",
    )


def test_the_same_bytes(town: House) -> None:
    """Two runs give the same file, its serial number included."""
    lock, output = _lock(town), town.folder.parent / "sbom.json"
    made: list[bytes] = []
    for _ in range(2):
        _made(town, lock)
        made.append(output.read_bytes())

    assert made[0] == made[1]


def _validated(words: Sequence[str | Path]) -> subprocess.CompletedProcess[bytes]:
    tools = Path(os.environ.get("MIGRATE_TOOLS") or ROOT / ".nox" / "tools")
    python = tools / "cyclonedx" / "bin" / "python"
    if not python.exists():
        pytest.skip("cyclonedx がありません（python -m venv .nox/tools/cyclonedx と tests/tools/cyclonedx.txt）")
    return subprocess.run([python, TOOLS / "valid.py", *words], capture_output=True)


def test_the_published_schema_holds(town: House) -> None:
    """The document is CycloneDX 1.6 to the publisher's own schema, which refuses what is not."""
    _made(town, _lock(town))
    output = town.folder.parent / "sbom.json"
    spoilt = output.with_name("spoilt.json")
    spoilt.write_text(output.read_text(encoding="utf-8").replace('"type": "data"', '"type": "dates"'), "utf-8")

    codes = [_validated([output]).returncode, _validated([spoilt]).returncode]

    assert codes == [0, 1]
