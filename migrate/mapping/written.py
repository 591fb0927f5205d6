"""Texts in YAML that people will edit: comments and scalars that are read back as they were."""

from __future__ import annotations

from migrate.errors import MigrateError
from migrate.files import yaml


def said(text: str) -> str:
    """``text`` on one line without unprintable characters, for a comment."""
    return "".join(c if c.isprintable() else " " for c in text)


def _reads_back(text: str) -> bool:
    try:
        value_and_key = (yaml.loads(f"k: {text}\n".encode(), ""), yaml.loads(f"{text}: v\n".encode(), ""))
    except MigrateError:
        return False
    return value_and_key == ({"k": text}, {text: "v"})


def scalar(text: str) -> str:
    """``text`` as a YAML scalar: plain where YAML reads it back as the same text, else in double quotes."""
    if text and text.isprintable() and "#" not in text and _reads_back(text):
        return text
    return quoted(text)


def in_flow(text: str) -> str:
    """``text`` as `scalar`, fit to stand between braces and commas."""
    return quoted(text) if set(text) & set(",[]{}") else scalar(text)


def quoted(text: str) -> str:
    """``text`` in double quotes."""
    inside = "".join(
        f"\\{c}" if c in '"\\' else c if c.isprintable() or c == "\u3000" else f"\\U{ord(c):08X}" for c in text
    )
    return f'"{inside}"'
