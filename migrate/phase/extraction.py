"""抽出依頼書: what a current vendor is asked to hand over, a letter a system, from survey and scan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrate.forms.answer import Answer
from migrate.forms.records import Record
from migrate.model.document import Column, Document, Grid, Note, Section
from migrate.phase import dates
from migrate.phase.facts import Facts, System
from migrate.phase.moved import SourceData

ITEM, STEP = 14, 32
SHEET = "extract"
_MIGRATED = 34
_KNOWN = {"cp932": "CP932（Windows-31J）", "utf-8": "UTF-8", "utf-8-sig": "UTF-8（BOM 付き）", "euc_jp": "EUC-JP"}


def systems(facts: Facts) -> tuple[System, ...]:
    """The current systems of all businesses, each once."""
    return tuple({one.key: one for business in facts.businesses for one in business.systems}.values())


def key(system: System) -> str:
    """The row of the register that is about a system."""
    return f"sys-{system.key}"[:31]


def _files(facts: Facts, businesses: str) -> tuple[tuple[str, SourceData], ...]:
    """業務ID and source of what the businesses are filled from; 業務ID between blanks, none: all of them."""
    named = businesses.split()
    return tuple(
        (one.id, data) for one in facts.businesses if not named or one.id in named for data in one.data.moved.sources
    )


def offers(facts: Facts) -> Iterator[tuple[str, Mapping[str, Answer]]]:
    """One row a current system: what survey and scan say of it."""
    for one in systems(facts):
        files = [data for _, data in _files(facts, " ".join(one.businesses))]
        forms = dict.fromkeys(data.form for data in files if data.form)
        codes = dict.fromkeys(_KNOWN.get(data.encoding, data.encoding) for data in files if data.encoding)
        gaiji = one.numbers.get("gaiji")
        yield (
            key(one),
            {
                "name": one.name,
                "business": " ".join(one.businesses),
                **({"vendor": one.vendor} if one.vendor else {}),
                **({"layout": "／".join(forms)} if forms else {}),
                **({"encoding": "／".join(codes)} if codes else {}),
                **(
                    {"gaiji": f"{gaiji:,} 文字。外字表と字形を添える" if gaiji else "なし"} if gaiji is not None else {}
                ),
                **({"final": final} if (final := dates.first(facts, _MIGRATED)) else {}),
                "disposal": "はい",
            },
        )


def letters(facts: Facts, steps: frozenset[int]) -> Mapping[str, Document]:
    """A letter to the vendor of each system in the register 「抽出依頼」: name of the file → letter."""
    if STEP not in steps:
        return {}
    return {f"14-1-抽出依頼書-{one.key}": _letter(facts, one) for one in facts.of(ITEM).of(SHEET)}


def _letter(facts: Facts, row: Record) -> Document:
    vendor = row.text("vendor") or "現行ベンダ"
    return Document(
        title="データ抽出のお願い",
        subtitle=f"{vendor} 御中",
        facts=(
            ("差出し", facts.municipality),
            ("日付", row.text("sent") or "（未記入）"),
            ("対象のシステム", row.text("name")),
            ("様式", "本ツール独自（公表された様式ではありません）"),
        ),
        summary="標準準拠システムへの移行のため、次のとおりデータの抽出と提供をお願いします。",
        sections=tuple(_parts(facts, row)),
    )


def _parts(facts: Facts, row: Record) -> Iterator[Section]:
    if files := _files(facts, row.text("business")):
        columns = (
            Column(title="業務", width=8),
            Column(title="表", width=30),
            Column(title="項目", numeric=True, width=8),
            Column(title="ファイルの形", width=44),
        )
        rows = tuple((business, data.source, data.columns, data.form) for business, data in files)
        yield Section(
            id="tables",
            title="抽出する表",
            blocks=(
                Note(text="業務を続けるための全件です。履歴と、廃止した人・物件の行も含みます。"),
                Grid(title="表", columns=columns, rows=rows),
            ),
        )
    plain = (Column(title="項目", width=28), Column(title="内容", width=72))
    asked = (
        ("ファイルの形", row.text("layout")),
        ("文字コード", row.text("encoding")),
        ("外字", row.text("gaiji")),
        ("添えるもの", "項目の一覧（名称・型・桁・コード値の意味）、外字表と字形、表ごとの件数と SHA-256"),
        ("受け渡しの方法", row.text("medium")),
    )
    yield Section(id="form", title="ファイルの形と添えるもの", blocks=(_grid("形", plain, asked),))
    days = tuple(
        (label, row.text(id))
        for label, id in (("1 回目（試行）", "first"), ("2 回目（試行）", "second"), ("最終抽出", "final"))
    )
    yield Section(id="days", title="期日", blocks=(_grid("期日", plain, days),))
    questions = (
        ("費用", f"抽出・リハーサル・最終抽出のそれぞれの費用（いまの理解: {row.text('fee') or '未確認'}）"),
        ("期日", "上の期日に渡せるか。渡せないときは、渡せる日"),
        ("形", "上の形で渡せるか。渡せないときは、渡せる形と項目の一覧"),
        ("誤り", "分かっているデータの誤り、使っていない項目、独自のコード値"),
        ("体制", "問い合わせの窓口と、最終抽出の日の連絡先"),
    )
    yield Section(id="questions", title="回答をお願いすること", blocks=(_grid("質問", plain, questions),))
    duties = [("安全管理", "個人情報を含みます。契約の安全管理措置に従い、暗号化して渡してください。")]
    if row.text("disposal") == "はい":
        duties.append(("廃棄", "作業に使った写しは移行の完了後に消去し、廃棄証明（方法・日・対象）を出してください。"))
    yield Section(id="duties", title="安全管理と廃棄", blocks=(_grid("約束", plain, tuple(duties)),))


def _grid(title: str, columns: tuple[Column, ...], rows: tuple[tuple[str, str], ...]) -> Grid:
    return Grid(title=title, columns=columns, rows=tuple(row for row in rows if row[1]))
