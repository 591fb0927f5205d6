"""行ずれ and 列ずれ are found in their classes, and equal a naive definition; other changes are not taken for them."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.engine.duckdb import Engine, Limits, opened
from migrate.model.mapping import Tolerance, ToleranceKind
from migrate.model.reconcile import DifferenceKind as Kind
from migrate.reconcile.compare import Expected, compare
from migrate.reconcile.delivered import open_parquet
from migrate.reconcile.refine import refined

Row = tuple[str | None, ...]
COLUMNS = ("番号", "氏名", "カナ", "性別", "生年月日", "額")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with opened(tmp_path_factory.mktemp("engine"), Limits(memory="512MB")) as ready:
        yield ready


def town(rows: int, seed: int = 1) -> list[Row]:
    dice = random.Random(seed)
    return [
        (
            f"{n:05}",
            f"氏名{dice.randrange(rows)}",
            f"カナ{dice.randrange(rows)}",
            dice.choice("12"),
            f"19{dice.randrange(30, 99)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}",
            str(dice.randrange(1000)) if dice.random() < 0.7 else None,
        )
        for n in range(rows)
    ]


def write(path: Path, columns: tuple[str, ...], rows: Sequence[Row]) -> Path:
    arrays = [pa.array([row[n] for row in rows], pa.string()) for n in range(len(columns))]
    pq.write_table(pa.table(arrays, names=list(columns)), path)
    return path


def found(
    engine: Engine,
    folder: Path,
    sides: tuple[Sequence[Row], Sequence[Row]],
    columns: tuple[str, ...] = COLUMNS,
    tolerances: dict[str, Tolerance] | None = None,
) -> dict[tuple[int, int], Kind]:
    """(number of the expected row, item) → class, of the rows that were paired."""
    expected = Expected(
        business="031",
        table="表",
        columns=columns,
        key=columns[:1],
        rows=write(folder / "e.parquet", columns, sides[0]),
        lineage=folder / "lineage.parquet",
    )
    delivered = open_parquet(write(folder / "d.parquet", columns, sides[1]), "d.parquet", columns)
    comparison = refined(engine, compare(engine, expected, delivered), columns, tolerances or {})
    listed = engine.rows("SELECT er - 1, item, kind FROM differences")
    assert {k: n for k, n in comparison.differences.items() if n} == Counter(Kind(kind) for *_, kind in listed)
    return {(row, item): Kind(kind) for row, item, kind in listed if item is not None}


def put(rows: Sequence[Row], row: int, values: Sequence[str | None], first: int = 1) -> list[Row]:
    """``rows`` with the cells of one row replaced from the item ``first`` on."""
    changed = list(rows)
    changed[row] = (*rows[row][:first], *values, *rows[row][first + len(values) :])
    return changed


def test_swapped_neighbours(engine: Engine, tmp_path: Path) -> None:
    """行ずれ: everything but the key of two rows changes places."""
    clean = town(200)
    spoilt = put(put(clean, 50, clean[51][1:]), 51, clean[50][1:])
    kinds = found(engine, tmp_path, (clean, spoilt))
    assert ({row for row, _ in kinds}, set(kinds.values())) == ({50, 51}, {Kind.ROW_SLID})


@pytest.mark.parametrize("step", [-1, 1])
def test_a_block_slid_by_a_row(engine: Engine, tmp_path: Path, step: int) -> None:
    """行ずれ: from one row to another, each holds the values of the one before (or behind); so many cells, no other."""
    clean = town(300)
    spoilt = list(clean)
    for row in range(100, 180):
        spoilt = put(spoilt, row, clean[row + step][1:])
    kinds = found(engine, tmp_path, (clean, spoilt))
    wanted = {
        (row, item) for row in range(100, 180) for item in range(1, 6) if clean[row][item] != clean[row + step][item]
    }
    assert (set(kinds), set(kinds.values())) == (wanted, {Kind.ROW_SLID})


def test_one_column_slid_by_a_row(engine: Engine, tmp_path: Path) -> None:
    """行ずれ: the names of forty rows, and nothing else."""
    clean = town(300)
    spoilt = list(clean)
    for row in range(100, 140):
        spoilt = put(spoilt, row, clean[row - 1][1:2])
    kinds = found(engine, tmp_path, (clean, spoilt))
    assert (set(kinds), set(kinds.values())) == ({(row, 1) for row in range(100, 140)}, {Kind.ROW_SLID})


def test_a_block_slid_by_a_column(engine: Engine, tmp_path: Path) -> None:
    """列ずれ: the values of ten rows slid one item to the right; what the first slid cell holds came from nowhere."""
    clean = town(300)
    spoilt = list(clean)
    for row in range(100, 110):
        spoilt = put(spoilt, row, ("よそ", *clean[row][1:5]))
    kinds = found(engine, tmp_path, (clean, spoilt))
    assert {kind for (_, item), kind in kinds.items() if item > 1} == {Kind.COLUMN_SLID}
    assert {kind for (_, item), kind in kinds.items() if item == 1} == {Kind.CHANGED}


def test_two_items_taken_for_each_other(engine: Engine, tmp_path: Path) -> None:
    """列ずれ: name and kana of one row."""
    clean = town(300)
    kinds = found(engine, tmp_path, (clean, put(clean, 7, (clean[7][2], clean[7][1]))))
    assert kinds == {(7, 1): Kind.COLUMN_SLID, (7, 2): Kind.COLUMN_SLID}


def test_a_single_value_of_a_neighbour_proves_nothing(engine: Engine, tmp_path: Path) -> None:
    """値の相違: one sex that is the neighbour's, far from any other change."""
    clean = town(300)
    row = next(n for n in range(100, 200) if clean[n][3] != clean[n + 1][3])
    assert found(engine, tmp_path, (clean, put(clean, row, clean[row + 1][3:4], 3))) == {(row, 3): Kind.CHANGED}


@pytest.mark.parametrize("seed", range(5))
def test_a_code_inverted_throughout_is_no_slide(engine: Engine, tmp_path: Path, seed: int) -> None:
    """値の相違: half of the wrong values are the neighbour's, by chance."""
    clean = town(2000, seed)
    spoilt = [(*row[:3], {"1": "2", "2": "1"}[str(row[3])], *row[4:]) for row in clean]
    assert set(found(engine, tmp_path, (clean, spoilt)).values()) == {Kind.CHANGED}


def test_unrelated_changes_beside_a_slide_keep_their_class(engine: Engine, tmp_path: Path) -> None:
    """Each planted change in its own class: 行ずれ, 値の相違, 空白, 全角半角, 大文字小文字."""
    clean = put(town(300), 200, ("Abc 1",))
    spoilt = put(put(clean, 50, clean[51][1:]), 51, clean[50][1:])
    spoilt = put(spoilt, 10, ("別の氏名",))
    spoilt = put(spoilt, 20, (f"{clean[20][1]}　",))
    spoilt = put(spoilt, 200, ("aBC 1",))
    spoilt = put(spoilt, 250, ("氏名２５０",))
    clean = put(clean, 250, ("氏名250",))
    kinds = found(engine, tmp_path, (clean, spoilt))
    rest = {row: kind for (row, _), kind in kinds.items() if row not in (50, 51)}
    assert rest == {10: Kind.CHANGED, 20: Kind.BLANKS, 200: Kind.CASE, 250: Kind.WIDTH}
    assert {kind for (row, _), kind in kinds.items() if row in (50, 51)} == {Kind.ROW_SLID}


NUMBER = Tolerance(kind=ToleranceKind.NUMBER, size="1.5", reason="端数")
DAYS = Tolerance(kind=ToleranceKind.DAYS, size="1", reason="夜間")


@pytest.mark.parametrize(
    ("allowed", "pair", "kind"),
    [
        (NUMBER, ("100", "101"), Kind.TOLERATED),
        (NUMBER, ("100", "98.5"), Kind.TOLERATED),
        (NUMBER, ("100", "100.000"), Kind.TOLERATED),
        (NUMBER, ("-1", "+0.5"), Kind.TOLERATED),
        (NUMBER, ("100", "101.500000001"), Kind.CHANGED),
        (NUMBER, ("100", None), Kind.CHANGED),
        (NUMBER, ("100", "1e2"), Kind.CHANGED),
        (NUMBER, ("999999999999999999", "-999999999999999999"), Kind.CHANGED),
        (NUMBER, ("100", "１００"), Kind.WIDTH),
        (DAYS, ("2026-02-28", "2026-03-01"), Kind.TOLERATED),
        (DAYS, ("2024-02-28", "2024-03-01"), Kind.CHANGED),
        (DAYS, ("2026-02-28", "2026-02-29"), Kind.CHANGED),
        (DAYS, ("2026-02-28", "20260301"), Kind.CHANGED),
        (DAYS, ("0000-00-00", "9999-99-99"), Kind.CHANGED),
    ],
)
def test_a_tolerance_is_measured(
    engine: Engine, tmp_path: Path, allowed: Tolerance, pair: tuple[str | None, str | None], kind: Kind
) -> None:
    """Numbers as decimals, days of the calendar; what cannot be measured is not tolerated."""
    sides = tuple([("1", text)] for text in pair)
    assert found(engine, tmp_path, (sides[0], sides[1]), ("番号", "値"), {"値": allowed}) == {(0, 1): kind}


# The same definition, written without SQL.


def naive(expected: list[Row], delivered: list[Row]) -> dict[tuple[int, int], Kind]:
    width = len(expected[0])
    other = {row[0]: row for row in delivered}
    cells = {
        (n, item): other[row[0]][item]
        for n, row in enumerate(expected)
        for item in range(1, width)
        if row[item] != other[row[0]][item]
    }
    kinds = dict.fromkeys(cells, Kind.CHANGED)
    if not cells:
        return kinds
    enough = math.log2(100 * len(cells))

    def bits(item: int, value: str | None) -> float:
        return math.log2(len(expected) / sum(row[item] == value for row in expected))

    def place(n: int, item: int, kind: Kind, step: int) -> tuple[int, int]:
        return (n + step, item) if kind is Kind.ROW_SLID else (n, item + step)

    for kind in (Kind.COLUMN_SLID, Kind.ROW_SLID):  # rows go before columns: written last
        explained: dict[int, dict[tuple[int, int], float]] = {}
        gained: dict[int, float] = {}
        for n in sorted({n for n, _ in cells}):
            own = [one for one in cells if one[0] == n]
            ways = []
            for step in (-1, 1):
                way = {}
                for _, item in own:
                    row, column = place(n, item, kind, step)
                    inside = 0 <= row < len(expected) and 0 <= column < width
                    if inside and expected[row][column] == cells[n, item]:
                        way[n, item] = bits(column, cells[n, item])
                ways.append(way)
            if kind is Kind.ROW_SLID:
                best = max(ways, key=len)
                cost = 1.0
            else:
                best = {one: max(way.get(one, 0.0) for way in ways) for one in {**ways[0], **ways[1]}}
                cost = float(len(best))
            explained[n] = best if 2 * len(best) >= len(own) else {}
            gained[n] = sum(best.values()) - cost
        block: list[int] = []
        for at in [*explained, None]:
            if at is not None and explained[at] and (not block or at - block[-1] <= 8):
                block.append(at)
                continue
            if sum(gained[one] for one in block) >= enough:
                kinds.update(dict.fromkeys((cell for one in block for cell in explained[one]), kind))
            block = [at] if at is not None and explained[at] else []
    return kinds


edits = st.lists(
    st.one_of(
        st.tuples(st.just("swap"), st.integers(0, 38), st.just(0)),
        st.tuples(st.just("rows"), st.integers(1, 30), st.integers(1, 9)),
        st.tuples(st.just("columns"), st.integers(0, 30), st.integers(1, 9)),
        st.tuples(st.just("value"), st.integers(0, 39), st.integers(1, 4)),
        st.tuples(st.just("copy"), st.integers(0, 38), st.integers(1, 4)),
    ),
    max_size=4,
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), few=st.integers(1, 40), planted=edits)
def test_equals_the_naive_definition(
    engine: Engine, tmp_path: Path, seed: int, few: int, planted: list[tuple[str, int, int]]
) -> None:
    """Tables of few or many distinct values, with swaps, slid blocks, copied cells and plain changes."""
    dice = random.Random(seed)
    columns = COLUMNS[:5]
    clean: list[Row] = [
        (f"{n:02}", *(f"{'abcd'[item]}{dice.randrange(few)}" if dice.random() < 0.9 else None for item in range(4)))
        for n in range(40)
    ]
    spoilt = list(clean)
    for how, row, size in planted:
        if how == "swap":
            spoilt = put(put(spoilt, row, clean[row + 1][1:]), row + 1, clean[row][1:])
        elif how == "rows":
            for n in range(row, row + size):
                spoilt = put(spoilt, n, clean[n - 1][1:])
        elif how == "columns":
            for n in range(row, row + size):
                spoilt = put(spoilt, n, clean[n][1:4], 2)
        else:
            spoilt = put(spoilt, row, ("新しい値",) if how == "value" else clean[row + 1][size : size + 1], size)
    assert found(engine, tmp_path, (clean, spoilt), columns) == naive(clean, spoilt)
