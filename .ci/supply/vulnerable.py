"""Known vulnerabilities of what is locked: ``python .ci/supply/vulnerable.py PIP-AUDIT LOCK...``.

PIP-AUDIT is the program (`tests/tools/pip-audit.txt`). It calls a distribution that its data does not know "skipped"
and ends well even if that is every one, as on a mirror without the JSON pages of PyPI. Here only what was looked up
counts.

Exit codes: 0 all were looked up and nothing is known; 1 something is known; 3 not all could be looked up: not audited.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import locks
from locks import Pin

SERVICES = ("pypi", "osv")
_OFFLINE_PIP = ("--disable-pip", "--require-hashes", "--progress-spinner", "off", "--timeout", "20")
WELL, FOUND, NOT_AUDITED = 0, 1, 3


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a service knows of some pins."""

    looked_up: frozenset[str]
    known: tuple[str, ...]
    """One line for each vulnerability."""
    trouble: str
    """Why not all were looked up."""


def ask(program: Sequence[str], service: str, pins: Iterable[Pin], more: Sequence[str] = ()) -> Answer:
    """Have pip-audit look these pins up; a name must not be there twice."""
    with tempfile.TemporaryDirectory() as folder:
        lock, output = Path(folder) / "lock.txt", Path(folder) / "answer.json"
        lock.write_text("".join(map(_line, pins)), encoding="utf-8")
        done = subprocess.run(
            [*program, *_OFFLINE_PIP, "-r", str(lock), "-s", service, "-f", "json", "-o", str(output), *more],
            check=False,
            capture_output=True,
            text=True,
        )
        text = output.read_text(encoding="utf-8") if output.exists() else ""
    if not text:
        return Answer(looked_up=frozenset(), known=(), trouble=(done.stderr.strip().splitlines() or ["no answer"])[-1])
    return understood(text)


def _line(pin: Pin) -> str:
    """A pin for every machine: what only Windows needs is looked up too."""
    return " ".join((f"{pin.name}=={pin.version}", *(f"--hash=sha256:{one}" for one in sorted(pin.hashes)))) + "\n"


def understood(text: str) -> Answer:
    """The answer in pip-audit's JSON."""
    listed = json.loads(text)["dependencies"]
    skipped = [str(one["skip_reason"]) for one in listed if "skip_reason" in one]
    return Answer(
        looked_up=frozenset(f"{one['name']} {one['version']}" for one in listed if "skip_reason" not in one),
        known=tuple(
            f"{one['name']} {one['version']}: {each['id']} (mended in {', '.join(each['fix_versions']) or 'none'})"
            for one in listed
            for each in one.get("vulns", ())
        ),
        trouble=skipped[0] if skipped else "",
    )


def rounds(pins: Iterable[Pin]) -> list[list[Pin]]:
    """The pins without repetition, in groups in which no name is there twice."""
    groups: list[list[Pin]] = []
    for pin in {(one.name, one.version): one for one in pins}.values():
        free = (group for group in groups if pin.name not in {one.name for one in group})
        group = next(free, None)
        if group is None:
            groups.append(group := [])
        group.append(pin)
    return groups


def main(words: Sequence[str] | None = None) -> int:
    """Ask the first service that answers."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("locks", type=Path, nargs="+")
    parser.add_argument("--service", action="append", choices=SERVICES)
    parser.add_argument("--osv-url")
    given = parser.parse_args(words)
    more = ["--osv-url", given.osv_url] if given.osv_url else []
    groups = rounds(pin for lock in given.locks for pin in locks.read(lock))
    count = sum(map(len, groups))
    for service in given.service or SERVICES:
        first = ask([given.program], service, groups[0][:1], more)
        if not first.looked_up:
            print(f"{service}: not reachable: {first.trouble}", file=sys.stderr)
            continue
        answers = [ask([given.program], service, group, more) for group in groups]
        known = [line for one in answers for line in one.known]
        seen = sum(len(one.looked_up) for one in answers)
        print(f"{service}: {seen} of {count} looked up, {len(known)} known vulnerabilities")
        for line in [*known, *(one.trouble for one in answers if one.trouble)]:
            print(line, file=sys.stderr)
        return FOUND if known else WELL if seen == count else NOT_AUDITED
    print(f"NOT AUDITED: none of {count} distributions was looked up", file=sys.stderr)
    return NOT_AUDITED


if __name__ == "__main__":
    sys.exit(main())
