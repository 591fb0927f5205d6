"""The one text per code: `reports/messages/<area>.yaml` (code → title, reason, cure, basis, example)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from migrate.errors import MigrateError
from migrate.files import yaml
from migrate.files.bundled import bundled
from migrate.model.finding import Finding, Place, Severity
from migrate.model.value import value

WORDS = {Severity.ERROR: "エラー", Severity.WARNING: "警告", Severity.INFO: "参考"}


@value
class Message:
    """Texts of one code. ``title`` and ``reason`` may name parameters as ``{name}``."""

    code: str
    title: str
    reason: str
    cure: str
    basis: str = "本ツール独自"
    example: str = ""
    department: str = ""
    """What the department in charge of the data is asked to do; ``cure`` speaks to whoever runs the migration."""


def _folder() -> Path:
    return bundled("reports") / "messages"


@cache
def _entries(area: str) -> Mapping[str, str]:
    """Code → its lines in the area's file; only entries that are asked for are parsed (a whole file takes 0.3 s)."""
    path = _folder() / f"{area}.yaml"
    if not path.is_file():
        return {}
    entries = re.split(r"^(?=MIG-)", path.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return {entry.partition(":")[0]: entry for entry in entries}


def areas() -> tuple[str, ...]:
    """Names of the message files, sorted."""
    return tuple(sorted(path.stem for path in _folder().glob("*.yaml")))


def all_messages() -> tuple[Message, ...]:
    """Every message, sorted by code."""
    codes = sorted(code for area in areas() for code in _entries(area))
    return tuple(found for code in codes if (found := message(code)))


@cache
def message(code: str) -> Message | None:
    """The message of ``code``, None where there is none."""
    area = "".join(code.split("-")[1:2]).lower()
    entry = _entries(area).get(code)
    if entry is None:
        return None
    texts = yaml.loads(entry.encode(), f"{area}.yaml")[code]
    return Message(code=code, **{key: str(text).strip() for key, text in texts.items()})


def fill(template: str, params: Mapping[str, str | int]) -> str:
    """``template`` with its parameters; one that was not given is printed as 「?」, never an exception."""
    return template.format_map(defaultdict(lambda: "?", {k: str(v) for k, v in params.items()}))


_ASIDE = re.compile(r"（[^（）]*\{\w+\}[^（）]*）")
_PARAMETER = re.compile(r"\{\w+\}(?:[.．]\{\w+\})*")


def general(template: str) -> str:
    """``template`` as it reads for any case: asides with parameters left out, others as 〇〇, ``{{`` as ``{``."""
    return _PARAMETER.sub("〇〇", _ASIDE.sub("", template)).replace("{{", "{").replace("}}", "}")


def heading(code: str) -> str:
    """The title of a code for lists in which one line stands for many findings (see ``general``)."""
    found = message(code)
    return general(found.title) if found else code


def place_text(place: Place) -> str:
    """A place in words: file and line, sheet and cell, table and item, row, key digest."""
    spot = place.file or ""
    if place.line is not None:
        spot += f":{place.line}"
    if place.sheet:
        spot += f" シート「{place.sheet}」"
    if place.cell:
        spot += f" セル {place.cell}"
    parts = [spot.strip()] if spot.strip() else []
    if place.table:
        business = f"{place.business} " if place.business else ""
        parts.append(f"{business}{place.table}" + (f" →「{place.item}」" if place.item else ""))
    elif place.item:
        parts.append(f"「{place.item}」")
    if place.row is not None:
        parts.append(f"{place.row} 件目")
    if place.key:
        parts.append(f"キー {place.key}")
    return "  ".join(parts)


def sentence(finding: Finding) -> str:
    """What a finding says, in one sentence."""
    found = message(finding.code)
    return fill(found.title, finding.params) if found else finding.code


def cure(finding: Finding) -> str:
    """What to do about a finding."""
    found = message(finding.code)
    return fill(found.cure, finding.params) if found else ""


def error_lines(error: MigrateError) -> list[str]:
    """An error as the lines that the user reads: what, where, why, what to type next."""
    found = message(error.code)
    if found is None:
        return [f"エラー {error.code}"]
    lines = [f"エラー {error.code}  {fill(found.title, error.params)}"]
    where = place_text(error.where)
    if where:
        lines.append(f"  場所  {where}")
    for label, text in (("理由", found.reason), ("対処", found.cure)):
        if text:
            filled = fill(text, error.params).splitlines()
            lines.append(f"  {label}  {filled[0]}")
            lines += [f"        {rest}" for rest in filled[1:]]
    return lines
