"""Every code has one text, and every text has a raiser."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from migrate.files import yaml
from migrate.report import messages

ROOT = Path(__file__).resolve().parent.parent
_CODE = re.compile(r"MIG-[A-Z]{2,4}-\d{3}")
_AREAS = {
    "SYS", "SPEC", "SRC", "GAP", "MAP", "CNV", "CHR", "DQ", "REC", "PHS", "TND", "PMO", "FORM", "REP", "RFI", "RFP",
}  # fmt: skip


def _raised() -> set[str]:
    sources = [
        *(ROOT / "migrate").rglob("*.py"),
        *(ROOT / "specs" / "rules").glob("*.csv"),
        *(ROOT / "specs").rglob("*.yaml"),
    ]
    return {
        code
        for path in sources
        for code in re.findall(r"[\"',]?(MIG-[A-Z]{2,4}-\d{3})", path.read_text(encoding="utf-8"))
    }


def test_codes_and_texts_are_paired() -> None:
    """The codes in the code and its rule data are exactly the codes in `reports/messages/`."""
    texts = {m.code for m in messages.all_messages()}

    assert (sorted(_raised() - texts), sorted(texts - _raised())) == ([], [])


@pytest.mark.parametrize("area", messages.areas())
def test_area_file(area: str) -> None:
    """A message file holds codes of its own area only, each with a title, a reason and a cure."""
    entries = yaml.load(ROOT / "reports" / "messages" / f"{area}.yaml")
    wrong = [
        code
        for code, texts in entries.items()
        if not _CODE.fullmatch(code)
        or code.split("-")[1].lower() != area
        or code.split("-")[1] not in _AREAS
        or not {"title", "reason", "cure"} <= set(texts)
        or not all(str(texts[key]).strip() for key in ("title", "reason", "cure"))
        or not set(texts) <= {"title", "reason", "cure", "basis", "example", "department"}
    ]

    assert wrong == []
    assert list(entries) == [*messages._entries(area)], "each entry begins at its code"


def test_templates_are_plain() -> None:
    """Parameters are plain names: no format specifications, no attributes, no positions."""
    odd = [
        (m.code, name)
        for m in messages.all_messages()
        for text in (m.title, m.reason, m.cure)
        for _, name, spec, conversion in string.Formatter().parse(text)
        if name is not None and (not name.isidentifier() or spec or conversion)
    ]

    assert odd == []
