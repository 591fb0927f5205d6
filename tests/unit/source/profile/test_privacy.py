"""Nothing of a person leaves: planted names, numbers and dates are in no output, print, log, ledger line or twin."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ....leaks import find

NAME, KANA, REMARK = "麻績川　栞奈", "ｵﾐｶﾞﾜ ｶﾝﾅ", "入院中のため麻績川様へ連絡"
BIRTH, ADDRESS, PHONE, MAIL = "S380917", "架空市幻町７丁目８番９号", "055-1357-2468", "kanna@example.jp"
STRAY, ACCOUNT, PASSPORT = "麻績川栞奈", "7351924", "TZ7351924"


def _number() -> str:
    """A number of the form of a 個人番号 with its right check digit, made here."""
    first = "73519246801"
    total = sum(int(digit) * (n + 1 if n <= 6 else n - 5) for n, digit in enumerate(reversed(first), 1))
    return first + str(0 if total % 11 <= 1 else 11 - total % 11)


SECRETS = [NAME, KANA, REMARK, BIRTH, ADDRESS, PHONE, MAIL, STRAY, ACCOUNT, PASSPORT, "麻績川", "栞奈"]
USUAL = "大川　太郎,ｵｵｶﾜ ﾀﾛｳ,S450131,1,架空市本町１丁目,03-1111-2222,,1111111,1,2025"


def _rows() -> list[str]:
    """Planted persons between others, a ragged row and rows whose cells stand in the wrong columns."""
    planted = f"{NAME},{KANA},{BIRTH},{_number()},{ADDRESS},{PHONE},{REMARK},{ACCOUNT},{STRAY},2025"
    moved = f"{MAIL},{BIRTH},{NAME},{ACCOUNT},{_number()},{PHONE},{ADDRESS},{KANA},{PHONE},{_number()}"
    return [*[USUAL] * 200, *[planted] * 15, f"{NAME},{KANA}", *[moved] * 2, *[USUAL] * 40]


def _table(head: str, *rows: str, encoding: str = "cp932", newline: str = "\r\n") -> bytes:
    return newline.join([head, *rows, ""]).encode(encoding)


def _repeated(*cells: str) -> list[str]:
    """Every planted word in every column, often enough to be a frequent value."""
    return [
        ",".join(cells[(n + k) % len(cells)] for k in range(len(cells))) for n in range(len(cells)) for _ in range(12)
    ]


def _sources() -> dict[str, bytes]:
    """Awkward files."""
    harmless = "item1,item2,item3,sagyo_kbn,status,nendo,koshin_nichiji,kubun_cd"
    planted = (NAME, KANA, STRAY, _number(), BIRTH, ACCOUNT, PHONE, PASSPORT)
    wrong = (
        "CREATE TABLE WRONG (id CHAR(12) PRIMARY KEY, jotai_kbn VARCHAR(20), tanto_cd VARCHAR(20));\n"
        "COMMENT ON COLUMN WRONG.id IS '状態区分 1:有効 2:無効';\n"
        "COMMENT ON COLUMN WRONG.jotai_kbn IS '区分 1:有 2:無';\n"
    )
    people = [f"{_number()},{NAME},{ACCOUNT}", f"{_number()[::-1]},{STRAY},{PASSPORT}"] * 30
    record = f"{_number()}{NAME}".encode("cp932").ljust(30) + KANA.encode("cp932").ljust(20) + b"1"
    layout = (
        "項番,項目名,物理名,開始位置,桁数,型,備考\n1,種別コード,SHUBETSU_CD,1,12,X,\n2,摘要区分,TEKIYO_KBN,13,18,N,\n"
        "3,状態,JOTAI,31,20,X,\n4,性別,SEX,51,1,X,\n"
    )
    return {
        "a.csv": _table("shimei,shimei_kn,birth,kojin_no,addr,tel,biko,koza_no,jumin_kbn,nendo", *_rows())
        + (b"\x85\x40" + NAME.encode("cp932") + b",,,,,,,,1,2025\r\n"),
        "headerless.csv": "\r\n".join(_rows()[200:]).encode("cp932"),
        "name_as_header.csv": _table(f"{NAME},{KANA},{BIRTH},1", f"{NAME},{KANA},{BIRTH},2"),
        "harmless.csv": _table(harmless, *_repeated(*planted), encoding="utf-8", newline="\n"),
        "wrong.sql": wrong.encode("cp932"),
        "wrong.csv": _table("id,jotai_kbn,tanto_cd", *people),
        "remarks.tsv": _table(
            "biko\tmemo\ttekiyo", *[f"{REMARK}\t{NAME}に電話 {PHONE}\t{_number()}を確認"] * 20, encoding="utf-16"
        ),
        "host_layout.csv": layout.encode("cp932"),
        "host.dat": (record + b"\r\n") * 25,
    }


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace after scan, profile and twin, with all that they printed below `printed/`."""
    root = tmp_path_factory.mktemp("town")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MIGRATE_")} | {"PYTHONUTF8": "1"}
    printed = root / "printed"
    printed.mkdir()

    def run(*words: str) -> int:
        done = subprocess.run([sys.executable, "-m", "migrate", *words], cwd=root, env=environment, capture_output=True)
        number = len(list(printed.iterdir()))
        (printed / f"{number}.out").write_bytes(done.stdout + b"\n" + done.stderr)
        return done.returncode

    run("init", ".")
    for name, data in _sources().items():
        (root / "source" / name).write_bytes(data)
    run("source", "scan", "-v")
    codes = [run("source", "profile", "-v"), run("source", "profile", "--json")]
    for form in ("html", "xlsx"):
        run("source", "profile", "--format", form, "-o", f"out/p.{form}")
    run("source", "profile", "source/headerless.csv")
    run("source", "profile", "source/harmless.csv", "source/wrong.csv", "source/wrong.sql", "-v")
    codes.append(run("source", "twin", "--json"))
    run("source", "twin", "--rows", "2000", "--format", "xlsx", "-o", "out/t.xlsx")
    assert codes == [3, 3, 0], codes
    return root


def test_nothing_planted_is_found(workspace: Path) -> None:
    """Zero hits outside source/, in any form of writing."""
    assert find(workspace, [*SECRETS, _number()], without=["source"]) == []


def test_the_run_told_what_may_be_told(workspace: Path) -> None:
    """The search above looked at real outputs: counts, forms and codes are there, and a twin of each good file."""
    wanted = ["out/source/profile/a.csv.json", "out/source/profile/host.dat.json", "out/p.html", "ledger.jsonl"]
    wanted += [f"out/twin/架空_{name}" for name in ("a.csv", "harmless.csv", "wrong.csv", "remarks.tsv", "host.dat")]
    told = (workspace / "out/source/profile/a.csv.json").read_text(encoding="utf-8")

    assert [name for name in wanted if not (workspace / name).is_file()] == []
    assert [word for word in ('"kojin_bango"', '"jumin_kbn"', '"undecodable"') if word not in told] == []


def test_the_search_would_find_them(workspace: Path) -> None:
    """In source/, where they were planted, every one of them is found."""
    assert {leak.word for leak in find(workspace / "source", SECRETS)} == set(SECRETS)
