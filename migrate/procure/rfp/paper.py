"""What all papers of a request share: heads, the words of its places, tables of pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from migrate.forms.form import Kind, Question
from migrate.model.document import Block, Column, Document, Grid, Value
from migrate.procure import days, layouts
from migrate.procure.package import Package
from migrate.procure.rfp import chapters
from migrate.procure.rfp.chapters import PAPERS, Chapter, Way
from migrate.procure.rfp.tender import Tender

REQUEST = "rfp/request"
DRAFT = "案"
PAIR = (Column(title="項目", width=28), Column(title="内容", width=76))
BUSINESS = Column(title="業務", width=28)
_OPEN = {"place": "提案で示された所"}
"""What the texts say of a term that the proposals may settle."""


def words(tender: Tender) -> Mapping[str, str]:
    """What the places of the texts are filled with: the terms by their labels, and the municipality."""
    sheet = layouts.form(REQUEST).of("request")
    said = {one.label: _said(one, tender.terms.text(one.id) or _OPEN.get(one.id, "")) for one in sheet.questions}
    return {**said, "団体": tender.situation.municipality}


def _said(question: Question, text: str) -> str:
    return f"{int(text):,}" if question.kind is Kind.MONEY and text.isdecimal() else days.written(text)


def unsaid(tender: Tender) -> tuple[str, ...]:
    """Words that the texts rest on and nobody has said, such as a limit that the body's own chapter names."""
    used = set().union(*map(chapters.places, tender.chapters.values()))
    return tuple(label for label, said in words(tender).items() if label in used and not said)


def file_name(paper: str) -> str:
    """A paper's file without its end.

    >>> file_name("letter"), file_name("migration")
    ('01-提案依頼書', '03-データ移行別紙')
    """
    return f"{list(PAPERS).index(paper) + 1:02}-{PAPERS[paper]}"


def _own(listed: Sequence[Chapter]) -> str:
    """Which chapters are not ours, for the reader of a draft."""
    return "、".join(f"{one.title}（{one.way}）" for one in listed if one.way is not Way.OURS)


def document(paper: str, package: Package, tender: Tender, blocks: Mapping[str, Sequence[Block]]) -> Document:
    """A paper with its head; a draft says so on every page."""
    listed = tender.chapters[paper]
    facts = [
        ("件名", package.title),
        ("対象の業務", "、".join(f"{one.id} {one.name}" for one in package.businesses)),
        ("発行日", days.written(package.issued) if package.issued else "（案のため、未定）"),
        ("資料の版", f"第{package.edition}版"),
        ("様式", "章の立て方は公表された仕様書にならい、文は本ツール独自です"),
    ]
    if package.draft and (changed := _own(listed)):
        facts.append(("団体が書いた章", changed))
    return Document(
        title=f"{'【案】' if package.draft else ''}{PAPERS[paper]}",
        subtitle=package.municipality,
        facts=tuple(facts),
        summary="発行前の案です。日程と内容は変わることがあります。" if package.draft else "",
        sections=chapters.sections(listed, words(tender), blocks),
        contents=any(one.level > 1 for one in listed),
        watermark=DRAFT if package.draft else "",
    )


def pairs(title: str, listed: Sequence[tuple[str, str]]) -> tuple[Grid, ...]:
    """A table of what is known; none where nothing is."""
    rows: tuple[tuple[Value, ...], ...] = tuple(one for one in listed if one[1])
    return (Grid(title=title, columns=PAIR, rows=rows),) if rows else ()


def table(title: str, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> tuple[Grid, ...]:
    """A table; none where it has no row."""
    return (Grid(title=title, columns=tuple(columns), rows=tuple(map(tuple, rows))),) if rows else ()
