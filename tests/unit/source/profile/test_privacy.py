"""Nothing of a person leaves: planted names, numbers and dates are in no output, log or ledger line."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

NAME, KANA, REMARK = "麻績川　栞奈", "ｵﾐｶﾞﾜ ｶﾝﾅ", "入院中のため麻績川様へ連絡"
BIRTH, ADDRESS, PHONE, MAIL = "S380917", "架空市幻町７丁目８番９号", "055-1357-2468", "kanna@example.jp"
STRAY, ACCOUNT = "麻績川栞奈", "7351924"


def _number() -> str:
    """A number of the form of a 個人番号 with its right check digit, made here."""
    first = "73519246801"
    total = sum(int(digit) * (n + 1 if n <= 6 else n - 5) for n, digit in enumerate(reversed(first), 1))
    return first + str(0 if total % 11 <= 1 else 11 - total % 11)


def _rows() -> list[str]:
    usual = "大川　太郎,ｵｵｶﾜ ﾀﾛｳ,S450131,1,架空市本町１丁目,03-1111-2222,,1111111,1,2025"
    planted = f"{NAME},{KANA},{BIRTH},{_number()},{ADDRESS},{PHONE},{REMARK},{ACCOUNT},{STRAY},2025"
    ragged = f"{NAME},{KANA}"
    moved = f"{MAIL},{BIRTH},{NAME},{ACCOUNT},{_number()},{PHONE},{ADDRESS},{KANA},{PHONE},{_number()}"
    return [*[usual] * 200, *[planted] * 15, ragged, *[moved] * 2, *[usual] * 40]


SECRETS = [NAME, KANA, REMARK, BIRTH, ADDRESS, PHONE, MAIL, STRAY, ACCOUNT, "麻績川", "栞奈"]


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """All that a run leaves outside source/, and all that it prints, by name."""
    root = tmp_path_factory.mktemp("town")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MIGRATE_")} | {"PYTHONUTF8": "1"}

    def run(*words: str) -> str:
        done = subprocess.run([sys.executable, "-m", "migrate", *words], cwd=root, env=environment, capture_output=True)
        return (done.stdout + done.stderr).decode()

    run("init", ".")
    head = "shimei,shimei_kn,birth,kojin_no,addr,tel,biko,koza_no,jumin_kbn,nendo"
    data = "\r\n".join([head, *_rows(), ""]).encode("cp932")
    (root / "source" / "a.csv").write_bytes(data + b"\x85\x40" + NAME.encode("cp932") + b",,,,,,,,1,2025\r\n")
    (root / "source" / "b.csv").write_bytes("\r\n".join(_rows()).encode("cp932"))
    found = {"text": run("source", "profile", "-v"), "brief": run("source", "profile")}
    found["json"] = run("source", "profile", "--json")
    for form in ("html", "xlsx"):
        found[form] = run("source", "profile", "--format", form, "-o", f"out/p.{form}")
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.parent.name != "source":
            found[path.relative_to(root).as_posix()] = _text(path)
    found["out/source/profile/a.csv.json"] = (root / "out/source/profile/a.csv.json").read_text(encoding="utf-8")
    return found


def _text(path: Path) -> str:
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return path.read_text(encoding="utf-8", errors="replace")


def test_nothing_planted_is_found(everything: dict[str, str]) -> None:
    """Names, kana, remarks, dates, numbers, addresses, phones, mails: zero hits in all files and printed texts."""
    secrets = [*SECRETS, _number()]

    assert [(name, secret) for name, text in everything.items() for secret in secrets if secret in text] == []


def test_the_run_told_what_may_be_told(everything: dict[str, str]) -> None:
    """The search above looked at real outputs: counts, forms and codes are in every one of them."""
    wanted = {"text": "氏名の形", "json": '"name": "jumin_kbn"', "out/p.html": "jumin_kbn", "out/p.xlsx": "jumin_kbn"}
    wanted |= {"out/source/profile/a.csv.json": '"kojin_bango"', "ledger.jsonl": "source profile", "brief": "jumin_kbn"}

    assert {name: text for name, text in wanted.items() if text not in everything[name]} == {}
