"""依頼書: the letter that asks for information. Its wording is data (`reports/layouts/rfi/chapters.csv`), ours."""

from __future__ import annotations

from migrate.model.document import Block, Column, Document, Grid, Note, Section, Tone, Value
from migrate.procure import days, layouts
from migrate.procure.package import OUTSIDE, Package
from migrate.procure.rfi.books import ASK, KIND, Terms
from migrate.procure.rfi.situation import Situation

_TITLE = {
    "standard": "標準準拠システムへの移行に関する情報提供依頼書（RFI）",
    "outside": "標準準拠システム以外の情報システムに関する情報提供依頼書（RFI）",
}
_PAIR = (Column(title="項目", width=28), Column(title="内容", width=76))


DRAFT = "案"
"""What is written across a draft."""


def mark(package: Package) -> str:
    """What stands before the title of a draft; it is printed at the foot of every page too."""
    return f"【{DRAFT}】" if package.draft else ""


def document(package: Package, terms: Terms, situation: Situation) -> Document:
    """The letter of one part."""
    blocks = {
        "scope": _beside(situation) if package.part == OUTSIDE else _scope(package),
        "dates": _dates(package, terms),
        "papers": _papers(package),
        "contact": _contact(terms),
    }
    found = layouts.chapters(KIND, "chapters", package.part)
    sections = tuple(
        Section(id=id, title=title, blocks=(*((Note(text=text),) if text else ()), *blocks.get(id, ())))
        for id, (title, text) in found.items()
    )
    draft = "発行前の案です。日程と内容は変わることがあります。" if package.draft else ""
    return Document(
        title=f"{mark(package)}{_TITLE[package.part]}",
        subtitle=package.municipality,
        facts=(
            ("件名", package.title),
            ("発行日", days.written(package.issued) if package.issued else "（案のため、未定）"),
            ("資料の版", f"第{package.edition}版"),
            ("様式", "本ツール独自（公表された様式ではありません）"),
        ),
        summary=draft,
        sections=sections,
        watermark=DRAFT if package.draft else "",
    )


def _scope(package: Package) -> tuple[Block, ...]:
    columns = (Column(title="業務ID", width=10), Column(title="業務", width=40), Column(title="標準仕様の版", width=30))
    rows = tuple((one.id, one.name, one.edition or "（要件は標準仕様書のとおり）") for one in package.businesses)
    return (Grid(title="対象の業務", columns=columns, rows=rows),)


def _beside(situation: Situation) -> tuple[Block, ...]:
    if not situation.beside:
        return (Note(text="調べた範囲では、対象のシステム・機能はありません。", tone=Tone.CAUTION),)
    columns = (
        Column(title="番号", width=24),
        Column(title="システム・機能", width=30),
        Column(title="種類", width=22),
        Column(title="関係する業務", width=42),
    )
    rows = tuple((one.key, one.name, one.kind, situation.called(one.businesses)) for one in situation.beside)
    return (Grid(title="対象のシステム・機能", columns=columns, rows=rows),)


def _dates(package: Package, terms: Terms) -> tuple[Block, ...]:
    listed = (
        ("発行", days.written(package.issued)),
        ("質問の期限", days.told(package.questions_due)),
        ("質問への回答", "質問の期限の後、すべての事業者に同時に公表"),
        ("回答の期限", days.told(package.answers_due)),
        ("稼働の希望時期", days.written(terms.go_live)),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(one for one in listed if one[1])
    return (Grid(title="日程", columns=_PAIR, rows=rows),)


def _papers(package: Package) -> tuple[Block, ...]:
    columns = (Column(title="資料", width=60), Column(title="お返しいただくもの", width=44))
    rows: list[tuple[Value, ...]] = [(f"{name}.docx", "") for name in package.papers]
    rows += [
        (one.file, "質問の期限まで（質問があるとき）" if one.layout == ASK else "回答の期限まで")
        for one in package.books
    ]
    return (Grid(title="資料の一覧", columns=columns, rows=tuple(rows)),)


def _contact(terms: Terms) -> tuple[Block, ...]:
    rows = tuple((label, text) for label, text in (("窓口", terms.contact), ("提出先", terms.address)) if text)
    if not rows:
        return (Note(text="窓口は、まだ決まっていません。", tone=Tone.CAUTION),)
    return (Grid(title="窓口", columns=_PAIR, rows=rows),)
