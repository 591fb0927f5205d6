"""The exported contract and the check of converted data admit the same values of a type."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl
import pytest

from migrate.quality import notation
from migrate.spec.interop.domain import domain

from .interop_specs import item, spec_031

TEXTS = {
    "X": ["A1-z", "ｱｲｳ", "ab c", "Ａ", "漢", "a\u0000", "a\u00a0", "a\u200b"],
    "Ｎ": ["漢字", "葛\U000e0100", "𠮷", "髙\u3000山", "\U00100000", "A", "ｱ", "\u00a0", "漢\u200b", "漢\ufeff", "ￜ"],
    "9": ["0", "007", "a", "1.5", "-1", "１"],
    "S9": ["-1", "1", "--1", "a"],
}


@pytest.mark.parametrize(("type_", "text"), [(t, text) for t, texts in TEXTS.items() for text in texts])
def test_same_verdict(type_: str, text: str) -> None:
    """A text passes the pattern of the contract exactly where it passes the pattern of the check."""
    coded = replace(item(1, "項目", type_, "9"), code="999" if type_ in ("9", "S9") else "")
    admits = domain(coded, spec_031())
    checked = pl.Series([text]).str.contains(notation.text_pattern(type_) or "").item()

    assert bool(re.search(admits.pattern, text)) == checked
