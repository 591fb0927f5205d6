"""The real case: 項目定義書 2023-09-29 against the API specification 2.0 of the same function, read by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.files import xlsx
from migrate.files.bundled import bundled
from migrate.model.spec import Spec
from migrate.model.spec_diff import Change, ChangeKind, Effect, SpecDiff, Subject
from migrate.spec import store
from migrate.spec.diff import compare, words
from migrate.spec.workbook import importer

WORDS = words.load()
DEFINITION = store.read(bundled("specs") / "031-jutogaisha-atenabango" / "2023-09-29")
_WORDING = {ChangeKind.TEXT, ChangeKind.ORDER, ChangeKind.ID}

RENAMED = [
    ("氏名_外国人アルファベット", "氏名_外国人ローマ字"),
    ("氏名_読み仮名", "氏名_フリガナ"),
    ("氏_日本人_読み仮名", "氏_日本人_フリガナ"),
    ("名_日本人_読み仮名", "名_日本人_フリガナ"),
    ("代表宛名フラグ", "名寄せ元フラグ"),
]
ADDED = [
    ("リクエスト", "処理区分", Effect.TIGHTENS),
    ("リクエスト", "市区町村コード", Effect.TIGHTENS),
    ("リクエスト", "通称", Effect.NEUTRAL),
    ("リクエスト", "通称_フリガナ", Effect.NEUTRAL),
    ("リクエスト", "通称_フリガナ確認状況", Effect.NEUTRAL),
    ("リクエスト", "生年月日_不詳フラグ", Effect.NEUTRAL),
    ("リクエスト", "指定都市_行政区等コード", Effect.NEUTRAL),
    ("リクエスト", "住所_国名コード", Effect.NEUTRAL),
    ("リクエスト", "住所_国名等", Effect.NEUTRAL),
    ("リクエスト", "住所_国外住所", Effect.NEUTRAL),
    ("リクエスト", "他業務参照不可フラグ", Effect.TIGHTENS),
    ("レスポンス", "タイトル", Effect.TIGHTENS),
    ("レスポンス", "処理結果メッセージ", Effect.TIGHTENS),
    ("レスポンス", "URL", Effect.TIGHTENS),
    ("レスポンス", "市区町村コード", Effect.TIGHTENS),
    ("レスポンス", "宛名番号", Effect.TIGHTENS),
    ("レスポンス", "履歴番号", Effect.TIGHTENS),
    ("レスポンス", "操作者ID", Effect.TIGHTENS),
    ("レスポンス", "操作年月日", Effect.TIGHTENS),
    ("レスポンス", "操作時刻", Effect.TIGHTENS),
]
COLUMNS = [
    ("宛名番号", ChangeKind.REQUIRED, "必須", "条件付き必須", Effect.LOOSENS),
    ("生年月日_不詳表記", ChangeKind.REQUIRED, "条件付き必須", "任意", Effect.LOOSENS),
    ("住所_町字", ChangeKind.LENGTH, "18", "120", Effect.LOOSENS),
    ("業務ID", ChangeKind.REQUIRED, "条件付き必須", "任意", Effect.LOOSENS),
    ("独自施策システム等ID", ChangeKind.REQUIRED, "条件付き必須", "任意", Effect.LOOSENS),
    ("名寄せ元フラグ", ChangeKind.TYPE, "9", "X", Effect.LOOSENS),
    (
        "名寄せ元フラグ",
        ChangeKind.MEANING,
        "0：代表宛名、1：非代表宛名",
        "0：該当なし、1：名寄せ元宛名",
        Effect.TIGHTENS,
    ),
]
OPPOSITE = {Effect.TIGHTENS: Effect.LOOSENS, Effect.LOOSENS: Effect.TIGHTENS, Effect.NEUTRAL: Effect.NEUTRAL}


@pytest.fixture(scope="module")
def api(shared: Path) -> Spec:
    """API 2.0, imported from the official workbook."""
    path = shared / "official" / "031_numbering_api_20230929.xlsx"
    request = importer.Request(file=path.name, sha256="", business="031", edition="api-2.0")
    return importer.understand(xlsx.load(path), request, bundled("specs") / importer.LAYOUTS).spec


@pytest.fixture(scope="module")
def found(api: Spec) -> SpecDiff:
    """From the definition to the API."""
    return compare.compare(WORDS, DEFINITION, api)


def _items(found: SpecDiff, *kinds: ChangeKind) -> list[Change]:
    return [change for change in found.changes if change.subject is Subject.ITEM and change.kind in kinds]


def _name(change: Change) -> str:
    one = change.item_after or change.item_before
    return one.name if one else ""


def test_renames(found: SpecDiff) -> None:
    """Exactly the five renames come out as renames, none of them changes a value."""
    actual = [(c.before, c.after) for c in _items(found, ChangeKind.RENAMED)]

    assert actual == RENAMED
    assert {c.effect for c in _items(found, ChangeKind.RENAMED)} == {Effect.NEUTRAL}


def test_additions(found: SpecDiff) -> None:
    """Exactly the real additions are additions; required ones tighten."""
    actual = [(c.table_after.split()[-1], _name(c), c.effect) for c in _items(found, ChangeKind.ADDED)]

    assert actual == ADDED


def test_no_item_is_lost(found: SpecDiff) -> None:
    """Every item of the definition has its item in the request."""
    assert _items(found, ChangeKind.REMOVED, ChangeKind.MOVED) == []


def test_columns(found: SpecDiff) -> None:
    """Beyond names and wording exactly these columns differ."""
    others = set(ChangeKind) - _WORDING - {ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.RENAMED}
    actual = [(_name(c), c.kind, c.before, c.after, c.effect) for c in _items(found, *others)]

    assert actual == COLUMNS


def test_group(found: SpecDiff) -> None:
    """The request is the definition's グループ, the response a new one."""
    actual = [(c.kind, c.table_before, c.table_after) for c in found.changes if c.subject is Subject.TABLE]

    assert actual == [
        (ChangeKind.RENAMED, "住登外者宛名基本情報", "住登外者宛名番号付番API リクエスト"),
        (ChangeKind.ADDED, "", "住登外者宛名番号付番API レスポンス"),
    ]


def test_reasons_name_the_words(found: SpecDiff) -> None:
    """The reason of a rename says which words are the same thing, or which text speaks of the other name."""
    reasons = [c.reason for c in _items(found, ChangeKind.RENAMED)]
    said = ["「アルファベット」と「ローマ字」", *["「読み仮名」と「フリガナ」"] * 3, "項目定義に「名寄せ元」の語がある"]

    assert [word in reason for word, reason in zip(said, reasons, strict=True)] == [True] * 5


def test_columns_that_an_api_does_not_publish(found: SpecDiff) -> None:
    """What the API book has no column for is named as not compared, and no change."""
    assert {one.name for one in found.not_compared} == {
        *("codes", "id", "classes", "repeat", "implementation", "primary_key", "code", "function"),
    }


def test_other_direction(api: Spec) -> None:
    """Read backwards: the same renames turned round, additions removed, and each effect its opposite."""
    back = compare.compare(WORDS, api, DEFINITION)
    renamed = [(c.after, c.before) for c in _items(back, ChangeKind.RENAMED)]
    lengths = [(_name(c), c.before, c.after, c.effect) for c in _items(back, ChangeKind.LENGTH)]
    required = [(_name(c), c.after, c.before, OPPOSITE[c.effect]) for c in _items(back, ChangeKind.REQUIRED)]

    assert renamed == RENAMED
    assert [_name(c) for c in _items(back, ChangeKind.REMOVED)] == [name for _, name, _ in ADDED]
    assert lengths == [("住所_町字", "120", "18", Effect.TIGHTENS)]
    assert required == [(n, b, a, e) for n, kind, b, a, e in COLUMNS if kind is ChangeKind.REQUIRED]
