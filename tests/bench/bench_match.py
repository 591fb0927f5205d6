"""The matcher beside a truth, and beside valentine's matchers, in one run; printed, not asserted.

Run: python tests/bench/bench_match.py [../shared]
1. The shared tasks A, B and C (a resident table beside its target): names only, with values, and with opaque names.
2. Labelled schemas (the shared gold set, tests/bench/schemas): all businesses, names and types only, with the bundled
   vocabulary, without what was learned from the schema, and without all written forms that it alone has.
3. Time and memory of some 450 tables with 7,500 columns against all businesses.
Valentine runs where its own environment is (.nox/tools/valentine, locked in tests/bench/valentine.txt), or with the
interpreter that VALENTINE_PYTHON names. COMA with values and Cupid run where NLTK_DATA holds stopwords, punkt_tab,
wordnet and omw-1.4; without them they are listed without figures.
"""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from migrate.flow.gap_match import Wanted, match_files
from migrate.flow.spec import at_hand
from migrate.gap.match import match
from migrate.gap.target import Target
from migrate.lexicon import vocabulary
from migrate.model.match import SchemaMatch
from migrate.model.source import SourceColumn, SourceSchema, SourceTable
from migrate.model.spec import Spec

HERE = Path(__file__).resolve().parent
_OWN = HERE.parents[1] / ".nox" / "tools" / "valentine" / "bin" / "python"
VALENTINE = Path(os.environ.get("VALENTINE_PYTHON", _OWN))
COLUMNS = 7500


def matched(wanted: Wanted) -> SchemaMatch:
    found = match_files(wanted, None).data
    assert isinstance(found, SchemaMatch)
    return found


def told(label: str, found: SchemaMatch) -> None:
    """A line for each vocabulary."""
    for one in found.scores:
        exact, named = one.exact[0], one.by_name[0]
        alone = f"{exact.left_alone}/{exact.alone}"
        print(
            f"  {label:28} top-1 {exact.top1}/{exact.pairs}  top-3 {exact.top3}/{exact.pairs}  MRR {exact.mrr:.3f}  "
            f"precision {exact.found}/{exact.chosen}  recall {exact.found}/{exact.pairs}  no counterpart {alone}  "
            f"by name {named.top1}/{named.pairs}, {named.top3}/{named.pairs}  [{one.words}]"
        )


def opaque(folder: Path, task: Path, into: Path) -> Wanted:
    """The task with COL01, COL02 … for the source's names."""
    with (folder / f"{task.name}_src.csv").open(encoding="utf-8", newline="") as stream:
        head, *rows = csv.reader(stream)
    names = {name: f"COL{place:02}" for place, name in enumerate(head, 1)}
    truth = json.loads((folder / f"{task.name}_truth.json").read_text(encoding="utf-8"))
    data, ddl, gold = into / "O.csv", into / "O.sql", into / "O.json"
    with data.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([list(names.values()), *rows])
    ddl.write_text(f"CREATE TABLE O ({', '.join(f'{n} VARCHAR2(40)' for n in names.values())});\n", encoding="utf-8")
    gold.write_text(json.dumps({names[source]: target for source, target in truth.items()}), encoding="utf-8")
    return Wanted(sources=(ddl,), data=(data,), target=folder / f"{task.name}_tgt.csv", truth=gold)


def tasks(folder: Path) -> None:
    for name in "ABC":
        source, data, target, truth = (
            folder / f"{name}_{part}" for part in ("src.sql", "src.csv", "tgt.csv", "truth.json")
        )
        print(f"task {name}")
        told("names only", matched(Wanted(sources=(source,), target=target, truth=truth)))
        told("with values", matched(Wanted(sources=(source,), data=(data,), target=target, truth=truth)))
        with tempfile.TemporaryDirectory() as scratch:
            told("opaque names, with values", matched(opaque(folder, Path(name), Path(scratch))))
        if VALENTINE.is_file():
            done = subprocess.run(
                [VALENTINE, HERE / "valentine_run.py", data, target, truth], capture_output=True, text=True, check=False
            )
            for line in done.stdout.splitlines():
                matcher, right, pairs, seconds = line.split("\t")
                print(f"  valentine {matcher:26} {right}/{pairs}  ({seconds})")
        else:
            print(f"  valentine: no environment ({VALENTINE.name} is not at {VALENTINE.parent})")


def schemas(files: list[Path]) -> None:
    for path in files:
        print(path.name)
        began = time.perf_counter()
        told("all businesses, names, types", matched(Wanted(sources=(path,), specs=("all",), truth=path)))
        print(f"  {time.perf_counter() - began:.1f} s, every vocabulary")


def large(specs: tuple[Spec, ...]) -> SourceSchema:
    """Tables named after the standard's own items: full or cut romaji, some with the Japanese name beside it."""
    rng = random.Random(1)
    every = [(spec, table) for spec in specs for table in spec.tables]
    made: list[SourceTable] = []
    while sum(len(table.columns) for table in made) < COLUMNS:
        spec, name = every[len(made) % len(every)]
        columns = []
        for item in spec.items_of(name):
            romaji = item.romaji.upper() if item.romaji.isascii() else ""
            written = romaji[:12] if rng.random() < 0.3 else romaji
            logical = item.name if rng.random() > 0.5 else ""
            columns.append(
                SourceColumn(name=written or item.name, logical_name=logical, type="VARCHAR2", length=item.max_length)
            )
        logical = name if rng.random() > 0.5 else ""
        made.append(SourceTable(name=f"T{len(made):03}", logical_name=logical, columns=tuple(columns), file="x"))
    return SourceSchema(tables=tuple(made), files=())


def speed() -> None:
    every = matched(Wanted(sources=(HERE / "schemas" / "romaji.csv",), specs=("all",))).target
    specs = tuple(at_hand.resolve(one, None).spec for one in every)
    schema = large(specs)
    began, used = time.perf_counter(), time.process_time()
    match(Target(vocabulary.load(), specs), schema)
    seconds, processor = time.perf_counter() - began, time.process_time() - used
    columns = sum(len(table.columns) for table in schema.tables)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(schema.tables)} tables, {columns} columns, {len(specs)} specs: {seconds:.1f} s, "
        f"{processor:.1f} s of processor, {memory:.0f} MB at most"
    )


if __name__ == "__main__":
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parents[2] / "shared"
    own = sorted((HERE / "schemas").glob("*.csv"))
    if (shared / "bench" / "match").is_dir():
        tasks(shared / "bench" / "match")
        own.insert(0, shared / "bench" / "gold_dev.csv")
    else:
        print("bench_match: no ../shared, so the tasks A, B and C and the gold set are not measured")
    schemas(own)
    speed()
