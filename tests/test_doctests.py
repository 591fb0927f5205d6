"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

import migrate

ROOT = Path(migrate.__file__).parent


def _modules() -> list[str]:
    """Every module with an example."""
    paths = (path for path in ROOT.rglob("*.py") if ">>>" in path.read_text(encoding="utf-8"))
    names = (".".join(("migrate", *path.relative_to(ROOT).with_suffix("").parts)) for path in paths)
    return sorted(name.removesuffix(".__init__") for name in names)


def test_there_are_examples() -> None:
    """The test below looks at something, in the conversion as well as in the specs."""
    assert {"migrate.text.dates", "migrate.lexicon.readings"} <= set(_modules())


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
