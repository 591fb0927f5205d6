"""Options that name one side of a cut-over: `migrate reconcile seal` and `open`, and what goes with them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from migrate.flow.reconcile_sides import Asked


class SideName(StrEnum):
    """Which side of the cut-over; the words of `model.seal.Side`."""

    OLD = "old"
    NEW = "new"


Business = Annotated[
    str, typer.Option("--business", help="業務ID（3 桁）。作業フォルダの業務が 1 つなら省けます。", metavar="ID")
]
SideOption = Annotated[
    SideName,
    typer.Option(
        "--side",
        help="old: 元データを読み直して求めた、あるべき行。new: 変換後のファイル、新システムから出したファイル。",
    ),
]
KeyFile = Annotated[
    Path, typer.Option("--key-file", help="両方の拠点が持つ鍵のファイル（reconcile key で作ります）。", metavar="FILE")
]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--folder", help="new の側のファイルがあるフォルダ。省くと out/converted/業務ID です。", metavar="DIR"
    ),
]
Csv = Annotated[bool, typer.Option("--csv", help="new の側で、Parquet があっても CSV のほうを読みます。")]
Tables = Annotated[
    list[str] | None, typer.Option("--table", help="この表だけを封印します。繰り返せます。", metavar="NAME")
]


def asked_of(side: SideName, business: str, folder: Path | None, csv: bool, tables: list[str] | None) -> Asked:
    """The rows that are meant.

    Raises:
        MigrateError: MIG-REC-038, options of the new side with the old one.
    """
    from migrate.errors import MigrateError
    from migrate.flow.reconcile_sides import Asked
    from migrate.model.seal import Side

    if side is SideName.OLD and (folder is not None or csv):
        raise MigrateError("MIG-REC-038")
    return Asked(side=Side(side.value), business=business, folder=folder, csv=csv, tables=tuple(tables or ()))
