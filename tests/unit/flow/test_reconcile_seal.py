"""Two networks: seal, compare, open on a small workspace; what is left behind holds no value."""

from __future__ import annotations

import shutil
import stat
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from migrate.errors import MigrateError, UnreadableError
from migrate.flow import convert, reconcile_compare, reconcile_open, reconcile_seal, source
from migrate.flow.outcome import Outcome
from migrate.flow.reconcile_open import Opening
from migrate.flow.reconcile_seal import Sealing
from migrate.flow.reconcile_sides import Asked
from migrate.model.seal import Side
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace

from ...leaks import find

TOWN = Path(__file__).parents[2] / "cases" / "reconcile-run" / "clean" / "in"
TABLE = "住登外者宛名基本情報"
AT = frozen_session(date(2026, 11, 23))
NAMES = ("七瀬　一郎", "野町　花子", "七野　四季", "町瀬　五月", "メゾン　１０１")


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden town, converted once, with a key beside it."""
    root = tmp_path_factory.mktemp("town")
    shutil.copytree(TOWN, root / "w")
    source.scan(Workspace(root / "w"), AT)
    convert.run(Workspace(root / "w"), AT)
    reconcile_seal.key(root / "key.txt")
    return root


@pytest.fixture
def site(converted: Path, tmp_path: Path) -> Path:
    """A copy of both."""
    shutil.copytree(converted, tmp_path / "site")
    return tmp_path / "site"


def seal(site: Path, side: Side, name: str, csv: bool = False, summary: bool = False) -> Outcome:
    how = Sealing(
        asked=Asked(side=side, csv=csv), key_file=site / "key.txt", target=site / name, summary=summary, per_item=True
    )
    return reconcile_seal.seal(Workspace(site / "w"), AT, how)


def spoil(site: Path) -> None:
    """One row gone, one twice, one changed."""
    path = site / "w" / "out" / "converted" / "031" / f"{TABLE}.parquet"
    table = pq.read_table(path)
    rows = table.to_pylist()
    rows[3]["氏名"] = "町瀬　六月"
    pq.write_table(pa.Table.from_pylist([rows[0], rows[1], rows[1], rows[3]], schema=table.schema), path)


def codes(outcome: Outcome) -> list[tuple[str, int | str | None]]:
    return [(f.code, f.params.get("items") or f.params.get("count") or f.place.row) for f in outcome.findings]


def opened(site: Path, side: Side, with_keys: bool = False, key: str = "key.txt") -> Outcome:
    how = Opening(differences=site / "d.jsonl", key_file=site / key, asked=Asked(side=side), with_keys=with_keys)
    return reconcile_open.open_differences(Workspace(site / "w"), AT, how)


@pytest.mark.parametrize("csv", [False, True])
@pytest.mark.parametrize("summary", [False, True])
def test_a_clean_pair_is_equal(site: Path, csv: bool, summary: bool) -> None:
    """The expected rows against the Parquet and against the CSV, in full and as a summary, in any order."""
    seal(site, Side.OLD, "old.seal", summary=summary)
    seal(site, Side.NEW, "new.seal", csv=csv)
    found = [
        reconcile_compare.compare(site / a, site / b) for a, b in (("old.seal", "new.seal"), ("new.seal", "old.seal"))
    ]
    assert [(one.findings, one.nothing_checked) for one in found] == [((), False)] * 2
    assert found[0].data == found[1].data, "the old side is the base, however they are named"


def test_the_same_rows_and_key_give_the_same_bytes(site: Path) -> None:
    """A seal is written over by its like, and nothing else is."""
    seal(site, Side.OLD, "old.seal")
    before = (site / "old.seal").read_bytes()
    seal(site, Side.OLD, "old.seal")
    assert (site / "old.seal").read_bytes() == before
    with pytest.raises(MigrateError, match="MIG-REC-023"):
        seal(site, Side.OLD, "key.txt")
    with pytest.raises(MigrateError, match="MIG-REC-023"):
        reconcile_seal.key(site / "key.txt")
    assert stat.S_IMODE((site / "key.txt").stat().st_mode) == 0o600


def test_differences_are_located_and_opened_on_both_sides(site: Path) -> None:
    """From buckets to rows to the row numbers of each side."""
    spoil(site)
    seal(site, Side.OLD, "old.seal")
    seal(site, Side.NEW, "new.seal")
    seal(site, Side.NEW, "short.seal", summary=True)
    short = reconcile_compare.compare(site / "old.seal", site / "short.seal")
    full = reconcile_compare.compare(site / "old.seal", site / "new.seal", site / "d.jsonl")
    assert (codes(short), codes(full)) == (
        [("MIG-REC-027", None)],
        [("MIG-REC-024", 1), ("MIG-REC-025", 1), ("MIG-REC-026", "氏名")],
    )
    old, new = opened(site, Side.OLD), opened(site, Side.NEW)
    assert Counter(codes(old)) == Counter([("MIG-REC-033", 5), ("MIG-REC-034", "氏名"), ("MIG-REC-037", 1)])
    assert Counter(codes(new)) == Counter([("MIG-REC-033", 3), ("MIG-REC-034", "氏名"), ("MIG-REC-037", 1)])
    digests = [{f.params["digest"] for f in one.findings if f.code == "MIG-REC-034"} for one in (old, new)]
    assert digests[0] == digests[1], "both sides speak of the row by the same digest"


def narrow(site: Path, side: Side, name: str, key: str = "key.txt") -> Outcome:
    how = Sealing(
        asked=Asked(side=side), key_file=site / key, target=site / name, per_item=True, only=site / "narrow.json"
    )
    return reconcile_seal.seal(Workspace(site / "w"), AT, how)


def test_drilling_down(site: Path) -> None:
    """Summaries first; of the buckets that differ the rows are sealed, compared and opened."""
    spoil(site)
    for side in Side:
        seal(site, side, f"{side.value}.seal", summary=True)
    short = reconcile_compare.compare(site / "old.seal", site / "new.seal", site / "narrow.json")
    assert "reconcile seal --only narrow.json" in short.notices[-1]
    again = [narrow(site, side, f"{side.value}2.seal") for side in Side]
    full = reconcile_compare.compare(site / "old2.seal", site / "new2.seal", site / "d.jsonl")
    assert codes(full) == [("MIG-REC-024", 1), ("MIG-REC-025", 1), ("MIG-REC-026", "氏名")]
    assert Counter(codes(opened(site, Side.OLD)))["MIG-REC-034", "氏名"] == 1
    assert [one.nothing_checked for one in again] == [False, False]
    assert find(site / "narrow.json", NAMES) == []


def test_what_a_narrowing_does_not_fit(site: Path) -> None:
    """Another key, summaries without a difference, and something else than a narrowing."""
    for side in Side:
        seal(site, side, f"{side.value}.seal", summary=True)
    reconcile_compare.compare(site / "old.seal", site / "new.seal", site / "narrow.json")
    with pytest.raises(MigrateError, match="MIG-REC-074"):
        narrow(site, Side.OLD, "x.seal")
    spoil(site)
    seal(site, Side.NEW, "new.seal", summary=True)
    reconcile_compare.compare(site / "old.seal", site / "new.seal", site / "narrow.json")
    reconcile_seal.key(site / "other.txt")
    with pytest.raises(UnreadableError, match="MIG-REC-028"):
        narrow(site, Side.OLD, "x.seal", "other.txt")
    (site / "narrow.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UnreadableError, match="MIG-REC-073"):
        narrow(site, Side.OLD, "x.seal")


def test_what_is_left_behind_holds_no_value(site: Path) -> None:
    """Seals, differences, ledger and outcomes: the values of keys stand in out/restricted only, and for the owner."""
    spoil(site)
    seal(site, Side.OLD, "old.seal")
    seal(site, Side.NEW, "new.seal")
    reconcile_compare.compare(site / "old.seal", site / "new.seal", site / "d.jsonl")
    said = opened(site, Side.OLD, with_keys=True)
    listing = site / "w" / "out" / "restricted" / "reconcile-open-031-old.csv"
    left = site / "left"
    left.mkdir()
    for name in ("old.seal", "new.seal", "d.jsonl", "w/ledger.jsonl"):
        shutil.copy(site / name, left)
    (left / "said.txt").write_text(f"{said}", encoding="utf-8")
    key = "000000000000004"
    assert (find(left, (*NAMES, key)), key in listing.read_text(encoding="utf-8")) == ([], True)
    assert (find(listing.parent, NAMES), stat.S_IMODE(listing.stat().st_mode)) == ([], 0o600)


def test_another_key_is_refused(site: Path) -> None:
    """By the comparison and by opening, by the fingerprints."""
    spoil(site)
    seal(site, Side.OLD, "old.seal")
    seal(site, Side.NEW, "new.seal")
    reconcile_compare.compare(site / "old.seal", site / "new.seal", site / "d.jsonl")
    reconcile_seal.key(site / "other.txt")
    with pytest.raises(UnreadableError, match="MIG-REC-028"):
        opened(site, Side.OLD, key="other.txt")
    shutil.copy(site / "other.txt", site / "key.txt")
    seal(site, Side.NEW, "new.seal")
    with pytest.raises(UnreadableError, match="MIG-REC-022"):
        reconcile_compare.compare(site / "old.seal", site / "new.seal")


def test_rows_that_changed_since_they_were_sealed_are_said(site: Path) -> None:
    """Differences of yesterday's rows are not passed off as today's."""
    spoil(site)
    seal(site, Side.OLD, "old.seal")
    seal(site, Side.NEW, "new.seal")
    reconcile_compare.compare(site / "old.seal", site / "new.seal", site / "d.jsonl")
    spoil(site)  # the changed row is no more the third, the doubled one is the changed one's neighbour
    path = site / "w" / "out" / "converted" / "031" / f"{TABLE}.parquet"
    pq.write_table(pq.read_table(path).slice(0, 1), path)
    assert codes(opened(site, Side.NEW)) == [("MIG-REC-035", 2), ("MIG-REC-037", 1)]


@pytest.mark.parametrize("spoilt", [b"", b"{}\n", b"[" * 5000, b'{"differences":1}\n'])
def test_a_damaged_differences_file_is_refused(site: Path, spoilt: bytes) -> None:
    """No header, or lines that are gone."""
    spoil(site)
    seal(site, Side.OLD, "old.seal")
    seal(site, Side.NEW, "new.seal")
    reconcile_compare.compare(site / "old.seal", site / "new.seal", site / "d.jsonl")
    whole = (site / "d.jsonl").read_bytes().splitlines(keepends=True)
    for data in (spoilt, b"".join(whole[:-1]), b"".join(whole)[:-1], b"".join((*whole, b"x\n"))):
        (site / "d.jsonl").write_bytes(data)
        with pytest.raises(UnreadableError, match="MIG-REC-029"):
            opened(site, Side.OLD)


def test_numbered_csv_files_of_another_system_are_one_table(site: Path) -> None:
    """Files as `project.yaml` names them, in the order of their numbers; what is no table's is said."""
    seal(site, Side.OLD, "old.seal")
    head, *rows = (site / "w" / "out" / "converted" / "031" / f"{TABLE}.csv").read_bytes().splitlines(keepends=True)
    folder = site / "export"
    folder.mkdir()
    for number, part in enumerate((rows[:1], rows[1:]), start=9):
        (folder / f"{TABLE}_{number}.csv").write_bytes(head + b"".join(part))
    (folder / "memo.txt").write_text("x")
    project = site / "w" / "project.yaml"
    project.write_text(
        project.read_text(encoding="utf-8") + "output:\n  name: '{グループ}_{連番}.csv'\n", encoding="utf-8"
    )
    how = Sealing(
        asked=Asked(side=Side.NEW, folder=folder),
        key_file=site / "key.txt",
        target=site / "new.seal",
        per_item=True,
    )
    made = reconcile_seal.seal(Workspace(site / "w"), AT, how)
    found = reconcile_compare.compare(site / "old.seal", site / "new.seal")
    assert (found.findings, [one for one in made.notices if "memo.txt" in one] != []) == ((), True)
