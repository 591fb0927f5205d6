"""How often the shape of a glyph of one font finds the same character among the glyphs of another.

usage: bench_likeness.py UNKNOWN.ttf KNOWN.ttf [--characters 200] [--among 6000]
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

from migrate.characters import drawing, likeness

_FIRST = (1, 3, 5)


def main() -> None:
    """Print the share of characters that come first, and among the first three and five."""
    options = argparse.ArgumentParser()
    options.add_argument("unknown", type=Path)
    options.add_argument("known", type=Path)
    options.add_argument("--characters", type=int, default=200)
    options.add_argument("--among", type=int, default=6000)
    given = options.parse_args()
    both = {*drawing.characters(given.unknown)} & {*drawing.characters(given.known)}
    kanji = sorted(one for one in both if len(one) == 1 and "\u4e00" <= one <= "\u9fff")
    dice = random.Random(1)
    among = dice.sample(kanji, min(given.among, len(kanji)))
    wanted = dice.sample(among, given.characters)
    start = time.perf_counter()
    known = drawing.shapes(given.known, among)
    middle = time.perf_counter()
    unknown = drawing.shapes(given.unknown, wanted)
    found = {text: [one.text for one in likeness.nearest(shape, known, max(_FIRST))] for text, shape in unknown.items()}
    end = time.perf_counter()
    shares = "  ".join(f"first {n}: {sum(t in o[:n] for t, o in found.items()) / len(found):.1%}" for n in _FIRST)
    print(f"{len(found)} characters among {len(known)}: {shares}")
    print(
        f"shapes {(middle - start) / len(known) * 1000:.2f} ms each, search {(end - middle) / len(found) * 1000:.1f} ms"
    )


if __name__ == "__main__":
    main()
