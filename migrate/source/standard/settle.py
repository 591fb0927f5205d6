"""Several グループ or editions that a file fits equally: what project.yaml, its path and its neighbours say decides.

Nothing is guessed: where these do not decide either, the file is left without a table and a finding lists the choices.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from pathlib import PurePosixPath

from migrate.model.value import value
from migrate.source.standard.shape import Shape, key

_NUMBER = re.compile(r"(?<![0-9])[0-9]{3}(?![0-9])")


@value
class Settled:
    """The choices that are left, and what ruled out the others (``""`` where there was but one)."""

    shapes: tuple[Shape, ...]
    why: str = ""


def _mentions(path: str, shape: Shape) -> int:
    """How many of business, edition and グループ the path names."""
    text = unicodedata.normalize("NFKC", path).casefold()
    plain = key(path)
    edition = shape.spec.partition("@")[2].casefold()
    name = key(shape.business_name)
    group = key(shape.group)
    business = shape.business in _NUMBER.findall(text) or bool(name and name in plain)
    return business + (edition in text or edition.replace("-", "") in text) + bool(group and group in plain)


def _by_path(path: str, shapes: Sequence[Shape]) -> list[Shape]:
    told = [_mentions(path, shape) for shape in shapes]
    return [shape for shape, count in zip(shapes, told, strict=True) if count == max(told)]


def folder(path: str) -> str:
    """The folder of a file: a delivery of one system in one edition, as far as nothing else is said."""
    return PurePosixPath(path).parent.as_posix()


def stated(shapes: Sequence[Shape], spec: str, table: str) -> list[Shape]:
    """Those of ``shapes`` that project.yaml means: ``spec`` is a 業務ID with or without edition, ``table`` a グループ,
    alone or behind the 業務ID.
    """
    business, _, edition = unicodedata.normalize("NFKC", spec).strip().partition("@")
    wanted = key(table)
    return [
        shape
        for shape in shapes
        if (not business or shape.business == business)
        and (not edition or shape.spec == f"{business}@{edition}")
        and (not wanted or wanted in {key(shape.group), key(shape.table)})
    ]


def settle(path: str, shapes: Sequence[Shape], sure: Collection[str]) -> Settled:
    """Choose among ``shapes``; ``sure`` are the specs (``ID@EDITION``) of other files in the same folder.

    Order: what the path names; the spec of the neighbours, else their business; editions that do not differ in this
    グループ count as one, the last of them.
    """
    left, why = list(shapes), ""
    if len(left) > 1 and len(named := _by_path(path, left)) < len(left):
        left, why = named, "ファイルの名前（フォルダを含む）から"
    businesses = {spec.partition("@")[0] for spec in sure}
    for told in (
        [shape for shape in left if shape.business in businesses],
        [shape for shape in left if shape.spec in sure],
    ):
        if told and len(told) < len(left):
            left, why = told, "同じフォルダの、ほかのファイルから"
    one = {(shape.business, shape.group, shape.definition) for shape in left}
    if len(left) > 1 and len(one) == 1:
        left, why = (
            left[-1:],
            f"このグループの定義が同じ版（{'、'.join(shape.spec for shape in left[:-1])}）のうち最後に",
        )
    return Settled(shapes=tuple(left), why=why)
