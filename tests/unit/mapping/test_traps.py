"""What the data and the names say against a mapping before any run."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from migrate.flow import convert, source, source_profile
from migrate.flow import map as flow
from migrate.mapping import check as checks
from migrate.mapping import check_traps, load
from migrate.mapping.measured import at_least
from migrate.model.finding import Finding
from migrate.model.profile import Care, ColumnProfile, FileProfile, ValueCount
from migrate.model.source import SourceColumn, SourceSchema, SourceTable
from migrate.model.spec import Spec
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

GROUP = "住民票"
ITEMS = (("異動年月日", "DATE"), ("転入前住所_町字", "Ｎ"), ("性別", "X"), ("人数", "9"), ("方書", "Ｎ"))


@pytest.fixture
def small(spec: Spec) -> Spec:
    """A spec of one group with an item for each trap."""
    base = replace(spec.items[5], table=GROUP, code="", length="10", primary_key=False)
    items = tuple(replace(base, id=f"0010{n:04}", name=name, type=kind) for n, (name, kind) in enumerate(ITEMS))
    return replace(spec, items=items)


def column(
    name: str, logical: str, type_: str = "CHAR", length: int | None = 8, scale: int | None = None
) -> SourceColumn:
    return SourceColumn(name=name, logical_name=logical, type=type_, length=length, scale=scale)


COLUMNS = (
    column("IDO_YMD", "異動年月日"),
    column("TODOKE_YMD", "届出年月日"),
    column("UMARE", "生年月日"),
    column("ZEN", "前住所", "VARCHAR2", 60),
    column("SEX", "性別", length=1),
    column("NINZU", "人数", "NUMBER", 5, 2),
    column("KOSHIN", "更新日時", "TIMESTAMP", None),
    column("KATA", "方書", "VARCHAR2", 60),
)
SCHEMA = SourceSchema(tables=(SourceTable(name="T", columns=COLUMNS),), files=())


def mapping(items: str, codes: str = "{}") -> str:
    head = f'mapping: 1\nspec: "031@2023-09-29"\ncodes: {codes}\ntables:\n  {GROUP}:\n'
    return f"{head}    - source: T\n      items:\n{items}"


def found(text: str, spec: Spec, *profiles: FileProfile) -> list[Finding]:
    return list(checks.check(load.load(text.encode(), "m.yaml"), spec, SCHEMA, profiles))


def told(code: str, all_found: list[Finding]) -> list[dict[str, str | int]]:
    return [dict(f.params) for f in all_found if f.code == code]


def test_the_other_of_two_dates_is_named_until_a_note_decides(small: Spec) -> None:
    """MIG-MAP-077 says which date was taken and which was not; a note, or a use of the other one, settles it."""
    silent = mapping("        異動年月日: wareki_date(TODOKE_YMD)\n")
    noted = mapping("        異動年月日: {expr: wareki_date(TODOKE_YMD), note: 住民課に確認}\n")

    assert told("MIG-MAP-077", found(silent, small)) == [
        {"item": "異動年月日", "taken": "TODOKE_YMD（届出年月日）", "left": "IDO_YMD（異動年月日）"}
    ]
    assert told("MIG-MAP-077", found(noted, small)) == []
    both = silent + "        方書: IDO_YMD\n"
    assert told("MIG-MAP-077", found(both, small)) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("        異動年月日: {fusho: TODOKE_YMD}\n", 1),
        ("        異動年月日: {fusho: TODOKE_YMD, note: 住民課に確認}\n", 0),
        ("        異動年月日: wareki_date(TODOKE_YMD)\n      rows: [{rule: 旧, key: [ZEN], latest_by: IDO_YMD, "
         "fate: 統合, reason: 例}]\n", 1),
    ],
)  # fmt: skip
def test_neither_an_unknown_date_nor_a_rule_settles_which_date_it_is(body: str, expected: int, small: Spec) -> None:
    """The date that became 年月日不詳 in a real migration was read as such a pair; an order of rows fills nothing."""
    assert len(told("MIG-MAP-077", found(mapping(body), small))) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("異動年月日", "届出年月日", True),
        ("転入異動年月日", "転入届出日", True),
        ("異動年月日", "生年月日", False),
        ("転入届出年月日", "転出届出年月日", False),
        ("住民となった年月日", "住民となった届出年月日", True),
    ],
)
def test_dates_of_the_same_event_have_the_same_stem(one: str, other: str, same: bool) -> None:
    """届出, 異動, 処理 say which date; the rest says of what."""
    stems = [check_traps.stem(column("A", name)) for name in (one, other)]

    assert (stems[0] == stems[1]) is same


def test_a_name_that_only_looks_the_same_needs_a_note(small: Spec) -> None:
    """MIG-MAP-078: 前住所 is not 転入前住所."""
    silent = mapping("        転入前住所_町字: zenkaku(ZEN)\n")

    assert told("MIG-MAP-078", found(silent, small)) == [
        {"item": "転入前住所_町字", "column": "ZEN（前住所）", "ours": "転入前住所", "theirs": "前住所"}
    ]
    assert (
        told("MIG-MAP-078", found(silent.replace("zenkaku(ZEN)", "{expr: zenkaku(ZEN), note: 確認ずみ}"), small)) == []
    )
    assert told("MIG-MAP-078", found(mapping("        方書: KATA\n"), small)) == []


def profile(name: str, values: tuple[tuple[str | None, str], ...] = (), longest: int = 1) -> FileProfile:
    one = ColumnProfile(
        name=name, logical_name="", care=Care.CODE if values else Care.CLOSED, why="", empty=0, blank=0, distinct=1,
        distinct_exact=True, shortest=1, longest=longest, mean_length=None, characters=(), signatures=(), patterns=(),
        values=tuple(ValueCount(text=t, pattern="9{1}", count=c) for t, c in values),
    )  # fmt: skip
    return FileProfile(
        file="source/t.csv", table="T", encoding="utf-8", records=9, ragged=(), ragged_count=0, columns=(one,)
    )


def test_codes_without_a_counterpart_are_weighted_by_rows(small: Spec) -> None:
    """MIG-MAP-073: the values of the data that the map lacks, most frequent first; blanks do not count."""
    text = mapping("        性別: code(trim(SEX), 's')\n", '{s: {"1": "1"}}')
    values = (("1", "500"), ("2", "<10"), ("3", "120"), (" ", "7"), (None, ">=10"))

    assert told("MIG-MAP-073", found(text, small, profile("SEX", values))) == [
        {
            "name": "s",
            "source": "T",
            "column": "SEX",
            "values": "3（120 行）、9{1}（>=10 行）、2（<10 行）",
            "count": 3,
            "rows": 131,
        }
    ]
    assert told("MIG-MAP-073", found(text, small)) == []


@pytest.mark.parametrize(("count", "rows"), [("120", 120), ("<10", 1), (">=10", 10), ("120＋<10", 121)])
def test_a_count_is_at_least(count: str, rows: int) -> None:
    """Rare counts are hidden; the sum says what is sure."""
    assert at_least(count) == rows


def test_the_longest_value_of_the_data_decides_about_a_length(small: Spec) -> None:
    """Declared too long is a warning; measured it is nothing to fear, or a warning with the real length."""
    text = mapping("        方書: KATA\n")

    assert [f.code for f in found(text, small) if f.params.get("want") == 10] == ["MIG-MAP-022"]
    fits = found(text, small, profile("KATA", longest=8))
    assert [(f.code, f.params["longest"]) for f in fits if f.params.get("want") == 10] == [("MIG-MAP-075", 8)]
    over = found(text, small, profile("KATA", longest=12))
    assert [(f.code, f.params["longest"]) for f in over if f.params.get("want") == 10] == [("MIG-MAP-076", 12)]


def test_types_that_lose_something_are_said(small: Spec) -> None:
    """MIG-MAP-074: a time of day in a date, decimals in a whole number, a number in full-width text."""
    text = mapping("        異動年月日: wareki_date(KOSHIN)\n        人数: trim(NINZU)\n        方書: NINZU\n")

    assert [(one["item"], one["why"]) for one in told("MIG-MAP-074", found(text, small))] == [
        ("異動年月日", "時刻の部分は入りません"),
        ("人数", "小数点以下 2 桁は入りません"),
        ("方書", "型の種類が合いません"),
    ]


FIXTURE = Path(__file__).parents[2] / "cases" / "convert-run" / "joins" / "in"
SESSION = Session(who="test", as_of=date(2026, 11, 26))


def test_only_fresh_profiles_are_asked(tmp_path: Path) -> None:
    """map check uses the saved profiles of the data that the scan saw, and forgets them when the data changes."""
    import shutil

    shutil.copytree(FIXTURE, tmp_path / "machi")
    town = Workspace(tmp_path / "machi")
    codes = town.path("mapping/codes/seibetsu.csv")
    codes.write_text(codes.read_text(encoding="utf-8").replace("2,2,女\n", ""), encoding="utf-8")
    source.scan(town, SESSION)

    def gaps() -> list[str | int]:
        return [f.params["values"] for f in flow.check(town, SESSION).findings if f.code == "MIG-MAP-073"]

    before = gaps()
    source_profile.profile(town, SESSION)
    measured = gaps()
    data = town.path("source/atena_r06.csv")
    data.write_bytes(data.read_bytes().replace(b"op2", b"op3"))
    town.path("source/atena_r05.csv").write_bytes(
        town.path("source/atena_r05.csv").read_bytes().replace(b"op1", b"op4")
    )
    source.scan(town, SESSION)

    assert (before, measured, gaps()) == ([], ["2（<10＋<10 行）"], [])
    assert convert.run(town, SESSION).data is not None
