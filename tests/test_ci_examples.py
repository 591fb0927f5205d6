"""The examples in `reports/ci/` do what they say: each script is run by bash, as the CI server would run it."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from migrate.files import yaml

from .leaks import find

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "reports" / "ci"
CASES = ROOT / "tests" / "cases" / "ci"
CLEAN, DEFECTS = CASES / "clean" / "in", CASES / "defects" / "in"


def _load(name: str) -> Any:
    return yaml.load(EXAMPLES / name)


def _github() -> tuple[dict[str, str], list[str]]:
    """Environment and the scripts of the steps."""
    body = _load("github-actions.yml")
    (job,) = body["jobs"].values()
    return dict(body["env"]), [step["run"] for step in job["steps"] if "run" in step]


def _gitlab() -> tuple[dict[str, str], list[str]]:
    """Environment and the script of the job."""
    (job,) = _load("gitlab-ci.yml").values()
    return dict(job["variables"]), ["\n".join(job["script"])]


PLATFORMS = {"github": _github, "gitlab": _gitlab}


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Run the scripts of an example in a repository that holds a delivery; the exit code of the first that fails."""

    def scripts(platform: str, delivery: Path, edit: tuple[str, str] = ("", "")) -> tuple[int, str]:
        if shutil.which("bash") is None:
            pytest.skip("bash がありません")
        shutil.copytree(delivery, tmp_path, dirs_exist_ok=True)
        given, lines = PLATFORMS[platform]()
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("MIGRATE_", "GITHUB_"))}
        environment |= {"PATH": path, "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"), "COLUMNS": "120", **given}
        said = ""
        for line in lines:
            script = tmp_path / "step.sh"
            script.write_text(line.replace(*edit) if edit[0] else line, encoding="utf-8")
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                timeout=120,
            )
            said += done.stdout.decode()
            if done.returncode:
                return done.returncode, said
        return 0, said

    return scripts


def test_github_names_a_planted_defect(run: Any, tmp_path: Path) -> None:
    """The step fails, annotates the row, and leaves JUnit, SARIF, a page and the summary of the step."""
    code, said = run("github", DEFECTS)
    sarif = json.loads((tmp_path / "ci/migrate.sarif").read_bytes())
    annotated = re.findall(r"^::error file=([^,]+),line=(\d+),title=([^:]+)::", said, re.MULTILINE)

    assert (code, annotated) == (
        1,
        [("納品/031/住登外者宛名基本情報.csv", str(line), "MIG-DQ-005") for line in (3, 2)],
    )
    assert [r["ruleId"] for r in sarif["runs"][0]["results"]] == ["MIG-DQ-005", "MIG-DQ-005"]
    assert ET.parse(tmp_path / "ci/junit.xml").getroot().attrib["failures"] == "2"
    assert "MIG-DQ-005" in (tmp_path / "ci/migrate.html").read_text(encoding="utf-8")
    assert (tmp_path / "summary.md").read_text(encoding="utf-8").startswith("## 納品データの検査\n")


def test_gitlab_names_a_planted_defect(run: Any, tmp_path: Path) -> None:
    """The job fails and leaves JUnit, code quality and a page; the summary of another server is not touched."""
    code, said = run("gitlab", DEFECTS)
    quality = json.loads((tmp_path / "ci/gl-code-quality.json").read_bytes())

    assert (code, [one["location"]["lines"]["begin"] for one in quality]) == (1, [3, 2])
    assert ET.parse(tmp_path / "ci/junit.xml").getroot().attrib["failures"] == "2"
    assert ("指摘が 2 件あります" in said, (tmp_path / "ci/migrate.html").is_file()) == (True, True)
    assert not (tmp_path / "summary.md").exists()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_nothing_of_a_resident_is_handed_on(platform: str, run: Any, tmp_path: Path) -> None:
    """No value of the delivery is in what is printed, summed up or uploaded."""
    said = run(platform, DEFECTS)[1]
    (tmp_path / "ci" / "said.txt").write_text(said, encoding="utf-8")
    if (tmp_path / "summary.md").exists():
        (tmp_path / "summary.md").rename(tmp_path / "ci" / "summary.md")
    (table,) = DEFECTS.rglob("*.csv")
    with table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    planted = [row[item] for row in rows for item in ("宛名番号", "氏名", "生年月日") if row[item]]

    assert len(planted) >= 4
    assert find(tmp_path / "ci", planted) == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_clean_delivery_passes(platform: str, run: Any, tmp_path: Path) -> None:
    """Exit 0, and no failure in the report."""
    assert run(platform, CLEAN)[0] == 0
    assert ET.parse(tmp_path / "ci/junit.xml").getroot().attrib["failures"] == "0"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_line_for_the_trial_period(platform: str, run: Any, tmp_path: Path) -> None:
    """With --exit-zero, as the comment says, the job passes and the defects are still reported."""
    assert run(platform, DEFECTS, ('migrate ci "$DELIVERY"', 'migrate ci "$DELIVERY" --exit-zero'))[0] == 0
    assert ET.parse(tmp_path / "ci/junit.xml").getroot().attrib["failures"] == "2"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_delivery_fails(platform: str, run: Any, tmp_path: Path) -> None:
    """A folder without files does not pass, nor with --exit-zero."""
    assert run(platform, CASES / "empty" / "in", ("$DELIVERY", "納品"))[0] == 5
    assert run(platform, CASES / "empty" / "in", ('"$DELIVERY"', "納品 --exit-zero"))[0] == 5


@pytest.mark.parametrize("readme", ["README.md", "README.en.md"])
def test_the_line_of_the_readme(readme: str, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line to copy runs, and writes what it says."""
    line = re.search(r"^\$ (migrate ci .*)$", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE)
    assert line is not None
    monkeypatch.setitem(PLATFORMS, "readme", lambda: ({}, [line[1]]))
    code, said = run("readme", DEFECTS)

    assert (code, said.count("::error "), (tmp_path / "ci/junit.xml").is_file()) == (1, 2, True)


def test_what_is_uploaded_is_written() -> None:
    """Every file that an example hands to the server is one that its script writes."""
    github, gitlab = _load("github-actions.yml"), next(iter(_load("gitlab-ci.yml").values()))
    steps = next(iter(github["jobs"].values()))["steps"]
    wanted = [step["with"]["sarif_file"] for step in steps if "sarif_file" in step.get("with", {})]
    made = {name: re.findall(r"--output (\S+)", "\n".join(PLATFORMS[name]()[1])) for name in PLATFORMS}

    assert set(wanted) <= set(made["github"])
    assert set(gitlab["artifacts"]["reports"].values()) <= set(made["gitlab"])
