"""One rival on the rows of `check_parts`; runs in the rival's environment, so that nothing of this project is imported.

Run: PYTHON rivals_check.py RIVAL ITEMS.json ROWS FOLDER; prints how many failures the rival counts. ROWS is Parquet, or
CSV for frictionless. Each is given what it can say of the 119 checks: 必須, characters, length, values of a list, the
form of a date, a unique key; none is given check digits, the order of dates, or rules that go before each other.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

TEXTS = {"X": "[ -~｡-ﾟ]*", "Ｎ": r"[^\x00-\xA0｡-ﾟ]*", "9": "[0-9]+", "DATE": "[0-9]{4}-[0-9]{2}-[0-9]{2}"}
KEY = "宛名番号"


def datacontract(items: dict[str, list], rows: str, folder: Path) -> int:
    """datacontract-cli: a contract of the file; failing checks, whose rows it counts and does not name."""
    fields = {}
    for name, (_, kind, length, required, codes) in items.items():
        field = {"type": "string", "required": required, "maxLength": int(length), "pattern": f"^{TEXTS[kind]}$"}
        fields[name] = field | ({"enum": codes.split()} if codes else {}) | ({"unique": True} if name == KEY else {})
    contract = {
        "dataContractSpecification": "1.1.0",
        "id": "bench",
        "info": {"title": "bench", "version": "1"},
        "servers": {"here": {"type": "local", "path": rows, "format": "parquet"}},
        "models": {"rows": {"type": "table", "fields": fields}},
    }
    path = folder / "contract.yaml"
    path.write_text(json.dumps(contract, ensure_ascii=False), encoding="utf-8")
    from datacontract.data_contract import DataContract

    run = DataContract(data_contract_file=str(path)).test()
    broken = [one for one in run.checks if str(getattr(one.result, "value", one.result)) == "error"]
    if broken:
        raise RuntimeError(f"{len(broken)} checks could not run: {broken[0].reason}")
    return sum(str(getattr(one.result, "value", one.result)) == "failed" for one in run.checks)


def great_expectations(items: dict[str, list], rows: str, folder: Path) -> int:
    """Great Expectations on pandas: unexpected values with the keys of their rows."""
    import great_expectations as gx
    import pandas as pd
    from great_expectations import expectations as e

    frame = pd.read_parquet(rows)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("here").add_dataframe_asset("rows")
    batch = asset.add_batch_definition_whole_dataframe("all")
    suite = context.suites.add(gx.ExpectationSuite(name="bench"))
    for name, (_, kind, length, required, codes) in items.items():
        suite.add_expectation(e.ExpectColumnValuesToMatchRegex(column=name, regex=f"^{TEXTS[kind]}$"))
        suite.add_expectation(e.ExpectColumnValueLengthsToBeBetween(column=name, max_value=int(length)))
        if required:
            suite.add_expectation(e.ExpectColumnValuesToNotBeNull(column=name))
        if codes:
            suite.add_expectation(e.ExpectColumnValuesToBeInSet(column=name, value_set=codes.split()))
        if name == KEY:
            suite.add_expectation(e.ExpectColumnValuesToBeUnique(column=name))
    form = {"result_format": "COMPLETE", "unexpected_index_column_names": [KEY]}
    checked = context.validation_definitions.add(gx.ValidationDefinition(name="v", data=batch, suite=suite))
    found = checked.run(batch_parameters={"dataframe": frame}, result_format=form)
    return sum(one.result.get("unexpected_count", 0) for one in found.results)


def frictionless(items: dict[str, list], rows: str, folder: Path) -> int:
    """frictionless: every error of a CSV with its row number."""
    from frictionless import Checklist, Resource, Schema

    fields = []
    for name, (_, kind, length, required, codes) in items.items():
        limits = {"required": required, "maxLength": int(length), "pattern": TEXTS[kind]}
        limits |= ({"enum": codes.split()} if codes else {}) | ({"unique": True} if name == KEY else {})
        fields.append({"name": name, "type": "string", "constraints": limits})
    path = Path(rows)
    resource = Resource(path=path.name, basepath=str(path.parent), schema=Schema.from_descriptor({"fields": fields}))
    return resource.validate(Checklist(), limit_errors=10_000_000).stats["errors"]


def main() -> None:
    """Run one."""
    rival, items, rows, folder = sys.argv[1:]
    found = globals()[rival](json.loads(Path(items).read_text(encoding="utf-8")), rows, Path(folder))
    print(f"{rival} {found}")


if __name__ == "__main__":
    main()
