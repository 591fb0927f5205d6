"""Nothing of a resident leaves by any `source` command: planted in all kinds of input, sought in all that comes out.

Names, addresses, telephone numbers, 個人番号 and 法人番号 stand in DDL, definition books, layouts, CSV files with and
without a header, fixed-length files and archives. Every command runs in every format, also where it fails or breaks
down. A name in a remark of a definition cannot be told from any other word there; what has a form of its own can.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from migrate.cli.frame import app
from migrate.errors import Exit

from ...leaks import Leak, find, in_text
from .book.houses import JUMIN, bytes_of, row

NAME, GAP, KANA, ROMAJI = "麻績川栞奈", "幻山　宗太郎", "ｵﾐｶﾞﾜ ｶﾝﾅ", "OMIGAWA KANNA"
ADDRESS, PHONE, REMARK = "架空市幻町７丁目８番９号", "055-1357-2468", "入院中のため幻山様へ電話"


def _checked(first: str, weights: tuple[int, ...], base: int) -> int:
    total = sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True))
    return total % base


def my_number() -> str:
    """A number of the form of a 個人番号 with its right check digit, made here."""
    first = "73519246801"
    rest = _checked(first, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), 11)
    return first + str(0 if rest <= 1 else 11 - rest)


def corporate_number() -> str:
    """A number of the form of a 法人番号 with its right check digit, made here."""
    rest = "700001357246"
    return str(9 - _checked(rest, (2, 1) * 6, 9)) + rest


PLANTED = (NAME, GAP, KANA, ROMAJI, ADDRESS, PHONE, REMARK, "麻績川", "幻山", my_number(), corporate_number())
VALUES = ("0001", NAME, KANA, "19380917", my_number(), ADDRESS, PHONE, corporate_number(), REMARK)
HEAD = ("ATENA_NO", "SHIMEI", "KANA", "BIRTH", "KOJIN_NO", "JUSHO", "TEL", "HOJIN_NO", "BIKO")
QUOTED = ", ".join(f"'{one}'" for one in VALUES)


def ddl() -> bytes:
    """A script with residents in statements, comments and damage."""
    columns = ", ".join(f"{one} VARCHAR2(200)" for one in HEAD)
    lines = [
        f"-- 2020/04/01 {NAME} が追加",
        f"/* 連絡先 {PHONE} {ADDRESS} */",
        f"CREATE TABLE T_JUMIN ({columns}, PRIMARY KEY (ATENA_NO)); -- {GAP}",
        "COMMENT ON TABLE T_JUMIN IS '住民';",
        f"INSERT INTO T_JUMIN VALUES ({QUOTED});",
        f"INSERT INTO T_JUMIN ({', '.join(HEAD)}) SELECT {QUOTED} FROM DUAL;",
        f"UPDATE T_JUMIN SET SHIMEI = '{NAME}' WHERE KOJIN_NO = '{my_number()}';",
        f"DELETE FROM T_JUMIN WHERE SHIMEI = '{NAME}';",
        f"MERGE INTO T_JUMIN USING (SELECT '{NAME}' AS N FROM DUAL) X ON (SHIMEI = X.N) WHEN MATCHED THEN DELETE;",
        f"ヨメナイ '{NAME}' {ADDRESS};",
        f"ALTER TABLE T_JUMIN ADD CHECK (SHIMEI IN ('{NAME}', '{GAP}'));",
        f"CREATE TABLE T_X (A CHAR(1) FUMEI '{NAME}', B CHAR(1));",
        f"CREATE TABLE T_Y (SHIMEI VARCHAR(9) DEFAULT '{NAME}', TEL CHAR(12) DEFAULT '{PHONE}');",
        f"COMMENT ON COLUMN T_Y.SHIMEI IS '氏名　例：{GAP}';",
        f"COMMENT ON COLUMN T_X.A IS '区分 {my_number()} {PHONE}';",
        f"COMMENT ON TABLE T_X IS '控え（{ADDRESS}）';",
        f"COMMENT ON COLUMN T_NAI.SHIMEI IS '{NAME}';",
        f"EXEC DBMS_OUTPUT.PUT_LINE('{NAME}');",
        f"INSERT INTO T_JUMIN VALUES ('{NAME}, '{ADDRESS}');",
        f"SELECT * FROM T_JUMIN WHERE SHIMEI = '{NAME}",
    ]
    return "\r\n".join(lines).encode("cp932")


def definition_book() -> bytes:
    """A definition book with residents below real columns, under headings of their own, on a hidden sheet."""
    book = openpyxl.Workbook()
    s = book.create_sheet("住民")
    row(s, 1, ["テーブル名", "住民基本", "物理名", "T_BOOK"])
    row(s, 3, ["No", "論理名", "物理名", "型", "桁数", "小数", "必須", "PK", "FK", "備考"])
    for n, i in enumerate(JUMIN.items):
        row(s, 4 + n, [n + 1, i.logical, i.physical, i.type, i.length, i.scale, None, i.key])
    s.cell(row=5, column=10, value=f"不明なら {PHONE} か {ADDRESS}")
    row(s, 12, [NAME, NAME, KANA, "女", PHONE, ADDRESS, NAME, GAP, NAME, REMARK])
    row(s, 13, [None, None, None, NAME])
    roster = book.create_sheet(NAME)
    row(roster, 1, ["番号", "名前", "種類", "備考"])
    for n in range(4):
        row(roster, 2 + n, [n, NAME if n % 2 else ROMAJI, "世帯主", ADDRESS])
    hidden = book.create_sheet(GAP)
    row(hidden, 1, HEAD)
    row(hidden, 2, VALUES)
    hidden.sheet_state = "hidden"
    listed = book.create_sheet("住民一覧")
    row(listed, 1, ["No", "テーブル名", "名称"])
    row(listed, 2, [1, NAME, GAP])
    return bytes_of(book)


def layout() -> bytes:
    """A layout table with residents in cells that are no definition."""
    rows = [
        "項番,項目名,物理名,開始位置,桁数,型,備考",
        f"1,宛名番号,ATENA_NO,1,4,X,{my_number()}",
        f"2,氏名,SHIMEI,5,20,N,{PHONE}",
        f"3,住所,JUSHO,25,40,N,{ADDRESS}",
    ]
    return "\r\n".join([*rows, ""]).encode("cp932")


def fixed() -> bytes:
    """Records of that layout, one of them too short."""
    one = b"0001" + NAME.encode("cp932").ljust(20) + ADDRESS.encode("cp932").ljust(40)
    return b"\r\n".join([one, one[:50], b"0002" + GAP.encode("cp932").ljust(20) + b"\x85\x40" + b" " * 38, b""])


def csv(header: bool) -> bytes:
    """Rows of residents, ragged and damaged ones among them."""
    rows = [",".join(HEAD)] if header else []
    rows += [",".join(VALUES)] * 12 + [f"{NAME},{ADDRESS}", ",".join(reversed(VALUES))]
    return "\r\n".join([*rows, ""]).encode("cp932") + NAME.encode("cp932") + b"\x85\x40\r\n"


def _fill(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in (
        ("a_ddl.sql", ddl()),
        ("b_book.xlsx", definition_book()),
        ("c_layout.csv", layout()),
        ("d_fixed.dat", fixed()),
        ("T_JUMIN.csv", csv(header=True)),
        ("f_nohead.csv", csv(header=False)),
    ):
        (folder / name).write_bytes(data)
    with zipfile.ZipFile(folder / "g_delivered.zip", "w") as archive:
        archive.writestr("T_JUMIN_2.csv", csv(header=True))
        archive.writestr("more.sql", ddl())


@dataclass
class Run:
    """What commands printed, with exit codes, beside what they wrote."""

    root: Path
    printed: list[tuple[str, str, int]] = field(default_factory=list)

    def __call__(self, capsys: Any, *words: str) -> int:
        code = app.main(list(words))
        said = capsys.readouterr()
        self.printed.append((" ".join(words), said.out + said.err, code))
        return code

    def leaks(self) -> list[Leak]:
        """All that was planted and is found in what was printed or written; the inputs themselves are left out."""
        for number, (name, text, _) in enumerate(self.printed):
            (self.root / f"printed-{number}.txt").write_text(
                f"{name}\n{text}", encoding="utf-8", errors="backslashreplace"
            )
        return find(self.root, PLANTED, without=("source", "out/restricted"))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder to work in, with the files for temporary logs inside it."""
    for name in ("MIGRATE_WORKSPACE", "MIGRATE_USER"):
        monkeypatch.delenv(name, raising=False)
    logs = tmp_path / "logs"
    logs.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(logs))
    monkeypatch.chdir(tmp_path)
    yield tmp_path


FORMATS: tuple[tuple[str, ...], ...] = (
    (),
    ("-v",),
    ("--json",),
    ("--format", "html", "-o", "page.html"),
    ("--format", "xlsx", "-o", "page.xlsx"),
)
VERBS: tuple[tuple[str, ...], ...] = (
    ("scan", "--max-unknown", "99"),
    ("scan",),
    ("lint",),
    ("profile",),
    ("twin",),
)


def test_workspace(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command in every format, in a workspace that holds all kinds of inputs: no planted word comes out."""
    run = Run(place)
    run(capsys, "init", ".")
    _fill(place / "source")
    for verb in VERBS:
        for form in FORMATS:
            run(capsys, "source", *verb, *form)
            for page in place.glob("page.*"):
                page.rename(place / f"{verb[0]}-{len(verb)}-{page.name}")
    codes = {name.split()[1]: code for name, _, code in run.printed if name.startswith("source")}

    assert run.leaks() == []
    assert Exit.BUG not in {code for _, _, code in run.printed}
    assert {"scan", "lint", "profile", "twin"} <= codes.keys()


FILES = ("a_ddl.sql", "b_book.xlsx", "c_layout.csv", "d_fixed.dat", "T_JUMIN.csv", "f_nohead.csv", "g_delivered.zip")


@pytest.mark.parametrize("file", FILES)
def test_without_workspace(file: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file by itself, where no workspace is: read or refused, no planted word comes out either way."""
    run = Run(place)
    _fill(place / "source")
    path = str(place / "source" / file)
    codes = [run(capsys, "source", verb, path, *form) for verb in ("scan", "lint", "profile") for form in FORMATS[:3]]
    codes.append(run(capsys, "source", "book", path, "--to", "clean.xlsx", "-v"))
    codes.append(run(capsys, "source", "book", path, "--to", "again.xlsx", "--json"))

    assert run.leaks() == []
    assert set(codes) <= {Exit.OK, Exit.FINDINGS, Exit.UNREADABLE, Exit.NOTHING_CHECKED, Exit.USAGE}


def _damaged(folder: Path) -> None:
    """The same inputs, each of them cut, doubled or declared to be something else."""
    _fill(folder)
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        (folder / f"cut_{path.name}").write_bytes(data[: len(data) * 2 // 3])
    shutil.copyfile(folder / "f_nohead.csv", folder / "x.xlsx")
    shutil.copyfile(folder / "T_JUMIN.csv", folder / "y.sql")
    shutil.copyfile(folder / "d_fixed.dat", folder / "z_layout.csv")


DAMAGED = ("cut_a_ddl.sql", "cut_b_book.xlsx", "cut_c_layout.csv", "cut_T_JUMIN.csv", "x.xlsx", "y.sql")


@pytest.mark.parametrize("file", DAMAGED)
def test_refused_and_damaged(file: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files that are cut or are not what their names say: the refusal quotes nothing of them."""
    run = Run(place)
    _damaged(place / "source")
    path = str(place / "source" / file)
    codes = {run(capsys, "source", verb, path, "-v") for verb in ("scan", "lint", "profile")}

    assert run.leaks() == []
    assert Exit.BUG not in codes


def test_a_damaged_workspace(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All damaged inputs in one workspace: the run says what it could not read, the ledger holds no word of it."""
    run = Run(place)
    run(capsys, "init", ".")
    _damaged(place / "source")
    codes = {run(capsys, "source", verb, "-v") for verb in ("scan", "profile", "lint", "twin")}

    assert run.leaks() == []
    assert Exit.BUG not in codes
    assert Exit.OK not in {code for name, _, code in run.printed if name.startswith("source scan")}


BUGS = {
    "scan": ("migrate.source.scan.read_scripts", ("source", "scan", "-v")),
    "lint": ("migrate.source.lint.catalogue.lint", ("source", "lint", "source/a_ddl.sql")),
    "profile": ("migrate.source.profile.file.column_profile", ("source", "profile", "source/T_JUMIN.csv")),
    "book": ("migrate.source.book.clean.workbook", ("source", "book", "source/b_book.xlsx", "--to", "clean.xlsx")),
}


@pytest.mark.parametrize("verb", BUGS)
def test_a_bug(verb: str, place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug whose error holds a resident's values ends with exit code 4; its log holds file, line and kind only."""
    run = Run(place)
    run(capsys, "init", ".")
    _fill(place / "source")

    def broken(*_: object, **__: object) -> None:
        raise ValueError(f"{NAME} {my_number()} {ADDRESS}")

    target, words = BUGS[verb]
    monkeypatch.setattr(target, broken)
    code = run(capsys, *words)

    assert (code, run.leaks()) == (Exit.BUG, [])
    assert "ValueError" in next((place / "logs").glob("migrate-*.log")).read_text(encoding="utf-8")


def test_the_search_looks_at_real_outputs(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What may be told is there: the search above would find the planted words beside it."""
    run = Run(place)
    run(capsys, "init", ".")
    _fill(place / "source")
    run(capsys, "source", "scan", "--max-unknown", "99", "--format", "xlsx", "-o", "page.xlsx")
    run(capsys, "source", "scan", "--max-unknown", "99", "-v")

    assert find(place, ["ATENA_NO"], without=("source",)) != []
    assert {leak.where.partition("!")[0] for leak in find(place, ["T_JUMIN"], without=("source",))} >= {
        "page.xlsx",
        "out/source/schema.json",
    }
    assert any(leak.word == "ATENA_NO" for name, text, _ in run.printed for leak in in_text(name, text, ["ATENA_NO"]))
