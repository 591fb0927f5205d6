"""② 概要調査: the survey's tables and what they say, the terms agreed with each vendor, the whole in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from migrate.files.digest import sha256_of_bytes
from migrate.forms.answer import Answer
from migrate.forms.form import plain
from migrate.model.document import Block, Cell, Column, Grid, Note, Section, Tone, Value
from migrate.phase import chapters, register, survey_report_basics
from migrate.phase import form as forms
from migrate.phase.artefact import Artefact, Offers
from migrate.phase.facts import Business, Facts
from migrate.phase.survey_report_basics import BASICS, ITEM, YES

LINKS, VENDORS, SUMMARY = 5, 6, 7
"""②-2, ②-3, ②-4."""
_AGREED = "合意"


def _offers(facts: Facts) -> Offers:
    """A row a vendor, with the businesses and systems that it serves."""
    kept = {plain(one.text("name")): one.key for one in facts.of(ITEM).of("vendor")}
    rows: dict[str, dict[str, Answer]] = {}
    for vendor in dict.fromkeys(plain(one.vendor) for one in facts.systems if one.vendor):
        mine = [one for one in facts.systems if plain(one.vendor) == vendor]
        key = kept.get(vendor, f"v-{sha256_of_bytes(vendor.encode())[:10]}")
        rows[key] = {
            "name": mine[0].vendor,
            "business": " ".join(sorted({id for one in mine for id in one.businesses})),
            "systems": "、".join(one.name for one in mine),
            "state": "協議中",
        }
    return {"vendor": rows}


def _links(facts: Facts) -> Iterator[Section]:
    if facts.survey is None:
        return
    outside = sum(one.external for one in facts.links)
    marked = sum(one.my_number == YES for one in facts.links)
    methods = "、".join(
        f"{name} {number}" for name, number in Counter(one.method or "未記入" for one in facts.links).most_common()
    )
    said = f"連携は {len(facts.links)} 本、うち庁外とのもの {outside} 本、個人番号を含むもの {marked} 本です。"
    said += f"方式は {methods} です。" if methods else ""
    silent = [one.name for one in facts.businesses if one.systems and not _linked(facts, one)]
    blocks: list[Block] = [Note(text=said)]
    if silent:
        blocks.append(Note(text=f"連携が 1 本も書かれていない業務: {'、'.join(silent)}", tone=Tone.CAUTION))
    yield chapters.of_item(ITEM)["links"].section(*blocks, *facts.survey.blocks.get(LINKS, ()))


def _linked(facts: Facts, business: Business) -> int:
    names = {one.name for one in business.systems}
    return sum(bool(names & {one.sender, one.receiver}) for one in facts.links)


def _vendors(facts: Facts) -> Iterator[Section]:
    rows = facts.of(ITEM).of("vendor")
    missing = [
        vendor for vendor in dict.fromkeys(one.vendor for one in facts.systems) if vendor and not _agreed(facts, vendor)
    ]
    if rows or missing:
        runs = [one.answers["runs"] for one in rows if isinstance(one.answers.get("runs"), int)]
        amounts = [given for one in rows if isinstance(given := one.answers.get("amount"), int)]
        agreed = sum(one.text("state") == _AGREED for one in rows)
        said = f"合意した会社は {agreed} 社です。"
        if runs:
            said += f"データ抽出は合わせて {sum(int(one) for one in runs)} 回、別に払う費用は {sum(amounts):,} 円です。"
        blocks: list[Block] = [Note(text=said)]
        if missing:
            blocks.append(Note(text=f"まだ合意していない会社: {'、'.join(missing)}", tone=Tone.CAUTION))
        if rows:
            blocks.append(register.grid(forms.form(ITEM).of("vendor"), facts.of(ITEM)))
        yield chapters.of_item(ITEM)["vendors"].section(*blocks)
    blocks_of = facts.survey.blocks.get(VENDORS, ()) if facts.survey else ()
    if told := tuple(one for one in blocks_of if isinstance(one, Grid) and one.rows):
        yield chapters.of_item(ITEM)["talks"].section(*told)


def _agreed(facts: Facts, vendor: str) -> bool:
    """True where the terms with a vendor are agreed."""
    rows = (one for one in facts.of(ITEM).of("vendor") if plain(one.text("name")) == plain(vendor))
    return any(one.text("state") == _AGREED for one in rows)


def _summary(facts: Facts) -> Iterator[Section]:
    told = facts.survey
    if told is None:
        return
    chapter = chapters.of_item(ITEM)
    left = told.asked - told.answered
    said = (
        f"尋ねた必須の欄 {told.asked:,} のうち、答えのあるものは {told.answered:,}、"
        f"未回答か不明・未定は {left:,}（うち不明・未定 {told.pending:,}）です。"
        f"未解決の確認事項は {told.open_questions} 件です。"
    )
    blocks: list[Block] = [Note(text=said, tone=Tone.CAUTION if left else Tone.PLAIN)]
    if told.not_answered:
        text = f"回答のない業務・共通機能 {len(told.not_answered)}: {'、'.join(told.not_answered)}"
        blocks.append(Note(text=text, tone=Tone.CAUTION))
    yield chapter["state"].section(*blocks, *told.blocks.get(SUMMARY, ()))
    yield _sizes(facts)
    if told.findings:
        rows = tuple((what, number, code) for code, what, number in told.findings)
        columns = (
            Column(title="こと", width=70),
            Column(title="件", numeric=True, width=8),
            Column(title="説明（migrate explain）", width=22),
        )
        yield chapter["findings"].section(Grid(title="見つけたこと", columns=columns, rows=rows))


def _sizes(facts: Facts) -> Section:
    rows: list[tuple[Value, ...]] = []
    for one in facts.businesses:
        held = one.data.comparison.held if one.data.comparison else ()
        known = [table.rows for table in held if table.rows is not None]
        rows.append(
            (
                f"{one.id} {one.name}",
                "、".join(system.name for system in one.systems) or Cell(text="調査なし", tone=Tone.CAUTION),
                _linked(facts, one) if one.systems else None,
                len(held) or None,
                sum(table.columns for table in held) or None,
                sum(known) if known else None,
                "、".join(_lacking(facts, one)),
            )
        )
    heads = (("業務", 26), ("システム", 30))
    numbers = (("連携", 7), ("表", 6), ("項目", 7), ("行", 12))
    columns = (
        *(Column(title=title, width=width) for title, width in heads),
        *(Column(title=title, width=width, numeric=True) for title, width in numbers),
        Column(title="足りない手順", width=16),
    )
    scan = facts.scan
    said = (
        f"source scan は、ファイル {scan.files:,}、表 {scan.tables:,}、項目 {scan.columns:,} を読みました。"
        if scan
        else "現行の資料とデータは、まだ読んでいません（migrate source scan）。"
    )
    return chapters.of_item(ITEM)["size"].section(
        Note(text=said, tone=Tone.PLAIN if scan else Tone.CAUTION),
        chapters.used(
            Grid(
                title="業務ごと",
                columns=columns,
                rows=tuple(rows),
                note="空欄は、読んだデータがないか、比較していないものです。",
            )
        ),
    )


_CODES = {BASICS: "②-1", LINKS: "②-2", VENDORS: "②-3", SUMMARY: "②-4"}


def _lacking(facts: Facts, business: Business) -> Iterator[str]:
    """Codes of the steps of ② that are not whole."""
    for step, code in _CODES.items():
        whole = facts.survey is not None and facts.survey.says_all(business.id, step)
        if not whole or (step == VENDORS and not _terms(facts, business.id)):
            yield code


def _terms(facts: Facts, business: str) -> bool:
    """True where the terms with each vendor of the business are agreed."""
    found = facts.business(business)
    vendors = {one.vendor for one in found.systems if one.vendor} if found else set()
    rows = [one for one in facts.of(ITEM).of("vendor") if register.concerns(one, business)]
    return all(_agreed(facts, one) for one in vendors) and all(one.text("state") == _AGREED for one in rows)


def _sections(facts: Facts, item: int, steps: frozenset[int]) -> tuple[Section, ...]:
    del item
    parts = {BASICS: survey_report_basics.sections, LINKS: _links, VENDORS: _vendors, SUMMARY: _summary}
    return tuple(section for step, part in parts.items() if step in steps for section in part(facts))


def _holds(facts: Facts, step: int, business: str) -> bool:
    """②-3: the survey has the meeting and the roles, and the terms with each vendor are agreed."""
    return facts.survey is not None and facts.survey.says_all(business, step) and _terms(facts, business)


ARTEFACT = Artefact(item=ITEM, offers=_offers, sections=_sections, holds=_holds)
