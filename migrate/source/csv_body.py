"""The records of a CSV file as one stream: unpacked, recoded where needed, without what stands around them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from migrate.model.source import SourceFile
from migrate.model.value import value
from migrate.source import trailer, transcode
from migrate.source.chunk import Chunk
from migrate.source.header import Header, separators
from migrate.source.opening import opened


@value
class Body:
    """Where the records of a file are."""

    codec: str
    separators: bytes
    start: int
    rule: trailer.Rule | None = None
    """Which lines at the end are no records; None: all are."""

    @property
    def inner(self) -> str:
        """The codec of the bytes that `open` gives."""
        return transcode.inner(self.codec, self.separators)

    def open(self, path: Path) -> BinaryIO:
        """The records from the first one on; the caller closes it.

        Raises:
            OSError: the file is gone.
            UnreadableError: MIG-SRC-220 to -224, also while reading: its archive is damaged.
        """
        stream = transcode.readable(opened(path), self.codec, self.separators)
        if self.rule is not None:
            return trailer.trimmed(stream, self.start, self.rule)
        stream.seek(self.start)
        return stream

    def restored(self, chunk: Chunk) -> Chunk:
        """A chunk whose undecodable cells and bad records are shown as they stood in the file."""
        if not transcode.needed(self.codec, self.separators):
            return chunk
        bad_bytes = (
            replace(one, raw=transcode.original(one.raw, self.codec, self.separators)) for one in chunk.bad_bytes
        )
        bad_rows = (
            replace(one, raw=transcode.original(one.raw, self.codec, self.separators)) for one in chunk.bad_rows
        )
        return replace(chunk, bad_bytes=tuple(bad_bytes), bad_rows=tuple(bad_rows))


def body_of(file: SourceFile, header: Header, width: int) -> Body:
    """The records below a header. A footer is looked for where the look at the file found one or project.yaml does."""
    cut_at = separators(header.form)
    rule = None
    if file.csv is not None and file.csv.footer:
        stated = file.csv.footer if "footer" in file.csv.stated else None
        inner = transcode.inner(file.encoding, cut_at)
        rule = trailer.Rule(form=header.form, codec=inner, width=width, stated=stated)
    return Body(codec=file.encoding, separators=cut_at, start=header.start, rule=rule)
