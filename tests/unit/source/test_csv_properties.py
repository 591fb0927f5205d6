"""What a writer with any settings writes is read as written; what is damaged loses no row in silence."""

from __future__ import annotations

import gzip
import io
import random
import tempfile
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.errors import MigrateError
from migrate.model.source import SourceFile, SourceKind
from migrate.source import dialect, header, transcode
from migrate.source.csv_stated import Stated
from migrate.source.detect import Input
from migrate.source.records import Form
from migrate.source.scan import scan
from migrate.source.stage import stage
from tests.unit.source.csv_writer import DDL, Row, Settings, file_of, looked_at, rows, staged

HARD = "表ソ能ポ予十山田ｱﾊﾟﾞ漢字aZ09 　,;|\t\"'\\"
_ENCODINGS = ("cp932", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "euc_jp")


def _cells(breaks: str) -> st.SearchStrategy[str]:
    return st.text(HARD + breaks, max_size=8)


@st.composite
def _files(draw: st.DrawFn) -> tuple[Settings, list[Row]]:
    delimiter = draw(st.sampled_from(",\t;|"))
    quoting = draw(st.sampled_from(("all", "minimal", "none")))
    written = Settings(
        delimiter=delimiter,
        encoding=draw(st.sampled_from(_ENCODINGS)),
        newline=draw(st.sampled_from(("\r\n", "\n", "\r"))),
        quoting=quoting,
        last_end=draw(st.booleans()),
        before=draw(st.sampled_from(("", "一覧\n", "一覧\n\n出力日\n"))),
    )
    texts = _cells("\n" if quoting != "none" and written.newline != "\r" else "")
    base = rows(draw(st.integers(8, 30)))
    names = [draw(texts) for _ in base]
    if quoting == "none":
        names = [name.replace(delimiter, "").replace('"', "") for name in names]
    body = [(a, f"{b}{name}", c, d) for (a, b, c, d), name in zip(base, names, strict=True)]
    return Settings(**{**vars(written), "before": written.before.replace("\n", written.newline)}), body


@given(_files())
@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_what_is_written_is_read(case: tuple[Settings, list[Row]]) -> None:
    """Any encoding, delimiter, quoting, line end and title: the same rows, the same form, no bad record."""
    written, body = case
    with tempfile.TemporaryDirectory() as folder:
        schema = looked_at(Path(folder), written.write(body))
        csv = file_of(schema).csv
        result, read = staged(Path(folder), schema)

    assert csv is not None
    assert (read, result.bad_rows, result.bad_bytes, result.rows) == (body, (), (), len(body))
    assert (csv.delimiter, csv.newline) == (
        written.delimiter,
        {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}[written.newline],
    )


@given(
    st.lists(st.tuples(st.text(HARD + "\r\n", max_size=6), st.text(HARD, min_size=1, max_size=6)), min_size=3),
    st.data(),
)
@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_escapes_are_undone(cells: list[tuple[str, str]], data: st.DataObject) -> None:
    """Stated or found, backslash escapes give back what was written, in CP932 too."""
    quoting = data.draw(st.sampled_from(("all", "none")))
    written = Settings(
        escape="\\",
        quoting=quoting,
        delimiter=data.draw(st.sampled_from(",\t")),
        encoding=data.draw(st.sampled_from(("cp932", "utf-8", "euc_jp"))),
    )
    body = [(a, f"{b}{one}{two}", c, d) for (a, b, c, d), (one, two) in zip(rows(len(cells)), cells, strict=True)]
    quote = {"all": "あり", "none": "なし"}[quoting]
    with tempfile.TemporaryDirectory() as folder:
        schema = looked_at(Path(folder), written.write(body), escape="\\", quote=quote, encoding=written.encoding)
        result, read = staged(Path(folder), schema)

    assert (read, result.bad_rows) == (body, ())


def _mutant(dice: random.Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(dice.randint(1, 5)):
        at = dice.randrange(len(out) + 1)
        match dice.randrange(5):
            case 0:
                out[at : at + 1] = bytes([dice.choice(b'",;|\t\\\r\n\0\x1a\xff\x81A0')])
            case 1:
                del out[at : at + dice.randint(1, 30)]
            case 2:
                out[at:at] = dice.choice((b'"', b'""', b"\r", b"\n", b",", b"\\", b"\x81", "合計\n".encode("cp932")))
            case 3:
                out[at:at] = out[at : at + dice.randint(1, 200)]
            case _:
                del out[len(out) - dice.randint(0, 40) :]
    return bytes(out)


def _records(data: bytes, file: SourceFile) -> int:
    """Records of a damaged file, counted independently: line by line, a line joined to the next while a quote that
    opened a field is open; a quote that never closes ends with its line."""
    csv = file.csv
    assert csv is not None
    form = Form(
        delimiter=csv.delimiter.encode(),
        newline=b"\r" if csv.newline == "CR" else b"\n",
        quote=csv.quote.encode(),
        escape=csv.escape.encode(),
    )
    text = transcode.readable(io.BytesIO(data), file.encoding, header.separators(form)).read().rstrip(b"\x1a")
    lines = text.split(form.newline)
    if not lines[-1]:
        lines.pop()
    count, at = 0, 0
    while at < len(lines):
        last = at
        while last < len(lines) and _open(form.newline.join(lines[at : last + 1]), form):
            last += 1
        joined = form.newline.join(lines[at : last + 1]) if last < len(lines) else lines[at]
        count += bool(joined.removesuffix(b"\r") if form.newline == b"\n" else joined)
        at = (last if last < len(lines) else at) + 1
    return count


def _open(text: bytes, form: Form) -> bool:
    """True where a quote that opened a field is not closed at the end, or an escape is."""
    state, at = "start", 0
    while at < len(text):
        byte = text[at : at + 1]
        if form.escape and byte == form.escape:
            at += 3 if text[at + 1 : at + 3] == b"\r\n" else 2
            if at > len(text):
                return True
            state = "quoted" if state == "quoted" else "plain"
            continue
        if state == "start" and form.quote and byte == form.quote:
            state = "quoted"
        elif state == "quoted" and byte == form.quote:
            if text[at + 1 : at + 2] == form.quote:
                at += 1
            else:
                state = "plain"
        elif state != "quoted":
            state = "start" if byte == form.delimiter else "plain"
        at += 1
    return state == "quoted"


def _packed(data: bytes, number: int) -> tuple[str, bytes]:
    match number % 3:
        case 0:
            return "data.csv", data
        case 1:
            return "data.csv.gz", gzip.compress(data, 1, mtime=0)
        case _:
            whole = io.BytesIO()
            with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as file:
                file.writestr("data.csv", data)
            return "data.zip", whole.getvalue()


def test_mutants_lose_no_row_in_silence(tmp_path: Path) -> None:
    """500 damaged files, plain, in gzip and in zip: rows read and bad rows together are all records of the file, lines
    left out are findings, what cannot be read is an error of ours, and the archive changes nothing."""
    dice = random.Random(20261126)
    (tmp_path / "z.sql").write_text(DDL, encoding="utf-8")
    ddl = Input(path=tmp_path / "z.sql", name="z.sql", sha256="")
    base = [
        Settings(quoting="all").write(rows(30)),
        Settings(delimiter="\t", newline="\n", after="合計\t\t1\t\n").write(rows(30)),
        Settings(delimiter="|", quoting="minimal").write([(a, f'{b}"\n,', c, d) for a, b, c, d in rows(30)]),
        Settings(escape="\\", quoting="all", encoding="utf-8").write([(a, f'{b}"', c, d) for a, b, c, d in rows(30)]),
        Settings(encoding="utf-16", before="一覧\r\n").write(rows(30)),
    ]
    read = 0
    for number in range(500):
        data = _mutant(dice, base[number % len(base)])
        name, packed = _packed(data, number)
        (tmp_path / name).write_bytes(packed)
        path = tmp_path / name if name == "data.csv" else tmp_path / name / "data.csv"
        try:
            schema = scan([Input(path=path, name="data.csv", sha256=""), ddl])
            file = file_of(schema)
            table = schema.table(file.table)
            if table is None or file.kind is not SourceKind.CSV:
                assert any(one.place.file == "data.csv" for one in schema.findings)
                continue
            result = stage(path, file, table, tmp_path)
        except MigrateError:
            continue
        assert file.csv is not None
        around = file.csv.skipped + file.csv.footer + file.csv.header
        blank = _blank_in_front(data, file)
        assert result.rows + around - blank == _records(data, file), (number, file.csv)
        read += 1

    assert read > 300


def _blank_in_front(data: bytes, file: SourceFile) -> int:
    """Blank lines among those that were skipped in front of the header: they are no records."""
    assert file.csv is not None
    text = transcode.readable(io.BytesIO(data), file.encoding, b"|\\").read()
    newline = b"\r" if file.csv.newline == "CR" else b"\n"
    return sum(not line.strip(b"\r") for line in text.split(newline)[: file.csv.skipped])


def test_judging_is_cheap() -> None:
    """A file of nothing but quotes, or of backslashes, is judged within the time of a normal one."""
    for byte in (b'"', b"\\", b'"\\', b"\\N\t"):
        data = b"a,b\n" + byte * 200_000
        found = dialect.judge(data, 4, Form(delimiter=b","), Stated(), 2)

        assert found.share < 1.0
