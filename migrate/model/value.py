"""The one way a value is declared in this project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def value(cls: type[T]) -> type[T]:
    """Make ``cls`` a frozen, keyword-only, slotted dataclass."""
    return dataclass(frozen=True, kw_only=True, slots=True)(cls)
