"""The glyph table that an import makes of a font: in the workspace as `spec/characters/<name>/glyphs.parquet`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from migrate.characters.font import Font
from migrate.characters.stored import Facts, Stored

FILE = "glyphs.parquet"
FOLDER = "characters"
_NAME, _TEXT = "文字図形名", "文字"
_LEVEL = 19
_ODD = re.compile(r"[^0-9A-Za-z]+")


def folder_name(font: Font, file: str) -> str:
    """The name of a font's folder: its PostScript name, else its family, else the file's name, in ASCII.

    An edition of the same font takes the place of the one before.
    """
    for word in (font.words.postscript, font.words.family, Path(file).stem):
        name = _ODD.sub("-", word).strip("-")[:63]
        if name:
            return name
    return "font"


def counts(font: Font) -> Mapping[str, int]:
    """Distinct glyphs that some character reaches, by the first two letters of their names (``GJ``, ``MJ``)."""
    names = {glyph.name for glyph in font.glyphs}
    return {kind: sum(name.startswith(kind) for name in names) for kind in ("GJ", "MJ")}


def to_bytes(font: Font, sha256: str) -> bytes:
    """The table as Parquet; the footer names the font, its version, licence and sha256. Same font, same bytes."""
    import pyarrow as pa  # noqa: PLC0415  # heavy
    import pyarrow.parquet as pq  # noqa: PLC0415

    schema = pa.schema([(_NAME, pa.string()), (_TEXT, pa.string())])
    table = pa.table([[g.name for g in font.glyphs], [g.text for g in font.glyphs]], schema=schema)
    marks = {
        "title": font.words.full or font.words.family,
        "edition": font.words.version,
        "licence": font.words.licence or font.words.licence_url,
        "sha256": sha256,
        **{kind.lower(): str(count) for kind, count in counts(font).items()},
    }
    sink = pa.BufferOutputStream()
    encoding = {_NAME: "DELTA_BYTE_ARRAY", _TEXT: "DELTA_BYTE_ARRAY"}
    options = {"compression": "zstd", "compression_level": _LEVEL, "use_dictionary": False, "store_schema": False}
    with pq.ParquetWriter(sink, schema, column_encoding=encoding, write_statistics=False, **options) as writer:
        writer.write_table(table, row_group_size=1 << 17)
        writer.add_key_value_metadata(marks)
    data: bytes = sink.getvalue().to_pybytes()
    return data


class Glyphs:
    """A stored glyph table with its lookups; nothing is read before the first question."""

    def __init__(self, path: Path) -> None:
        self._stored = Stored(path)

    @property
    def facts(self) -> Facts:
        """Font name, version and number of mappings, from the footer alone (MIG-SPEC-089)."""
        return self._stored.facts

    @cached_property
    def _names(self) -> Mapping[str, str]:
        table = self._stored.columns(_NAME, _TEXT)
        names, texts = (column.to_pylist() for column in table.columns)
        return dict(zip(texts, names, strict=True))

    @cached_property
    def _texts(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for text, name in self._names.items():
            found.setdefault(name, []).append(text)
        return {name: tuple(texts) for name, texts in found.items()}

    def name_of(self, text: str) -> str | None:
        """The glyph (``GJ…`` or ``MJ…``) that ``text`` shows in this font; None where the font does not say."""
        return self._names.get(text)

    def writings(self, name: str) -> tuple[str, ...]:
        """The texts that reach the glyph ``name`` in this font."""
        return self._texts.get(name, ())


def stored(spec_folder: Path) -> Iterator[Path]:
    """The glyph tables in a workspace's `spec/`, by name."""
    yield from sorted((spec_folder / FOLDER).glob(f"*/{FILE}"))
