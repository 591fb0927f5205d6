"""Mutants of what several rows, tables or items decide: keys, references and conditions; examples kill each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from migrate.files.bundled import bundled
from migrate.model.spec import Item, Reference, Spec
from migrate.quality import run as checks
from migrate.quality.catalogue import Rule, rules
from migrate.spec import library

ROWS = Path(__file__).parents[2] / "rules"
Files = Mapping[str, Mapping[str, Path]]
"""業務ID → table → its CSV."""
Found = list[tuple[str, str | None, str | None, int | None]]


def _spec(business: str) -> Spec:
    return library.resolve(business, library.entries(bundled("specs")), {}).spec


def _narrowed(spec: Spec, files: Mapping[str, Path]) -> Spec:
    """Only the items that the files have."""
    headers = {table: path.read_text("utf-8").splitlines()[0].split(",") for table, path in files.items()}
    return replace(spec, items=tuple(item for item in spec.items if item.name in headers.get(item.table, ())))


def _found(specs: Mapping[str, Spec], files: Files, catalogue: tuple[Rule, ...], scratch: Path) -> Found:
    subjects = [
        checks.Subject(spec=specs[one], given={t: checks.Given(data=p, name=p.name) for t, p in files[one].items()})
        for one in files
    ]
    found: Found = []
    for number, subject in enumerate(subjects):
        folder = scratch / str(number)
        folder.mkdir(parents=True)
        others = tuple(one for one in subjects if one is not subject)
        setting = checks.Setting(
            scratch=folder,
            failures=folder / "all.parquet",
            as_of=date(2026, 11, 23),
            others=others,
            catalogue=catalogue,
        )
        findings = checks.run(subject, setting).findings
        found += [(f.code, f.place.table, f.place.item, f.place.row) for f in findings if f.place.row is not None]
    return found


def _changed(spec: Spec, table: str, name: str, item: Item) -> Spec:
    return replace(spec, items=tuple(item if (one.table, one.name) == (table, name) else one for one in spec.items))


def _of_kind(kind: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules() if rule.kind == kind)


def test_a_column_less_in_the_key_is_noticed(tmp_path: Path) -> None:
    """Rows that differ in one column of their key each: without that column in the key they are the same row."""
    spec = _spec("001")
    table = "住民票"
    key = [item.name for item in spec.items_of(table) if item.primary_key]
    assert len(key) > 1
    for number, lost in enumerate(key):
        path = tmp_path / f"{number}.csv"
        rows = ["1" * len(key), "".join("2" if name == lost else "1" for name in key)]
        path.write_text("\n".join([",".join(key), *(",".join(row) for row in rows)]) + "\n", encoding="utf-8")
        files = {"001": {table: path}}
        whole = _narrowed(spec, files["001"])
        item = next(one for one in whole.items if one.name == lost)
        mutant = _changed(whole, table, lost, replace(item, primary_key=False))
        catalogue = _of_kind("primary_key")

        assert _found({"001": whole}, files, catalogue, tmp_path / f"{number}-whole") == []
        assert len(_found({"001": mutant}, files, catalogue, tmp_path / f"{number}-mutant")) == 1


EXAMPLES: tuple[Files, ...] = tuple(
    {path.name: {one.stem: one for one in path.glob("*.csv")} for path in (ROWS / "MIG-DQ-140" / side).glob("*/")}
    for side in ("ok", "ng")
)


def _reference_mutants(specs: Mapping[str, Spec]) -> Iterator[tuple[str, Mapping[str, Spec]]]:
    """Every reference that the example's items have: taken away, and led to another item of its table."""
    for business, spec in specs.items():
        for item in spec.items:
            for position, one in enumerate(item.references):
                rest = (*item.references[:position], *item.references[position + 1 :])
                target = specs.get(one.business)
                names = [i.name for i in target.items_of(one.table)] if target else []
                others = [name for name in names if name != one.item]
                led: list[tuple[Reference, ...]] = [(replace(one, item=name),) for name in others[-1:]]
                for word, more in (("taken away", ()), *(("led elsewhere", more) for more in led)):
                    if target is None or one.item not in names:
                        continue
                    changed = replace(item, references=(*rest, *more))
                    yield (
                        f"{business} {item.table} {item.name} {word}",
                        {**specs, business: _changed(spec, item.table, item.name, changed)},
                    )


def test_a_changed_reference_is_noticed(tmp_path: Path) -> None:
    """Each change of a foreign key changes what the stored examples are found to be."""
    specs = {business: _narrowed(_spec(business), files) for business, files in EXAMPLES[0].items()}
    catalogue = _of_kind("foreign_key")

    def both(specs: Mapping[str, Spec], folder: Path) -> list[Found]:
        return [_found(specs, files, catalogue, folder / str(n)) for n, files in enumerate(EXAMPLES)]

    before = both(specs, tmp_path / "before")
    mutants = list(_reference_mutants(specs))
    survivors = [name for n, (name, changed) in enumerate(mutants) if both(changed, tmp_path / str(n)) == before]

    assert len(mutants) > 10
    assert survivors == []


CONDITIONS = {
    path.name: {one.stem: one for one in path.glob("*.csv")} for path in (ROWS / "MIG-DQ-002/ng").glob("[0-9]*/")
}


@pytest.mark.parametrize("kind", ["required_if"])
def test_a_changed_condition_is_noticed(kind: str, tmp_path: Path) -> None:
    """Each rule that the example fails is silent once it asks for another value of its condition."""
    specs = {business: _narrowed(_spec(business), files) for business, files in CONDITIONS.items()}
    every = _of_kind(kind)
    before = _found(specs, CONDITIONS, every, tmp_path / "before")
    hit = [
        rule
        for rule in every
        if any(rule.reaches(b, t or "", i or "") for b in CONDITIONS for _, t, i, _ in before)
        and all(value != "*" for value in rule.parameters.values())
    ]
    for number, rule in enumerate(hit):
        mutant = replace(rule, parameters=dict.fromkeys(rule.parameters, "~"))
        catalogue = tuple(mutant if one is rule else one for one in every)
        assert _found(specs, CONDITIONS, catalogue, tmp_path / str(number)) != before, rule.items
    assert hit


def test_a_reference_led_elsewhere_is_noticed(tmp_path: Path) -> None:
    """The declared reference of a rule, led to another item, finds another row."""
    files = {"031": {path.stem: path for path in (ROWS / "MIG-DQ-008/ng").glob("住*.csv")}}
    specs = {"031": _spec("031")}
    (rule,) = (one for one in _of_kind("reference") if one.code == "MIG-DQ-008")
    mutant = replace(rule, parameters={"参照先": "住登外者宛名基本情報.業務ID"})
    path = tmp_path / "住登外者宛名基本情報.csv"
    text = files["031"]["住登外者宛名基本情報"].read_text("utf-8").replace("000000000000009", "010")
    path.write_text(text, encoding="utf-8")
    led = {"031": {path.stem: path}}

    assert len(_found(specs, led, (rule,), tmp_path / "before")) == 1
    assert _found(specs, led, (mutant,), tmp_path / "after") == []


def test_a_key_left_out_of_a_reference_is_noticed(tmp_path: Path) -> None:
    """The row of another owner answers a reference that has lost its key."""
    files = {"011": {path.stem: path for path in (ROWS / "MIG-DQ-386/ng/011").glob("*.csv")}}
    specs = {"011": _narrowed(_spec("011"), files["011"])}
    (rule,) = (one for one in _of_kind("reference") if one.reaches("011", "申告_事務所等", "事務所等連番"))
    mutant = replace(rule, parameters={"参照先": rule.parameters["参照先"]})

    assert len(_found(specs, files, (rule,), tmp_path / "before")) == 1
    assert _found(specs, files, (mutant,), tmp_path / "after") == []
