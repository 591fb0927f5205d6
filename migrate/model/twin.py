"""What a synthetic twin imitates of the original, and what it does not."""

from __future__ import annotations

from migrate.model.value import value


@value
class TwinFile:
    """One file of the twin."""

    path: str
    """Relative to the workspace."""
    source: str
    """The file whose profile it was made from."""
    table: str
    encoding: str
    rows: int
    """All records, those that cannot be cut included."""
    ragged: int
    """Records with another number of fields, or bytes, than the table has."""
    columns: int
    keys: tuple[str, ...]
    """Columns in which no value comes twice; those of a key of several columns joined by 「＋」."""
    references: tuple[str, ...]
    """``COLUMN → TABLE.COLUMN`` for each column whose values are those of another file's column."""
    damaged: tuple[str, ...]
    """Columns with undecodable bytes, as the original has them."""


@value
class Twin:
    """All files of a twin."""

    seed: int
    clean: bool
    files: tuple[TwinFile, ...]
