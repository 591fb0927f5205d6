"""The generator of the demo town: an invented hand-over with planted defects. `town.build` is its one entry."""

from migrate.town.rows import Planted
from migrate.town.town import Town, build

__all__ = ["Planted", "Town", "build"]
