"""The survey of the current systems: what a questionnaire file is made for."""

from __future__ import annotations

from enum import StrEnum


class Split(StrEnum):
    """What one file is made for."""

    NONE = "none"
    """Everything in one file."""
    SYSTEM = "system"
    DEPARTMENT = "department"
    VENDOR = "vendor"
