"""An invented town whose every personal column holds a word that stands nowhere else, and what its commands leave.

The town is several workspaces (``PARTS``): one for each form in which data come. ``Town.type`` runs a command as a
process of its own whose output, temporary folder, arguments and environment are kept, to be searched by
`tests/leaks.py`.
"""

from __future__ import annotations

import csv
import io
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from migrate.files.bundled import bundled
from migrate.town import fuku, town, zei

from .leaks import Leak, find

CASES = Path(__file__).parent / "cases"
PARTS = {
    "main": "",
    "months": "convert-delta/months/in",
    "keys": "keys-build/town/in",
    "images": "convert-images/town/in",
    "characters": "chars-list/two-systems/in",
    "host": "convert-run/host/in",
}
"""Workspaces of the town and the golden case each is made of; ``main`` is that of the demo, cut short."""
DATA = (
    "source",
    "system",
    "images",
    "out/restricted",
    "out/converted",
    "out/baseline",
    "out/delta",
    "out/check/split",
    "before",
    "changed",
)
"""Folders of a workspace that hold residents' data by design; a name of a person stands nowhere else."""
ROWS = 60
_RARE = "蓼蓑樫楡椋槇榊鷺鴫鵜鳶鮎鱒萩葦薊菱"
_KANA = "ﾇﾍﾎﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜ"
_POLL = 0.01


@dataclass
class Canaries:
    """Gives words of each kind, each of them once, and remembers them with the column they went to."""

    given: dict[str, str] = field(default_factory=dict)
    """Word → where it was planted."""
    columns: set[str] = field(default_factory=set)

    def of(self, kind: str, where: str) -> str:
        """A new word of ``kind`` for the column ``where``."""
        shown = _KINDS[kind](len(self.given) + 1)
        self.given[shown] = where
        self.columns.add(where)
        return shown

    def words(self) -> list[str]:
        """What must not be found: the words, and the parts of the names."""
        return list(dict.fromkeys([*self.given, *(part for one in self.given for part in one.split("　"))]))


def _pair(number: int, letters: str, apart: int = 0) -> str:
    high, low = divmod(number + apart, len(letters))
    return letters[high % len(letters)] + letters[low]


_KINDS: dict[str, Callable[[int], str]] = {
    "name": lambda n: f"{_pair(n, _RARE)}淵　{_pair(n, _RARE, 7)}乃",
    "kana": lambda n: f"{_pair(n, _KANA)}ﾌﾞﾁ ｿﾞ{_pair(n, _KANA, 5)}ﾉ",
    "roman": lambda n: f"ZQV{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}UX NADEZHQA",
    "place": lambda n: f"{_pair(n, _RARE)}幻台{n}丁目",
    "note": lambda n: f"{_pair(n, _RARE)}淵様{n}入院中",
    "phone": lambda n: f"0559-{7_0000 + n * 37:05}",
    "number": lambda n: f"{7_351_924_001 + n * 101:010}",
    "code": lambda n: f"{73_519_001 + n * 101:08}",
    "id": lambda n: f"{735_192_468_013 + n * 1_001:012}",
    "old": lambda n: f"M{n % 12 + 33}{n % 12 + 1:02}{n % 27 + 1:02}",
    "user": lambda n: f"uqz{n:05}",
    "bad": lambda n: f"不明{_pair(n, _RARE)}{n}年頃",
    "file": lambda n: f"{_pair(n, _RARE)}淵印{n}",
}
_ZEI = {
    "ATENA_NO": "number",
    "KOJIN_NO": "id",
    "SHIMEI_KJ": "name",
    "SHIMEI_KN": "kana",
    "SEINENGAPPI": "old",
    "CHOAZA": "place",
    "BANCHI": "place",
    "KATAGAKI": "place",
    "KOSHIN_USER": "user",
    "DENWA": "phone",
    "BIKO": "note",
}
_ODD: dict[str, dict[str, str]] = {
    "good": {},
    "foreign": {"SHIMEI_EN": "roman"},
    "no date": {"SEINENGAPPI": "bad", "KOSHIN_YMD": "bad", "KOSHIN_JI": "bad"},
    "letters for a number": {"ATENA_NO": "name", "KOJIN_NO": "kana", "ZIP": "phone", "SHIKUCHOSON_CD": "place"},
    "codes": {"SEIBETSU": "name", "DAIHYO_FLG": "user", "SAKUJO_FLG": "note", "RIREKI_NO": "phone"},
    "moved": {"SHIMEI_KJ": "id", "SHIMEI_KN": "note", "BANCHI": "name", "TODOFUKEN": "place", "NAYOSE_NO": "name"},
}
_FUKU = (
    ("ATENA_CD", 0, 8, "code"),
    ("SIMEI", 8, 60, "name"),
    ("KANA", 68, 30, "kana"),
    ("UMARE", 99, 7, "old"),
    ("MYNUMBER", 106, 12, "id"),
    ("MACHI", 163, 40, "place"),
    ("BANCHI", 203, 40, "place"),
    ("KATA", 243, 60, "place"),
    ("UPD_ID", 320, 8, "user"),
)
_CASES: dict[str, dict[str, dict[str, str]]] = {
    "months": {
        "source/atena.csv": {
            "NO": "number",
            "NAME": "name",
            "KANA": "kana",
            "BIRTH": "old",
            "USR": "user",
            "BIKO": "note",
        }
    },
    "keys": {
        "source/jumin.csv": {"ATENA_NO": "code", "SETAI_NO": "code", "KANA": "kana", "UMARE": "old"},
        "source/jutogai.csv": {"ATENA_NO": "code", "KANA": "kana", "UMARE": "old"},
        "source/kazei.csv": {"TSUCHI": "name", "ATENA_NO": "code"},
    },
    "characters": {
        "source/juki.csv": {"ATENA_NO": "number", "SHIMEI": "name", "JUSHO": "place"},
        "source/税/zei.csv": {"KOJIN_NO": "id", "NAME": "name"},
    },
}
_GAIJI = b"\xf0\x40\xf0\x41"
_UNDECODABLE = b"\x85\x40"


def _encoding(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp932"
    return "utf-8"


def _written(rows: Iterable[Iterable[str]], encoding: str) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return stream.getvalue().encode(encoding)


def _planted(head: list[str], pattern: list[str], kinds: dict[str, str], canaries: Canaries, where: str) -> list[str]:
    return [
        canaries.of(kinds[name], f"{where} {name}") if name in kinds else cell
        for name, cell in zip(head, pattern, strict=True)
    ]


def _main(root: Path, canaries: Canaries) -> None:
    """The demo's two systems, cut short, with rows of every kind of trouble."""
    made = _town()
    for name, data in made.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    path = root / zei.FILE
    lines = path.read_bytes().split(b"\r\n")
    head, pattern = (next(csv.reader([one.decode("cp932")])) for one in lines[:2])
    rows = [_planted(head, pattern, _ZEI | odd, canaries, zei.FILE) for odd in _ODD.values()]
    own = [_written([row], "cp932").rstrip() for row in [*rows, rows[0], [*rows[0], "ragged"], rows[1][:7]]]
    broken = [
        own[0].replace("淵".encode("cp932"), _UNDECODABLE + "淵".encode("cp932")),
        own[0].replace("淵".encode("cp932"), _GAIJI + "淵".encode("cp932")),
        own[0].replace("乃".encode("cp932"), ("乃" * 70).encode("cp932")),
    ]
    path.write_bytes(b"\r\n".join([*lines[: ROWS + 1], *own, *broken, b""]))
    path = root / fuku.FILE
    records = path.read_bytes().split(b"\r\n")[:ROWS]
    for number in range(3):
        record = bytearray(records[0])
        for name, start, size, kind in _FUKU:
            cell = canaries.of("user" if number == 2 and kind == "code" else kind, f"{fuku.FILE} {name}")
            record[start : start + size] = cell.encode("cp932").ljust(size)[:size]
        records.append(bytes(record))
    path.write_bytes(b"\r\n".join([*records, records[-1][:200], b""]))
    mapped = bundled("mappings") / "nanaseno" / "031.yaml"
    shutil.copyfile(mapped, root / "mapping" / "031.yaml")
    project = root / "project.yaml"
    text = project.read_text(encoding="utf-8").replace("specs: {}", 'specs: {"031": "2023-09-29"}')
    project.write_text(text, encoding="utf-8")
    _database(root / "system" / "zei.sqlite", canaries)


@cache
def _town() -> dict[str, bytes]:
    return dict(town.build().files)


def _database(path: Path, canaries: Canaries) -> None:
    """A database with a row that cannot be fetched as its type says."""
    path.parent.mkdir()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE T_TEL (NO CHAR(10) PRIMARY KEY, NAME VARCHAR(40), BIRTH DATE, MONEY DECIMAL)")
        for kinds in (("number", "name", "old", "phone"), ("id", "note", "bad", "name")):
            row = [
                canaries.of(kind, f"T_TEL {n}") for kind, n in zip(kinds, ("NO", "NAME", "BIRTH", "MONEY"), strict=True)
            ]
            database.execute("INSERT INTO T_TEL VALUES (?, ?, ?, ?)", row)
    database.close()


def _case(root: Path, part: str, canaries: Canaries) -> None:
    """A golden case whose first data rows are repeated with planted words."""
    shutil.copytree(CASES / PARTS[part], root, dirs_exist_ok=True)
    for name, kinds in _CASES.get(part, {}).items():
        data = (root / name).read_bytes()
        encoding = _encoding(data)
        head, pattern = list(csv.reader(io.StringIO(data.decode(encoding, "replace"))))[:2]
        rows = [_planted(head, pattern, kinds, canaries, f"{part} {name}") for _ in range(3)]
        (root / name).write_bytes(data.rstrip() + b"\r\n" + _written([*rows, rows[0]], encoding))
    if part == "images":
        _images(root, canaries)
    if part == "host":
        _host(root, canaries)


def _images(root: Path, canaries: Canaries) -> None:
    """Images that are named after the person: one that is there, one that is missing, one that no row names."""
    table, folder = root / "source" / "inkan.csv", root / "images" / "印影"
    there, missing, unread = (canaries.of("file", "images 印影 file") for _ in range(3))
    line = "{0},D:\\IMAGE\\{1}.TIF,0\r\n"
    rows = line.format(canaries.of("id", "inkan INKAN_NO"), there) + line.format("999002", missing)
    table.write_bytes(table.read_bytes().rstrip() + b"\r\n" + rows.encode("cp932"))
    model = next(folder.rglob("*.tif"))
    for name in (there, unread, "=1+1"):
        shutil.copyfile(model, folder / f"{name}.TIF")


def _host(root: Path, canaries: Canaries) -> None:
    """Records of a host: what stood in a name is replaced by a word of the same length in its code page."""
    layout = (root / "source" / "ATENA.cpy").read_text(encoding="utf-8", errors="replace")
    assert "A-BIKO PIC X(60)" in layout
    (path,) = [one for one in (root / "source").iterdir() if one.suffix.lower() in (".dat", ".bin")]
    data = path.read_bytes()
    size = 10 + 2 + 40 + 30 + 1 + 40 + 24 + 1 + 10 + 10 + 6 + 60
    for start in (0, size):
        record = bytearray(data[start : start + size])
        for at, length, kind, name in ((0, 10, "number", "NO"), (148, 10, "user", "A-USR"), (174, 60, "roman", "BIKO")):
            cell = canaries.of(kind, f"host {name}").upper().encode("cp037")
            record[at : at + length] = cell.ljust(length, b"\x40")[:length]
        data += bytes(record)
    path.write_bytes(data)


class Town:
    """The town below ``folder``; what was printed, left and seen of processes lies in ``printed`` beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.canaries = folder, Canaries()
        self.printed, self.temp = folder / "printed", folder / "tmp"
        self.commands: list[tuple[str, str, int]] = []
        self.left: set[str] = set()
        """Names of what runs left in the temporary folder."""
        for one in (self.printed, self.temp):
            one.mkdir(parents=True)

    def settle(self, parts: Iterable[str] = tuple(PARTS)) -> None:
        """Write the workspaces."""
        for part in parts:
            root = self.folder / part
            if part == "main":
                self.type(part, "init . --code 990019 --name 七瀬野町")
                _main(root, self.canaries)
            else:
                _case(root, part, self.canaries)

    def _environment(self, more: dict[str, str]) -> dict[str, str]:
        plain = {k: v for k, v in os.environ.items() if not k.startswith("MIGRATE_")}
        return plain | {"PYTHONUTF8": "1", "TMPDIR": str(self.temp)} | more

    def type(self, part: str, line: str, seconds: float | None = None, script: str = "", **more: str) -> int:
        """Run ``migrate LINE`` in a workspace, or ``script`` around it; killed after ``seconds`` where given."""
        root, number = self.folder / part, len(self.commands)
        root.mkdir(exist_ok=True)
        outside = self.folder.with_name("script.py")  # its words are not looked for
        outside.write_text(script, encoding="utf-8")
        start = [str(outside)] if script else ["-m", "migrate"]
        words = [sys.executable, *start, *shlex.split(line), "--as-of", "2026-11-26"]
        streams = [(self.printed / f"{number:03}.{one}").open("wb") for one in ("out", "err")]
        process = subprocess.Popen(
            words,
            cwd=root,
            env=self._environment(more),
            stdout=streams[0],
            stderr=streams[1],
            start_new_session=True,
        )
        seen: set[bytes] = set()
        watch = threading.Thread(target=_watch, args=(process, seen))
        watch.start()
        try:
            code = process.wait(seconds or 600)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            code = process.wait()
        watch.join()
        for stream in streams:
            stream.close()
        (self.printed / f"{number:03}.processes").write_bytes(b"\n".join(sorted(seen)))
        self.left |= {one.name for one in self.temp.iterdir()}
        self.commands.append((part, line, code))
        return code

    def leaks(self, without: Iterable[str] = DATA) -> list[Leak]:
        """Every planted word outside the folders of data, in the workspaces, prints, processes and temporary files."""
        allowed = [f"{part}/{one}" for part in PARTS for one in without]
        return find(self.folder, self.canaries.words(), allowed)


def _watch(process: subprocess.Popen[bytes], seen: set[bytes]) -> None:
    """Arguments and environment of the process and of all that it starts, as long as it runs."""
    proc = Path("/proc")
    while process.poll() is None and proc.is_dir():
        for one in proc.iterdir():
            if not one.name.isdecimal():
                continue
            try:
                if os.getsid(int(one.name)) == process.pid:
                    seen.update((one / name).read_bytes().replace(b"\0", b"\n") for name in ("cmdline", "environ"))
            except OSError:
                continue  # it has ended
        threading.Event().wait(_POLL)
