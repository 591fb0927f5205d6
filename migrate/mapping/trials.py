"""A file of tests (YAML, edited by people) as `TrialFile`; everything wrong in its form is a finding with its line."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from migrate.files import yaml
from migrate.files.bundled import bundled
from migrate.files.jsonschema_check import Violation, violations
from migrate.mapping.load import line_at
from migrate.model.finding import Basis, Finding, Place, Severity, sort_key
from migrate.model.mapping import Fate
from migrate.model.trial import Stated, StatedFate, Trial, TrialFile

OWN = Basis(document="本ツール独自", section="対応表のテストの書き方（reports/schemas/mapping-test.json）")
_WORDS = {
    "object": "「見出し: 値」の並び",
    "array": "「- 」で始まる並び",
    "string": "文字（引用符で囲む）",
    "integer": "整数",
    "^[0-9]{3}\\.yaml$": "業務ID.yaml（例 031.yaml）",
}


@cache
def _schema() -> Any:
    return json.loads((bundled("reports") / "schemas" / "mapping-test.json").read_bytes())


def _finding(document: Any, name: str, violation: Violation) -> Finding:
    wanted = "、".join(_WORDS.get(part, part) for part in violation.wanted.split("、"))
    special = {"oneOf": "行（見出し: 値）か、その並び。値は引用符で囲む", "anyOf": "expect か fates のどちらか"}
    params: dict[str, str | int] = {
        "spot": " → ".join(str(p + 1) if isinstance(p, int) else p for p in violation.path) or "ファイルの先頭",
        "wanted": special.get(violation.rule, wanted) or "一つ以上の内容",
    }
    place = Place(file=name, line=line_at(document, violation.path))
    return Finding(code="MIG-MAP-080", severity=Severity.ERROR, place=place, params=params, basis=OWN)


def _document(data: bytes, name: str) -> tuple[Any, tuple[Finding, ...]]:
    document = yaml.loads(data, name)
    if not isinstance(document, dict):
        params: dict[str, str | int] = {"spot": "ファイルの先頭", "wanted": "mapping_test、mapping、tests"}
        place = Place(file=name, line=1)
        return document, (Finding(code="MIG-MAP-080", severity=Severity.ERROR, place=place, params=params, basis=OWN),)
    found = (_finding(document, name, one) for one in violations(_schema(), document))
    return document, tuple(sorted(found, key=sort_key))


def _stated(body: Any) -> Stated:
    return Stated(
        values={str(k): str(v) for k, v in body.items()},
        lines={str(k): yaml.line_of(body, k) for k in body},
        line=yaml.line_of(body),
    )


def _tables(body: Any) -> dict[str, tuple[Stated, ...]]:
    return {
        str(table): tuple(_stated(row) for row in (rows if isinstance(rows, list) else [rows]))
        for table, rows in (body or {}).items()
    }


def _trial(body: Any) -> Trial:
    fates = tuple(
        StatedFate(
            source=str(one.get("source", "")),
            row=int(one.get("row", 1)),
            table=str(one.get("table", "")),
            fate=Fate(one["fate"]),
            by=str(one.get("by", "")),
            line=yaml.line_of(one),
        )
        for one in body.get("fates") or ()
    )
    lines = {str(t): yaml.line_of(body[part], t) for part in ("source", "expect") for t in body.get(part) or ()}
    return Trial(
        name=str(body["name"]),
        source=_tables(body["source"]),
        expected=_tables(body.get("expect")),
        fates=fates,
        lines=lines,
        line=yaml.line_of(body),
    )


def load(data: bytes, name: str) -> tuple[TrialFile | None, tuple[Finding, ...]]:
    """The tests in ``data``; None and the findings (MIG-MAP-080) where its form is wrong.

    Raises:
        UnreadableError: MIG-SYS-007, it is not YAML.
    """
    document, found = _document(data, name)
    if found:
        return None, found
    trials = tuple(_trial(one) for one in document["tests"])
    return TrialFile(path=name, mapping=str(document["mapping"]), trials=trials), ()
