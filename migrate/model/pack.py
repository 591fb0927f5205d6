"""Packs: what becomes of people's notes when a mapping is handed on."""

from __future__ import annotations

from enum import StrEnum


class Notes(StrEnum):
    """Comments and notes in a mapping may tell of one body only; its people say what becomes of them."""

    ASK = "ask"
    """Refuse where there are any."""
    KEEP = "keep"
    DROP = "drop"
