"""Find items of the standard by name, kana, romaji, synonym or legacy abbreviation."""

from __future__ import annotations

from collections import Counter

from migrate.errors import MigrateError
from migrate.flow.outcome import Outcome
from migrate.flow.spec.at_hand import Shelf, missing_pins, resolve
from migrate.lexicon import glossary
from migrate.model.document import Column, Document, Grid, Note, Section
from migrate.model.spec import Item, Spec, SpecKind
from migrate.model.value import value
from migrate.spec import search as finder
from migrate.spec.search import Hit
from migrate.workspace.folder import Workspace

_SHOWN = 30


@value
class FoundItem:
    """One hit."""

    spec: str
    item: Item
    reading: str
    way: str
    """How it was found, in Japanese."""


@value
class SpecSearch:
    """Result of `spec search`, best first."""

    query: str
    specs: tuple[str, ...]
    """The specs that were searched."""
    hits: tuple[FoundItem, ...]


def _specs(workspace: Workspace | None, references: tuple[str, ...]) -> tuple[Spec, ...]:
    """The specs named, else the one in use for every 業務ID."""
    if references:
        return tuple(resolve(reference, workspace).spec for reference in references)
    shelf = Shelf(workspace)
    businesses = dict.fromkeys(e.head.business for e in shelf.entries if e.head.kind is not SpecKind.REFERENCE)
    return tuple(spec for business in businesses if (spec := shelf.default(business)))


def _grid(hits: tuple[Hit, ...]) -> Grid:
    columns = (
        Column(title="仕様", width=20),
        Column(title="グループ", width=24),
        Column(title="データ項目", width=30),
        Column(title="読み", width=30),
        Column(title="データ型", width=8),
        Column(title="桁数", width=6),
        Column(title="一致のしかた", width=18),
    )
    rows = tuple((h.spec, h.item.table, h.item.name, h.reading, h.item.type, h.item.length, h.way.words) for h in hits)
    return Grid(title="見つかった項目", columns=columns, rows=rows)


def _summary(hits: tuple[Hit, ...], specs: tuple[Spec, ...], query: str) -> str:
    if not hits:
        return f"「{query}」に当たる項目は、{len(specs)} 件の仕様の中にありません。"
    ways = Counter(hit.way for hit in hits)
    parts = "、".join(f"{way.words} {ways[way]} 件" for way in sorted(ways))
    return f"{len(specs)} 件の仕様で {len(hits)} 件見つかりました（{parts}）。"


def search(query: str, workspace: Workspace | None, references: tuple[str, ...] = ()) -> Outcome:
    """Items that answer ``query``, in the specs named by ``references``, else in the one in use for each 業務ID.

    Raises:
        MigrateError: MIG-SPEC-006, a named spec does not exist; -040, there is nothing to look for.
    """
    if not query.strip():
        raise MigrateError("MIG-SPEC-040")
    specs = _specs(workspace, references)
    hits = finder.search(glossary.load(), specs, query)
    summary = _summary(hits, specs, query)
    title = f"「{query}」の検索結果"
    hint = Note(text="ひらがな・カタカナ・ローマ字・現行システムの略語（例: BIRTH_YMD）でも探せます。")

    def page(shown: tuple[Hit, ...]) -> Document:
        left = len(hits) - len(shown)
        more = (Note(text=f"ほかに {left} 件あります。すべて見るには -v を付けてください。"),) if left else ()
        section = Section(id="hits", title="データ項目", blocks=(_grid(shown), *more) if hits else (hint,))
        return Document(title=title, summary=summary, sections=(section,))

    data = SpecSearch(
        query=query,
        specs=tuple(spec.id for spec in specs),
        hits=tuple(FoundItem(spec=h.spec, item=h.item, reading=h.reading, way=h.way.words) for h in hits),
    )
    return Outcome(
        kind="spec-search",
        data=data,
        document=page(hits),
        brief=page(hits[:_SHOWN]),
        notices=() if references else missing_pins(workspace),
    )
