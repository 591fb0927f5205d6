"""Licences of what is passed on: ``python .ci/supply/licences.py FOLDER --output LICENCES.csv [--check]``.

FOLDER is a wheelhouse or a ``site-packages``; ``--lock`` (may be repeated) leaves only what these locks name,
``--texts DIR`` collects the texts.
With ``--check``: exit code 1 if anything asks more than a run-time environment may (copyleft), or is unknown.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path

import locks
import parts
import policy
from policy import Kind, Verdict

WORDS = {
    Kind.PERMISSIVE: "表示型",
    Kind.APART: "別扱い",
    Kind.WEAK: "弱いコピーレフト",
    Kind.COPYLEFT: "コピーレフト",
    Kind.UNKNOWN: "不明",
}
HEADINGS = ("名称", "版", "ライセンス（SPDX）", "区分", "何で分かるか", "説明", "本文")


def judged(folder: Path, named: frozenset[str] = frozenset()) -> list[tuple[parts.Part, Verdict]]:
    """The verdict on each distribution of a folder, of those that are ``named`` (if any are)."""
    rules = policy.load()
    return [(one, rules.of(one)) for one in parts.read(folder) if not named or one.name in named]


def table(found: Sequence[tuple[parts.Part, Verdict]]) -> bytes:
    """The list as CSV, with a byte order mark: it is opened with a spreadsheet program."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for part, verdict in found:
        names = " ".join(f"{_folder(part)}/{name}" for name in part.texts) or "配布物に本文がありません"
        kind = WORDS[verdict.kind]
        writer.writerow((part.title, part.version, verdict.spdx, kind, verdict.source, verdict.reason, names))
    return text.getvalue().encode("utf-8-sig")


def collect(found: Sequence[tuple[parts.Part, Verdict]], into: Path) -> int:
    """Write every licence text and notice below ``into``; how many."""
    for part, _ in found:
        for name, text in part.texts.items():
            path = into / _folder(part) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
    return sum(len(part.texts) for part, _ in found)


def _folder(part: parts.Part) -> str:
    return f"{part.name}-{part.version}"


def refused(found: Sequence[tuple[parts.Part, Verdict]]) -> list[str]:
    """What may not be passed on: one sentence each."""
    return [
        f"{part.title} {part.version}: {WORDS[verdict.kind]} {verdict.spdx} {verdict.reason}".rstrip()
        for part, verdict in found
        if verdict.kind not in policy.SHIPPED
    ]


def _missing(pins: Sequence[locks.Pin], found: Sequence[tuple[parts.Part, Verdict]]) -> list[str]:
    """What every machine needs by the lock, in no version that the lock names."""
    held = {(part.name, part.version) for part, _ in found}
    wanted = sorted({(pin.name, pin.version) for pin in pins if pin.marker is None} - held)
    return [f"{name} {version}: in the lock, but not in the folder" for name, version in wanted]


def main(words: Sequence[str] | None = None) -> int:
    """List, collect, check."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lock", type=Path, action="append", default=[])
    parser.add_argument("--output", type=Path)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args(words)
    pins = [pin for lock in given.lock for pin in locks.read(lock)]
    found = judged(given.folder, frozenset(pin.name for pin in pins))
    if given.output:
        given.output.write_bytes(table(found))
    if given.texts:
        collect(found, given.texts)
    told = [*_missing(pins, found), *refused(found)] if given.check else []
    for line in told:
        print(line, file=sys.stderr)
    print(f"licences: {len(found)} distributions, {len(told)} refused" if given.check else f"licences: {len(found)}")
    return 1 if told or not found else 0


if __name__ == "__main__":
    sys.exit(main())
