"""`pmo collect`: one verdict for every file, nothing dropped, nothing stored twice, nothing half."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.files import records
from migrate.flow import pmo_collect as flow
from migrate.flow.outcome import Outcome
from migrate.flow.pmo_collect import PmoCollect, Wish
from migrate.model.finding import Severity
from migrate.model.pmo import BodyKind, BodyReport
from migrate.pmo import store
from migrate.pmo.intake.verdict import Verdict
from migrate.workspace import lock
from migrate.workspace.clock import frozen_session

from ... import nation
from ..pmo.intake.returns import PERIOD, booked, raw, reports, small, zipped

TODAY = date(2026, 12, 8)


@pytest.fixture(scope="module")
def town() -> BodyReport:
    """A town with two businesses in its report."""
    return small(reports(5)[0])


def _run(folder: Path, **changes: object) -> tuple[PmoCollect, Outcome]:
    wish = Wish(folder=folder / "in", store=folder / "store")
    outcome = flow.run(frozen_session(TODAY), replace(wish, **changes))  # type: ignore[arg-type]
    data = outcome.data
    assert isinstance(data, PmoCollect)
    assert data.files_in == sum(data.verdicts.values()) == len(data.files)
    assert {one.name for one in (folder / "in").iterdir() if one.is_file()} <= {one.file for one in data.files}
    return data, outcome


def _verdicts(data: PmoCollect) -> dict[str, Verdict]:
    return {one.file: one.verdict for one in data.files}


def _bytes(folder: Path) -> dict[str, bytes]:
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A place with an empty folder of returns."""
    (tmp_path / "in").mkdir()
    return tmp_path


def test_twice_is_once(folder: Path, town: BodyReport) -> None:
    """What was collected is stored; collecting again changes no byte and says so."""
    zipped(folder / "in" / "a.zip", town)
    first, outcome = _run(folder)
    before = _bytes(folder / "store")
    again, second = _run(folder)

    assert (_verdicts(first), first.changed, first.months[0].added) == ({"a.zip": Verdict.TAKEN}, True, 1)
    assert (_verdicts(again), again.changed, again.months[0].intake) == ({"a.zip": Verdict.DUPLICATE}, False, 0)
    assert sorted(before) == [
        f"{PERIOD}/0001-{name}" for name in ("bodies.parquet", "businesses.parquet", "verdicts.json")
    ]
    assert before == _bytes(folder / "store")
    assert "保管庫は変更なしです。" in second.notices and "保管庫は変更なしです。" not in outcome.notices
    with store.opened(folder / "store") as engine:
        assert engine.rows("SELECT body, completion FROM bodies") == [(town.body.code, pytest.approx(town.completion))]


def test_duplicates_corrections_and_conflicts(folder: Path, town: BodyReport) -> None:
    """The highest correction counts; the same report in other bytes is a duplicate; two with one number are named."""
    fixed = replace(town, revision=1, as_of="2026-12-02")
    other = replace(fixed, as_of="2026-12-01")
    zipped(folder / "in" / "1 first.zip", town)
    zipped(folder / "in" / "2 same.zip", replace(town, tool="another"))
    zipped(folder / "in" / "3 fixed.zip", fixed)
    zipped(folder / "in" / "4 fixed again.zip", fixed, info={"Contact-Name": "別の封"})
    zipped(folder / "in" / "5 conflict.zip", other)
    data, outcome = _run(folder)

    assert list(_verdicts(data).values()) == [
        Verdict.SUPERSEDED,
        Verdict.SUPERSEDED,
        Verdict.DUPLICATE,
        Verdict.TAKEN,
        Verdict.SUPERSEDED,
    ]
    assert [one.place.file for one in outcome.findings if one.code == "MIG-PMO-063"] == ["5 conflict.zip"]
    (folder / "in" / "4 fixed again.zip").unlink()
    assert _run(folder)[0].changed is False
    late = zipped(folder / "in" / "6 correction.zip", replace(town, revision=2))
    data, _ = _run(folder)
    assert (_verdicts(data)[late.name], data.months[0].intake, data.months[0].added) == (Verdict.TAKEN, 2, 1)
    with store.opened(folder / "store") as engine:
        assert engine.rows("SELECT revision, intake FROM bodies") == [(2, 2)]


def test_an_unpacked_package_is_one_report(folder: Path, town: BodyReport) -> None:
    """Of the JSON and the workbook of an unpacked zip the JSON is used, the other is its duplicate."""
    for name, data in (("progress.json", records.dump(town)), ("progress.xlsx", booked(town)), ("bagit.txt", b"x")):
        (folder / "in" / name).write_bytes(data)
    data, _ = _run(folder)

    assert list(_verdicts(data).values()) == [Verdict.OTHER, Verdict.TAKEN, Verdict.DUPLICATE]


def test_a_prefecture_has_two_businesses(folder: Path) -> None:
    """What else a prefecture reports does not count, and is named."""
    town, prefecture = reports(5, -1)
    zipped(folder / "in" / "a.zip", replace(prefecture, businesses=town.businesses[:13]))
    _, outcome = _run(folder)
    with store.opened(folder / "store") as engine:
        assert engine.rows("SELECT business FROM businesses") == [("021",)]
    assert [one.code for one in outcome.findings].count("MIG-PMO-068") == 1


def test_a_store_that_is_ahead(folder: Path, town: BodyReport) -> None:
    """A return older than what the store has adds nothing; one that contradicts it under the same number is said."""
    zipped(folder / "in" / "a.zip", replace(town, revision=3))
    _run(folder)
    (folder / "in" / "a.zip").unlink()
    zipped(folder / "in" / "b.zip", replace(town, revision=2))
    zipped(folder / "in" / "c.zip", replace(town, revision=1))
    data, _ = _run(folder)
    assert set(_verdicts(data).values()) == {Verdict.SUPERSEDED}
    zipped(folder / "in" / "d.zip", replace(small(town, 1), revision=3))
    data, outcome = _run(folder)

    assert _verdicts(data)["d.zip"] is Verdict.TAKEN
    assert [one.place.file for one in outcome.findings if one.code == "MIG-PMO-063"] == ["d.zip"]


def test_late_and_missing(folder: Path, town: BodyReport) -> None:
    """The roster says who is expected and until when; --due holds for the others; the roster stays in the store."""
    other, third = reports(6, 7)
    rows = [
        f"{one.body.code},{one.body.prefecture},{one.body.name},,{people},{due}"
        for one, people, due in ((town, "12345", "2026-12-10"), (other, "", "2026-12-01"), (third, "", ""))
    ]
    roster = folder / "名簿.csv"
    roster.write_bytes("\r\n".join(["団体コード,都道府県,団体名,区分,人口,期限", *rows]).encode("cp932"))
    zipped(folder / "in" / "a.zip", replace(town, body=replace(town.body, population=None)))
    zipped(folder / "in" / "b.zip", small(other))
    zipped(folder / "in" / f"進捗_{third.body.code}.zip", b"{")
    data, outcome = _run(folder, roster=roster, due=date(2026, 12, 5))

    assert [(one.file, one.verdict, one.late) for one in data.files[:2]] == [
        ("a.zip", Verdict.TAKEN, 0),
        ("b.zip", Verdict.LATE, 7),
    ]
    month = data.months[0]
    assert (month.expected, month.received, month.missing) == (3, 2, 1)
    assert [(one.name, one.verdict, bool(one.reason)) for one in month.lacks] == [
        (third.body.name, Verdict.UNREADABLE, True)
    ]
    assert {"MIG-PMO-052", "MIG-PMO-059", "MIG-PMO-066"} <= {one.code for one in outcome.findings}
    assert store.taken(folder / "store", PERIOD).column("population").to_pylist()[0] == 12345
    zipped(folder / "in" / "c.zip", small(third))
    data, _ = _run(folder, due=date(2026, 12, 5))
    assert (data.months[0].missing, _verdicts(data)["c.zip"], data.files[2].late) == (0, Verdict.LATE, 3)


def test_without_a_roster(folder: Path, town: BodyReport) -> None:
    """Without a roster all bodies of the kind and prefecture that reported are expected, and this is said."""
    zipped(folder / "in" / "a.zip", town)
    data, _ = _run(folder)
    month = data.months[0]

    assert month.expected - month.received == month.missing == len(month.lacks) > 50
    assert {one.prefecture for one in month.lacks} == {town.body.prefecture}
    assert month.expectation == f"名簿がないため、報告のあった 1 都道府県の市区町村 {month.expected} 団体"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("162018,富山県,富山市,,,", "団体コードが、その団体の 6 桁の全国地方公共団体コードではありません"),
        ("162019,富山県,とやま市,,,", "「富山県」に、その名の団体がありません"),
        ("162019,富山県,富山市,村,,", "区分は 市区町村、都道府県、広域連合、一部事務組合 のどれかです"),
        ("162019,富山県,富山市,,多い,", "人口が 1 以上の数ではありません"),
        ("162019,富山県,富山市,,,12月5日", "期限が 2026-12-05 の形の日ではありません"),
    ],
)
def test_a_faulty_roster_is_refused(folder: Path, town: BodyReport, line: str, reason: str) -> None:
    """A roster with a fault is refused with its line, before anything is stored."""
    zipped(folder / "in" / "a.zip", town)
    (folder / "名簿.csv").write_text(f"団体コード,都道府県,団体名,区分,人口,期限\n{line}\n", encoding="utf-8")
    with pytest.raises(MigrateError) as caught:
        _run(folder, roster=folder / "名簿.csv")

    assert (caught.value.code, caught.value.params["line"], caught.value.params["reason"]) == ("MIG-PMO-041", 2, reason)
    assert not (folder / "store").exists()


def test_kinds_of_bodies(folder: Path) -> None:
    """A prefecture with two businesses, a ward of Tokyo with 18, a 広域連合 under its own code: all are bodies."""
    tokyo = next(at for at, one in enumerate(nation.bodies()) if one.code == "131016")
    ward, prefecture = reports(tokyo, -1)
    ward = replace(ward, businesses=ward.businesses[:18])
    union = replace(small(ward), body=replace(ward.body, code="168017", name="みどり広域連合", kind=BodyKind.UNION))
    for name, one in (("a", prefecture), ("b", ward), ("c", union)):
        zipped(folder / "in" / f"{name}.zip", one)
    data, _ = _run(folder)

    assert set(_verdicts(data).values()) == {Verdict.TAKEN}
    with store.opened(folder / "store") as engine:
        rows = engine.rows(
            "SELECT kind, count(*) FROM businesses JOIN bodies USING (period, body) GROUP BY 1 ORDER BY 2"
        )
    assert sorted(rows) == [("市区町村", 18), ("広域連合・一部事務組合", 2), ("都道府県", 2)]


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("x/bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        packed.writestr("x/data/progress.json", b" " * (80 << 20))


def _trick(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("../../etc/cron.d/x", b"x")


def _entities(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("[Content_Types].xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')


def _resealed(path: Path, town: BodyReport) -> None:
    """A zip of which somebody changed the JSON."""
    sound = zipped(path.with_name("tmp"), town)
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace("未着手".encode(), "完了済み".encode()) if name.endswith(".json") else data)
    sound.unlink()


def test_every_broken_file_has_its_verdict(folder: Path, town: BodyReport) -> None:
    """Bombs, path tricks, DTDs, links, broken seals, letters, empty files: each is told, none stops the others."""
    place = folder / "in"
    zipped(place / "good.zip", town)
    _bomb(place / "bomb.zip")
    _trick(place / "trick.zip")
    _entities(place / "dtd.xlsx")
    _resealed(place / "seal.zip", town)
    (place / "link.zip").symlink_to(place / "good.zip")
    (place / "cut.zip").write_bytes((place / "good.zip").read_bytes()[:-400])
    (place / "empty.zip").write_bytes(b"")
    (place / "送付状.pdf").write_bytes(b"%PDF")
    (place / "~$good.xlsx").write_bytes(b"x")
    (place / "plain.json").write_bytes(b"[]")
    (place / "new.json").write_bytes(records.to_bytes({**raw(town), "version": 2}))
    (place / "old.json").write_bytes(records.to_bytes({**raw(town), "version": 0}))
    (place / "ward.json").write_bytes(records.dump(replace(town, body=replace(town.body, code="011011"))))
    (place / "packed.zip").write_bytes(_of_zips())
    (place / "bytes.csv").write_bytes(b"\x81\xff")
    (place / "sub").mkdir()
    (place / "sub" / "x.gz").write_bytes(b"\x1f\x8b00")
    data, outcome = _run(folder)

    assert _verdicts(data) == {
        "bomb.zip": Verdict.REFUSED,
        "bytes.csv": Verdict.UNREADABLE,
        "cut.zip": Verdict.BROKEN,
        "dtd.xlsx": Verdict.REFUSED,
        "empty.zip": Verdict.UNREADABLE,
        "good.zip": Verdict.TAKEN,
        "link.zip": Verdict.REFUSED,
        "new.json": Verdict.NEWER,
        "old.json": Verdict.SCHEMA,
        "packed.zip": Verdict.UNREADABLE,
        "plain.json": Verdict.SCHEMA,
        "seal.zip": Verdict.BROKEN,
        "sub/x.gz": Verdict.UNREADABLE,
        "trick.zip": Verdict.REFUSED,
        "ward.json": Verdict.BODY,
        "~$good.xlsx": Verdict.OTHER,
        "送付状.pdf": Verdict.OTHER,
    }
    assert all(one.reason for one in data.files if one.verdict is not Verdict.TAKEN)
    errors = {one.place.file for one in outcome.findings if one.severity is Severity.ERROR}
    assert errors == {one.file for one in data.files if one.verdict not in (Verdict.TAKEN, Verdict.OTHER)}
    assert outcome.nothing_checked is False


def _of_zips() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("a.zip", b"PK")
    return stream.getvalue()


def test_nothing_to_read(folder: Path, town: BodyReport) -> None:
    """No folder, an empty folder, a month that is none: refused; only broken files: nothing was checked (exit 5)."""
    with pytest.raises(UnreadableError, match="MIG-SYS-001"):
        flow.run(frozen_session(TODAY), Wish(folder=folder / "none", store=folder / "store"))
    with pytest.raises(NothingCheckedError, match="MIG-PMO-040"):
        _run(folder)
    (folder / "file").write_bytes(b"x")
    with pytest.raises(UnreadableError, match="MIG-SYS-006"):
        _run(folder, store=folder / "file")
    with pytest.raises(MigrateError, match="MIG-PMO-043"):
        _run(folder, period="2026/11")
    (folder / "in" / "a.zip").write_bytes(b"PK\x03\x04")
    assert _run(folder)[1].nothing_checked is True
    assert not (folder / "store" / PERIOD).exists()


def test_months(folder: Path, town: BodyReport) -> None:
    """Each report goes to its month; with --period another month is refused. The store may lie in the folder."""
    zipped(folder / "in" / "a.zip", town)
    zipped(folder / "in" / "b.zip", replace(town, period="2026-10"))
    inside = folder / "in" / "保管庫"
    data, _ = _run(folder, period=PERIOD, store=inside)
    assert list(_verdicts(data).values()) == [Verdict.TAKEN, Verdict.PERIOD]
    wish = Wish(folder=folder / "in", store=inside)
    again = flow.run(frozen_session(TODAY), wish)

    assert store.periods(inside) == ("2026-10", PERIOD)
    assert "MIG-PMO-067" in {one.code for one in again.findings}
    assert {one.path for one in again.inputs} == {"a.zip", "b.zip"}


def test_outside_of_the_twenty_and_beyond_the_seal(folder: Path, town: BodyReport) -> None:
    """What is left out of a taken report is said: a business outside the 20, a file that the seal does not name."""
    one = town.businesses[0]
    more = replace(town, businesses=(*town.businesses, replace(one, business="031")))
    path = zipped(folder / "in" / "a.zip", more)
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("a/data/メモ.txt", "直しました")
    data, outcome = _run(folder)

    assert _verdicts(data) == {"a.zip": Verdict.TAKEN}
    assert {one.code for one in outcome.findings} >= {"MIG-PMO-068", "MIG-PMO-069"}


def test_published_files_say_together_what_they_say(folder: Path) -> None:
    """Rates now and the list of 特定移行 later: one report a body, in any order of files, and again nothing new."""
    names = "住民記録,戸籍"
    rates = f"都道府県,市区町村,全体,{names}\n富山県,富山市,0.5,0.4,0.6\n富山県,高岡市,1,1,1\n"
    marks = f"団体コード,自治体名,{names}\n162019,富山市,●,\n"
    (folder / "in" / "rates_2026-11.csv").write_text(rates, encoding="utf-8")
    _run(folder)
    (folder / "in" / "a_list_2026-11.csv").write_text(marks, encoding="utf-8")
    data, _ = _run(folder)

    assert list(_verdicts(data).values()) == [Verdict.TAKEN, Verdict.DUPLICATE]
    assert _run(folder)[0].changed is False
    with store.opened(folder / "store") as engine:
        rows = engine.rows("SELECT business, printed, len(systems) FROM businesses WHERE body = '162019' ORDER BY 1")
    assert rows == [("001", 0.4, 1), ("003", 0.6, 0)]


def test_many_faults_are_counted(folder: Path, town: BodyReport) -> None:
    """A file that is wrong everywhere gives a bounded number of findings; the data have all of them."""
    data = raw(town)
    for business in data["businesses"]:
        for step in business["steps"]:
            step["status"] = "?"
    (folder / "in" / "a.json").write_bytes(records.to_bytes(data))
    found, outcome = _run(folder)

    assert len(found.files[0].faults) == 80
    assert [one.code for one in outcome.findings].count("MIG-PMO-061") == 50
    assert "MIG-PMO-070" in {one.code for one in outcome.findings}


def test_one_collector_at_a_time(folder: Path, town: BodyReport) -> None:
    """While somebody collects into a store, another one is told so."""
    zipped(folder / "in" / "a.zip", town)
    with lock.hold(folder / "store" / ".lock", "となりの係"), pytest.raises(MigrateError, match="MIG-SYS-010"):
        _run(folder)


_KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from migrate.files import atomic
from migrate.flow import pmo_collect as flow
from migrate.workspace.clock import frozen_session
real, left = Path.replace, int(sys.argv[2])
def replace(self, target):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(self, target)
Path.replace = replace
folder = Path(sys.argv[1])
flow.run(frozen_session(date(2026, 12, 8)), flow.Wish(folder=folder / "in", store=folder / sys.argv[3]))
"""


@pytest.mark.skipif(os.name == "nt", reason="kills as POSIX does")
def test_a_killed_collector_leaves_nothing_half(folder: Path, town: BodyReport) -> None:
    """Killed before any file that it publishes, it shows no half intake; the next run gives the bytes of a calm one."""
    zipped(folder / "in" / "a.zip", town)
    zipped(folder / "in" / "b.zip", replace(town, period="2026-10"))
    _run(folder, store=folder / "calm")
    calm = _bytes(folder / "calm")
    for left in range(len(calm)):
        name = f"killed{left}"
        done = subprocess.run([sys.executable, "-c", _KILLED, str(folder), str(left), name], check=False)
        visible = store.periods(folder / name)
        half = {one: store.taken(folder / name, one).num_rows for one in visible}
        _run(folder, store=folder / name)

        assert (done.returncode, set(half.values()) <= {1}) == (-signal.SIGKILL, True)
        assert _bytes(folder / name) == calm


def test_zips_at_random_never_crash(folder: Path, town: BodyReport) -> None:
    """Whatever happens to the bytes of zips, each has a verdict, and what is taken is what was sent."""
    sound, chance = zipped(folder / "sound.zip", small(town, 1)).read_bytes(), random.Random(5)
    for number in range(150):
        data = bytearray(sound)
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(data))
            data[at : at + chance.choice((0, 1, 1, 30))] = chance.randbytes(chance.choice((0, 1, 4)))
        (folder / "in" / f"{number:03}.zip").write_bytes(data)
    data, _ = _run(folder)

    broken = (Verdict.BROKEN, Verdict.REFUSED, Verdict.UNREADABLE)
    assert {one.verdict for one in data.files} <= {Verdict.TAKEN, Verdict.DUPLICATE, *broken}
    assert data.verdicts["broken"] > 50
    taken = {one.content for one in data.files if one.content}
    assert len(taken) <= 1
