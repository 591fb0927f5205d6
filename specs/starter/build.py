"""Build the starter specs 「法定記載事項」 and the GIF reference model from tables of facts.

    python specs/starter/build.py --facts FOLDER [--business 012] [--out FOLDER]

FOLDER holds ``statutory_items.csv``, ``statutory_codes.csv`` and ``official_items.csv``. The listed changes
(``changes/*.csv``, ``changes/codes*.csv``) are applied in the order of the file names; a change that does not find
what it names is refused with its file and line, and nothing is written. Same input, same bytes.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from changing import Code, Model, Problem, RefusalError, Row, apply_changes, key_problems, order, references

from migrate.files import atomic, tables
from migrate.files.digest import sha256_of
from migrate.lexicon import readings
from migrate.model.provenance import FileDigest, Provenance
from migrate.model.spec import BasisKind, CodeList, CodeValue, Item, LegalBasis, Spec, SpecKind
from migrate.spec import parts, store

HERE = Path(__file__).resolve().parent
CHANGES = HERE / "changes"
EDITION = "starter-2026-11"
DATE = "2026-11-25"
_GIF = ("GIF", "gif-core-data-model", "2.3", "2026-03")
_EMPTY_OF_STARTER = ("repeat", "definition", "function", "implementation", "sample", "remarks")
_EMPTY_OF_GIF = ("code", "output_condition", "function", "implementation", "sample", "definition")
_OPEN = CodeValue(
    value="任意",
    meaning="公式のコード一覧を取り込むまで値は定めません",
    remarks="値は公式の「コード一覧」によります（本ツールは値を持ちません）。",
)
_DERIVED = (
    "本ツールが法令・様式から作ったひな型であり、国が公表した「基本データリスト」ではありません。"
    "項目の表（originals の statutory_items.csv、statutory_codes.csv）に、"
    "理由を示した変更（specs/starter/changes/）を加え、"
    "specs/starter/build.py で作成。データ項目IDの下 5 桁は 90001 からの仮番で、公式の番号ではありません。"
    "ローマ字は用語集から組み立てたもので、語がそろわない項目は空欄です。"
    "公式の値を確かめられないコード一覧は、値を持たずに「任意」としています。"
    "項目説明の「※※」の条件は、多くが推定です。"
    "公式の「基本データリスト」は migrate spec import で取り込めます。"
)


def _item(row: Row) -> Item:
    found = tuple(references(row))
    texts: dict[str, Any] = dict.fromkeys(
        ("repeat", "definition", "function", "implementation", "sample", "remarks"), ""
    )
    return Item(
        id=f"{row.business}{row.number}",
        name=row.item,
        romaji=readings.romaji(row.item),
        table=row.table,
        primary_key="PK" in row.key.split(";"),
        foreign_key=bool(found),
        classes=("", "", ""),
        type=row.type,
        length=row.length,
        code=row.code,
        output_condition=row.required,
        description=row.note,
        references=found,
        basis=LegalBasis(kind=BasisKind(row.basis_kind), text=row.basis, source=row.source, as_of=row.law_as_of),
        **texts,
    )


def _code_list(codes: list[Code]) -> CodeList:
    first = codes[0]
    values = tuple(
        CodeValue(value=c.value, meaning=c.meaning, remarks=f"{c.basis}（{c.source}）" if c.source else c.basis)
        for c in codes
    )
    key = parts.list_key(first.list_id)
    return CodeList(id=key, published_id=first.list_id, name=first.name, values=values if first.ship else (_OPEN,))


def starter(model: Model, business: str, facts: Path) -> Spec:
    """The starter spec of one business.

    Raises:
        RefusalError: an item names a code list that is not there, or a basis kind that is none.
    """
    name = model.names[business]
    lists: dict[str, list[Code]] = {}
    for code in model.codes:
        lists.setdefault(code.list_id, []).append(code)
    used = sorted({row.code for row in model.rows[business] if row.code}, key=order)
    missing = [list_id for list_id in used if list_id not in lists]
    kinds = {row.basis_kind for row in model.rows[business]} - {kind.value for kind in BasisKind}
    if missing or kinds:
        raise RefusalError(f"ないコード一覧・根拠の種類: {'、'.join((*missing, *sorted(kinds)))}")
    originals = [facts / "statutory_items.csv", facts / "statutory_codes.csv"]
    title = f"{name} 法定記載事項（本ツールのひな型、2026-11）"
    papers = Provenance(
        title=title,
        publisher="jichitai-migrate",
        edition=EDITION,
        date=DATE,
        licence="Apache-2.0",
        sha256=sha256_of(originals[0]),
        derived=_DERIVED,
        originals=tuple(FileDigest(path=path.name, sha256=sha256_of(path)) for path in originals),
    )
    return Spec(
        business=business,
        business_name=name,
        edition=EDITION,
        kind=SpecKind.STARTER,
        title=title,
        items=tuple(_item(row) for row in model.rows[business]),
        code_lists=tuple(_code_list(lists[list_id]) for list_id in used),
        provenance=papers,
    )


def _gif_item(number: int, row: Mapping[str, str]) -> Item:
    most = re.match(r"最大数=(\S+) *", row["note"])
    texts: dict[str, Any] = dict.fromkeys(
        ("code", "output_condition", "function", "implementation", "sample", "definition"), ""
    )
    return Item(
        id=f"GIF{number:05}",
        name=row["item"],
        romaji=row["romaji"],
        table=row["table"],
        primary_key=False,
        foreign_key=False,
        classes=("", "", ""),
        type=row["type"],
        length=row["length"],
        repeat=most[1] if most else "",
        description=row["note"][most.end() :] if most else row["note"],
        remarks=f"必要の別（パターンごと）: {row['required']}" if row["required"] else "",
        **texts,
    )


def gif(facts: Path) -> Spec:
    """The GIF core data model as a reference spec: names and types as published."""
    business, _, edition, date = _GIF
    path = facts / "official_items.csv"
    rows = [row for row in tables.read(path) if row["business"] == business]
    papers = Provenance(
        title="政府相互運用性フレームワーク（GIF）コアデータモデル",
        publisher="デジタル庁",
        edition=edition,
        date=date,
        url="https://github.com/JDA-DM/GIF",
        licence="CC0-1.0",
        sha256=sha256_of(path),
        derived=(
            "公表されたコアデータモデルの DMD の項目（項目名・英語名・データ型・最大数・説明）を写した表"
            "（official_items.csv、sha256 はこの表のもの）から specs/starter/build.py で作成。"
            "データ項目ID（GIF00001 から）は本ツールの番号。ローマ字の欄は英語名。最大数は繰り返しの欄。"
        ),
    )
    return Spec(
        business=business,
        business_name="GIF コアデータモデル",
        edition=edition,
        kind=SpecKind.REFERENCE,
        title="GIF コアデータモデル（参照モデル）",
        items=tuple(_gif_item(number, row) for number, row in enumerate(rows, start=1)),
        code_lists=(),
        provenance=papers,
    )


def _write(spec: Spec, folder: Path) -> None:
    wanted = store.files(spec)
    folder.mkdir(parents=True, exist_ok=True)
    for gone in {path.name for path in folder.iterdir()} - set(wanted):
        (folder / gone).unlink()
    for name, data in wanted.items():
        atomic.write(folder / name, data)


def main() -> int:
    """Build; 1 where a change was refused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=Path, required=True)
    parser.add_argument("--business", default="")
    parser.add_argument("--out", type=Path, default=HERE.parent)
    wanted = parser.parse_args()
    facts: Path = wanted.facts
    model = Model(list(tables.read(facts / "statutory_items.csv")), list(tables.read(facts / "statutory_codes.csv")))
    problems = apply_changes(model, CHANGES)
    slugs = {row["business_id"]: row["folder"] for row in tables.read(HERE / "folders.csv")}
    built: list[tuple[Spec, Path]] = []
    for business in [wanted.business] if wanted.business else sorted(model.rows):
        try:
            built.append((starter(model, business, facts), wanted.out / slugs[business] / EDITION))
        except RefusalError as refused:
            problems.append(Problem(place=f"業務 {business}", business=business, reason=str(refused)))
    if not wanted.business:
        built.append((gif(facts), wanted.out / _GIF[1] / _GIF[2]))
    problems += key_problems(model)
    fatal = [p for p in problems if not wanted.business or p.business == wanted.business]
    for problem in problems:
        mark = "誤り" if problem in fatal else "注意"
        sys.stderr.write(f"{mark}  {problem.place}: {problem.reason}\n")
    if fatal:
        return 1
    for spec, folder in built:
        _write(spec, folder)
        sys.stdout.write(
            f"{spec.id}  項目 {len(spec.items)}  表 {len(spec.tables)}  コード一覧 {len(spec.code_lists)}\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
