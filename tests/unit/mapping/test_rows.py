"""Joins, limits of scope, rejecting rules, parts, files and code files of a mapping: read, checked, compiled."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.errors import MigrateError
from migrate.files import yaml
from migrate.mapping import check as checks
from migrate.mapping import codefile, load, rules
from migrate.mapping.compile import plan_of
from migrate.model.finding import Finding
from migrate.model.mapping import Fate, Join, Scope, Unmet, Yields
from migrate.model.source import SourceColumn, SourceFile, SourceKind, SourceSchema, SourceTable
from migrate.model.spec import Spec

CASE = Path(__file__).parents[2] / "cases" / "convert-run" / "joins" / "in"
TEXT = (CASE / "mapping" / "031.yaml").read_text(encoding="utf-8")
TABLE = "住登外者宛名基本情報"


def table(name: str, *columns: str) -> SourceTable:
    return SourceTable(name=name, columns=tuple(SourceColumn(name=one, type="VARCHAR2", length=10) for one in columns))


def csv_file(path: str, of: str) -> SourceFile:
    return SourceFile(path=path, kind=SourceKind.CSV, sha256=path, encoding="utf-8", why="", table=of)


SCHEMA = SourceSchema(
    tables=(
        table("T_ATENA", "NO", "NAME", "AGENT", "SEX", "BIRTH", "JUSHO_CD", "SHOJO", "HORYU", "USR", "YMD", "HMS"),
        table("T_JUSHO", "JUSHO_CD", "REV", "CHOAZA", "BIKO"),
    ),
    files=(csv_file("source/atena_r05.csv", "T_ATENA"), csv_file("source/atena_r06.csv", "T_ATENA")),
)


def check(text: str, spec: Spec, schema: SourceSchema = SCHEMA) -> tuple[Finding, ...]:
    read = codefile.in_folder(CASE / "mapping")
    return checks.check(load.load(text.encode(), "m.yaml", read), spec, schema)


def errors(found: tuple[Finding, ...]) -> list[tuple[str, int | None]]:
    return [(f.code, f.place.line) for f in found if f.severity.value == "error"]


def test_the_example_is_read_whole(spec: Spec) -> None:
    """Part, yields, join, scope, reject, files, the pair of an unknown date and a code file."""
    mapping = load.load(TEXT.encode(), "m.yaml", codefile.in_folder(CASE / "mapping"))
    first, second = mapping.blocks

    assert (first.part, second.part, first.yields) == ("本人", "代理人", Yields.AT_LEAST_ONE)
    assert first.joins == (
        Join(table="T_JUSHO", alias="住所", keys=(("JUSHO_CD", "JUSHO_CD"),), latest_by="REV", line=16),
    )
    assert [(s.name, s.years, s.as_of, s.moves_empty) for s in first.scope] == [
        ("除票の保存年限", 59, "2026-04-01", True)
    ]
    assert [(r.name, r.fate) for r in first.rows] == [("確認待ち", Fate.REJECTED)]
    assert mapping.files == {"T_ATENA": ("source/atena_r05.csv", "source/atena_r06.csv")}
    assert {m.name: (dict(m.values), m.file) for m in mapping.code_maps} == {
        "seibetsu": ({"1": "1", "2": "2", "9": "0"}, "codes/seibetsu.csv")
    }
    assert errors(check(TEXT, spec)) == []


def test_rules_of_a_plan_take_rows_in_a_fixed_order(spec: Spec) -> None:
    """Scope, 対象外, 拒否, joins; the join's own rule rejects a row with several partners."""
    text = TEXT.replace("latest_by: REV}", "latest_by: REV, unmet: 対象外}")
    plan = plan_of(load.load(text.encode(), "m.yaml", codefile.in_folder(CASE / "mapping")), spec)

    assert [(r.name, r.fate.value) for r in plan.blocks[0].rows] == [
        ("除票の保存年限", "対象外"),
        ("確認待ち", "拒否"),
        ("住所 に当たる行が複数", "拒否"),
        ("住所 に当たる行がない", "対象外"),
    ]
    assert [r.reason for r in plan.blocks[0].rows] == [
        "除票の保存年限の例（架空）",
        "本人確認が終わるまで移さない",
        "T_JUSHO に当たる行が二つ以上あり、どれか決まりません",
        "T_JUSHO に当たる行がありません",
    ]
    assert plan.sources == ("T_ATENA", "T_JUSHO")
    assert plan.blocks[0].joins[0].unmet is Unmet.EXCLUDE


JOIN = "        - {table: T_JUSHO, as: 住所, on: {JUSHO_CD: JUSHO_CD}, latest_by: REV}"
WORDING = "生年月日_不詳表記"
MISTAKES = [
    ("MIG-MAP-012", "住所.CHOAZA", "住所.CHOAZ"),
    ("MIG-MAP-012", "on: {JUSHO_CD: JUSHO_CD}", "on: {JUSHO: JUSHO_CD}"),
    ("MIG-MAP-012", "on: {JUSHO_CD: JUSHO_CD}", "on: {JUSHO_CD: JUSHO}"),
    ("MIG-MAP-012", "latest_by: REV}", "latest_by: RIREKI}"),
    ("MIG-MAP-012", "of: wareki_date(SHOJO)", "of: wareki_date(SHOJYO)"),
    ("MIG-MAP-013", "{table: T_JUSHO,", "{table: T_JYUSHO,"),
    ("MIG-MAP-018", "{BIKO: 標準に備考の項目がないため}", "{REV: 不要}"),
    ("MIG-MAP-066", "      part: 代理人\n", ""),
    ("MIG-MAP-066", '      part: 代理人\n      yields: "1..n"', '      part: 代理人\n      yields: "1"'),
    ("MIG-MAP-067", f"wording: {WORDING}}}", f"wording: {WORDING}}}\n        {WORDING}: fusho_hyoki(BIRTH)"),
    ("MIG-MAP-068", JOIN, f"{JOIN}\n{JOIN}"),
    ("MIG-MAP-068", "as: 住所, on: {JUSHO_CD: JUSHO_CD}", "as: 住所, on: {住所.JUSHO_CD: JUSHO_CD}"),
    ("MIG-MAP-069", "latest_by: REV}", 'when: "wareki_date(REV) IS NULL"}'),
    ("MIG-MAP-070", 'as_of: "2026-04-01"', 'as_of: "2026-02-30"'),
    ("MIG-MAP-070", "years: 59", 'from: "2020"\n          years: 59'),
    ("MIG-MAP-070", 'years: 59\n          as_of: "2026-04-01"', 'from: "2020"\n          until: "2019"'),
    ("MIG-MAP-070", 'years: 59\n          as_of: "2026-04-01"', 'from: "2020"\n          until: "2020-01-01"'),
    ("MIG-MAP-070", "years: 59", 'in: ["1"]\n          years: 59'),
    ("MIG-MAP-072", "source/atena_r06.csv]", "source/atena_r07.csv]"),
    ("MIG-CNV-012", "住所.CHOAZA", "x.住所.CHOAZA"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "old", "new"), MISTAKES, ids=[f"{m[0]}-{n}" for n, m in enumerate(MISTAKES)])
def test_each_mistake_is_an_error_with_its_code(code: str, old: str, new: str, spec: Spec) -> None:
    """One change in a good mapping raises the code that names it."""
    assert old in TEXT

    assert code in {found for found, _ in errors(check(TEXT.replace(old, new, 1), spec))}


def test_files_that_nobody_listed_are_a_warning_before_the_run(spec: Spec) -> None:
    """MIG-MAP-072: two files of one table, no list."""
    text = TEXT.replace("files:\n  T_ATENA: [source/atena_r05.csv, source/atena_r06.csv]\n", "")

    found = [f for f in check(text, spec) if f.code == "MIG-MAP-072"]
    assert [(f.severity.value, f.params["listed"]) for f in found] == [("warning", "なし")]


def test_a_date_that_a_scope_compares_as_it_stands_is_a_warning(spec: Spec) -> None:
    """MIG-MAP-071: 昭和 dates and 2026-04-01 are no order."""
    dated = SourceColumn(name="SHOJO", logical_name="消除年月日", type="CHAR", length=7)
    first = SCHEMA.tables[0]
    columns = tuple(dated if c.name == "SHOJO" else c for c in first.columns)
    schema = SourceSchema(tables=(SourceTable(name=first.name, columns=columns), SCHEMA.tables[1]), files=SCHEMA.files)

    found = check(TEXT.replace("of: wareki_date(SHOJO)", "of: SHOJO", 1), spec, schema)
    assert [(f.code, f.params["column"]) for f in found if f.code == "MIG-MAP-071"] == [("MIG-MAP-071", "SHOJO")]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("{expr: A, fusho: B}", "MIG-MAP-063"),
        ("{note: x}", "MIG-MAP-063"),
        ("{fusho: 5}", "MIG-MAP-004"),
    ],
)
def test_an_item_is_an_expression_or_the_pair_of_an_unknown_date(body: str, code: str) -> None:
    """Both or none is an error at the item's line."""
    text = f"mapping: 1\nspec: 031@x\ntables:\n  表:\n    - source: T\n      items:\n        日: {body}\n"

    assert [(f.code, f.place.line) for f in load.problems(text.encode(), "m.yaml")] == [(code, 7)]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("{rule: r, of: A, basis: b}", "MIG-MAP-064"),
        ("{rule: r, of: A, basis: b, years: 5}", "MIG-MAP-064"),
        ("{rule: r, of: A, basis: b, from: 2019}", "MIG-MAP-004"),
        ('{rule: r, of: A, from: "2019"}', "MIG-MAP-003"),
        ('{rule: r, of: A, basis: b, from: "2019", empty: 捨てる}', "MIG-MAP-005"),
    ],
)
def test_a_scope_says_its_limit_and_its_basis(body: str, code: str) -> None:
    """No limit, years without a day, an unquoted year, no basis."""
    text = f"mapping: 1\nspec: 031@x\ntables:\n  表:\n    - source: T\n      scope: [{body}]\n      items: {{a: b}}\n"

    assert {f.code for f in load.problems(text.encode(), "m.yaml")} == {code}


def test_an_unknown_date_becomes_three_items() -> None:
    """Date, flag and wording from one value; a column of its own may tell, and hold the wording."""
    head = "mapping: 1\nspec: 031@x\ntables:\n  表:\n    - source: T\n      items:\n"
    one = head + "        日: {fusho: B, flag: 日_不詳フラグ, wording: 日_不詳表記}\n"
    two = head + "        日: {fusho: B, unknown: \"K = '9'\", text: trim(M), flag: f, wording: w, on_error: 拒否}\n"

    def items(text: str) -> list[tuple[str, str, str]]:
        return [(i.item, i.expression, i.on_error.value) for i in load.load(text.encode(), "").blocks[0].items]

    assert items(one) == [
        ("日", "wareki_date(B)", "空欄"),
        (
            "日_不詳フラグ",
            "CASE WHEN fusho_hyoki(B) IS NOT NULL THEN '1' WHEN wareki_date(B) IS NOT NULL THEN '0' END",
            "空欄",
        ),
        ("日_不詳表記", "fusho_hyoki(B)", "空欄"),
    ]
    assert items(two) == [
        ("日", "CASE WHEN NOT (K = '9') THEN wareki_date(B) END", "拒否"),
        ("f", "CASE WHEN K = '9' THEN '1' WHEN wareki_date(B) IS NOT NULL THEN '0' END", "空欄"),
        ("w", "CASE WHEN K = '9' THEN trim(M) END", "空欄"),
    ]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", 1),
        ("旧,新\n1,2\n".encode(), 1),
        ("現行の値,標準の値\n1,2\n1,3\n".encode(), 3),
        ("現行の値,標準の値\n,2\n".encode(), 2),
        ("意味,現行の値,標準の値\n男\n".encode(), 2),
        ("現行の値,標準の値\n男,1\n".encode("cp932"), None),
        ('現行の値,標準の値\n"1,2\n'.encode(), 2),
    ],
)
def test_a_code_file_that_is_not_in_order_is_refused_with_its_line(data: bytes, line: int | None) -> None:
    """No header, a value twice, a value missing, CP932, a quote that is never closed."""
    text = TEXT.encode()
    with pytest.raises(MigrateError) as caught:
        load.load(text, "m.yaml", lambda name: data)

    assert (caught.value.code, caught.value.where.line) == ("MIG-MAP-065", line)


@pytest.mark.parametrize("name", ["../x.csv", "/etc/x.csv", "a/../../x.csv", "C:\\\\x.csv"])
def test_a_code_file_outside_the_folder_is_refused(name: str) -> None:
    """A mapping names files below its own folder only."""
    text = TEXT.replace("{file: codes/seibetsu.csv}", f'{{file: "{name}"}}')
    with pytest.raises(MigrateError) as caught:
        load.load(text.encode(), "m.yaml", lambda name: b"")

    assert caught.value.code == "MIG-MAP-065"


def test_an_old_value_named_file_is_no_file() -> None:
    """``{file: 1}`` is a pair of values."""
    text = TEXT.replace("{file: codes/seibetsu.csv}", '{file: "1"}')

    assert load.load(text.encode(), "m.yaml").code_maps[0].values == {"file": "1"}


@pytest.mark.parametrize(
    ("scope", "since"),
    [
        ({"first": "2019"}, "2019"),
        ({"years": 150, "as_of": "2026-04-01"}, "1876-04-01"),
        ({"years": 1, "as_of": "2024-02-29"}, "2023-02-28"),
    ],
)
def test_the_first_value_that_moves(scope: dict[str, str], since: str) -> None:
    """As written, or so many years before a day."""
    assert rules.since(Scope(name="r", expression="A", basis="b", **scope)) == since  # type: ignore[arg-type]


@given(st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_a_mapping_keeps_its_comments_and_order_when_it_is_written_again(seed: int) -> None:
    """Whatever comments people put at the ends of lines: read and written, the text is the same."""
    lines = TEXT.splitlines()
    for n in range(8):
        at = (seed >> n * 4) % len(lines)
        if lines[at] and "#" not in lines[at] and not lines[at].endswith(("{", "[")):
            lines[at] += f"  # 覚え書き {n}"
    text = ("\n".join(lines) + "\n").encode()

    assert yaml.dumps(yaml.loads(text, "m.yaml")) == text
