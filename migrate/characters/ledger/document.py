"""The character ledger for people: progress, effort with its arithmetic, and the characters one by one."""

from __future__ import annotations

from migrate.characters.ledger.clusters import codes, named, shown
from migrate.characters.ledger.progress import CharacterProgress, Minutes
from migrate.model.characters import (
    CharacterDecision,
    CharacterLedger,
    CharacterStage,
    CharacterVerdict,
    FoundCharacter,
    decided,
    in_force,
    is_open,
)
from migrate.model.document import Cell, Column, Figure, Figures, Grid, Note, Section, Tone

_SHOWN = 20
_PLACES = 3
OPEN = "未決"
_TONES = {OPEN: Tone.BAD, CharacterVerdict.HOLD.value: Tone.CAUTION}
_CHARACTERS = (
    Column(title="システム", width=16),
    Column(title="文字", width=6),
    Column(title="符号", width=18),
    Column(title="CP932 符号", width=10),
    Column(title="種類", width=18),
    Column(title="行", unit="行", numeric=True, width=8),
    Column(title="影響", unit="人まで", numeric=True, width=10),
    Column(title="使われている所", width=40),
    Column(title="候補", width=40),
    Column(title="決定", width=24),
)
_SHORT = (0, 1, 2, 4, 6, 7, 8, 9)
"""Columns for a terminal."""
_NOTE = (
    "影響する人の数は、主キーの先頭の列の異なる値の数です（主キーの分からない表は行の数）。"
    "世帯や物件の表も数えるので、実際の人数はこれ以下です。"
)


def places(one: FoundCharacter, most: int = _PLACES) -> str:
    """The columns that hold a character, those with most cells first."""
    ordered = sorted(one.places, key=lambda p: (p.stage is CharacterStage.CONVERTED, -p.cells, p.table, p.item))
    texts = [
        f"{'' if p.stage is CharacterStage.SOURCE else '変換後 '}{p.table}.{p.item} {p.cells:,}" for p in ordered[:most]
    ]
    return "、".join(texts) + (f" ほか {len(ordered) - most} 列" if len(ordered) > most else "")


def decision_words(decision: CharacterDecision | None) -> str:
    """What is decided, in words."""
    if decision is None:
        return OPEN
    if decision.verdict is CharacterVerdict.REPLACE:
        return f"→ {'、'.join(map(named, [decision.to]))}"
    return decision.verdict.value


def _row(one: FoundCharacter, decision: CharacterDecision | None) -> tuple[str | int | Cell, ...]:
    words = decision_words(decision)
    return (
        one.system,
        shown(one.text),
        codes(one.text),
        one.cp932,
        one.kind.value,
        one.rows,
        one.people,
        places(one),
        "、".join(f"{named(p.text)} {p.reason}" for p in one.proposals[:_PLACES]),
        Cell(text=words, tone=_TONES.get(words, Tone.GOOD)),
    )


def _short(one: FoundCharacter, decision: CharacterDecision | None) -> tuple[str | int | Cell, ...]:
    """The row without what a terminal has no room for."""
    system, text, code, _, kind, _, people, _, _, words = _row(one, decision)
    offers = "、".join(named(p.text) for p in one.proposals[:_PLACES])
    return system, text, code, kind, people, places(one, 1), offers, words


def characters(ledger: CharacterLedger, most: int | None = None) -> Grid:
    """The characters, those that are open and touch most people first; with ``most``, so many of them and shorter."""
    known = decided(ledger.decisions)
    pairs = [(one, in_force(known, one.key)) for one in ledger.found]
    pairs.sort(key=lambda pair: (not is_open(pair[1]), -pair[0].people, pair[0].key))
    shown_pairs = pairs[:most]
    left = len(pairs) - len(shown_pairs)
    more = f" ほか {left} 字は -v か --format で示します。" if left else ""
    row, columns = (_row, _CHARACTERS) if most is None else (_short, tuple(_CHARACTERS[n] for n in _SHORT))
    rows = tuple(row(one, decision) for one, decision in shown_pairs)
    return Grid(title="対象の文字集合にない文字", columns=columns, rows=rows, note=_NOTE + more)


def figures(found: CharacterProgress, seen: int) -> Figures:
    """Key figures; ``seen`` is the number of different characters in all text."""
    every, done = sum(one.all for one in found.lines), sum(one.decided for one in found.lines)
    held = sum(one.held for one in found.lines)
    rest = every - done - held
    return Figures(
        figures=(
            Figure(label="使われている文字", value=f"{seen:,}", note="異なる字数"),
            Figure(label="対象にない文字", value=f"{every:,}"),
            Figure(label="決定", value=f"{done:,}", tone=Tone.GOOD if every == done else Tone.PLAIN),
            Figure(label="保留", value=f"{held:,}", tone=Tone.CAUTION if held else Tone.PLAIN),
            Figure(label="未決", value=f"{rest:,}", tone=Tone.BAD if rest else Tone.PLAIN),
            Figure(label="残りの見積り", value=f"{found.hours:,.1f} 人時", note=f"{found.days:,.1f} 人日"),
        )
    )


def progress_grid(found: CharacterProgress) -> Grid:
    """文字同定の進捗 by kind."""
    columns = (
        Column(title="種類", width=20),
        Column(title="全体", unit="字", numeric=True, width=8),
        Column(title="決定", unit="字", numeric=True, width=8),
        Column(title="保留", unit="字", numeric=True, width=8),
        Column(title="未決", unit="字", numeric=True, width=8),
    )
    rows = tuple((one.kind.value, one.all, one.decided, one.held, one.open) for one in found.lines)
    return Grid(title="文字同定の進捗", columns=columns, rows=rows)


def _plain(number: float) -> int | float:
    return int(number) if number.is_integer() else number


def effort_grid(found: CharacterProgress, weights: Minutes) -> Grid:
    """The estimate with its arithmetic."""
    columns = (
        Column(title="残りの種類", width=20),
        Column(title="字数", unit="字", numeric=True, width=8),
        Column(title="1 字あたり", unit="分", numeric=True, width=10),
        Column(title="計", unit="分", numeric=True, width=10),
    )
    rows = tuple((one.key, one.characters, _plain(one.minutes), _plain(one.total)) for one in found.effort)
    own = f"団体の値: {'、'.join(weights.changed)}。" if weights.changed else ""
    note = (
        f"計 ÷ 60 = {found.hours:,.1f} 人時、計 ÷ {weights.day:g} = {found.days:,.1f} 人日。"
        f"1 字あたりの分は本ツール独自の目安です。{own}"
    )
    return Grid(title="残りの見積り", columns=columns, rows=rows, note=note)


def sections(
    ledger: CharacterLedger, found: CharacterProgress, weights: Minutes, seen: int, brief: bool = False
) -> tuple[Section, ...]:
    """All of the ledger, or (``brief``) what a terminal shows; ``seen`` is the number of different characters."""
    head = figures(found, seen)
    if not ledger.found:
        note = Note(text="すべての文字が、対象の文字集合にあります。", tone=Tone.GOOD)
        return (Section(id="characters", title="結果", blocks=(head, note)),)
    blocks = (head, progress_grid(found), effort_grid(found, weights))
    return (
        Section(id="progress", title="文字同定の進捗", blocks=blocks),
        Section(id="characters", title="文字", blocks=(characters(ledger, _SHOWN if brief else None),)),
    )
