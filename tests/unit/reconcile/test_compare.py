"""Every planted difference is found in its class, none is invented, and the counts equal a naive comparison."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.engine import parquet
from migrate.engine.duckdb import Engine, Limits, opened
from migrate.model.delivery import DeliveryForm
from migrate.model.finding import Finding
from migrate.model.reconcile import DifferenceKind as Kind
from migrate.model.reconcile import TableComparison
from migrate.model.value import value
from migrate.reconcile import fates
from migrate.reconcile.compare import Expected, compare, listed
from migrate.reconcile.delivered import open_parquet
from migrate.reconcile.delivered_csv import CsvFiles, stage_csv
from migrate.reconcile.differences import CODES, SCHEMA


@value
class Compared:
    """One delivered file: the counts, and what is said of its differences."""

    comparison: TableComparison
    findings: tuple[Finding, ...]


Row = tuple[str | None, ...]
COLUMNS = ("宛名番号", "氏名", "方書 \"'")
CLEAN: tuple[Row, ...] = (
    ("000000000000001", "山田　太郎", None),
    ("000000000000002", "ﾔﾏﾀﾞ ﾊﾅｺ", "七瀬荘 1"),
    ("000000000000003", "佐藤\r\n次郎", 'い"ろ,は'),
    ("000000000000004", "髙﨑", "\U000ff080"),
)
BLANKS = " \u3000\u00a0\t\r\n"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with opened(tmp_path_factory.mktemp("engine"), Limits(memory="512MB")) as ready:
        yield ready


def digest(parts: tuple[str, ...]) -> str:
    return "/".join(parts)


def write_parquet(path: Path, columns: tuple[str, ...], rows: Sequence[Row]) -> Path:
    arrays = [pa.array([row[n] for row in rows], pa.string()) for n in range(len(columns))]
    pq.write_table(pa.table(arrays, names=list(columns)), path)
    return path


def write_csv(path: Path, columns: tuple[str, ...], rows: Sequence[Row]) -> Path:
    def line(fields: Sequence[str | None]) -> str:
        return ",".join('"' + (field or "").replace('"', '""') + '"' for field in fields) + "\r\n"

    path.write_bytes("".join(line(fields) for fields in (columns, *rows)).encode())
    return path


def write_lineage(path: Path, count: int) -> Path:
    """Row n of the target comes from row 10·n of the source, and a merged row 10·n − 1 hangs on it."""
    both = [
        (n, "T", "z.csv", row, fate)
        for n in range(1, count + 1)
        for row, fate in ((10 * n - 1, "統合"), (10 * n, "書込"))
    ]
    names = ("target_row", "source_table", "source_file", "source_row", "fate")
    types = (pa.int64(), pa.string(), pa.string(), pa.int64(), pa.string())
    arrays = [pa.array([row[n] for row in both], kind) for n, kind in enumerate(types)]
    pq.write_table(pa.table(arrays, names=list(names)), path)
    return path


def run(
    engine: Engine, folder: Path, sides: tuple[Sequence[Row], Sequence[Row]], form: str, keyed: bool = True
) -> Compared:
    columns = tuple(COLUMNS[: len((*sides[0], *sides[1], COLUMNS)[0])])
    expected = Expected(
        business="031",
        table="表",
        columns=columns,
        key=columns[:1] if keyed else (),
        rows=write_parquet(folder / "expected.parquet", columns, sides[0]),
        lineage=write_lineage(folder / "lineage.parquet", len(sides[0])),
    )
    if form == "parquet":
        delivered = open_parquet(write_parquet(folder / "d.parquet", columns, sides[1]), "out/d.parquet", columns)
    else:
        path = write_csv(folder / "d.csv", columns, sides[1])
        files = CsvFiles(files=((path, "out/d.csv"),), form=DeliveryForm(), columns=columns, header=columns)
        delivered = stage_csv(files, folder)
    comparison = compare(engine, expected, delivered)
    found, kept = folder / "found.parquet", folder / "differences.parquet"
    parquet.write(found, SCHEMA, listed(engine, expected, delivered, digest))
    fates.settle(engine, found, (), date(2026, 11, 24))
    parquet.write(kept, SCHEMA, fates.marked(engine))
    return Compared(comparison=comparison, findings=fates.findings(engine, kept, "031", "kept"))


def counts(compared: Compared) -> dict[Kind, int]:
    return {kind: number for kind, number in compared.comparison.differences.items() if number}


def changed(row: int, item: int, text: str | None) -> tuple[Row, ...]:
    return tuple(
        tuple(text if (r, i) == (row, item) else old for i, old in enumerate(fields)) for r, fields in enumerate(CLEAN)
    )


FORMS = pytest.mark.parametrize("form", ["parquet", "csv"])


@FORMS
def test_the_clean_pair_has_no_difference(engine: Engine, tmp_path: Path, form: str) -> None:
    """Line breaks, quotes, commas and undecodable bytes inside values make no difference."""
    found = run(engine, tmp_path, (CLEAN, CLEAN), form)
    seen = (found.comparison.expected, found.comparison.delivered, found.comparison.equal)
    assert (seen, counts(found), found.findings) == ((4, 4, 4), {}, ())


@FORMS
def test_the_order_of_rows_is_not_compared(engine: Engine, tmp_path: Path, form: str) -> None:
    """The same rows in another order are the same rows."""
    assert counts(run(engine, tmp_path, (CLEAN, CLEAN[::-1]), form)) == {}


@FORMS
def test_a_missing_row_names_its_source(engine: Engine, tmp_path: Path, form: str) -> None:
    """欠落: source file and row through the lineage of what was written, key digest, no value."""
    found = run(engine, tmp_path, (CLEAN, (*CLEAN[:1], *CLEAN[2:])), form)
    place = found.findings[0].place
    assert counts(found) == {Kind.MISSING: 1}
    assert (found.findings[0].code, place.file, place.row, place.key) == ("MIG-REC-001", "z.csv", 20, "000000000000002")
    assert dict(found.findings[0].params) == {"delivered": f"d.{form}"}


@FORMS
def test_an_extra_row_names_the_delivered_row(engine: Engine, tmp_path: Path, form: str) -> None:
    """余分: delivered file and row number."""
    extra = ("000000000000009", "x", None)
    found = run(engine, tmp_path, (CLEAN, (*CLEAN[:2], extra, *CLEAN[2:])), form)
    place = found.findings[0].place
    assert counts(found) == {Kind.EXTRA: 1}
    assert (found.findings[0].code, place.file, place.row, place.key) == ("MIG-REC-002", f"out/d.{form}", 3, extra[0])


@FORMS
@pytest.mark.parametrize(
    ("spot", "text", "kind"),
    [
        ((0, 1), "山田　次郎", Kind.CHANGED),
        ((0, 1), None, Kind.CHANGED),
        ((0, 2), "七", Kind.CHANGED),
        ((3, 1), "高崎", Kind.CHANGED),
        ((0, 1), "山田　太郎 ", Kind.BLANKS),
        ((0, 1), "山田太郎", Kind.BLANKS),
        ((0, 2), " ", Kind.BLANKS),
        ((2, 1), "佐藤次郎", Kind.BLANKS),
        ((0, 1), "山田 太郎", Kind.WIDTH),
        ((1, 1), "ヤマダ ハナコ", Kind.WIDTH),
        ((1, 2), "七瀬荘　１", Kind.WIDTH),
        ((1, 2), "七瀬荘１", Kind.CHANGED),
    ],
)
def test_a_changed_value_is_found_in_its_class(
    engine: Engine, tmp_path: Path, form: str, spot: tuple[int, int], text: str | None, kind: Kind
) -> None:
    """値の相違, 空白のみ, 全角半角のみ; blank and width together are 値の相違."""
    row, item = spot
    found = run(engine, tmp_path, (CLEAN, changed(row, item, text)), form)
    place = found.findings[0].place
    assert counts(found) == {kind: 1}
    assert (place.item, place.row, found.findings[0].params["delivered_row"]) == (
        COLUMNS[item],
        10 * (row + 1),
        row + 1,
    )


def test_empty_text_and_no_value_differ_where_the_file_can_tell(engine: Engine, tmp_path: Path) -> None:
    """空欄の表し方: '' for NULL is a difference in Parquet; a CSV cannot tell them apart."""
    both = (CLEAN, changed(0, 2, ""))
    found = {form: counts(run(engine, tmp_path, both, form)) for form in ("parquet", "csv")}
    assert found == {"parquet": {Kind.EMPTINESS: 1}, "csv": {}}


@FORMS
def test_swapped_neighbours_are_found_in_both_rows(engine: Engine, tmp_path: Path, form: str) -> None:
    """行ずれ: values of two rows change places while the keys stay."""
    shifted = (CLEAN[0], (CLEAN[1][0], *CLEAN[2][1:]), (CLEAN[2][0], *CLEAN[1][1:]), CLEAN[3])
    found = run(engine, tmp_path, (CLEAN, shifted), form)
    assert (counts(found), [f.place.row for f in found.findings]) == ({Kind.CHANGED: 4}, [20, 20, 30, 30])


@FORMS
def test_duplicates_of_a_key_do_not_multiply(engine: Engine, tmp_path: Path, form: str) -> None:
    """Of three rows with one key one is gone: one missing row, and it is the right one."""
    rows: tuple[Row, ...] = (("1", "a", None), ("1", "b", None), ("1", "c", None))
    found = run(engine, tmp_path, (rows, (rows[2], rows[0])), form)
    assert (counts(found), found.findings[0].place.row) == ({Kind.MISSING: 1}, 20)


@FORMS
def test_a_row_delivered_twice_is_one_extra_row(engine: Engine, tmp_path: Path, form: str) -> None:
    """The second copy is the extra one."""
    found = run(engine, tmp_path, (CLEAN, (*CLEAN, CLEAN[1])), form)
    assert (counts(found), found.findings[0].place.row) == ({Kind.EXTRA: 1}, 5)


@FORMS
def test_without_a_key_rows_are_a_multiset(engine: Engine, tmp_path: Path, form: str) -> None:
    """A changed row of a table without key is one missing and one extra row, without a key digest."""
    found = run(engine, tmp_path, (CLEAN, changed(0, 1, "x")), form, keyed=False)
    assert (counts(found), {f.place.key for f in found.findings}) == ({Kind.MISSING: 1, Kind.EXTRA: 1}, {None})


@FORMS
def test_an_empty_side_is_compared_too(engine: Engine, tmp_path: Path, form: str) -> None:
    """All rows missing, or all rows extra."""
    gone, more = (counts(run(engine, tmp_path, sides, form)) for sides in ((CLEAN, ()), ((), CLEAN)))
    assert (gone, more) == ({Kind.MISSING: 4}, {Kind.EXTRA: 4})


def test_findings_hold_no_value(engine: Engine, tmp_path: Path) -> None:
    """Neither the expected nor the delivered text is in a finding."""
    found = run(engine, tmp_path, (CLEAN, changed(0, 1, "秘密の値")), "csv")
    said = " ".join(str(f) for f in found.findings)
    assert ("秘密の値" in said, "山田" in said) == (False, False)


def test_a_flood_of_differences_is_named_in_part_and_kept_whole(engine: Engine, tmp_path: Path) -> None:
    """Of 50,000 missing rows 20 are findings, one more finding says how many are not, and the file holds every one."""
    rows = [(f"{n:015}", "x", None) for n in range(50_000)]
    found = run(engine, tmp_path, (rows, ()), "parquet")
    kept = pq.read_table(tmp_path / "differences.parquet")
    assert (counts(found), [f.code for f in found.findings]) == (
        {Kind.MISSING: 50_000},
        ["MIG-REC-001"] * 20 + ["MIG-REC-009"],
    )
    assert (found.findings[20].params["listed"], found.findings[20].params["rest"]) == (20, 49_980)
    assert kept["key"].to_pylist() == [row[0] for row in rows]
    assert set(kept["fate"].to_pylist()) == {"未解消"}


# A naive comparison, written without SQL and without the product's tables of characters.


def on_one_width(text: str) -> str:
    out = ""
    for character in text:
        wide = "\uff01" <= character <= "\uff9f" or character == "\u3000"
        out += unicodedata.normalize("NFKC", character) if wide else character
    return unicodedata.normalize("NFC", out)


def naive_kind(expected: str | None, delivered: str | None) -> Kind:
    e, d = expected or "", delivered or ""
    if e == d:
        return Kind.EMPTINESS
    if expected is not None and delivered is not None and on_one_width(e) == on_one_width(d):
        return Kind.WIDTH
    if expected is not None and delivered is not None and e.lower() == d.lower():
        return Kind.CASE
    plain = [text.translate({ord(blank): None for blank in BLANKS}) for text in (e, d)]
    return Kind.BLANKS if plain[0] == plain[1] else Kind.CHANGED


def naive(expected: list[Row], delivered: list[Row], keyed: bool) -> Counter[Kind]:
    left, right = list(expected), list(delivered)
    for row in expected:  # equal rows go first; of several copies the first ones are paired
        if row in right:
            right.remove(row)
            left.remove(row)
    found: Counter[Kind] = Counter()
    if not keyed:
        return Counter({Kind.MISSING: len(left), Kind.EXTRA: len(right)})
    for row in left:
        same = next((other for other in right if other[0] == row[0]), None)
        if same is None:
            found[Kind.MISSING] += 1
            continue
        right.remove(same)
        found.update(naive_kind(e, d) for e, d in zip(row[1:], same[1:], strict=True) if e != d)
    found[Kind.EXTRA] += len(right)
    return found


texts = st.one_of(
    st.none(),
    st.sampled_from(
        [
            *("", " ", "a", "ａ", "A", "Ａ", "a ", "A ", "a　", "ｶﾞ", "ガ", "ｶ", "ﾞ"),
            *("NULL", "a,b", "(a, b)", "'a'", "\\", "\x1f"),
        ]
    ),
)
tables = st.lists(st.tuples(st.sampled_from(["1", "2", "3 ", None]), texts, texts), max_size=6)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(expected=tables, delivered=tables, keyed=st.booleans(), form=st.sampled_from(["parquet", "csv"]))
def test_equals_a_naive_comparison(
    engine: Engine, tmp_path: Path, expected: list[Row], delivered: list[Row], keyed: bool, form: str
) -> None:
    """Small random tables with NULL, '', blanks, widths and duplicate keys: the same counts per class."""
    if form == "csv":  # a CSV knows no empty text
        expected, delivered = ([tuple(text or None for text in row) for row in rows] for rows in (expected, delivered))
    found = run(engine, tmp_path, (expected, delivered), form, keyed)
    wanted = {kind: number for kind, number in naive(expected, delivered, keyed).items() if number}
    assert counts(found) == wanted
    assert Counter(CODES[kind] for kind in wanted for _ in range(wanted[kind])) == Counter(
        finding.code for finding in found.findings
    )


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(*[st.one_of(st.none(), st.text(alphabet="(),'\"\\NUL =\x1e\x1f\x00a", max_size=6))] * 3), max_size=8
    )
)
def test_different_rows_never_count_as_equal(engine: Engine, tmp_path: Path, rows: list[Row]) -> None:
    """The text whose digest pairs equal rows is different for different rows, whatever characters they hold."""
    found = run(engine, tmp_path, (rows, []), "parquet", keyed=False)
    engine.run("CREATE OR REPLACE TEMP TABLE seen AS SELECT DISTINCT h FROM digests")
    assert (engine.rows("SELECT count(*) FROM seen"), found.comparison.equal) == ([(len(set(rows)),)], 0)
