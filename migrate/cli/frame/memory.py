"""The option ``--memory``."""

from __future__ import annotations

import re
from typing import Any

import typer

_LEAST = 256
"""Megabytes; with less, the engine only writes to disk and reads back."""


def _size(value: str) -> str:
    """A size that the engine understands, and with which it can work."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([MG])i?B?", value.strip(), re.IGNORECASE)
    megabytes = float(found[1]) * (1024 if found[2].upper() == "G" else 1) if found else 0
    if megabytes < _LEAST:
        raise typer.BadParameter(f"{_LEAST}MB 以上の大きさを、2GB や 800MB のように書いてください。")
    return f"{megabytes:.0f}MiB"


def memory(when: str) -> Any:
    """The option; ``when`` says what the memory is used for: 「変換が使う」."""
    return typer.Option("--memory", help=f"{when}メモリの目安（例 2GB、800MB）。", metavar="SIZE", callback=_size)
