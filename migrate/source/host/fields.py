"""The columns of a block of records: each field read by its form, in the records to which it applies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from migrate.model.record import FieldForm, Usage
from migrate.model.source import SourceColumn
from migrate.model.staging import BadBytes
from migrate.model.value import value
from migrate.source.host.coding import Coding
from migrate.source.host.cut import Decoded, Field, field
from migrate.source.host.numbers import hexadecimal, number

_BLANKS = " \u3000"
_NUMBERS = (Usage.ZONED, Usage.PACKED, Usage.BINARY, Usage.NATIVE)


@value
class Cut:
    """One field: its column, first byte (from 0) and the byte behind its last."""

    column: SourceColumn
    begin: int
    end: int

    @property
    def name(self) -> str:
        """The column's name."""
        return self.column.name

    @property
    def form(self) -> FieldForm:
        """How the field holds its value."""
        return self.column.form or FieldForm()


def cuts_of(columns: Sequence[SourceColumn]) -> tuple[Cut, ...]:
    """The fields of columns that have a position and a width."""
    return tuple(
        Cut(column=c, begin=c.start - 1, end=c.start - 1 + c.bytes)
        for c in columns
        if c.start is not None and c.bytes is not None
    )


def condition(text: str) -> tuple[str, tuple[str, ...]]:
    """Column and values of ``KUBUN=1|2``; the column is empty where the text is no condition.

    >>> condition("KUBUN = 1|2"), condition("always")
    (('KUBUN', ('1', '2')), ('', ()))
    """
    name, equals, values = text.partition("=")
    if not equals or not name.strip():
        return "", ()
    return name.strip(), tuple(one.strip() for one in values.split("|"))


class Reader:
    """Reads the fields of the records of one block.

    Args:
        records: the records, all of one width; short ones filled up with blanks.
        coding: how characters are read.
        little: COMP-5 has its low byte first.
        lengths: bytes that each record really has; None where all are whole.
    """

    def __init__(
        self, records: pa.FixedSizeBinaryArray, coding: Coding, little: bool, lengths: Sequence[int] | None = None
    ) -> None:
        self.records = records
        self.coding = coding
        self.little = little
        self.lengths = None if lengths is None else pa.array(lengths, pa.int64())
        self.known: dict[str, Decoded] = {}

    def decode(self, cut: Cut) -> tuple[Field, Decoded]:
        """One field in all records, whether it applies or not."""
        raw = field(self.records, cut.begin, cut.end)
        usage = cut.form.usage
        if usage in _NUMBERS:
            return raw, number(raw, cut.column, self.coding.host, self.little)
        if usage is Usage.HEX:
            return raw, hexadecimal(raw)
        found = self.coding.wide(raw) if usage is Usage.WIDE else self.coding.text(raw)
        return raw, Decoded(text=pc.utf8_rtrim(found.text, characters=_BLANKS), bad=found.bad)

    def _value(self, name: str, cuts: Mapping[str, Cut]) -> pa.StringArray | None:
        """The text of another field, on which this one depends."""
        if name not in self.known:
            if name not in cuts:
                return None
            self.known[name] = self.decode(cuts[name])[1]
        return self.known[name].text

    def applies(self, cut: Cut, cuts: Mapping[str, Cut]) -> pa.BooleanArray | None:
        """In which records the field holds a value; None: in all."""
        masks = []
        if self.lengths is not None and pc.min(self.lengths).as_py() < cut.end:
            masks.append(pc.greater(self.lengths, cut.begin))
        name, values = condition(cut.form.when)
        if name and (chosen := self._value(name, cuts)) is not None:
            masks.append(pc.is_in(chosen, value_set=pa.array(values, pa.string())))
        if cut.form.depends and (times := self._value(cut.form.depends, cuts)) is not None:
            plain = pc.match_substring_regex(times, r"^[0-9]{1,9}$")
            count = pc.if_else(plain, times, "999999999").cast(pa.int64())
            masks.append(pc.greater_equal(count, cut.form.occurs or 1))
        mask = None
        for one in masks:
            mask = one if mask is None else pc.and_(mask, one)
        return mask

    def read(
        self, cuts: Sequence[Cut], numbers: Sequence[int]
    ) -> tuple[tuple[pa.StringArray, ...], tuple[BadBytes, ...]]:
        """Texts of all fields, and their cells that could not be read, under their record numbers.

        A reading (REDEFINES) of which nothing says when it applies is given as it comes out; that its bytes may be
        none of its kind is no damage.
        """
        by_name = {cut.name: cut for cut in cuts}
        texts: list[pa.StringArray] = []
        bad: list[BadBytes] = []
        for cut in cuts:
            raw, found = self.decode(cut)
            text, wrong = found.text, list(found.bad)
            if (mask := self.applies(cut, by_name)) is not None:
                text = pc.if_else(mask, text, "")
                wrong = [at for at in wrong if mask[at].as_py()]
            texts.append(text)
            if cut.form.when or not cut.form.readings:
                bad += (BadBytes(row=numbers[at], column=cut.name, raw=raw.raw(at)) for at in wrong)
        return tuple(texts), tuple(bad)
