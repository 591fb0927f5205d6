"""Layouts of interchange, found by file name (``table_schema.py`` is ``table-schema``). A layout file has

- ``SUFFIXES``: endings of its files,
- ``OPTIONS``: the options that it takes beside ``names`` (names of the fields of `Options`),
- ``write(spec, options) -> bytes``,
- ``parse(data, name) -> tree``: the file as plain data; None where it is not of this layout, or not one of our exports,
- ``found(tree, name) -> Found``: the spec that the tree carries,
- ``expected(spec, options) -> tree``: the tree of ``write(spec, options)``.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType


def names() -> tuple[str, ...]:
    """Names of the layouts, sorted."""
    return tuple(sorted(m.name.replace("_", "-") for m in pkgutil.iter_modules(__path__)))


def layout(name: str) -> ModuleType:
    """The module of a layout; ``name`` is one of `names`."""
    return importlib.import_module(f"{__name__}.{name.replace('-', '_')}")
