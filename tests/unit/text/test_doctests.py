"""The examples in the docstrings of text and engine are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import migrate.engine
import migrate.text


def _modules() -> list[str]:
    found = []
    for package in (migrate.text, migrate.engine):
        found += [m.name for m in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    return sorted(found)


@pytest.mark.parametrize("module", _modules())
def test_examples(module: str) -> None:
    """Every docstring example gives what it shows."""
    results = doctest.testmod(importlib.import_module(module))

    assert results.failed == 0


def test_every_conversion_function_has_examples() -> None:
    """A function of the closed list is documented by examples."""
    from migrate.engine import functions

    bare = [n for n in functions.names() if ">>>" not in (functions.function(n).apply.__doc__ or "")]  # type: ignore[union-attr]

    assert bare == []
