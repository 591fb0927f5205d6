"""Rules written as SQL: their head, where they bind, and what they see of the tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from migrate.files.bundled import bundled
from migrate.model.finding import Basis, Severity
from migrate.model.quality import CheckResult, State
from migrate.model.spec import Spec
from migrate.quality import query
from migrate.quality import run as checks
from migrate.quality.catalogue import Rule, rules
from migrate.spec import library

RULE = Rule(
    code="MIG-DQ-210",
    kind="query",
    title="試し",
    business="001",
    table="住民票",
    items=("宛名番号",),
    parameters={},
    severity=Severity.ERROR,
    category="整合性",
    rank=100,
    basis=Basis(document="本ツール独自"),
)


def spec_of(business: str, table: str, *items: str) -> Spec:
    """A business's bundled spec with a few items of one table."""
    spec = library.resolve(business, library.entries(bundled("specs")), {}).spec
    found = tuple(item for item in spec.items if item.table == table and item.name in items)
    assert len(found) == len(items)
    return replace(spec, items=found)


def subject(path: Path, business: str, table: str, *lines: str) -> checks.Subject:
    """One table of a business with the lines of its CSV."""
    file = path / f"{business}.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    given = {table: checks.Given(data=file, name=file.name)}
    return checks.Subject(spec=spec_of(business, table, *lines[0].split(",")), given=given)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands for the file of `RULE`."""
    monkeypatch.setattr(query, "query_of", lambda code: query.parse(SQL))


SQL = """-- 人: 番号=宛名番号, 生=生年月日:date
-- 外 = 031/住登外者宛名基本情報: 宛名番号
SELECT 人._row FROM 人 JOIN 外 ON 人.番号 = 外.宛名番号, 基準 WHERE 人.生 <= 基準.日
"""


def ran(path: Path, subject: checks.Subject, *others: checks.Subject, rule: Rule = RULE) -> CheckResult:
    """The result of one rule."""
    setting = checks.Setting(
        scratch=path, failures=path / "all.parquet", as_of=date(2026, 1, 1), others=others, catalogue=(rule,)
    )
    return checks.run(subject, setting)


def states(result: CheckResult) -> list[State]:
    return [one.state for one in result.outcomes]


def test_head_is_read() -> None:
    """Relations, sources, names, patterns and kinds."""
    found = query.parse(
        "-- 課税: 税額=@:number, 期=*期|*期別:text\n"
        "-- 宛名 = 001/住民票* + /別表: 宛名番号\n"
        "-- これは説明です。\n"
        "SELECT _row FROM 課税"
    )
    first, second = found.relations

    assert (first.name, first.sources) == ("課税", ())
    assert [(c.name, c.patterns, c.kind) for c in first.columns] == [
        ("税額", ("@",), "number"),
        ("期", ("*期", "*期別"), "text"),
    ]
    assert second.sources == (("001", "住民票*"), ("", "別表"))
    assert found.sql == "SELECT _row FROM 課税"


@pytest.mark.parametrize(
    "text", ["SELECT 1", "-- 人 = 001/住民票: 宛名番号\nSELECT 1", "-- 人: 宛名番号:money\nSELECT 1"]
)
def test_a_wrong_head_is_refused(text: str) -> None:
    """No table under test, or a kind that there is not."""
    with pytest.raises(ValueError):
        query.parse(text)


def test_every_query_file_belongs_to_a_rule() -> None:
    """Files and rules of kind ``query`` are the same, and each file is read."""
    files = {path.stem for path in (bundled("specs") / "rules" / "queries").glob("*.sql")}

    assert files == {rule.code for rule in rules() if rule.kind == "query"}
    assert all(query.query_of(code).sql for code in files)


@pytest.mark.usefixtures("asked")
def test_another_business_is_seen(tmp_path: Path) -> None:
    """Rows of two businesses are joined; a day that is none, and the day after the reference date, are left out."""
    own = subject(
        tmp_path, "001", "住民票", "宛名番号,生年月日", "1,1970-01-31", "2,0000-01-01", "3,2026-01-02", "4,2000-01-01"
    )
    other = subject(tmp_path, "031", "住登外者宛名基本情報", "宛名番号", "1", "2", "3")

    result = ran(tmp_path, own, other)

    assert [(f.code, f.place.item, f.place.row) for f in result.findings] == [("MIG-DQ-210", "宛名番号", 1)]
    assert [(o.rows, o.failed) for o in result.outcomes] == [(4, 1)]


@pytest.mark.usefixtures("asked")
def test_without_the_other_business_it_is_not_run(tmp_path: Path) -> None:
    """未実施, never 合格."""
    own = subject(tmp_path, "001", "住民票", "宛名番号,生年月日", "1,1970-01-31")

    assert states(ran(tmp_path, own)) == [State.NOT_RUN]


@pytest.mark.usefixtures("asked")
def test_without_the_items_it_is_not_applicable(tmp_path: Path) -> None:
    """対象外 where the own table has no such item, and where the other business has none."""
    own = subject(tmp_path, "001", "住民票", "宛名番号", "1")
    full = subject(tmp_path, "001", "住民票", "宛名番号,生年月日", "1,1970-01-31")
    other = subject(tmp_path, "031", "住登外者宛名基本情報", "氏名", "架空　太郎")

    assert states(ran(tmp_path, own)) == [State.NOT_APPLICABLE]
    assert states(ran(tmp_path, full, other)) == [State.NOT_APPLICABLE]
