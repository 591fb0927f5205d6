"""Host files among the files of a scan: how each is cut, by which table, in which code, with the reason."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from migrate.errors import UnreadableError
from migrate.model.finding import Finding, Place, Severity
from migrate.model.record import RecordForm, Usage
from migrate.model.source import SourceFile, SourceKind, SourceTable
from migrate.model.value import value
from migrate.source import read_fixed
from migrate.source.detect import DDL_NAMES, Input, Look, look_at
from migrate.source.encoding import is_utf16
from migrate.source.host import frames
from migrate.source.host.coding import table_at
from migrate.source.hosted import signs
from migrate.source.hosted.kinds import Kind, declared_kinds, families, wrong
from migrate.source.hosted.readings import chosen
from migrate.source.hosted.trailers import check
from migrate.source.layout_types import doubtful
from migrate.source.opening import length_of

_FORMATS = ("F", "V", "VB", "LINE")
_ORDERS = ("big", "little")
_WORDS = {
    "": "固定長",
    "F": "固定長",
    "V": "可変長、RDW 付き",
    "VB": "可変長ブロック、BDW・RDW 付き",
    "LINE": "行ごとのレコード",
}
_MOST_BAD = 0.2
_SHOWN = 6
_NUMBERS = (Usage.ZONED, Usage.PACKED)


@value
class Settled:
    """What became of the host files. ``tables`` are all tables, with the conditions of their readings."""

    files: tuple[SourceFile, ...]
    tables: tuple[SourceTable, ...]
    findings: tuple[Finding, ...]
    rest: tuple[Look, ...]
    """Files that are none, or fit no table: they are looked at as text."""


@value
class _Code:
    """In which code a file is, and why."""

    encoding: str
    codes: str = ""
    why: str


@value
class _Found:
    """How a file can be read."""

    tables: tuple[SourceTable, ...]
    kinds: tuple[Kind, ...]
    form: RecordForm
    bad: float
    """Share of the cells in its first records, numbers or texts, that are none of their kind."""


def belongs(source: Input) -> bool:
    """True where project.yaml or the bytes say that a file may be one of a host."""
    if source.declared is not None and source.declared.kind and source.declared.kind not in ("fixed", "固定長"):
        return False
    if signs.stated(source.declared):
        return True
    if source.declared is not None and source.declared.encoding:
        return False  # a text code is stated: the file is read as all text files are
    head = signs.head_of(source.path)
    if is_utf16(head) or source.path.suffix.casefold() in DDL_NAMES:
        return False
    return signs.any_control(head) or signs.like_ebcdic(head)


class _Settler:
    def __init__(self, tables: Sequence[SourceTable], codes: Sequence[Input]) -> None:
        self.tables = list(tables)
        self.codes = codes
        self.findings: list[Finding] = []
        self.left: list[SourceFile] = []

    def as_text(self, source: Input) -> Iterator[Look]:
        """A file that fits no table as a text; where it is none either, and layouts were given, an error says so.

        Raises:
            UnreadableError: MIG-SRC-007, -008: no text, and no layout that it could have.
        """
        try:
            yield look_at(source)
        except UnreadableError:
            if not any(column.form or column.start for table in self.tables for column in table.columns):
                raise
            lengths = sorted({read_fixed.record_length(table) for table in self.tables} - {0})
            shown = "、".join(f"{length:,}" for length in lengths[:_SHOWN]) or "決まったものがない"
            reason = f"文字のファイルではなく、長さ {length_of(source.path):,} バイトに合うレイアウトもありません"
            self.say("MIG-SRC-009", source, {"reason": f"{reason}（レコードの長さ: {shown}）"})
            code = _Code(encoding="", why="合うレイアウトがない")
            self.left.append(self.file(source, code, RecordForm(), "文字のファイルではない"))

    def form(self, source: Input) -> RecordForm:
        """What project.yaml says of the records.

        Raises:
            MigrateError: MIG-SRC-015.
        """
        declared = source.declared
        if declared is None:
            return RecordForm()
        recfm, order = declared.recfm.upper().removesuffix("S"), declared.byte_order.casefold()
        recfm = {"FB": "F"}.get(recfm, recfm)
        if recfm and recfm not in _FORMATS:
            raise wrong(source.name, "recfm", declared.recfm, _FORMATS)
        if order and order not in _ORDERS:
            raise wrong(source.name, "byte_order", declared.byte_order, _ORDERS)
        return RecordForm(recfm=recfm, byte_order=order)

    def stated(self, source: Input) -> _Code | None:
        """The code that project.yaml states, None where it states none.

        Raises:
            MigrateError: MIG-SRC-015.
        """
        declared = source.declared
        if declared and declared.codes:
            table = next((one for one in self.codes if _named(one, declared.codes)), None)
            if table is None:
                raise wrong(source.name, "codes", declared.codes, [one.name for one in self.codes])
            return _with(source, table, f"project.yaml の sources に {declared.codes} と書かれている")
        if declared and declared.encoding:
            codec = signs.codec_named(declared.encoding)
            if not codec:
                raise wrong(source.name, "encoding", declared.encoding, ("cp932", "utf-8", "cp037"))
            return _Code(encoding=codec, why=f"project.yaml の sources に {codec} と書かれている")
        return None

    def codes_of(self, source: Input) -> list[_Code]:
        """The codes in which a file may be: as stated, else CP932 or the only code table, the likelier one first."""
        if stated := self.stated(source):
            return [stated]
        found = [_Code(encoding="cp932", why="EBCDIC よりも CP932 として読める欄が多い")]
        if len(self.codes) == 1:
            why = "CP932 よりも EBCDIC などのホストの文字として読める欄が多く、文字コード表が 1 つある"
            found.append(_with(source, self.codes[0], why))
        return found[::-1] if signs.like_ebcdic(signs.head_of(source.path)) else found

    def without_codes(self, source: Input, form: RecordForm) -> Iterator[SourceFile]:
        """An EBCDIC file whose numbers fit a layout, but whose characters no table reads: said."""
        found = self.best(source, _Code(encoding="cp037", why=""), form)
        if found is None or self.stated(source) is not None:
            return
        names = "、".join(table.name for table in found.tables)
        reason = f"EBCDIC の数字（F0～F9）として、レイアウト {names} に合いますが、使う文字コード表を決められません"
        self.say("MIG-SRC-245", source, {"reason": reason, "file": PurePosixPath(source.name).name})
        yield self.file(
            source, _Code(encoding="", why="文字コード表を決められない"), RecordForm(), "ホストのファイルである"
        )

    def settle(self, source: Input) -> Iterator[SourceFile]:
        """The entries of one file; nothing where it fits no table."""
        form, codes = self.form(source), self.codes_of(source)
        tried = [(code, self.best(source, code, form)) for code in codes]
        fitting = [(code, found) for code, found in tried if found is not None]
        open_code = len(self.codes) != 1 and signs.like_ebcdic(signs.head_of(source.path))
        if (not fitting or open_code) and (said := list(self.without_codes(source, form))):
            yield from said
            return
        if not fitting:
            return
        code, found = min(fitting, key=lambda one: one[1].bad)
        file = self.file(source, code, found.form, self.why(found))
        if not found.kinds:
            yield replace(file, table=self.reading(source, found.tables[0]))
            return
        kinds = [replace(one, table=self.table(self.reading(source, one.table))) for one in found.kinds]
        files, findings = check(source.path, file, kinds)
        self.findings += findings
        yield from files

    def table(self, name: str) -> SourceTable:
        return next(one for one in self.tables if one.name == name)

    def reading(self, source: Input, table: SourceTable) -> str:
        """Put the stated conditions into a table; gives its name."""
        made = chosen(source.name, source.declared, table)
        self.tables[[one.name for one in self.tables].index(table.name)] = made
        return made.name

    def say(self, code: str, source: Input, params: dict[str, str | int]) -> None:
        place = Place(file=source.name)
        self.findings.append(Finding(code=code, severity=Severity.ERROR, place=place, params=params))

    def file(self, source: Input, code: _Code, form: RecordForm, why: str) -> SourceFile:
        return SourceFile(
            path=source.name,
            kind=SourceKind.FIXED,
            sha256=source.sha256,
            encoding=code.encoding,
            why=f"{why}ため。文字コード: {code.why}ため。",
            form=replace(form, codes=code.codes),
        )

    def why(self, found: _Found) -> str:
        names = "、".join(table.name for table in found.tables)
        how = _WORDS[found.form.recfm]
        length = max(read_fixed.record_length(table) for table in found.tables)
        said = f"レコード（{how}、{length} バイト{'まで' if found.form.recfm in ('V', 'VB', 'LINE') else ''}）が、"
        said += f"レイアウト {names} と一致する"
        return said + (f"（種類を {found.kinds[0].record.start} バイト目の値で分ける）" if found.kinds else "")

    def best(self, source: Input, code: _Code, form: RecordForm) -> _Found | None:
        """The reading under which most of the first records hold what their fields should."""
        found = [one for one in self.readings(source, code, form) if one.bad <= _MOST_BAD or source.declared]
        if not found:
            return None
        stem = PurePosixPath(source.name).stem.casefold()
        return min(
            found,
            key=lambda one: (
                not one.kinds,
                one.bad,
                not any(stem.startswith(table.name.casefold()) for table in one.tables),
                one.form.recfm in ("V", "VB"),
                one.tables[0].name,
            ),
        )

    def readings(self, source: Input, code: _Code, form: RecordForm) -> Iterator[_Found]:
        """All ways to read a file that its length, its table and project.yaml admit."""
        declared = source.declared
        if declared and declared.kinds:
            yield from self.tried(source, code, form, declared_kinds(source.name, declared, self.tables))
            return
        tables = [table for table in self.tables if read_fixed.record_length(table)]
        if declared and declared.table:
            tables = [table for table in tables if table.name == declared.table]
            if not tables:
                raise wrong(source.name, "table", declared.table, sorted(table.name for table in self.tables))
        else:
            for kinds in families(tables):
                yield from self.tried(source, code, form, kinds)
        for table in tables:
            yield from self.tried(source, code, form, (), table)

    def tried(
        self,
        source: Input,
        code: _Code,
        form: RecordForm,
        kinds: tuple[Kind, ...],
        table: SourceTable | None = None,
    ) -> Iterator[_Found]:
        """A table, or tables of several kinds, under every record format that fits."""
        tables = (table,) if table is not None else tuple(kind.table for kind in kinds)
        length = max(read_fixed.record_length(one) for one in tables)
        for recfm in (form.recfm,) if form.recfm else _fitting(source.path, tables, length):
            made = replace(form, recfm=recfm)
            bad = self.share(source, code, made, kinds, tables)
            if bad is not None:
                yield _Found(tables=tables, kinds=kinds, form=made, bad=bad)

    def share(
        self, source: Input, code: _Code, form: RecordForm, kinds: tuple[Kind, ...], tables: tuple[SourceTable, ...]
    ) -> float | None:
        """The share of cells, numbers or texts, that are none of their kind; None where nothing can be read."""
        shares = []
        for n, table in enumerate(tables):
            record = replace(kinds[n].record, carrier=n == 0) if kinds else None
            file = self.file(source, code, replace(form, kind=record), "")
            chunk = read_fixed.sample(source.path, replace(file, table=table.name), table)
            if not chunk.numbers and not kinds:
                return None
            numbers = {c.name for c in table.columns if c.form is not None and c.form.usage in _NUMBERS}
            broken = len(chunk.bad_rows)
            rows = len(chunk.numbers) + (0 if kinds else broken)
            texts = {c.name for c in table.columns} - numbers if code.why else set()  # in no code yet
            for names in (numbers, texts):
                bad = sum(one.column in names for one in chunk.bad_bytes)
                if rows and names:
                    shares.append((bad + len(names) * (0 if kinds else broken)) / (len(names) * rows))
            shares += [broken / chunk.records] if chunk.records else []
        return max(shares, default=None)


def _named(source: Input, name: str) -> bool:
    return source.name in (name, f"source/{name}") or PurePosixPath(source.name).name == name


def _with(source: Input, table: Input, why: str) -> _Code:
    """The code table, by its place beside the data file.

    Raises:
        UnreadableError: MIG-SRC-250, a line of it is wrong.
    """
    beside = Path(os.path.relpath(table.path, source.path.parent)).as_posix()
    name = table_at(table.path, table.name).name
    return _Code(encoding=name, codes=beside, why=why)


def _fitting(path: Path, tables: Sequence[SourceTable], length: int) -> Iterator[str]:
    """Record formats that the file's length and beginning admit."""
    head = signs.head_of(path)
    longest = max(tables, key=read_fixed.record_length)
    if read_fixed.ended(path, length) or read_fixed.newline_behind(head, length) or read_fixed.fits(path, longest):
        yield ""
    whole = len(head) == length_of(path)
    for recfm, blocks in (("VB", True), ("V", False)):
        if frames.chained(head, whole, blocks):
            yield recfm


def settle(
    sources: Sequence[Input], looks: Sequence[Look], tables: Sequence[SourceTable], codes: Sequence[Input]
) -> Settled:
    """Read what is known of host files; text files with several kinds of records are taken out of ``looks``.

    Args:
        sources: files that may be of a host (``belongs``).
        looks: the other data files.
        tables: all tables that are declared.
        codes: the code tables.

    Raises:
        UnreadableError: MIG-SRC-007, -008 (no text, and no table fits), -250.
        MigrateError: MIG-SRC-015.
    """
    settler = _Settler(tables, codes)
    files: list[SourceFile] = []
    rest: list[Look] = []
    for source in sources:
        found = list(settler.settle(source))
        files += found
        if not found:
            rest += settler.as_text(source)
        files += settler.left
        settler.left = []
    for look in looks:
        found = list(_of_kinds(settler, look))
        files += found
        rest += [] if found else [look]
    return Settled(
        files=tuple(files),
        tables=tuple(settler.tables),
        findings=(*settler.findings, *doubtful(tables)),
        rest=tuple(rest),
    )


def _of_kinds(settler: _Settler, look: Look) -> Iterator[SourceFile]:
    """A text file whose records are of several kinds."""
    if look.kind not in (None, SourceKind.FIXED) or look.table:
        return
    code = _Code(encoding=look.encoding.codec, why=look.encoding.why.removesuffix("ため"))
    for kinds in families(settler.tables):
        for found in settler.tried(look.source, code, RecordForm(), kinds):
            if found.bad <= _MOST_BAD:
                file = settler.file(look.source, code, found.form, settler.why(found))
                files, findings = check(look.source.path, file, found.kinds)
                settler.findings += findings
                yield from files
                return
