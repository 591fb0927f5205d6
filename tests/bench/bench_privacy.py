"""Planted words through every command that touches data: where are they afterwards? Printed; exit 1 where one leaked.

Run: python tests/bench/bench_privacy.py [FOLDER]
Every personal column of an invented town (`tests/canaries.py`) holds words of its own. Commands run as processes,
with rows that are refused, errors that are forced and kills in the middle; then the workspaces, all that was
printed, arguments and environment of all processes and the temporary folder are searched. FOLDER keeps what was made.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.canaries import DATA, PARTS, Town
from tests.leaks import find

FORMATS = " ".join(f"--format {one} -o shown/{{0}}.{one}" for one in ("json", "html", "xlsx", "docx", "junit", "sarif"))
CONVERTED = "out/converted/031/住登外者宛名基本情報"
MAIN = (
    "source fetch --database sqlite:///system/zei.sqlite",
    "source scan -v",
    "source profile -v",
    "source profile system/zei.sqlite",
    "source lint -v --fail-on never",
    "source twin",
    "source book source/fuku_layout.csv --to book.xlsx",
    "gap run -v",
    "gap match source/zei_schema.sql --spec 031",
    "gap review --xlsx review.xlsx",
    "map draft",
    "map check -v",
    "map test --draft",
    "map test",
    "map doc",
    "map lineage",
    "map sql",
    "chars list -v",
    "chars export --xlsx characters.xlsx",
    "convert run -v",
    "convert baseline",
    "convert delta",
    "convert closing",
    "check run -v",
    "check run --split --fail-on warning",
    f"check run {CONVERTED}.csv --spec 031 -v",
    f"check run {CONVERTED}.parquet --spec 031 --json",
    "check run source/zei_jutogai.csv --spec 031 --encoding cp932",
    "check init",
    "check baseline update --reason 移行前から",
    "check baseline show",
    "check schema --spec 031",
    "ci -v",
    "ci source --spec 031",
    "reconcile run -v",
    "reconcile verify -v",
    "reconcile init",
    "reconcile between before changed --business 031 --csv",
    "reconcile between out/converted/031 changed --business 031 -v",
    "reconcile key --to key.txt",
    "reconcile seal --business 031 --side old --key-file key.txt --to old.seal",
    "reconcile seal --business 031 --side new --folder changed --key-file key.txt --to new.seal",
    "reconcile compare old.seal new.seal --to differs.jsonl -v",
    "reconcile open differs.jsonl --side old --key-file key.txt -v",
    "reconcile open differs.jsonl --side new --folder changed --key-file key.txt --with-keys",
    "reconcile sample --business 031 --by 性別",
    "reconcile sample --business 031 --with-values --password-env SECRET",
    "reconcile certificate --business 031 -o certificate.docx",
    "reconcile trend",
    "report build",
    "report home",
    "phase status -v",
    "phase make ⑭-3",
    "phase risks",
    "pmo export --period 2026-11",
    "ledger report",
    "ledger verify",
    "ledger export ledger.json",
    "handover --to a.zip",
    "handover --verify a.zip",
    "handover --to b.zip --with-restricted --include source --password-env SECRET",
    "doctor",
)
SHOWN = {"source profile", "check run", "reconcile run", "convert run", "report build", "ci", "gap run"}
OTHERS = {
    "months": (
        "convert run -v",
        "convert delta -v",
        "convert baseline --advance",
        "convert closing",
        "check run",
        "reconcile run",
    ),
    "keys": ("source scan -v", "keys build -v", "keys show -v", "keys check -v"),
    "images": ("source scan", "convert images -v", "convert images --json"),
    "characters": ("source scan", "chars list -v", "chars list --target cp932 --json", "chars export --xlsx a.xlsx"),
    "host": ("source scan -v", "source profile -v", "convert run -v", "reconcile run -v", "check run -v"),
}
FORCED = """
import sys
import {module} as module
def broken(*_, **__):
    {statement}
module.{name} = broken
from migrate.cli.frame.app import main
sys.exit(main())
"""
STATEMENTS = {
    "Python": "raise ValueError({0!r}) from KeyError({0!r})",
    "DuckDB": "import duckdb; duckdb.execute('SELECT CAST(? AS INTEGER)', [{0!r}])",
    "Polars": "import polars as pl; pl.Series([{0!r}]).str.to_date('%Y', strict=True)",
    "Arrow": "import pyarrow as pa; pa.array([{0!r}]).cast(pa.int64())",
    "Unicode": "{0!r}.encode('ascii')",
    "pydantic": "import pydantic; pydantic.TypeAdapter(int).validate_json({0!r})",
    "worker": "import concurrent.futures as f, multiprocessing as m\n"
    "    f.ProcessPoolExecutor(1, m.get_context('spawn')).submit(int, {0!r}).result()",
    "thread": "import threading; t = threading.Thread(target=int, args=({0!r},)); t.start(); t.join(); raise OSError",
    "warning": "import warnings; warnings.warn({0!r}, UserWarning); raise ValueError",
}
KILLED = ("convert run", "check run", "reconcile run", "source profile")


def _changed(root: Path) -> None:
    """A delivery in which one value is another, one row is missing and one cell holds what it may not."""
    for name in ("before", "changed"):
        (root / name).mkdir(exist_ok=True)
    path = root / f"{CONVERTED}.csv"
    if path.is_file():
        lines = path.read_bytes().splitlines(keepends=True)
        shutil.copyfile(path, root / "before" / path.name)
        (root / "changed" / path.name).write_bytes(b"".join([*lines[:9], *lines[10:-1], lines[-1].replace(b"0", b"9")]))


def _walk(town: Town) -> None:
    root = town.folder / "main"
    for line in MAIN:
        if line.startswith("reconcile"):
            _changed(root)
        town.type("main", line, SECRET="invented secret of a bench")
        if (name := next((one for one in SHOWN if line.startswith(one)), "")) and "FILE" not in line and "-v" in line:
            (root / "shown").mkdir(exist_ok=True)
            town.type("main", f"{name} {FORMATS.format(name.replace(' ', '-'))}")
    for part, lines in OTHERS.items():
        for line in lines:
            town.type(part, line)


def _forced(town: Town) -> set[int]:
    """Errors whose messages quote a planted word, in the middle of a command; the exit codes."""
    codes = set()
    for place in ("migrate.flow.convert", "migrate.flow.check"):
        for statement in STATEMENTS.values():
            module, name = place, {"migrate.flow.convert": "run", "migrate.flow.check": "check"}[place]
            word = town.canaries.of("name", "exception")
            script = FORCED.format(module=module, name=name, statement=statement.format(word))
            line = "convert run -v" if name == "run" else "check run -v"
            codes.add(town.type("main", line, script=script))
    return codes


def _readable(town: Town) -> list[str]:
    """Files in the temporary folder or the working folder of the workspace to which other users get."""
    found = []
    for top in (town.temp, town.folder / "main" / ".migrate"):
        for path in top.rglob("*"):
            way = [path, *path.parents][: len(path.relative_to(top).parts)]
            known = path.name in ("head", "lock", "key")
            if path.is_file() and not known and all(one.stat().st_mode & 0o077 for one in way):
                found.append(path.relative_to(town.folder).as_posix())
    return found


def _killed(town: Town) -> list[str]:
    """Commands that are killed in the middle, and then run to their end; files left that other users may read."""
    readable: list[str] = []
    for line in KILLED:
        start = time.monotonic()
        town.type("main", line)
        whole = time.monotonic() - start
        for part in (0.5, 0.8):
            for name in ("out/converted", "out/check", "out/reconcile"):
                if name.split("/")[1] in line.replace("convert run", "converted"):
                    shutil.rmtree(town.folder / "main" / name, ignore_errors=True)
            town.type("main", line, seconds=whole * part)
            readable += _readable(town)
        town.type("main", line)
    return readable


def _report(town: Town, codes: set[int], readable: list[str], seconds: float) -> bool:
    files = [one for one in town.folder.rglob("*") if one.is_file()]
    allowed = tuple(f"{part}/{one}/" for part in PARTS for one in DATA)
    searched = [one for one in files if not one.relative_to(town.folder).as_posix().startswith(allowed)]
    begin = time.monotonic()
    leaks = town.leaks()
    held = {leak.word for one in DATA for leak in _held(town, one)}
    print(
        f"{len(town.canaries.given)} planted words in {len(town.canaries.columns)} columns of {len(PARTS)} workspaces"
    )
    ends: dict[int, int] = {}
    for *_, code in town.commands:
        ends[code] = ends.get(code, 0) + 1
    print(
        f"{len(town.commands)} commands in {seconds:.0f} s, by exit code {dict(sorted(ends.items()))}; forced: {codes}"
    )
    print(f"{len(searched)} files searched in {time.monotonic() - begin:.0f} s, {len(files) - len(searched)} hold data")
    print(f"{len(held)} words are in the folders of data; left in the temporary folder: {len(town.left)} names")
    print(f"{len(leaks)} leaks, {len(readable)} files of killed runs that others may read")
    for where in sorted({leak.where for leak in leaks}):
        here = [leak for leak in leaks if leak.where == where]
        print(f"  {where}: {len(here)}, as {sorted({leak.form for leak in here})}, first {here[0].word}")
    for name in (*readable, *sorted(town.left)):
        print(f"  left: {name}")
    return bool(leaks or readable)


def _held(town: Town, folder: str) -> list:
    roots = [town.folder / part / folder for part in PARTS]
    return [leak for root in roots if any(root.rglob("*")) for leak in find(root, list(town.canaries.given))]


def main() -> int:
    """Print the figures."""
    kept = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as scratch:
        town = Town(kept or Path(scratch) / "town")
        begin = time.monotonic()
        town.settle()
        _walk(town)
        codes = _forced(town)
        readable = _killed(town)
        if os.environ.get("SHOW"):
            for part, line, code in town.commands:
                print(f"{code:4} {part:10} {line[:110]}")
        return int(_report(town, codes, readable, time.monotonic() - begin))


if __name__ == "__main__":
    sys.exit(main())
