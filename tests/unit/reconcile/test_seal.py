"""Seals: digests are those of Python's hmac, comparisons equal a naive one, damaged and hostile files are refused."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.engine.duckdb import Engine, Limits, opened
from migrate.errors import UnreadableError
from migrate.model.seal import ALGORITHM, Normalisation, SealDifference, SealedRow, SealHeader, Side, TableDifferences
from migrate.reconcile import seal_compare, seal_differences, seal_digest, seal_file, seal_key, seal_narrow, seal_open
from migrate.reconcile.seal_digest import Rows
from migrate.reconcile.seal_file import Sealed
from migrate.reconcile.seal_key import SealKey

from ...leaks import find

Row = tuple[str | None, ...]
ITEMS = ("宛名番号", "氏名", "方書'")
KEY = SealKey(secret=bytes(range(32)))
CLEAN: tuple[Row, ...] = (
    ("000000000000001", "麻績川　太郎", None),
    ("000000000000002", "ｵﾐｶﾞﾜ ﾊﾅｺ", "七瀬荘 1"),
    ("000000000000003", "佐藤\r\n次郎", 'い"ろ,は'),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with opened(tmp_path_factory.mktemp("engine"), Limits(memory="512MB")) as ready:
        yield ready


def rows_of(path: Path, rows: Sequence[Row], keyed: bool = True) -> Rows:
    arrays = [pa.array([row[n] for row in rows], pa.string()) for n in range(len(ITEMS))]
    pq.write_table(pa.table(arrays, names=list(ITEMS)), path)
    return Rows(table="表", items=ITEMS, key=ITEMS[:1] if keyed else (), parquet=path, tells_empty=True)


def sealed(engine: Engine, path: Path, given: Rows, fineness: int | None = None, key: SealKey = KEY) -> Sealed:
    """A full seal of one table."""
    body = path.with_suffix(".body")
    body.write_bytes(b"")
    parts = seal_digest.groups(given.items, given.key, each=True)
    seal_digest.append(engine, given, key, parts, body)
    count = engine.number("SELECT count(*) FROM sealed")
    table = seal_file.SealedTable(
        table=given.table,
        shape=seal_file.shape(given.items, given.key),
        rows=count,
        empty_texts=seal_digest.empty_texts(engine, given),
        buckets=seal_digest.buckets(
            engine, seal_digest.bits(count, given.chosen) if fineness is None else fineness, given.chosen
        ),
        items=given.items,
        key=given.key,
        groups=parts,
        chosen=given.chosen,
    )
    header = SealHeader(
        spec="031@1",
        business="031",
        side=Side.OLD,
        fingerprint=key.fingerprint,
        algorithm=ALGORITHM,
        normalisation=Normalisation.NONE,
        form="full",
        tables=(table,),
    )
    seal_file.write(path, header, body)
    return seal_file.load(path)


def compared(base: Sealed, other: Sealed) -> tuple[TableDifferences, list[SealedRow]]:
    found: list[SealedRow] = []
    (table,) = seal_compare.compare(base, other, found.append)
    return table, found


def naive(base: Sequence[Row], other: Sequence[Row], keyed: bool) -> tuple[int, int, int]:
    """Missing, extra, changed: multisets of rows by key, in plain Python."""
    left, right = Counter(base) - Counter(other), Counter(other) - Counter(base)
    if not keyed:
        return left.total(), right.total(), 0
    counts = [Counter(row[0] for row in side.elements()) for side in (left, right)]
    changed = (counts[0] & counts[1]).total()
    return left.total() - changed, right.total() - changed, changed


def counts(table: TableDifferences) -> tuple[int, int, int]:
    return table.missing, table.extra, table.changed


def test_the_digests_are_those_of_python(engine: Engine, tmp_path: Path) -> None:
    """Key, row and group of every record are HMAC-SHA256 of the documented message, truncated."""
    one = sealed(engine, tmp_path / "a.seal", rows_of(tmp_path / "a.parquet", CLEAN))
    body = one.path.read_bytes()[one.body :]

    def mac(*given: object) -> bytes:
        return hmac.new(KEY.secret, seal_digest.message(*given), hashlib.sha256).digest()  # type: ignore[arg-type]

    wanted = sorted(
        mac("key", "表", row[:1])[:16]
        + mac("row", "表", row)[:16]
        + b"".join(mac("group", "表", (row[0], row[n]), (ITEMS[n],))[:8] for n in (1, 2))
        for row in CLEAN
    )
    assert body == b"".join(wanted)


def test_equal_values_of_two_rows_cannot_be_seen(engine: Engine, tmp_path: Path) -> None:
    """No digest occurs twice, though all rows but for the key are alike."""
    rows = [(str(n), "同じ", None) for n in range(50)]
    one = sealed(engine, tmp_path / "a.seal", rows_of(tmp_path / "a.parquet", rows))
    body = one.path.read_bytes()[one.body :]
    pieces = [body[at : at + 8] for at in range(0, len(body), 8)]
    assert (len(pieces), len(set(pieces))) == (300, 300)


def test_the_same_rows_in_another_order_give_the_same_bytes(engine: Engine, tmp_path: Path) -> None:
    """The order of the rows is not in a seal."""
    one = sealed(engine, tmp_path / "a.seal", rows_of(tmp_path / "a.parquet", CLEAN))
    two = sealed(engine, tmp_path / "b.seal", rows_of(tmp_path / "b.parquet", CLEAN[::-1]))
    assert one.path.read_bytes() == two.path.read_bytes()


@pytest.mark.parametrize(
    ("other", "wanted"),
    [
        (CLEAN[1:], (1, 0, 0)),
        ((*CLEAN, ("9", "x", None)), (0, 1, 0)),
        ((*CLEAN, CLEAN[0]), (0, 1, 0)),
        (((CLEAN[0][0], "麻績川　太郎 ", None), *CLEAN[1:]), (0, 0, 1)),
        (((CLEAN[0][0], "麻績川 太郎", None), *CLEAN[1:]), (0, 0, 1)),
        (((CLEAN[0][0], CLEAN[0][1], ""), *CLEAN[1:]), (0, 0, 1)),
        (((CLEAN[0][0] + " ", *CLEAN[0][1:]), *CLEAN[1:]), (1, 1, 0)),
    ],
    ids=["missing", "extra", "twice", "trailing blank", "width", "null and empty", "blank in the key"],
)
def test_a_planted_difference_is_found(
    engine: Engine, tmp_path: Path, other: Sequence[Row], wanted: tuple[int, int, int]
) -> None:
    """Each in its kind, and only it."""
    one = sealed(engine, tmp_path / "a.seal", rows_of(tmp_path / "a.parquet", CLEAN))
    two = sealed(engine, tmp_path / "b.seal", rows_of(tmp_path / "b.parquet", other))
    table, found = compared(one, two)
    assert (counts(table), len(found)) == (wanted, sum(wanted))


def test_the_item_that_differs_is_named(engine: Engine, tmp_path: Path) -> None:
    """With one digest per item a changed row says which."""
    other = (CLEAN[0], (CLEAN[1][0], CLEAN[1][1], "七瀬荘 2"), CLEAN[2])
    one = sealed(engine, tmp_path / "a.seal", rows_of(tmp_path / "a.parquet", CLEAN))
    two = sealed(engine, tmp_path / "b.seal", rows_of(tmp_path / "b.parquet", other))
    table, found = compared(one, two)
    assert (table.groups, found[0].groups) == (((("氏名",), 0), (("方書'",), 1)), (1,))


texts = st.sampled_from([None, "", " ", "a", "a ", "ａ", "-", "1:a", "a\x00b", "\U000ff080"])
tables = st.lists(st.tuples(st.sampled_from(["1", "2", "1 ", "", None]), texts, texts), max_size=7)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(base=tables, other=tables, keyed=st.booleans(), fineness=st.tuples(st.integers(0, 3), st.integers(0, 3)))
def test_equals_a_naive_comparison(
    engine: Engine, tmp_path: Path, base: list[Row], other: list[Row], keyed: bool, fineness: tuple[int, int]
) -> None:
    """Duplicates, NULL, empty texts, with and without key, any fineness; a summary sees whether anything differs."""
    one = sealed(engine, tmp_path / "a.seal", rows_of(tmp_path / "a.parquet", base, keyed), fineness[0])
    two = sealed(engine, tmp_path / "b.seal", rows_of(tmp_path / "b.parquet", other, keyed), fineness[1])
    table, found = compared(one, two)
    missing, extra, changed = naive(base, other, keyed)
    kinds = Counter(row.kind for row in found)
    seen = tuple(kinds[kind] for kind in (SealDifference.MISSING, SealDifference.EXTRA, SealDifference.CHANGED))
    assert (counts(table), seen) == ((missing, extra, changed), (missing, extra, changed))
    assert table.equal == len(base) - missing - changed

    short = tmp_path / "s.seal"
    seal_file.write(short, seal_file.summary(one.header), None)
    (buckets,) = seal_compare.compare(seal_file.load(short), two, found.append)
    assert buckets.clean == (not (missing or extra or changed))


def test_many_buckets_equal_a_naive_comparison(engine: Engine, tmp_path: Path) -> None:
    """Sides of different size have buckets of different fineness; only those that differ are said to."""
    base: list[Row] = [(f"{n:05}", f"値{n % 7}", None) for n in range(5000)]
    other: list[Row] = [*base[:40], ("00040", "値", None), *base[41:], *((f"x{n}", None, None) for n in range(4000))]
    one = sealed(engine, tmp_path / "a.seal", rows_of(tmp_path / "a.parquet", base))
    two = sealed(engine, tmp_path / "b.seal", rows_of(tmp_path / "b.parquet", other))
    table, _ = compared(one, two)
    assert (len(one.header.tables[0].buckets), len(two.header.tables[0].buckets), table.buckets) == (32, 64, 32)
    assert counts(table) == naive(base, other, True) == (0, 4000, 1)

    again = sealed(engine, tmp_path / "c.seal", rows_of(tmp_path / "c.parquet", [*base[:40], other[40], *base[41:]]))
    assert compared(one, again)[0].buckets_differing == 1


ROUNDS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=3)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(base=tables, other=tables, keyed=st.booleans(), rounds=ROUNDS)
def test_drilling_down_finds_the_same_rows(
    engine: Engine, tmp_path: Path, base: list[Row], other: list[Row], keyed: bool, rounds: list[tuple[int, int]]
) -> None:
    """Summaries, finer summaries of the buckets that differ, at last these rows: as if all rows had been sealed."""
    sides = [rows_of(tmp_path / f"{n}.parquet", rows, keyed) for n, rows in enumerate((base, other))]
    whole = [sealed(engine, tmp_path / f"{n}.seal", one) for n, one in enumerate(sides)]
    for finenesses in ((1, 1), *rounds):
        pair = [sealed(engine, tmp_path / f"r{n}.seal", one, finenesses[n]) for n, one in enumerate(sides)]
        for one in pair:
            seal_file.write(one.path, seal_file.summary(one.header), None)
        narrowed = seal_compare.narrowed(*(seal_file.load(one.path) for one in pair))
        if not narrowed:
            assert Counter(base) == Counter(other)
            return
        sides = [replace(one, chosen=narrowed[0].chosen) for one in sides]
    least = [sealed(engine, tmp_path / f"l{n}.seal", one) for n, one in enumerate(sides)]
    (table, rows), (narrow, found) = compared(*whole), compared(*least)
    assert (counts(table), rows) == (counts(narrow), found)
    assert narrow.base <= table.base


def test_only_what_was_chosen_is_sealed(engine: Engine, tmp_path: Path) -> None:
    """One row of 5,000 differs: the second round seals the rows of one bucket, 1/32 of them, and finds it."""
    base: list[Row] = [(f"{n:05}", f"値{n % 7}", None) for n in range(5000)]
    other: list[Row] = [*base[:40], ("00040", "値", None), *base[41:]]
    sides = [rows_of(tmp_path / f"{n}.parquet", rows) for n, rows in enumerate((base, other))]
    (first,) = seal_compare.narrowed(*(sealed(engine, tmp_path / f"{n}.seal", one) for n, one in enumerate(sides)))
    again = [sealed(engine, tmp_path / f"{n}.seal", replace(one, chosen=first.chosen)) for n, one in enumerate(sides)]
    table, rows = compared(*again)
    assert (first.chosen.bits, len(first.chosen.numbers), counts(table)) == (5, 1, (0, 0, 1))
    assert 100 < table.base < 250 and [row.kind for row in rows] == [SealDifference.CHANGED]
    whole = sealed(engine, tmp_path / "w.seal", sides[0])
    assert seal_compare.unlike(whole.header, again[1].header) == ["表「表」の絞り込み（--only）"]


@pytest.mark.parametrize(
    "chosen",
    [
        {"bits": 33, "numbers": [0]},
        {"bits": 2, "numbers": [4]},
        {"bits": 2, "numbers": [1, 1]},
        {"bits": 2, "numbers": [2, 1]},
        {"bits": 2, "numbers": []},
        {"bits": -1, "numbers": [0]},
        {"bits": 2, "numbers": [-1]},
    ],
)
def test_a_hostile_narrowing_is_refused(tmp_path: Path, chosen: dict[str, object]) -> None:
    """Bucket numbers that cannot be: nothing is asked of the database."""
    path = tmp_path / "n.json"
    said = {"narrowing": 1, "spec": "031@1", "business": "031", "fingerprint": KEY.fingerprint}
    path.write_text(json.dumps({**said, "tables": [{"table": "表", "chosen": chosen}]}), encoding="utf-8")
    with pytest.raises(UnreadableError, match="MIG-REC-073"):
        seal_narrow.load(path)


def test_another_key_is_refused_in_words(engine: Engine, tmp_path: Path) -> None:
    """The fingerprint, the table, the items: whatever differs is named."""
    rows = rows_of(tmp_path / "a.parquet", CLEAN)
    one = sealed(engine, tmp_path / "a.seal", rows).header
    other = sealed(engine, tmp_path / "b.seal", rows, key=SealKey(secret=b"x" * 32)).header
    keyless = sealed(engine, tmp_path / "c.seal", rows_of(tmp_path / "c.parquet", CLEAN, keyed=False)).header
    said = [seal_compare.unlike(one, two)[0][:6] for two in (other, keyless, replace(one, spec="031@2"))]
    assert (seal_compare.unlike(one, one), said) == ([], ["鍵の指紋（5", "表「表」の項", "標準仕様の版"])


def test_empty_texts_against_a_side_that_cannot_tell_are_refused(engine: Engine, tmp_path: Path) -> None:
    """Where no text is empty the two ways of counting agree; where one is they do not, and that is said."""
    plain = sealed(engine, tmp_path / "a.seal", rows_of(tmp_path / "a.parquet", CLEAN)).header
    some = sealed(engine, tmp_path / "b.seal", rows_of(tmp_path / "b.parquet", (*CLEAN, ("4", "", "")))).header
    csv = replace(plain, normalisation=Normalisation.EMPTY_AS_NULL)
    assert (seal_compare.unlike(plain, csv), seal_compare.unlike(some, csv)[0][:7]) == ([], "空の文字の扱い")


def refused(path: Path) -> str:
    with pytest.raises(UnreadableError) as caught:
        seal_file.load(path)
    return caught.value.code + " " + str(caught.value.params["reason"])[:8]


def forged(path: Path, header: bytes, body: bytes = b"") -> Path:
    """A seal whose first line fits whatever it holds."""
    inner = hashlib.sha256(header + body).hexdigest()
    path.write_bytes(f"migrate-seal 1 {inner} {len(header)}\n".encode() + header + body)
    return path


def test_a_damaged_seal_is_refused(engine: Engine, tmp_path: Path) -> None:
    """Each byte counts: the first line, the header, the records, the end."""
    path = sealed(engine, tmp_path / "a.seal", rows_of(tmp_path / "a.parquet", CLEAN)).path
    whole = path.read_bytes()
    for at in (3, 20, 120, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert refused(path).startswith("MIG-REC-021")
    for spoilt in (b"", whole[:50], whole[:-1], whole + b"x", b"PK\x03\x04" + whole):
        path.write_bytes(spoilt)
        assert refused(path).startswith("MIG-REC-021")


def test_a_hostile_seal_is_refused_before_its_counts_are_believed(engine: Engine, tmp_path: Path) -> None:
    """Huge counts, a huge header, buckets that do not add up, deep nesting: no memory is taken for them."""
    path = sealed(engine, tmp_path / "a.seal", rows_of(tmp_path / "a.parquet", CLEAN)).path
    first, _, rest = path.read_bytes().partition(b"\n")
    header, body = rest[: int(first.split()[3])], rest[int(first.split()[3]) :]
    many = header.replace(b'"rows":3', b'"rows":9000000000000').replace(b"[[3,", b"[[9000000000000,")
    assert refused(forged(path, many, body)) == "MIG-REC-021 行のダイジェスト"
    assert refused(forged(path, header.replace(b"[[3,", b"[[4,"), body)) == "MIG-REC-021 見出しの件数が、"
    assert refused(forged(path, header.replace(b"[[3,", b'[[-1,"0000000000000000"],[4,'), body))[:11] == "MIG-REC-021"
    start, end = header.index(b'{"table":'), header.rindex(b"]")
    table = header[start:end]
    crowd = b",".join(table.replace("表".encode(), b"%d" % n, 1) for n in range(1001))
    assert refused(forged(path, header[:start] + crowd + header[end:], body * 1001)) == "MIG-REC-021 見出しの件数が、"
    assert refused(forged(path, b"[" * 100_000)) == "MIG-REC-021 見出しを読めませ"
    assert refused(forged(path, b"{}")) == "MIG-REC-021 見出しを読めませ"
    path.write_bytes(b"migrate-seal 1 " + b"0" * 64 + b" 99999999\n")
    assert refused(path) == "MIG-REC-021 見出しが大きすぎ"


def test_a_seal_and_its_differences_hold_no_value(engine: Engine, tmp_path: Path) -> None:
    """Neither values nor their plain digests, in a seal, a summary or a differences file."""
    for word, other in (("a", CLEAN), ("b", ())):
        sealed(engine, tmp_path / f"{word}.seal", rows_of(tmp_path / f"{word}.parquet", other))
    one, two = (seal_file.load(tmp_path / f"{word}.seal") for word in "ab")
    left = tmp_path / "left"
    left.mkdir()
    for file in (one.path, two.path):
        file.replace(left / file.name)
    seal_file.write(left / "s.seal", seal_file.summary(one.header), None)
    _, found = compared(seal_file.load(left / "a.seal"), seal_file.load(left / "b.seal"))
    (left / "d.jsonl").write_bytes(b"".join(map(seal_differences.line, found)))
    words = ["麻績川　太郎", "オミガワ ハナコ", "七瀬荘", "000000000000001"]
    assert (len(found), find(left, words)) == (3, [])
    assert {leak.word for leak in find(tmp_path, words)} == set(words), "the search sees them in the rows themselves"


def test_a_key_survives_paper(tmp_path: Path) -> None:
    """Any line breaks, blanks and capitals; one wrong character or a missing one is refused."""
    key = seal_key.new()
    path = tmp_path / "k.txt"
    path.write_bytes(seal_key.written(key))
    assert seal_key.load(path) == key
    lines = seal_key.written(key).decode().splitlines()
    path.write_text("\r\n".join(line.upper().replace(" ", "") for line in lines[2:]))
    assert seal_key.load(path) == key
    digits = "".join(lines[2:]).replace(" ", "")
    wrong = ("0" if digits[5] != "0" else "1").join((digits[:5], digits[6:]))
    for spoilt, reason in ((wrong, "検査の桁"), (digits[:-1], "0〜9 "), ("", "0〜9 ")):
        path.write_text(spoilt)
        with pytest.raises(UnreadableError) as caught:
            seal_key.load(path)
        assert (caught.value.code, str(caught.value.params["reason"])[:4]) == ("MIG-REC-020", reason)
    assert digits not in repr(key)


@pytest.mark.parametrize("keyed", [True, False])
def test_of_equal_rows_those_too_many_are_opened(engine: Engine, tmp_path: Path, keyed: bool) -> None:
    """Three copies against one: the last two are named, by row number, and the row that is gone is not here."""
    base = rows_of(tmp_path / "a.parquet", CLEAN, keyed)
    other = rows_of(tmp_path / "b.parquet", (CLEAN[0], CLEAN[1], CLEAN[0], CLEAN[0]), keyed)
    _, found = compared(sealed(engine, tmp_path / "a.seal", base), sealed(engine, tmp_path / "b.seal", other))
    opened_rows = []
    for mine, rows in ((0, base), (1, other)):
        seal_open.load(engine, found, (mine,))
        counted = seal_open.find(engine, 0, rows, None, KEY)
        opened_rows.append((counted, [(row.kind, row.row, row.key) for row in seal_open.opened(engine)]))
    key = (CLEAN[0][0],) if keyed else ()
    gone = (CLEAN[2][0],) if keyed else ()
    assert opened_rows == [
        ((1, 1), [(SealDifference.MISSING, 3, gone)]),
        ((2, 2), [(SealDifference.EXTRA, 3, key), (SealDifference.EXTRA, 4, key)]),
    ]
