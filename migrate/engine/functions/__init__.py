"""The closed list of conversion functions, found by file name: a new function is a new file here.

A function file has ``PARAMETERS`` (a tuple of `Kind`) and a Python reference ``apply`` (no value is None, never raises
but `UnconvertibleError`). It may have

* ``lower``, where plain SQL can say the same on every engine (trees in, tree out). Functions without it take exactly
  one value, first, and run once per distinct value;
* ``vector``, where a column may hold many distinct values: an Arrow array of texts without NULL in, an array as long
  out, with the result where whole-column kernels settle it, ``""`` where it is settled that there is no value, and NULL
  where ``apply`` must be asked. It agrees with ``apply`` wherever it is not NULL;
* ``wrong``: what is wrong with the arguments after the value, in words, ``""`` where nothing is.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import Any

import pyarrow as pa
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
    vector: Callable[..., pa.Array] | None
    """The same over Arrow texts without NULL: result, ``""`` for no value, NULL where only `apply` can tell."""
    wrong: Callable[..., str]
    """What is wrong with the arguments after the value, ``""`` where nothing is."""
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
        vector=getattr(module, "vector", None),
        wrong=getattr(module, "wrong", lambda *_: ""),
        summary=str(module.apply.__doc__).splitlines()[0],
        unmatched=getattr(module, "UNMATCHED", "MIG-CNV-001"),
    )
