"""Licences: nothing is guessed, copyleft and the unknown are refused, the texts come along."""

from __future__ import annotations

import csv
from importlib.metadata import distribution
from pathlib import Path

import pytest

from .conftest import ROOT, House  # isort: skip (puts the tools on the path)

import licences
import locks
import parts
import policy

MIT = "Classifier: License :: OSI Approved :: MIT License"

HEADS = {
    "an expression": (("License-Expression: MIT",), "MIT", "permissive"),
    "the better of two": (("License-Expression: GPL-2.0-only OR MIT",), "GPL-2.0-only OR MIT", "permissive"),
    "the worse of two": (("License-Expression: MIT AND GPL-3.0-only",), "MIT AND GPL-3.0-only", "copyleft"),
    "in brackets": (("License-Expression: (MIT OR GPL-3.0-only) AND MPL-2.0",), None, "weak"),
    "an exception": (("License-Expression: GPL-3.0-or-later WITH GCC-exception-3.1",), None, "permissive"),
    "a name without a row": (("License-Expression: SSPL-1.0",), "SSPL-1.0", "unknown"),
    "no expression": (("License-Expression: free for all",), "NOASSERTION", "unknown"),
    "a known wording": (("License: MIT License",), "MIT", "permissive"),
    "a classifier": ((MIT,), "MIT", "permissive"),
    "fields that contradict": ((MIT, "License: Apache-2.0"), "NOASSERTION", "unknown"),
    "a family": (("Classifier: License :: OSI Approved :: BSD License",), "NOASSERTION", "unknown"),
    "nothing": ((), "NOASSERTION", "unknown"),
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_the_kind_of_a_licence(house: House, head: tuple[tuple[str, ...], str | None, str]) -> None:
    """What METADATA says decides, or nothing does."""
    lines, spdx, kind = head
    house.add("invented", *lines)

    ((_, verdict),) = licences.judged(house.folder)

    assert (verdict.kind.value, spdx in (None, verdict.spdx)) == (kind, True)


def test_a_row_for_a_version_says_nothing_of_the_next(house: House) -> None:
    """What somebody read in one version is not known of another."""
    house.add("jinja2", "Classifier: License :: OSI Approved :: BSD License", version="3.1.6")
    house.add("py4j", "License: BSD License", version="9.9")

    found = {part.name: verdict.kind.value for part, verdict in licences.judged(house.folder)}

    assert found == {"jinja2": "permissive", "py4j": "unknown"}


def test_wheels_of_one_version_must_say_the_same(house: House) -> None:
    """One wheel that says otherwise makes the distribution unknown."""
    house.add("invented", "License-Expression: MIT", tag="cp311-cp311-win_amd64")
    house.add("invented", "License-Expression: GPL-3.0-only", tag="cp311-cp311-manylinux_2_28_x86_64")

    ((_, verdict),) = licences.judged(house.folder)

    assert verdict.kind.value == "unknown"


def test_libraries_carried_along_count(house: House) -> None:
    """A system library inside a wheel needs a row; its licence joins the wheel's."""
    house.add("known", "License-Expression: MIT", files=("known.libs/libgfortran-040039e1-0352e75f.so.5.0.0",))
    house.add("strange", "License-Expression: MIT", files=("strange.libs/libinvented-0a0b0c0d.so",))

    found = {part.name: verdict for part, verdict in licences.judged(house.folder)}

    assert (found["known"].spdx, found["known"].kind.value, found["strange"].kind.value) == (
        "MIT AND GPL-3.0-or-later WITH GCC-exception-3.1",
        "permissive",
        "unknown",
    )


def test_a_text_against_what_is_declared(house: House) -> None:
    """A distribution that brings the text of a copyleft licence and declares another one is unknown."""
    house.add("quiet", "License-Expression: MIT", files=("OWN/licenses/certs: the Mozilla  Public License 2.0",))
    house.add("open", "License-Expression: MIT AND MPL-2.0", files=("OWN/licenses/Mozilla Public License",))
    house.add("kind", "License-Expression: MIT", files=("OWN/licenses/GPL-compatible",))

    found = {part.name: verdict.kind.value for part, verdict in licences.judged(house.folder)}

    assert found == {"kind": "permissive", "open": "weak", "quiet": "unknown"}


def test_the_list_the_check_and_the_texts(house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The list has a line for each, the check names what may not be passed on, and all texts are collected."""
    texts = ("OWN/licenses/LICENSE", "free/vendored/COPYING.txt", "free/license.py")
    house.add("free", "License-Expression: MIT", files=texts)
    house.add("bound", "License-Expression: GPL-2.0-only")
    output, folder = tmp_path / "list.csv", tmp_path / "texts"

    code = licences.main([str(house.folder), "--check", "--output", str(output), "--texts", str(folder)])

    rows = list(csv.DictReader(output.read_text(encoding="utf-8-sig").splitlines()))
    collected = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert (code, [(one["名称"], one["区分"]) for one in rows], collected, capsys.readouterr().err) == (
        1,
        [("bound", "コピーレフト"), ("free", "表示型")],
        ["free-1.0/LICENSE", "free-1.0/free/vendored/COPYING.txt"],
        "bound 1.0: コピーレフト GPL-2.0-only\n",
    )


def test_nothing_to_look_at_is_not_well(tmp_path: Path) -> None:
    """A folder without wheels is refused."""
    with pytest.raises(ValueError, match="neither a wheel nor an installed distribution"):
        parts.read(tmp_path)


def test_what_is_installed_may_be_passed_on() -> None:
    """All that runs with the tool, the extras db and crypt included: no copyleft, nothing unknown, every text there."""
    site = Path(str(distribution("packaging").locate_file("")))
    wanted = [ROOT / "requirements.lock", *(ROOT / locks.EXTRAS / f"{one}.lock" for one in ("db", "crypt"))]
    named = frozenset(
        pin.name for path in wanted for pin in locks.read(path) if pin.marker is None or pin.marker.evaluate()
    )

    found = licences.judged(site, named)

    assert {part.name for part, _ in found} == named
    assert licences.refused(found) == []
    assert {part.name for part, verdict in found if verdict.kind is not policy.Kind.PERMISSIVE} == set()


def test_what_spark_needs_may_be_passed_on() -> None:
    """The extra spark: nothing unknown; what is no plain permissive licence has a reason."""
    site = next((ROOT / ".nox" / "tools").glob("spark/lib/python*/site-packages"), None)
    if site is None:
        pytest.skip("pyspark がありません（python -m venv .nox/tools/spark と tests/tools/spark.txt）")
    lock = frozenset(pin.name for pin in locks.read(ROOT / locks.EXTRAS / "spark.lock"))

    found = licences.judged(site, lock)

    assert licences.refused(found) == []
    assert {part.name: bool(verdict.reason) for part, verdict in found if verdict.kind.value == "apart"} == {
        "grpcio": True,
        "numpy": True,
        "pyspark": True,
    }
