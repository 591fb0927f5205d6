"""A package for people: its contents, what lies beside them as README, and what a check of it found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from migrate.handover.parts import PARTS, Part, titled
from migrate.model.document import Cell, Column, Document, Figure, Figures, Grid, Note, Section, Tone
from migrate.model.handover import Handover, HandoverChecked

SEALED = "個人情報を含みます（取扱注意）。受け取った人だけが開き、用が済んだら消してください。"
DOUBTFUL = "渡されたときのままではないため、下の記載は信用できません。中身は使わず、渡した側に確かめてください。"
OPEN = "住民の氏名・住所・番号などの値を入れない決まりで作られています。"
_PART = (
    Column(title="部分", width=24),
    Column(title="ファイル", unit="個", numeric=True, width=12),
    Column(title="大きさ", unit="バイト", numeric=True, width=16),
    Column(title="内容", width=60),
)
_FILE = (
    Column(title="ファイル", width=50),
    Column(title="部分", width=24),
    Column(title="大きさ", unit="バイト", numeric=True, width=16),
)
_REJECT = (
    Column(title="業務", width=6),
    Column(title="コード", width=13),
    Column(title="内容", width=50),
    Column(title="拒否した行", unit="件", numeric=True, width=12),
    Column(title="書き込んだ行", unit="件", numeric=True, width=12),
)
_INPUT = (Column(title="ファイル", width=50), Column(title="sha256", width=66))
_LIST = (Column(title="部分", width=24), Column(title="作るコマンド", width=40))


def _parts(contents: Handover, title: str = "入っている部分") -> Grid:
    rows = []
    for part in PARTS:
        files = [one for one in contents.files if one.part == part.id]
        if files:
            rows.append((part.title, len(files), sum(one.bytes for one in files), part.about))
    return Grid(title=title, columns=_PART, rows=tuple(rows))


def _facts(contents: Handover) -> tuple[tuple[str, str], ...]:
    facts = (
        ("時点", contents.as_of),
        ("標準仕様", "、".join(contents.specs)),
        ("ツール", contents.tool),
        ("個人情報", "含みます（取扱注意）" if contents.restricted else "含みません"),
    )
    return tuple((label, text) for label, text in facts if text)


def _figures(contents: Handover) -> Figures:
    octets = sum(one.bytes for one in contents.files)
    return Figures(
        figures=(
            Figure(label="ファイル", value=f"{len(contents.files):,}"),
            Figure(label="大きさ", value=f"{octets:,}", note="バイト"),
        )
    )


def _statement(contents: Handover, trusted: bool = True) -> Note:
    """Whether residents' data are inside; a package that is not as it was handed over is not believed."""
    if not trusted:
        return Note(text=DOUBTFUL, tone=Tone.BAD)
    return Note(text=SEALED, tone=Tone.CAUTION) if contents.restricted else Note(text=OPEN)


def _rejects(contents: Handover, heading: Callable[[str], str]) -> tuple[Section, ...]:
    if not contents.rejects:
        return ()
    rows = tuple((one.business, one.code, heading(one.code), one.rejected, one.written) for one in contents.rejects)
    grid = Grid(title="拒否と所見の件数", columns=_REJECT, rows=rows, note="元の値は入っていません。")
    return (Section(id="handover-rejects", title="拒否と所見", blocks=(grid,)),)


def contents_page(contents: Handover, heading: Callable[[str], str]) -> Document:
    """The list of contents, with sizes; ``heading`` is the title of a finding's code."""
    files = Grid(
        title="すべてのファイル",
        columns=_FILE,
        rows=tuple((one.path, titled(one.part), one.bytes) for one in contents.files),
        note="sha256 は、パッケージの manifest-sha256.txt にあります。",
    )
    inputs = Grid(
        title="元になったファイル",
        columns=_INPUT,
        rows=tuple((one.path, one.sha256) for one in contents.inputs),
        note="台帳に最後に記された sha256 です。ファイルそのものは、上の一覧にあるものだけが入っています。",
    )
    return Document(
        title="引渡しパッケージの中身",
        subtitle=contents.municipality,
        facts=_facts(contents),
        sections=(
            Section(
                id="handover-parts", title="部分", blocks=(_figures(contents), _statement(contents), _parts(contents))
            ),
            *_rejects(contents, heading),
            Section(id="handover-files", title="ファイル", blocks=(files,)),
            Section(id="handover-inputs", title="入力", blocks=(inputs,)),
        ),
    )


def made_page(contents: Handover, missing: Sequence[Part], heading: Callable[[str], str]) -> Document:
    """What a terminal or a report shows of a package that was made."""
    page = contents_page(contents, heading)
    if not missing:
        return page
    rows = tuple((one.title, f"migrate {one.command}" if one.command else "") for one in missing)
    grid = Grid(title="入らなかった部分（まだありません）", columns=_LIST, rows=rows)
    section = Section(id="handover-absent", title="入らなかったもの", blocks=(grid,))
    return Document(
        title=page.title,
        subtitle=page.subtitle,
        facts=page.facts,
        sections=(page.sections[0], section, *page.sections[1:]),
    )


def brief(page: Document) -> Document:
    """Without the long lists of files."""
    kept = tuple(one for one in page.sections if one.id not in ("handover-files", "handover-inputs"))
    return Document(title=page.title, subtitle=page.subtitle, facts=page.facts, sections=kept)


def readme(contents: Handover) -> str:
    """The text that lies in the package for whoever opens it."""
    there = {one.part for one in contents.files}
    parts = [one for one in PARTS if one.id in there]
    lines = [
        f"{contents.municipality or '自治体'}の移行作業の引渡し（{contents.as_of}、{contents.tool}）",
        "",
        SEALED if contents.restricted else OPEN,
        "",
        "この data フォルダは、作業フォルダと同じ置き方です。全体は BagIt（RFC 8493）の形です。",
        "- contents.html: 中身の一覧（ブラウザで開けます）",
        "- handover.json: 同じ内容（プログラム用）",
        "",
        "入っている部分",
    ]
    for part in parts:
        lines += [f"- {part.title}: {part.about}"]
        lines += [f"    {one.path}" for one in contents.files if one.part == part.id]
    lines += [
        "",
        "検査のしかた",
        "- migrate handover --verify 受け取ったファイル --sha256 渡した側から聞いた値",
        "- ほかの BagIt の道具でも検査できます（manifest-sha256.txt）。",
        "",
        "台帳は、この引渡しの記録の前までです。台帳の中の sha256 は、作業フォルダのファイルのものです。",
    ]
    return "\n".join(lines) + "\n"


def _verdict(good: bool) -> Cell:
    return Cell(text="適合", tone=Tone.GOOD) if good else Cell(text="不適合", tone=Tone.BAD)


def checked_page(checked: HandoverChecked, flaws: int, named: bool | None) -> Document:
    """What a check found: flaws of the bag, and whether the file is the one that the sender named (None: not said)."""
    unsaid = Cell(text="確かめていません（--sha256 がありません）", tone=Tone.MUTED)
    contents = checked.contents
    facts = (
        ("ファイル", checked.file),
        ("sha256", checked.sha256),
        ("暗号化", "あり" if checked.encrypted else "なし"),
        ("渡した団体", checked.info.get("Source-Organization", "")),
        ("時点", checked.info.get("Bagging-Date", "")),
    )
    columns = (Column(title="調べたこと", width=40), Column(title="結果", width=40))
    rows = (
        ("全ファイルの SHA-256、過不足、件数と大きさ", _verdict(not flaws)),
        ("渡した側の sha256 との一致", unsaid if named is None else _verdict(named)),
        ("中身のファイル（個）", f"{checked.files:,}"),
        ("中身の大きさ（バイト）", f"{checked.payload_bytes:,}"),
    )
    blocks: tuple[Grid | Note, ...] = (Grid(title="検査", columns=columns, rows=rows),)
    if contents is not None:
        blocks = (
            *blocks,
            _statement(contents, trusted=not flaws and named is not False),
            _parts(contents, "入っている部分（パッケージの記載）"),
        )
    summary = (
        "中身は、パッケージの一覧（マニフェスト）と一致します。"
        if not flaws
        else f"パッケージの一覧と合わない所が {flaws:,} か所あります。"
    )
    return Document(
        title="引渡しパッケージの検査",
        facts=tuple((label, text) for label, text in facts if text),
        summary=summary,
        sections=(Section(id="handover-check", title="結果", blocks=blocks),),
    )
