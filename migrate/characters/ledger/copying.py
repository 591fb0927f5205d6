"""A file of text columns, read for its characters and copied with some of them replaced; all else stays as it is."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from migrate.characters.ledger.clusters import codes
from migrate.characters.ledger.replace import pattern, replace
from migrate.errors import MigrateError, UnreadableError
from migrate.files import atomic
from migrate.model.finding import Place

SUFFIXES = (".parquet", ".csv")
_BATCH = 65_536
_BLOCK = 16 << 20
_BOM = b"\xef\xbb\xbf"
_SEPARATING = frozenset(',"\r\n')


def is_parquet(path: Path) -> bool:
    """True for Parquet by its name, else it is a CSV."""
    return path.suffix.lower() == SUFFIXES[0]


def refused(reason: str) -> MigrateError:
    """What is asked for cannot be done."""
    return MigrateError("MIG-CHR-031", params={"reason": reason})


def _broken(path: Path, reason: str) -> UnreadableError:
    return UnreadableError("MIG-CHR-032", Place(file=path.name), {"file": path.name, "reason": reason})


def batches(path: Path) -> Iterator[pa.RecordBatch]:
    """The rows of a file, every column of a CSV (UTF-8, comma, a heading) as text.

    Raises:
        UnreadableError: MIG-CHR-032.
    """
    try:
        if is_parquet(path):
            with pq.ParquetFile(path) as file:
                yield from file.iter_batches(_BATCH)
            return
        with path.open(encoding="utf-8-sig", newline="") as stream:
            names = next(csv.reader(stream), [])
        texts = pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
        parse = pacsv.ParseOptions(newlines_in_values=True)
        yield from pacsv.open_csv(path, pacsv.ReadOptions(block_size=_BLOCK), parse, texts)
    except UnicodeDecodeError:
        raise _broken(path, "UTF-8 ではありません") from None
    except (pa.ArrowException, csv.Error):
        raise _broken(path, "Parquet か、見出しのある CSV（区切りはコンマ）として読めません") from None


def _parquet(source: Path, output: Path, texts: Mapping[str, str]) -> None:
    schema = pq.read_schema(source)
    with pq.ParquetWriter(output, schema, compression="zstd", compression_level=1) as writer:
        for batch in batches(source):
            columns = [replace(c, texts) if pa.types.is_string(c.type) else c for c in batch.columns]
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))


def _csv(source: Path, output: Path, texts: Mapping[str, str], encoding: str) -> None:
    """Separators, quotes, line ends and the heading stay as they are."""
    keys = pattern(texts) if texts else None
    with source.open("rb") as raw:
        mark = raw.read(len(_BOM)) == _BOM and encoding == "utf-8"
    out = output.open("w", encoding=encoding, newline="")
    with source.open(encoding="utf-8-sig", newline="") as stream, out:
        out.write(("\ufeff" if mark else "") + stream.readline())
        while lines := stream.readlines(_BLOCK):
            text = "".join(lines)
            out.write(keys.sub(lambda found: texts[found[0]], text) if keys else text)


def copy(source: Path, output: Path, texts: Mapping[str, str], encoding: str = "utf-8") -> None:
    """Write ``output`` with the characters that are keys of ``texts`` replaced; ``encoding`` is that of a CSV.

    ``output`` holds what the original holds, people's names among it: it is made for its owner alone.

    Raises:
        MigrateError: MIG-CHR-031, the encoding cannot write what stays as it is, or a separator would come in.
    """
    output.touch(mode=atomic.RESTRICTED)
    if is_parquet(source):
        _parquet(source, output, texts)
        return
    breaking = next((text for text, to in texts.items() if _SEPARATING.intersection(to)), None)
    if breaking is not None:
        raise refused(f"{codes(breaking)} の対応する文字に、CSV の区切りの文字があります")
    try:
        _csv(source, output, texts, encoding)
    except UnicodeEncodeError:
        raise refused(f"縮退できない文字が残り、{encoding} では書けません。--put を指定してください") from None
