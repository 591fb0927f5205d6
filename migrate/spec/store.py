"""A spec as a folder: SOURCE.yaml (papers), spec.yaml (head), items.csv, codes.csv; an exact round trip."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from migrate.errors import UnreadableError
from migrate.files import tables, yaml
from migrate.model.finding import Place
from migrate.model.provenance import Provenance
from migrate.model.spec import CodeList, CodeValue, Item, Spec, SpecKind
from migrate.model.value import value

HEAD = "spec.yaml"
SOURCE = "SOURCE.yaml"
ITEMS = "items.csv"
CODES = "codes.csv"
MARK = "○"
ITEM_COLUMNS = (
    "id", "name", "romaji", "table", "primary_key", "foreign_key", "class1", "class2", "class3", "type", "length",
    "code", "repeat", "output_condition", "definition", "description", "function", "implementation", "sample",
    "remarks",
)  # fmt: skip
CODE_COLUMNS = ("code_list", "name", "value", "meaning", "remarks")
_HEAD_KEYS = ("business", "business_name", "edition", "kind", "title")
_PAPERS = ("title", "publisher", "edition", "date", "url", "licence", "sha256", "derived")
_SCHEMAS = {ITEMS: "spec-items.schema.json", CODES: "spec-codes.schema.json"}
_OUR_SCHEMAS = "specs/schemas"


@value
class Head:
    """The contents of spec.yaml: what a spec is, without its items."""

    business: str
    business_name: str
    edition: str
    kind: SpecKind
    title: str


def _item_row(item: Item) -> tuple[str, ...]:
    marks = (MARK if item.primary_key else "", MARK if item.foreign_key else "")
    return (
        *(
            item.id,
            item.name,
            item.romaji,
            item.table,
            *marks,
            *item.classes,
            item.type,
            item.length,
            item.code,
            item.repeat,
        ),
        *(item.output_condition, item.definition, item.description, item.function, item.implementation, item.sample),
        item.remarks,
    )


def _code_rows(spec: Spec) -> list[tuple[str, ...]]:
    return [(one.published_id, one.name, v.value, v.meaning, v.remarks) for one in spec.code_lists for v in one.values]


def papers(provenance: Provenance) -> bytes:
    """The text of a SOURCE.yaml for a spec folder."""
    data: dict[str, Any] = {key: getattr(provenance, key) for key in _PAPERS}
    data["schemas"] = {name: f"{_OUR_SCHEMAS}/{schema}" for name, schema in _SCHEMAS.items()}
    return yaml.dumps(data)


def files(spec: Spec) -> Mapping[str, bytes]:
    """The spec as file name → bytes, deterministic."""
    head: dict[str, Any] = {key: str(getattr(spec, key)) for key in _HEAD_KEYS}
    return {
        SOURCE: papers(spec.provenance),
        HEAD: yaml.dumps(head),
        ITEMS: tables.to_bytes(ITEM_COLUMNS, (_item_row(item) for item in spec.items)),
        CODES: tables.to_bytes(CODE_COLUMNS, _code_rows(spec)),
    }


def _damaged(file: str, reason: str, line: int | None = None) -> UnreadableError:
    return UnreadableError("MIG-SPEC-007", Place(file=file, line=line), {"file": file, "reason": reason})


def _texts(path: Path, keys: tuple[str, ...]) -> dict[str, str]:
    data = yaml.load(path)
    if not isinstance(data, dict):
        raise _damaged(path.name, "「見出し: 値」の形ではありません", 1)
    missing = [key for key in keys if data.get(key) is None]
    if missing:
        raise _damaged(path.name, f"「{missing[0]}」がありません")
    return {key: str(data[key]) for key in keys}


def _rows(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    rows = tables.read(path)
    if rows and tuple(rows[0]) != columns:
        raise _damaged(path.name, f"見出しが {'、'.join(columns)} ではありません", 1)
    return rows


def read_head(folder: Path) -> Head:
    """The head of a spec folder.

    Raises:
        UnreadableError: MIG-SYS-001, MIG-SYS-007, MIG-SPEC-007 (a key is missing or has the wrong form).
    """
    texts = _texts(folder / HEAD, _HEAD_KEYS)
    if texts["kind"] not in {kind.value for kind in SpecKind}:
        raise _damaged(HEAD, "kind は official か starter です")
    return Head(
        business=texts["business"],
        business_name=texts["business_name"],
        edition=texts["edition"],
        kind=SpecKind(texts["kind"]),
        title=texts["title"],
    )


def read_papers(folder: Path) -> Provenance:
    """The papers of a spec folder.

    Raises:
        UnreadableError: MIG-SYS-001, MIG-SYS-007, MIG-SPEC-007 (a key is missing).
    """
    return Provenance(**_texts(folder / SOURCE, _PAPERS))


def _item(row: dict[str, str]) -> Item:
    return Item(
        id=row["id"],
        name=row["name"],
        romaji=row["romaji"],
        table=row["table"],
        primary_key=row["primary_key"] == MARK,
        foreign_key=row["foreign_key"] == MARK,
        classes=(row["class1"], row["class2"], row["class3"]),
        type=row["type"],
        length=row["length"],
        code=row["code"],
        repeat=row["repeat"],
        output_condition=row["output_condition"],
        definition=row["definition"],
        description=row["description"],
        function=row["function"],
        implementation=row["implementation"],
        sample=row["sample"],
        remarks=row["remarks"],
    )


def list_key(published_id: str) -> str:
    """Key of a code list within its business: a published number padded to three digits, else as published."""
    return published_id.zfill(3) if published_id.isdigit() else published_id


def _code_lists(rows: list[dict[str, str]]) -> tuple[CodeList, ...]:
    grouped: dict[tuple[str, str], list[CodeValue]] = {}
    for row in rows:
        one = CodeValue(value=row["value"], meaning=row["meaning"], remarks=row["remarks"])
        grouped.setdefault((row["code_list"], row["name"]), []).append(one)
    return tuple(
        CodeList(id=list_key(published), published_id=published, name=name, values=tuple(values))
        for (published, name), values in grouped.items()
    )


def read(folder: Path) -> Spec:
    """The spec in a folder.

    Raises:
        UnreadableError: MIG-SYS-001 (a file is missing), MIG-SYS-007/-008 (YAML, CSV), MIG-SPEC-007.
    """
    head = read_head(folder)
    items = tuple(_item(row) for row in _rows(folder / ITEMS, ITEM_COLUMNS))
    if not items:
        raise _damaged(ITEMS, "項目がありません")
    return Spec(
        business=head.business,
        business_name=head.business_name,
        edition=head.edition,
        kind=head.kind,
        title=head.title,
        items=items,
        code_lists=_code_lists(_rows(folder / CODES, CODE_COLUMNS)),
        provenance=read_papers(folder),
    )
