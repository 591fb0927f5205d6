"""The parts of a score. Each part is one named Evidence with one Japanese sentence that a clerk can check."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz

from migrate.gap import agreement
from migrate.gap.agreement import Agreement
from migrate.lexicon import spelling
from migrate.lexicon.glossary import Glossary
from migrate.model.gap import Evidence
from migrate.model.kinds import type_fit
from migrate.model.source import SourceColumn, SourceTable
from migrate.model.spec import Item
from migrate.model.value import value

STRONG = 0.60
WEAK = 0.08
SPELLING = 0.08
TYPE = 0.14
KEY = 0.04
CONTEXT = 0.06


@value
class Side:
    """What is known about the standard's side of one comparison."""

    item: Item
    name: str
    """Name to look for: the item's own, or the whole that it is part of (氏名 for 氏_日本人)."""
    light: str = ""
    """Object of the naming grammar that legacy names leave out (住所)."""


@lru_cache(maxsize=262144)
def _agreement(glossary: Glossary, item: str, column: str, light: str) -> Agreement:
    return agreement.names(glossary, item, column, light)


def _sentence(label: str, written: str, name: str, found: Agreement) -> str:
    if found.warned is not None:
        clash = "・".join(found.warned)
        return f"{label}「{written}」と「{name}」は、取り違えやすい別の語（{clash}）を含みます。"
    if not found.pairs:
        return f"{label}「{written}」と「{name}」に、同じ意味の語はありません。"
    words = "、".join(
        f"「{p.column.text}」は「{p.item.term}」{'と' if p.way.startswith('同') else 'の'}{p.way}" for p in found.pairs
    )
    whole = "" if found.score >= 0.85 else "（一部だけの一致）"
    return f"{label}「{written}」: {words}です{whole}。"


def _name(glossary: Glossary, column: SourceColumn, side: Side) -> list[Evidence]:
    sources = [("日本語名", column.logical_name), ("物理名", column.name)]
    if column.comment and spelling.key(column.comment) != spelling.key(column.logical_name):
        sources.append(("コメント", column.comment))
    found = []
    for label, written in sources:
        if written.strip():
            found_names = _agreement(glossary, side.name, written, side.light)
            found.append((found_names.score, label, _sentence(label, written, side.name, found_names)))
    found.sort(key=lambda f: -f[0])
    return [
        Evidence(name=label, score=round(score, 4), weight=WEAK if place else STRONG, sentence=sentence)
        for place, (score, label, sentence) in enumerate(found)
    ]


@lru_cache(maxsize=262144)
def _likeness(one: str, other: str) -> float:
    return fuzz.ratio(one, other) / 100


def _spelling(column: SourceColumn, side: Side) -> Evidence:
    bare = side.name.removeprefix(f"{side.light}_") if side.light else side.name
    if spelling.is_latin(column.name):
        romaji = side.item.romaji if side.name == side.item.name else ""
        ours, theirs = spelling.romaji_key(romaji), spelling.romaji_key(column.name)
    else:
        ours, theirs = spelling.key(bare), spelling.key(column.name)
    score = _likeness(ours, theirs)
    if column.logical_name:
        score = max(score, _likeness(spelling.key(bare), spelling.key(column.logical_name)))
    return Evidence(
        name="つづり",
        score=round(score, 4),
        weight=SPELLING,
        sentence=f"文字の並びの近さは {round(score * 100)} % です。",
    )


def _type(column: SourceColumn, item: Item) -> Evidence:
    fit = type_fit(column, item)
    return Evidence(name="型と桁", score=round(fit.score, 4), weight=TYPE, sentence=fit.sentence)


def _key(column: SourceColumn, table: SourceTable, item: Item) -> Evidence | None:
    is_key = column.name in table.primary_key
    refers = any(column.name in f.columns for f in table.foreign_keys)
    if not (item.primary_key or is_key):
        return None
    score = 1.0 if item.primary_key and is_key else 0.5 if item.foreign_key and refers else 0.0
    theirs = "主キー" if is_key else "主キーではない列"
    ours = "主キー" if item.primary_key else "主キーではない項目"
    return Evidence(name="キー", score=score, weight=KEY, sentence=f"現行では{theirs}、標準では{ours}です。")


def evidence(
    glossary: Glossary, column: SourceColumn, table: SourceTable, side: Side, affinity: float
) -> tuple[Evidence, ...]:
    """All parts for one column and one item; ``affinity`` (0–1) says how far the two tables are alike."""
    parts = _name(glossary, column, side)
    parts.append(_spelling(column, side))
    parts.append(_type(column, side.item))
    key = _key(column, table, side.item)
    if key is not None:
        parts.append(key)
    group = f"グループ「{side.item.table}」の項目と近い名前があります。"
    context = f"表 {table.name} の列のうち {round(affinity * 100)} % に、{group}"
    parts.append(Evidence(name="表の文脈", score=round(affinity, 4), weight=CONTEXT, sentence=context))
    return tuple(parts)


def total(parts: tuple[Evidence, ...]) -> float:
    """Score of a candidate: mean of the parts by weight, 0–1."""
    weight = sum(p.weight for p in parts)
    return round(sum(p.score * p.weight for p in parts) / weight, 4) if weight else 0.0
