"""Formats that other tools read: valid by their schemas, complete, the same each time, nothing raw in them."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest

from migrate.model.finding import Finding, Place, Severity
from migrate.model.quality import Outcome, State
from migrate.report import formats
from migrate.report import inspection as inspected
from migrate.report.formats import github, junit, sarif
from migrate.report.inspection import Inspection

SCHEMAS = Path(__file__).parent / "schemas"
FORMATS = ("github", "gitlab", "junit", "sarif")
TABLE = "住登外者宛名基本情報"
HOSTILE = "値\x00\x0b\x1b[31m%,:\r\n::error::｜|<b>&\ud800]]>"
"""What a file or an item may be called."""


def check(code: str, item: str, state: State, failed: int = 0, severity: Severity = Severity.ERROR) -> Outcome:
    """One rule on one item."""
    return Outcome(
        code=code, severity=severity, table=TABLE, item=item, state=state, rows=9, failed=failed, category="妥当性"
    )


def finding(row: int, item: str = "性別", severity: Severity = Severity.ERROR, code: str = "MIG-DQ-005") -> Finding:
    """A failing row."""
    place = Place(business="031", table=TABLE, item=item, file=f"{TABLE}.csv", row=row, line=row + 1)
    return Finding(code=code, severity=severity, place=place, params={"list": item})


def inspection(*findings: Finding, checks: tuple[Outcome, ...] = ()) -> Inspection:
    """An inspection of one business."""
    return Inspection(
        title="納品データの検査",
        summary="指摘があります。",
        version="0.1.0",
        findings=findings,
        checks={"031": checks} if checks else {},
        titles={"MIG-DQ-005": "コード一覧"},
        base="納品/031",
    )


SAMPLE = inspection(
    finding(3),
    finding(7),
    finding(2, "氏名", Severity.WARNING, "MIG-DQ-013"),
    Finding(code="MIG-DQ-025", severity=Severity.INFO, place=Place(business="031", table="別の表")),
    Finding(code="MIG-DQ-022", severity=Severity.WARNING, place=Place(table=HOSTILE, item=HOSTILE, file=HOSTILE)),
    Finding(code="MIG-SYS-001", severity=Severity.ERROR, params={"file": HOSTILE}),
    checks=(
        check("MIG-DQ-005", "性別", State.FAILED, 40),
        check("MIG-DQ-013", "氏名", State.FAILED, 1, Severity.WARNING),
        check("MIG-DQ-001", "宛名番号", State.PASSED),
        check("MIG-DQ-002", "氏名", State.NOT_RUN),
        check("MIG-DQ-010", "個人番号", State.NOT_APPLICABLE),
        check("MIG-DQ-008", HOSTILE, State.BROKEN),
    ),
)
EMPTY = inspection()
BOTH = pytest.mark.parametrize("given", [SAMPLE, EMPTY], ids=["sample", "empty"])


def _json(name: str, given: Inspection) -> Any:
    return json.loads(formats.inspect(name, given))


@BOTH
def test_sarif_is_valid(given: Inspection) -> None:
    """By the OASIS schema, uri formats included."""
    schema = json.loads((SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
    faults = jsonschema.Draft4Validator(schema).iter_errors(_json("sarif", given))

    assert [one.message for one in faults] == []


@BOTH
def test_junit_is_valid(given: Inspection) -> None:
    """By the XML Schema of Jenkins' xunit plugin."""
    xmlschema = pytest.importorskip("xmlschema", reason="xmlschema がありません（requirements-dev.lock）")
    schema = xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")

    assert [one.reason for one in schema.iter_errors(formats.inspect("junit", given).decode())] == []


@BOTH
def test_gitlab_is_valid(given: Inspection) -> None:
    """By GitLab's documented form."""
    schema = json.loads((SCHEMAS / "gitlab-code-quality.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    faults = jsonschema.Draft202012Validator(schema).iter_errors(_json("gitlab", given))

    assert [one.message for one in faults] == []


@pytest.mark.parametrize("broken", [{"severity": "bad"}, {"location": {"path": "/a", "lines": {"begin": 1}}}])
def test_the_gitlab_schema_refuses(broken: dict[str, object]) -> None:
    """A schema that takes anything would prove nothing."""
    schema = json.loads((SCHEMAS / "gitlab-code-quality.schema.json").read_text(encoding="utf-8"))
    good = _json("gitlab", SAMPLE)[0]

    assert [jsonschema.Draft202012Validator(schema).is_valid([one]) for one in (good, good | broken)] == [True, False]


def _commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Workflow commands as the runner reads them: kind, properties, message."""
    found = []
    for line in text.splitlines():
        kind, properties, message = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line).groups()  # type: ignore[union-attr]
        pairs = dict(part.split("=", 1) for part in properties.split(","))
        found.append((kind, {name: unquote(text) for name, text in pairs.items()}, unquote(message)))
    return found


def test_github_commands_are_read_back() -> None:
    """Each annotation is one line, whatever stands in a name; what is not printed is counted."""
    found = _commands(github.inspect(SAMPLE).decode())
    shown = inspected.heaviest_first(SAMPLE.findings)

    assert [(kind, given["title"], given.get("line")) for kind, given, _ in found] == [
        ("error", "MIG-DQ-005", "4"),
        ("error", "MIG-DQ-005", "8"),
        ("error", "MIG-SYS-001", None),
        ("warning", "MIG-DQ-013", "3"),
        ("warning", "MIG-DQ-022", None),
        ("notice", "MIG-DQ-025", None),
        ("notice", "納品データの検査", None),
    ]
    assert [given["file"] for _, given, _ in found[:-1]] == [inspected.plain(SAMPLE.path(one)) for one in shown]
    assert found[-1][2].startswith("ほかに 38 件あります。")


def test_github_shows_the_ten_worst() -> None:
    """Ten annotations, errors first, and one that counts the others."""
    many = [finding(n, severity=Severity.WARNING) for n in range(1, 30)] + [finding(99)]
    found = _commands(github.inspect(inspection(*many)).decode())

    assert [kind for kind, _, _ in found] == ["error", *["warning"] * 9, "notice"]
    assert found[-1][2].startswith("ほかに 20 件あります。")


def test_the_step_summary_is_a_page() -> None:
    """Counts, states and findings; names can break neither the tables nor the page."""
    page = github.summary(SAMPLE).decode()
    rows = [line for line in page.splitlines() if line.startswith("|")]
    bars = (
        {len(re.findall(r"(?<!\\)\|", line)) for line in rows[:3]},
        {len(re.findall(r"(?<!\\)\|", line)) for line in rows[3:]},
    )

    assert (page.startswith("## 納品データの検査\n"), "エラー 41 件、警告 2 件、参考 1 件" in page, bars) == (
        True,
        True,
        ({7}, {5}),
    )
    assert ("<b>" in page, "\x1b" in page, rows[2]) == (False, False, "| 031 | 1 | 2 | 1 | 1 | 1 |")


def _cases(given: Inspection) -> dict[str, tuple[str, str]]:
    """Name of a case → kind of its verdict and what it says."""
    root = ET.fromstring(junit.inspect(given))
    return {
        case.attrib["name"]: (case[0].tag, case[0].attrib.get("message", "")) if len(case) else ("passed", "")
        for case in root.iter("testcase")
    }


def test_junit_has_a_case_for_each_check() -> None:
    """Failed, broken and skipped are told apart; a warning is no failure where only errors fail."""
    found = _cases(SAMPLE)

    assert found["MIG-DQ-005 コード一覧「性別」"] == ("failure", "40 件")
    assert [kind for kind, _ in found.values()] == [
        "failure",
        "system-out",
        "passed",
        "skipped",
        "skipped",
        "error",
        "failure",
        "system-out",
        "system-out",
    ]


def test_items_that_a_rule_is_not_about_are_one_case() -> None:
    """They are skipped, once for each rule and table; a rule that is about an item has a case for it all the same."""
    idle = tuple(check("MIG-DQ-005", name, State.NOT_APPLICABLE) for name in ("甲", "乙", "丙"))
    given = inspection(
        checks=(*idle, check("MIG-DQ-005", "丁", State.PASSED), check("MIG-DQ-001", "甲", idle[0].state))
    )

    assert _cases(given) == {
        "MIG-DQ-005 コード一覧「甲 ほか 2 項目」": ("skipped", "対象外"),
        "MIG-DQ-005 コード一覧「丁」": ("passed", ""),
        "MIG-DQ-001 必須の項目が空です。「甲」": ("skipped", "対象外"),
    }


def test_what_was_decided_is_no_failure() -> None:
    """A check whose failures are all settled passes and says so; of one with open ones only these are counted."""
    settled = check("MIG-DQ-001", "氏名", State.PASSED, 5)
    partly = check("MIG-DQ-005", "性別", State.FAILED, 40)
    given = inspection(finding(3), checks=(replace(settled, waived=2, known=3), replace(partly, allowed=30)))
    text = next(one.text for one in ET.fromstring(junit.inspect(given)).iter("system-out"))

    assert list(_cases(given).values()) == [("system-out", ""), ("failure", "10 件")]
    assert (text, inspected.counts(given.checks, given.findings)) == (
        "このほか、扱いを決めた不合格: 免除 2 件、既知 3 件",
        {Severity.ERROR: 10},
    )


def test_junit_totals_are_those_of_its_suites() -> None:
    """What a CI server shows is what is in the file."""
    root = ET.fromstring(junit.inspect(SAMPLE))
    tags = [one.tag for one in root.iter()]

    assert [root.attrib[name] for name in ("tests", "failures", "errors")] == [
        str(tags.count(tag)) for tag in ("testcase", "failure", "error")
    ]
    assert [root.attrib["tests"], tags.count("skipped")] == ["9", sum(int(s.attrib["skipped"]) for s in root)]


def test_junit_names_rows_and_counts_the_others() -> None:
    """Of 40 failing rows two are named."""
    root = ET.fromstring(junit.inspect(SAMPLE))
    text = next(one.text for one in root.iter("failure"))

    assert text is not None
    assert text.splitlines()[0].startswith(f"納品/031/{TABLE}.csv:4  コード一覧「性別」にない値です。")
    assert text.splitlines()[-1] == "ほかに 38 件あります。"


@pytest.mark.parametrize("limit", Severity)
def test_the_limit_decides_what_fails(limit: Severity) -> None:
    """--fail-on and the failures of JUnit agree."""
    given = inspection(*(finding(n, f"項目{n}", one) for n, one in enumerate(Severity)))
    given = replace(given, fails=limit)

    assert [kind for kind, _ in _cases(given).values()].count("failure") == 3 - limit.rank


def test_identities_are_distinct_and_leave_the_line_out() -> None:
    """The identity of a finding is the same where only its line moved; two at one place are told apart."""
    moved = Finding(
        code="MIG-DQ-005",
        severity=Severity.ERROR,
        place=Place(business="031", table=TABLE, item="性別", file=f"{TABLE}.csv", row=3, line=400),
    )
    one, again = _json("gitlab", inspection(finding(3))), _json("gitlab", inspection(moved, moved))
    marks = [r["partialFingerprints"] for r in _json("sarif", inspection(moved, moved))["runs"][0]["results"]]

    assert (one[0]["fingerprint"] == again[0]["fingerprint"], again[0]["fingerprint"] == again[1]["fingerprint"]) == (
        True,
        False,
    )
    assert [m["migrateFinding/v1"] for m in marks] == [m["fingerprint"] for m in again]


def test_sarif_paths_are_relative_uris() -> None:
    """A file is found from the root of the repository, its line is the one that the finding names."""
    result = _json("sarif", SAMPLE)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]

    assert (unquote(result["artifactLocation"]["uri"]), result["region"]) == (
        f"納品/031/{TABLE}.csv",
        {"startLine": 4},
    )
    assert result["artifactLocation"]["uri"].isascii()


def test_sarif_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """GitHub takes 25,000 results a run: the heaviest stay, and the others are counted."""
    monkeypatch.setattr(sarif, "MOST", 2)
    run = _json("sarif", SAMPLE)["runs"][0]
    said = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]

    assert ([r["level"] for r in run["results"]], "ほかに 4 件" in said) == (["error", "error"], True)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_bytes(name: str) -> None:
    """The order in which the findings came makes no difference; nothing of the clock is in it."""
    assert formats.inspect(name, SAMPLE) == formats.inspect(name, replace(SAMPLE, findings=SAMPLE.findings[::-1]))


@pytest.mark.parametrize("name", FORMATS)
def test_no_control_character(name: str) -> None:
    """Nothing that a terminal obeys, an XML reader refuses or UTF-8 cannot hold."""
    text = formats.inspect(name, SAMPLE).decode()

    assert re.findall("[^\t\n\x20-\x7e\xa0-\U0010ffff]", text) == []


def test_they_are_formats() -> None:
    """They are found by name, and documents are no business of theirs."""
    assert {name for name in formats.names() if formats.is_for_tools(name)} == set(FORMATS)
