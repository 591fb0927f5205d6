"""A spec as a folder: SOURCE.yaml (papers), spec.yaml (head), and a CSV file per part that it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from migrate.errors import UnreadableError
from migrate.files import tables, yaml
from migrate.model.finding import Place
from migrate.model.provenance import FileDigest, Provenance
from migrate.model.spec import Spec, SpecKind
from migrate.model.value import value
from migrate.spec import parts
from migrate.spec.parts import Part

HEAD = "spec.yaml"
SOURCE = "SOURCE.yaml"
_HEAD_KEYS = ("business", "business_name", "edition", "kind", "title")
_PAPERS = ("title", "publisher", "edition", "date", "url", "licence", "sha256", "derived")
_LISTED = {"originals": "ファイル名: sha256", "schemas": "ファイル名: スキーマ"}
_OUR_SCHEMAS = "specs/schemas"


@value
class Head:
    """The contents of spec.yaml: what a spec is, without its items."""

    business: str
    business_name: str
    edition: str
    kind: SpecKind
    title: str


def papers(provenance: Provenance, held: tuple[Part, ...]) -> bytes:
    """The text of a SOURCE.yaml for a spec folder that holds the parts ``held``."""
    data: dict[str, Any] = {key: getattr(provenance, key) for key in _PAPERS}
    if provenance.originals:
        data["originals"] = {one.path: one.sha256 for one in provenance.originals}
    data["schemas"] = {part.file: f"{_OUR_SCHEMAS}/{part.schema}" for part in held}
    return yaml.dumps(data)


def files(spec: Spec) -> Mapping[str, bytes]:
    """The spec as file name → bytes, deterministic; a part without rows has no file."""
    head: dict[str, Any] = {key: str(getattr(spec, key)) for key in _HEAD_KEYS}
    rows = {part: tuple(part.rows(spec)) for part in parts.PARTS}
    held = tuple(part for part in parts.PARTS if rows[part])
    return {
        SOURCE: papers(spec.provenance, held),
        HEAD: yaml.dumps(head),
        **{part.file: tables.to_bytes(part.columns, rows[part]) for part in held},
    }


def damaged(file: str, reason: str, line: int | None = None) -> UnreadableError:
    """The error for a file of a spec folder that cannot be what it should be."""
    return UnreadableError("MIG-SPEC-007", Place(file=file, line=line), {"file": file, "reason": reason})


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Errors of reading a spec folder name the folder: there are dozens of files of each name."""
    try:
        yield
    except UnreadableError as error:
        name = f"{folder.parent.name}/{folder.name}/{error.where.file}"
        where = replace(error.where, file=name)
        raise UnreadableError(error.code, where, {**error.params, "file": name}) from None


def _mapping(path: Path, keys: tuple[str, ...]) -> dict[str, Any]:
    data = yaml.load(path)
    if not isinstance(data, dict):
        raise damaged(path.name, "「見出し: 値」の形ではありません", 1)
    missing = [key for key in keys if data.get(key) is None]
    if missing:
        raise damaged(path.name, f"「{missing[0]}」がありません")
    return data


def _texts(path: Path, keys: tuple[str, ...]) -> dict[str, str]:
    data = _mapping(path, keys)
    return {key: str(data[key]) for key in keys}


def _rows(folder: Path, part: Part, named: frozenset[str]) -> list[dict[str, str]]:
    """The rows of a part; a file that the papers name (``named``) and that got lost is not an empty part."""
    path = folder / part.file
    if part.file not in named and not path.is_file():
        return []
    rows = tables.read(path)
    if rows and tuple(rows[0]) != part.columns:
        raise damaged(path.name, f"見出しが {'、'.join(part.columns)} ではありません", 1)
    if not rows:
        raise damaged(path.name, "行がありません", 1)
    return rows


def read_head(folder: Path) -> Head:
    """The head of a spec folder.

    Raises:
        UnreadableError: MIG-SYS-001, MIG-SYS-007, MIG-SPEC-007 (a key is missing or has the wrong form).
    """
    kinds = [kind.value for kind in SpecKind]
    with _inside(folder):
        texts = _texts(folder / HEAD, _HEAD_KEYS)
        if texts["kind"] not in kinds:
            raise damaged(HEAD, f"kind は {'、'.join(kinds)} のどれかです")
    return Head(
        business=texts["business"],
        business_name=texts["business_name"],
        edition=texts["edition"],
        kind=SpecKind(texts["kind"]),
        title=texts["title"],
    )


def _provenance(data: dict[str, Any]) -> Provenance:
    return Provenance(
        **{key: str(data[key]) for key in _PAPERS},
        originals=tuple(FileDigest(path=str(name), sha256=str(digest)) for name, digest in data["originals"].items()),
    )


def _source(folder: Path) -> dict[str, Any]:
    """The contents of SOURCE.yaml; ``originals`` and ``schemas`` are there, empty where the file has none."""
    data = _mapping(folder / SOURCE, _PAPERS)
    found = {**data, **{key: data.get(key) or {} for key in _LISTED}}
    for key, form in _LISTED.items():
        if not isinstance(found[key], dict):
            raise damaged(SOURCE, f"{key} は「{form}」の形で書きます")
    return found


def held_parts(folder: Path) -> frozenset[Part]:
    """The parts that a spec folder has."""
    return frozenset(part for part in parts.PARTS if (folder / part.file).is_file())


def _contents(folder: Path, named: frozenset[str]) -> dict[str, Any]:
    """The fields of a Spec that the folder's CSV files hold."""
    rows = {part.file: _rows(folder, part, named) for part in parts.PARTS}
    if not any(rows.values()):
        raise damaged(parts.ITEMS.file, "項目も機能もありません")
    try:
        return parts.contents(rows)
    except ValueError:
        raise damaged(parts.BASIS.file, "根拠の種類（kind）が、決まった言葉ではありません") from None


def read(folder: Path, head: Head | None = None) -> Spec:
    """The spec in a folder; its ``head`` is not read again where it is given.

    Raises:
        UnreadableError: MIG-SYS-001 (a file is missing), MIG-SYS-007/-008 (YAML, CSV), MIG-SPEC-007.
    """
    head = head or read_head(folder)
    with _inside(folder):
        source = _source(folder)
        found = _contents(folder, frozenset(map(str, source["schemas"])))
    return Spec(
        business=head.business,
        business_name=head.business_name,
        edition=head.edition,
        kind=head.kind,
        title=head.title,
        provenance=_provenance(source),
        **found,
    )
