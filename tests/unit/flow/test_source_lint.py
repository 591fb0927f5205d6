"""`source lint` says against which lengths it held the schema, and what of the schema it could not see."""

from __future__ import annotations

from pathlib import Path

from migrate.flow import source_lint
from migrate.flow.outcome import Outcome


def _lint(folder: Path, ddl: str) -> Outcome:
    path = folder / "s.sql"
    path.write_text(ddl, encoding="utf-8")
    return source_lint.run_files([path])


def test_lengths_are_those_of_published_editions(tmp_path: Path) -> None:
    """A starter's lengths are no standard; of the published editions the longest counts (住所_町字 18 and 120)."""
    ddl = "CREATE TABLE T (A INT PRIMARY KEY, 町字 NVARCHAR2(121), 住所_町字 NVARCHAR2(120));"
    outcome = _lint(tmp_path, ddl)

    actual = [(f.place.item, f.params["length"], f.params["spec"]) for f in outcome.findings if f.code == "MIG-SRC-135"]

    assert isinstance(outcome.data, source_lint.SourceLint)
    assert (outcome.data.standards, actual) == (("031@2023-09-29", "031@api-2.0"), [("町字", 120, "031@api-2.0")])


def test_what_was_not_read_is_said_again(tmp_path: Path) -> None:
    """A statement that the reader did not understand is an error here too: its tables were not examined."""
    outcome = _lint(tmp_path, "CREATE TABLE T (A INT PRIMARY KEY);\nFROBNICATE TABLE U (B INT);\n")

    unread = [(f.code, f.place.line) for f in outcome.findings if f.code == "MIG-SRC-001"]

    assert (unread, "読み切れていない所が 1 件" in outcome.document.summary) == ([("MIG-SRC-001", 2)], True)


def test_every_rule_is_counted(tmp_path: Path) -> None:
    """The result names each rule, also one that found nothing."""
    outcome = _lint(tmp_path, "CREATE TABLE T (A INT); CREATE TABLE U (A INT);")

    assert isinstance(outcome.data, source_lint.SourceLint)
    counts = {rule.name: (rule.findings, rule.tables) for rule in outcome.data.rules}
    assert (len(counts), counts["no-primary-key"], counts["my-number"]) == (50, (2, 2), (0, 0))


def test_faults_of_data_files_are_not_said_again(tmp_path: Path) -> None:
    """What is wrong with a data file is the scan's to say: the structure was examined."""
    (tmp_path / "T.csv").write_text("A,X\n1,2\n", encoding="utf-8")
    (tmp_path / "s.sql").write_text("CREATE TABLE T (A INT PRIMARY KEY, B INT);", encoding="utf-8")

    outcome = source_lint.run_files([tmp_path])

    assert [f.code for f in outcome.findings if f.code < "MIG-SRC-100"] == []


def test_statements_left_out_are_counted(tmp_path: Path) -> None:
    """Views and grants were skipped on purpose: the page says that they were not examined."""
    outcome = _lint(
        tmp_path, "CREATE TABLE T (A INT PRIMARY KEY); CREATE VIEW V AS SELECT A FROM T; GRANT SELECT ON T TO U;"
    )

    assert (
        dict(outcome.document.facts)["調べていないもの"] == "表の定義でない文 2（ビュー、トリガー、手続き、権限など）"
    )
