"""Six commands killed at random moments (SIGKILL) and run again: printed; exit 1 where one byte is other.

Run: python tests/bench/bench_kills.py [--kills 1000] [--command NAME] [--seed 1]
Each command works in a small prepared folder and is killed after a random part of the time that it needs undisturbed,
again and again, until a run comes to its end by chance or because its kills are used up; then all files are compared
with those of an undisturbed run, the ledger is verified, and everything begins anew.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests import killing
from tests.killing import KILLED, WORKS, Work

_AT_ONCE = 5
"""Kills of one folder before a run is let go."""


def campaign(name: str, work: Work, kills: int, chance: random.Random) -> int:
    """Print one line; how many runs ended with something wrong."""
    with tempfile.TemporaryDirectory() as place:
        template, folder = Path(place) / "template", Path(place) / "town"
        template.mkdir()
        work.prepare(template)
        shutil.copytree(template, folder)
        killing.run(("--version",), folder)  # the process that has imported the tool starts with the first command
        begin = time.perf_counter()
        code = killing.run(work.words, folder)
        seconds, wanted = time.perf_counter() - begin, killing.state(folder, work)
        killed = ended = 0
        wrong: list[str] = []
        while killed < kills:
            shutil.rmtree(folder)
            shutil.copytree(template, folder)
            for _ in range(chance.randint(1, _AT_ONCE)):
                if killing.run(work.words, folder, after=chance.uniform(0.01, 1.0) * seconds) != KILLED:
                    break
                killed += 1
            again = killing.run(work.words, folder)
            ended += 1
            told = [*killing.faults(folder, work)]
            told += [f"exit {again}: {killing.said(folder)}"] if again != code else []
            told += ["other bytes"] if killing.state(folder, work) != wanted else []
            wrong += ["; ".join(told)] if told else []
    print(f"{name:12} {seconds:6.2f} s  {killed:5} kills  {ended:4} ended  {len(wrong):3} wrong", flush=True)
    for one in wrong[:3]:
        print(f"    {one}")
    return len(wrong)


def main() -> int:
    """Spread the kills over the commands."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--command", choices=WORKS)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chosen = [given.command] if given.command else list(WORKS)
    chance = random.Random(given.seed)
    begin = time.perf_counter()
    share = -(-given.kills // len(chosen))
    wrong = sum(campaign(name, WORKS[name], share, chance) for name in chosen)
    print(f"{share * len(chosen):,} kills, {wrong} wrong, {time.perf_counter() - begin:.0f} s")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
