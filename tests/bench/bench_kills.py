"""`convert run` killed at random points, and taken up again: printed; exit 1 where one byte is other.

Run: python tests/bench/bench_kills.py [KILLS] [ROWS] [SEED]
The conversion of an invented town is started and killed (SIGKILL) after a random time, again and again; a run that
comes to its end is compared with an undisturbed one, and everything begins anew.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOWN = Path(__file__).parents[1] / "cases" / "convert-run" / "fates" / "in"
RECORD = b"9%09d,1,a,b,1,S450131,,0,op1,R01.05.01,093000,\r\n"


def _digests(root: Path) -> dict[str, str]:
    """Of everything that the run wrote, and of anything that it left behind."""
    files = [*(root / "out").rglob("*"), *(root / ".migrate").rglob("*")]
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.is_file()
    }


def _start(root: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "migrate", "convert", "run", "-C", str(root), "-q", "--fail-on", "never"]
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main() -> int:
    """Print how many runs were killed and how many ended well."""
    kills, rows, seed = (int(word) for word in (*sys.argv[1:], *("200", "400000", "1")[len(sys.argv) - 1 :]))
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        town = Path(shutil.copytree(TOWN, Path(folder) / "town"))
        with (town / "source" / "atena.csv").open("ab") as out:
            out.writelines(RECORD % n for n in range(rows))
        calm = Path(shutil.copytree(town, Path(folder) / "calm"))
        begin = time.perf_counter()
        if _start(calm).wait() != 0:
            raise SystemExit("the undisturbed run failed")
        seconds = time.perf_counter() - begin
        wanted = _digests(calm)
        root, killed, ended, wrong = Path(shutil.copytree(town, Path(folder) / "root")), 0, 0, 0
        while killed < kills or root.exists():
            process = _start(root)
            try:
                code = process.wait(chance.uniform(0.05, 1.0) * seconds if killed < kills else None)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                killed += 1
                continue
            ended += 1
            wrong += code != 0 or _digests(root) != wanted
            shutil.rmtree(root)
            if killed < kills:
                shutil.copytree(town, root)
    print(f"{rows:,} rows, undisturbed {seconds:.1f} s; {killed} kills")
    print(f"{ended} runs came to their end, {wrong} of them with other bytes or with remains")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
