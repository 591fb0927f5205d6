"""`chars list` and `chars shrink` in a workspace: every code of CP932, selectors and plane 16 from end to end."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from migrate.characters import font, glyphs
from migrate.cli.frame.show import payload
from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.flow import chars, chars_common, chars_shrink, convert, loaded, source
from migrate.flow.chars_shrink import Wanted
from migrate.model.characters import COMMON, CharacterKind, CharacterStage
from migrate.model.finding import Severity
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace, create

from ..characters import fonts

ROOT = Path(__file__).resolve().parents[3]
FIXTURE = ROOT / "tests" / "cases" / "convert-run" / "fates" / "in"
SESSION = Session(who="test", as_of=date(2026, 11, 26))
PROJECT = "municipality: {code: '999999', name: 架空市}\n".encode()
NAME = "住登外者宛名基本情報"
LOST = (0x80, 0xA0, 0xFD, 0xFE, 0xFF)
"""Bytes that Python's cp932 takes for characters although the code has none."""


def _workspace(tmp_path: Path, **files: bytes) -> Workspace:
    """A scanned workspace; ``__`` in a name stands for a folder, ``_`` before the ending for the dot."""
    workspace = create(tmp_path / "machi", PROJECT)
    for name, data in files.items():
        path = workspace.path("source", *name.replace("_csv", ".csv").replace("_sql", ".sql").split("__"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    source.scan(workspace, SESSION, 0)
    return workspace


def _listed(workspace: Workspace, target: str = "mj", business: str = "") -> chars.CharsList:
    outcome = chars.list_characters(workspace, SESSION, target, business)
    assert isinstance(outcome.data, chars.CharsList)
    return outcome.data


def _double_bytes() -> dict[bytes, str]:
    """All double-byte codes of CP932, as Python's codec has them; what it reads as two characters is no such code."""
    found = {}
    for lead in (*range(0x81, 0xA0), *range(0xE0, 0xFD)):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFD)):
            try:
                text = bytes((lead, trail)).decode("cp932")
            except UnicodeDecodeError:
                continue
            if len(text) == 1:
                found[bytes((lead, trail))] = text
    return found


@pytest.fixture(scope="module")
def every_code(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, dict[bytes, str]]:
    """A workspace whose one table has a row for each code of CP932, and one for each byte that is none."""
    codes = _double_bytes() | {
        bytes((b,)): bytes((b,)).decode("cp932") for b in (*range(0x21, 0x7F), *range(0xA1, 0xE0))
    }
    cells = [*codes, *(bytes((b,)) for b in LOST)]
    rows = b"".join(b'%05d,"%s"\r\n' % (n, cell.replace(b'"', b'""')) for n, cell in enumerate(cells))
    ddl = b"CREATE TABLE R (ID CHAR(5) NOT NULL, C VARCHAR2(10), PRIMARY KEY (ID));\n"
    return _workspace(tmp_path_factory.mktemp("codes"), r_csv=b"ID,C\r\n" + rows, r_sql=ddl), codes


def _stand_ins() -> set[str]:
    return {chr(0xFF000 + byte) for byte in LOST}


def test_every_code_of_cp932_is_inside(every_code: tuple[Workspace, dict[bytes, str]]) -> None:
    """Of more than 9,600 codes only gaiji are outside CP932, each under its code, and the five bytes that are none."""
    workspace, codes = every_code
    data = _listed(workspace, "cp932")
    gaiji = {text: code.hex().upper() for code, text in codes.items() if 0xE000 <= ord(text) <= 0xF8FF}

    assert (len(codes), len(gaiji)) == (9761, 1880)
    assert {one.text: one.cp932 for one in data.found if one.kind is CharacterKind.GAIJI} == gaiji
    assert {one.text for one in data.found if one.kind is CharacterKind.BYTE} == _stand_ins()
    assert len(data.found) == len(gaiji) + len(LOST)
    assert {(one.rows, one.people) for one in data.found} == {(1, 1)}
    assert set(codes.values()) <= data_characters(workspace)


def data_characters(workspace: Workspace) -> set[str]:
    """All characters of the staged table, read as a conversion reads them."""
    from migrate.source.stage import stage

    with job.run(workspace, SESSION, "test") as work:
        schema = loaded.schema(work)
        file = next(one for one in schema.files if one.path == "source/r.csv")
        table = schema.table(file.table)
        assert table is not None
        staged = stage(workspace.path(file.path), file, table, work.scratch())
        return set("".join(pq.read_table(staged.parquet).column("C").to_pylist()))


def test_every_code_against_mj(every_code: tuple[Workspace, dict[bytes, str]]) -> None:
    """All 6,716 kanji of CP932 are MJ characters; five signs have another character in JIS X 0213, with a proposal."""
    workspace, codes = every_code
    data = _listed(workspace)
    others = {one.text: one for one in data.found if one.kind is CharacterKind.OUTSIDE}

    assert "".join(sorted(others)) == "∑￠￡￢￤"
    assert {one.system for one in others.values()} == {COMMON}
    assert [others[text].proposals[0].text for text in "∑￠￡￢￤"] == ["Σ", "¢", "£", "¬", "¦"]
    assert len(data.found) == 1880 + 5 + len(LOST)
    assert data.characters == len({*"".join(codes.values()), *"0123456789", *_stand_ins()})


def test_report_of_every_code(every_code: tuple[Workspace, dict[bytes, str]]) -> None:
    """The JSON of the report and the ledger on disk hold every gaiji and every byte again."""
    workspace, _ = every_code
    outcome = chars.list_characters(workspace, SESSION, "cp932")
    told = json.loads(payload(outcome))
    kept = json.loads(workspace.path("out/characters/cp932.json").read_bytes())

    assert {one["text"] for one in told["found"]} == {one["text"] for one in kept["found"]}
    assert len(told["found"]) == 1885


ROWS = (
    ("0000000001", "1", "辻\U000e0102　花子", "ﾂｼﾞ ﾊﾅｺ"),
    ("0000000002", "1", "\U00100000田　太郎", "ｶﾞｲ ﾀﾛｳ"),
    ("0000000003", "1", "\ue000山　𠮷男", "ｻｷ ﾖｼｵ"),
    ("0000000004", "1", "葛\U000e0101城　次郎", "ｶﾂﾗｷﾞ ｼﾞﾛｳ"),
)


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    """A workspace whose names hold selectors, plane 16, a gaiji, a character beyond the BMP; source in UTF-8."""
    shutil.copytree(FIXTURE, tmp_path / "machi")
    workspace = Workspace(tmp_path / "machi")
    head = "NO,REV,NAME,KANA,SEX,BIRTH,ZIP,DEL,USR,YMD,HMS,BIKO\r\n"
    body = "".join(
        f"{no},{rev},{name},{kana},1,S50.01.01,000-0000,0,sys,R01.05.01,101500,\r\n" for no, rev, name, kana in ROWS
    )
    workspace.path("source/atena.csv").write_bytes((head + body).encode())
    source.scan(workspace, SESSION, 0)
    return workspace


def test_selectors_and_plane_16_from_end_to_end(town: Workspace) -> None:
    """Names come out of the conversion with exactly the code points with which they went in."""
    convert.run(town, SESSION)
    text = town.path(f"out/converted/031/{NAME}.csv").read_bytes().decode()
    names = [row["氏名"] for row in csv.DictReader(io.StringIO(text, newline=""))]

    assert names == [name for _, _, name, _ in ROWS]
    assert pq.read_table(town.path(f"out/converted/031/{NAME}.parquet")).column("氏名").to_pylist() == names


def test_converted_tables_are_counted_too(town: Workspace) -> None:
    """After a conversion the ledger says where a character still is, under the system that it came from."""
    convert.run(town, SESSION)
    data = _listed(town)
    gaiji = {one.text: one for one in data.found if one.kind is CharacterKind.GAIJI}

    assert sorted(gaiji) == ["\ue000", "\U00100000"]
    assert {one.system for one in gaiji.values()} == {"atena"}
    converted = [p for p in gaiji["\ue000"].places if p.stage is CharacterStage.CONVERTED]
    assert [(p.table, p.item, p.cells) for p in converted] == [
        (f"031 {NAME}", "氏_日本人", 1),
        (f"031 {NAME}", "氏名", 1),
    ]
    assert (gaiji["\ue000"].rows, gaiji["\ue000"].people) == (1, 1)


def test_business(town: Workspace) -> None:
    """With a business only the tables of its mapping are looked at, and the ledger of all is left alone."""
    assert {one.text for one in _listed(town, business="031").found} >= {"\ue000"}
    assert not town.path("out/characters").exists()
    with pytest.raises(NothingCheckedError, match="MIG-MAP-040"):
        _listed(town, business="001")


def test_gj_table_of_the_user(town: Workspace) -> None:
    """A font that the user imported makes its GJ characters part of MJ+."""
    folder = town.path("spec/characters/acgjm")
    folder.mkdir(parents=True)
    read = font.loads(fonts.saved(fonts.font({0x100000: "gj000001"})), "acgjm.ttf")
    (folder / glyphs.FILE).write_bytes(glyphs.to_bytes(read, "0" * 64))

    assert "\U00100000" not in {one.text for one in _listed(town).found}


def test_same_code_in_two_systems(tmp_path: Path) -> None:
    """Two folders of source/ are two systems; a rule of the user makes one of them; nobody's table is said."""
    workspace = _workspace(
        tmp_path,
        juki__j_csv="ID,NAME\r\n1,\ue000田\r\n".encode("cp932"),
        zei__z_csv="ID,NAME\r\n1,\ue000田\r\n2,\ue000山\r\n".encode("cp932"),
        j_sql=b"CREATE TABLE J (ID CHAR(1), NAME VARCHAR2(9), PRIMARY KEY (ID));",
        z_sql=b"CREATE TABLE Z (ID CHAR(1), NAME VARCHAR2(9));",
        nobody_csv=b"A,B,C\r\n1,2,3\r\n",
    )
    outcome = chars.list_characters(workspace, SESSION, "mj")
    codes = sorted(one.code for one in outcome.findings)

    assert [(one.system, one.text, one.people) for one in _listed(workspace).found] == [
        ("juki", "\ue000", 1),
        ("zei", "\ue000", 2),
    ]
    assert codes == ["MIG-CHR-002", "MIG-CHR-002", "MIG-CHR-005", "MIG-CHR-010"]
    workspace.path("mapping/character-systems.csv").write_text("pattern,system\n*.csv,共用\n", encoding="utf-8")
    assert [(one.system, one.rows) for one in _listed(workspace).found] == [("共用", 3)]
    workspace.path("mapping/character-systems.csv").write_text("pattern,system\n*.csv,共通\n", encoding="utf-8")
    with pytest.raises(MigrateError, match="MIG-CHR-027"):
        _listed(workspace)


def test_table_of_two_files(tmp_path: Path) -> None:
    """The files of one table belong to one system, for the ledger and for the conversion alike."""
    workspace = _workspace(
        tmp_path,
        honcho__j_csv="ID,NAME\r\n1,\ue000田\r\n".encode("cp932"),
        shisho__j_csv="ID,NAME\r\n1,\ue000田\r\n2,\ue000山\r\n".encode("cp932"),
        j_sql=b"CREATE TABLE J (ID CHAR(1), NAME VARCHAR2(9), PRIMARY KEY (ID));",
    )
    with job.run(workspace, SESSION, "test") as work:
        assert chars_common.systems_of(loaded.schema(work), ()) == {"J": "honcho"}
    assert [(one.system, one.rows, one.people) for one in _listed(workspace).found] == [("honcho", 3, 2)]


def test_decisions_close_the_ledger(tmp_path: Path) -> None:
    """What is decided is open no more; a decision that leads out of the target and a gaiji that stays are named."""
    workspace = _workspace(
        tmp_path,
        a_csv="ID,NAME\r\n1,\ue000\ue001￡\r\n".encode("cp932"),
        a_sql=b"CREATE TABLE A (ID CHAR(1), NAME VARCHAR2(9), PRIMARY KEY (ID));",
    )
    _listed(workspace)
    with job.run(workspace, SESSION, "test") as work:
        assert [one.params["count"] for one in chars_common.open_findings(work)] == [2, 1]
    lines = ("a,U+E000,対応する文字,U+9AD9", "a,U+E001,そのまま,", ",U+FFE1,対応する文字,U+2FFF0")
    workspace.path("mapping/characters.csv").write_text(
        "\n".join(("system,code,decision,to_code", *lines)) + "\n", "utf-8"
    )
    outcome = chars.list_characters(workspace, SESSION, "mj")

    assert sorted(one.code for one in outcome.findings) == ["MIG-CHR-003", "MIG-CHR-004"]
    with job.run(workspace, SESSION, "test") as work:
        assert chars_common.open_findings(work) == ()
        assert chars_common.replacements_of(work, loaded.schema(work)) == {
            "A": {"￡": "\U0002fff0", "\ue000": "髙"},
        }


def test_decisions_for_a_neighbour_do_not_touch_the_move(tmp_path: Path) -> None:
    """The ledger of another target has a file of decisions of its own."""
    workspace = _workspace(
        tmp_path,
        a_csv="ID,NAME\r\n1,髙\r\n".encode("cp932"),
        a_sql=b"CREATE TABLE A (ID CHAR(1), NAME VARCHAR2(9), PRIMARY KEY (ID));",
    )
    lines = "system,code,decision,to\n,U+9AD9,対応する文字,高\n"
    workspace.path("mapping/characters-jisx0213.csv").write_text(lines, encoding="utf-8")

    assert len(_listed(workspace, "jisx0213").decisions) == 1
    assert _listed(workspace).decisions == ()
    with job.run(workspace, SESSION, "test") as work:
        assert chars_common.replacements_of(work, loaded.schema(work)) == {}


def test_nothing_to_look_at(tmp_path: Path) -> None:
    """No data file is no good news."""
    workspace = _workspace(tmp_path, a_sql=b"CREATE TABLE A (ID CHAR(1));")
    with pytest.raises(NothingCheckedError, match="MIG-CHR-006"):
        _listed(workspace)


@pytest.mark.parametrize("target", ["jis", "", "no/such.txt"])
def test_unknown_target(town: Workspace, target: str) -> None:
    """A target that is neither a name nor a file is refused."""
    with pytest.raises(MigrateError, match="MIG-CHR-007"):
        _listed(town, target)


def _shrink(workspace: Workspace | None, source_file: Path, output: Path, **more: Any) -> Any:
    wanted = Wanted(source=source_file, target_file=output, target=more.pop("target", "jisx0213"), **more)
    return chars_shrink.shrink(workspace, SESSION, wanted)


CSV = '\ufeff氏名,住所\r\n"髙橋, 𠮷男",①\r\n"辻\U000e0102　﨑","－２～\n改行"\r\n"外\ue000字","㈱""社"""\r\n'


def test_shrink_csv(tmp_path: Path) -> None:
    """Only the characters change: mark, quotes, line ends and the original file stay byte for byte."""
    before, after = tmp_path / "a.csv", tmp_path / "b.csv"
    before.write_bytes(CSV.encode())
    outcome = _shrink(None, before, after)

    assert after.read_bytes().decode() == CSV.replace("髙", "高").replace("𠮷", "吉").replace("\U000e0102", "")
    assert before.read_bytes() == CSV.encode()
    assert [(one.code, one.severity, one.params["count"]) for one in outcome.findings] == [
        ("MIG-CHR-033", Severity.ERROR, 1),
    ]
    listed = (tmp_path / "b.csv.shrink.csv").read_text(encoding="utf-8").splitlines()
    assert listed[1] == "U+E000,\ue000,,,縮退できない,1,1,氏名"
    assert (len(listed), outcome.data.rows) == (5, 3)


def test_shrink_into_cp932(tmp_path: Path) -> None:
    """A file for a neighbour with CP932, every character of which it has."""
    before, after = tmp_path / "a.csv", tmp_path / "b.csv"
    before.write_bytes(CSV.replace("\ue000", "鷗\U0001b002").encode())
    outcome = _shrink(None, before, after, target="cp932", encoding="cp932", put="〓")
    text = after.read_bytes().decode("cp932")

    assert text == CSV[1:].replace("𠮷", "吉").replace("\U000e0102", "").replace("\ue000", "〓〓")
    assert [one.code for one in outcome.findings] == ["MIG-CHR-034"]


def test_shrink_parquet_with_decisions(town: Workspace) -> None:
    """Parquet keeps its schema and other columns; decisions of people for this target go before the tables."""
    path = town.path("out/a.parquet")
    table = pa.table({"n": [1, 2, 3], "氏名": ["髙", None, "\ue000"], "空": pa.array([None] * 3, pa.string())})
    pq.write_table(table, path)
    lines = "system,code,decision,to\n,U+9AD9,対応する文字,タカ\n税,U+E000,対応する文字,嵜\n"
    town.path("mapping/characters-jisx0213.csv").write_text(lines, encoding="utf-8")
    _shrink(town, path, town.path("out/b.parquet"))
    _shrink(town, path, town.path("out/c.parquet"), system="税")
    done = pq.read_table(town.path("out/b.parquet"))

    assert done.to_pydict() == {"n": [1, 2, 3], "氏名": ["タカ", None, "\ue000"], "空": [None] * 3}
    assert done.schema == table.schema
    assert pq.read_table(town.path("out/c.parquet")).column("氏名").to_pylist() == ["タカ", None, "嵜"]
    assert [entry.command for entry in town.entries()[-2:]] == ["chars shrink", "chars shrink"]


@pytest.mark.skipif(os.name != "posix", reason="file modes")
@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@pytest.mark.parametrize("inside", [True, False])
def test_a_shrunk_copy_is_for_its_owner_alone(town: Workspace, tmp_path: Path, suffix: str, inside: bool) -> None:
    """The copy holds names as the original does, in a workspace or without one."""
    before, after = town.path(f"out/a{suffix}"), town.path(f"out/b{suffix}")
    if suffix == ".csv":
        before.write_bytes(CSV.encode())
    else:
        pq.write_table(pa.table({"氏名": ["髙"]}), before)
    _shrink(town if inside else None, before, after)

    assert after.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("names", "more", "code"),
    [
        (("a.csv", "a.csv"), {}, "MIG-CHR-031"),
        (("a.csv", "b.parquet"), {}, "MIG-CHR-031"),
        (("a.csv", "b.csv"), {"put": "〓〓"}, "MIG-CHR-031"),
        (("a.csv", "b.csv"), {"put": "𠮷"}, "MIG-CHR-031"),
        (("a.csv", "b.csv"), {"encoding": "ebcdic"}, "MIG-CHR-031"),
        (("a.csv", "b.csv"), {"encoding": "ascii"}, "MIG-CHR-031"),
        (("none.csv", "b.csv"), {}, "MIG-SYS-001"),
        (("sjis.csv", "b.csv"), {}, "MIG-CHR-032"),
        (("ragged.csv", "b.csv"), {}, "MIG-CHR-032"),
        (("bad.parquet", "b.parquet"), {}, "MIG-CHR-032"),
    ],
)
def test_shrink_refused(tmp_path: Path, names: tuple[str, str], more: dict[str, str], code: str) -> None:
    """What cannot be done is refused, and nothing is left behind."""
    (tmp_path / "a.csv").write_bytes(CSV.encode())
    (tmp_path / "sjis.csv").write_bytes("氏名\r\n髙\r\n".encode("cp932"))
    (tmp_path / "ragged.csv").write_bytes(b"a,b\r\n1\r\n")
    (tmp_path / "bad.parquet").write_bytes(b"PAR1")
    before = sorted(tmp_path.iterdir())
    with pytest.raises((MigrateError, UnreadableError)) as caught:
        _shrink(None, tmp_path / names[0], tmp_path / names[1], **more)

    assert caught.value.code == code
    assert sorted(tmp_path.iterdir()) == before
