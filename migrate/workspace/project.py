"""`project.yaml`: what a workspace is about. People edit it; comments and order are kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, fields
from pathlib import Path

from migrate.errors import MigrateError
from migrate.files import yaml
from migrate.model.delivery import DeliverySettings
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.workspace import output

FILE = "project.yaml"


@value
class DeclaredKind:
    """One kind of records of a file that holds several."""

    table: str
    when: str
    """``COLUMN=VALUE|VALUE``: the records that are of the kind."""
    count: str = ""
    """In a trailer: the column that says how many records of data there are."""
    sums: Mapping[str, str] = field(default_factory=dict)
    """In a trailer: column with a sum → column of the data that it sums up."""


@value
class DeclaredSource:
    """A source file whose kind, encoding or table the municipality states itself."""

    file: str
    kind: str = ""
    encoding: str = ""
    table: str = ""
    spec: str = ""
    """``ID`` or ``ID@EDITION``: the standard after whose item list the file is laid out."""
    delimiter: str = ""
    """CSV files: a character, or its name such as タブ."""
    quote: str = ""
    """CSV files: あり or なし."""
    escape: str = ""
    """CSV files: ``\\`` or なし."""
    header: str = ""
    """CSV files: あり or なし."""
    skip: str = ""
    """CSV files: number of lines in front of the header, or of the first record."""
    footer: str = ""
    """CSV files: number of lines at the end that are no records."""
    codes: str = ""
    """Host files: the code table (a file in ``source/``)."""
    recfm: str = ""
    """Host files: ``F``, ``V``, ``VB`` or ``LINE``."""
    byte_order: str = ""
    """Host files: ``big`` or ``little``."""
    readings: Mapping[str, str] = field(default_factory=dict)
    """Overlaid area (REDEFINES) → ``COLUMN=VALUE|VALUE``, the records in which it is to be read so."""
    kinds: tuple[DeclaredKind, ...] = ()


@value
class DeclaredDatabase:
    """A database of the current system. ``url`` holds no password."""

    name: str
    url: str
    schemas: tuple[str, ...] = ()
    """Those to read; none: all that are not the product's own."""


@value
class Project:
    """The contents of `project.yaml`."""

    code: str
    """全国地方公共団体コード, 6 digits; empty where not stated."""
    name: str
    specs: Mapping[str, str]
    """業務ID → pinned edition."""
    sources: tuple[DeclaredSource, ...] = ()
    databases: tuple[DeclaredDatabase, ...] = ()
    output: DeliverySettings = DeliverySettings()
    population: int | None = None
    """Of the municipality, where it is stated (for the monthly report)."""


_KEYS = {"municipality", "specs", "sources", "databases", "output"}
_NAME = re.compile(r"\w[\w.-]*")


def _databases(data: object) -> tuple[DeclaredDatabase, ...] | None:
    """The databases; None where one of them has a wrong form."""
    if not isinstance(data, list):
        return None
    found = []
    for one in data:
        if not isinstance(one, dict) or not {"name", "url"} <= set(one) <= {"name", "url", "schemas"}:
            return None
        schemas = one.get("schemas") or []
        if not isinstance(schemas, list) or not _NAME.fullmatch(str(one["name"])):
            return None
        found.append(DeclaredDatabase(name=str(one["name"]), url=str(one["url"]), schemas=tuple(map(str, schemas))))
    return tuple(found) if len({one.name for one in found}) == len(found) else None


_STATED = {one.name for one in fields(DeclaredSource)}
_KIND_KEYS = {"table", "when", "count", "sums"}


def _texts(node: object) -> dict[str, str] | None:
    """A mapping of texts, None where the node is something else."""
    if not isinstance(node, dict) or any(isinstance(one, dict | list) for one in node.values()):
        return None
    return {str(k): str(v) for k, v in node.items()}


def _kind(node: object) -> DeclaredKind | None:
    if not isinstance(node, dict) or not {"table", "when"} <= set(node) <= _KIND_KEYS:
        return None
    sums = _texts(node.get("sums") or {})
    plain = _texts({k: v for k, v in node.items() if k != "sums"})
    return None if sums is None or plain is None else DeclaredKind(**plain, sums=sums)


def _source(node: object) -> DeclaredSource | None:
    """One entry of ``sources``, None where it has keys or values that do not exist."""
    if not isinstance(node, dict) or "file" not in node or not set(node) <= _STATED:
        return None
    readings = _texts(node.get("readings") or {})
    stated = node.get("kinds") or []
    kinds = [_kind(one) for one in stated] if isinstance(stated, list) else [None]
    plain = _texts({k: v for k, v in node.items() if k not in ("readings", "kinds")})
    found = tuple(one for one in kinds if one is not None)
    if readings is None or plain is None or len(found) < len(kinds):
        return None
    return DeclaredSource(**plain, readings=readings, kinds=found)


def load(path: Path) -> Project:
    """Read `project.yaml`.

    Raises:
        UnreadableError: MIG-SYS-001, MIG-SYS-007.
        MigrateError: MIG-SYS-012 with the line, a key that does not exist or a value of the wrong form; MIG-CNV-090,
            one in ``output``.
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
    if not isinstance(body, dict) or not set(body) <= {"code", "name", "population"}:
        raise wrong(data, "municipality")
    population = body.get("population")
    if population is not None and not (isinstance(population, int) and population > 0):
        raise wrong(body, "population")
    specs = data.get("specs") or {}
    if not isinstance(specs, dict):
        raise wrong(data, "specs")
    sources = data.get("sources") or []
    if not isinstance(sources, list):
        raise wrong(data, "sources")
    declared = []
    for one in sources:
        if (source := _source(one)) is None:
            raise wrong(data, "sources")
        declared.append(source)
    databases = _databases(data.get("databases") or [])
    if databases is None:
        raise wrong(data, "databases")
    return Project(
        code=str(body.get("code", "")),
        name=str(body.get("name", "")),
        specs={str(k): str(v) for k, v in specs.items()},
        sources=tuple(declared),
        databases=databases,
        output=output.settings(FILE, data),
        population=population,
    )


def pin(data: bytes, business: str, edition: str) -> bytes:
    """The text of a `project.yaml` in which ``business`` is pinned to ``edition``; comments and order are kept."""
    document = yaml.loads(data, FILE)
    if document.get("specs") is None:
        document["specs"] = {}
    document["specs"][business] = edition
    return yaml.dumps(document)
