"""`mapping/images.yaml`, written by people: where the images are, and which rows refer to them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from sqlglot import exp

from migrate.engine import expression, functions
from migrate.errors import MigrateError
from migrate.files import yaml
from migrate.files.bundled import bundled
from migrate.files.jsonschema_check import violations
from migrate.model.finding import Place
from migrate.model.images import ImageFormat, ImageKind

FILE = "mapping/images.yaml"


@cache
def _schema() -> Any:
    return json.loads((bundled("reports") / "schemas" / "images.json").read_bytes())


def _wrong(line: int | None, spot: str, reason: str) -> MigrateError:
    return MigrateError("MIG-CNV-060", Place(file=FILE, line=line), {"spot": spot, "reason": reason})


def _may_fail(tree: exp.Expression) -> str:
    """Name of a function in a tree that may refuse a value, empty where there is none."""
    names = (str(call.this) for call in expression.calls(tree))
    return next((one for one in names if (known := functions.function(one)) is None or known.lower is None), "")


def name_tree(kind: ImageKind) -> exp.Expression:
    """The tree of the expression that gives a row's file name.

    Raises:
        MigrateError: MIG-CNV-010 to -015, it is refused; MIG-CNV-060, it uses a function that may fail.
    """
    tree = expression.parse(kind.file, Place(file=FILE, table=kind.table, line=kind.line))
    if failing := _may_fail(tree):
        raise _wrong(kind.line, kind.name, f"file の式に、失敗のある関数 {failing} は使えません")
    return tree


def condition(kind: ImageKind) -> exp.Expression | None:
    """The tree of the condition on rows, None where there is none; errors as in `name_tree`."""
    if not kind.when:
        return None
    tree = expression.parse_condition(kind.when, Place(file=FILE, table=kind.table, line=kind.line))
    if failing := _may_fail(tree):
        raise _wrong(kind.line, kind.name, f"条件に、失敗のある関数 {failing} は使えません")
    return tree


def columns(kind: ImageKind) -> tuple[str, ...]:
    """Columns that a kind's expressions name."""
    trees = (name_tree(kind), condition(kind))
    return tuple(dict.fromkeys(one for tree in trees if tree is not None for one in expression.columns(tree)))


def _kind(name: str, row: Any, line: int | None) -> ImageKind:
    return ImageKind(
        name=name,
        business=str(row["business"]),
        folder=str(row["folder"]).rstrip("/"),
        table=str(row["table"]),
        file=str(row["file"]),
        when=str(row.get("when", "")),
        strip=str(row.get("strip", "")),
        formats=tuple(ImageFormat(str(one)) for one in row.get("formats") or ()),
        line=line,
    )


def _folder(kind: ImageKind) -> None:
    """Refuse a folder beyond the workspace, or one where the tool itself reads or writes something else."""
    path = PurePosixPath(kind.folder)
    if path.is_absolute() or ".." in path.parts or set(kind.folder) & set("\\:\0") or not path.parts:
        raise _wrong(kind.line, kind.name, "folder は、作業フォルダの中のフォルダを / で区切って書きます")
    if path.parts[0] in ("source", "out", ".migrate"):
        raise _wrong(kind.line, kind.name, f"画像は {path.parts[0]}/ の外に置きます（例 images/{kind.name}）")


def load(data: bytes) -> tuple[ImageKind, ...]:
    """The kinds of images that a file's bytes declare.

    Raises:
        UnreadableError: MIG-SYS-007, it is not YAML.
        MigrateError: MIG-CNV-060 with the line; MIG-CNV-010 to -015 for an expression.
    """
    document = yaml.loads(data, FILE)
    if not isinstance(document, dict):
        raise _wrong(1, "ファイルの先頭", "「見出し: 値」の並びではありません")
    for found in violations(_schema(), document):
        node, line = document, yaml.line_of(document)
        for step in found.path:
            if not (isinstance(node, dict) and step in node):
                break
            line = yaml.line_of(node, step) or line
            node = node[step]
        spot = " → ".join(str(one + 1) if isinstance(one, int) else one for one in found.path) or "ファイルの先頭"
        wanted = f"（{found.wanted}）" if found.wanted else ""
        raise _wrong(line, spot, f"形が違います{wanted}")
    rows = document["kinds"]
    kinds = tuple(_kind(str(one), rows[one], yaml.line_of(rows, one)) for one in rows)
    for kind in kinds:
        _folder(kind)
        columns(kind)
    return kinds
