"""The demo town hands over: nothing of its residents is in the package that is made by default."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

from ..leaks import find
from .conftest import AS_OF, Command

_PEOPLE = 90
"""Persons that are sought, from all over the file: every word is sought in every form, which takes its time."""


def _residents(town: Path) -> list[str]:
    """Names, readings, 個人番号 and telephone numbers of the tax extract: of the rejected rows, and of others."""
    text = (town / "source/zei_jutogai.csv").read_bytes().decode("cp932", "replace")
    rows = [one for one in csv.DictReader(io.StringIO(text)) if None not in one and None not in one.values()]
    convert = json.loads((town / "out/convert/031.json").read_text(encoding="utf-8"))
    told = {one["place"]["row"] for one in convert["findings"] if one["place"]["file"] == "source/zei_jutogai.csv"}
    chosen = [row for n, row in enumerate(rows, 1) if n in told or n % (len(rows) // _PEOPLE) == 0]
    words = {row[name] for row in chosen for name in ("SHIMEI_KJ", "SHIMEI_KN", "KOJIN_NO", "DENWA")}
    return sorted(word for word in words if len(word) >= 8 and not word.isspace())


def test_nothing_of_a_resident_is_handed_over(town: Path, tmp_path: Path, migrate: Command) -> None:
    """With every part that holds no residents' data, profile and twin among them: zero hits in any form of writing."""
    for words in (("source", "profile"), ("source", "twin", "--rows", "300"), ("map", "test", "--draft")):
        assert migrate(*words, "-q", cwd=town).returncode in (0, 1)
    folder = tmp_path / "package"
    done = migrate("handover", "--to", str(folder / "a.zip"), "--include", "lineage", "--include", "spec", cwd=town)

    assert (done.returncode, done.stderr.decode()[-500:] if done.returncode else "") == (0, "")
    words = _residents(town)
    assert len(words) > 200
    assert find(folder, words) == []
    assert find(town / "source", words[:5]) != [], "the words are those of the source"


def test_the_package_does_not_depend_on_the_place(walked: Path, town: Path, tmp_path: Path, migrate: Command) -> None:
    """Two copies of a workspace in different folders give the same bytes, and no folder's name is in them."""
    other = tmp_path / "qxz-folder" / "machi-qxz"
    shutil.copytree(walked, other)
    for name, folder in (("a", town), ("b", other)):
        done = migrate(
            "handover", "--to", str(tmp_path / f"{name}.zip"), "-C", str(folder), "--as-of", AS_OF, cwd=tmp_path
        )

        assert done.returncode == 0
    first, second = (tmp_path / "a.zip").read_bytes(), (tmp_path / "b.zip").read_bytes()

    assert first == second
    assert find(tmp_path / "b.zip", [tmp_path.name, "qxz-folder", "machi-qxz"]) == []
