"""How far the header of a file and a グループ of a standard agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migrate.model.value import value
from migrate.source.header import Header
from migrate.source.standard.shape import Naming, Shape, key

_LEAST_NAMES = 3
_LEAST_SHARE = 0.7
"""At least this share of the header's names are items of the グループ …"""
_LEAST_ITEMS = 0.5
"""… and this share of its items are in the header, or all that an export cannot do without."""
HINT = 0.4


@value
class Fit:
    """A header read as the items of one グループ."""

    shape: Shape
    naming: Naming
    names: tuple[str, ...]
    """The header's names."""
    places: tuple[int | None, ...]
    """Per name of the header, the position of its item."""
    headless: bool = False
    """True where the file has no header and its values fit the items in their order."""

    @property
    def met(self) -> int:
        """Number of items found."""
        return sum(place is not None for place in self.places)

    @property
    def missing(self) -> tuple[int, ...]:
        """Positions of the items that the header does not name."""
        held = set(self.places)
        return tuple(n for n in range(len(self.shape.items)) if n not in held)

    @property
    def lacking(self) -> frozenset[int]:
        """Those of them that a whole export cannot do without."""
        return self.shape.needed & set(self.missing)

    @property
    def extra(self) -> tuple[str, ...]:
        """Names of the header that are no item."""
        return tuple(name for name, place in zip(self.names, self.places, strict=True) if place is None)

    @property
    def share(self) -> float:
        """Items found among all that file and グループ name together, 0–1."""
        return self.met / (len(self.shape.items) + len(self.extra))

    @property
    def likely(self) -> bool:
        """True where the file is laid out after the グループ, as far as its header tells."""
        whole = not self.lacking or self.met >= _LEAST_ITEMS * len(self.shape.items)
        return self.met >= _LEAST_NAMES and self.met >= _LEAST_SHARE * len(self.names) and whole

    @property
    def near(self) -> bool:
        """True where it is worth telling that the file resembles the グループ."""
        return self.met >= _LEAST_NAMES and self.met >= HINT * len(self.names)


def _fit(shape: Shape, naming: Naming, names: tuple[str, ...], keys: Sequence[str]) -> Fit:
    free = dict(shape.places[naming])
    places = tuple(free.pop(one, None) for one in keys)
    return Fit(shape=shape, naming=naming, names=names, places=places)


def fits(shapes: Iterable[Shape], lines: Sequence[Header], least: float = HINT) -> tuple[Fit, ...]:
    """The readings of a file's header line (under each delimiter, each naming) that meet a グループ, best first.

    One per グループ: the best of its readings. ``least`` is the share of the header's names that must be its items.
    """
    best: list[Fit] = []
    keys_of = ((line.names, [key(name) for name in line.names]) for line in lines if len(line.names) > 1)
    read = [(names, keys, frozenset(keys)) for names, keys in keys_of]
    for shape in shapes:
        found = [
            _fit(shape, naming, names, keys)
            for names, keys, held in read
            for naming, places in shape.places.items()
            if len(places.keys() & held) >= max(1, least * len(names))
        ]
        if found:
            best.append(max(found, key=lambda fit: (fit.share, fit.met)))
    return tuple(sorted(best, key=lambda fit: (-fit.share, -fit.met, fit.shape.spec, fit.shape.group)))


def rivals(found: Sequence[Fit]) -> tuple[Fit, ...]:
    """The best of ``found`` (which is not empty) and every other one that is no worse, as far as the header tells.

    An item that is missing and need not be there speaks against an edition only where another one misses none.
    """
    top = found[0]

    def equal(other: Fit) -> bool:
        if other.met != top.met or len(other.lacking) != len(top.lacking):
            return False
        return bool(top.missing) == bool(other.missing) or other.share == top.share

    return tuple(fit for fit in found if fit is top or equal(fit))
