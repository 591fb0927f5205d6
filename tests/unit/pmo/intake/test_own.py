"""A body's own JSON: strict, fast, and what is wrong is told by a place that its writer knows."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from migrate.files import records, strict
from migrate.files.jsonschema_check import violations
from migrate.model.pmo import BodyReport
from migrate.pmo.intake import own
from migrate.pmo.intake.verdict import NotTakenError, Verdict
from migrate.text import check_digits

from .returns import raw, reports, small, terms

TERMS = terms()
TOWN = small(reports(5)[0], 3)
Spoil = Callable[[dict[str, Any]], object]


def _read(data: dict[str, Any]) -> BodyReport:
    return own.read(json.dumps(data, ensure_ascii=False).encode(), TERMS)


def _refusal(spoil: Spoil) -> NotTakenError:
    data = raw(TOWN)
    spoil(data)
    with pytest.raises(NotTakenError) as caught:
        _read(data)
    return caught.value


def test_a_sound_report_is_itself() -> None:
    """What was exported is read as it was, also with the mark that Windows programs put in front of UTF-8."""
    assert own.read(b"\xef\xbb\xbf" + records.dump(TOWN), TERMS) == TOWN


@pytest.mark.parametrize(
    ("spoil", "place", "reason"),
    [
        (
            lambda d: d["businesses"][2]["steps"][7].update(status="だいたい"),
            "固定資産税・ステップ 8・状態",
            "完了済み、作業中、未着手、対象外 のどれかではありません",
        ),
        (
            lambda d: d["businesses"][0]["steps"][0].update(planned="2026-02-30"),
            "住民記録・ステップ 1・予定の日",
            "2026-11-30 の形の日ではありません",
        ),
        (lambda d: d["businesses"][0]["steps"].pop(), "住民記録", "ステップが 39 件です（40 件か、0 件）"),
        (lambda d: d["businesses"][1].update(business="099"), "業務ID 099", "知らない業務ID です"),
        (lambda d: d["businesses"][1].update(business="001"), "住民記録", "同じ業務が二つあります"),
        (lambda d: d["businesses"][0].pop("name"), "住民記録・名", "項目がありません"),
        (lambda d: d["businesses"][0].update(memo="x"), "住民記録・memo", "形式にない項目です"),
        (
            lambda d: d["businesses"][0].update({"山田 太郎": "x"}),
            "住民記録・（名の分からない項目）",
            "形式にない項目です",
        ),
        (
            lambda d: d["businesses"][0].update(printed=0.1),
            "住民記録・公表の完了率",
            "40 ステップから計算した完了率と違います",
        ),
        (lambda d: d.update(printed=float("nan")), "公表の完了率", "0 から 1 までの数ではありません"),
        (
            lambda d: d["businesses"][0]["systems"][0].update(reason="9"),
            "住民記録・システム 1・特定移行の事由",
            "1、2、3、4 のどれかではありません",
        ),
        (
            lambda d: d["businesses"][0]["counts"].update(errors=-1),
            "住民記録・品質のエラー",
            "0 以上の件数ではありません",
        ),
        (lambda d: d.update(revision="1"), "訂正の番号", "値の型（文字列・数・真偽・一覧）が違います"),
        (lambda d: d.update(revision=-1), "訂正の番号", "0 から 999 までの数ではありません"),
        (lambda d: d.update(period="2026/11"), "期間", "2026-11 の形ではありません"),
        (lambda d: d.update(businesses=[]), "業務", "業務が一つもありません"),
        (
            lambda d: d["businesses"][0]["systems"][0].update(remains="データの確認"),
            "自由記述の有無",
            "自由記述がないはずの報告に、自由記述があります",
        ),
        (lambda d: d["businesses"][0]["systems"][0].update(vendor="甲\u001b[31m"), "文字", "制御文字があります"),
        (
            lambda d: d["risks"].append({"id": "R1", "business": "", "level": "特大", "due": "", "text": ""}),
            "リスク 1・大きさ",
            "大、中、小 のどれかではありません",
        ),
    ],
)
def test_what_is_wrong_is_told_by_its_place(spoil: Spoil, place: str, reason: str) -> None:
    """A report with one fault is not taken; the fault is named in Japanese, and nothing else is."""
    refusal = _refusal(spoil)

    assert (refusal.verdict, [(one.place, one.reason) for one in refusal.faults]) == (Verdict.SCHEMA, [(place, reason)])


@pytest.mark.parametrize(
    ("spoil", "verdict"),
    [
        (lambda d: d.update(kind="something"), Verdict.SCHEMA),
        (lambda d: d.update(version=0), Verdict.SCHEMA),
        (lambda d: d.update(version=2), Verdict.NEWER),
        (lambda d: (d.update(version=2, colour="red"), d.pop("risks")), Verdict.NEWER),
    ],
)
def test_another_version_is_told_before_its_faults(spoil: Spoil, verdict: Verdict) -> None:
    """A newer report may have another form; that it is newer is what helps, not a list of unknown keys."""
    assert (_refusal(spoil).verdict, _refusal(spoil).faults) == (verdict, ())


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"{", b"[" * 100_000, b'{"kind":' * 5_000, b'{"version":' + b"9" * 5_000 + b"}"]
)
def test_what_is_no_json_is_unreadable(data: bytes) -> None:
    """Empty, cut off, deep as a well, a number of thousands of digits: refused in words, never a crash."""
    with pytest.raises(NotTakenError) as caught:
        own.read(data, TERMS)

    assert caught.value.verdict is Verdict.UNREADABLE


def test_huge_json_is_refused() -> None:
    """A report forty times too large is not even parsed."""
    with pytest.raises(NotTakenError) as caught:
        own.read(b" " * (own.MAX_JSON + 1), TERMS)

    assert caught.value.verdict is Verdict.REFUSED


def test_a_number_of_a_resident_is_refused() -> None:
    """Twelve digits with the check digit of a 個人番号 keep a report out, and are not repeated."""
    number = "12345678901"
    number += str(check_digits.RULES["個人番号"].digit(number))
    refusal = _refusal(
        lambda d: d["businesses"][0]["systems"][0].update(name=f"住記 {number[:4]}-{number[4:8]}-{number[8:]}")
    )

    assert (refusal.verdict, number[:4] in refusal.reason) == (Verdict.REFUSED, False)


def test_only_the_twenty_count() -> None:
    """A business outside the 20 (031) is left out and named; the twenty come in published order."""
    data = raw(TOWN)
    data["businesses"] = [{**data["businesses"][0], "business": "031"}, data["businesses"][2], data["businesses"][0]]
    report, remarks = own.of_the_twenty(_read(data), TERMS)

    assert [one.business for one in report.businesses] == ["001", "012"]
    assert [(one.code, one.detail) for one in remarks] == [("MIG-PMO-068", "031 住登外者宛名番号管理")]


def _places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(place for key, child in children for place in _places(child, (*path, key)))]


def _mutated(chance: random.Random, data: dict[str, Any]) -> None:
    """Change, remove or add something somewhere."""
    *way, last = chance.choice(_places(data)[1:])
    node: Any = data
    for key in way:
        node = node[key]
    match chance.randrange(3):
        case 0:
            node[last] = chance.choice(
                [None, "", "x", 0, -1, 1.5, True, [], {}, [None], "完了済み", {"status": "未着手"}]
            )
        case 1:
            del node[last]
        case _ if isinstance(node, dict):
            node[chance.choice(["memo", "status", "name", "kind"])] = chance.choice(["x", 1, None])


def test_the_fast_reader_admits_what_the_schema_admits() -> None:
    """On hundreds of spoiled reports the strict reader and JSON Schema 2020-12 agree."""
    schema = strict.schema(BodyReport)
    town, chance, seen = small(TOWN, 1), random.Random(11), {True: 0, False: 0}
    for _ in range(400):
        data = raw(town)
        for _ in range(chance.randrange(1, 3)):
            _mutated(chance, data)
        told = violations(schema, data)
        try:
            strict.load(BodyReport, json.dumps(data).encode())
            wrong: tuple[strict.Wrong, ...] = ()
        except strict.StrictError as error:
            wrong = error.wrong
        seen[not wrong] += 1

        assert bool(wrong) == bool(told), data

    assert min(seen.values()) > 40


@pytest.mark.parametrize("seed", range(4))
def test_bytes_at_random_never_crash(seed: int) -> None:
    """Whatever happens to the bytes, a report is read or refused."""
    sound, chance = records.dump(small(TOWN, 1)), random.Random(seed)
    for _ in range(80):
        data = bytearray(sound)
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(data))
            data[at : at + chance.choice((0, 1, 1, 50))] = chance.randbytes(chance.choice((0, 1, 3)))
        try:
            assert own.read(bytes(data), TERMS).body
        except NotTakenError as error:
            assert error.reason
