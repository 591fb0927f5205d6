"""提案依頼書: the letter that asks for proposals."""

from __future__ import annotations

from migrate.model.document import Block, Column, Document
from migrate.procure import days
from migrate.procure.package import Package
from migrate.procure.rfp import lists, paper
from migrate.procure.rfp.books import ASK
from migrate.procure.rfp.tender import Tender

PAPER = "letter"
_IN_TIME = "提案の期限まで"
_BACK = {ASK: "質問の期限まで（質問があるとき）"}


def document(package: Package, tender: Tender) -> Document:
    """The letter."""
    terms = tender.terms
    dates = (
        ("発行", days.written(package.issued)),
        ("質問の期限", days.told(package.questions_due)),
        ("質問への回答", "質問の期限の後、すべての事業者に同時に公表"),
        ("提案の期限", days.told(package.answers_due)),
        ("提案の説明会", days.written(terms.text("presentation"))),
        ("相手の決定", days.written(dict(tender.days).get("ベンダの決定", ""))),
    )
    limit = terms.text("limit")
    price = (("上限額（構築と利用の合計、税込）", f"{int(limit):,} 円" if limit.isdecimal() else ""),)
    blocks: dict[str, tuple[Block, ...]] = {
        "scope": _scope(package),
        "dates": paper.pairs("日程", dates),
        "eligible": (lists.grid("eligible"),),
        "papers": _papers(package),
        "price": paper.pairs("上限額", price),
        "contact": paper.pairs(
            "窓口", (("窓口", package.contact or days.UNSAID), ("提出先", terms.text("address") or days.UNSAID))
        ),
    }
    return paper.document(PAPER, package, tender, blocks)


def _scope(package: Package) -> tuple[Block, ...]:
    columns = (Column(title="業務ID", width=10), Column(title="業務", width=40), Column(title="標準仕様の版", width=30))
    rows = [(one.id, one.name, one.edition or "（要件は標準仕様書のとおり）") for one in package.businesses]
    return paper.table("対象の業務", columns, rows)


def _papers(package: Package) -> tuple[Block, ...]:
    columns = (Column(title="資料", width=60), Column(title="お返しいただくもの", width=44))
    rows = [(f"{name}.docx", "") for name in package.papers]
    rows += [(one.file, _BACK.get(one.layout, _IN_TIME)) for one in package.books]
    rows.append(("提案書（形は自由）", _IN_TIME))
    return paper.table("資料の一覧", columns, rows)
