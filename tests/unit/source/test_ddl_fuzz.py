"""Mutated scripts: nothing raises or hangs, and each CREATE TABLE is a table or is named with its line."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest

from migrate.source.ddl.script import Script, read_script

from .ddl_writer import DIALECTS, script

_MUTANTS = 250
_LONGEST = 10.0
_BITS = [
    "'", '"', "(", ")", ";", ",", "--", "/*", "*/", "[", "]", "`", "$$", "\n", "\nGO\n", "\n/\n", "BEGIN ", "END;",
    "q'[", " IF ", "\0", "　", "\ufffd", "DELIMITER $$\n", "COPY x FROM stdin;\n", "/*!50100 ", "E'", "N'", "\\",
    ";\n;", " AS ",
]  # fmt: skip
_CREATE = re.compile(r"^[ \t]*CREATE (?:FIX )?TABLE\b", re.MULTILINE)
_NAMING = ("MIG-SRC-001", "MIG-SRC-002", "MIG-SRC-080")


def _mutate(rng: random.Random, text: str) -> str:
    """The text with one to four changes: a cut, an insertion, a swap of lines, a doubled or a lost piece."""
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(text))
        match rng.randrange(6):
            case 0:
                text = text[:at] + text[at + 1 :]
            case 1:
                text = text[:at] + rng.choice(_BITS) + text[at:]
            case 2:
                text = text[:at] + text[at + rng.randint(2, 60) :]
            case 3:
                lines = text.split("\n")
                first, second = rng.randrange(len(lines)), rng.randrange(len(lines))
                lines[first], lines[second] = lines[second], lines[first]
                text = "\n".join(lines)
            case 4:
                text = text[:at] + text[at : at + 80] + text[at:]
            case _:
                found = [m.start() for m in re.finditer(r"['\"();,]|\*/", text)]
                where = rng.choice(found)
                text = text[:where] + text[where + 1 :]
        text = text or " "
    return text


def _hidden(text: str) -> str:
    """The text without what a closed block comment, a line comment or a COPY block holds (line ends stay)."""

    def blank(match: re.Match[str]) -> str:
        return "\n" * match.group().count("\n")

    return re.sub(r"/\*(?!!).*?\*/|--[^\n]*|^COPY [^;]*;.*?^\\\.$", blank, text, flags=re.DOTALL | re.MULTILINE)


def _unnamed(text: str, read: Script) -> list[int]:
    """Lines of CREATE TABLE that are neither the line of a table nor named by a finding."""
    told = {table.line for table in read.tables} | {f.place.line for f in read.findings if f.code in _NAMING}
    told |= {int(str(f.params["declared"]).split(":")[1]) for f in read.findings if f.code == "MIG-SRC-081"}
    lines = [_hidden(text).count("\n", 0, match.start()) + 1 for match in _CREATE.finditer(_hidden(text))]
    return [line for line in lines if line not in told]


def _products() -> list[str]:
    """The constructs of real scripts; comments inside comments are left out, which `_hidden` does not follow."""
    text = (Path(__file__).parent / "ddl_products.txt").read_text(encoding="utf-8")
    parts = [part.partition("\n")[2] for part in text.split("=== ")[1:] if "inside comments" not in part]
    return ["\n".join(line for line in part.split("\n") if not line.startswith("==> ")) for part in parts]


def test_mutants_of_constructs_are_read_or_named() -> None:
    """The same of 300 mutants of the constructs of real scripts; what IF NOT EXISTS repeats is no loss."""
    rng = random.Random("mutants of constructs")
    parts = [part for part in _products() if "IF NOT EXISTS l" not in part]
    lost = []
    for number in range(300):
        whole = "\n".join(rng.sample(parts, 3))
        text = _mutate(rng, whole)
        read = read_script(text, "t.sql")
        assert read.unknown == sum(f.code in _NAMING[:2] for f in read.findings)
        if len(_unnamed(text, read)) > len(_unnamed(whole, read_script(whole, "t.sql"))):
            lost.append((number, _unnamed(text, read)))

    assert lost == []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_mutants_are_read_or_named(dialect: str) -> None:
    """Of 250 mutants per product none raises, none takes 10 s, and no CREATE TABLE is lost without a word."""
    rng = random.Random(f"mutants of {dialect}")
    lost = []
    slowest = 0.0
    for number in range(_MUTANTS):
        text = _mutate(rng, script(dialect, 3, seed=number % 25)[0])
        began = time.monotonic()
        read = read_script(text, "t.sql")
        slowest = max(slowest, time.monotonic() - began)
        assert read.unknown == sum(f.code in _NAMING[:2] for f in read.findings)
        lost += [(number, line) for line in _unnamed(text, read)]

    assert (lost, True) == ([], slowest < _LONGEST)
