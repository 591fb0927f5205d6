"""Export and import of a spec for other tools: nothing is lost on the way, and nothing is passed over."""

from __future__ import annotations

import doctest
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.errors import MigrateError
from migrate.files import records
from migrate.model.spec import (
    BasisKind,
    CodeList,
    CodeValue,
    Form,
    Function,
    Interface,
    InterfaceItem,
    LegalBasis,
    Reference,
    Spec,
    SpecImport,
    SpecKind,
)
from migrate.spec import store
from migrate.spec.interop import carry, layouts, names
from migrate.spec.interop.options import Names, Options
from migrate.spec.interop.sql import capacity
from migrate.spec.interop.sql.capacity import DIALECTS
from migrate.spec.interop.understand import understand
from migrate.spec.parts import list_key

from .interop_specs import FOLDERS, item, name_of, spec_031, with_items

FILES = {"odcs": "a.odcs.yaml", "table-schema": "datapackage.json", "json-schema": "a.json", "ddl": "a.sql"}
WAYS = [
    ("odcs", Options()),
    ("table-schema", Options()),
    ("json-schema", Options()),
    *(("ddl", Options(dialect=name)) for name in sorted(DIALECTS)),
]
EVERY_WAY = pytest.mark.parametrize(("layout", "options"), WAYS, ids=lambda one: getattr(one, "dialect", one))
EVERY_SPEC = pytest.mark.parametrize("folder", FOLDERS, ids=name_of)


def _written(spec: Spec, layout: str, options: Options | None = None) -> bytes:
    return bytes(layouts.layout(layout).write(spec, options or Options()))


def _read(data: bytes, layout: str, business: str = "", edition: str = "") -> SpecImport | None:
    return understand(data, FILES[layout], business, edition)


def _whole() -> Spec:
    """031 with every part that a spec can have."""
    spec = spec_031()
    points = (Reference(business="032", table="宛名", item="宛名番号", group="1"),)
    basis = LegalBasis(kind=BasisKind.FORM, text="様式第一号", source="省令", as_of="2026-02")
    first = replace(spec.items[0], references=points, basis=basis)
    return replace(
        spec,
        kind=SpecKind.STARTER,
        items=(first, *spec.items[1:]),
        functions=(
            Function(
                id="0310002",
                categories=("大", "", "小"),
                requirement="改行\nあり",
                kind="実装必須機能",
                conformity_date="2026-04-01",
            ),
        ),
        forms=(
            Form(
                id="0310001",
                name="通知書",
                categories=("", ""),
                requirement="",
                kind="",
                conformity_date="",
                remarks="あ",
            ),
        ),
        interfaces=(
            Interface(
                id="031o001",
                name="宛名",
                provider="031",
                consumer="001",
                items=(InterfaceItem(name="宛名番号", item_id="03100001"), InterfaceItem(name="氏名")),
            ),
        ),
    )


@EVERY_WAY
@EVERY_SPEC
def test_import_of_export_is_the_spec(folder: Path, layout: str, options: Options) -> None:
    """Every bundled spec comes back as it was, with its papers and its kind, and nothing is reported."""
    spec = store.read(folder)
    result = _read(_written(spec, layout, options), layout)

    assert result is not None
    assert (result.spec, result.findings) == (spec, ())


@EVERY_WAY
def test_every_part_comes_back(layout: str, options: Options) -> None:
    """Functions, forms, interfaces, references, basis and kind are carried, in romaji as in Japanese."""
    spec = _whole()
    result = _read(_written(spec, layout, replace(options, names=Names.ROMAJI)), layout)

    assert result is not None
    assert (result.spec, result.findings) == (spec, ())


_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
_TRICKY = st.sampled_from(
    ["on", "012", "12:00:00", "null", "--| item {}", "*/", "$(x) &y;", "''", "\r\n", "\x85\u2028\ufeff"]
)
_NAME = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8)


@st.composite
def _specs(draw: st.DrawFn) -> Spec:
    texts = _TEXT | _TRICKY
    items = tuple(
        replace(
            item(number, draw(_NAME), draw(st.sampled_from(("X", "Ｎ", "9", "9V", "S9", "DATE", "BLOB", "?")))),
            table=draw(st.sampled_from(("表", "二つ目の/表"))),
            romaji=draw(st.sampled_from(("", "a", "b"))),
            length=draw(st.sampled_from(("", "5", "5,2"))),
            definition=draw(texts),
            description=draw(texts),
            sample=draw(texts),
            remarks=draw(texts),
            classes=(draw(texts), "", draw(texts)),
            code=draw(st.sampled_from(("", "1"))),
            primary_key=draw(st.booleans()),
        )
        for number in range(1, 5)
    )
    ordered = tuple(sorted(items, key=lambda one: one.table))
    values = tuple(CodeValue(value=draw(texts), meaning=draw(texts), remarks=draw(texts)) for _ in range(2))
    lists = (CodeList(id=list_key("1"), published_id="1", name=draw(texts), values=values),)
    return replace(with_items(*ordered), code_lists=lists, title=draw(texts))


@pytest.mark.parametrize(("layout", "options"), WAYS, ids=lambda one: getattr(one, "dialect", one))
@settings(max_examples=25, deadline=None)
@given(spec=_specs())
def test_any_text_comes_back(layout: str, options: Options, spec: Spec) -> None:
    """Whatever stands in the texts, also what YAML, JSON or SQL would read as something else, comes back."""
    result = _read(_written(spec, layout, options), layout)

    assert result is not None
    assert (result.spec, result.findings) == (spec, ())


@EVERY_WAY
def test_export_is_deterministic(layout: str, options: Options) -> None:
    """Same spec, same bytes."""
    assert _written(spec_031(), layout, options) == _written(spec_031(), layout, options)


CHANGES = [
    ("odcs", '"X(12)"', '"X(13)"', "schema → 住登外者宛名基本情報 → properties → 個人番号 → physicalType"),
    (
        "table-schema",
        '"primaryKey": [\n     "宛名番号"',
        '"primaryKey": [\n     "氏名"',
        "resources → t03100001 → schema → primaryKey",
    ),
    ("json-schema", '"minLength": 1', '"minLength": 2', "$defs → t03100001 → properties → 宛名番号 → minLength"),
]


@pytest.mark.parametrize(("layout", "before", "after", "spot"), CHANGES, ids=lambda one: str(one)[:12])
def test_change_outside_what_is_carried(layout: str, before: str, after: str, spot: str) -> None:
    """A change in the words of the format itself is not passed over: it is an error that says where."""
    data = _written(spec_031(), layout).decode().replace(before, after, 1).encode()
    result = _read(data, layout)

    assert result is not None
    assert [(one.code, one.severity.value, one.params["spot"]) for one in result.findings] == [
        ("MIG-SPEC-065", "error", spot)
    ]


def test_change_of_a_statement() -> None:
    """A statement that was changed in the DDL is an error; both ways of it are named."""
    data = _written(spec_031(), "ddl").replace(
        b'"\xe6\xb0\x8f\xe5\x90\x8d" VARCHAR(200)', b'"\xe6\xb0\x8f\xe5\x90\x8d" TEXT'
    )
    result = _read(data, "ddl")

    assert result is not None
    assert [one.code for one in result.findings] == ["MIG-SPEC-065", "MIG-SPEC-065"]


def test_ddl_in_another_shape() -> None:
    """Line ends of Windows, blanks and case of keywords do not matter to the DDL."""
    text = _written(spec_031(), "ddl").decode().replace("CREATE TABLE", "create  table").replace("\n", "\r\n")
    result = _read(text.encode("utf-8-sig"), "ddl")

    assert result is not None
    assert (result.spec, result.findings) == (spec_031(), ())


def _without_line(data: bytes, start: str) -> bytes:
    lines = data.decode().split("\n")
    lines.remove(next(line for line in lines if line.startswith(start)))
    return "\n".join(lines).encode()


def _refusal(data: bytes, layout: str, business: str = "", edition: str = "") -> str:
    with pytest.raises(MigrateError) as caught:
        _read(data, layout, business, edition)
    return caught.value.code


DAMAGED = {
    "not JSON": ("json-schema", lambda data: data[:-20], "MIG-SPEC-062"),
    "a key twice": ("json-schema", lambda data: data.replace(b"{", b'{"a": 1, "a": 2, ', 1), "MIG-SPEC-062"),
    "another version": ("json-schema", lambda data: data.replace(b'"format": 1', b'"format": 2'), "MIG-SPEC-062"),
    "no kind": ("json-schema", lambda data: data.replace(b'"kind": "official"', b'"kind": "mine"'), "MIG-SPEC-062"),
    "a number for a text": (
        "json-schema",
        lambda data: data.replace(b'"x-id": "03100001"', b'"x-id": 5'),
        "MIG-SPEC-062",
    ),
    "no definitions": ("json-schema", lambda data: data.replace(b'"$defs"', b'"defs"'), "MIG-SPEC-062"),
    "no resources": ("table-schema", lambda data: data.replace(b'"resources"', b'"r"'), "MIG-SPEC-062"),
    "not YAML": ("odcs", lambda data: data + b"\n: :\n - [", "MIG-SYS-007"),
    "no properties": ("odcs", lambda data: data.replace(b"    properties:", b"    props:"), "MIG-SPEC-062"),
    "an item less": ("ddl", lambda data: _without_line(data, "--| item"), "MIG-SPEC-062"),
    "no end": ("ddl", lambda data: _without_line(data, "--| end"), "MIG-SPEC-062"),
    "a cut line": ("ddl", lambda data: _without_line(data, "--+"), "MIG-SPEC-062"),
    "not SQL": ("ddl", lambda data: data + b"CREATE TABLE (((;", "MIG-SPEC-062"),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_damaged(what: str) -> None:
    """A damaged export is refused as a whole, never read in part."""
    layout, damage, code = DAMAGED[what]

    assert _refusal(damage(_written(spec_031(), layout)), layout) == code


FOREIGN = {
    "odcs": b"kind: DataContract\napiVersion: v3.1.0\nid: x\n",
    "table-schema": b'{"name": "x", "resources": []}',
    "json-schema": b'{"$schema": "https://json-schema.org/draft/2020-12/schema"}',
    "ddl": b"CREATE TABLE t (a INT);",
}


@pytest.mark.parametrize("layout", FOREIGN)
def test_foreign_file(layout: str) -> None:
    """What another tool made is not taken for one of ours."""
    assert _read(FOREIGN[layout], layout) is None


def test_schema_of_one_table() -> None:
    """A bare Table Schema is part of a spec and would lose the rest: it is not imported."""
    data = _written(spec_031(), "table-schema", Options(table="住登外者宛名基本情報"))

    assert _refusal(data, "table-schema") == "MIG-SPEC-064"


def test_no_such_table() -> None:
    """A table that the spec does not have is refused."""
    with pytest.raises(MigrateError) as caught:
        _written(spec_031(), "table-schema", Options(table="住民票"))

    assert caught.value.code == "MIG-SPEC-013"


@pytest.mark.parametrize(
    ("business", "edition", "code"),
    [("001", "", "MIG-SPEC-005"), ("", "../x", "MIG-SPEC-004")],
)
def test_wanted_otherwise(business: str, edition: str, code: str) -> None:
    """Another business than the file's, or an edition that cannot name a folder, is refused."""
    assert _refusal(_written(spec_031(), "json-schema"), "json-schema", business, edition) == code


@pytest.mark.parametrize(("before", "after"), [('"031"', '"../031"'), ('"2023-09-29"', '"../../x"')])
def test_names_of_folders_in_the_file(before: str, after: str) -> None:
    """業務ID and edition in a file become folders: what could lead elsewhere is refused."""
    data = _written(spec_031(), "json-schema").decode().replace(before, after).encode()

    assert _refusal(data, "json-schema") in ("MIG-SPEC-062", "MIG-SPEC-004")


def test_edition_as_wanted() -> None:
    """--edition gives the import another edition."""
    result = _read(_written(spec_031(), "json-schema"), "json-schema", edition="test-1")

    assert result is not None
    assert (result.spec.edition, result.findings) == ("test-1", ())


def test_rows_are_counted() -> None:
    """What was read is counted part by part; nothing is lost."""
    result = _read(_written(_whole(), "ddl"), "ddl")

    assert result is not None
    assert {sheet.part: (sheet.rows, sheet.lost) for sheet in result.sheets} == {
        "items": (29, 0),
        "codes": (6, 0),
        "functions": (1, 0),
        "forms": (1, 0),
        "interfaces": (1, 0),
    }


@settings(deadline=None)
@given(
    st.dictionaries(st.text("0123", min_size=8, max_size=8), st.text("aAａあアi_01", max_size=9)), st.integers(12, 20)
)
def test_names_never_collide(wanted: dict[str, str], limit: int) -> None:
    """Whatever the names are, each fits, and no two are the same to a database that ignores case, width and kana."""
    found = names.unique(wanted, lambda name: 0 < len(name) <= limit)

    assert (list(found), len(wanted)) == (list(wanted), len({names.key(name) for name in found.values()}))
    assert all(0 < len(name) <= limit for name in found.values())


@pytest.mark.parametrize("module", (names, carry, capacity), ids=lambda one: one.__name__.rpartition(".")[2])
def test_examples(module: ModuleType) -> None:
    """The examples in the docstrings are true."""
    results = doctest.testmod(module)

    assert (results.failed, results.attempted > 0) == (0, True)


def test_names_that_fit_stay() -> None:
    """A name that fits and is the only one is not touched."""
    assert records.to_bytes(dict(names.unique({"1": "宛名番号", "2": "氏名"}))) == records.to_bytes(
        {"1": "宛名番号", "2": "氏名"}
    )
