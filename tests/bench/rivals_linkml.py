"""The bench's plan as a linkml-map specification; run by bench_rivals with the rivals' interpreter.

Run: python tests/bench/rivals_linkml.py RESIDENT.csv WORK
linkml-map opens text in the encoding of the machine only, so the CSV is first recoded to UTF-8, each damaged byte as
U+FFFD. What its expressions cannot say (era dates, widths, padding) are functions of this file, given with --functions.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import rivals_plain as plain
from linkml_map.cli.cli import main as linkml_map
from linkml_map.utils.extensions import safe_function

wareki_date = safe_function(plain.wareki_date)
trim = safe_function(plain.trim)
lpad = safe_function(plain.lpad)
zenkaku_kana = safe_function(plain.zenkaku_kana)
hankaku = safe_function(plain.hankaku)
digits = safe_function(plain.digits)
name_part = safe_function(plain.name_part)
fusho = safe_function(plain.fusho)

SAID: dict[str, str | dict[str, str]] = {
    "atena_no": "lpad(atena_no, 15)",
    "setai_no": "lpad(setai_no, 15)",
    "shimei": "trim(shimei)",
    "shimei_kn": "zenkaku_kana(shimei_kn)",
    "shi": "name_part(shimei, 1)",
    "mei": "name_part(shimei, 2)",
    "birth": "wareki_date(birth)",
    "birth_fusho": "fusho(birth)",
    "sex": {"0": "0", "1": "1", "2": "2"},
    "zip": "digits(zip)",
    "machiaza_id": "town_cd",
    "machiaza_nm": "town_cd",
    "banchi": "hankaku(banchi)",
    "addr_full": "coalesce(addr, '') + coalesce(banchi, '') + coalesce(katagaki, '')",
    "tel": "digits(tel)",
    "jumin_sbt": {"A": "1", "B": "3", "C": "2", "D": "4"},
    "jumin_ymd": "wareki_date(jumin_ymd)",
    "todoke_ymd": "wareki_date(todoke_ymd)",
    "ido_ymd": "wareki_date(ido_ymd)",
    "kokuseki": "coalesce(kokuseki, 'JPN')",
    "zairyu_kgn": "wareki_date(zairyu_kgn)",
    "shojo_ymd": "wareki_date(shojo_ymd)",
    "biko": "trim(biko)",
}
"""Item → expression or code table; items that are not here are copied."""
ITEMS = (
    *("city_cd", "atena_no", "setai_no", "kojin_no", "shimei", "shimei_kn", "shi", "mei", "tsusho", "birth"),
    *("birth_fusho", "sex", "zokugara", "zip", "machiaza_id", "machiaza_nm", "banchi", "addr_full", "katagaki", "tel"),
    *("jumin_sbt", "jumin_ymd", "todoke_ymd", "ido_ymd", "ido_jiyu", "kokuseki", "zairyu_kgn", "shojo_ymd", "biko"),
    "koshin",
)


def derivation(item: str) -> dict[str, object]:
    """How an item comes from the old columns."""
    said = SAID.get(item)
    if said is None:
        return {"populated_from": item}
    if isinstance(said, str):
        return {"expr": said}
    return {"populated_from": {"jumin_sbt": "jumin_kbn"}.get(item, item), "value_mappings": said}


def schema(name: str, columns: tuple[str, ...]) -> dict[str, object]:
    """A LinkML schema of one class, all text."""
    attributes = {column: {"range": "string"} for column in columns}
    return {
        "id": f"https://example.org/{name}",
        "name": name,
        "imports": ["linkml:types"],
        "prefixes": {"linkml": "https://w3id.org/linkml/"},
        "default_range": "string",
        "classes": {name: {"attributes": attributes}},
    }


def main(source: Path, work: Path) -> None:
    text = work / "resident.csv"
    with source.open(encoding="cp932", errors="replace", newline="") as old, text.open("w", encoding="utf-8") as new:
        for part in iter(lambda: old.read(1 << 20), ""):
            new.write(part)
    with text.open(encoding="utf-8", newline="") as stream:
        columns = tuple(next(csv.reader(stream)))
    slots = {item: derivation(item) for item in ITEMS}
    spec = {"class_derivations": [{"name": "person", "populated_from": "resident", "slot_derivations": slots}]}
    for name, content in (("old", schema("resident", columns)), ("new", schema("person", ITEMS)), ("spec", spec)):
        (work / f"{name}.yaml").write_text(json.dumps(content), encoding="utf-8")
    words = [
        "map-data",
        "-s",
        "old.yaml",
        "--target-schema",
        "new.yaml",
        "-T",
        "spec.yaml",
        "--source-type",
        "resident",
    ]
    words = [str(work / word) if word.endswith(".yaml") else word for word in words]
    linkml_map([*words, "--strict", "-F", __file__, "-f", "csv", "-o", str(work / "out.csv"), str(text)])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
