"""Top-1 of the matcher on a labelled set of real columns (names and types only); printed, not asserted.

Run: python tests/bench/bench_match.py [../shared]
The 20 businesses' starter items are the candidates; a column without a counterpart should stay below the threshold.
"""

from __future__ import annotations

import csv
import re
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from migrate.gap.evidence import Side, evidence, total
from migrate.gap.match import THRESHOLD, light_objects
from migrate.lexicon import glossary
from migrate.model.provenance import Provenance
from migrate.model.source import SourceColumn, SourceTable
from migrate.model.spec import Item, Spec, SpecKind

_TYPE = re.compile(r"(\w+)(?:\((\d+)(?:,\s*(\d+))?\))?")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def starter(path: Path) -> list[tuple[str, Spec]]:
    """A spec per business from the starter list."""
    items: dict[str, list[Item]] = defaultdict(list)
    for row in rows(path):
        item = Item(
            id="", name=row["item"], romaji=row.get("romaji", ""), table=row["table"], primary_key="PK" in row["key"],
            foreign_key="FK" in row["key"], classes=("", "", ""), type=row["type"], length=row["length"], code="",
            repeat="", output_condition="", definition="", description="", function="", implementation="",
            sample="", remarks="",
        )  # fmt: skip
        items[row["business_id"]].append(item)
    papers = Provenance(title="", publisher="", edition="", date="", licence="", sha256="", derived="")
    return [
        (
            business,
            Spec(
                business=business, business_name="", edition="x", kind=SpecKind.STARTER, title="",
                items=tuple(found), code_lists=(), provenance=papers,
            ),
        )
        for business, found in sorted(items.items())
    ]  # fmt: skip


def column(row: dict[str, str]) -> SourceColumn:
    match = _TYPE.match(row["source_type"])
    name, length, scale = match.groups() if match else ("", None, None)
    return SourceColumn(
        name=row["source_column"],
        logical_name=row["source_comment"],
        type=name.upper(),
        length=int(length) if length else None,
        scale=int(scale) if scale else None,
    )


def main(shared: Path) -> None:
    words = glossary.load()
    sides = [
        (business, Side(item=item, name=item.name, light=light.get(place, "")))
        for business, spec in starter(shared / "data" / "statutory_items.csv")
        for light in (light_objects(spec),)
        for place, item in enumerate(spec.items)
    ]
    counts: Counter[str] = Counter()
    began = time.perf_counter()
    for row in rows(shared / "bench" / "gold_dev.csv"):
        one = column(row)
        table = SourceTable(name=row["source_table"], columns=(one,))
        scored = [(total(evidence(words, one, table, side, 0.5)), business, side.item) for business, side in sides]
        best, _, item = max(scored, key=lambda s: s[0])
        gold = set(row["gold_item"].split("|")) - {""}
        if not gold:
            counts["none"] += 1
            counts["none, said so"] += best < THRESHOLD
            continue
        at_home = [s for s in scored if s[1] == row["gold_business"]]
        counts["pairs"] += 1
        counts["top-1 name, all businesses"] += item.name in gold
        counts["top-1 name, right business given"] += max(at_home, key=lambda s: s[0])[2].name in gold
        top = sorted(at_home, key=lambda s: -s[0])
        counts["top-3 name, right business given"] += any(s[2].name in gold for s in top[:3])
        counts["below the threshold"] += best < THRESHOLD
    for name, number in counts.items():
        whole = counts["none"] if name.startswith("none") else counts["pairs"]
        print(f"{name:36} {number:4} of {whole:4}")
    print(f"{len(sides)} items, {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    facts = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[3] / "shared"
    if facts.is_dir():
        main(facts)
    else:
        print("bench_match: ../shared がないため測りません")
