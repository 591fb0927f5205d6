"""The closed list of conversion functions, found by file name: a new function is a new file here.

A function file has ``PARAMETERS`` (a tuple of `Kind`), a Python reference ``apply`` (no value is None, never raises
but `UnconvertibleError`) and, where plain SQL can say the same, ``lower`` (trees in, tree out). Functions without
``lower`` take exactly one value, first; they run once per distinct value.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import Any

from sqlglot import exp

from migrate.engine.kinds import Kind
from migrate.model.value import value

__all__ = ["Function", "Kind", "function", "names"]


@value
class Function:
    """One entry of the closed list."""

    name: str
    parameters: tuple[Kind, ...]
    apply: Callable[..., str | None]
    lower: Callable[..., exp.Expression] | None
    summary: str
    """First line of the function's docstring."""
    unmatched: str
    """Code of the finding where `apply` refuses a value."""

    @property
    def variadic(self) -> bool:
        """True where any number of values (one or more) is taken."""
        return self.parameters == (Kind.VALUES,)


@cache
def names() -> tuple[str, ...]:
    """Names of all functions, sorted.

    >>> "wareki_date" in names()
    True
    """
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


@cache
def function(name: str) -> Function | None:
    """The function of that name, None where there is none.

    >>> function("lpad").parameters
    (<Kind.VALUE: '値'>, <Kind.NUMBER: '整数'>, <Kind.TEXT: '文字'>)
    >>> function("regexp_replace") is None
    True
    """
    if name not in names():
        return None
    module: Any = importlib.import_module(f"{__name__}.{name}")
    return Function(
        name=name,
        parameters=module.PARAMETERS,
        apply=module.apply,
        lower=getattr(module, "lower", None),
        summary=str(module.apply.__doc__).splitlines()[0],
        unmatched=getattr(module, "UNMATCHED", "MIG-CNV-001"),
    )
