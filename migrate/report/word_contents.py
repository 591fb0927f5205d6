"""Numbered headings of a Word document and its table of contents, finished: Word asks about nothing when it opens it.

Numbers are Word's own; the contents hold them as text with a link to each heading, without page numbers, which only a
program that lays pages out can know. F9 in Word makes the contents anew.
"""

from __future__ import annotations

from collections.abc import Sequence

from migrate.model.document import Section
from migrate.report.word_parts import LEVELS, NUMBERED, paragraph, run

_TITLE = "目次"


def numbers(levels: Sequence[int]) -> tuple[str, ...]:
    """The numbers of headings of these levels.

    >>> numbers([1, 2, 2, 1, 2])
    ('1', '1.1', '1.2', '2', '2.1')
    """
    found: list[str] = []
    counts: list[int] = []
    for level in levels:
        counts = [*counts[:level], *[0] * (level - len(counts))]
        counts[level - 1] += 1
        found.append(".".join(str(max(count, 1)) for count in counts))
    return tuple(found)


def _mark(at: int) -> str:
    return f"_Toc{at:08}"


def _level(section: Section) -> int:
    return min(section.level, LEVELS)


def heading(at: int, section: Section) -> str:
    """The heading of the section at that position, numbered by Word, to which the contents link."""
    level = _level(section)
    count = f'<w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="{NUMBERED}"/></w:numPr>'
    start = f'<w:bookmarkStart w:id="{at}" w:name="{_mark(at)}"/>'
    said = f'{start}{run(section.title)}<w:bookmarkEnd w:id="{at}"/>'
    return paragraph(said, f"Heading{level}", count)


def _field(kind: str, instruction: str = "") -> str:
    inside = f'<w:instrText xml:space="preserve">{instruction}</w:instrText>' if instruction else ""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' + (f"<w:r>{inside}</w:r>" if inside else "")


def contents(sections: Sequence[Section]) -> str:
    """The table of contents."""
    if not sections:
        return ""
    counted = numbers([_level(one) for one in sections])
    lines = []
    for at, (number, one) in enumerate(zip(counted, sections, strict=True), start=1):
        link = f'<w:hyperlink w:anchor="{_mark(at)}" w:history="1">{run(f"{number} {one.title}")}</w:hyperlink>'
        before = _field("begin", f' TOC \\o "1-{LEVELS}" \\n \\h ') + _field("separate") if at == 1 else ""
        after = _field("end") if at == len(sections) else ""
        lines.append(paragraph(f"{before}{link}{after}", f"TOC{_level(one)}"))
    return paragraph(run(_TITLE, bold=True)) + "".join(lines)
