"""Chapters of the papers: ours (`reports/layouts/rfp/chapters.csv`), and what the body writes instead or besides.

The body's file is `rfp/<unit>/chapters.csv`: a row a chapter, in which 「扱い」 says what its text is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.forms.decision_sheet import FaultError, Line, Sheet, filled, written
from migrate.model.document import Block, Note, Section
from migrate.model.value import value
from migrate.procure.days import UNSAID

FILE = "chapters.csv"
FAULT = "MIG-RFP-051"
COLUMNS = ("文書", "章", "扱い", "題", "本文")
PAPERS = {
    "letter": "提案依頼書",
    "specification": "調達仕様書",
    "migration": "データ移行別紙",
    "evaluation": "評価基準表",
    "checks": "サービス水準・契約の確認表",
}
"""Papers by their ids, in the order in which they are numbered."""
_ID = re.compile(r"[a-z0-9]+(\.[a-z0-9]+){0,2}")
_PLACE = re.compile(r"\{([^{}\n]{1,20})\}")


class Way(StrEnum):
    """What the body's text of a chapter is for."""

    OURS = "標準"
    INSTEAD = "差し替え"
    BESIDES = "追記"
    LEFT_OUT = "削除"
    NEW = "追加"


@value
class Chapter:
    """One chapter of a paper."""

    paper: str
    id: str
    """Its parents' ids before it, such as ``build.test``."""
    title: str
    text: str
    way: Way = Way.OURS

    @property
    def level(self) -> int:
        """1 for a chapter that stands in none."""
        return self.id.count(".") + 1


@cache
def ours() -> tuple[Chapter, ...]:
    """The chapters of all papers.

    Raises:
        UnreadableError: MIG-SYS-001, -008.
    """
    rows = tables.read(bundled("reports") / "layouts" / "rfp" / "chapters.csv")
    return tuple(
        Chapter(paper=row["document"], id=row["chapter"], title=row["title"], text=row["text"]) for row in rows
    )


def template() -> bytes:
    """The body's file before anybody has edited it: our chapters, each marked as ours."""
    return written(COLUMNS, [(PAPERS[one.paper], one.id, Way.OURS, one.title, one.text) for one in ours()])


def load(data: bytes, name: str) -> tuple[Chapter, ...]:
    """What the body wrote; rows that are marked as ours say nothing.

    Raises:
        MigrateError: MIG-RFP-051 with every fault and its line.
    """
    found = Sheet(file=name, columns=COLUMNS, fault=FAULT).read(data, _chapter)
    return tuple(one for one in found if one.way is not Way.OURS)


def _chapter(line: Line) -> Chapter:
    papers = {title: id for id, title in PAPERS.items()}
    if (paper := filled(line, "文書")) not in papers:
        raise FaultError(f"「文書」は、{'、'.join(papers)}のどれかです。")
    if (way := line.cells["扱い"] or Way.OURS) not in set(Way):
        raise FaultError(f"「扱い」は、{'、'.join(Way)}のどれかです。")
    if not _ID.fullmatch(id := filled(line, "章")):
        raise FaultError("「章」は、overview.name のように、半角の英数字を . でつないで書きます。")
    known = any((one.paper, one.id) == (papers[paper], id) for one in ours())
    if (way == Way.NEW) is known:
        raise FaultError("章を足すときは「追加」、ある章を変えるときは、ほかの扱いにします。")
    if way in (Way.INSTEAD, Way.BESIDES, Way.NEW):
        filled(line, "本文")
    if way == Way.NEW:
        filled(line, "題")
    cells = line.cells
    return Chapter(paper=papers[paper], id=id, title=cells["題"], text=cells["本文"], way=Way(way))


def merged(own: Iterable[Chapter]) -> Mapping[str, tuple[Chapter, ...]]:
    """Paper → its chapters; a new one stands at the end of the chapter that its id names, or of the paper."""
    said = {(one.paper, one.id): one for one in own}
    found: dict[str, list[Chapter]] = {paper: [] for paper in PAPERS}
    gone = {spot for spot, one in said.items() if one.way is Way.LEFT_OUT}
    for one in ours():
        if not any((one.paper, parent) in gone for parent in _upward(one.id)):
            found[one.paper].append(_said(one, said.get((one.paper, one.id))))
    for one in said.values():
        if one.way is Way.NEW:
            _insert(found[one.paper], one)
    return {paper: tuple(many) for paper, many in found.items()}


def _upward(id: str) -> tuple[str, ...]:
    """The chapter and all in which it stands."""
    parts = id.split(".")
    return tuple(".".join(parts[:end]) for end in range(len(parts), 0, -1))


def _said(one: Chapter, own: Chapter | None) -> Chapter:
    if own is None:
        return one
    text = f"{one.text}\n{own.text}" if own.way is Way.BESIDES else own.text
    return replace(own, title=own.title or one.title, text=text)


def _insert(listed: list[Chapter], new: Chapter) -> None:
    inside = [at for at, one in enumerate(listed) if new.level > 1 and _upward(new.id)[1] in _upward(one.id)]
    listed.insert(inside[-1] + 1 if inside else len(listed), new)


def places(listed: Iterable[Chapter]) -> set[str]:
    """What stands in braces in the texts."""
    return {name for one in listed for name in _PLACE.findall(one.text)}


def sections(
    chapters: Sequence[Chapter], words: Mapping[str, str], blocks: Mapping[str, Sequence[Block]]
) -> tuple[Section, ...]:
    """The chapters with their tables; one that says nothing, and in which nothing stands, is left out.

    ``words`` fill the places of the texts, such as {件名}; what stands there and is no such word stays as it is.
    """

    def fill(text: str) -> str:
        return _PLACE.sub(lambda found: words.get(found[1], found[0]) or UNSAID, text)

    found = []
    for one in chapters:
        said = tuple(blocks.get(one.id, ()))
        inside = any(other.id.startswith(f"{one.id}.") for other in chapters)
        if one.text or said or inside:
            note = (Note(text=fill(one.text)),) if one.text else ()
            id = f"{one.paper}-{one.id.replace('.', '-')}"
            found.append(Section(id=id, title=one.title, blocks=(*note, *said), level=one.level))
    return _without_hollow(found)


def _without_hollow(found: Sequence[Section]) -> tuple[Section, ...]:
    """Sections of which something is said, in themselves or in those that stand in them."""
    kept: list[Section] = []
    for one in reversed(found):
        if one.blocks or (kept and kept[-1].level > one.level):
            kept.append(one)
    return tuple(reversed(kept))
