"""The verdicts of all rules on the synthetic towns, committed in `verdicts/`; what a change of rules changes in them.

Run: python tests/acceptance/verdicts.py            say which verdicts change
     python tests/acceptance/verdicts.py --update   and write them

Towns: 「清い町」, in which nothing may fail, and 「傷のある町」, in which a household more for each defect has it, and
nothing may fail in the others. `counts.csv` has the failures of the second by business, table and rule, `defects.csv`
the rules that find each defect.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.acceptance.defects import Spot, defects
from tests.acceptance.households import Town
from tests.acceptance.judge import Failure, failures
from tests.acceptance.kinds import KINDS

FOLDER = Path(__file__).parent / "verdicts"
CLEAN_SEED, SEED, CLEAN = 1, 3, 40
"""Seeds of the two towns, and the number of clean households in each: five of each kind."""
COUNTS = ("業務ID", "グループ", "規則", "件数")
DEFECTS = ("番号", "不具合", "見つけた規則")
TOLD = {"014-4": "010"}
"""Defects between two systems that the rules tell in the other one of the two."""
Lines = Mapping[tuple[str, ...], str]
"""The first cells of a line → its last one."""
Of = Callable[[Mapping[Failure, int]], Lines]


def clean_town(seed: int) -> Town:
    """A town in which nothing is wrong."""
    town = Town(seed)
    for number in range(1, CLEAN + 1):
        town.settle(number, number % len(KINDS))
    return town


def spoiled_town() -> Town:
    """A clean town, and for each defect a household more that has it."""
    town = clean_town(SEED)
    homes = [town.settle(CLEAN + n, one.kind) for n, one in enumerate(defects(), start=1)]
    for one, home in zip(defects(), homes, strict=True):
        one.spoil(Spot(town, home))
    return town


def judged(town: Town) -> Counter[Failure]:
    """See `judge.failures`."""
    with tempfile.TemporaryDirectory(prefix="town-") as folder:
        return failures(town, Path(folder))


def counts(found: Mapping[Failure, int]) -> Lines:
    """Failures by business, table and rule."""
    total: Counter[tuple[str, ...]] = Counter()
    for (business, table, code, _), number in found.items():
        total[business, table, code] += number
    return {place: str(number) for place, number in sorted(total.items())}


def caught(found: Mapping[Failure, int]) -> Lines:
    """The rules that fail in the household of each defect, with business and table; empty where none does."""
    by_home: dict[int, set[str]] = {}
    for business, table, code, household in found:
        by_home.setdefault(household, set()).add(f"{code}@{business}/{table}")
    numbered = enumerate(defects(), start=CLEAN + 1)
    return {(one.id, one.title): " ".join(sorted(by_home.get(home, ()))) for home, one in numbered}


def read(name: str) -> Lines:
    """The committed verdicts."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
        return {tuple(line[:-1]): line[-1] for line in list(csv.reader(stream))[1:]}


def _write(name: str, header: Sequence[str], lines: Lines) -> None:
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows((*place, verdict) for place, verdict in lines.items())


def changes(before: Lines, after: Lines) -> list[str]:
    """One sentence for each verdict that is another one now."""
    said = []
    for place in sorted({*before, *after}):
        old, new = before.get(place, "なし"), after.get(place, "なし")
        if old != new:
            said.append(f"{' '.join(place)}: {old or 'なし'} → {new or 'なし'}")
    return said


def alarms(found: Mapping[Failure, int]) -> list[str]:
    """What fails in clean households."""
    clean = {place: number for place, number in found.items() if place[-1] <= CLEAN}
    return [f"{' '.join(place)}: {number} 件" for place, number in counts(clean).items()]


def missed(found: Mapping[Failure, int]) -> list[str]:
    """Defects that no rule finds in the business where they show."""
    tables = {(business, household) for business, _, _, household in found}
    numbered = enumerate(defects(), start=CLEAN + 1)
    return [f"{one.id} {one.title}" for home, one in numbered if (TOLD.get(one.id, one.id[:3]), home) not in tables]


def _print(title: str, lines: Iterable[str]) -> None:
    listed = list(lines)
    print(f"{title}: {len(listed)} 件" if listed else f"{title}: なし")
    for line in listed:
        print(f"  {line}")


def main() -> int:
    """Print what changes; 1 where a clean household has failures, 2 where verdicts change and are not written."""
    options = argparse.ArgumentParser(description="Verdicts of the rules on synthetic towns.")
    options.add_argument("--update", action="store_true", help="write the verdicts of today")
    chosen = options.parse_args()
    found = judged(spoiled_town())
    false = [*alarms(judged(clean_town(CLEAN_SEED))), *alarms(found)]
    _print("清い世帯での不合格（誤報）", false)
    now = {"counts.csv": counts(found), "defects.csv": caught(found)}
    old = {name: read(name) if (FOLDER / name).exists() else {} for name in now}
    changed = [line for name in now for line in changes(old[name], now[name])]
    _print("変わる判定", changed)
    _print("見つからない不具合", missed(found))
    if chosen.update:
        _write("counts.csv", COUNTS, now["counts.csv"])
        _write("defects.csv", DEFECTS, now["defects.csv"])
    if false:
        return 1
    return 2 if changed and not chosen.update else 0


if __name__ == "__main__":
    raise SystemExit(main())
