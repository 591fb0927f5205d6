"""Calls of functions that no SQL says: their one Python reference, run over Arrow columns.

Engine-neutral by construction: whatever runs the rest of a plan, the values come from here, and the reason of every
failure with them. Each distinct value is converted once; a function with ``vector`` settles most values in Arrow and
leaves the others to its reference.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from migrate.engine.kinds import Kind
from migrate.engine.lowering import StagedCall
from migrate.text.refusal import UnconvertibleError

CodeMaps = Mapping[str, Mapping[str, str]]
_REMEMBERED = 1 << 18
"""Distinct values that one call remembers from chunk to chunk; beyond it, it begins anew."""


class Calls:
    """Runs the staged calls of one block. Several threads may use it."""

    def __init__(self, code_maps: CodeMaps) -> None:
        self._code_maps = code_maps
        self._known: dict[tuple[object, ...], dict[str, tuple[str | None, str | None]]] = {}
        """By function and its other arguments: columns of dates share what is known of them."""

    def run(self, call: StagedCall, inputs: pa.Array) -> tuple[pa.Array, pa.Array]:
        """Results and failures (``number|reason``) of one call over ``inputs``, each a text or NULL."""
        others = self._others(call)
        if call.function.vector is None:
            return self._each(call, inputs, others)
        settled = call.function.vector(pc.fill_null(inputs, ""), *others)
        failures = pa.nulls(len(inputs), pa.string())
        if settled.null_count:
            unsettled = pc.is_null(settled)
            values, reasons = self._each(call, inputs.filter(unsettled), others)
            settled = pc.replace_with_mask(settled, unsettled, values)
            if reasons.null_count < len(reasons):
                failures = pc.replace_with_mask(failures, unsettled, reasons)
        return absent(settled), failures

    def _others(self, call: StagedCall) -> list[object]:
        kinds = call.function.parameters[1:]
        return [
            self._code_maps[str(literal)] if kind is Kind.CODE_MAP else literal
            for kind, literal in zip(kinds, call.literals, strict=True)
        ]

    def _each(self, call: StagedCall, inputs: pa.Array, others: list[object]) -> tuple[pa.Array, pa.Array]:
        """The reference, once per distinct value."""
        encoded = inputs.dictionary_encode()
        what = (call.function.name, *call.literals)
        known = self._known.get(what, {})
        if len(known) > _REMEMBERED:
            known = {}
        self._known[what] = known
        results: list[str | None] = []
        failures: list[str | None] = []
        for one in encoded.dictionary.to_pylist():
            found = known.get(one)
            if found is None:
                found = known[one] = self._one(call, one, others)
            results.append(found[0])
            failures.append(found[1] and f"{call.number}|{found[1]}")
        values = pa.array(results, pa.string()).take(encoded.indices)
        if not any(failures):
            return values, pa.nulls(len(inputs), pa.string())
        return values, pa.array(failures, pa.string()).take(encoded.indices)

    @staticmethod
    def _one(call: StagedCall, text: str, others: list[object]) -> tuple[str | None, str | None]:
        try:
            return call.function.apply(text, *others) or None, None
        except UnconvertibleError as error:
            return None, error.reason


def absent(values: pa.Array) -> pa.Array:
    """``values`` with NULL for each empty text."""
    empty = pc.equal(values, "")
    if not pc.any(empty).as_py():
        return values
    return pc.if_else(empty, pa.scalar(None, pa.string()), values)
