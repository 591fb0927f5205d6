"""What a delivery folder says of itself: `manifest.json` of this tool, or a list of sha256 sums by anybody."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path, PurePosixPath

from migrate.errors import UnreadableError
from migrate.files import records
from migrate.model.delivery import DeliveryForm, Manifest
from migrate.model.finding import Place
from migrate.model.value import value

OURS = "manifest.json"
SUMS = ("manifest-sha256.txt", "SHA256SUMS")
"""As a BagIt package and as `sha256sum` write it."""
DATA = frozenset({".csv", ".parquet"})
_LINE = re.compile(r"([0-9a-fA-F]{64}) [ *](.+)")


@value
class ListedTable:
    """A table as `manifest.json` has it; its files are named as they lie in the folder."""

    table: str
    rows: int
    header: tuple[str, ...]
    """The first line of each CSV file; empty where they have none."""
    parquet: str
    csv: Mapping[str, int]
    """CSV file → its rows, in their order."""


@value
class Listing:
    """What is said to be in a folder."""

    name: str = ""
    """The file that says so; empty where there is none."""
    sums: Mapping[str, str] = field(default_factory=dict)
    """File of the folder → sha256."""
    manifest: Manifest | None = None
    tables: tuple[ListedTable, ...] = ()

    @property
    def spec(self) -> str:
        """``ID@EDITION`` of the rows; empty where nothing says so."""
        return self.manifest.spec if self.manifest else ""

    @property
    def form(self) -> DeliveryForm:
        """How the CSV files are written."""
        return (self.manifest and self.manifest.csv) or DeliveryForm()


def same_name(name: str) -> str:
    """``name`` as it is compared: file systems and archives write one name in two ways (NFC, NFD).

    Bytes of a name that are no UTF-8 are written out.
    """
    shown = name.encode(errors="surrogateescape").decode(errors="backslashreplace")
    return unicodedata.normalize("NFC", shown)


def data_files(folder: Path, listing: Listing) -> dict[str, Path]:
    """The data files of a folder: name relative to it → path, sorted; hidden ones are none.

    CSV and Parquet files, and what else the listing says by its suffix to be one.
    """
    suffixes = DATA | {PurePosixPath(name).suffix.lower() for table in listing.tables for name in table.csv}
    found = {}
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.suffix.lower() in suffixes and path.is_file() and not any(p.startswith(".") for p in inner.parts):
            found[same_name(inner.as_posix())] = path
    return found


def is_delivery(folder: Path) -> bool:
    """True where a folder is one delivery itself: it has a manifest, or data files of its own."""
    if any((folder / name).is_file() for name in (OURS, *SUMS)):
        return True
    return any(path.suffix.lower() in DATA and path.is_file() for path in folder.iterdir())


def read(folder: Path, name: str) -> Listing:
    """The listing of a delivery folder; ``name`` is what people call the folder's files by, such as ``031/``.

    Raises:
        UnreadableError: MIG-SYS-003 (damaged `manifest.json`), MIG-DQ-081 (a line that is no sum).
    """
    if (folder / OURS).is_file():
        return _ours((folder / OURS).read_bytes(), f"{name}{OURS}")
    for one in SUMS:
        if (folder / one).is_file():
            return Listing(name=one, sums=_sums(folder / one, f"{name}{one}"))
    return Listing()


def _ours(data: bytes, name: str) -> Listing:
    manifest = records.load(Manifest, data, name)
    sums: dict[str, str] = {}
    tables = []
    for one in manifest.tables:
        files = (one.parquet, *one.csv)
        sums |= {_local(file.path): file.sha256 for file in files}
        tables.append(
            ListedTable(
                table=one.table,
                rows=one.rows,
                header=one.header,
                parquet=_local(one.parquet.path),
                csv={_local(part.path): part.rows for part in one.csv},
            )
        )
    return Listing(name=OURS, sums=sums, manifest=manifest, tables=tuple(tables))


def _local(path: str) -> str:
    """A file of a conversion lies beside its manifest, whatever folder that was at the time."""
    return same_name(PurePosixPath(path).name)


def _text(data: bytes) -> str:
    """A list of sums as UTF-8, else as Windows in Japan writes it."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def _sums(path: Path, name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(_text(path.read_bytes()).splitlines(), start=1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.strip())
        file = match[2].replace("\\", "/").removeprefix("./") if match else ""
        if match is None or file.startswith("/") or ".." in PurePosixPath(file).parts or "\ufffd" in file:
            raise UnreadableError("MIG-DQ-081", Place(file=name, line=number), {"file": name})
        found[same_name(file)] = match[1].lower()
    return found
