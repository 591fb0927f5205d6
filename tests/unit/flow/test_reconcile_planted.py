"""Changes planted in an export whose numbers went through the 番号対応表: each is found in its class, no other is."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.flow import convert, keys, reconcile, source
from migrate.flow.keys import BuildWish
from migrate.flow.reconcile import How
from migrate.flow.reconcile_against import Other
from migrate.model.reconcile import DifferenceKind as Kind
from migrate.model.reconcile import Fate
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

FIXTURE = Path(__file__).resolve().parents[2] / "cases" / "keys-build" / "town" / "in"
SESSION = Session(who="test", as_of=date(2026, 11, 26))
TABLE = "住登外者宛名基本情報"
PEOPLE = 80
MAPPING = """
mapping: 1
spec: "031@2023-09-29"
product: 架空
tables:
  住登外者宛名基本情報:
    - source: T_JUTOGAI
      join:
        - {table: 番号対応表/宛名番号/税, as: 番号, on: {ATENA_NO: 旧番号}, unmet: 拒否}
      items:
        宛名番号: 番号.新番号
        氏名_読み仮名: zenkaku_kana(KANA)
        生年月日: {expr: wareki_date(UMARE), tolerance: {days: 1, reason: 架空の理由}}
        業務ID: "'010'"
        代表宛名フラグ: "'0'"
        操作者ID: "'Iko'"
        操作年月日: "'2026-01-01'"
        操作時刻: "'00:00:00'"
drop:
  T_JUTOGAI: {REV: 例のため, DEL: 例のため}
"""
Row = dict[str, str | None]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Eighty invented people with old numbers, converted under new ones."""
    root = tmp_path_factory.mktemp("planted") / "w"
    shutil.copytree(FIXTURE, root)
    kana = "ｱｲｳｴｵｶｷｸｹｺ"
    rows = [
        f"{n * 7 + 1:08},1,{kana[n % 10]}{kana[n // 10]} {kana[n * 3 % 10]},S{n % 40 + 10:02}.{n % 12 + 1:02}.15,0\n"
        for n in range(PEOPLE)
    ]
    (root / "source" / "jutogai.csv").write_text("ATENA_NO,REV,KANA,UMARE,DEL\n" + "".join(rows), encoding="utf-8")
    (root / "mapping" / "031.yaml").write_text(MAPPING, encoding="utf-8")
    (root / ".migrate").mkdir()
    (root / ".migrate" / "key").write_bytes(b"planted")
    workspace = Workspace(root)
    source.scan(workspace, SESSION)
    keys.build(workspace, SESSION, BuildWish())
    convert.run(workspace, SESSION, "031")
    return workspace


def _set(item: str, make: Callable[[str | None], str | None]) -> Callable[[list[Row], int], None]:
    def change(rows: list[Row], n: int) -> None:
        rows[n][item] = make(rows[n][item])

    return change


def _swap(rows: list[Row], n: int) -> None:
    for item in ("氏名_読み仮名", "生年月日"):
        rows[n][item], rows[n + 1][item] = rows[n + 1][item], rows[n][item]


def _day_after(text: str | None) -> str:
    return (date.fromisoformat(str(text)) + timedelta(days=1)).isoformat()


def _renumber(rows: list[Row], n: int) -> None:
    rows[n]["宛名番号"] = f"9{n:014}"


def _twice(rows: list[Row], n: int) -> None:
    rows.append(dict(rows[n]))


def _gone(rows: list[Row], n: int) -> None:
    rows[n]["宛名番号"] = None


PLANTS: dict[str, tuple[Callable[[list[Row], int], None], dict[Kind, int]]] = {
    "欠落": (_gone, {Kind.MISSING: 1}),
    "同じ行が二度": (_twice, {Kind.EXTRA: 1}),
    "番号の変わった行": (_renumber, {Kind.MISSING: 1, Kind.EXTRA: 1}),
    "値": (_set("氏名_読み仮名", lambda _: "ベツノヒト"), {Kind.CHANGED: 1}),
    "値が消えた": (_set("氏名_読み仮名", lambda _: None), {Kind.CHANGED: 1}),
    "末尾の空白": (_set("氏名_読み仮名", lambda text: f"{text}　"), {Kind.BLANKS: 1}),
    "全角半角": (_set("操作年月日", lambda _: "２０２６-01-01"), {Kind.WIDTH: 1}),
    "大文字小文字": (_set("操作者ID", lambda _: "IKO"), {Kind.CASE: 1}),
    "空欄の表し方": (_set("氏名", lambda _: ""), {Kind.EMPTINESS: 1}),
    "一日の差": (_set("生年月日", _day_after), {Kind.TOLERATED: 1}),
    "隣と入れ替わり": (_swap, {Kind.ROW_SLID: 4}),
}


def planted(town: Workspace, folder: Path, spots: dict[int, str]) -> Counter[Kind]:
    """What the comparison finds after a plant at each spot; plants are three rows apart."""
    table = pq.read_table(town.path(f"out/converted/031/{TABLE}.parquet"))
    rows: list[Row] = table.to_pylist()
    for spot, name in spots.items():
        PLANTS[name][0](rows, spot * 3)
    kept = [row for row in rows if row["宛名番号"] is not None]
    folder.mkdir(exist_ok=True)
    pq.write_table(pa.Table.from_pylist(kept, schema=table.schema), folder / f"{TABLE}.parquet")
    outcome = reconcile.run(town, SESSION, "031", How(against=Other(folder=folder)))
    (found,) = outcome.data.reconciliations  # type: ignore[attr-defined]
    (one,) = found.tables
    assert one.fates[Fate.EXPECTED] == one.differences[Kind.TOLERATED], "a tolerance is expected, everything else open"
    return Counter({kind: number for kind, number in one.differences.items() if number})


def test_the_clean_export_has_no_difference(town: Workspace, tmp_path: Path) -> None:
    """Numbers of the 番号対応表 on both sides: nothing is invented."""
    assert planted(town, tmp_path / "新", {}) == Counter()


@pytest.mark.parametrize("name", PLANTS)
def test_each_plant_alone(town: Workspace, tmp_path: Path, name: str) -> None:
    """One change, its class, no other."""
    assert planted(town, tmp_path / "新", {5: name}) == Counter(PLANTS[name][1])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spots=st.dictionaries(st.integers(0, PEOPLE // 3 - 1), st.sampled_from(sorted(PLANTS)), min_size=2, max_size=12))
def test_plants_together(town: Workspace, tmp_path: Path, spots: dict[int, str]) -> None:
    """Many changes at a time are the sum of them."""
    wanted: Counter[Kind] = Counter()
    for name in spots.values():
        wanted.update(PLANTS[name][1])
    assert planted(town, tmp_path / "新", spots) == wanted
