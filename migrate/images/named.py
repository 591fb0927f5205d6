"""The names that the rows of a staged table give to images."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from migrate.engine.ages import BLANKS
from migrate.engine.duckdb import Engine, text
from migrate.engine.lowering import Lowering, sql
from migrate.images import declared
from migrate.images.inventory import Named, plain
from migrate.model.images import ImageKind


def read(engine: Engine, kind: ImageKind, paths: Sequence[Path]) -> Named:
    """Different names with their rows, in memory (one entry per image)."""
    tree, condition = declared.name_tree(kind), declared.condition(kind)
    name = f"nullif(trim({sql(Lowering([tree]).value(tree))}, {BLANKS}), '')"
    files = ", ".join(text(str(path)) for path in paths)
    where = f" WHERE {sql(Lowering([condition]).condition(condition))}" if condition is not None else ""
    counts = engine.rows(
        f"SELECT {name} AS name, count(*) FROM read_parquet([{files}], union_by_name = true){where} GROUP BY 1"
    )
    names: Counter[str] = Counter()
    blank = 0
    for found, rows in counts:
        path = plain(str(found), kind.strip) if found is not None else ""
        if path:
            names[path] += int(rows)
        else:
            blank += int(rows)
    return Named(names=names, rows=sum(int(rows) for _, rows in counts), blank=blank)
