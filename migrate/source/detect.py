"""What a file of the current system is: DDL, a layout table, or data, each with one sentence why."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from migrate.errors import MigrateError
from migrate.model.finding import Finding, Place, Severity
from migrate.model.source import SourceKind
from migrate.model.value import value
from migrate.source import codec as codecs
from migrate.source import encoding, layout, transcode
from migrate.source.copybook import reader as copybook
from migrate.source.host.codes import is_codes
from migrate.source.opening import opened
from migrate.workspace.project import DeclaredSource

_SNIFFED = 256 << 10
_DDL = re.compile(
    r"^[\s\u3000]*(?:CREATE\s+(?:\w+\s+){0,3}TABLE|COMMENT\s+ON\s+(?:TABLE|COLUMN)|ALTER\s+TABLE)\s",
    re.IGNORECASE | re.MULTILINE,
)
DDL_NAMES = (".sql", ".ddl")
_KINDS = {
    "ddl": SourceKind.DDL,
    "layout": SourceKind.LAYOUT,
    "csv": SourceKind.CSV,
    "fixed": SourceKind.FIXED,
    "book": SourceKind.BOOK,
    "定義書": SourceKind.BOOK,
    "レイアウト": SourceKind.LAYOUT,
    "copybook": SourceKind.COPYBOOK,
    "コピー句": SourceKind.COPYBOOK,
    "codes": SourceKind.CODES,
    "文字コード表": SourceKind.CODES,
    "固定長": SourceKind.FIXED,
}
IGNORED = ("ignore", "対象外")
"""Kinds in project.yaml that leave a file out on purpose."""


Detect = Callable[[Path, str], encoding.Encoding]
"""Tells the encoding of a file (path, name for people), as `encoding.detect`."""


@value
class Input:
    """A file to look at."""

    path: Path
    name: str
    """Its name for people: relative to the workspace, else bare."""
    sha256: str
    """Empty where it is still being made."""
    declared: DeclaredSource | None = None
    archive: str = ""
    """The archive's name where the file lies in one."""


def is_ignored(stated: DeclaredSource) -> bool:
    """True where project.yaml leaves a file out on purpose."""
    return stated.kind.casefold() in IGNORED


@value
class Look:
    """A file after the first look. ``kind`` is None for data of which form, CSV or fixed, is still open."""

    source: Input
    encoding: encoding.Encoding
    kind: SourceKind | None
    why: str
    """Why this kind; without the full stop, without the encoding."""

    @property
    def table(self) -> str:
        """The table that project.yaml states, empty where it does not."""
        return self.source.declared.table if self.source.declared else ""


def declared_kind(source: Input) -> SourceKind | None:
    """The kind that project.yaml states, None where it states none.

    Raises:
        MigrateError: MIG-SRC-015, a kind that does not exist.
    """
    said = source.declared.kind.casefold() if source.declared else ""
    if not said:
        return None
    if said not in _KINDS:
        known = "、".join((*(kind.value for kind in SourceKind), IGNORED[1]))
        params = {"file": source.name, "key": "kind", "value": said, "known": known}
        raise MigrateError("MIG-SRC-015", Place(file="project.yaml"), params)
    return _KINDS[said]


def text_of(look: Look) -> str:
    """The whole file as text, undecodable bytes as stand-ins."""
    codec = look.encoding.codec
    with transcode.readable(opened(look.source.path), codec) as stream:
        return codecs.decode(stream.read(), transcode.inner(codec))


_SIGNS: tuple[tuple[SourceKind, Callable[[str], object], str], ...] = (
    (SourceKind.LAYOUT, layout.is_layout, "項目名・桁数・開始位置（または型）の見出しがある"),
    (SourceKind.DDL, _DDL.search, "表を定義する文がある"),
    (SourceKind.COPYBOOK, copybook.is_copybook, "COBOL のデータ記述がある"),
    (SourceKind.CODES, is_codes, "コードと文字（U+…）の見出しがある"),
)
"""What a text is by its beginning: the first that holds."""


def doubts(look: Look) -> tuple[Finding, ...]:
    """What is less than certain, or strange, in how the bytes of a file are read."""
    place, found = Place(file=look.source.name), []
    if look.encoding.zeros:
        params: dict[str, str | int] = {"count": look.encoding.zeros}
        found.append(Finding(code="MIG-SRC-231", severity=Severity.WARNING, place=place, params=params))
    if look.encoding.sure < encoding.SURE:
        params = {"codec": look.encoding.codec, "sure": look.encoding.sure, "file": look.source.name}
        found.append(Finding(code="MIG-SRC-234", severity=Severity.WARNING, place=place, params=params))
    return tuple(found)


def look_at(source: Input, detect: Detect = encoding.detect) -> Look:
    """Encoding and, for DDL and layout tables, kind of a file that is not empty.

    ``detect`` tells the encoding where project.yaml does not.

    Raises:
        UnreadableError: MIG-SRC-007, -008.
        MigrateError: MIG-SRC-015, project.yaml states what does not exist.
    """
    wanted = source.declared.encoding if source.declared else ""
    path, name = source.path, source.name
    found = encoding.declared(path, name, wanted) if wanted else detect(path, name)
    kind = declared_kind(source)
    if kind is not None:
        return Look(source=source, encoding=found, kind=kind, why="project.yaml の sources にそう書かれている")
    with opened(source.path) as stream:
        head = codecs.decode(transcode.head(stream.read(_SNIFFED), found.codec), transcode.inner(found.codec))
    if source.path.suffix.casefold() in DDL_NAMES:
        why = f"名前が {source.path.suffix} で終わる"
        return Look(source=source, encoding=found, kind=SourceKind.DDL, why=why)
    for kind, is_one, why in _SIGNS:
        if is_one(head):
            return Look(source=source, encoding=found, kind=kind, why=why)
    return Look(source=source, encoding=found, kind=None, why="")
