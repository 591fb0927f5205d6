"""Packs: folders below `mappings/` that hold how a product's layout becomes the standard, ready to start from.

A pack has ``SOURCE.yaml`` and ``README.md``, and one or both of: ``NNN.yaml``, the mapping of a business, and
``constructs.csv``, what is the same in many tables.
"""

from __future__ import annotations

import re
from pathlib import Path

from migrate.errors import MigrateError
from migrate.files import yaml
from migrate.mapping import carry, constructs, layout, load
from migrate.mapping.codefile import in_folder
from migrate.mapping.constructs import Construct
from migrate.model.finding import Place
from migrate.model.mapping import Mapping
from migrate.model.source import SourceSchema
from migrate.model.value import value

_MAPPING = re.compile(r"[0-9]{3}\.yaml")


@value
class Pack:
    """One pack as read."""

    name: str
    title: str
    folder: Path
    mappings: tuple[Mapping, ...]
    constructs: tuple[Construct, ...]

    @property
    def columns(self) -> layout.Columns:
        """The layout that its mappings read."""
        found: dict[str, frozenset[str]] = {}
        for mapping in self.mappings:
            for table, columns in layout.of_mapping(mapping).items():
                found[table] = found.get(table, frozenset()) | columns
        return found

    def mapping(self, business: str) -> Mapping | None:
        """Its mapping of a business, None where it has none."""
        return next((one for one in self.mappings if one.spec.partition("@")[0] == business), None)

    def text(self, business: str) -> bytes:
        """The file of that mapping as its makers wrote it, with their comments."""
        return (self.folder / f"{business}.yaml").read_bytes()


def for_standards(pack: Pack) -> bool:
    """True where a pack is about files that are laid out after a standard, and nothing else."""
    return bool(pack.constructs) and all(one.tables == constructs.STANDARD for one in pack.constructs)


def in_use(pack: Pack, schema: SourceSchema) -> int:
    """Number of columns of ``schema`` that stand in one of the pack's constructs."""
    return sum(1 for table in schema.tables for _ in constructs.applied(pack.constructs, table))


def read(folder: Path) -> Pack:
    """The pack in a folder.

    Raises:
        UnreadableError: MIG-SYS-001, -007, -008, it has no SOURCE.yaml, or a file in it is damaged.
        MigrateError: MIG-MAP-001 to -008, one of its mappings is not in order.
    """
    papers = yaml.load(folder / "SOURCE.yaml")
    files = sorted(path for path in folder.glob("*.yaml") if _MAPPING.fullmatch(path.name))
    return Pack(
        name=folder.name,
        title=str(papers.get("title", "")) if isinstance(papers, dict) else "",
        folder=folder,
        mappings=tuple(load.load(path.read_bytes(), f"{folder.name}/{path.name}", in_folder(folder)) for path in files),
        constructs=constructs.read(folder),
    )


def all_packs(root: Path) -> tuple[Pack, ...]:
    """The packs below ``root``, by name.

    Raises:
        as ``read``.
    """
    return tuple(read(path.parent) for path in sorted(root.glob("*/SOURCE.yaml")))


def named(name: str, root: Path) -> Pack:
    """The pack of that name below ``root``, else the folder that ``name`` is the path of.

    Raises:
        MigrateError: MIG-MAP-060, there is no such pack.
        as ``read``.
    """
    for folder in (root / name, Path(name)):
        if name and (folder / "SOURCE.yaml").is_file():
            return read(folder)
    known = "、".join(path.parent.name for path in sorted(root.glob("*/SOURCE.yaml"))) or "なし"
    raise MigrateError("MIG-MAP-060", Place(), {"name": name, "known": known})


def started(pack: Pack, mapping: Mapping, spec: str, schema: SourceSchema) -> bytes:
    """The draft that a pack's own mapping gives: its text with what a person must know in front.

    Raises:
        MigrateError: MIG-MAP-061, the current system has none of the tables that the mapping reads.
    """
    read, held = layout.of_mapping(mapping), layout.of_schema(schema)
    found = layout.fit(read, held)
    if not found.tables_met:
        params = {"name": pack.name, "tables": "、".join(read), "known": "、".join(held)}
        raise MigrateError("MIG-MAP-061", Place(file=mapping.path), params)
    business = mapping.spec.partition("@")[0]
    tables = f"表 {found.tables} 個のうち {found.tables_met} 個"
    columns = f"列 {found.columns} 個のうち {found.columns_met} 個"
    head = [
        f"# 対応表の下書き。パック {pack.name} の {business}.yaml の写しです。migrate map draft が作りました。",
        f"# パックの{tables}、{columns}が、この現行システムにあります。",
        f"# 直したものを mapping/{business}.yaml という名前で保存してください。",
        "# 合わない所は migrate map check が示します。",
    ]
    if mapping.spec != spec:
        head.append(
            f"# 要確認 パックは {mapping.spec} あてです。移行先は {spec} です。spec: と項目の名前を直してください。"
        )
    for table in (table for table in read if table not in held):
        head.append(f"# 要確認 表 {table} は、この現行システムにありません。")
    carried = carry.fitted(pack.text(business), mapping, schema)
    if carried.lost:
        head.append(f"# 要確認 合わないところが {len(carried.lost)} か所あり、写さずに注釈にしました。")
    if found.unknown:
        head.append(f"# 要確認 パックの知らない列が {found.unknown} 個あります。")
    return ("\n".join(head) + "\n").encode() + carried.text
