"""A hand-over: what goes in, what never does, and that packing and checking agree."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import records, seal
from migrate.flow import (
    answers,
    check,
    check_baseline,
    check_decisions,
    convert,
    handover,
    handover_verify,
    init,
    phase,
    phase_make,
    phase_set,
    plan_draft,
    source,
    source_profile,
    source_twin,
)
from migrate.flow.handover_asked import Wanted
from migrate.flow.handover_guard import line_of_number, refuse_numbers
from migrate.flow.handover_verify import Received
from migrate.flow.phase_set import Setting
from migrate.flow.plan_draft import Wish
from migrate.forms.merge import Merged
from migrate.forms.records import Record
from migrate.handover import parts
from migrate.model.balance import Conversion
from migrate.model.handover import Handover, HandoverMade
from migrate.phase import form as forms
from migrate.text.check_digits import RULES
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.ledger import Result
from tests import leaks

FIXTURE = Path(__file__).resolve().parents[3] / "tests" / "cases" / "convert-run" / "fates" / "in"
SESSION = Session(who="test", as_of=date(2026, 11, 26))
DATA = "handover-990019-20261126/data/"
PASSWORD = "七つの海と三匹の猫と、暗い夜"


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    """A small town: scanned and converted, with restricted files."""
    folder = tmp_path / "town"
    shutil.copytree(FIXTURE, folder)
    shutil.rmtree(folder / "out")
    workspace = Workspace(folder)
    init.init(folder, init.Municipality(code="990019", name="七瀬野町"), SESSION)
    source.scan(workspace, SESSION)
    convert.run(workspace, SESSION)
    return workspace


@pytest.fixture
def age() -> None:
    """Skip where the extra ``crypt`` is missing."""
    pytest.importorskip("pyrage", reason="pyrage がありません（pip install 'jichitai-migrate[crypt]'）")


def _pack(town: Workspace, wanted: Wanted) -> HandoverMade:
    made = handover.pack(town, SESSION, wanted).data
    assert isinstance(made, HandoverMade)
    return made


def _inside(package: Path) -> dict[str, bytes]:
    """Path below data/ → bytes."""
    with zipfile.ZipFile(package) as packed:
        return {one.removeprefix(DATA): packed.read(one) for one in packed.namelist() if one.startswith(DATA)}


def _refusal(town: Workspace, wanted: Wanted) -> str:
    with pytest.raises(MigrateError) as caught:
        handover.pack(town, SESSION, wanted)
    return caught.value.code


def test_what_goes_in(town: Workspace, tmp_path: Path) -> None:
    """Results without values, the mapping, the ledger; nothing of source/, no converted row, no restricted file."""
    made = _pack(town, Wanted(target=tmp_path / "a.zip"))

    assert sorted(_inside(tmp_path / "a.zip")) == [
        "README.txt",
        "contents.html",
        "handover.json",
        "ledger.jsonl",
        "mapping/031.yaml",
        "out/convert/031.json",
        "out/converted/031/manifest.json",
        "out/rejects/031.csv",
        "out/source/schema.json",
        "project.yaml",
    ]
    assert made.absent == ("profile", "twin", "tests", "gap", "check", "reconcile", "report", "progress")
    assert made.contents.specs == ("031@2023-09-29",)
    assert [one.path for one in made.contents.inputs] == ["source/atena.csv", "source/atena.sql"]


def test_the_record_names_every_file_and_its_size(town: Workspace, tmp_path: Path) -> None:
    """handover.json lists all but itself and the two pages for people; the sizes are the files'."""
    _pack(town, Wanted(target=tmp_path / "a.zip"))
    inside = _inside(tmp_path / "a.zip")
    record = records.load(Handover, inside.pop("handover.json"), "handover.json")
    for page in ("README.txt", "contents.html"):
        text = inside.pop(page).decode("utf-8-sig")

        assert [one.path for one in record.files if one.path not in text] == []
    assert {one.path: one.bytes for one in record.files} == {name: len(data) for name, data in inside.items()}


@pytest.fixture
def walked(town: Workspace) -> Workspace:
    """The town with statuses, a plan, answers of several work items, their documents, and what vendors sent."""
    phase_set.set_status(town, SESSION, Setting(step="①-1", status="作業中", business="all", note="", evidence=None))
    plan_draft.init(town, SESSION, Wish(business="031", go_live="2029-01-04"))
    for item, sheet in WRITTEN:
        mine = forms.form(item)
        written = Merged(
            changes=(Record(sheet=sheet, key="a", answers={"name": f"架空{item}"}),),
            new=1,
            changed=0,
            same=0,
            findings=(),
        )
        with job.run(town, SESSION, "test") as work:
            answers.write(work, mine, written)
    for code in ("①", "②", "④", "⑧", "⑪", "⑱", "横断"):
        phase_make.make(town, SESSION, code)
    for name in ("rfi/all/received/甲社/001/回答.xlsx", "rfp/marks.yaml", "out/rfp/評価結果書.docx"):
        town.path(name).parent.mkdir(parents=True, exist_ok=True)
        town.path(name).write_bytes(b"x")
    return town


WRITTEN = ((0, "risk"), (1, "member"), (1, "role"), (4, "issue"), (8, "debt"), (11, "contract"), (18, "hypercare"))


def _of(made: HandoverMade, part: str) -> set[str]:
    return {one.path for one in made.contents.files if one.part == part}


def test_progress_and_plan_go_in(walked: Workspace, tmp_path: Path) -> None:
    """Statuses, plan and proofs are in every package; answers, documents and forms of work items only where asked."""
    made = _pack(walked, Wanted(target=tmp_path / "a.zip"))
    names = {one.path for one in made.contents.files}

    assert {"progress.csv", "plan/tasks.csv", "plan/calendar.csv"} <= _of(made, "progress")
    assert [name for name in names if name.startswith(("phase/", "out/phase/", "survey/", "rfi/", "rfp/"))] == []
    zipfile.ZipFile(tmp_path / "a.zip").extractall(tmp_path / "open")
    opened = Workspace(tmp_path / "open" / DATA)
    assert phase.status_of_all(opened).data == phase.status_of_all(walked).data


def test_registers_go_in_without_names_and_money(walked: Workspace, tmp_path: Path) -> None:
    """Neither the list of staff nor an amount is in the part of the registers; money is a part of its own."""
    made = _pack(walked, Wanted(target=tmp_path / "a.zip", include=("phase",)))
    both = _pack(walked, Wanted(target=tmp_path / "b.zip", include=("phase", "money")))

    assert _of(made, "phase") == {
        *("phase/00/risk.yaml", "phase/01/role.yaml", "phase/04/issue.yaml", "phase/18/hypercare.yaml"),
        *(f"out/phase/{one}.docx" for one in ("00-リスクと周辺システム", "04-移行計画書", "18-運用開始")),
    }
    assert _of(both, "money") == {
        *("phase/08/debt.yaml", "phase/11/contract.yaml"),
        *(f"out/phase/{one}.docx" for one in ("02-概要調査", "08-予算要求", "11-契約と詳細スケジュール")),
    }
    assert _of(both, "phase") == _of(made, "phase")


def test_what_vendors_sent_never_leaves(walked: Workspace, tmp_path: Path) -> None:
    """No part takes offers, answers to an RFI, or how they were judged."""
    asked = tuple(one.id for one in parts.PARTS if one.optional and not one.restricted)
    made = _pack(walked, Wanted(target=tmp_path / "a.zip", include=asked))

    assert [one.path for one in made.contents.files if "rfi" in one.path or "rfp" in one.path] == []


def test_the_list_of_staff_needs_encryption(
    age: None, walked: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes in where it is asked for with the rest that is personal, closed with a password."""
    assert _refusal(walked, Wanted(target=tmp_path / "a.zip", include=("roster",))) == "MIG-SYS-043"
    monkeypatch.setenv("PACK_PASSWORD", PASSWORD)
    wanted = Wanted(target=tmp_path / "a.zip", include=("roster",), restricted=True, password_env="PACK_PASSWORD")
    made = _pack(walked, wanted)

    assert made.encrypted
    assert {"phase/01/member.yaml", "out/phase/01-推進体制.docx"} <= _of(made, "roster")


def test_a_number_in_a_document_keeps_it_from_being_made(walked: Workspace, tmp_path: Path) -> None:
    """A 個人番号 that somebody typed into a Word document is found though it is cut into runs; garbage is refused."""
    document = walked.path("out/phase/04-移行計画書.docx")
    number = _number("73519246801")
    before = document.read_bytes()
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(document, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                typed = f"<w:p><w:r><w:t>{number[:5]}</w:t></w:r><w:r><w:t>{number[5:]}</w:t></w:r></w:p><w:sectPr"
                data = data.replace(b"<w:sectPr", typed.encode(), 1)
                assert typed.encode() in data
            new.writestr(name, data)
    wanted = Wanted(target=tmp_path / "a.zip", include=("phase",))

    assert _refusal(walked, wanted) == "MIG-SYS-049"
    document.write_bytes(b"not a document")
    assert _refusal(walked, wanted).startswith("MIG-SRC-22")
    assert not (tmp_path / "a.zip").exists()
    document.write_bytes(before)
    assert _pack(walked, wanted).written


def test_profile_and_twin_go_in_when_they_are_there(town: Workspace, tmp_path: Path) -> None:
    """What a later command made is in the next package."""
    source_profile.profile(town, SESSION)
    source_twin.run(town, SESSION, rows=20, seed=1, clean=False)
    made = _pack(town, Wanted(target=tmp_path / "a.zip"))
    names = {one.path for one in made.contents.files if one.part in ("profile", "twin")}

    assert {"out/twin/twin.json", "out/twin/README.txt", "out/twin/架空_atena.csv"} < names
    assert any(name.startswith("out/source/profile/") for name in names)


def test_the_checks_go_in_whole_and_without_a_value(town: Workspace, tmp_path: Path) -> None:
    """Every failing row, the runs and what people decided are in the package; no name or number of a row is."""
    check_decisions.init(town, SESSION)
    check.check(town, SESSION)
    check_baseline.update(town, SESSION, "旧システムの時からある")
    _pack(town, Wanted(target=tmp_path / "a.zip"))
    names = {name for name in _inside(tmp_path / "a.zip") if "check/" in name}
    rows = [row for file in town.path("out/converted/031").glob("*.parquet") for row in pl.read_parquet(file).rows()]
    words = {text for row in rows for text in row if text is not None and len(text) > 3 and not text.isascii()}

    assert names == {
        *("check/baseline.parquet", "check/thresholds.csv", "check/waivers.csv"),
        *("out/check/031.failures.parquet", "out/check/031.json", "out/check/catalogues.csv", "out/check/history.csv"),
    }
    assert words and leaks.find(tmp_path / "a.zip", sorted(words)) == []


def test_the_same_workspace_gives_the_same_bytes(town: Workspace, tmp_path: Path) -> None:
    """Packing is noted in the ledger, and does not change the next package; a later day does."""
    first = _pack(town, Wanted(target=tmp_path / "a.zip"))
    entries = len(town.entries())
    second = _pack(town, Wanted(target=tmp_path / "b.zip"))
    again = _pack(town, Wanted(target=tmp_path / "b.zip"))
    later = handover.pack(town, Session(who="test", as_of=date(2026, 11, 27)), Wanted(target=tmp_path / "c.zip")).data

    assert first.sha256 == second.sha256 == again.sha256
    assert (second.written, again.written, len(town.entries()) - entries) == (True, False, 3)
    assert isinstance(later, HandoverMade)
    assert later.sha256 != first.sha256


def test_another_package_is_not_written_over(town: Workspace, tmp_path: Path) -> None:
    """One with the same bytes is left, another one stays unless it is said that it may go; 失敗 is noted."""
    first = _pack(town, Wanted(target=tmp_path / "a.zip"))
    again = _pack(town, Wanted(target=tmp_path / "a.zip"))
    before = (tmp_path / "a.zip").read_bytes()
    more = Wanted(target=tmp_path / "a.zip", include=("lineage",))

    assert (first.written, again.written) == (True, False)
    assert _refusal(town, more) == "MIG-SYS-060"
    assert (tmp_path / "a.zip").read_bytes() == before
    assert (town.entries()[-1].result, town.entries()[-1].error) == (Result.FAILED, "MIG-SYS-060")
    assert _pack(town, replace(more, force=True)).written
    assert (tmp_path / "a.zip").read_bytes() != before
    assert [one.name for one in tmp_path.glob(".*")] == []


@pytest.mark.usefixtures("age")
def test_an_encrypted_package_is_not_written_over(
    town: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It never has the same bytes again, so that is refused before anything is packed; nor is a decrypted one."""
    monkeypatch.setenv("PACK_PASSWORD", PASSWORD)
    wanted = Wanted(target=tmp_path / "a.zip", password_env="PACK_PASSWORD")
    _pack(town, wanted)
    entries = len(town.entries())
    received = Received(file=tmp_path / "a.zip.age", password_env="PACK_PASSWORD", opened=tmp_path / "b.zip")
    handover_verify.verify(received)
    handover_verify.verify(received)
    _pack(town, Wanted(target=tmp_path / "c.zip", include=("lineage",)))
    shutil.copyfile(tmp_path / "c.zip", tmp_path / "b.zip")

    assert _refusal(town, wanted) == "MIG-SYS-060"
    assert len(town.entries()) == entries + 1
    with pytest.raises(MigrateError) as caught:
        handover_verify.verify(received)
    assert caught.value.code == "MIG-SYS-060"
    assert (tmp_path / "b.zip").read_bytes() == (tmp_path / "c.zip").read_bytes()
    handover_verify.verify(replace(received, force=True))
    assert (tmp_path / "b.zip").read_bytes() != (tmp_path / "c.zip").read_bytes()
    assert _pack(town, replace(wanted, force=True)).written


def test_the_ledger_says_what_left(town: Workspace, tmp_path: Path) -> None:
    """The line names the package and its sha256; the ledger inside ends before it, its chain whole."""
    made = _pack(town, Wanted(target=tmp_path / "a.zip"))
    last = town.entries()[-1]
    lines = _inside(tmp_path / "a.zip")["ledger.jsonl"].splitlines()
    chain = [json.loads(line)["previous"] for line in lines[1:]]

    assert (last.command, [(one.path, one.sha256) for one in last.outputs]) == ("handover", [("a.zip", made.sha256)])
    assert made.sha256 == hashlib.sha256((tmp_path / "a.zip").read_bytes()).hexdigest()
    assert json.loads(lines[-1])["command"] == "convert run 031"
    assert chain == [hashlib.sha256(line).hexdigest() for line in lines[:-1]]


def test_rejects_are_told_without_values(town: Workspace, tmp_path: Path) -> None:
    """One line a finding: as many rejected rows as the balance has, and no byte of a record."""
    _pack(town, Wanted(target=tmp_path / "a.zip"))
    inside = _inside(tmp_path / "a.zip")
    balance = records.load(Conversion, inside["out/convert/031.json"], "031.json")
    lines = list(csv.DictReader(io.StringIO(inside["out/rejects/031.csv"].decode("utf-8-sig"))))
    rejected = {(one["元のファイル"], one["行"]) for one in lines if one["行の扱い"] == "拒否"}

    assert len(lines) == len(balance.findings) > 0
    assert len(rejected) == sum(sum(line.rejected.values()) for line in balance.lines) > 0


def test_addresses_of_databases_stay_at_home(town: Workspace, tmp_path: Path) -> None:
    """project.yaml goes in without databases and comments, and is still one."""
    text = town.path("project.yaml").read_text(encoding="utf-8")
    more = "# 担当 3-1234\ndatabases:\n  - {name: zei, url: 'postgresql://reader@10.1.2.3/zei'}\n"
    town.path("project.yaml").write_text(text + more, encoding="utf-8")
    workspace = Workspace(town.root)
    _pack(workspace, Wanted(target=tmp_path / "a.zip"))
    written = _inside(tmp_path / "a.zip")["project.yaml"].decode()
    (tmp_path / "project.yaml").write_text(written, encoding="utf-8")
    read = Workspace(tmp_path).project

    assert (read.code, read.name, dict(read.specs)) == ("990019", "七瀬野町", {"031": "2023-09-29"})
    assert [word for word in ("10.1.2.3", "reader", "1234") if word in written] == []


def test_the_package_opens_as_a_workspace(town: Workspace, tmp_path: Path) -> None:
    """Unpacked, data/ is a workspace: its ledger and project are read."""
    _pack(town, Wanted(target=tmp_path / "a.zip"))
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        packed.extractall(tmp_path / "open")
    opened = Workspace(tmp_path / "open" / DATA)

    assert opened.project.name == "七瀬野町"
    assert [one.command for one in opened.entries()] == ["init", "source scan", "convert run 031"]


def _number(eleven: str) -> str:
    return eleven + str(RULES["個人番号"].digit(eleven))


@pytest.mark.parametrize("written", ["{}", '"{}"', "{0:.4}-{1}-{2}", "個人番号 {}。"])
def test_a_number_that_people_wrote_keeps_it_from_being_made(written: str, town: Workspace, tmp_path: Path) -> None:
    """A 個人番号 in a mapping's test is told with file and line, never with the number; no package is left."""
    number = _number("73519246801")
    text = written.format(*([number] if "{}" in written else [number[:4], number[4:8], number[8:]]))
    town.path("mapping", "tests").mkdir()
    town.path("mapping", "tests", "031.yaml").write_text(f"# 試験\n# {text}\n", encoding="utf-8")
    with pytest.raises(MigrateError) as caught:
        handover.pack(town, SESSION, Wanted(target=tmp_path / "a.zip"))

    assert (caught.value.code, caught.value.where.file, caught.value.where.line) == (
        "MIG-SYS-049",
        "mapping/tests/031.yaml",
        2,
    )
    assert number not in str(dict(caught.value.params))
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == []


def test_other_numbers_pass() -> None:
    """A wrong check digit, a part of a longer number, decimals, a digest."""
    number = _number("73519246801")
    wrong = number[:11] + str((int(number[11]) + 1) % 10)

    assert [line_of_number(text) for text in (wrong, f"1{number}", f"0.{number}", f"a{number}", f"{number}f")] == (
        [None] * 5
    )
    assert line_of_number(f"a\n\nb {number}") == 3
    assert line_of_number(f"番号は{number}です") == 1


def test_residents_data_need_encryption(town: Workspace, tmp_path: Path) -> None:
    """Asked for without a key they are refused, and so is source/ alone; nothing is written."""
    target = tmp_path / "a.zip"

    assert _refusal(town, Wanted(target=target, restricted=True)) == "MIG-SYS-042"
    assert _refusal(town, Wanted(target=target, include=("source",))) == "MIG-SYS-043"
    assert _refusal(town, Wanted(target=target, include=("restricted",))) == "MIG-SYS-041"
    assert not target.exists()


def test_residents_data_encrypted(age: None, town: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They go in where they are asked for, closed with a password; the receiver opens and checks them."""
    monkeypatch.setenv("PACK_PASSWORD", PASSWORD)
    wanted = Wanted(target=tmp_path / "a.zip", include=("source",), restricted=True, password_env="PACK_PASSWORD")
    made = _pack(town, wanted)
    sealed = tmp_path / "a.zip.age"
    received = Received(
        file=sealed, password_env="PACK_PASSWORD", sha256=made.sha256, opened=tmp_path / "in" / "open.zip"
    )
    outcome = handover_verify.verify(received)
    inside = _inside(tmp_path / "in" / "open.zip")

    assert (made.file, made.encrypted, made.contents.restricted, (tmp_path / "a.zip").exists()) == (
        "a.zip.age",
        True,
        True,
        False,
    )
    assert seal.is_sealed(sealed)
    assert outcome.findings == ()
    for name in ("source/atena.csv", "out/restricted/031/rejects.parquet"):
        assert inside[name] == town.path(name).read_bytes()
    assert town.entries()[-1].command == "handover --with-restricted"
    assert list(town.path(".migrate").glob("tmp*")) == []


def test_the_inner_bytes_of_an_encrypted_package_are_the_same(
    age: None, town: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Encryption makes other bytes each time; what it holds is the package that would be made without it."""
    monkeypatch.setenv("PACK_PASSWORD", PASSWORD)
    plain = _pack(town, Wanted(target=tmp_path / "a.zip"))
    _pack(town, Wanted(target=tmp_path / "b.zip.age", password_env="PACK_PASSWORD"))
    received = Received(file=tmp_path / "b.zip.age", password_env="PACK_PASSWORD", opened=tmp_path / "c.zip")
    handover_verify.verify(received)

    assert hashlib.sha256((tmp_path / "c.zip").read_bytes()).hexdigest() == plain.sha256


def test_a_weak_or_missing_password(
    age: None, town: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fewer than twelve characters are refused, as is a variable that is not set."""
    monkeypatch.setenv("PACK_PASSWORD", "short")
    monkeypatch.delenv("PACK_NONE", raising=False)
    for name in ("PACK_PASSWORD", "PACK_NONE"):
        assert _refusal(town, Wanted(target=tmp_path / "a.zip", password_env=name)) == "MIG-SYS-046"


@pytest.mark.parametrize("name", ["a.txt", "a", "folder.zip", "foreign.zip"])
def test_no_other_file_is_written_over(name: str, town: Workspace, tmp_path: Path) -> None:
    """A target that is no package by its name or by what is there."""
    (tmp_path / "folder.zip").mkdir()
    with zipfile.ZipFile(tmp_path / "foreign.zip", "w") as packed:
        packed.writestr("納品.csv", b"1,2")
    before = (tmp_path / "foreign.zip").read_bytes()

    assert _refusal(town, Wanted(target=tmp_path / name)) == "MIG-SYS-040"
    assert (tmp_path / "foreign.zip").read_bytes() == before


def test_nothing_to_hand_over(tmp_path: Path) -> None:
    """A new workspace has only its project and ledger: exit 5."""
    init.init(tmp_path / "new", init.Municipality(code="", name=""), SESSION)
    with pytest.raises(NothingCheckedError) as caught:
        handover.pack(Workspace(tmp_path / "new"), SESSION, Wanted(target=tmp_path / "a.zip"))

    assert caught.value.code == "MIG-SYS-048"


def test_links_are_not_followed(town: Workspace, tmp_path: Path) -> None:
    """A link in the workspace to a file elsewhere stays out."""
    (tmp_path / "secret.yaml").write_text("secret: 1\n")
    try:
        town.path("mapping", "901.yaml").symlink_to(tmp_path / "secret.yaml")
    except OSError:
        pytest.skip("この OS ではリンクを作れません")
    _pack(town, Wanted(target=tmp_path / "a.zip"))

    assert "mapping/901.yaml" not in _inside(tmp_path / "a.zip")


def test_a_package_that_was_made_anew_is_found(town: Workspace, tmp_path: Path) -> None:
    """A bag made again is sound in itself; only the sender's sha256 tells."""
    made = _pack(town, Wanted(target=tmp_path / "a.zip"))
    town.path("mapping", "031.yaml").write_bytes(town.path("mapping", "031.yaml").read_bytes() + b"# forged\n")
    _pack(town, Wanted(target=tmp_path / "b.zip"))

    assert handover_verify.verify(Received(file=tmp_path / "b.zip")).findings == ()
    found = handover_verify.verify(Received(file=tmp_path / "b.zip", sha256=made.sha256)).findings
    assert [one.code for one in found] == ["MIG-SYS-056"]


def test_flaws_are_findings(town: Workspace, tmp_path: Path) -> None:
    """Changed, missing and extra files each have a code, an error, and a place."""
    _pack(town, Wanted(target=tmp_path / "a.zip"))
    with zipfile.ZipFile(tmp_path / "a.zip") as good, zipfile.ZipFile(tmp_path / "b.zip", "w") as bad:
        for name in good.namelist():
            data = good.read(name)
            if name == f"{DATA}ledger.jsonl":
                data = data.replace("完了".encode(), "失敗".encode(), 1)
            if name != f"{DATA}mapping/031.yaml":
                bad.writestr(name, data)
        bad.writestr(f"{DATA}mapping/032.yaml", b"mapping: 1\n")
    found = handover_verify.verify(Received(file=tmp_path / "b.zip")).findings

    assert [(one.code, one.severity.value, one.place.file) for one in found] == [
        ("MIG-SYS-052", "error", "data/ledger.jsonl"),
        ("MIG-SYS-053", "error", "data/mapping/032.yaml"),
        ("MIG-SYS-051", "error", "data/mapping/031.yaml"),
        ("MIG-SYS-054", "error", "bag-info.txt"),
    ]


@pytest.mark.parametrize("before", [r"\n", r"\t", r"　", "番号", " "])
def test_an_escape_of_json_is_not_part_of_a_number(before: str) -> None:
    """The last letter of an escape stands directly before the digits."""
    with pytest.raises(MigrateError) as caught:
        refuse_numbers("a.json", f'{{"note": "{before}123456789018"}}'.encode())
    assert caught.value.code == "MIG-SYS-049"
