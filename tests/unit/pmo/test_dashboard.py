"""The dashboard without a browser: its figures are those of the reports, data is text, nothing personal is in it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from statistics import fmean, median
from typing import Any

import pytest

from migrate.errors import NothingCheckedError
from migrate.flow import pmo_dashboard
from migrate.model.dashboard import TrendMonth
from migrate.model.pmo import Body, BodyKind, BodyReport, ReportedRisk
from migrate.model.procedure import Status
from migrate.pmo import store
from migrate.pmo.received import Received
from migrate.report import trend
from migrate.text.rates import percent

from ... import nation

AREAS = ("富山県", "石川県")
HOSTILE = "<script>alert(1)</script>\"'</td>&amp;"
SECRET = "人が書いた言葉"


def _bodies(*areas: str) -> tuple[Body, ...]:
    return tuple(one for one in nation.bodies() if one.prefecture in areas)


def _add(folder: Path, reports: Sequence[BodyReport], **changes: Any) -> None:
    plain = Received(report=reports[0], form="JSON", file="a.zip", sha256="0" * 64)
    store.add(folder, reports[0].period, [replace(plain, report=one, **changes) for one in reports])


class Page(HTMLParser):
    """Tags with their attributes, texts, and the content of scripts and styles."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.raw: list[tuple[str, str]] = []
        self.tables: dict[str, list[list[str]]] = {}
        self._rows: list[list[str]] = []
        self.feed(data.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self._rows = []
        elif tag == "caption":
            self.tables[dict(attrs)["id"] or ""] = self._rows
        elif tag == "tr":
            self._rows.append([])
        elif tag in {"th", "td"} and self._rows:
            self._rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] in {"style", "script"}:
            self.raw.append((self.tags[-1][0], data))
        elif data.strip():
            self.texts.append(data.strip())
            if self._rows and self._rows[-1]:
                self._rows[-1][-1] += data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag in {"style", "script"}:
            self.tags.append(("", {}))
        elif tag == "table":
            self._rows = []

    def packed(self, place: int) -> Any:
        """The data (0) or the reasons (1)."""
        return json.loads(gzip.decompress(base64.b64decode(self.raw[1 + place][1])))


@pytest.fixture(scope="module")
def reports() -> dict[str, list[BodyReport]]:
    """Two prefectures and what they reported in two months; in the second one nothing came of one town."""
    bodies = _bodies(*AREAS)
    return {
        "2025-12": list(nation.month("2025-12", chosen=bodies)),
        "2026-01": list(nation.month("2026-01", chosen=bodies[1:])),
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, reports: dict[str, list[BodyReport]]) -> Path:
    """Their store."""
    found = tmp_path_factory.mktemp("dashboard") / "保管庫"
    for month in reports.values():
        _add(found, month)
    return found


@pytest.fixture(scope="module")
def page(folder: Path) -> Page:
    """The page of the second month."""
    return Page(pmo_dashboard.page(folder))


def _municipal(reports: Sequence[BodyReport]) -> list[BodyReport]:
    return [one for one in reports if one.body.kind is BodyKind.MUNICIPALITY]


def test_the_key_figures_are_those_of_the_reports(page: Page, reports: dict[str, list[BodyReport]]) -> None:
    """Mean, median and the bodies at 100 % are over the municipalities alone, the prefectures' mean stands apart."""
    now = _municipal(reports["2026-01"])
    rates = [one.completion or 0 for one in now]
    apart = [one.completion or 0 for one in reports["2026-01"] if one.body.kind is BodyKind.PREFECTURE]
    figures = dict(zip(page.texts, page.texts[1:], strict=False))

    assert figures["完了率の平均"] == f"{percent(fmean(rates))} %"
    assert figures["完了率の中央値"] == f"{percent(median(rates))} %"
    assert figures["都道府県の平均（別掲）"] == f"{percent(fmean(apart))} %"
    assert f"市区町村 {len(now)} の {sum(rate == 1 for rate in rates) / len(now) * 100:.1f} %" in page.texts


def test_the_trend_says_both_months(page: Page, reports: dict[str, list[BodyReport]]) -> None:
    """The newest month comes first; each says how many bodies it is of."""
    expected = []
    for month in ("2026-01", "2025-12"):
        rates = [one.completion or 0 for one in _municipal(reports[month])]
        expected.append([month, str(len(rates)), percent(fmean(rates)), percent(median(rates))])

    assert [row[:4] for row in page.tables["months"][1:]] == expected


def test_the_heat_table_holds_the_means_of_the_municipalities(page: Page, reports: dict[str, list[BodyReport]]) -> None:
    """A row a prefecture in the order of codes, then the whole; under 80 % there is a mark beside the number."""
    now = _municipal(reports["2026-01"])

    def means(chosen: Sequence[BodyReport]) -> list[str]:
        columns = zip(*(one.businesses for one in chosen), strict=True)
        rates = [fmean(one.completion or 0 for one in chosen)]
        rates += [fmean(one.completion or 0 for one in column) for column in columns]
        return ["▲" * (rate < 0.8 - 1e-9) + percent(rate) for rate in rates]

    areas = {area: [one for one in now if one.body.prefecture == area] for area in AREAS}
    expected = [[area, str(len(chosen)), *means(chosen)] for area, chosen in areas.items()]
    assert page.tables["heatt"][1:] == [*expected, ["全体", str(len(now)), *means(now)]]


def test_the_steps_are_counted_by_status(page: Page, reports: dict[str, list[BodyReport]]) -> None:
    """Each of the 40 steps says how many businesses of municipalities stand where."""
    businesses = [one for report in _municipal(reports["2026-01"]) for one in report.businesses]
    words = (Status.DONE, Status.NOT_APPLICABLE, Status.WORKING, Status.OPEN)
    expected = [[str(sum(one.steps[n].status is word for one in businesses)) for word in words] for n in range(40)]

    assert [row[1:5] for row in page.tables["stepst"][1:]] == expected


def test_who_has_not_reported_is_named(page: Page) -> None:
    """A body that has reported before and not this month is counted and named."""
    lost = _bodies(*AREAS)[0]

    assert f"{lost.prefecture} {lost.name}" in page.texts
    assert "報告のない団体（1）" in page.texts


def test_the_rows_are_the_reports(page: Page, reports: dict[str, list[BodyReport]]) -> None:
    """Unpacked, the columns are every body and business with its 40 states, prefectures' own two among them."""
    data = page.packed(0)
    order = sorted(reports["2026-01"], key=lambda one: (one.body.code[:2], one.body.kind is BodyKind.PREFECTURE))
    marks = {Status.DONE: "0", Status.WORKING: "1", Status.OPEN: "2", Status.NOT_APPLICABLE: "3"}
    states = "".join(marks[step.status] for one in order for own in one.businesses for step in own.steps)
    vendors = [own.systems[0].vendor for one in order for own in one.businesses]

    assert data["bodies"]["key"] == [one.body.code for one in order]
    assert data["bodies"]["businesses"] == [len(one.businesses) for one in order]
    assert data["rows"]["states"] == states
    assert [data["vendors"][one] for one in data["systems"]["vendor"]] == vendors


def test_reasons_stand_at_their_rows(page: Page) -> None:
    """The reasons of the body that help is offered to first are those of its own businesses."""
    data, told = page.packed(0), page.packed(1)
    first = data["bodies"]["rank"].index(1)
    start = sum(data["bodies"]["businesses"][:first])
    own = range(start, start + data["bodies"]["businesses"][first])

    assert any(str(row) in told for row in own)
    assert page.tables["helpt"][1][1].endswith(data["bodies"]["name"][first])


def test_the_same_store_gives_the_same_bytes(folder: Path) -> None:
    """No clock, no order of chance, no name of the system in the compressed data."""
    assert pmo_dashboard.page(folder) == pmo_dashboard.page(folder)


def test_an_older_month_is_as_it_was(folder: Path, reports: dict[str, list[BodyReport]]) -> None:
    """The page of an earlier month knows nothing of later ones."""
    page = Page(pmo_dashboard.page(folder, "2025-12"))

    assert [row[0] for row in page.tables["months"][1:]] == ["2025-12"]
    assert len(page.packed(0)["bodies"]["key"]) == len(reports["2025-12"])


def test_the_policy_allows_this_style_and_script_only(page: Page) -> None:
    """Nothing is fetched; packed data is no script; no style attribute, handler or address points elsewhere."""
    policy = next(one["content"] for tag, one in page.tags if tag == "meta" and one.get("http-equiv"))
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in (page.raw[0][1], page.raw[-1][1])
    ]
    names = {(tag, name) for tag, one in page.tags for name in one}

    assert policy == (
        f"default-src 'none'; style-src {hashes[0]}; script-src {hashes[1]}; base-uri 'none'; form-action 'none'"
    )
    assert [one.get("type") for tag, one in page.tags if tag == "script"] == ["text/plain", "text/plain", None]
    assert not [one for one in names if one[1] in {"style", "src", "srcset", "action"} or one[1].startswith("on")]
    assert not re.search(r"@import|url\(", page.raw[0][1])


def test_names_are_text_and_words_of_people_stay_away(tmp_path: Path, reports: dict[str, list[BodyReport]]) -> None:
    """A body, vendor or prefecture named like markup is shown as such; notes of risks and systems are nowhere."""
    report = _municipal(reports["2026-01"])[0]
    business = replace(
        report.businesses[0],
        systems=(replace(report.businesses[0].systems[0], vendor=HOSTILE, package=HOSTILE, remains=SECRET),),
    )
    odd = replace(
        report,
        body=Body(name=HOSTILE, prefecture=HOSTILE),
        businesses=(business, *report.businesses[1:]),
        risks=(ReportedRisk(id="1", text=SECRET),),
    )
    _add(tmp_path, [report, odd])
    raw = pmo_dashboard.page(tmp_path)
    page = Page(raw)
    everything = raw.decode() + json.dumps([page.packed(0), page.packed(1)], ensure_ascii=False)

    assert sum(tag == "script" for tag, _ in page.tags) == 3
    assert page.tables["heatt"][2][0] == HOSTILE
    assert page.packed(0)["bodies"]["key"][-1] == f"{HOSTILE}|{HOSTILE}"
    assert SECRET not in everything


def test_one_prefecture_is_shown_by_its_bodies(tmp_path: Path, reports: dict[str, list[BodyReport]]) -> None:
    """A prefecture's own store has a row a body, each leading to its page."""
    own = [one for one in reports["2026-01"] if one.body.prefecture == AREAS[1]]
    _add(tmp_path, own)
    page = Page(pmo_dashboard.page(tmp_path))
    towns = _municipal(own)

    assert [row[0] for row in page.tables["heatt"]] == ["団体", *(one.body.name for one in towns), "全体"]
    assert {f"#body/{one.body.code}" for one in towns} <= {one.get("href") for _, one in page.tags}


def test_published_rates_without_steps(tmp_path: Path, reports: dict[str, list[BodyReport]]) -> None:
    """Where only rates are known the page says so; they count in the rates and never in the steps."""
    report = _municipal(reports["2026-01"])[0]
    bare = tuple(replace(one, steps=(), printed=0.5, systems=()) for one in report.businesses)
    _add(tmp_path, [replace(report, businesses=bare, printed=0.5)], own=False, form="公表")
    page = Page(pmo_dashboard.page(tmp_path))
    data = page.packed(0)

    assert dict(zip(page.texts, page.texts[1:], strict=False))["完了率の平均"] == "50.0 %"
    assert ("stepst" in page.tables, "40 ステップの状態を報告した市区町村はありません。" in page.texts) == (False, True)
    assert (data["rows"]["states"], set(data["rows"]["printed"])) == ("-" * 800, {0.5})
    assert "自らの報告がなく、公表資料の値だけがある団体が 1 あります。" in page.texts


def test_a_month_of_prefectures_alone(tmp_path: Path) -> None:
    """Without a municipality there is no mean of municipalities, and the page says so."""
    alone = [one for one in _bodies(*AREAS) if one.kind is BodyKind.PREFECTURE]
    _add(tmp_path, list(nation.month("2026-01", chosen=tuple(alone))))
    page = Page(pmo_dashboard.page(tmp_path))

    assert "この月に完了率を報告した市区町村はありません。" in page.texts
    assert {"heatt", "stepst", "months"} & set(page.tables) == set()
    assert page.packed(0)["bodies"]["businesses"] == [2, 2]


def test_an_unknown_month_is_said(folder: Path, tmp_path: Path) -> None:
    """A month that the store does not hold gives no page, nor does an empty store."""
    with pytest.raises(NothingCheckedError) as unknown:
        pmo_dashboard.page(folder, "2026-02")
    with pytest.raises(NothingCheckedError) as empty:
        pmo_dashboard.page(tmp_path)

    assert (unknown.value.code, empty.value.code) == ("MIG-PMO-100", "MIG-PMO-001")


def _month(period: str, mean: float, middle: float) -> TrendMonth:
    return TrendMonth(period=period, bodies=1, mean=mean, median=middle, complete=0, operating=None, support=0)


def test_the_trend_is_drawn_to_scale() -> None:
    """The axis begins at a round number below the lowest value and says so; 100 % is at the top."""
    drawn = trend.picture([_month("2026-01", 0.75, 0.8), _month("2026-02", 0.9, 1.0)])
    mean, middle = (line.points for line in drawn.lines)
    top, bottom = drawn.grid[-1][0], drawn.grid[0][0]

    assert (drawn.low, drawn.grid[0][1], drawn.grid[-1][1]) == (70, "70 %", "100 %")
    assert middle[1][1] == top
    assert mean[0][1] == pytest.approx(bottom - (bottom - top) * 5 / 30, abs=0.1)


@pytest.mark.parametrize("rates", [(1.0, 1.0), (0.0, 0.0), (0.81, 0.812)])
def test_names_at_the_ends_of_the_lines_stay_apart(rates: tuple[float, float]) -> None:
    """However close the two lines end, their names do not lie on each other and stay in the picture."""
    drawn = trend.picture([_month("2026-01", *rates)])
    heights = sorted(line.label_y for line in drawn.lines)

    assert heights[1] - heights[0] >= 18
    assert heights[0] > 0 and heights[1] <= trend.HEIGHT


def test_of_two_years_every_second_month_is_written() -> None:
    """A long trend stays readable: all points are drawn, not all months written below."""
    drawn = trend.picture([_month(f"20{year}-{month:02}", 0.8, 0.8) for year in (24, 25) for month in range(1, 13)])

    assert (len(drawn.lines[0].points), len(drawn.months)) == (24, 12)
