"""`project.yaml`: what a workspace is about. People edit it; comments and order are kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from migrate.errors import MigrateError
from migrate.files import yaml
from migrate.model.finding import Place
from migrate.model.value import value

FILE = "project.yaml"


@value
class DeclaredSource:
    """A source file whose kind, encoding or table the municipality states itself."""

    file: str
    kind: str = ""
    encoding: str = ""
    table: str = ""
    spec: str = ""
    """``ID`` or ``ID@EDITION``: the standard after whose item list the file is laid out."""


@value
class Project:
    """The contents of `project.yaml`."""

    code: str
    """全国地方公共団体コード, 6 digits; empty where not stated."""
    name: str
    specs: Mapping[str, str]
    """業務ID → pinned edition."""
    sources: tuple[DeclaredSource, ...] = ()


_KEYS = {"municipality", "specs", "sources"}


def load(path: Path) -> Project:
    """Read `project.yaml`.

    Raises:
        UnreadableError: MIG-SYS-001, MIG-SYS-007.
        MigrateError: MIG-SYS-012 with the line, a key that does not exist or a value of the wrong form.
    """
    data = yaml.load(path)

    def wrong(node: object, key: str) -> MigrateError:
        return MigrateError("MIG-SYS-012", Place(file=FILE, line=yaml.line_of(node, key)), {"key": key})

    if not isinstance(data, dict):
        raise MigrateError("MIG-SYS-012", Place(file=FILE, line=1), {"key": "municipality"})
    for key in data:
        if key not in _KEYS:
            raise wrong(data, str(key))
    body = data.get("municipality") or {}
    if not isinstance(body, dict) or not set(body) <= {"code", "name"}:
        raise wrong(data, "municipality")
    specs = data.get("specs") or {}
    if not isinstance(specs, dict):
        raise wrong(data, "specs")
    sources = data.get("sources") or []
    if not isinstance(sources, list):
        raise wrong(data, "sources")
    declared = []
    for one in sources:
        if (
            not isinstance(one, dict)
            or "file" not in one
            or not set(one) <= {"file", "kind", "encoding", "table", "spec"}
        ):
            raise wrong(data, "sources")
        declared.append(DeclaredSource(**{str(k): str(v) for k, v in one.items()}))
    return Project(
        code=str(body.get("code", "")),
        name=str(body.get("name", "")),
        specs={str(k): str(v) for k, v in specs.items()},
        sources=tuple(declared),
    )


def pin(data: bytes, business: str, edition: str) -> bytes:
    """The text of a `project.yaml` in which ``business`` is pinned to ``edition``; comments and order are kept."""
    document = yaml.loads(data, FILE)
    if document.get("specs") is None:
        document["specs"] = {}
    document["specs"][business] = edition
    return yaml.dumps(document)
