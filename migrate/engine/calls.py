"""Calls of functions that no SQL says: their one Python reference, run over Arrow columns.

Engine-neutral by construction: whatever runs the rest of a plan, the values come from here, and the reason of every
failure with them. Each distinct value is converted once; a function with ``vector`` settles most values in Arrow and
leaves the others to its reference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from migrate.engine.kinds import Kind
from migrate.engine.lowering import StagedCall
from migrate.model.value import value
from migrate.text.refusal import UnconvertibleError

CodeMaps = Mapping[str, Mapping[str, str]]
_REMEMBERED = 1 << 18
"""Distinct values that one call remembers from chunk to chunk; beyond it, it begins anew."""
_SAMPLE = 1 << 13
"""Values by which a column is judged."""


@value
class _Known:
    """What became of the distinct texts of one function so far."""

    texts: pa.Array
    results: pa.Array
    reasons: pa.Array

    def with_these(self, texts: pa.Array, one: Callable[[str], tuple[str | None, str | None]]) -> _Known:
        """The same with more texts."""
        made = [one(text) for text in texts.to_pylist()]
        return _Known(
            texts=pa.concat_arrays([self.texts, texts]),
            results=pa.concat_arrays([self.results, pa.array([result for result, _ in made], pa.string())]),
            reasons=pa.concat_arrays([self.reasons, pa.array([reason for _, reason in made], pa.string())]),
        )


_NOTHING = _Known(texts=pa.array([], pa.string()), results=pa.array([], pa.string()), reasons=pa.array([], pa.string()))


class Calls:
    """Runs the staged calls of one block. Several threads may use it."""

    def __init__(self, code_maps: CodeMaps) -> None:
        self._code_maps = code_maps
        self._known: dict[tuple[object, ...], _Known] = {}
        """By function and its other arguments: columns of dates share what is known of them."""

    def run(self, calls: Sequence[StagedCall], inputs: Sequence[pa.Array]) -> list[tuple[pa.Array, pa.Array]]:
        """Results and failures (``number|reason``) of each call over its inputs, each a text or NULL.

        Calls of one function and the same other arguments look their values up together; whole columns stay apart.
        """
        together: dict[tuple[object, ...], list[int]] = {}
        for place, call in enumerate(calls):
            whole = call.function.vector is not None
            together.setdefault((place,) if whole else (call.function.name, *call.literals), []).append(place)
        found: list[tuple[pa.Array, pa.Array]] = [(inputs[0], inputs[0])] * len(calls)
        for places in together.values():
            given = [inputs[at] for at in places]
            values, reasons = self._one_function(
                calls[places[0]], given[0] if len(given) == 1 else pa.concat_arrays(given)
            )
            first = 0
            for at in places:
                size = len(inputs[at])
                found[at] = values.slice(first, size), _numbered(calls[at], reasons.slice(first, size))
                first += size
        return found

    def _one_function(self, call: StagedCall, inputs: pa.Array) -> tuple[pa.Array, pa.Array]:
        """Results and reasons of failures."""
        kinds = call.function.parameters[1:]
        others = [
            self._code_maps[str(literal)] if kind is Kind.CODE_MAP else literal
            for kind, literal in zip(kinds, call.literals, strict=True)
        ]
        vector = call.function.vector
        if vector is None:
            return self._each(call, inputs, others)
        if _repeats(inputs):
            words = inputs.dictionary_encode("encode")
            values, reasons = self._whole(call, vector, words.dictionary, others)
            return values.take(words.indices), reasons.take(words.indices)
        return self._whole(call, vector, inputs, others)

    def _whole(
        self, call: StagedCall, vector: Callable[..., pa.Array], inputs: pa.Array, others: Sequence[object]
    ) -> tuple[pa.Array, pa.Array]:
        """The function over the column; what it leaves to its reference is asked there."""
        settled = vector(pc.fill_null(inputs, ""), *others)
        reasons = pa.nulls(len(inputs), pa.string())
        if settled.null_count:
            unsettled = pc.is_null(settled)
            values, why = self._each(call, inputs.filter(unsettled), others)
            settled = pc.replace_with_mask(settled, unsettled, values)
            if why.null_count < len(why):
                reasons = pc.replace_with_mask(reasons, unsettled, why)
        return absent(settled), reasons

    def _each(self, call: StagedCall, inputs: pa.Array, others: Sequence[object]) -> tuple[pa.Array, pa.Array]:
        """The reference, once per distinct value."""
        what = (call.function.name, *call.literals)
        known = self._known.get(what, _NOTHING)
        found = pc.index_in(inputs, value_set=known.texts)
        new = pc.and_(pc.is_null(found), pc.is_valid(inputs))
        if pc.any(new).as_py():
            if len(known.texts) > _REMEMBERED:
                known, new = _NOTHING, pc.is_valid(inputs)
            unseen = inputs.filter(new)
            known = known.with_these(unseen.unique(), lambda text: self._one(call, text, others))
            self._known[what] = known
            found = pc.replace_with_mask(found, new, pc.index_in(unseen, value_set=known.texts))
        return known.results.take(found), known.reasons.take(found)

    @staticmethod
    def _one(call: StagedCall, text: str, others: Sequence[object]) -> tuple[str | None, str | None]:
        try:
            return call.function.apply(text, *others) or None, None
        except UnconvertibleError as error:
            return None, error.reason


def _repeats(values: pa.Array) -> bool:
    """True where, of the first values, each stands more than twice on average."""
    first = values.slice(0, _SAMPLE)
    return bool(pc.count_distinct(first).as_py() * 2 < len(first))


def _numbered(call: StagedCall, reasons: pa.Array) -> pa.Array:
    """Reasons with the number of the call in front."""
    if reasons.null_count == len(reasons):
        return pa.nulls(len(reasons), pa.string())
    return pc.binary_join_element_wise(str(call.number), reasons, "|")


def absent(values: pa.Array) -> pa.Array:
    """``values`` with NULL for each empty text."""
    empty = pc.equal(values, "")
    if not pc.any(empty).as_py():
        return values
    return pc.if_else(empty, pa.scalar(None, pa.string()), values)
