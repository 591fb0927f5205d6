"""Keys of a twin are unique, its references lead to rows that exist, and other sizes keep both."""

from __future__ import annotations

import csv
import io

import pytest

from .conftest import LEGACY_ROWS, Imitated, Pair, delivery

Rows = list[dict[str, str]]


def _rows(data: bytes, encoding: str = "cp932") -> Rows:
    return list(csv.DictReader(io.StringIO(data.decode(encoding, "replace"), newline="")))


def _whole(pair: Pair, name: str) -> Rows:
    """The rows that have all of their fields."""
    return [row for row in _rows(pair.data[name]) if None not in row.values()]


def _tied(pair: Pair) -> tuple[int, int, set[str], set[str]]:
    people, homes, history = (_whole(pair, f"source/{one}.csv") for one in ("jumin", "setai", "rireki"))
    numbers = [row["atena_no"] for row in people]
    double = [(row["atena_no"], row["rireki_no"]) for row in history]
    return (
        len(numbers) - len(set(numbers)),
        len(double) - len(set(double)),
        {row["setai_no"] for row in people} - {row["setai_no"] for row in homes},
        {row["atena_no"] for row in history} - set(numbers),
    )


def test_keys_and_references(legacy_pair: Pair) -> None:
    """No key twice, no row without its parent, nothing lost."""
    assert (_tied(legacy_pair), legacy_pair.lost) == ((0, 0, set(), set()), [])


@pytest.mark.parametrize("rows", [1, 9, 700, 9_000])
def test_other_sizes(imitated: Imitated, rows: int) -> None:
    """Fewer or more rows than the original: keys and references hold as well."""
    made = imitated(delivery(), rows=rows, clean=True)

    assert ([one.records for one in made.twin.values()], _tied(made)) == ([rows] * 3, (0, 0, set(), set()))


def test_a_reference_to_nowhere_is_said(imitated: Imitated) -> None:
    """A foreign key whose table has no data file is named."""
    files = delivery()
    del files["source/setai.csv"]

    assert imitated(files, rows=50).lost == ["JUMIN.setai_no → SETAI"]


def test_a_key_that_cannot_be_unique_is_said(imitated: Imitated) -> None:
    """Two columns of two and three values cannot tell 40 rows apart."""
    ddl = b"CREATE TABLE T (a_kbn CHAR(1), b_kbn CHAR(1), shimei VARCHAR(9), PRIMARY KEY (a_kbn, b_kbn));"
    body = "".join(f"{n % 2},{n % 3},n{n}\r\n" for n in range(40)).encode()

    assert imitated({"source/t.sql": ddl, "source/t.csv": b"a_kbn,b_kbn,shimei\r\n" + body}).lost == ["T.a_kbn＋b_kbn"]


def test_a_table_that_refers_to_itself(imitated: Imitated) -> None:
    """The head of a household is a person of the same file."""
    ddl = (
        b"CREATE TABLE P (atena_no VARCHAR(9) PRIMARY KEY, nushi_no VARCHAR(9), kbn CHAR(1),"
        b" FOREIGN KEY (nushi_no) REFERENCES P (atena_no));"
    )
    body = "".join(f"{n + 1000},{n // 4 * 4 + 1000},{n % 3}\r\n" for n in range(400)).encode()
    made = imitated({"source/p.sql": ddl, "source/p.csv": b"atena_no,nushi_no,kbn\r\n" + body})
    rows = _rows(made.data["source/p.csv"])
    numbers = {row["atena_no"] for row in rows}
    heads = {row["nushi_no"] for row in rows}

    assert (len(numbers), heads <= numbers, len(heads), made.lost) == (400, True, 100, [])


def test_a_ring_of_references_ends(imitated: Imitated) -> None:
    """Two tables that refer to each other: one of the two ties is kept, the other is said."""
    ddl = (
        b"CREATE TABLE A (a_no VARCHAR(9) PRIMARY KEY, b_no VARCHAR(9), FOREIGN KEY (b_no) REFERENCES B (b_no));"
        b"CREATE TABLE B (b_no VARCHAR(9) PRIMARY KEY, a_no VARCHAR(9), FOREIGN KEY (a_no) REFERENCES A (a_no));"
    )
    a = b"a_no,b_no\r\n" + "".join(f"{n + 100},{n + 500}\r\n" for n in range(60)).encode()
    b = b"b_no,a_no\r\n" + "".join(f"{n + 500},{n + 100}\r\n" for n in range(60)).encode()

    assert len(imitated({"source/t.sql": ddl, "source/a.csv": a, "source/b.csv": b}).lost) == 1


def test_same_seed_same_bytes(imitated: Imitated, legacy_pair: Pair) -> None:
    """The seed decides every byte, and another seed gives other people."""
    again, other = imitated(delivery()), imitated(delivery(), seed=2)
    names = {row["shimei"] for row in _whole(legacy_pair, "source/jumin.csv")[:50]}
    others = {row["shimei"] for row in _whole(other, "source/jumin.csv")[:50]}

    assert (again.data == legacy_pair.data, names == others) == (True, False)


def test_clean_leaves_damage_out(imitated: Imitated) -> None:
    """No undecodable byte and no record that cannot be cut; gaiji stay."""
    made = imitated(delivery(), clean=True)
    one = made.twin["source/jumin.csv"]
    counts = {tally.name: tally.count for tally in one.columns[3].characters}

    assert (one.ragged_count, one.records, [c.undecodable for c in one.columns], counts["gaiji"] or 0) == (
        0,
        made.original["source/jumin.csv"].rows,
        [0] * 16,
        {tally.name: tally.count for tally in made.original["source/jumin.csv"].columns[3].characters}["gaiji"],
    )
    assert one.records < LEGACY_ROWS
