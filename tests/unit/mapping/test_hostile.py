"""Damaged and hostile mappings end in findings or an error with a code, never in anything else."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import sqlglot

from migrate.engine.dialects import DIALECTS
from migrate.engine.statement import statement
from migrate.errors import MigrateError
from migrate.files import yaml
from migrate.mapping import codefile, document, lineage, load, paper
from migrate.mapping.check import check
from migrate.mapping.compile import plan_of
from migrate.mapping.context import context
from migrate.model.finding import Severity
from migrate.model.source import SourceColumn, SourceSchema, SourceTable
from migrate.model.spec import Spec
from migrate.report import messages

CASE = Path(__file__).parents[2] / "cases" / "convert-run" / "joins" / "in" / "mapping"
TEXT = (CASE / "031.yaml").read_text(encoding="utf-8")
BESIDE = codefile.in_folder(CASE)


def table(name: str, *names: str) -> SourceTable:
    return SourceTable(name=name, columns=tuple(SourceColumn(name=one) for one in names))


SCHEMA = SourceSchema(
    tables=(
        table("T_ATENA", "NO", "NAME", "AGENT", "SEX", "BIRTH", "JUSHO_CD", "SHOJO", "HORYU", "USR", "YMD", "HMS"),
        table("T_JUSHO", "JUSHO_CD", "REV", "CHOAZA", "BIKO"),
    ),
    files=(),
)
STRANGE = [
    *("", "null", "[]", "{}", "~", "0", "2019", "2019-01-01", "true", "'", '"', "'x'", "NULL", "住所.NAI", "§住所"),
    *("a.b.c", "trim()", "lpad(NO, 99999, '0')", "code(NO, 'nai')", "CASE WHEN NO = '1' THEN NAME", "NO < '1'"),
    *("((((((((((NO))))))))))", "x" * 5000, "\u3000", "💀", "*/ DROP TABLE x --", "{a: b}", "[a, b]", "- a", "T_JUSHO"),
    *("拒否", "書込", "1..n", "本人"),
]
WORDS = ["T_ATENA", "T_JUSHO", "NO", "JUSHO_CD", "本人", "代理人", "latest_by", "years", "join", "scope", "yields"]
WORDS += ["住所", "items"]


def _mutated(dice: random.Random) -> str:
    lines = TEXT.splitlines()
    for _ in range(dice.randint(1, 4)):
        n = dice.randrange(len(lines))
        match dice.randrange(6):
            case 0:
                lines.pop(n)
            case 1:
                lines.insert(n, lines[dice.randrange(len(lines))])
            case 2:
                key, colon, _ = lines[n].partition(":")
                lines[n] = f"{key}{colon} {dice.choice(STRANGE)}"
            case 3:
                lines[n] = lines[n].replace(dice.choice(WORDS), dice.choice(STRANGE + WORDS))
            case 4:
                lines[n] = lines[n][: dice.randrange(len(lines[n]) + 1)]
            case 5:
                lines[n] = " " * dice.randint(0, 3) + lines[n]
        if not lines:
            break
    return "\n".join(lines) + "\n"


def _walk(text: str, spec: Spec) -> str:
    """Everything that reads a mapping; in a word how far it came."""
    if found := load.problems(text.encode(), "m.yaml"):
        assert all(messages.message(f.code) for f in found)
        return "form"
    mapping = load.load(text.encode(), "m.yaml", BESIDE)
    findings = check(mapping, spec, SCHEMA)
    assert all(messages.message(f.code) for f in findings)
    paper.paper(context(mapping, spec, SCHEMA, {}), findings)
    lineage.diagram(lineage.paths(mapping))
    if any(f.severity is Severity.ERROR for f in findings):
        return "checked"
    document.sections(mapping)
    plan = plan_of(mapping, spec)
    for block in plan.blocks:
        for dialect in DIALECTS.values():
            made = statement(plan, block, dialect)
            assert len(sqlglot.parse(made.sql, read=dialect.name)) == 1
    return "compiled"


def test_three_hundred_mutated_mappings_end_in_words(spec: Spec) -> None:
    """Lines gone, doubled, cut, moved, filled with strange values: each ends with a code or compiles."""
    dice = random.Random(20261126)
    ends: dict[str, int] = {}
    for _ in range(300):
        text = _mutated(dice)
        try:
            end = _walk(text, spec)
        except MigrateError as error:
            assert messages.message(error.code) is not None
            end = "refused"
        except Exception as error:
            raise AssertionError(text) from error
        ends[end] = ends.get(end, 0) + 1

    assert set(ends) == {"form", "checked", "compiled", "refused"}


def test_a_huge_mapping_is_read_and_checked_in_a_moment(spec: Spec) -> None:
    """Five thousand columns dropped and two thousand lines of codes: no quadratic surprise."""
    drop = "".join(f"    C{n}: 不要\n" for n in range(5000))
    codes = "".join(f'    "{n}": "1"\n' for n in range(2000))
    text = TEXT.replace("codes:\n", f"codes:\n  many:\n{codes}")
    text = text.replace("drop:\n", f"drop:\n  T_MANY:\n{drop}")
    schema = SourceSchema(tables=(*SCHEMA.tables, table("T_MANY", *(f"C{n}" for n in range(5000)))), files=())
    mapping = load.load(text.encode(), "m.yaml", BESIDE)

    errors = {f.code for f in check(mapping, spec, schema) if f.severity is Severity.ERROR}
    assert errors == {"MIG-MAP-072"}  # its data files are not in this schema
    assert len(mapping.dropped) == 5001


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "mapping: 1\nmapping: 1\n",
        "!!python/object/apply:os.system ['ls']\n",
        "? {a: b}\n: c\n",
        "a: " + "[" * 3000 + "]" * 3000 + "\n",
        "\x00",
        "a: \ud7ff\n\ufeff",
        "%YAML 9.9\n---\na: b\n",
        "--- a\n--- b\n",
        "a: ._\n",
        "a: 2026-99-99\n",
    ],
)
def test_hostile_yaml_is_refused_with_a_code(text: str) -> None:
    """Bombs, duplicates, tags, deep nesting, control characters, several documents."""
    try:
        found = load.problems(text.encode("utf-8", "surrogatepass"), "m.yaml")
    except MigrateError as error:
        assert error.code == "MIG-SYS-007"
        return
    assert found != ()


def test_more_than_32_megabytes_are_not_read() -> None:
    """A size that no person edits."""
    with pytest.raises(MigrateError) as caught:
        load.problems(b"#" * (yaml.MAX_BYTES + 1), "m.yaml")

    assert caught.value.code == "MIG-SYS-007"
