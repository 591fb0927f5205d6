"""Valentine's matchers on one pair of CSV files; run by bench_match with the interpreter of their own environment.

Run: python tests/bench/valentine_run.py SOURCE.csv TARGET.csv TRUTH.json
Prints a line per matcher: name, right pairs under a one-to-one choice, pairs, seconds.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from pathlib import Path

import pandas as pd
from valentine import valentine_match
from valentine.algorithms import Coma, Cupid, DistributionBased, JaccardDistanceMatcher, SimilarityFlooding

MATCHERS = {
    "COMA names": lambda: Coma(use_instances=False),
    "COMA names and values": lambda: Coma(use_instances=True),
    "Cupid": Cupid,
    "Jaccard distance": JaccardDistanceMatcher,
    "Distribution based": DistributionBased,
    "Similarity flooding": SimilarityFlooding,
}


def main(source: Path, target: Path, truth: Path) -> None:
    frames = [pd.read_csv(path, dtype=str, keep_default_na=False) for path in (source, target)]
    wanted = json.loads(truth.read_text(encoding="utf-8"))
    for name, make in MATCHERS.items():
        began = time.perf_counter()
        try:
            found = valentine_match(frames, make(), df_names=["source", "target"])
        except LookupError:  # it wants word lists that NLTK downloads
            print(f"{name}\t-\t{len(wanted)}\tneeds NLTK data")
            continue
        sides = {"source": set(frames[0].columns), "target": set(frames[1].columns)}
        right, used = 0, set[str]()
        for pair in sorted(found, key=lambda p: -found[p]):  # each column once, the best pair first
            one, other = str(pair.source_column), str(pair.target_column)
            if one not in sides["source"] or other not in sides["target"]:
                one, other = other, one
            if one not in used and f"->{other}" not in used:
                used |= {one, f"->{other}"}
                right += wanted.get(one) == other
        print(f"{name}\t{right}\t{len(wanted)}\t{time.perf_counter() - began:.1f}")


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    main(*(Path(part) for part in sys.argv[1:4]))
