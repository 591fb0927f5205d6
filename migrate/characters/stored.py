"""A stored character table: one Parquet file whose footer names title and edition; columns are read when asked for."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from migrate.errors import UnreadableError
from migrate.files.bundled import bundled
from migrate.model.finding import Place
from migrate.model.value import value


@value
class Facts:
    """What the footer of a table says, without reading a row."""

    title: str
    edition: str
    rows: int
    marks: tuple[tuple[str, str], ...] = ()
    """All named facts of the footer, by name."""


def place(work: str) -> Path:
    """The bundled folder of a work (`mji`, `mjih`, `mjsm`); it may have been left out."""
    return bundled("specs") / "characters" / work


def unreadable(file: str, reason: str) -> UnreadableError:
    """The refusal of a character table."""
    return UnreadableError("MIG-SPEC-089", Place(file=file), {"file": file, "reason": reason})


class Stored:
    """One table on disk. Nothing is read until it is asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def present(self) -> bool:
        """True where the file is there."""
        return self.path.is_file()

    @cached_property
    def facts(self) -> Facts:
        """Title, edition and number of rows, from the footer alone.

        Raises:
            UnreadableError: MIG-SPEC-089, there is no such file, or it is damaged.
        """
        import pyarrow as pa  # noqa: PLC0415  # heavy
        import pyarrow.parquet as pq  # noqa: PLC0415

        if not self.present:
            raise unreadable(self.path.name, "ファイルがありません")
        try:
            footer = pq.read_metadata(self.path)
            marks = {k.decode(): v.decode() for k, v in (footer.metadata or {}).items()}
        except (pa.ArrowException, OSError, UnicodeDecodeError):
            raise unreadable(self.path.name, "内容が壊れています") from None
        return Facts(
            title=marks.get("title", ""),
            edition=marks.get("edition", ""),
            rows=int(footer.num_rows),
            marks=tuple(sorted(marks.items())),
        )

    def columns(self, *names: str) -> Any:
        """The columns ``names`` (all without names) as a pyarrow Table.

        Raises:
            UnreadableError: MIG-SPEC-089, there is no such file, it is damaged, or a column is missing.
        """
        import pyarrow as pa  # noqa: PLC0415  # heavy
        import pyarrow.parquet as pq  # noqa: PLC0415

        if not self.present:
            raise unreadable(self.path.name, "ファイルがありません")
        try:
            table = pq.read_table(self.path, columns=list(names) or None)
        except (pa.ArrowException, OSError):
            raise unreadable(self.path.name, "内容が壊れています") from None
        missing = set(names) - set(table.column_names)
        if missing:
            raise unreadable(self.path.name, f"列「{min(missing)}」がありません")
        return table

    def values(self, name: str) -> list[Any]:
        """The cells of one column, an empty cell is None (errors as in ``columns``)."""
        cells: list[Any] = self.columns(name).column(name).to_pylist()
        return cells
