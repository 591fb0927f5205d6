"""A folder of files: each is told what it is and why, data files meet their tables, nothing is left unsaid."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.model.source import SourceKind
from migrate.source.detect import Input
from migrate.source.scan import scan

Given = Callable[..., Input]
DDL = 'CREATE TABLE "T_JUTOGAI" ("ATENA_NO" CHAR(10), "SHIMEI_KJ" VARCHAR2(100));\n'
COMMENTS = "COMMENT ON COLUMN T_JUTOGAI.SHIMEI_KJ IS '漢字氏名';\n"
LAYOUT = "項番,項目名,物理名,開始位置,桁数,型,備考\n1,宛名コード,ATENA_CD,1,8,X,主キー\n2,氏名,SIMEI,9,4,N,\n"
CSV = "ATENA_NO,SHIMEI_KJ\r\n1,山田\r\n".encode("cp932")
DAT = "00000001山田\r\n00000002髙﨑\r\n".encode("cp932")


def _handover(given: Given) -> list[Input]:
    return [
        given("fuku_atena.dat", DAT),
        given("fuku_layout.csv", LAYOUT.encode("cp932")),
        given("zei.csv", CSV),
        given("zei.sql", (DDL + COMMENTS).encode("cp932")),
    ]


def test_a_handover(given_file: Given) -> None:
    """DDL, layout, CSV and fixed-length file are told apart, read, and joined to two tables without a finding."""
    schema = scan(_handover(given_file))

    assert [(f.path, f.kind, f.encoding, f.table) for f in schema.files] == [
        ("fuku_atena.dat", SourceKind.FIXED, "cp932", "FUKU_ATENA"),
        ("fuku_layout.csv", SourceKind.LAYOUT, "cp932", "FUKU_ATENA"),
        ("zei.csv", SourceKind.CSV, "cp932", "T_JUTOGAI"),
        ("zei.sql", SourceKind.DDL, "cp932", ""),
    ]
    assert [(t.name, len(t.columns), t.primary_key) for t in schema.tables] == [
        ("FUKU_ATENA", 2, ("ATENA_CD",)),
        ("T_JUTOGAI", 2, ()),
    ]
    assert (schema.findings, all(f.why.endswith("。") for f in schema.files)) == ((), True)


def test_order_of_files_does_not_matter(given_file: Given) -> None:
    """The same files in another order give the same schema."""
    files = _handover(given_file)

    assert scan(files) == scan(files[::-1])


def test_header_by_japanese_names_in_another_order(given_file: Given) -> None:
    """A header may name columns by their Japanese names, in any order, quoted, tab-separated."""
    data = '"漢字氏名"\t"atena_no"\n山田\t1\n'.encode()
    schema = scan([given_file("a.tsv", data), given_file("z.sql", (DDL + COMMENTS).encode())])

    assert ((schema.files[0].kind, schema.files[0].table), schema.findings) == ((SourceKind.CSV, "T_JUTOGAI"), ())


DIFFERENT = [
    (b"ATENA_NO,X\n1,2\n", [("MIG-SRC-013", "SHIMEI_KJ"), ("MIG-SRC-018", "X")]),
    (b"ATENA_NO,SHIMEI_KJ,X,Y\n", [("MIG-SRC-018", "X、Y")]),
    (b"ATENA_NO\n1\n", [("MIG-SRC-013", "SHIMEI_KJ")]),
    (b"ATENA_NO,SHIMEI_KJ,ATENA_NO\n", [("MIG-SRC-020", "ATENA_NO")]),
]


@pytest.mark.parametrize(("data", "expected"), DIFFERENT)
def test_header_that_differs(given_file: Given, data: bytes, expected: list[tuple[str, str]]) -> None:
    """A header that is nearly the table's is joined to it, and each difference is an error that names the columns."""
    schema = scan([given_file("a.csv", data), given_file("z.sql", DDL.encode())])

    assert [(f.code, f.params.get("columns")) for f in schema.findings] == expected


@pytest.mark.parametrize("data", [b"P,Q,R\n1,2,3\n", b"12345\r\n", b"x"])
def test_data_without_table(given_file: Given, data: bytes) -> None:
    """A data file that no table fits is an error that says why, and is still listed."""
    schema = scan([given_file("a.dat", data), given_file("z.sql", DDL.encode())])

    codes = [(f.code, f.severity.value) for f in schema.findings]
    assert codes == [("MIG-SRC-009", "error"), ("MIG-SRC-017", "info")]
    assert [f.table for f in schema.files if f.path == "a.dat"] == [""]


@pytest.mark.parametrize("first", range(3))
def test_no_line_end_far_and_wide(given_file: Given, first: int) -> None:
    """A fixed-length file without line ends is longer than any header line that is looked for, wherever that is cut."""
    layout = f"項目名,開始位置,桁数,型\n番号,1,{first + 1},X\n氏名,{first + 2},10,N\n"
    record = b"0" * (first + 1) + "山田　太郎".encode("cp932")
    given = [given_file("jumin.dat", record * 40_000), given_file("jumin_layout.csv", layout.encode())]

    found = {file.path: (file.kind, file.table) for file in scan(given).files}

    assert found["jumin.dat"] == (SourceKind.FIXED, "JUMIN")


def test_two_layouts_of_one_length(given_file: Given) -> None:
    """Of two layouts with the record's length the one whose name begins the file's name is taken; else none."""
    layouts = [
        given_file("a_layout.csv", "レコード名,AAA\n物理名,開始位置,桁数\nX,1,4\n".encode()),
        given_file("b_layout.csv", "レコード名,BBB\n物理名,開始位置,桁数\nY,1,4\n".encode()),
    ]
    schema = scan([*layouts, given_file("bbb_2026.dat", b"1234\n"), given_file("c.dat", b"1234\n")])

    tables = {f.path: f.table for f in schema.files if f.kind is SourceKind.FIXED}
    assert (tables, [(f.code, f.place.file) for f in schema.findings if f.code == "MIG-SRC-009"]) == (
        {"bbb_2026.dat": "BBB", "c.dat": ""},
        [("MIG-SRC-009", "c.dat")],
    )


def test_same_table_twice(given_file: Given) -> None:
    """A second, different declaration of a table is an error, an equal one a warning; the first one counts."""
    for text, severity in ((DDL, "warning"), (DDL.replace("100", "90"), "error")):
        schema = scan([given_file("a.sql", DDL.encode()), given_file("b.sql", text.encode())])

        assert [(f.code, f.severity.value, f.place.file) for f in schema.findings] == [
            ("MIG-SRC-010", severity, "b.sql")
        ]
        assert [t.file for t in schema.tables] == ["a.sql"]


def test_table_without_data(given_file: Given) -> None:
    """Where there are data files, a table that none of them holds is noted; without any, nothing is said."""
    second = "CREATE TABLE OTHER (A CHAR(1));\n"
    with_data = scan([given_file("a.csv", CSV), given_file("z.sql", (DDL + second).encode())])
    without = scan([given_file("z.sql", (DDL + second).encode())])

    assert [(f.code, f.place.table) for f in with_data.findings] == [("MIG-SRC-017", "OTHER")]
    assert without.findings == ()


def test_statements_in_project_yaml(given_file: Given) -> None:
    """Kind, encoding and table that project.yaml states are taken; 対象外 leaves a file out."""
    schema = scan(
        [
            given_file("a.txt", DAT, kind="固定長", encoding="cp932", table="KOKUHO"),
            given_file("l.csv", LAYOUT.encode("cp932")),
            given_file("x.pdf", b"%PDF-1.7", kind="対象外"),
        ]
    )

    assert [(f.path, f.kind, f.table) for f in schema.files] == [
        ("a.txt", SourceKind.FIXED, "KOKUHO"),
        ("l.csv", SourceKind.LAYOUT, "KOKUHO"),
    ]
    assert "project.yaml" in schema.files[0].why


@pytest.mark.parametrize("stated", [{"kind": "excel"}, {"encoding": "ebcdic"}, {"table": "NO_SUCH"}])
def test_wrong_statements_in_project_yaml(given_file: Given, stated: dict[str, str]) -> None:
    """A kind, encoding or table that does not exist is a mistake in project.yaml."""
    with pytest.raises(MigrateError) as caught:
        scan([given_file("a.csv", CSV, **stated), given_file("z.sql", DDL.encode())])

    assert (caught.value.code, caught.value.params["key"]) == ("MIG-SRC-015", next(iter(stated)))


@pytest.mark.parametrize("data", [b"", b"-- nothing\n", b"GRANT SELECT ON T TO U;\n"])
def test_nothing_found(given_file: Given, data: bytes) -> None:
    """No file, an empty file or a script without a table is no success."""
    for sources in ([], [given_file("a.sql", data)]):
        with pytest.raises(NothingCheckedError) as caught:
            scan(sources)

        assert (caught.value.code, int(caught.value.exit)) == ("MIG-SRC-016", 5)


def test_empty_file_beside_others(given_file: Given) -> None:
    """An empty file is an error of its own, not a quiet gap."""
    schema = scan([given_file("a.csv", b""), given_file("z.sql", DDL.encode())])

    assert [(f.code, f.severity.value, f.place.file) for f in schema.findings] == [("MIG-SRC-011", "error", "a.csv")]


def test_allowed_unknown_statements(given_file: Given) -> None:
    """Up to the allowed number unknown statements weigh as warnings; one more and all are errors."""
    source = given_file("z.sql", (DDL + "FOO BAR;\nBAR FOO;\n").encode())

    weights = [[f.severity.value for f in scan([source], allowed).findings] for allowed in (0, 1, 2)]
    assert weights == [["error", "error"], ["error", "error"], ["warning", "warning"]]


def test_damaged_definition(given_file: Given) -> None:
    """Undecodable bytes in a DDL are told with their number."""
    schema = scan([given_file("z.sql", (DDL + COMMENTS * 5).encode("cp932") + b"-- \xff\n")])

    assert [(f.code, f.params["count"]) for f in schema.findings] == [("MIG-SRC-019", 1)]


def test_refused_file_stops_the_scan(given_file: Given) -> None:
    """A file that is neither text nor a sound workbook stops the scan with exit code 3."""
    with pytest.raises(UnreadableError) as caught:
        scan([given_file("a.xlsx", b"PK\x03\x04"), given_file("z.sql", DDL.encode())])

    assert caught.value.code == "MIG-FORM-004"
