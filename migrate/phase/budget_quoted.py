"""What the answers to the RFI (⑥) say of the rows of the budget (⑧-1): suggestions, and rows taken that have aged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.forms.answer import Answer
from migrate.forms.records import Record
from migrate.model.value import value
from migrate.phase import cost, form, market
from migrate.phase.facts import Facts
from migrate.phase.market import ORIGIN

ITEM = 8
YEARS = ("year_one", "year_two", "year_three", "year_four", "year_five")
_OWN = "own"
_SPLIT = "年度に分ける前の額。"


@value
class _Line:
    """A row of the answer form, and the row of the budget that takes it up (`reports/layouts/phase/08/quoted.csv`)."""

    line: str
    row: str
    """Key of a printed row; ``own`` for a row of its own; empty: it is not suggested."""
    name: str
    why: str


@cache
def _lines() -> tuple[_Line, ...]:
    rows = tables.read(bundled("reports") / "layouts" / "phase" / f"{ITEM:02}" / "quoted.csv")
    return tuple(_Line(**row) for row in rows)


@cache
def _rows() -> Mapping[str, tuple[_Line, ...]]:
    """Key of a row of the budget → the rows of the answer form that it takes up."""
    found: dict[str, tuple[_Line, ...]] = {}
    for one in _lines():
        key = f"rfi-{one.line}" if one.row == _OWN else one.row
        if key:
            found[key] = (*found.get(key, ()), one)
    return found


def _quotes(facts: Facts) -> Iterator[tuple[str, tuple[_Line, ...], market.Quote]]:
    for key, lines in _rows().items():
        if (found := market.quote(facts.markets, frozenset(one.line for one in lines))) is not None and found.yen > 0:
            yield key, lines, found


def initial(facts: Facts) -> Mapping[str, Mapping[str, Answer]]:
    """Key of an initial row → what it will cost; rows of which people have named an amount are left to them."""
    told = {one.key for one in facts.of(ITEM).of("initial") if any(id in one.answers for id in YEARS)}
    found: dict[str, Mapping[str, Answer]] = {}
    for key, lines, quote in _quotes(facts):
        if key in told:
            continue
        named: dict[str, Answer] = {}
        if lines[0].row == _OWN:
            named = {"name": lines[0].name, "subsidy": cost.UNSURE}
        found[key] = {**named, "year_one": quote.yen, "source": _source(quote.vendors), "note": _note(quote)}
    return found


def _source(vendors: int) -> str:
    return f"{ORIGIN} {vendors} 者の中央値（税込）"


def _note(quote: market.Quote) -> str:
    blank = f"{quote.blank} 者は空欄。" if quote.blank else ""
    far = f"外れ値: {'、'.join(quote.far)}。" if quote.far else ""
    return f"{_SPLIT}{blank}{far}"


def running(facts: Facts) -> Mapping[str, Mapping[str, Answer]]:
    """Key of a running row → what it will cost in each year."""
    if facts.quoted is None:
        return {}
    found: dict[str, Mapping[str, Answer]] = {}
    for preset in form.form(ITEM).of("running-b").presets:
        years = facts.quoted.years.get(preset.name, {})
        given: dict[str, Answer] = {
            question: years[str(number)] for number, question in enumerate(YEARS, start=1) if str(number) in years
        }
        if given:
            found[preset.key] = {**given, "source": _source(facts.quoted.vendors)}
    return found


def doubts(facts: Facts) -> Iterator[str]:
    """What vendors named and no row takes up; rows that were taken from the RFI and that it says otherwise now."""
    named = {price.line for each in facts.markets for price in each.prices}
    if left := [one.name for one in _lines() if not one.row and one.line in named]:
        what = f"RFI の初期費用のうち、案にしていない費目があります（{'、'.join(left)}）"
        yield f"{what}。業者の内訳を見て、費目に分けます。"
    if aged := [*_aged_initial(facts), *_aged_running(facts)]:
        yield f"RFI の回答から取った額が、いまの回答の中央値と違う費目があります（{'、'.join(aged)}）。"


def _taken(facts: Facts, sheet: str) -> Iterator[Record]:
    """Rows whose source people left as it was suggested."""
    return (one for one in facts.of(ITEM).of(sheet) if one.text("source").startswith(ORIGIN))


def _name(sheet: str, record: Record) -> str:
    presets = form.form(ITEM).of(sheet).presets
    return next((one.name for one in presets if one.key == record.key), record.text("name"))


def _sum(record: Record) -> int:
    return sum(yen for id in YEARS if isinstance(yen := record.answers.get(id), int))


def _aged_initial(facts: Facts) -> Iterator[str]:
    """People may have split an amount over years: its sum tells."""
    now = {key: quote.yen for key, _, quote in _quotes(facts)}
    return (_name("initial", one) for one in _taken(facts, "initial") if now.get(one.key) != _sum(one))


def _aged_running(facts: Facts) -> Iterator[str]:
    now = running(facts)
    for one in _taken(facts, "running-b"):
        said = {id: one.answers[id] for id in YEARS if id in one.answers}
        if any(now.get(one.key, {}).get(id) != yen for id, yen in said.items()):
            yield _name("running-b", one)
