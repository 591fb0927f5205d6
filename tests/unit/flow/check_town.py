"""A workspace with a converted table of 031, as `convert run` leaves it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import polars as pl

from migrate.model.spec import Spec
from migrate.workspace import folder
from migrate.workspace.folder import Workspace

TABLE = "住登外者宛名基本情報"
Changes = tuple[dict[str, str | None], ...]
Lineage = list[tuple[int, str, int, str]]


def rows_of(spec: Spec, *changes: dict[str, str | None]) -> pl.DataFrame:
    """Rows that differ from a clean one by ``changes``."""
    clean: dict[str, str | None] = {
        **{item.name: None for item in spec.items},
        "氏名": "架空　太郎",
        "代表宛名フラグ": "0",
        "操作者ID": "USER01",
        "操作年月日": "2023-05-01",
        "操作時刻": "12:34:56",
    }
    rows = [{**clean, "宛名番号": f"{n:015d}", **one} for n, one in enumerate(changes, start=1)]
    return pl.DataFrame(rows, schema={item.name: pl.String for item in spec.items})


def write_manifest(workspace: Workspace) -> None:
    """The manifest of what is there now."""
    path = workspace.path("out", "converted", "031", f"{TABLE}.parquet")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    body = {"spec": "031@2023-09-29", "files": [{"path": workspace.relative(path), "sha256": digest}]}
    path.with_name("manifest.json").write_text(json.dumps(body), encoding="utf-8")


def convert(workspace: Workspace, spec: Spec, changes: Changes, lineage: Lineage | None = None) -> None:
    """Put converted rows into a workspace; ``lineage`` pairs each target row with its source file and record."""
    target = workspace.path("out", "converted", "031", f"{TABLE}.parquet")
    target.parent.mkdir(parents=True, exist_ok=True)
    rows_of(spec, *changes).write_parquet(target)
    found = lineage
    if found is None:
        found = [(n, "source/zei.csv", n + 100, "書込") for n in range(1, len(changes) + 1)]
    names = ["target_row", "source_file", "source_row", "fate"]
    path = workspace.path("out", "lineage", "031", f"{TABLE}.parquet")
    path.parent.mkdir(parents=True, exist_ok=True)
    frame = pl.DataFrame(found, schema=names, orient="row").with_columns(source_table=pl.lit("T"))
    frame.write_parquet(path)
    write_manifest(workspace)


def town(spec: Spec, root: Path, changes: Changes, lineage: Lineage | None = None) -> Workspace:
    """A new workspace with converted rows."""
    data = b'municipality: {code: "990019", name: x}\nspecs: {"031": "2023-09-29"}\n'
    workspace = folder.create(root, data, key=b"k" * 32)
    convert(workspace, spec, changes, lineage)
    return workspace
