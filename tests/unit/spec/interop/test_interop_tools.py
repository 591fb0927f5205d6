"""What others say about our exports: datacontract-cli, frictionless, JSON Schema validators, on every bundled spec."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from migrate.model.spec import Spec
from migrate.spec import store
from migrate.spec.interop import layouts
from migrate.spec.interop.domain import is_number
from migrate.spec.interop.options import Names, Options

from . import interop_rows as filled
from .interop_specs import FOLDERS, item, name_of, spec_031, with_items

EVERY_SPEC = pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
EVERY_BATCH = pytest.mark.parametrize(
    "batch",
    [FOLDERS[start::4] for start in range(4)],
    ids=lambda batch: f"{name_of(batch[0])} and {len(batch) - 1} more",
)
"""All bundled specs in four parts."""
Find = Callable[[str, str], Path]
NO_NETWORK = {"HTTP_PROXY": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": ""}


def _run(*words: object, cwd: Path, given: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **NO_NETWORK, "PYTHONUTF8": "1", "COLUMNS": "200"}
    return subprocess.run([*map(str, words)], cwd=cwd, env=environment, input=given, capture_output=True, text=True)


def _write(spec: Spec, layout: str, target: Path, options: Options | None = None) -> None:
    target.write_bytes(layouts.layout(layout).write(spec, options or Options()))


_MANY_CALLS = """
import importlib, json, sys
from typer.testing import CliRunner
module, name = sys.argv[1].split(":")
app = getattr(importlib.import_module(module), name)
done = [CliRunner().invoke(app, words) for words in json.load(sys.stdin)]
print(json.dumps([(one.exit_code, one.stdout) for one in done]))
"""
"""Runs a tool's command line many times in one process: most of a single call is the start of the tool."""


def _calls(python: Path, app: str, calls: list[list[str]], cwd: Path) -> list[tuple[int, str]]:
    """Exit code and output of each call."""
    done = _run(python, "-c", _MANY_CALLS, app, cwd=cwd, given=json.dumps(calls))
    return [(code, out) for code, out in json.loads(done.stdout)]


@EVERY_BATCH
def test_datacontract_lint(tool: Find, tmp_path: Path, batch: tuple[Path, ...]) -> None:
    """`datacontract lint` finds nothing in the contracts, without the network."""
    for folder in batch:
        _write(store.read(folder), "odcs", tmp_path / f"{name_of(folder)}.yaml")
    calls = [["lint", "--all-errors", f"{name_of(folder)}.yaml"] for folder in batch]
    done = _calls(tool("datacontract", "python"), "datacontract.cli:app", calls, tmp_path)
    found = {
        name_of(folder): (code, "Data contract is valid" in said)
        for folder, (code, said) in zip(batch, done, strict=True)
    }

    assert found == dict.fromkeys(map(name_of, batch), (0, True))


@pytest.mark.parametrize("names", list(Names))
def test_datacontract_program(tool: Find, tmp_path: Path, names: Names) -> None:
    """The installed program says the same, of names in Japanese and in romaji."""
    _write(spec_031(), "odcs", tmp_path / "a.odcs.yaml", Options(names=names))
    done = _run(tool("datacontract", "datacontract"), "lint", "--all-errors", "a.odcs.yaml", cwd=tmp_path)

    assert (done.returncode, "Data contract is valid" in done.stdout) == (0, True)


def test_datacontract_lint_can_fail(tool: Find, tmp_path: Path) -> None:
    """`datacontract lint` refuses the contract when a word is wrong, so that its silence means something."""
    data = layouts.layout("odcs").write(spec_031(), Options())
    (tmp_path / "a.odcs.yaml").write_bytes(data.replace(b'logicalType: "string"', b'logicalType: "text"', 1))
    done = _run(tool("datacontract", "datacontract"), "lint", "a.odcs.yaml", cwd=tmp_path)

    assert done.returncode == 1, done.stdout


def _package(spec: Spec, target: Path, names: Names = Names.JAPANESE) -> dict[str, Any]:
    """A folder with the package and a CSV file of full rows for each of its tables."""
    _write(spec, "table-schema", target / "datapackage.json", Options(names=names))
    package: dict[str, Any] = json.loads((target / "datapackage.json").read_bytes())
    rows = filled.rows(spec)
    for resource in package["resources"]:
        stream = io.StringIO(newline="")
        writer = csv.writer(stream)
        writer.writerow(field["name"] for field in resource["schema"]["fields"])
        writer.writerows(row.values() for row in rows[resource["title"]])
        (target / resource["path"]).write_text(stream.getvalue(), encoding="utf-8", newline="")
    return package


@EVERY_BATCH
def test_frictionless_validate(tool: Find, tmp_path: Path, batch: tuple[Path, ...]) -> None:
    """`frictionless validate` finds nothing in the packages, nor in a filled CSV file for each of their tables."""
    for folder in batch:
        (tmp_path / name_of(folder)).mkdir()
        _package(store.read(folder), tmp_path / name_of(folder))
    calls = [["validate", f"{name_of(folder)}/datapackage.json", "--json"] for folder in batch]
    done = _calls(tool("frictionless", "python"), "frictionless.__main__:console", calls, tmp_path)
    found = {name_of(folder): (code, *_told(said)) for folder, (code, said) in zip(batch, done, strict=True)}

    assert found == {name_of(folder): (0, len(store.read(folder).tables), []) for folder in batch}


def _told(said: str) -> tuple[int, list[str]]:
    """How many tables a report of frictionless is about, and its errors."""
    report = json.loads(said)
    errors = [error["message"] for task in report["tasks"] for error in task["errors"]]
    return len(report["tasks"]), errors + report["errors"]


BROKEN = {
    "a text too long": ("宛名番号", "1" * 16, "constraint-error"),
    "a full-width text in X": ("宛名番号", "１", "constraint-error"),
    "a missing value": ("操作者ID", "", "constraint-error"),
    "a code that is not in the list": ("性別", "9", "constraint-error"),
    "a date in another form": ("生年月日", "1989/01/08", "constraint-error"),
    "half-width in Ｎ": ("氏名", "YAMADA", "constraint-error"),
    "a code that is no number": ("代表宛名フラグ", "x", "type-error"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_frictionless_refuses(tool: Find, tmp_path: Path, what: str) -> None:
    """Each constraint of the schema is one that frictionless holds a row against."""
    name, text, kind = BROKEN[what]
    path = tmp_path / _package(spec_031(), tmp_path)["resources"][0]["path"]
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    rows[1][rows[0].index(name)] = text
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    path.write_text(stream.getvalue(), encoding="utf-8", newline="")
    done = _run(tool("frictionless", "frictionless"), "validate", "datapackage.json", "--json", cwd=tmp_path)

    assert {e["type"] for task in json.loads(done.stdout)["tasks"] for e in task["errors"]} == {kind}


def test_frictionless_schema_of_one_table(tool: Find, tmp_path: Path) -> None:
    """The bare Table Schema of one table is one that frictionless validates the table's file with."""
    package = _package(spec_031(), tmp_path)
    path = package["resources"][0]["path"]
    _write(spec_031(), "table-schema", tmp_path / "schema.json", Options(table="住登外者宛名基本情報"))
    done = _run(
        tool("frictionless", "frictionless"), "validate", path, "--schema", "schema.json", "--json", cwd=tmp_path
    )
    report = json.loads(done.stdout)

    assert (done.returncode, report["valid"], report["tasks"][0]["stats"]["rows"]) == (0, True, 2)


def _schema(spec: Spec) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(layouts.layout("json-schema").write(spec, Options()))
    return schema


def _documents(spec: Spec) -> dict[str, list[dict[str, Any]]]:
    """The full rows as JSON: numbers are numbers."""
    by_id = {one.id: one for one in spec.items}
    return {
        table: [
            {by_id[id_].name: _json(text) if is_number(by_id[id_], spec) else text for id_, text in row.items()}
            for row in rows
        ]
        for table, rows in filled.rows(spec).items()
    }


def _json(text: str) -> float | int:
    return float(text) if "." in text else int(text)


@EVERY_SPEC
def test_json_schema_takes_every_legal_value(folder: Path) -> None:
    """The schema is one by its metaschema, and full rows of every table satisfy it."""
    spec = store.read(folder)
    schema = _schema(spec)
    jsonschema.Draft202012Validator.check_schema(schema)
    errors = jsonschema.Draft202012Validator(schema).iter_errors(_documents(spec))

    assert [error.json_path for error in errors] == []


REFUSED = {
    "a text too long": ({"宛名番号": "1" * 16}, {"maxLength", "pattern"}),
    "a full-width text in X": ({"宛名番号": "１"}, {"pattern"}),
    "half-width in Ｎ": ({"氏名": "YAMADA"}, {"pattern"}),
    "101 characters": ({"氏名": "山" * 101}, {"pattern"}),
    "a required value that is null": ({"操作者ID": None}, {"type"}),
    "a required value that is empty": ({"操作者ID": ""}, {"minLength"}),
    "a code that is not in the list": ({"性別": "9"}, {"enum"}),
    "a date in another form": ({"生年月日": "1989/01/08"}, {"pattern"}),
    "an unknown name": ({"備考": "x"}, {"additionalProperties"}),
    "a number out of the list": ({"代表宛名フラグ": 2}, {"enum"}),
}


@pytest.mark.parametrize("what", REFUSED)
def test_json_schema_refuses(what: str) -> None:
    """Each rule of the schema is one that a validator holds a record against."""
    change, rules = REFUSED[what]
    documents = _documents(spec_031())
    documents["住登外者宛名基本情報"][0] |= change
    errors = jsonschema.Draft202012Validator(_schema(spec_031())).iter_errors(documents)

    assert {error.validator for error in errors} == rules


def test_json_schema_takes_no_value() -> None:
    """An item that need not have a value may be null, also where it has a code list, or be left out."""
    documents = _documents(spec_031())
    documents["住登外者宛名基本情報"][0] |= {"性別": None, "氏名": None}
    del documents["住登外者宛名基本情報"][1]["生年月日"]

    assert [*jsonschema.Draft202012Validator(_schema(spec_031())).iter_errors(documents)] == []


@pytest.mark.parametrize(("type_", "length", "most"), [("9", "3", 999), ("9V", "3,2", 999.99), ("S9", "2", 99)])
def test_numbers_have_bounds(type_: str, length: str, most: float) -> None:
    """The digits of a number bound it; below 0 only a signed one goes."""
    schema = _schema(with_items(item(1, "数", type_, length)))
    found = schema["$defs"]["t03100001"]["properties"]["数"]

    assert (found["minimum"], found["maximum"]) == (-most if type_ == "S9" else 0, most)


def test_condition_is_described() -> None:
    """A condition 「※※」 of a value that is 条件付き必須 can be read in the description."""
    conditional = replace(item(1, "項目"), output_condition="条件付き必須", description="※※外国人は出力必須")
    schema = _schema(with_items(conditional))
    definition = schema["$defs"]["t03100001"]

    assert ("※※外国人は出力必須" in definition["properties"]["項目"]["description"], "required" in definition) == (
        True,
        False,
    )
